"""What the runner logs."""

from django.db import models

from runback.store.models.history import ActivityRow, ImportRow
from runback.store.models.runner import OwnedRow


class ShoeRow(OwnedRow):
    """A pair of shoes; a name is one pair's of a runner."""

    name = models.CharField(max_length=200)
    bought_on = models.DateField(null=True)
    retired_on = models.DateField(null=True)
    start_km = models.FloatField(default=0.0)

    class Meta:
        db_table = "shoe"
        constraints = (models.UniqueConstraint(fields=["runner", "name"], name="shoe_name_once"),)

    def __str__(self) -> str:
        return self.name


class PainRow(OwnedRow):
    """One pain score, 0 to 10; ``batch`` is the import it came from, None for one the runner logged.

    ``entered_on`` is the runner's day on which it was entered, None in homes of older versions.
    ``places`` are where it hurt.
    """

    at_utc = models.DateTimeField()
    day = models.DateField()
    score = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=16)
    leg = models.CharField(max_length=16)
    note = models.TextField(blank=True, default="")
    entered_on = models.DateField(null=True)
    places = models.JSONField(default=list, blank=True)
    batch = models.ForeignKey(ImportRow, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "pain_entry"
        indexes = (models.Index(fields=["runner", "day"], name="pain_day"),)
        constraints = (models.CheckConstraint(condition=models.Q(score__lte=10), name="pain_0_to_10"),)

    def __str__(self) -> str:
        return f"pain {self.score} on {self.day}"


class SessionRow(OwnedRow):
    """What became of one session; ``entered_on`` is the runner's day on which it was entered or last changed."""

    day = models.DateField()
    kind = models.CharField(max_length=16)
    done = models.BooleanField(default=True)
    distance_km = models.FloatField(null=True)
    duration_min = models.FloatField(null=True)
    pain_before = models.PositiveSmallIntegerField(null=True)
    pain_during = models.PositiveSmallIntegerField(null=True)
    pain_rising = models.BooleanField(default=False)
    sharp = models.BooleanField(default=False)
    limp = models.BooleanField(default=False)
    leg = models.CharField(max_length=16)
    painkillers = models.BooleanField(default=False)
    effort_rpe = models.FloatField(null=True)
    note = models.TextField(blank=True, default="")
    entered_on = models.DateField(null=True)
    activity = models.ForeignKey(ActivityRow, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "session_log"
        indexes = (models.Index(fields=["runner", "day"], name="session_day"),)

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"


class SelfTestRow(OwnedRow):
    """One self-test as done; a second one of a day replaces the first."""

    day = models.DateField()
    test_id = models.CharField(max_length=80)
    results = models.JSONField()
    pain = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "self_test_log"
        indexes = (models.Index(fields=["runner", "day"], name="self_test_day"),)
        constraints = (models.UniqueConstraint(fields=["runner", "day", "test_id"], name="self_test_once"),)

    def __str__(self) -> str:
        return f"{self.test_id} on {self.day}"


class StrengthRow(OwnedRow):
    """One exercise as done; ``reps`` are seconds for holds."""

    day = models.DateField()
    exercise_id = models.CharField(max_length=80)
    sets = models.PositiveSmallIntegerField()
    reps = models.PositiveSmallIntegerField()
    load_kg = models.FloatField(null=True)
    effort_rpe = models.FloatField(null=True)
    pain = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "strength_log"
        indexes = (models.Index(fields=["runner", "day"], name="strength_day"),)

    def __str__(self) -> str:
        return f"{self.exercise_id} on {self.day}"
