"""Walk and run, the weeks of a return, and the pain light."""

from runback.knowledge.plan_rule_records.base import Curve, Rule


class RunBouts(Rule):
    by_days_off: Curve
    by_pain: Curve
    walk_break_min: float
    walk_run_below_min: float
    free_min: float


class WalkRun(Rule):
    runs_a_week: int
    end_walk_min: float
    end_walk_short_min: float


class EntryNew(Rule):
    calm: int
    sore: int
    high: int
    free: int
    sore_from: float
    high_from: float
    recent_days: int
    sore_share: float


class EntryHeavy(Rule):
    bmi_over: float
    first_week_km: float
    stage_max: float
    stages_a_week: int


class AdvanceTrained(Rule):
    a_week: int
    a_week_slow: int
    fast_below_days: int
    fast_below_pain: float
    two_greens_over_days: int


class AdvanceNew(Rule):
    greens: int
    a_week_sore: int
    per_fortnight: int
    sore_from: float


class ReturnCurve(Rule):
    share: Curve
    weeks: Curve
    rise_factor: float
    rise_factor_max: float
    rise_km_max: float
    counted_weeks: int
    break_days: int


class PainShare(Rule):
    share: Curve
    back_a_week: float
    gone_in_a_day: float


class ReturnFloor(Rule):
    sessions: int
    share_max: float


class FirstWeekCap(Rule):
    km: float
    full_from_days: int
    from_days: int
    share: float


class WeeklyRise(Rule):
    factor: float
    small_below_km: float
    small_rise_km: float
    new_usual_km: float


class SingleRunCeiling(Rule):
    factor: float
    days: int
    small_below_km: float
    small_rise_km: float
    none_km: float
    moderate_over: float
    large_over: float


class FirstCeiling(Rule):
    minutes: Curve
    fresh_days: int
    raises_a_week: int
    raises_above_long: int
    raise_over: float
    first_run_min_max: float
    first_run_from_days: int


class WeekOfRuns(Rule):
    other_share: float


class LightGreen(Rule):
    pain_max: int
    baseline_days: int


class LightAmber(Rule):
    pain_max: int
    rise_in_run: float
    morning_rise: int
    morning_min: int
    in_a_row: int
    cut: float
    cut_days: int
    weeks_to_check: int


class LightRed(Rule):
    pain_min: int
    morning_rise: int
    stays_min: int
    no_run_hours: int
    first_share: float
    second_share: float


class LightBoneStress(Rule):
    pain_max: int


class LightChronic(Rule):
    weeks: int
    baseline_min: float
    green_above: float
    green_max: float
    amber_above: float
    amber_max: float


class TwoReds(Rule):
    days: int
    hold_days: int


class ThreeReds(Rule):
    days: int
    count: int
    hold_days: int


class UnknownLight(Rule):
    half: float
    silent: float
    known_after_days: int
    correct_days: int


class DoneWeek(Rule):
    share: float
    ambers_max: float


class Expiry(Rule):
    amber_days: int
    amber_greens: int
    red_days: int
    red_greens: int
    check_days: int
    check_runs: int
