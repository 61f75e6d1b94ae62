"""The placement question of a week: what its days allow, what its runs and its strength need, what comes before it."""

from dataclasses import replace
from datetime import date
from math import ceil

from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.aim import runs_wanted
from runback.plan.course.standing import Standing
from runback.plan.course.table import Track, row_at
from runback.plan.strength import TRUNK_ROLE, sessions_a_week
from runback.plan.weeks.context import ONE, PlanContext, kept_sessions
from runback.plan.weeks.placement import WeekQuestion
from runback.plan.weeks.sessions import minutes_needed
from runback.plan.weeks.sizes import Aim, is_first_back

Days = tuple[tuple[int, ...], tuple[int, ...]]
"""Days of runs and days of strength, 0 for Monday."""

LONG_AGO = -9

NEVER = -99

NO_BOUND = 999

LOGS_STRENGTH_DAYS = 14
"""Who logged strength in so many days logs it: a planned session without a log was not done."""

LONG_OVER = 1.05
"""The longest run is more than an easy one where it is longer than every other by a twentieth (a tenth, once days and
ceilings have shaped the others)."""

LONG_GROWS = 1.3
"""The day of the long run has room for it to grow by three raises; days are chosen again every week."""


def ask_week(
    context: PlanContext,
    here: Standing,
    monday: date,
    first: date,
    open_days: list[date],
    aim: Aim,
    kept: Days | None = None,
) -> WeekQuestion:
    """The placement question of a week with these runs."""
    rules, request = load_plan_rules(), context.request
    layout = request.layout_of(monday)
    wished = request.intake.wishes.long_run_day
    walk_running = here.is_walk_running or (here.track is Track.NEW and here.position is not None and _is_short(here))
    days = [monday + n * ONE for n in range((first - monday).days, 7)]
    strong_days = [day for day in days if may_strengthen(context, day)]
    row = None if here.position is None else row_at(here.track, here.position)
    is_exact = here.track is Track.NEW and here.position is not None
    needs = sorted((minutes_needed(km, row, here.usual.pace, is_exact=is_exact) for km in aim.sizes), reverse=True)
    apart = 2 if walk_running else 1
    rest = rules.rest_days.walk_run_days if walk_running else rules.rest_days.days
    # a race is no rest day, and no run of the week either
    rest += sum(context.race_on(day) is not None for day in days)
    return WeekQuestion(
        minutes=tuple(int(context.run_room(monday + n * ONE)) for n in range(7)),
        run_minutes=tuple(5 * ceil(need / 5 - 0.2) for need in needs),
        run_days=tuple((day - monday).days for day in open_days),
        strength_days=tuple((day - monday).days for day in strong_days),
        strength_wanted=_strength_wanted(context, monday, first, here),
        strength_minutes=int(shared_min(here)),
        is_long_hard=len(aim.sizes) > 1 and aim.sizes[0] > LONG_OVER * aim.sizes[1],
        shared_days=tuple(n for n in range(7) if context.holds_both(monday + n * ONE)),
        rest_wanted=rest,
        long_day=weekday(wished),
        long_last=walk_running,
        runs_apart=apart,
        neighbours_free=_neighbours_free(len(aim.sizes)),
        rest_after_long=here.start.is_older,
        first_day=(first - monday).days,
        run_before=NEVER if here.last_run is None else (here.last_run - monday).days,
        strength_before=_strength_before(context, monday, first),
        strength_apart=rules.strength_with_runs.apart_days,
        break_days=here.break_days,
        is_first_short=is_first_back(here, open_days),
        first_most_min=_first_most_min(here, open_days),
        long_goal_min=0 if wished or walk_running else _long_goal_min(here, needs),
        next_days=tuple(n for n in range(7) if context.is_run_day(monday + (7 + n) * ONE)),
        next_runs=max(runs_wanted(here), min(len(aim.sizes) + 1, here.usual.runs)),
        chosen=(layout.runs, layout.strength) if layout else None,
        kept=kept,
    )


def _first_most_min(here: Standing, open_days: list[date]) -> int:
    """The most minutes of the run that ends two weeks off and more, walks included; no bound for other runs (0.5)."""
    rule = load_plan_rules().first_ceiling
    if here.back is None or not is_first_back(here, open_days) or here.back.days_off < rule.first_run_from_days:
        return NO_BOUND
    return ceil(minutes_needed(rule.first_run_min_max / here.usual.pace, None, here.usual.pace))


