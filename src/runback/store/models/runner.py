"""The runner, and the base of every row that is a runner's own."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class GroupRow(models.Model):
    """A club or a study that runners join themselves.

    ``token_sha256`` is the hash of the link to join with. ``counts`` is what was counted last, on ``counted_on``, of
    the runners whose ids are in ``counted``.
    """

    name = models.CharField(max_length=200)
    token_sha256 = models.CharField(max_length=64, null=True, unique=True)
    counted_on = models.DateField(null=True)
    counted = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "runner_group"

    def __str__(self) -> str:
        return self.name


class RunnerRow(models.Model):
    """A runner; signs in as ``user``. ``zone`` is an IANA time zone name.

    ``country`` is empty where it is that of the zone, ``experience`` where it was never said.
    ``running`` is what the runner is used to and what fits their week, by key of the answers file;
    ``check_draft`` is a check that is under way, None without one.
    ``zone_asked_on`` is the day the runner was asked whether the zone is right, None before. ``group`` is the one group
    the runner is in, since ``grouped_on``.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runner")
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True, default="")
    units = models.CharField(max_length=2, default="km")
    language = models.CharField(max_length=8, default="en")
    week_start = models.CharField(max_length=3, default="mon")
    experience = models.CharField(max_length=16, blank=True, default="")
    running = models.JSONField(default=dict, blank=True)
    check_draft = models.JSONField(null=True, blank=True)
    zone_asked_on = models.DateField(null=True)
    group = models.ForeignKey(GroupRow, null=True, on_delete=models.SET_NULL, related_name="+")
    grouped_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "runner"

    def __str__(self) -> str:
        return self.name


class OwnedRows(models.QuerySet[Any]):
    """Rows of one kind; changing many at once sets their time, as saving one does."""

    def update(self, **values: Any) -> int:
        """Change these rows without Undo noticing; ``updated_at`` is now where it is not given."""
        return super().update(**{"updated_at": timezone.now(), **values})


class OwnedRow(models.Model):
    """A row of one runner; read it through ``store.owned`` only."""

    objects = OwnedRows.as_manager()
    runner = models.ForeignKey(RunnerRow, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        base_manager_name = "objects"  # Django's own changes too, as where what a row points to is deleted

    def save(self, *, update_fields: Iterable[str] | None = None, **named: Any) -> None:
        """Save the row, with the time, by which its cached values are found."""
        super().save(update_fields=None if update_fields is None else {*update_fields, "updated_at"}, **named)
