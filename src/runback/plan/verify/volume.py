"""The kilometres of a week: the first week back, the rise after it, the usual week, the floor (3.1 to 3.9)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from runback.domain.plan import Plan, Session, SessionKind, Week
from runback.knowledge.plan_rule_records.base import value_at
from runback.load.measure import monday_of
from runback.plan.verify.broken import Broken
from runback.plan.verify.done import planned_before
from runback.plan.verify.reading import Outing, Reading, days_of, has_race, outings
from runback.plan.verify.reds import closed_days, reds
from runback.plan.verify.returns import (
    Spell,
    begin_of,
    best_before,
    curve_km,
    first_week_cap_km,
    spells,
    table_floor_km,
    week_km,
)
from runback.plan.verify.sessions import is_table_session, running_km
from runback.plan.verify.single_run import ceiling_km

SHARE = 1.04
"""Weeks may lie 4 % above a bound: runs are rounded, and paces turn minutes into kilometres."""

KM = 0.4
"""So may a small week by 400 m: up to six runs are rounded to 100 m."""

USED = 0.9
"""Nine tenths of the whole table are the whole table: the last session may have been cut short."""

SINK = 0.9
"""A week below nine tenths of the one before it has sunk."""


def check_week_km(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No week has more running than rule 3 allows; a week that has begun counts as it was planned."""
    whole = outings(plan, reading)
    for spell in spells(whole, reading):
        for week in plan.weeks:
            planned = [one for one in spell.outings if one.sessions and monday_of(one.day) == week.start]
            km = sum(one.running_km for one in planned if not has_race(one.sessions))
            km += _km_so_far(spell, week.start, reading)
            limit, why = _limit(spell, week.start, planned, reading)
            if planned and km > SHARE * limit + KM:
                yield Broken(why, week.start, f"{km:.1f} km of running, at most {limit:.1f} km")


def chose_articles(spell: Spell, reading: Reading) -> bool:
    """Whether a return goes by the articles' start that the runner chose: 16 km and 10 % a week (12.7)."""
    off = spell.days_off.low if spell.days_off else 0.0
    return reading.request.intake.wishes.start == "articles" and off >= reading.rules.first_week_cap.from_days


def _km_so_far(spell: Spell, monday: date, reading: Reading) -> float:
    """What was planned since the spell began on the days of the week that are over."""
    before = planned_before(reading.request)
    days = [day for day in days_of(monday) if spell.first <= day < reading.as_of]
    return sum(running_km(s) for day in days for s in before.get(day, ()) if s.is_run and not has_race([s]))


def _limit(spell: Spell, monday: date, planned: Sequence[Outing], reading: Reading) -> tuple[float, str]:
    """The most running of a week by 3.1 to 3.6, and the name of the rule that says so."""
    number = _number(spell, monday, reading)
    table = table_floor_km(spell, number, reading) if number == 1 or spell.is_return else 0.0
    floor = max(_table_km(planned, reading), table if number == 1 else 0.0)
    curve = curve_km(spell, number, reading)
    best = best_before(spell, monday, reading)
    if curve is None or reading.is_new:
        return max(_new_limit(best, reading), floor, curve or 0.0), "week_new"
    if number == 1 or best is None:
        first = max(min(curve, first_week_cap_km(spell, reading)), min(floor, first_week_cap_km(spell, reading)))
        return (first if spell.is_return else max(first, _new_part(reading))), "week_first"
    rule = reading.rules.return_curve
    rise = max(rule.rise_factor_max * best, best + rule.rise_km_max)
    if chose_articles(spell, reading):
        rise = _small_rise(best, reading)
    wanted = max(curve, rule.rise_factor * best, floor, table)
    return min(max(min(wanted, rise), floor), _top(best, reading)), "week_rise"


