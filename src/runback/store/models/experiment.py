"""What a runner tries, one change at a time."""

from django.db import models

from runback.store.models.runner import OwnedRow


class ExperimentRow(OwnedRow):
    """One experiment; ``blocks`` is a list of true (with the change) and false, each of ``block_days`` days."""

    change = models.CharField(max_length=80)
    started_on = models.DateField()
    blocks = models.JSONField()
    block_days = models.PositiveSmallIntegerField()
    settle_days = models.PositiveSmallIntegerField()
    points = models.FloatField()
    stopped_on = models.DateField(null=True)

    class Meta:
        db_table = "experiment"
        indexes = (models.Index(fields=["runner", "started_on"], name="experiment_day"),)

    def __str__(self) -> str:
        return f"{self.change} from {self.started_on}"
