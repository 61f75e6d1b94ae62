"""Moving one session to another day of its week: which days the rules allow, and the week that comes of each."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.adjust import Layout
from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Change, Plan, PlanStatus, SessionKind, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.compare import compare_plans, explain_move
from runback.plan.planner import make_plan
from runback.plan.reasons import because
from runback.plan.request import PlanRequest
from runback.plan.verify import broken_rules
from runback.plan.weeks.context import first_open_day

RUNS = (SessionKind.RUN, SessionKind.WALK_RUN)
MOVABLE = (*RUNS, SessionKind.STRENGTH)


@dataclass(frozen=True, slots=True)
class MoveOption:
    """A day that may take the session: the week's layout with it there, and what changes, its own size included."""

    day: date
    layout: Layout
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RefusedDay:
    """A day that may not take the session, and why."""

    day: date
    because: Reason


def move_options(
    request: PlanRequest, plan: Plan, day: date, kind: SessionKind
) -> tuple[tuple[MoveOption, ...], tuple[RefusedDay, ...]]:
    """The other days of the week that may take the session of ``day``, and those that may not with the reason.

    A day counts when the week planned with it there has every other session on its old day and the
    independent verifier finds no rule broken that was not broken before.
    """
    week = _week_of(plan, day)
    if week is None or kind not in MOVABLE or day < request.as_of or not _has(week, day, kind):
        return (), ()
    first = first_open_day(request, week.start)
    days = [week.start + timedelta(days=n) for n in range(7)]
    known = {broken.rule for broken in broken_rules(plan, request)}
    options: list[MoveOption] = []
    refused: list[RefusedDay] = []
    for to in (one for one in days if one >= first and one != day):
        found = _try(request, plan, week, day, to, kind, known)
        if isinstance(found, MoveOption):
            options.append(found)
        else:
            refused.append(RefusedDay(to, found))
    return tuple(options), tuple(refused)


def _try(
    request: PlanRequest, plan: Plan, week: Week, day: date, to: date, kind: SessionKind, known: set[str]
) -> MoveOption | Reason:
    rules = load_plan_rules()
    layout = layout_of(week)
    is_run = kind in RUNS
    chosen = _moved(layout.runs if is_run else layout.strength, day.weekday(), to.weekday())
    if chosen is None:
        return because(rules.wishes, "refused.taken")
    if request.intake.wishes.days is not None and not _is_offered(request, to, is_run=is_run):
        return because(rules.wishes, "refused.minutes")
    if to in request.off_days:
        return because(rules.wishes, "refused.off")
    wanted = replace(layout, runs=chosen) if is_run else replace(layout, strength=chosen)
    asked = replace(request, layouts=(*request.layouts, wanted))
    new = make_plan(asked)
    moved = _week_of(new, day)
    if new.status is PlanStatus.BLOCKED or moved is None or layout_of(moved) != wanted:
        return because(rules.rest_days if is_run else rules.strength_with_runs, "refused.spacing")
    if broken := sorted({one.rule for one in broken_rules(new, asked)} - known):
        return because(rules.rest_days, "refused.rule", name=broken[0].replace("_", " "))
    return MoveOption(to, wanted, explain_move(compare_plans(plan, new, request.as_of), day, to))


def _is_offered(request: PlanRequest, to: date, *, is_run: bool) -> bool:
    rules = load_plan_rules()
    minutes = (request.intake.wishes.days or {}).get(WEEKDAYS[to.weekday()], 0.0)
    return minutes >= (rules.wishes.run_minutes_min if is_run else rules.strength_with_runs.short_min)


def layout_of(week: Week) -> Layout:
    """The days of runs and strength as they are in the week."""

    def days(kinds: tuple[SessionKind, ...]) -> tuple[int, ...]:
        return tuple(sorted({s.date.weekday() for s in week.sessions if s.kind in kinds}))

    return Layout(week.start, days(RUNS), days((SessionKind.STRENGTH,)))


def _moved(days: tuple[int, ...], day: int, to: int) -> tuple[int, ...] | None:
    return None if to in days else tuple(sorted({*days, to} - {day}))


def _week_of(plan: Plan, day: date) -> Week | None:
    return next((week for week in plan.weeks if week.start == monday_of(day)), None)


def _has(week: Week, day: date, kind: SessionKind) -> bool:
    return any(session.date == day and session.kind is kind for session in week.sessions)
