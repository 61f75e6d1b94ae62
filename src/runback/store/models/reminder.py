"""What a runner wants to be reminded of, how it reaches them, and what was sent."""

from datetime import time

from django.db import models

from runback.store.models.runner import OwnedRow


class ReminderChoiceRow(OwnedRow):
    """What the runner chose: the kinds and the ways of reminders (both empty: nothing is ever sent), and quiet hours.

    ``mail_to`` counts once it is confirmed; ``topic`` is the secret name under which ntfy carries them.
    ``look_at`` is when it is next looked whether something is due.
    """

    kinds = models.JSONField(default=list)
    ways = models.JSONField(default=list)
    quiet_from = models.TimeField(default=time(21, 0))
    quiet_until = models.TimeField(default=time(7, 0))
    mail_to = models.EmailField(blank=True, default="")
    is_mail_confirmed = models.BooleanField(default=False)
    topic = models.CharField(max_length=64, blank=True, default="")
    look_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reminder_choice"
        indexes = (models.Index(fields=["look_at"], name="reminders_to_look_at"),)
        constraints = (models.UniqueConstraint(fields=["runner"], name="one_choice_a_runner"),)

    def __str__(self) -> str:
        return f"reminders by {', '.join(self.ways) or 'nothing'}"


class PushDeviceRow(OwnedRow):
    """A browser that shows reminders: its address at a push service, and the keys that only it can read with.

    ``server_key`` is the start of the public key that it was given to trust; with another one it is shown nothing.
    """

    endpoint = models.TextField()
    endpoint_sha256 = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    server_key = models.CharField(max_length=24)
    device = models.CharField(max_length=80)

    class Meta:
        db_table = "push_device"
        constraints = (models.UniqueConstraint(fields=["runner", "endpoint_sha256"], name="push_device_once"),)

    def __str__(self) -> str:
        return self.device


class ReminderRow(OwnedRow):
    """One message: what it is about (``causes``, each never sent twice) and how far it got by each way.

    ``ways`` has for each way waiting, sending, sent, unsure, refused or gone. Sending is written before the message
    leaves and is never begun again, so that a worker that is killed sends nothing twice.
    """

    day = models.DateField()
    causes = models.JSONField(default=list)
    message = models.JSONField(default=dict)
    ways = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    is_over = models.BooleanField(default=False)

    class Meta:
        db_table = "reminder"
        indexes = (models.Index(fields=["runner", "day"], name="reminder_day"),)

    def __str__(self) -> str:
        return f"reminder of {self.day}"
