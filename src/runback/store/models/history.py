"""Imports, the files they met, and the activities in them."""

from django.db import models

from runback.store.models.runner import OwnedRow


class ImportState(models.TextChoices):
    """The state of an import; ``running`` without a worker means that it was interrupted and is resumed."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNDONE = "undone"


class ImportRow(OwnedRow):
    """One import: the request and its progress. ``total`` counts the files found so far.

    ``columns`` are the runner's words on a diary table: what is in which column.
    """

    state = models.CharField(max_length=16, choices=ImportState.choices, default=ImportState.QUEUED)
    paths = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0.0)
    total = models.IntegerField(default=0)
    is_counted = models.BooleanField(default=False)
    is_background = models.BooleanField(default=False)
    attempts = models.IntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    message = models.TextField(blank=True, default="")
    columns = models.JSONField(default=dict)

    class Meta:
        db_table = "import"

    def __str__(self) -> str:
        return f"import {self.pk} ({self.state})"


class ImportFileRow(OwnedRow):
    """The verdict on one file of an import."""

    batch = models.ForeignKey(ImportRow, on_delete=models.CASCADE, related_name="files")
    path = models.TextField()
    verdict = models.CharField(max_length=16)
    reason = models.TextField(null=True)
    offset = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    activity_ids = models.JSONField(default=list)

    class Meta:
        db_table = "import_file"
        indexes = (models.Index(fields=["batch", "verdict"], name="import_file_verdict"),)

    def __str__(self) -> str:
        return f"{self.path}: {self.verdict}"


class OriginalRow(OwnedRow):
    """The original bytes stored for this runner; the file is in ``originals/`` by its sha256."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    path = models.TextField()

    class Meta:
        db_table = "original"
        constraints = (models.UniqueConstraint(fields=["runner", "sha256"], name="original_once"),)

    def __str__(self) -> str:
        return self.sha256


class ActivityRow(OwnedRow):
    """One activity's summary; its samples are in ``samples/`` by id and version (0: none).

    A deleted activity stays as a tombstone, so that its file is not imported again.
    ``edits`` are the runner's own changes: they survive a merge.
    """

    sport = models.CharField(max_length=16)
    surface = models.CharField(max_length=16, null=True)
    start_utc = models.DateTimeField()
    utc_offset_s = models.IntegerField()
    zone_source = models.CharField(max_length=16)
    day = models.DateField()
    elapsed_s = models.FloatField(null=True)
    moving_s = models.FloatField(null=True)
    distance_m = models.FloatField(null=True)
    ascent_m = models.FloatField(null=True)
    avg_hr_bpm = models.FloatField(null=True)
    avg_cadence_spm = models.FloatField(null=True)
    title = models.TextField(null=True)
    device = models.TextField(null=True)
    gear = models.TextField(null=True)
    perceived_effort = models.FloatField(null=True)
    laps = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    has_dynamics = models.BooleanField(default=False)
    samples_version = models.IntegerField(default=0)
    samples_sha256 = models.CharField(max_length=64, blank=True, default="")
    edits = models.JSONField(default=dict)
    shoe = models.ForeignKey("store.ShoeRow", null=True, on_delete=models.SET_NULL, related_name="+")
    batch = models.ForeignKey(ImportRow, null=True, on_delete=models.SET_NULL, related_name="+")
    is_deleted = models.BooleanField(default=False)

    class Meta:
        db_table = "activity"
        indexes = (
            models.Index(fields=["runner", "day"], name="activity_day"),
            models.Index(fields=["runner", "start_utc"], name="activity_start"),
        )

    def __str__(self) -> str:
        return f"{self.sport} {self.start_utc:%Y-%m-%d %H:%M}"


class SourceRow(OwnedRow):
    """One original behind an activity; ``part`` counts the recordings of one file.

    ``fingerprint`` is the same for two files with the same content (an exact duplicate).
    """

    activity = models.ForeignKey(ActivityRow, on_delete=models.CASCADE, related_name="source_rows")
    batch = models.ForeignKey(ImportRow, null=True, on_delete=models.SET_NULL, related_name="+")
    sha256 = models.CharField(max_length=64)
    part = models.IntegerField(default=0)
    path = models.TextField()
    format = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "activity_source"
        indexes = (models.Index(fields=["runner", "fingerprint"], name="source_fingerprint"),)
        constraints = (models.UniqueConstraint(fields=["runner", "sha256", "part"], name="source_once"),)

    def __str__(self) -> str:
        return self.path
