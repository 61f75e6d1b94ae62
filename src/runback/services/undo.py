"""Undo: what one action changed, row by row, and the way back to exactly how it was."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.db.models.signals import pre_delete, pre_save

from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.store.models import PlannedWeekRow, PlanRevisionRow, RunnerRow, SentRow
from runback.store.models.runner import OwnedRow
from runback.store.owned import one_at_a_time

_CHANGED = "This was changed again since, so it cannot be undone in one step."
_LEFT_ALONE = (PlanRevisionRow, PlannedWeekRow, SentRow)
"""Plans are made again from what is logged, and a form that a phone sent stays sent."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row: its model, its key, and its JSON before and after the action (None where it was not there)."""

    model: str
    key: int
    before: str | None
    after: str | None

    @property
    def is_delete(self) -> bool:
        """Whether the action deleted it."""
        return self.after is None


def read_changes(saved: Sequence[dict[str, Any]]) -> tuple[RowChange, ...]:
    """Changes from what ``write_changes`` made of them."""
    return tuple(RowChange(**one) for one in saved)


def write_changes(changes: Sequence[RowChange]) -> list[dict[str, Any]]:
    """Changes as JSON values."""
    return [asdict(change) for change in changes]


@dataclass(slots=True)
class Recorder:
    """The rows of a runner that are saved or deleted while it listens; ``changes`` is complete when it ends."""

    runner_id: int | None
    before: dict[tuple[str, int], str | None] = field(default_factory=dict)
    fresh: list[models.Model] = field(default_factory=list)
    changes: tuple[RowChange, ...] = ()

    def see(self, row: models.Model) -> None:
        """Keep a row as it is, once; one that is new gets its key later."""
        owner = row.pk if isinstance(row, RunnerRow) else row.runner_id if isinstance(row, OwnedRow) else None
        if owner != self.runner_id or isinstance(row, _LEFT_ALONE):
            return
        if row.pk is None:
            self.fresh.append(row)
        else:
            name = row._meta.label_lower
            if (name, row.pk) not in self.before:
                self.before[name, row.pk] = _read_row(name, row.pk)

    def finish(self) -> None:
        """Work out ``changes``, in the order in which the rows were first touched, new ones last."""
        new = {(row._meta.label_lower, row.pk): None for row in self.fresh if row.pk is not None}
        all_of = ((*key, before, _read_row(*key)) for key, before in (self.before | new).items())
        self.changes = tuple(RowChange(*one) for one in all_of if one[2] != one[3])


_recorder: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


def _see(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    recorder = _recorder.get()
    if recorder is not None:
        recorder.see(instance)


pre_save.connect(_see, dispatch_uid="undo")
pre_delete.connect(_see, dispatch_uid="undo")


@contextmanager
def record_changes(runner: Runner) -> Iterator[Recorder]:
    """Listens to what is saved and deleted of a runner's; rows that are changed by ``update`` go unnoticed."""
    recorder = Recorder(runner.id)
    token = _recorder.set(recorder)
    try:
        yield recorder
    finally:
        _recorder.reset(token)
    recorder.finish()


def _read_row(name: str, key: int) -> str | None:
    row = apps.get_model(name)._default_manager.filter(pk=key).first()
    return None if row is None else serializers.serialize("json", [row])


@one_at_a_time
def undo_changes(runner: Runner, changes: Sequence[RowChange]) -> None:
    """Put every row back as it was before; raises ``NotFound`` where one has changed, or its place is taken, since."""
    if any(_read_row(one.model, one.key) != one.after for one in changes):
        raise NotFound(_CHANGED)
    try:
        with transaction.atomic():
            for change in reversed(changes):
                _put_back(change)
    except IntegrityError:
        raise NotFound(_CHANGED) from None


def _put_back(change: RowChange) -> None:
    if change.before is None:
        apps.get_model(change.model)._default_manager.filter(pk=change.key).delete()
        return
    for row in serializers.deserialize("json", change.before):
        row.save()


def touches(changes: Sequence[RowChange], model: type[models.Model], key: int) -> bool:
    """Whether one of the changes is of that row."""
    return any((change.model, change.key) == (model._meta.label_lower, key) for change in changes)
