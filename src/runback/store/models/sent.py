"""Forms that a phone may send again."""

from django.db import models

from runback.store.models.runner import OwnedRow


class SentRow(OwnedRow):
    """One form that was saved, by the id from the phone; the same id is never saved twice."""

    client_id = models.UUIDField()

    class Meta:
        db_table = "sent_form"
        constraints = (models.UniqueConstraint(fields=["runner", "client_id"], name="sent_form_once"),)

    def __str__(self) -> str:
        return str(self.client_id)
