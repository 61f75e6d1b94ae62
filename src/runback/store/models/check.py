"""Checks, clearances, and every revision of the plan."""

from django.db import models

from runback.store.models.runner import OwnedRow


class CheckRow(OwnedRow):
    """One check-in: the answers as given, and their outcome that day."""

    made_on = models.DateField()
    answers = models.JSONField()
    assessment = models.JSONField()

    class Meta:
        db_table = "check"
        indexes = (models.Index(fields=["runner", "made_on"], name="check_day"),)

    def __str__(self) -> str:
        return f"check of {self.made_on}"


class ClearanceRow(OwnedRow):
    """A clinician's word that running may continue."""

    by = models.CharField(max_length=200)
    given_on = models.DateField()
    until = models.DateField()
    flags = models.JSONField()
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "clearance"

    def __str__(self) -> str:
        return f"clearance by {self.by} until {self.until}"


class PlanRevisionRow(OwnedRow):
    """One revision of the plan; ``inputs`` is the fingerprint of what it was made from.

    ``assessment`` is the check's outcome with the history and clearances of that day.

    ``started_on`` is the first day of the course the revision belongs to. ``notices``
    are about imported runs that were not as planned. ``reason`` is the id of a sentence (revision.*), text in
    revisions of older versions; ``rules`` counts the versions of the plan's rules (1: before 0.2).
    """

    check_row = models.ForeignKey(CheckRow, on_delete=models.CASCADE, related_name="+")
    made_on = models.DateField()
    started_on = models.DateField()
    weeks_wanted = models.PositiveSmallIntegerField()
    plan = models.JSONField()
    assessment = models.JSONField()
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True, default="")
    inputs = models.CharField(max_length=64)
    rules = models.PositiveSmallIntegerField(default=1)
    notices = models.JSONField(default=list)

    class Meta:
        db_table = "plan_revision"
        indexes = (models.Index(fields=["runner", "made_on"], name="plan_day"),)

    def __str__(self) -> str:
        return f"plan of {self.made_on}"


class MoveRow(OwnedRow):
    """A session that the runner moved; ``runs`` and ``strength`` are the days of that week after it, 0 is Monday."""

    start = models.DateField()
    kind = models.CharField(max_length=16)
    day = models.DateField()
    to_day = models.DateField()
    runs = models.JSONField()
    strength = models.JSONField()

    class Meta:
        db_table = "move"
        indexes = (models.Index(fields=["runner", "start"], name="move_week"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.day} to {self.to_day}"


class DaysOffRow(OwnedRow):
    """Days without training: ill, travelling, no time."""

    first = models.DateField()
    last = models.DateField()
    why = models.CharField(max_length=16)
    entered_on = models.DateField(null=True)

    class Meta:
        db_table = "days_off"
        indexes = (models.Index(fields=["runner", "last"], name="days_off_last"),)

    def __str__(self) -> str:
        return f"{self.why} from {self.first} to {self.last}"


class RaceRow(OwnedRow):
    """A race: its day, distance and priority (a or b)."""

    date = models.DateField()
    race_km = models.FloatField()
    priority = models.CharField(max_length=1, default="a")
    entered_on = models.DateField(null=True)

    class Meta:
        db_table = "race"
        constraints = (models.UniqueConstraint(fields=["runner", "date"], name="one_race_a_day"),)

    def __str__(self) -> str:
        return f"{self.race_km:g} km on {self.date}"


class LimitRow(OwnedRow):
    """What a clinician limits or adds; ``content`` is the JSON of ``domain.adjust.Limit`` without its ids and days."""

    by = models.CharField(max_length=120)
    first = models.DateField()
    until = models.DateField(null=True)
    content = models.JSONField()
    entered_on = models.DateField(null=True)

    class Meta:
        db_table = "limit_set"

    def __str__(self) -> str:
        return f"a limit by {self.by} from {self.first}"


class PlannedWeekRow(OwnedRow):
    """A week that has begun, as it was last planned; ``week`` is its JSON, never changed once the week is over."""

    start = models.DateField()
    week = models.JSONField()

    class Meta:
        db_table = "planned_week"
        constraints = (models.UniqueConstraint(fields=["runner", "start"], name="one_planned_week"),)

    def __str__(self) -> str:
        return f"week of {self.start}"


class CalendarFeedRow(OwnedRow):
    """The secret address of a runner's calendar; removing the row shuts it."""

    token = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "calendar_feed"
        constraints = (models.UniqueConstraint(fields=["runner"], name="one_feed_a_runner"),)

    def __str__(self) -> str:
        return "calendar feed"
