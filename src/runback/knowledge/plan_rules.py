"""The numbers behind a plan: rules with their evidence, walk-run stages, swaps, form cues."""

from functools import cache, cached_property
from typing import Literal

from pydantic import Field

from runback.knowledge.reading import BrokenRuleBook, Entry, parse_yaml, read_yaml

Grade = Literal["high", "moderate", "low", "very low"]
RuleSource = Literal["published", "convention"]


class PlanRule(Entry):
    """One rule: its plain text, its numbers, and how well they are supported."""

    id: str
    section: str
    source: RuleSource
    grade: Grade
    evidence: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=10)
    numbers: dict[str, float] = Field(default_factory=dict)


class Stage(Entry):
    """One row of the walk-run table; seconds of one repetition and how many of them."""

    stage: int = Field(ge=1, le=12)
    run_s: int = Field(gt=0)
    walk_s: int = Field(ge=0)
    reps_low: int = Field(ge=1)
    reps_high: int = Field(ge=1)
    source: RuleSource


class Paces(Entry):
    """Paces (minutes per km) used where the runner's own are not known."""

    run_min_per_km: float = Field(gt=2)
    walk_min_per_km: float = Field(gt=5)
    source: RuleSource
    text: str


class Swap(Entry):
    """What may stand in for a run, for runners with a trait (see exercises.yaml)."""

    trait: str
    modes: tuple[str, ...] = Field(min_length=1)
    note: str = ""


class PlanRules(Entry):
    """All rules of the plan."""

    rules: tuple[PlanRule, ...]
    stages: tuple[Stage, ...]
    paces: Paces
    swaps: tuple[Swap, ...]
    form_cues: tuple[str, ...] = Field(min_length=1)

    def rule(self, rule_id: str) -> PlanRule:
        """The rule of that id; raises ``BrokenRuleBook`` where there is none."""
        try:
            return self._by_id[rule_id]
        except KeyError:
            raise BrokenRuleBook(f"plan_rules.yaml has no rule {rule_id}", path="plan_rules.yaml") from None

    @cached_property
    def _by_id(self) -> dict[str, PlanRule]:
        return {rule.id: rule for rule in self.rules}

    def number(self, rule_id: str, name: str) -> float:
        """One number of a rule, in the unit its name tells; raises ``BrokenRuleBook``."""
        try:
            return self.rule(rule_id).numbers[name]
        except KeyError:
            raise BrokenRuleBook(f"rule {rule_id} has no number {name}", path="plan_rules.yaml") from None

    def whole(self, rule_id: str, name: str) -> int:
        """Like ``number``, for whole numbers (counts, days, stages)."""
        return int(self.number(rule_id, name))

    def stage(self, number: int) -> Stage:
        """The row of the walk-run table, 1 to 12."""
        return self.stages[number - 1]

    def swap_modes(self, traits: frozenset[str]) -> tuple[str, ...]:
        """The cross-training that suits these traits, the strictest trait first."""
        return next(swap.modes for swap in self.swaps if swap.trait in traits or swap.trait == "any")

    def evidence_ids(self) -> frozenset[str]:
        """Every evidence id that a rule names."""
        return frozenset(name for rule in self.rules for name in rule.evidence)


@cache
def load_plan_rules() -> PlanRules:
    """The plan rules; raises ``BrokenRuleBook`` where they break their own form."""
    return check_plan_rules(read_yaml("plan_rules.yaml", PlanRules))


def parse_plan_rules(text: str) -> PlanRules:
    """Plan rules from YAML text, checked like the product's own."""
    return check_plan_rules(parse_yaml(text, "plan_rules.yaml", PlanRules))


def check_plan_rules(rules: PlanRules) -> PlanRules:
    """Refuse a repeated id, a stage out of order or a swap table without a last resort."""
    ids = [rule.id for rule in rules.rules]
    if repeated := sorted({one for one in ids if ids.count(one) > 1}):
        raise BrokenRuleBook(f"plan_rules.yaml: {repeated[0]} is there twice", path="plan_rules.yaml")
    if [row.stage for row in rules.stages] != list(range(1, 13)):
        raise BrokenRuleBook("plan_rules.yaml: the stages are 1 to 12 in order", path="plan_rules.yaml")
    if any(row.reps_low > row.reps_high for row in rules.stages):
        raise BrokenRuleBook("plan_rules.yaml: a stage has a low count above its high one", path="plan_rules.yaml")
    if rules.swaps[-1].trait != "any":
        raise BrokenRuleBook("plan_rules.yaml: the swap table ends with the trait any", path="plan_rules.yaml")
    return rules
