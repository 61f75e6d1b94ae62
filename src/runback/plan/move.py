"""Moving one session to another day of its week: which days the rules allow, and the week that comes of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout
from runback.domain.plan import Change, Plan, PlanStatus, SessionKind, Week
from runback.load.measure import monday_of
from runback.plan.check import broken_rules
from runback.plan.compare import compare_plans
from runback.plan.desk import first_open_day
from runback.plan.planner import make_plan
from runback.plan.request import PlanRequest

RUNS = (SessionKind.RUN, SessionKind.WALK_RUN)
MOVABLE = (*RUNS, SessionKind.STRENGTH)


@dataclass(frozen=True, slots=True)
class MoveOption:
    """A day that may take the session: the week's layout with it there, and what changes."""

    day: date
    layout: Layout
    changes: tuple[Change, ...]


def move_options(request: PlanRequest, plan: Plan, day: date, kind: SessionKind) -> tuple[MoveOption, ...]:
    """The other days of the week that may take the session of ``day``, ascending; empty where none may.

    A day counts when the whole week planned anew has every other session on its old day and
    the independent checker finds no rule broken that was not broken before.
    """
    week = _week_of(plan, day)
    if week is None or kind not in MOVABLE or day < request.as_of or not _has(week, day, kind):
        return ()
    first = first_open_day(request, week.start)
    days = (week.start + timedelta(days=n) for n in range(7))
    known = {broken.rule for broken in broken_rules(plan, request)}
    found = (_try(request, plan, week, day, to, kind, known) for to in days if to >= first and to != day)
    return tuple(option for option in found if option is not None)


def _try(
    request: PlanRequest, plan: Plan, week: Week, day: date, to: date, kind: SessionKind, known: set[str]
) -> MoveOption | None:
    layout = layout_of(week)
    chosen = _moved(layout.runs if kind in RUNS else layout.strength, day.weekday(), to.weekday())
    if chosen is None:
        return None
    wanted = replace(layout, runs=chosen) if kind in RUNS else replace(layout, strength=chosen)
    asked = replace(request, layouts=(*request.layouts, wanted))
    new = make_plan(asked)
    moved = _week_of(new, day)
    if new.status is PlanStatus.BLOCKED or moved is None or layout_of(moved) != wanted:
        return None
    if {broken.rule for broken in broken_rules(new, asked)} - known:
        return None
    return MoveOption(to, wanted, explain_move(compare_plans(plan, new), day, to))


def explain_move(changes: Iterable[Change], day: date, to: date) -> tuple[Change, ...]:
    """The changes, with the move as the reason on both of its days."""
    told = {
        day: f"you moved it to {to:%A}.",
        to: f"you moved it here from {day:%A}.",
    }
    return tuple(replace(one, because=told.get(one.date, one.because)) for one in changes)


def explain_days_off(changes: Iterable[Change], days_off: Iterable[DaysOff]) -> tuple[Change, ...]:
    """The changes, with the days off as the reason on their days."""
    texts = {DaysOffWhy.ILL: "you are ill.", DaysOffWhy.TRAVEL: "you travel.", DaysOffWhy.BUSY: "you have no time."}
    told = {day: texts[off.why] for off in days_off for day in off.days()}
    return tuple(replace(one, because=told.get(one.date, one.because)) for one in changes)


def layout_of(week: Week) -> Layout:
    """The days of runs and strength as the week holds them."""

    def days(kinds: tuple[SessionKind, ...]) -> tuple[int, ...]:
        return tuple(sorted({s.date.weekday() for s in week.sessions if s.kind in kinds}))

    return Layout(week.start, days(RUNS), days((SessionKind.STRENGTH,)))


def _moved(days: tuple[int, ...], day: int, to: int) -> tuple[int, ...] | None:
    return None if to in days else tuple(sorted({*days, to} - {day}))


def _week_of(plan: Plan, day: date) -> Week | None:
    return next((week for week in plan.weeks if week.start == monday_of(day)), None)


def _has(week: Week, day: date, kind: SessionKind) -> bool:
    return any(session.date == day and session.kind is kind for session in week.sessions)
