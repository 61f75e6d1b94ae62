"""Which days may hold what: days off, offered days and their minutes, rest days, neighbours."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise

from runback.domain.adjust import DaysOff, DaysOffWhy
from runback.domain.plan import Plan, Session, SessionKind, Week
from runback.plan.verify.broken import Broken
from runback.plan.verify.reading import Reading, ahead, days_of, outings, runs_ahead
from runback.plan.verify.sessions import TIMED, TRAINING, is_table_session

MINUTES = 1.0
"""Sessions are rounded to whole minutes."""

FOUR = 4
NEIGHBOURS_OF_FOUR = 1
"""Neighbouring run days in a week of four runs (5.5)."""


def check_days_off(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Days off hold no training; days of illness hold rest alone (a walk is welcome on the others)."""
    why = {day: off.why for off in reading.request.days_off for day in off.days() if _is_entered(off, reading)}
    for session in ahead(plan, reading.request):
        if session.date not in why:
            continue
        is_walk = session.kind in (SessionKind.WALK, SessionKind.MOBILITY)
        if session.kind in TRAINING or (is_walk and why[session.date] is DaysOffWhy.ILL):
            yield Broken("days_off", session.date, f"{session.kind} on a day off ({why[session.date]})")


def _is_entered(off: DaysOff, reading: Reading) -> bool:
    return off.entered_on is None or off.entered_on <= reading.as_of


def check_offered(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Training is only on offered days, and what takes time fits the minutes of its day.

    A day that the runner chose for a session (a layout) is offered too; a race is on its own day.
    """
    days: dict[date, list[Session]] = {}
    for session in ahead(plan, reading.request):
        if session.kind in TIMED:
            days.setdefault(session.date, []).append(session)
    for day, sessions in days.items():
        minutes = reading.offered_min(day)
        if minutes is None:
            continue
        spent = sum(session.duration_min or 0.0 for session in sessions)
        if minutes == 0 and not _is_chosen(day, reading):
            yield Broken("offered_days", day, f"{sessions[0].kind} on a day that is not offered")
        elif minutes and spent > minutes + MINUTES:
            yield Broken("day_minutes", day, f"{spent:.0f} min of training on a day of {minutes:.0f} min")


def _is_chosen(day: date, reading: Reading) -> bool:
    layout = reading.request.layout_of(day - timedelta(days=day.weekday()))
    return layout is not None and day.weekday() in (*layout.runs, *layout.strength)


def check_rest(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """One day a week without run, strength and cross, two while walking and running (5.5)."""
    for week in plan.weeks:
        busy = {session.date for session in week.sessions if session.kind in TRAINING}
        is_table = any(is_table_session(session) for session in week.sessions)
        need = reading.rules.rest_days.walk_run_days if is_table else reading.rules.rest_days.days
        if 7 - len(busy) < need and max(busy) >= reading.as_of:
            yield Broken("rest_days", week.start, f"{7 - len(busy)} rest days, {need} are needed")


def check_neighbours(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Walk-run never on neighbouring days below ten-minute bouts (2.4); four runs have one pair at most (5.5).

    Where the days of a runner leave no other way for four runs, more pairs are allowed; and to whoever usually runs
    five times a week or more.
    """
    known = {one.day: one for one in outings(plan, reading)}
    for session in runs_ahead(plan, reading.request):
        before = known.get(session.date - timedelta(days=1))
        if before is not None and is_table_session(session):
            yield Broken("walk_run_neighbours", session.date, "a walk-run session on the day beside another run")
    for week in plan.weeks:
        yield from _pairs(week, reading)


def _pairs(week: Week, reading: Reading) -> Iterator[Broken]:
    days = sorted(
        {session.date for session in week.sessions if session.is_run and session.kind is not SessionKind.RACE}
    )
    is_free = reading.habit.high > FOUR or week.start < reading.as_of
    if len(days) != FOUR or is_free:
        return
    fewest = min(
        (_count_pairs(chosen) for chosen in combinations(_possible(week, reading), len(days))), default=len(days)
    )
    if _count_pairs(days) > max(NEIGHBOURS_OF_FOUR, fewest):
        yield Broken("run_neighbours", week.start, f"{_count_pairs(days)} pairs of neighbouring run days")


def _possible(week: Week, reading: Reading) -> list[date]:
    """The days that may hold a run: offered, or used by the plan."""
    used = {session.date for session in week.sessions if session.is_run}
    return [day for day in days_of(week.start) if day in used or reading.may_run_on(day)]


def _count_pairs(days: Iterable[date]) -> int:
    return sum((b - a).days == 1 for a, b in pairwise(sorted(days)))


CHECKS = (check_days_off, check_offered, check_rest, check_neighbours)
