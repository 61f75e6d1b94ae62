"""Clips of a runner's form: the request, its progress, and the result."""

from django.db import models

from runback.store.models.runner import OwnedRow


class ClipState(models.TextChoices):
    """The state of a clip; ``running`` without a worker means that it was interrupted and is restarted."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class FormClipRow(OwnedRow):
    """One clip; its pictures, and the video if it is stored, are in ``form/`` by runner and id.

    ``slower`` is what the runner said of slow motion (null: look for it); ``report`` and
    ``pictures`` are filled when it is done.
    """

    day = models.DateField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=16, choices=ClipState.choices, default=ClipState.QUEUED)
    speed_kmh = models.FloatField(null=True)
    slower = models.FloatField(null=True)
    is_video_kept = models.BooleanField(default=False)
    attempts = models.IntegerField(default=0)
    message = models.TextField(blank=True, default="")
    report = models.JSONField(null=True)
    pictures = models.JSONField(default=dict)

    class Meta:
        db_table = "form_clip"
        indexes = (models.Index(fields=["runner", "day"], name="form_clip_day"),)

    def __str__(self) -> str:
        return f"{self.name} on {self.day} ({self.state})"
