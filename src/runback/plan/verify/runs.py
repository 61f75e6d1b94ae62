"""How many runs a week has, how long the longest of them is, and weeks without any (0.1, 0.6, 5.1, 5.2)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import floor

from runback.domain.plan import Plan, PlanStatus, Session, SessionKind, Week
from runback.knowledge.plan_rule_records.base import value_at
from runback.plan.verify.broken import Broken
from runback.plan.verify.done import planned_before
from runback.plan.verify.reading import Reading, days_of
from runback.plan.verify.reds import closed_days
from runback.plan.verify.sessions import TIMED, is_table_session, running_km
from runback.plan.verify.volume import has_goal, is_plain

SHARE = 0.05
"""The longest run may hold 5 points more of the week than 5.2 names."""

SESSION_MIN = 40
"""A day of so many minutes has room for every session of the tables' first rows."""

FULL = 0.85
"""A day of which 85 % of the minutes are planned is full."""


def run_days(week: Week) -> list[date]:
    """The days of a week with running, races included."""
    return sorted({session.date for session in week.sessions if session.is_run})


def check_empty_week(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No week without running unless a stop of the plan is in force (0.1).

    Weeks count of which four days or more are left (5.7), one of them offered, long enough, open after reds, and on
    the third day of the course or later. A run that stood on a day that is over is not made up (8.2).
    """
    before = planned_before(reading.request)
    if plan.status is PlanStatus.BLOCKED or plan.held_by:
        return
    for week in plan.weeks:
        left = [day for day in days_of(week.start) if day >= reading.as_of]
        open_days = [day for day in left if is_open(day, reading)]
        if any(session.is_run for day in days_of(week.start) for session in before.get(day, ())):
            continue
        if len(left) >= reading.rules.part_week.days_min and open_days and not run_days(week):
            yield Broken("empty_week", week.start, f"no run, though {len(open_days)} days are open")


def is_open(day: date, reading: Reading) -> bool:
    """Whether a run may be on that day for all that the verifier knows; a short day may hold none of the table."""
    first = reading.request.started_on + timedelta(days=reading.rules.walk_gate.first_run_day)
    minutes = reading.offered_min(day)
    fits = reading.may_run_on(day) and (minutes is None or minutes >= SESSION_MIN)
    is_closed = day in closed_days(reading) or day < first or _near_race(day, reading)
    return fits and not is_closed and not reading.is_flagged_on(day)


def _near_race(day: date, reading: Reading) -> bool:
    """Whether the day belongs to a race: the three before it, and those of its recovery."""
    races = [(race.date, race.race_km) for race in reading.request.races]
    goal = reading.request.intake.wishes.goal
    races += [(goal.date, goal.race_km)] if goal else []
    rule, before = reading.rules.race_after, timedelta(days=reading.rules.race_taper.b_easy_days)
    return any(-before <= day - on <= timedelta(days=2 * km / rule.km_per_day + 2) for on, km in races)


def check_number(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The runs of a whole week lie between the fewest and the most of 5.1 and 0.6.

    The fewest are bound by the days that may hold a run and by the length of the shortest run. The most are n, six
    (five from 65 on), three below ten-minute bouts; one more than n with a goal, and more where the days are too
    short (5.4). At most one more than the week before.
    """
    before: int | None = None
    for week in plan.weeks:
        count, is_table = len(run_days(week)), any(is_table_session(session) for session in week.sessions)
        if not is_plain(week, reading) or plan.held_by:
            before = None
            continue
        fewest, most = _fewest(week, plan, reading, is_table), _most(reading, is_table)
        if before:
            # one run more a week at most
            fewest = min(fewest, before + 1)
        if count < fewest:
            yield Broken("runs_fewest", week.start, f"{count} runs, at least {fewest}")
        if count > most and not _must_split(week, most, reading):
            yield Broken("runs_most", week.start, f"{count} runs, at most {most}")
        if before is not None and count > max(before + 1, reading.rules.runs_a_week.least):
            yield Broken("runs_rise", week.start, f"{count} runs after a week of {before}")
        before = count


def _fewest(week: Week, plan: Plan, reading: Reading, is_table: bool) -> int:
    """Three runs, or n where that is less, or what 5.1 gives after the break; as the days and the volume hold."""
    rule, habit = reading.rules.runs_a_week, floor(reading.habit.low + 0.5)
    km = sum(running_km(session) for session in week.sessions if session.is_run)
    share = min(1.0, reading.share_by_days(reading.days_off().high))
    if reading.usual and reading.usual.high:
        share = min(share, km / reading.usual.high)
    wanted = floor(habit * (rule.base + rule.per_share * share) + 0.5)
    wanted = max(min(rule.least, habit), min(wanted, rule.most_older if reading.is_older else rule.most))
    if is_table or not reading.is_trained:
        wanted = min(wanted, reading.rules.walk_run.runs_a_week)
    if not is_table:
        shortest = max(reading.rules.shortest_run.km, reading.rules.shortest_run.minutes / reading.pace.low)
        wanted = min(wanted, max(1, floor(km / shortest)))
    return min(wanted, _days_that_hold(week, plan, reading, wanted, is_table))


def _days_that_hold(week: Week, plan: Plan, reading: Reading, wanted: int, is_table: bool) -> int:
    """How many runs the offered days of a week hold under the rule of neighbours (2.4, 5.5).

    In walk-run the runs of the weeks beside it count as neighbours too.
    """
    taken = {s.date for one in plan.weeks for s in one.sessions if s.is_run and one is not week} if is_table else set()
    beside = {
        week.start: week.start - timedelta(days=1),
        week.start + timedelta(days=6): week.start + timedelta(days=7),
    }
    days = [day for day in days_of(week.start) if reading.may_run_on(day) and beside.get(day) not in taken]
    pairs_most = 0 if is_table or wanted <= reading.rules.runs_a_week.least else 1 if wanted == 4 else len(days)
    for count in range(min(wanted, len(days)), 0, -1):
        if any(_pairs(chosen) <= pairs_most for chosen in combinations(days, count)):
            return count
    return 0


def _must_split(week: Week, most: int, reading: Reading) -> bool:
    """Whether the ``most`` longest offered days are too short for the running of the week (5.4)."""
    offered = [reading.offered_min(day) for day in days_of(week.start)]
    if any(minutes is None for minutes in offered):
        return False
    walks = 2 * reading.rules.walk_run.end_walk_min
    longest = sorted((max(0.0, FULL * (minutes or 0.0) - walks) for minutes in offered), reverse=True)[:most]
    running = sum(running_km(session) for session in week.sessions if session.is_run)
    return sum(longest) < running * reading.pace.high


def _pairs(days: tuple[date, ...]) -> int:
    return sum((b - a).days == 1 for a, b in pairwise(days))


def _most(reading: Reading, is_table: bool) -> int:
    rule = reading.rules.runs_a_week
    if is_table:
        return reading.rules.walk_run.runs_a_week
    habit = floor(reading.habit.high + 0.5)
    habit = max(habit, rule.least) if reading.is_new or not reading.is_trained else habit
    return min(habit + has_goal(reading), rule.most_older if reading.is_older else rule.most)


def check_long_share(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The longest run is no more of its week than 5.2 allows; the runner's own share counts up to 40 %.

    Not claimed where the other runs fill their days: what they cannot hold goes to the longest (5.4).
    """
    rule = reading.rules.long_run_share
    own = reading.long.high / reading.usual.low if reading.long and reading.usual and reading.usual.low else 0.0
    for week in plan.weeks:
        runs = sorted((s for s in week.sessions if s.kind is SessionKind.RUN), key=lambda s: s.distance_km or 0.0)
        if len(runs) < 2 or len(runs) != len([s for s in week.sessions if s.is_run]) or not is_plain(week, reading):
            continue
        longest, whole = runs[-1].distance_km or 0.0, sum(session.distance_km or 0.0 for session in runs)
        share = max(value_at(rule.by_runs, len(runs)), min(own, rule.own_max))
        if longest > (share + SHARE) * whole and not all(_fills_day(run, week, reading) for run in runs[:-1]):
            how = f"{longest:.1f} of {whole:.1f} km in one of {len(runs)} runs"
            yield Broken("long_share", week.start, how)


def _fills_day(run: Session, week: Week, reading: Reading) -> bool:
    """Whether the sessions of the day leave no room for a longer run."""
    minutes = reading.offered_min(run.date)
    spent = sum(s.duration_min or 0.0 for s in week.sessions if s.date == run.date and s.kind in TIMED)
    return minutes is not None and spent >= FULL * minutes


def check_part_week(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """A week with days that are over has its share of the runs: not more on the days left than a whole week (5.7)."""
    if not plan.weeks or plan.weeks[0].start >= reading.as_of or reading.request.started_on < plan.weeks[0].start:
        return
    before = planned_before(reading.request)
    left = 7 - (reading.as_of - plan.weeks[0].start).days
    runs = [day for day in run_days(plan.weeks[0]) if day >= reading.as_of]
    most = max(1, round(_most(reading, False) * left / 7) + 1)
    if not before and len(runs) > most and not _must_split(plan.weeks[0], _most(reading, False), reading):
        yield Broken("part_week", plan.weeks[0].start, f"{len(runs)} runs in {left} days")


CHECKS = (check_empty_week, check_number, check_long_share, check_part_week)
