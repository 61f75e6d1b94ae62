"""How a runner is doing by published questionnaires, what went wrong, and what they want to ask a clinician."""

from django.db import models

from runback.store.models.runner import OwnedRow


class OutcomeRow(OwnedRow):
    """The answers to one questionnaire (``knowledge/instruments.yaml``) on a day; ``skipped`` where it was left out."""

    day = models.DateField()
    instrument = models.CharField(max_length=16)
    answers = models.JSONField(default=dict)
    skipped = models.BooleanField(default=False)

    class Meta:
        db_table = "outcome"
        indexes = (models.Index(fields=["runner", "day"], name="outcome_day"),)
        constraints = (models.UniqueConstraint(fields=["runner", "day", "instrument"], name="outcome_once"),)

    def __str__(self) -> str:
        return f"{self.instrument} on {self.day}"


class AdverseEventRow(OwnedRow):
    """The answer to whether training did harm since it was last asked; ``saw_clinician`` because of it."""

    day = models.DateField()
    happened = models.BooleanField()
    saw_clinician = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "adverse_event"
        constraints = (models.UniqueConstraint(fields=["runner", "day"], name="adverse_event_once"),)

    def __str__(self) -> str:
        return f"adverse event on {self.day}: {self.happened}"


class QuestionRow(OwnedRow):
    """One question that the runner wants to ask a clinician."""

    text = models.CharField(max_length=300)

    class Meta:
        db_table = "question"

    def __str__(self) -> str:
        return self.text
