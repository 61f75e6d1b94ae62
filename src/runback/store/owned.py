"""The only way to rows: always of one runner; another runner's row is not found."""

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import ParamSpec, TypeVar, cast

from django.db import connection, transaction
from django.db.models import QuerySet

from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.store.models.runner import OwnedRow, RunnerRow

Row = TypeVar("Row", bound=OwnedRow)
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
Stamp = tuple[int, int, object, object]


def owner_id(runner: Runner) -> int:
    """The id of a runner in the database; raises ``NotFound`` for any other."""
    if runner.id is None:
        raise NotFound(gettext("This runner is not known here."))
    return runner.id


def rows_of(kind: type[Row], runner: Runner) -> QuerySet[Row]:
    """All rows of that kind that belong to the runner."""
    return kind._default_manager.filter(runner_id=owner_id(runner))


def stamp_rows(kinds: Sequence[type[OwnedRow]], runner: Runner) -> tuple[Stamp, ...]:
    """A stamp of the runner's rows of each kind, in one statement: equal stamps mean the same rows, unchanged.

    A stamp has the kind's place, how many rows there are, when one was saved last, and a sum over the ids and the
    moments of all: to put back one of two changes leaves the first two as they were. Rows that are marked as deleted
    do not count. Every page asks this: as a statement a kind, made by the ORM, it was a third of Today's work.
    """
    with connection.cursor() as cursor:
        cursor.execute(_stamping(tuple(kinds)), [owner_id(runner)] * len(kinds))
        return tuple(cursor.fetchall())


_MICROSECOND = {
    "sqlite": "CAST(substr(updated_at, 21, 6) AS INTEGER)",
    "postgresql": "MOD(CAST(EXTRACT(MICROSECONDS FROM updated_at) AS bigint), 1000000)",
}


@cache
def _stamping(kinds: tuple[type[OwnedRow], ...]) -> str:
    summed = f"SUM(id * (1 + {_MICROSECOND[connection.vendor]}))"
    each = "SELECT {}, COUNT(*), MAX(updated_at), {} FROM {} WHERE runner_id = %s{}"  # our own names, no value
    marked = (" AND NOT is_deleted" if hasattr(kind, "is_deleted") else "" for kind in kinds)
    tables = (connection.ops.quote_name(kind._meta.db_table) for kind in kinds)
    parts = (each.format(place, summed, *of) for place, of in enumerate(zip(tables, marked, strict=True)))
    return " UNION ALL ".join(parts) + " ORDER BY 1"


def row_of(kind: type[Row], runner: Runner, row_id: int | str) -> Row:
    """The runner's row with that id; raises ``NotFound`` where it is missing or another's."""
    number = str(row_id)
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    row = rows_of(kind, runner).filter(pk=int(number)).first() if is_number else None
    if row is None:
        raise NotFound(gettext("There is nothing of yours with the number {row_id}.").format(row_id=row_id))
    return row


def one_at_a_time(change: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """The function as one transaction; another one of the same runner (first argument) waits until it is over.

    SQLite has one writer in all. PostgreSQL has many, so what looks first and writes then needs this: two requests of
    one runner would both find nothing there.
    """

    @wraps(change)
    def run(*args: _Given.args, **named: _Given.kwargs) -> _Result:
        runner = cast(Runner, args[0])
        with transaction.atomic():
            RunnerRow.objects.select_for_update(no_key=True).filter(pk=owner_id(runner)).first()
            return change(*args, **named)

    return run
