"""What is changed about the plan: sessions on other days, days off, races, a clinician's limits; all can be undone."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.adjust import DaysOff, Limit, Race
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.plan import PlanStatus, SessionKind
from runback.domain.runner import Runner
from runback.knowledge.exercises import load_exercises
from runback.languages.catalogue import gettext
from runback.plan.move import MoveOption, RefusedDay, move_options
from runback.services.training.adjustments import list_days_off, list_limits, list_races
from runback.services.training.plans import current_plan, plan_request
from runback.store import mapping_plan
from runback.store.models import DaysOffRow, LimitRow, MoveRow, RaceRow
from runback.store.owned import one_at_a_time, owner_id, row_of, rows_of
from runback.store.standing import read_once

__all__ = [
    "add_days_off",
    "add_limit",
    "add_race",
    "explain_choices",
    "list_days_off",
    "list_limits",
    "list_moves",
    "list_races",
    "move_choices",
    "move_session",
    "remove_days_off",
    "remove_limit",
    "remove_race",
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
    return explain_choices(runner, as_of, day, kind)[0]


def explain_choices(
    runner: Runner, as_of: date, day: date, kind: SessionKind
) -> tuple[tuple[MoveOption, ...], tuple[RefusedDay, ...]]:
    """The days that may take the session, and those that may not with the reason. Raises ``NeedsCheck``."""
    plan = current_plan(runner, as_of).plan
    if plan.status is PlanStatus.BLOCKED:
        return (), ()
    return move_options(plan_request(runner, as_of), plan, day, kind)


@one_at_a_time
def move_session(runner: Runner, as_of: date, day: date, kind: SessionKind, to: date) -> None:
    """Move the session; raises ``BadAnswer`` for a day that the rules do not allow."""
    options = move_choices(runner, as_of, day, kind)
    chosen = next((option for option in options if option.day == to), None)
    if chosen is None:
        raise BadAnswer("to", gettext("The rules leave no room for it on that day."), [str(one.day) for one in options])
    MoveRow.objects.create(
        runner_id=owner_id(runner),
        start=chosen.layout.start,
        kind=str(kind),
        day=day,
        to_day=to,
        runs=list(chosen.layout.runs),
        strength=list(chosen.layout.strength),
    )


@read_once(MoveRow)
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
        raise NotFound(gettext("Only the last move of a week can be taken back."))
    row.delete()


def add_days_off(runner: Runner, as_of: date, off: DaysOff) -> DaysOff:
    """Keep days off; raises ``BadAnswer`` where they are far back or far ahead."""
    if not as_of - BACK <= off.first <= as_of + AHEAD:
        raise BadAnswer("first", gettext("The first day lies within the last four weeks or the next three months."))
    row = DaysOffRow.objects.create(
        runner_id=owner_id(runner), first=off.first, last=off.last, why=str(off.why), entered_on=as_of
    )
    return replace(off, id=row.pk, entered_on=as_of)


def remove_days_off(runner: Runner, off_id: int | str) -> None:
    """Cancel days off; raises ``NotFound``."""
    row_of(DaysOffRow, runner, off_id).delete()


@one_at_a_time
def add_race(runner: Runner, as_of: date, race: Race) -> Race:
    """Keep a race; another one on the same day takes its place. Raises ``BadAnswer`` for a day that is over."""
    if race.date < as_of:
        raise BadAnswer("date", gettext("{date} is over. Enter a race of today or later.").format(date=race.date))
    values = {"race_km": race.race_km, "priority": str(race.priority), "entered_on": as_of}
    row, _ = RaceRow.objects.update_or_create(runner_id=owner_id(runner), date=race.date, defaults=values)
    return replace(race, id=row.pk, entered_on=as_of)


def remove_race(runner: Runner, race_id: int | str) -> None:
    """Delete a race; raises ``NotFound``."""
    row_of(RaceRow, runner, race_id).delete()


def add_limit(runner: Runner, as_of: date, limit: Limit) -> Limit:
    """Keep a clinician's limit; raises ``BadAnswer`` for an unknown exercise, or one that is over already."""
    book = load_exercises().by_id
    for name, exercises in (("without", limit.without), ("added", limit.added)):
        for exercise in exercises:
            if exercise not in book:
                raise BadAnswer(name, gettext("There is no exercise {one!r}.").format(one=exercise), sorted(book))
    if limit.until is not None and limit.until < as_of:
        raise BadAnswer("until", gettext("{until} is over. A limit holds today or later.").format(until=limit.until))
    if limit.no_running and limit.first > as_of:
        raise BadAnswer("first", gettext("A stop of running begins today or earlier. Enter it on its day."))
    values = mapping_plan.limit_values(limit)
    row = LimitRow.objects.create(runner_id=owner_id(runner), entered_on=as_of, **values)
    return replace(limit, id=row.pk, entered_on=as_of)


def remove_limit(runner: Runner, limit_id: int | str, today: date) -> None:
    """End a limit; raises ``NotFound``.

    One that applied before today ends yesterday and stays saved, so that running increases step by step.
    """
    row = row_of(LimitRow, runner, limit_id)
    if row.first < today and (row.until is None or row.until >= today):
        row.until = today - timedelta(days=1)
        row.save()
    elif row.first >= today:
        row.delete()
