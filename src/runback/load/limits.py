"""The published limit on one run, and the rise of a week, both in km."""

from dataclasses import dataclass
from functools import cache

from runback.knowledge.plan_rules import load_plan_rules


@dataclass(frozen=True, slots=True)
class DistanceLimits:
    """The numbers of plan_rules.yaml that bound distance, read once."""

    run_factor: float
    run_days: int
    run_small_below_km: float
    run_small_rise_km: float
    run_none_km: float
    week_factor: float
    week_small_below_km: float
    week_small_rise_km: float
    first_week_km: float


@cache
def distance_limits() -> DistanceLimits:
    """The distance limits of the rule book."""
    rules = load_plan_rules()
    return DistanceLimits(
        run_factor=rules.single_run_ceiling.factor,
        run_days=rules.single_run_ceiling.days,
        run_small_below_km=rules.single_run_ceiling.small_below_km,
        run_small_rise_km=rules.single_run_ceiling.small_rise_km,
        run_none_km=rules.single_run_ceiling.none_km,
        week_factor=rules.weekly_rise.factor,
        week_small_below_km=rules.weekly_rise.small_below_km,
        week_small_rise_km=rules.weekly_rise.small_rise_km,
        first_week_km=rules.first_week_cap.km,
    )


def single_run_ceiling(longest_30d_km: float | None) -> float:
    """The longest a run may be, given the longest of the 30 days before its day (that day excluded).

    110 % of it, or 0.5 km more below 5 km; None or 0 counts as 3 km
    (rule single_run_ceiling, Frandsen 2025, doi:10.1136/bjsports-2024-109380).
    """
    limits = distance_limits()
    longest = longest_30d_km or limits.run_none_km
    if longest < limits.run_small_below_km:
        return longest + limits.run_small_rise_km
    return longest * limits.run_factor


def first_week_cap(usual_km: float, days_off: int) -> float:
    """The most km for the first week after ``days_off`` days off, from ``usual_km`` a week (rule first_week_cap).

    16 km from 56 days off on; between 14 and 56 days the cap fades in from 60 % of the usual week; infinite before.
    """
    rule = load_plan_rules().first_week_cap
    if days_off <= rule.from_days:
        return float("inf")
    highest = max(rule.km, rule.share * usual_km)
    left = max(0.0, (rule.full_from_days - days_off) / (rule.full_from_days - rule.from_days))
    return rule.km + (highest - rule.km) * left


def weekly_rise_cap(before_km: float) -> float:
    """The most km for a week after a week of ``before_km`` (rule weekly_rise, a convention)."""
    limits = distance_limits()
    cap = before_km * limits.week_factor
    if before_km < limits.week_small_below_km:
        return max(cap, before_km + limits.week_small_rise_km)
    return cap
