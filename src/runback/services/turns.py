"""Whose turn it is: each runner has a queue, and the queues are served one after the other."""

import time
from typing import TypeVar

from django.db.models import QuerySet

from runback.store.models import FormClipRow, ImportRow
from runback.store.models.form import ClipState
from runback.store.models.history import ImportState
from runback.store.models.runner import OwnedRow

SLICE_S = 30.0
"""How long an import continues while another runner's waits; then it is their turn."""

_ASK_EVERY_S = 1.0
_Waiting = TypeVar("_Waiting", bound=OwnedRow)


def open_imports() -> QuerySet[ImportRow]:
    """Every background import that is not over."""
    return ImportRow.objects.filter(is_background=True, state__in=(ImportState.QUEUED, ImportState.RUNNING))


def open_clips() -> QuerySet[FormClipRow]:
    """Every clip that is not over."""
    return FormClipRow.objects.filter(state__in=(ClipState.QUEUED, ClipState.RUNNING))


def take_next(waiting: QuerySet[_Waiting], served: int) -> _Waiting | None:
    """The oldest of the next runner after the one who was served last (the id, 0 for none yet)."""
    rows = waiting.select_related("runner").order_by("runner_id", "pk")
    return rows.filter(runner_id__gt=served).first() or rows.first()


class Turn:
    """One runner's turn at importing; called after each file to see whether it is over."""

    def __init__(self, runner_id: int) -> None:
        self._runner_id = runner_id
        self._until = time.monotonic() + SLICE_S

    def __call__(self) -> bool:
        """Whether the time is up and somebody else waits; looks at the queue once a second at most."""
        if time.monotonic() < self._until:
            return False
        self._until = time.monotonic() + _ASK_EVERY_S
        return open_imports().exclude(runner_id=self._runner_id).exists() or open_clips().exists()