def _number(spell: Spell, monday: date, reading: Reading) -> int:
    """The number of the week in the return, were every week to count; without a break from the course's start."""
    return max(1, (monday - monday_of(begin_of(spell, reading))).days // 7 + 1)


def _top(best: float, reading: Reading) -> float:
    """U, and where a goal is wished for 10 % (1.5 km in small weeks) over the best counted week (3.6, 3.7)."""
    usual = reading.usual.high if reading.usual else 0.0
    return max(usual, _small_rise(max(best, usual), reading)) if has_goal(reading) else usual


def has_goal(reading: Reading) -> bool:
    """Whether a race is still to come."""
    goals = [check.intake.wishes.goal for check in reading.request.checks]
    dates = [goal.date for goal in goals if goal] + [race.date for race in reading.request.races]
    return any(day >= reading.as_of for day in dates)


def _small_rise(km: float, reading: Reading) -> float:
    rule = reading.rules.weekly_rise
    return max(rule.factor * km, km + rule.small_rise_km) if km < rule.small_below_km else rule.factor * km


def _new_part(reading: Reading) -> float:
    """What the new runner's table gives where a runner may be read as new."""
    return 0.0 if reading.is_trained else _whole_table_km(reading)


def _new_limit(best: float | None, reading: Reading) -> float:
    """Track N: the larger of U and three times 30 minutes (3.4); after the table ten per cent a week (3.6).

    They end at the week that is usual for the once new, or continue for a goal.
    """
    usual = reading.usual.high if reading.usual else 0.0
    whole = max(usual, _whole_table_km(reading))
    if best is None or best < USED * whole:
        return whole
    risen = _small_rise(best, reading)
    return max(whole, risen if has_goal(reading) else min(risen, reading.rules.weekly_rise.new_usual_km))


def _whole_table_km(reading: Reading) -> float:
    row = reading.rules.table_new[-1]
    return reading.rules.walk_run.runs_a_week * row.run_min / reading.pace.low


def _table_km(planned: Sequence[Outing], reading: Reading) -> float:
    """What the table gives for the stages planned in a week (3.4); off the table that of its last stage reached."""
    rows = reading.rules.table_new if reading.is_new else reading.rules.table_trained
    stages = [s.stage for one in planned for s in one.sessions if s.stage is not None]
    if not stages:
        return 0.0
    row = rows[min(max(stages), len(rows)) - 1]
    return reading.rules.return_floor.sessions * row.run_min / reading.pace.low


def check_by_ceiling(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The week is bound by the ceiling of one run: V <= c (1 + 0.9 (n - 1)), n the runs of the week or usual (3.9)."""
    share = reading.rules.week_of_runs.other_share
    for spell in spells(outings(plan, reading), reading):
        for monday in {monday_of(one.day) for one in spell.outings if one.sessions}:
            runs = [one for one in spell.outings if monday_of(one.day) == monday and not has_race(one.sessions)]
            if not runs or any(is_table_session(s) for one in runs for s in one.sessions):
                continue
            ceiling = max(ceiling_km(spell, monday, reading), *(one.longest_km for one in runs))
            count = max(len(runs), reading.habit.high)
            limit = ceiling * (1 + share * (count - 1))
            if week_km(runs, monday) > SHARE * limit + KM:
                yield Broken("week_by_ceiling", monday, f"{week_km(runs, monday):.1f} km, at most {limit:.1f} km")


def check_floor(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """A known runner is not given less than the table gives, 0.45 U at most in the first week (3.4).

    Whole weeks without a hold, a red, a day off or a race, of runners whose days have room for three runs of that
    length; nine tenths of the floor are enough.
    """
    if not reading.is_trained or reading.usual is None:
        return
    rule = reading.rules.return_floor
    for week in plan.weeks[1:] if plan.weeks and plan.weeks[0].start < reading.as_of else plan.weeks:
        runs = [session for session in week.sessions if session.is_run]
        minutes = _table_min(reading)
        is_gated = bool(plan.held_by) and week is plan.weeks[0]
        if is_gated or not is_plain(week, reading) or not _holds(week, reading, minutes) or len(runs) < 1:
            continue
        km = sum(one.running_km for one in outings(plan, reading) if monday_of(one.day) == week.start)
        sessions = min(rule.sessions, reading.habit.low)
        floor = sessions * minutes / reading.pace.high * reading.share_by_pain(highest=True)
        floor = min(floor, rule.share_max * reading.usual.low)
        if km < SINK * floor - KM:
            yield Broken("floor", week.start, f"{km:.1f} km of running, the floor is {floor:.1f} km")


def _table_min(reading: Reading) -> float:
    """Minutes of running in a session of the entry stage, by the longest break and the highest pain."""
    bouts = reading.rules.run_bouts
    bout = min(
        value_at(bouts.by_days_off, reading.days_off().high),
        value_at(bouts.by_pain, min(reading.pain.high, reading.rules.no_run_pain.pain_after)),
    )
    rows = [row for row in reading.rules.table_trained if row.bout_min <= bout] or [reading.rules.table_trained[0]]
    return rows[-1].run_min


def _holds(week: Week, reading: Reading, minutes: float) -> bool:
    """Whether three days of the week, no two of them neighbours, hold a session of so many minutes and its walks."""
    need, days = 2 * minutes + 2 * reading.rules.walk_run.end_walk_min + reading.rules.strength_with_runs.shared_min, 0
    last: date | None = None
    for day in days_of(week.start):
        offered = reading.offered_min(day)
        fits = reading.may_run_on(day) and (offered is None or offered >= need)
        if fits and (last is None or (day - last).days > 1):
            days, last = days + 1, day
    return days >= reading.rules.return_floor.sessions


def is_plain(week: Week, reading: Reading) -> bool:
    """Whether nothing but the course itself sizes a week: it lies ahead as a whole, without reds, days off, races."""
    days = days_of(week.start)
    races = [race.date for race in reading.request.races]
    races += [check.intake.wishes.goal.date for check in reading.request.checks if check.intake.wishes.goal]
    near_race = any(timedelta(-35) <= day - week.start <= timedelta(28) for day in races)
    recent = any((week.start - red.day).days <= reading.rules.expiry.red_days + 7 for red in reds(reading))
    is_off = any(week.start - timedelta(days=21) <= day <= days[-1] for day in reading.request.off_days)
    is_closed = any(day in closed_days(reading) for day in days)
    is_flagged = any(reading.is_flagged_on(day) for day in days)
    return week.start >= reading.as_of and not (near_race or recent or is_off or is_closed or is_flagged)


def check_no_sink(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The weeks of a plan, which takes what is to come as green, do not sink (0.4); a lighter week above U may."""
    weeks = [week for week in plan.weeks if is_plain(week, reading)]
    if plan.held_by:
        return
    for before, week in pairwise(weeks):
        kms = [sum(_km(session) for session in one.sessions) for one in (before, week)]
        if (week.start - before.start).days == 7 and kms[1] < SINK * kms[0] - KM and not week.is_deload:
            yield Broken("sinks", week.start, f"{kms[1]:.1f} km after {kms[0]:.1f} km")


def _km(session: Session) -> float:
    return session.running_km if session.is_run and session.kind is not SessionKind.RACE else 0.0


def check_deload(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Lighter weeks only at U or above it, never in walk-run (6.1, 6.3)."""
    whole = outings(plan, reading)
    usual = reading.usual.low if reading.usual else float("inf")
    for week in plan.weeks:
        before = [week_km(whole, week.start - timedelta(weeks=n)) for n in range(1, 5)]
        if week.is_deload and max(before) < SINK * usual:
            yield Broken("deload", week.start, f"a lighter week after {max(before):.1f} km, usual are {usual:.1f} km")
        if week.is_deload and any(is_table_session(session) for session in week.sessions):
            yield Broken("deload", week.start, "a lighter week in walk-run")


def check_heavy(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """New with a BMI over 30: at most 3 km of running in the first week (1.10)."""
    rule, intake = reading.rules.entry_heavy, reading.request.checks[0].intake
    if (intake.bmi or 0) <= rule.bmi_over or intake.runner_status != "new" or not reading.is_new:
        return
    last = monday_of(reading.request.started_on) + timedelta(days=6)
    runs = [one for one in outings(plan, reading) if reading.request.started_on <= one.day <= last]
    km = sum(one.running_km for one in runs)
    if km > rule.first_week_km + KM and any(one.sessions for one in runs):
        yield Broken("heavy", reading.as_of, f"{km:.1f} km of running in the first week")


CHECKS = (check_week_km, check_by_ceiling, check_floor, check_no_sink, check_deload, check_heavy)
