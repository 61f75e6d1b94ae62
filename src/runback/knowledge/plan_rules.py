"""The numbers behind a plan: a typed record a rule (``rules.light_red.pain_min``), tables, swaps, form cues."""

import itertools
from typing import Any

from pydantic import Field, model_validator

from runback.knowledge.plan_rule_records.base import Curve, Rule, RuleSource, step_at, value_at
from runback.knowledge.plan_rule_records.course import (
    AdvanceNew,
    AdvanceTrained,
    DoneWeek,
    EntryHeavy,
    EntryNew,
    Expiry,
    FirstCeiling,
    FirstWeekCap,
    LightAmber,
    LightBoneStress,
    LightChronic,
    LightGreen,
    LightRed,
    PainShare,
    ReturnCurve,
    ReturnFloor,
    RunBouts,
    SingleRunCeiling,
    ThreeReds,
    TwoReds,
    UnknownLight,
    WalkRun,
    WeeklyRise,
    WeekOfRuns,
)
from runback.knowledge.plan_rule_records.start import (
    GateAge,
    GateBoneStress,
    GateNerveSettled,
    GatePostpartum,
    GateTriage,
    GateYoungExtension,
    NoRunPain,
    Trained,
    UnknownAnswer,
    UsualWeek,
    WalkGate,
)
from runback.knowledge.plan_rule_records.week import (
    BreakInReturn,
    Check6Weeks,
    Check12Weeks,
    CheckDay14,
    CrossSwap,
    Deload,
    FormCue,
    HingeGate,
    Ill,
    LegsLead,
    LongRunShare,
    MobilityAfter,
    Older,
    PartWeek,
    Plateau,
    Quality,
    RaceAfter,
    RaceNotAdvised,
    RaceReady,
    RaceSpacing,
    RaceSteps,
    RaceTaper,
    RanMore,
    RecoveryWalk,
    RestDays,
    RunsAWeek,
    SevenMinute,
    ShoeWear,
    ShortestRun,
    StrengthMaintain,
    StrengthMissed,
    StrengthPhaseBuild,
    StrengthPhaseControl,
    StrengthPhaseStrong,
    StrengthSteps,
    StrengthTime,
    StrengthWithRuns,
    WarmUp,
    Wishes,
)
from runback.knowledge.reading import BrokenRuleBook, Entry, parse_yaml, read_yaml
from runback.languages import cache_by_language

FILE = "plan_rules.yaml"
__all__ = ["Curve", "PlanRules", "Rule", "Stage", "load_plan_rules", "parse_plan_rules", "step_at", "value_at"]


class Stage(Entry):
    """One row of a walk-run table: seconds of running and walking in one repetition, and how many of them."""

    stage: int = Field(ge=1)
    run_s: int = Field(gt=0)
    walk_s: int = Field(ge=0)
    reps: int = Field(ge=1)

    @property
    def run_min(self) -> float:
        """Minutes of running in the whole session."""
        return self.run_s * self.reps / 60

    @property
    def bout_min(self) -> float:
        """Minutes of one run between walks."""
        return self.run_s / 60


class Paces(Entry):
    """Paces (minutes per km) used where the runner's own are not known; ``own_days`` look back for the own one.

    Of a run without a distance ``unmeasured_most_min`` count at most: a watch that was not stopped raises no ceiling.
    """

    source: RuleSource
    text: str
    run_min_per_km: float = Field(gt=2)
    run_min_per_km_trained: float = Field(gt=2)
    trained_from_km: float
    walk_min_per_km: float = Field(gt=5)
    own_days: int
    unmeasured_most_min: float = Field(gt=0)


class Findings(Entry):
    """When the title of a chart may be a finding: its chance, the least change that matters, the least entries.

    ``chance`` is the p-value below which a change counts. ``pain_points`` is the least change of pain over a span of
    at least ``weeks`` weeks, ``morning_points`` that between two kinds of mornings with at least ``mornings`` each,
    compared with ``around_days`` days before and after. ``sessions`` are the least of a weekday, ``self_tests`` the
    least repeats of a self-test.
    """

    source: RuleSource
    text: str
    chance: float = Field(gt=0, lt=0.05)
    pain_points: float = Field(gt=0)
    weeks: int
    mornings: int
    morning_points: float = Field(gt=0)
    around_days: int
    sessions: int
    self_tests: int = Field(ge=5)


class Swap(Entry):
    """What may replace a run, for runners with a trait (see exercises.yaml)."""

    trait: str
    modes: tuple[str, ...] = Field(min_length=1)
    note: str = ""


