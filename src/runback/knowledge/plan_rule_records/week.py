"""The week, races, strength and what comes before and after a run."""

from runback.knowledge.plan_rule_records.base import Curve, Rule


class RunsAWeek(Rule):
    base: float
    per_share: float
    least: int
    most: int
    most_older: int
    more_a_week: int


class Older(Rule):
    age_min: int
    raises_a_week: int


class LongRunShare(Rule):
    by_runs: Curve
    own_max: float
    minutes_max: float
    own_share_kept: float


class ShortestRun(Rule):
    minutes: float
    km: float


class RestDays(Rule):
    days: int
    walk_run_days: int


class StrengthWithRuns(Rule):
    a_week: int
    apart_days: int
    shared_min: float
    short_min: float
    kept_share: float
    kept_weeks: int


class PartWeek(Rule):
    days_min: int


class Quality(Rule):
    green_weeks: int
    usual_share: float
    runs: int


class Deload(Rule):
    weeks_up: int
    cut: float
    long_cut: float


class BreakInReturn(Rule):
    days_off: int


class RanMore(Rule):
    week_factor: float
    single_run_factor: float
    hold_days: int


class Ill(Rule):
    free_days: int
    days_min: int
    share: float


class RaceTaper(Rule):
    five_km: tuple[float, ...]
    five_km_days: int
    ten_km: tuple[float, ...]
    half: tuple[float, ...]
    marathon: tuple[float, ...]
    return_cut: float
    b_easy_days: int
    long_share_max: float


class RaceReady(Rule):
    days_without_red: int
    amber_days: int
    ambers_max: int
    share: float
    run_walk_share: float
    marathon_km: float
    run_walk_marathon_km: float


class RaceAfter(Rule):
    km_per_day: int
    rest_days_half: int
    rest_days_marathon: int
    shares_short: tuple[float, ...]
    shares_half: tuple[float, ...]
    shares_marathon: tuple[float, ...]
    age_46: float
    age_56: float


class RaceSpacing(Rule):
    weeks: int
    weeks_marathon: int


class RaceSteps(Rule):
    factor: float
    easy_share: float
    long_run_goal_max_km: float


class RaceNotAdvised(Rule):
    days: int
    pain_min: int


class StrengthTime(Rule):
    minutes_max: float
    minutes_race: float
    march_min: float
    rest_s: int
    rest_loaded_s: int
    rest_sides_s: int


class StrengthSteps(Rule):
    tops: int
    reps_up: int
    reps_up_body: int
    hold_up_s: int
    reps_max_body: int
    load_up_kg: float
    load_up_share: float
    load_up_share_max: float
    load_grid_kg: float
    rpe_easy_below: float
    rest_days: int


class LegsLead(Rule):
    pain_max: int
    rpe_high: int


class StrengthPhaseControl(Rule):
    sessions_until: int
    acute_days: int


class StrengthPhaseBuild(Rule):
    sessions_until: int


class StrengthPhaseStrong(Rule):
    sessions_until: int


class StrengthMaintain(Rule):
    a_week: int
    older_from: int
    a_week_older: int
    sets: int


class StrengthMissed(Rule):
    rung_days: int
    phase_days: int


class HingeGate(Rule):
    pain_max: int
    hold_s_over: float
    first_sets: int


class SevenMinute(Rule):
    counts: float
    below_min: float
    second_round_sessions: int
    second_round_min: float
    second_round_below_min: float


class WarmUp(Rule):
    minutes_low: float
    minutes_high: int
    walk_min: float
    build_ups_green_weeks: int


class MobilityAfter(Rule):
    hold_low_s: int
    hold_high_s: int
    sets_low: int
    run_first_below_min: float


class FormCue(Rule):
    weeks: int


class RecoveryWalk(Rule):
    minutes_low: float
    minutes_high: int
    days_goal: int


class CrossSwap(Rule):
    minutes: float
    a_week: int


class CheckDay14(Rule):
    days: int


class Check6Weeks(Rule):
    days: int


class Check12Weeks(Rule):
    days: int


class Plateau(Rule):
    weeks: int
    late_weeks: int


class ShoeWear(Rule):
    look_km: float
    check_km: float
    look_at: tuple[str, ...]


class Wishes(Rule):
    run_minutes_min: float
