"""What a runner changes about the plan by hand: a session to another day, days off; each can be taken back."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from runback.domain.adjust import DaysOff
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.plan import PlanStatus, SessionKind
from runback.domain.runner import Runner
from runback.plan.move import MoveOption, move_options
from runback.services.training.plans import current_plan, list_days_off, plan_request
from runback.store.models import DaysOffRow, MoveRow
from runback.store.owned import owner_id, row_of, rows_of

__all__ = [
    "add_days_off",
    "list_days_off",
    "list_moves",
    "move_choices",
    "move_session",
    "remove_days_off",
    "undo_move",
]

AHEAD = timedelta(days=90)
BACK = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Move:
    """A session of ``kind`` that was moved from ``day`` to ``to_day``; ``is_last``: it can be taken back."""

    id: int
    kind: SessionKind
    day: date
    to_day: date
    is_last: bool


def move_choices(runner: Runner, as_of: date, day: date, kind: SessionKind) -> tuple[MoveOption, ...]:
    """The days of the week that may take the session, each with what would change. Raises ``NeedsCheck``."""
    plan = current_plan(runner, as_of).plan
    if plan.status is PlanStatus.BLOCKED:
        return ()
    return move_options(plan_request(runner, as_of), plan, day, kind)


@transaction.atomic
def move_session(runner: Runner, as_of: date, day: date, kind: SessionKind, to: date) -> None:
    """Move the session; raises ``BadAnswer`` for a day that the rules do not allow."""
    options = move_choices(runner, as_of, day, kind)
    chosen = next((option for option in options if option.day == to), None)
    if chosen is None:
        raise BadAnswer("to", "The rules leave no room for it on that day.", [str(one.day) for one in options])
    MoveRow.objects.create(
        runner_id=owner_id(runner),
        start=chosen.layout.start,
        kind=str(kind),
        day=day,
        to_day=to,
        runs=list(chosen.layout.runs),
        strength=list(chosen.layout.strength),
    )


def list_moves(runner: Runner, since: date) -> tuple[Move, ...]:
    """The moves in weeks from that of ``since`` on, oldest first; the last one of each week can be taken back."""
    monday = since - timedelta(days=since.weekday())
    rows = list(rows_of(MoveRow, runner).filter(start__gte=monday).order_by("pk"))
    last = {row.start: row.pk for row in rows}
    return tuple(Move(row.pk, SessionKind(row.kind), row.day, row.to_day, last[row.start] == row.pk) for row in rows)


def undo_move(runner: Runner, move_id: int | str, as_of: date) -> None:
    """Take a move back; raises ``NotFound`` for one that is not the last of its week."""
    row = row_of(MoveRow, runner, move_id)
    if not any(move.id == row.pk and move.is_last for move in list_moves(runner, min(as_of, row.start))):
        raise NotFound("Only the last move of a week can be taken back.")
    row.delete()


def add_days_off(runner: Runner, as_of: date, off: DaysOff) -> DaysOff:
    """Keep days off; raises ``BadAnswer`` where they lie far back or far ahead."""
    if not as_of - BACK <= off.first <= as_of + AHEAD:
        raise BadAnswer("first", "The first day lies within the last four weeks or the next three months.")
    row = DaysOffRow.objects.create(runner_id=owner_id(runner), first=off.first, last=off.last, why=str(off.why))
    return DaysOff(off.first, off.last, off.why, row.pk)


def remove_days_off(runner: Runner, off_id: int | str) -> None:
    """Take days off back; raises ``NotFound``."""
    row_of(DaysOffRow, runner, off_id).delete()
