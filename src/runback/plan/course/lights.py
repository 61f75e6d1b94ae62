"""The pain light of a run, from what was felt in it and the next morning (plan_rules_2, 4)."""

from dataclasses import dataclass

from runback.domain.diary import LegSymptom
from runback.domain.plan import Light
from runback.knowledge.plan_rules import load_plan_rules

STOPPING_LEGS = (LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS)


@dataclass(frozen=True, slots=True)
class Felt:
    """What is known of one day's running: the worst pain in it, its signs, the mornings before and after (0 to 10).

    ``has_new_leg_pain``: pain above the knee that was not there before.
    """

    pain: int | None = None
    is_rising: bool = False
    is_sharp: bool = False
    has_limp: bool = False
    has_leg_sign: bool = False
    has_new_leg_pain: bool = False
    took_painkillers: bool = False
    before: int | None = None
    morning: int | None = None
    second_morning: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """How pain is read: ``baseline`` is the usual morning and ``highest`` the worst of the usual ones, ``is_chronic``
    pain for over 12 weeks.
    """

    baseline: float = 0.0
    highest: float = 0.0
    is_chronic: bool = False
    is_bone_stress: bool = False

    @property
    def green_max(self) -> float:
        """The highest pain in a run that is green."""
        rules = load_plan_rules()
        if not self.is_relative:
            return rules.light_green.pain_max
        return max(
            rules.light_green.pain_max,
            min(self.baseline + rules.light_chronic.green_above, rules.light_chronic.green_max),
        )

    @property
    def amber_max(self) -> float:
        """The highest pain in a run that is amber."""
        rules = load_plan_rules()
        if not self.is_relative:
            return rules.light_amber.pain_max
        return max(
            rules.light_amber.pain_max,
            min(self.baseline + rules.light_chronic.amber_above, rules.light_chronic.amber_max),
        )

    @property
    def is_relative(self) -> bool:
        """Whether pain is read against the usual level (rule light_chronic)."""
        return self.is_chronic and self.baseline >= load_plan_rules().light_chronic.baseline_min


def light_of(felt: Felt, scale: Scale) -> Light | None:
    """The light, or None where nothing was said of the run (an unknown run, rule unknown_light).

    A run on painkillers is unknown unless it was worse than green.
    """
    if felt.has_leg_sign:
        return Light.PURPLE
    if _is_red(felt, scale):
        return Light.RED
    if _is_amber(felt, scale):
        return Light.AMBER
    if felt.took_painkillers or (felt.pain is None and felt.morning is None):
        return None
    return Light.GREEN


def _is_red(felt: Felt, scale: Scale) -> bool:
    rules = load_plan_rules()
    if felt.is_sharp or felt.has_limp:
        return True
    pain, morning = felt.pain or 0, felt.morning
    if scale.is_bone_stress and max(pain, morning or 0) > rules.light_bone_stress.pain_max:
        return True
    if pain > scale.amber_max:
        return True
    # a flare was there before the run, and the run made nothing worse: amber
    was_there = felt.before is not None and max(morning or 0, felt.second_morning or 0) <= felt.before
    return _wakes_much_worse(felt, scale) and not was_there


def _wakes_much_worse(felt: Felt, scale: Scale) -> bool:
    """Whether the next morning is two points above usual, or both mornings after are above it."""
    rule = load_plan_rules().light_red
    if felt.morning is None:
        return False
    # a back whose usual mornings vary by a point is not red for two of its worse ones in a row, nor for a 1 or a 2
    both = (felt.morning, felt.second_morning if felt.second_morning is not None else -1)
    stays_up = all(one >= rule.stays_min and _is_up(one, scale) for one in both)
    return felt.morning >= scale.baseline + rule.morning_rise or stays_up


def _is_amber(felt: Felt, scale: Scale) -> bool:
    if felt.has_new_leg_pain or (felt.pain is not None and (felt.pain > scale.green_max or felt.is_rising)):
        return True
    return felt.morning is not None and (_is_up(felt.morning, scale) or _wakes_much_worse(felt, scale))


def _is_up(morning: int, scale: Scale) -> bool:
    """Whether a morning is worse than usual: above the usual one and the worst of the usual ones.

    A 1 out of 10 is within what answers vary by, and so is a 2 of a back that wakes with a 1 or a 2.
    """
    rules = load_plan_rules()
    usual = scale.baseline + (rules.light_chronic.green_above if scale.is_relative else 0)
    least = max(usual + rules.light_amber.morning_rise, rules.light_amber.morning_min)
    return morning > scale.highest and morning >= least


def weight_of(felt: Felt, light: Light | None) -> float:
    """How much a run counts towards a step: 1 all known and green, half, or a silent quarter (unknown_light)."""
    rules = load_plan_rules()
    if light is None:
        return rules.unknown_light.silent
    if light is not Light.GREEN:
        return 0.0
    is_whole = felt.pain is not None and felt.morning is not None
    return 1.0 if is_whole else rules.unknown_light.half