class PlanRules(Entry):
    """All rules of the plan; the field's name is the rule's id."""

    gate_triage: GateTriage
    gate_check: Rule
    gate_age: GateAge
    gate_leg_symptoms: Rule
    gate_bone_stress: GateBoneStress
    gate_postpartum: GatePostpartum
    gate_pregnancy: Rule
    gate_young_extension: GateYoungExtension
    gate_nerve_settled: GateNerveSettled
    walk_gate: WalkGate
    no_run_pain: NoRunPain
    usual_week: UsualWeek
    trained: Trained
    unknown_answer: UnknownAnswer
    run_bouts: RunBouts
    walk_run: WalkRun
    entry_new: EntryNew
    entry_heavy: EntryHeavy
    advance_trained: AdvanceTrained
    advance_new: AdvanceNew
    return_curve: ReturnCurve
    pain_share: PainShare
    return_floor: ReturnFloor
    first_week_cap: FirstWeekCap
    weekly_rise: WeeklyRise
    single_run_ceiling: SingleRunCeiling
    first_ceiling: FirstCeiling
    week_of_runs: WeekOfRuns
    light_green: LightGreen
    light_amber: LightAmber
    light_red: LightRed
    light_purple: Rule
    light_bone_stress: LightBoneStress
    light_chronic: LightChronic
    two_reds: TwoReds
    three_reds: ThreeReds
    painkillers: Rule
    unknown_light: UnknownLight
    done_week: DoneWeek
    expiry: Expiry
    runs_a_week: RunsAWeek
    older: Older
    long_run_share: LongRunShare
    shortest_run: ShortestRun
    rest_days: RestDays
    strength_with_runs: StrengthWithRuns
    part_week: PartWeek
    quality: Quality
    hill_route: Rule
    deload: Deload
    break_in_return: BreakInReturn
    ran_more: RanMore
    ill: Ill
    race_taper: RaceTaper
    race_ready: RaceReady
    race_after: RaceAfter
    race_spacing: RaceSpacing
    race_steps: RaceSteps
    race_not_advised: RaceNotAdvised
    race_no_masking: Rule
    clinician_limit: Rule
    strength_days: Rule
    strength_time: StrengthTime
    strength_steps: StrengthSteps
    legs_lead: LegsLead
    strength_phase_control: StrengthPhaseControl
    strength_phase_build: StrengthPhaseBuild
    strength_phase_strong: StrengthPhaseStrong
    strength_maintain: StrengthMaintain
    strength_missed: StrengthMissed
    strength_by_pattern: Rule
    hinge_gate: HingeGate
    seven_minute: SevenMinute
    warm_up: WarmUp
    mobility_after: MobilityAfter
    form_cue: FormCue
    recovery_walk: RecoveryWalk
    recovery_rest: Rule
    recovery_heat: Rule
    recovery_ice: Rule
    recovery_roll: Rule
    cross_swap: CrossSwap
    check_day_14: CheckDay14
    check_6_weeks: Check6Weeks
    check_12_weeks: Check12Weeks
    plateau: Plateau
    shoe_wear: ShoeWear
    wishes: Wishes
    table_trained: tuple[Stage, ...]
    table_new: tuple[Stage, ...]
    paces: Paces
    findings: Findings
    swaps: tuple[Swap, ...]
    form_cues: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _name_rules(cls, raw: Any) -> Any:
        """Each rule's id is its key."""
        if not isinstance(raw, dict):
            return raw
        is_rule = {name for name, field in cls.model_fields.items() if _is_rule(field.annotation)}
        return {k: {"id": k, **v} if k in is_rule and isinstance(v, dict) else v for k, v in raw.items()}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the file."""
        return tuple(value for _, value in self if isinstance(value, Rule))

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; raises ``BrokenRuleBook`` where there is none."""
        found = getattr(self, rule_id, None)
        if not isinstance(found, Rule):
            raise BrokenRuleBook(f"{FILE} has no rule {rule_id}", path=FILE)
        return found

    def swap_modes(self, traits: frozenset[str]) -> tuple[str, ...]:
        """The cross-training that suits these traits, the strictest trait first."""
        return next(swap.modes for swap in self.swaps if swap.trait in traits or swap.trait == "any")


def _is_rule(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Rule)


@cache_by_language
def load_plan_rules() -> PlanRules:
    """The plan rules; raises ``BrokenRuleBook`` where they break their own form."""
    return check_plan_rules(read_yaml(FILE, PlanRules))


def parse_plan_rules(text: str) -> PlanRules:
    """Plan rules from YAML text, checked like the product's own."""
    return check_plan_rules(parse_yaml(text, FILE, PlanRules))


def check_plan_rules(rules: PlanRules) -> PlanRules:
    """Refuse a table out of order or a swap table without a last resort."""
    for table in (rules.table_trained, rules.table_new):
        if [row.stage for row in table] != list(range(1, len(table) + 1)):
            raise BrokenRuleBook(f"{FILE}: the stages of a table count up from 1", path=FILE)
        if any(a.run_s >= b.run_s for a, b in itertools.pairwise(table)):
            raise BrokenRuleBook(f"{FILE}: each stage of a table has longer runs than the one before", path=FILE)
    if rules.swaps[-1].trait != "any":
        raise BrokenRuleBook(f"{FILE}: the swap table ends with the trait any", path=FILE)
    return rules
