"""Who else uses this home, what runners let them see, and what they looked at."""

from typing import Any

from django.conf import settings
from django.db import models

from runback.languages.catalogue import gettext_noop
from runback.store.models.runner import OwnedRow


class Role(models.TextChoices):
    """What an account is for; whose records it may open follows from grants alone."""

    RUNNER = "runner", gettext_noop("Runner")
    CLINICIAN = "clinician", gettext_noop("Clinician")
    ADMIN = "admin", gettext_noop("Administrator")


class PersonRow(models.Model):
    """The name and the role of an account; an account without one is a runner of an older home."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="person")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


class GrantRow(OwnedRow):
    """The runner lets a clinician see their record.

    ``token_sha256`` is the hash of an invitation that is open until ``invited_until``; then ``clinician``
    is filled in. A grant that is over keeps its row: it says who could see what, and when.
    """

    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="grants")
    clinician_name = models.CharField(max_length=200, blank=True, default="")
    token_sha256 = models.CharField(max_length=64, null=True, unique=True)
    invited_until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_grant"
        indexes = (models.Index(fields=["clinician", "revoked_at"], name="grants_of_clinician"),)

    def __str__(self) -> str:
        return f"grant to {self.clinician_name or 'nobody yet'}"


class AddedOnly(models.QuerySet[Any]):
    """Rows that are added, and go with their runner alone: never changed or deleted on their own.

    A trigger in the database (migration 0020) refuses a change that goes past this class.
    """

    def update(self, **_values: Any) -> int:
        """Refuse; raises ``ValueError``."""
        raise ValueError("These rows are never rewritten.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse; raises ``ValueError``."""
        raise ValueError("These rows go with their runner alone.")


class KeptRow(OwnedRow):
    """A row that is added and never changed."""

    objects = AddedOnly.as_manager()  # type: ignore[misc, assignment]  # in place of what changes rows

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Add the row; raises ``ValueError`` for one that exists already."""
        if not self._state.adding:
            raise ValueError("These rows are never rewritten.")
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        """Refuse; raises ``ValueError``."""
        raise ValueError("These rows go with their runner alone.")


class ViewRow(KeptRow):
    """Somebody else looked at the runner's record: who, as what, and at what."""

    viewer_name = models.CharField(max_length=200)
    viewer_role = models.CharField(max_length=16)
    what = models.CharField(max_length=80)

    class Meta:
        db_table = "record_view"
        indexes = (models.Index(fields=["runner", "created_at"], name="views_by_time"),)

    def __str__(self) -> str:
        return f"{self.viewer_name} looked at {self.what}"


class ConsentRow(KeptRow):
    """What the runner agreed to: the text as it was shown, its version, and when."""

    kind = models.CharField(max_length=16)
    version = models.CharField(max_length=32)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "consent"
        indexes = (models.Index(fields=["runner", "kind", "version"], name="consents_by_kind"),)

    def __str__(self) -> str:
        return f"{self.kind}, {self.version}"


class ClinicianNoteRow(OwnedRow):
    """What a clinician wrote about the runner; the runner can read it."""

    author_name = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        db_table = "clinician_note"
        indexes = (models.Index(fields=["runner", "created_at"], name="notes_by_time"),)

    def __str__(self) -> str:
        return f"note by {self.author_name}"


class DeviceRow(models.Model):
    """A session and the device it is on, so that its owner can see and end it; gone with the session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80)
    signed_in_at = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        db_table = "device"

    def __str__(self) -> str:
        return self.device
