"""Weekly mileage: caps, two-week ramp, deload, the return after a break, and each run's share (plan_rules 4, 5, 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.assessment import Running
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.limits import distance_limits, first_week_cap, return_share, two_week_cap, weekly_rise_cap
from runback.load.measure import is_deload, monday_of
from runback.plan.entry import days_off
from runback.plan.ledger import USUAL_DAYS, Ledger
from runback.plan.reasons import because, km
from runback.plan.request import PlanRequest

RUN_KM_MIN = 1.5
LONG_SHARE = 0.4
NEW_RUNNER_WEEK_KM = 20.0
LONG_RUN_OF_WEEK = 0.4
RETURN_WEEKS_MAX = 8
USUAL_IS_BACK = 0.95
UNKNOWN_STREAK = 2
"""Weeks without an easier one assumed before the program where the history is not known."""


@dataclass(frozen=True, slots=True)
class Return:
    """A return after a break: how long it was, the first run after it, the usual week before it."""

    days_off: int
    first_day: date
    usual_km: float


@dataclass(frozen=True, slots=True)
class WeekKm:
    """What a mileage week may and should hold, in km of running."""

    cap_km: float
    target_km: float
    is_ramp_bound: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MileagePlan:
    """What mileage weeks need of a runner, fixed for one plan."""

    request: PlanRequest
    usual_km: float
    wanted_km: float
    deload_from: int
    factor: float
    is_held: bool

    def is_deload_week(self, monday: date) -> bool:
        """Whether the week is an easier one: every fourth week, counted from the start of the program."""
        index = (monday - monday_of(self.request.started_on)).days // 7
        habit = load_plan_rules().whole("deload", "habit_week")
        return index >= self.deload_from and (index - self.deload_from) % habit == 0


def plan_mileage(
    request: PlanRequest, ledger: Ledger, goal_long_km: float | None, factor: float, *, is_held: bool
) -> MileagePlan:
    """The mileage side of a request; ``factor`` and ``is_held`` come from the lights."""
    before = ledger.sum_days(request.started_on - timedelta(days=USUAL_DAYS), request.started_on) / (USUAL_DAYS / 7)
    usual = request.intake.weekly_km or before
    wanted = usual if request.intake.runner_status in ("regular", "competitive") else max(usual, NEW_RUNNER_WEEK_KM)
    if goal_long_km:
        wanted = max(wanted, goal_long_km / LONG_RUN_OF_WEEK)
    return MileagePlan(request, usual, wanted, _first_deload(request, ledger), factor, is_held)


def _first_deload(request: PlanRequest, ledger: Ledger) -> int:
    """The week of the program, from 0, of the first deload: the fourth, or sooner by the weeks before."""
    rules = load_plan_rules()
    monday = monday_of(request.started_on)
    longest_streak = rules.whole("deload", "rule_week") - 1
    totals = [ledger.sum_days(monday - timedelta(weeks=n), monday - timedelta(weeks=n - 1)) for n in range(1, 8)]
    streak = 0
    while streak < longest_streak and totals[streak] > 0.85 * totals[streak + 1] and totals[streak + 1] > 0:
        streak += 1
    if ledger.daily_km:
        streak = min(streak, UNKNOWN_STREAK)
    return min(rules.whole("deload", "habit_week") - 1, longest_streak - streak)


def find_return(request: PlanRequest, ledger: Ledger, monday: date, first_run: date) -> Return | None:
    """The break this week returns from, or is still returning from; None where usual volume is back."""
    gap_min = load_plan_rules().number("gap_6_13", "days_low")
    off = days_off(request, ledger, first_run, is_strict=False)
    if off >= gap_min:
        return Return(off, first_run, _usual_before(request, ledger, first_run - timedelta(days=off)))
    day = first_run
    while (last := ledger.last_run_before(day)) is not None:
        day = last
        if (first_run - day).days > RETURN_WEEKS_MAX * 7:
            return None
        off = days_off(request, ledger, day, is_strict=False)
        if ledger.last_run_before(day) is None and not _is_first_week(day, first_run, off):
            return None  # the break is only told, not in the history: it binds the first seven days alone
        if off >= gap_min:
            usual = _usual_before(request, ledger, day - timedelta(days=off))
            return None if _is_usual_back(ledger, day, monday, usual) else Return(off, day, usual)
    return None


def _is_first_week(first: date, day: date, off: int) -> bool:
    return (day - first).days < 7 and off >= distance_limits().first_week_days_off


def _usual_before(request: PlanRequest, ledger: Ledger, day: date) -> float:
    run = ledger.sum_days(day - timedelta(days=USUAL_DAYS), day) / (USUAL_DAYS / 7)
    answered = request.intake.weekly_km
    if answered and run:
        return min(run, answered)
    return run or answered or 0.0


def _is_usual_back(ledger: Ledger, since: date, monday: date, usual_km: float) -> bool:
    week = monday_of(since)
    while week < monday:
        if ledger.sum_days(week, week + timedelta(weeks=1)) >= USUAL_IS_BACK * usual_km:
            return True
        week += timedelta(weeks=1)
    return False


def week_km(plan: MileagePlan, ledger: Ledger, monday: date, first_run: date) -> WeekKm:
    """The cap and the target of a mileage week whose first planned run is on ``first_run``."""
    back = find_return(plan.request, ledger, monday, first_run)
    before, reason = _week_before(plan, ledger, monday)
    if back is not None:
        return _return_week(plan, ledger, monday, back, before)
    cap = weekly_rise_cap(before)
    reasons = [reason, because("two_week_ramp", "Any 14 days stay within 130 % of the 14 before.")]
    target, more = _ease_off(plan, ledger, monday, min(cap, max(plan.wanted_km, 0.0)))
    return _shaped(plan, monday, cap, target, before, (*reasons, *more), is_ramp_bound=True)


def _ease_off(plan: MileagePlan, ledger: Ledger, monday: date, target_km: float) -> tuple[float, tuple[Reason, ...]]:
    """The target of an easier week, where this is one; else ``target_km``."""
    last = ledger.sum_days(monday - timedelta(weeks=1), monday)
    if not plan.is_deload_week(monday) or last <= 0:
        return target_km, ()
    eased = last * (1 - load_plan_rules().number("deload", "cut"))
    text = f"An easier week: a quarter below the {km(last)} of the week before."
    return min(target_km, eased), (because("deload", text),)


def _week_before(plan: MileagePlan, ledger: Ledger, monday: date) -> tuple[float, Reason]:
    """The week the cap is taken from: the one before, or the one before a deload."""
    one, two = (ledger.sum_days(monday - timedelta(weeks=n), monday - timedelta(weeks=n - 1)) for n in (1, 2))
    if plan.is_deload_week(monday - timedelta(weeks=1)) and is_deload(one, two):
        text = f"10 % above the {km(two)} of the week before the easier one, at most."
        return two, because("weekly_rise", text)
    answered = plan.request.intake.weekly_km
    if answered and monday <= plan.request.check_day < monday + timedelta(weeks=1):
        one = min(one, answered)
    text = f"The week before held {km(one)}: 10 % more at most, or 1.5 km under 15 km. A convention."
    return one, because("weekly_rise", text)


def _return_week(plan: MileagePlan, ledger: Ledger, monday: date, back: Return, before_km: float) -> WeekKm:
    start = max(monday, back.first_day)
    share = return_share(back.days_off, (start - back.first_day).days)
    usual = back.usual_km
    if not share:
        cap = min(max(usual, before_km), weekly_rise_cap(before_km))
        reason = because("weekly_rise", f"On the way back to your usual {km(usual)} a week.")
        target, more = _ease_off(plan, ledger, monday, cap)
        return _shaped(plan, monday, cap, target, before_km, (reason, *more), is_ramp_bound=False)
    cap = max(share * usual, RUN_KM_MIN)
    rule = _gap_rule(back.days_off)
    text = f"{back.days_off} days without a run by {back.first_day:%A}: {share:.0%} of your usual {km(usual)} a week."
    reasons = [because(rule, text)]
    if back.days_off >= distance_limits().first_week_days_off and (start - back.first_day).days < 7:
        cap = max(RUN_KM_MIN, min(cap, first_week_cap(usual)))
        reasons.append(because("first_week_cap", "First week back: 16 km or half the usual week at most."))
        # the first seven days may have begun in the calendar week before
        cap = max(0.0, cap - ledger.sum_days(back.first_day, monday)) if monday > back.first_day else cap
    target, more = _ease_off(plan, ledger, monday, cap)
    return _shaped(plan, monday, cap, target, before_km, (*reasons, *more), is_ramp_bound=False)


def _gap_rule(off: int) -> str:
    number = load_plan_rules().number
    rows = ("gap_6_13", "gap_14_28", "gap_29_56")
    return next((row for row in rows if off <= number(row, "days_high")), "gap_57")


def _shaped(
    plan: MileagePlan,
    monday: date,
    cap_km: float,
    target_km: float,
    before_km: float,
    reasons: tuple[Reason, ...],
    *,
    is_ramp_bound: bool,
) -> WeekKm:
    """The week after the lights: held at the week before, cut by reds, eased in the first week with pain."""
    request = plan.request
    found = list(reasons)
    if plan.is_held and monday <= request.as_of + timedelta(days=7) and is_ramp_bound:
        target_km = min(target_km, before_km)
        found.append(because("light_amber", "Not all of your last runs were green: no rise this week."))
    if plan.factor < 1 and monday <= request.as_of:
        target_km *= plan.factor
        found.append(because("light_red", f"Your last runs hurt: {plan.factor:.0%} of the distance."))
    sore = (request.intake.pain_now or 0) > 0 or request.assessment.running is Running.MODIFY
    if sore and monday <= request.started_on < monday + timedelta(weeks=1):
        target_km = min(target_km, load_plan_rules().number("mileage_ease", "factor") * max(plan.usual_km, 0.0))
        found.append(because("mileage_ease", "The first week is a fifth below your usual one."))
    return WeekKm(cap_km, max(0.0, target_km), is_ramp_bound, tuple(found))


def ramp_room(ledger: Ledger, day: date) -> float:
    """The km a run on ``day`` may add before the 14 days up to it pass the ramp; walk-runs count whole."""
    fortnight = timedelta(days=load_plan_rules().whole("two_week_ramp", "days"))
    tomorrow = day + timedelta(days=1)
    recent = ledger.sum_days(tomorrow - fortnight, tomorrow, is_whole=True)
    earlier = ledger.sum_days(tomorrow - 2 * fortnight, tomorrow - fortnight, is_whole=True)
    return two_week_cap(earlier) - recent


def _smallest_share(target_km: float, count: int) -> float:
    return min(target_km / count, (1 - LONG_SHARE) * target_km / (count - 1))


def share_out(target_km: float, days: Sequence[date], long_day: date) -> dict[date, float]:
    """The target over the run days, the long run first; days that would fall below 1.5 km are left out."""
    days = list(days)
    while len(days) > 1 and _smallest_share(target_km, len(days)) < RUN_KM_MIN:
        days.remove(next(day for day in days if day != long_day))
    if not days or target_km < RUN_KM_MIN:
        return {}
    long_km = target_km if len(days) == 1 else max(LONG_SHARE * target_km, target_km / len(days))
    rest = (target_km - long_km) / max(1, len(days) - 1)
    return {day: long_km if day == long_day else rest for day in days}