def _long_goal_min(here: Standing, needs: list[float]) -> int:
    """The minutes to which the long run grows in the next weeks, its goal at most."""
    goal = minutes_needed(here.long_km, None, here.usual.pace)
    return int(min(goal, LONG_GROWS * needs[0])) if needs else 0


def _is_short(here: Standing) -> bool:
    bout = here.bout_min
    return bout is not None and bout < load_plan_rules().run_bouts.walk_run_below_min


def _neighbours_free(runs: int) -> int:
    """The neighbouring pairs of run days in a week of so many runs: one of four, as needed from five on (5.5)."""
    return 7 if runs >= 5 else 1 if runs == 4 else 0


def weekday(name: str | None) -> int | None:
    return WEEKDAYS.index(name) if name else None


def may_strengthen(context: PlanContext, day: date) -> bool:
    """Whether the day is open to strength: none on race days, nor in the three days before an A race."""
    is_near = any(0 <= (race.date - day).days <= 3 for race in context.races)
    return context.is_strength_day(day) and not is_near


def _strength_wanted(context: PlanContext, monday: date, first: date, here: Standing) -> int:
    """The sessions of the week that are not done yet, one where only half of the week is left."""
    left = 7 - (first - monday).days
    wanted = strength_of_week(context, monday, first, here)
    wanted -= sum(day >= monday for day in strength_days_before(context, first))
    return max(0, min(wanted, 1) if left < 4 else wanted)


def strength_of_week(context: PlanContext, monday: date, first: date, here: Standing) -> int:
    """Two sessions a week; one to keep what there is at the usual week, one in the week of a race."""
    wanted = sessions_a_week(replace(context.strength, is_returning=here.is_returning), first)
    is_race_week = any(0 <= (race.date - monday).days < 7 for race in context.races)
    return min(wanted, 1) if is_race_week else wanted


def _strength_before(context: PlanContext, monday: date, first: date) -> int:
    """The last day with strength before ``first``, on the week's count; yesterday's may have gone without a log."""
    unlogged = _unlogged_strength(context, first - ONE)
    last = max((*strength_days_before(context, first), *unlogged), default=None)
    return LONG_AGO if last is None else max(LONG_AGO, (last - monday).days)


def strength_days_before(context: PlanContext, first: date) -> set[date]:
    """The days before ``first`` with leg work: as logged, or as planned where the runner does not log strength."""
    request = context.request
    logged = _logged_strength(context, is_done=True) | {log.day for log in request.strength_logs}
    logged -= trunk_days_planned(context)
    if any(first - LOGS_STRENGTH_DAYS * ONE <= day < first for day in logged):
        return {day for day in logged | {*context.strength_ahead} if day < first}
    planned = _planned_strength(context) - _logged_strength(context, is_done=False)
    return {day for day in planned | logged | {*context.strength_ahead} if day < first}


def _planned_strength(context: PlanContext) -> set[date]:
    """The days that are over and were planned with leg work; those to come are planned again."""
    return {session.date for session in _strength_over(context) if session.role != TRUNK_ROLE}


def trunk_days_planned(context: PlanContext) -> set[date]:
    """The days that are over and were planned with strength of the trunk alone."""
    return {session.date for session in _strength_over(context) if session.role == TRUNK_ROLE}


def _strength_over(context: PlanContext) -> list[Session]:
    request = context.request
    over = (s for week in request.past_weeks for s in kept_sessions(request, week.start))
    return [session for session in over if session.kind is SessionKind.STRENGTH]


def _logged_strength(context: PlanContext, *, is_done: bool) -> set[date]:
    """The days whose strength session the runner logged as done, or as missed."""
    logs = context.request.session_logs
    return {log.day for log in logs if log.done is is_done and log.kind is SessionKind.STRENGTH}


def _unlogged_strength(context: PlanContext, day: date) -> set[date]:
    """That day where it had a planned session that was not logged as missed."""
    return {day} & (_planned_strength(context) - _logged_strength(context, is_done=False))


def shared_min(here: Standing, *, is_short: bool = False) -> float:
    """The minutes kept for strength on a run's day; on the table a short session, so that the steps stay whole."""
    rule = load_plan_rules().strength_with_runs
    return rule.short_min if is_short or here.is_on_short_bouts else rule.shared_min
