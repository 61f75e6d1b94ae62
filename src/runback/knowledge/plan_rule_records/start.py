"""Who may start, and what a runner is used to."""

from runback.knowledge.plan_rule_records.base import Curve, Rule


class GateTriage(Rule):
    """``ends_with_the_answers``: the flags that a later check ends by not raising them; all others need a clearance."""

    ends_with_the_answers: tuple[str, ...]


class GateAge(Rule):
    age_min: int


class GateBoneStress(Rule):
    pain_free_days: int
    walks: int
    walk_min: float
    bout_min: float
    runs_a_week: int


class GatePostpartum(Rule):
    weeks_min: int
    bout_max_min: float
    weeks_max: int


class GateYoungExtension(Rule):
    age_below: int
    pain_days_over: int


class GateNerveSettled(Rule):
    bout_max_min: float


class WalkGate(Rule):
    walk_min: float
    pain_max: int
    pain_max_chronic: int
    ran_min: float
    ran_days: int
    ran_pain_max: float
    first_run_day: int
    mornings: int
    wait_days: int
    silent_day: int


class NoRunPain(Rule):
    pain_min: int
    walking_pain_min: float
    first_test_day: int
    every_days: int
    pain_after: float
    days_max: float
    failed_walks: int


class UsualWeek(Rule):
    weeks: int
    of_weeks: int
    small_share: float
    long_days: int
    long_share: float
    long_share_small: float
    small_below_km: float
    runs_by_km: Curve
    differ_share: float
    runs_max: int


class Trained(Rule):
    usual_km_min: float
    days_off_max: int
    chronic_weeks: int
    not_running_days: int


class UnknownAnswer(Rule):
    returning_days_off: int
