"""The limits on distance: one run, one week, two weeks, the share allowed after a break. All in km."""

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
    ramp_factor: float
    ramp_small_rise_km: float
    first_week_km: float
    first_week_share: float
    first_week_days_off: int


@cache
def distance_limits() -> DistanceLimits:
    """The distance limits of the rule book."""
    number = load_plan_rules().number
    return DistanceLimits(
        run_factor=number("single_run_ceiling", "factor"),
        run_days=int(number("single_run_ceiling", "days")),
        run_small_below_km=number("single_run_ceiling", "small_below_km"),
        run_small_rise_km=number("single_run_ceiling", "small_rise_km"),
        run_none_km=number("single_run_ceiling", "none_km"),
        week_factor=number("weekly_rise", "factor"),
        week_small_below_km=number("weekly_rise", "small_below_km"),
        week_small_rise_km=number("weekly_rise", "small_rise_km"),
        ramp_factor=number("two_week_ramp", "factor"),
        ramp_small_rise_km=number("two_week_ramp", "small_rise_km"),
        first_week_km=number("first_week_cap", "km"),
        first_week_share=number("first_week_cap", "share"),
        first_week_days_off=int(number("first_week_cap", "days_off_from")),
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


def weekly_rise_cap(before_km: float) -> float:
    """The most a week may hold after a week of ``before_km`` (rule weekly_rise, a convention)."""
    limits = distance_limits()
    cap = before_km * limits.week_factor
    if before_km < limits.week_small_below_km:
        return max(cap, before_km + limits.week_small_rise_km)
    return cap


def two_week_cap(fourteen_days_km: float) -> float:
    """The most 14 days may hold after 14 days of ``fourteen_days_km`` (rule two_week_ramp)."""
    limits = distance_limits()
    cap = fourteen_days_km * limits.ramp_factor
    if fourteen_days_km < 2 * limits.week_small_below_km:
        return max(cap, fourteen_days_km + limits.ramp_small_rise_km)
    return cap


def first_week_cap(usual_week_km: float) -> float:
    """The most the first week back holds after 14 days off or more (rule first_week_cap)."""
    limits = distance_limits()
    return min(limits.first_week_km, limits.first_week_share * usual_week_km)


def return_share(days_off: int, days_back: int) -> float | None:
    """The share of the usual week allowed ``days_back`` days into a return after ``days_off`` days off.

    None where the gap table asks nothing (5 days off or less, or the return is over);
    a gap of 57 days or more returns 0: it goes back to walk-run.
    """
    number = load_plan_rules().number
    if days_off <= number("gap_0_5", "days_high"):
        return None
    if days_off <= number("gap_6_13", "days_high"):
        return number("gap_6_13", "share") if days_back < 7 else None
    if days_off <= number("gap_14_28", "days_high"):
        if days_back * 2 < days_off:
            return number("gap_14_28", "first_share")
        return number("gap_14_28", "second_share") if days_back < days_off else None
    if days_off <= number("gap_29_56", "days_high"):
        weeks_back = days_back // 7 + 1
        return number("gap_29_56", f"week_{weeks_back}") if weeks_back <= 3 else None
    return 0.0
