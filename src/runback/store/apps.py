"""The Django app that owns every table of Runback."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StoreConfig(AppConfig):
    name = "runback.store"
    label = "store"

    def ready(self) -> None:
        """Let each migration end with the wall around the tables as they are then."""
        post_migrate.connect(_build_wall, sender=self)


def _build_wall(**_signal: Any) -> None:
    from runback.store.wall import build

    build()
