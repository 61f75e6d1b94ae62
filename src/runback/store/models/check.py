"""Checks, clearances, and every revision of the plan."""

from django.db import models

from runback.store.models.runner import OwnedRow


class CheckRow(OwnedRow):
    """One check-in: the answers as given, and what came of them that day."""

    made_on = models.DateField()
    answers = models.JSONField()
    assessment = models.JSONField()

    class Meta:
        db_table = "check"
        indexes = (models.Index(fields=["runner", "made_on"], name="check_day"),)

    def __str__(self) -> str:
        return f"check of {self.made_on}"


class ClearanceRow(OwnedRow):
    """A clinician's word that running may go on."""

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

    ``started_on`` is the first day of the program the revision belongs to.
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

    class Meta:
        db_table = "plan_revision"
        indexes = (models.Index(fields=["runner", "made_on"], name="plan_day"),)

    def __str__(self) -> str:
        return f"plan of {self.made_on}"
