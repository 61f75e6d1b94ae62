"""The only way to rows: always of one runner; another runner's row is not found."""

from typing import TypeVar

from django.db.models import QuerySet

from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.store.models.runner import OwnedRow

Row = TypeVar("Row", bound=OwnedRow)


def owner_id(runner: Runner) -> int:
    """The id of a runner who is kept; raises ``NotFound`` for one who is not."""
    if runner.id is None:
        raise NotFound("This runner is not kept here.")
    return runner.id


def rows_of(kind: type[Row], runner: Runner) -> QuerySet[Row]:
    """All rows of that kind that belong to the runner."""
    return kind._default_manager.filter(runner_id=owner_id(runner))


def row_of(kind: type[Row], runner: Runner, row_id: int | str) -> Row:
    """The runner's row with that id; raises ``NotFound`` where it is missing or another's."""
    number = str(row_id)
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    row = rows_of(kind, runner).filter(pk=int(number)).first() if is_number else None
    if row is None:
        noun = kind.__name__.removesuffix("Row").lower()
        raise NotFound(f"There is no {noun} {row_id} of yours.")
    return row
