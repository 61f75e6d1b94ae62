"""Caches records read from rows, so that a page need not parse and validate the same JSON again.

A row that is saved gets another ``updated_at``, and a record is found by its row's id and ``updated_at`` as they are
in the database now: none is older than its row. Requests share the records, so none may be changed.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from django.db.models import QuerySet

from runback.languages import current
from runback.store.models.runner import OwnedRow

Row = TypeVar("Row", bound=OwnedRow)
T = TypeVar("T")
RowKey = tuple[int, datetime]
"""The id of a row, and when it was saved last."""

_AT_A_TIME = 20


class KeptRecords(Generic[Row, T]):
    """What ``read`` makes of rows of one kind in the current language; ``most`` are kept, those asked for last."""

    def __init__(self, kind: type[Row], read: Callable[[Row], T], most: int) -> None:
        self._kind, self._read, self._most = kind, read, most
        self._kept: dict[tuple[str, int], tuple[datetime, T]] = {}  # of a row its last version alone
        self._lock = Lock()

    def of_rows(self, rows: QuerySet[Row]) -> Iterator[T]:
        """The records of these rows, in their order."""
        return self.of_keys(rows.values_list("pk", "updated_at"))

    def of_row(self, row: Row) -> T:
        """The record of a row that is already loaded, such as one that was just saved."""
        known = self._find(row.pk, row.updated_at)
        return self._keep(row) if known is None else known

    def of_keys(self, keys: Sequence[RowKey] | QuerySet[Row, RowKey]) -> Iterator[T]:
        """The records of the rows with these keys; they are read a few at a time, and one that is gone is left out."""
        listed = list(keys)
        for first in range(0, len(listed), _AT_A_TIME):
            yield from self._of_few(listed[first : first + _AT_A_TIME])

    def _of_few(self, keys: Sequence[RowKey]) -> Iterator[T]:
        found = {row_id: self._find(row_id, saved_at) for row_id, saved_at in keys}
        missing = [row_id for row_id, record in found.items() if record is None]
        if missing:
            for row in self._kind._default_manager.filter(pk__in=missing):
                found[row.pk] = self._keep(row)
        return (record for record in found.values() if record is not None)

    def _find(self, row_id: int, saved_at: datetime) -> T | None:
        place = current(), row_id
        with self._lock:
            known = self._kept.pop(place, None)
            if known is None:
                return None
            self._kept[place] = known  # a dictionary keeps the order of entering
        return known[1] if known[0] == saved_at else None

    def _keep(self, row: Row) -> T:
        record = self._read(row)
        place = current(), row.pk
        with self._lock:
            self._kept.pop(place, None)
            self._kept[place] = row.updated_at, record
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return record
