"""What a clinician's clearance may be about: one concern a line, each with every id that it clears."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from runback.domain.assessment import Assessment, Flag, FlagSource, Running, Urgency
from runback.domain.plan import Block
from runback.domain.runner import Runner
from runback.knowledge.conditions import stated_words
from runback.knowledge.red_flags import Combination, load_red_flags
from runback.knowledge.sentences import render_sentence
from runback.services.training.check_in import latest_check
from runback.services.training.plans import PlanView

_LIFTED_BY_CLEARANCE = (
    "lifts.clearance",
    "lifts.emergency",
    "lifts.leg",
    "lifts.pelvic",
    "lifts.postpartum",
    "lifts.three_reds",
)
"""What ends a block or a hold, where a clinician's clearance does."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Signs that belong together, and the combinations made of them; ``text`` is in the words of the check."""

    ids: tuple[str, ...]
    text: str


def list_concerns(runner: Runner, view: PlanView) -> tuple[Concern, ...]:
    """What a clearance can open now, without duplicates."""
    check = latest_check(runner)
    names = _name_signs(view.assessment, is_male=check is not None and check.intake.sex == "male")
    clearable = _find_clearable(view)
    rules = {rule.id: rule for rule in load_red_flags().combinations}
    concerns = []
    for ids in join(clearable, rules):
        shown = [one for one in ids if one not in rules] or ids
        texts = dict.fromkeys(names.get(one) or clearable[one] for one in shown)
        concerns.append(Concern(ids, "; ".join(texts)))
    return tuple(concerns)


def may_be_cleared(view: PlanView) -> bool:
    """Whether a clearance may open anything now."""
    return bool(_find_clearable(view))


def complete_ids(runner: Runner, view: PlanView, ids: Iterable[str]) -> tuple[str, ...]:
    """These ids, each with the others of its concern; one that is not a concern now is unchanged."""
    concerns = list_concerns(runner, view)
    found = (next((concern.ids for concern in concerns if one in concern.ids), (one,)) for one in ids)
    return tuple(dict.fromkeys(one for group in found for one in group))


def find_waiting(assessment: Assessment) -> tuple[Flag, ...]:
    """The flags that ask for a clinician within days; being under 16 is nothing to clear."""
    days = Urgency.CLINICIAN_WITHIN_DAYS
    return tuple(flag for flag in assessment.flags if flag.urgency is days and flag.id != "age_under_16")


def _find_clearable(view: PlanView) -> dict[str, str]:
    """Ids and reasons; never an emergency of the latest answers."""
    found = {flag.id: flag.why for flag in find_waiting(view.assessment)}
    emergencies = {
        flag.id
        for flag in view.assessment.flags
        if flag.urgency is Urgency.EMERGENCY_NOW and flag.source is not FlagSource.EARLIER
    }
    for block in (*view.plan.blocked_by, *view.plan.held_by):
        if block.lifts.say in _LIFTED_BY_CLEARANCE and block.reason.rule not in (*emergencies, "age_under_16"):
            for key in _cleared_ids(block, view.assessment):
                found.setdefault(key, render_sentence(block.reason))
    return found


def _cleared_ids(block: Block, assessment: Assessment) -> tuple[str, ...]:
    """What a clearance has to name for this block to lift."""
    if block.reason.say == "gate_bone_stress.suspected":
        return (assessment.patterns[0].id,)
    if block.reason.rule == "gate_check":
        return tuple(flag.id for flag in assessment.flags if flag.running.rank >= Running.WALK_ONLY.rank)
    return (block.reason.rule,)


def _name_signs(assessment: Assessment, *, is_male: bool) -> dict[str, str]:
    """A name for each sign of the rule book; the runner's own words if it was found only in them."""
    quoted = {flag.id: flag.why.split(". ")[0] for flag in assessment.flags if flag.source is FlagSource.TEXT}
    names = {item.id: item.male.short if item.male and is_male else item.short for item in load_red_flags().items}
    return names | {one: quote for one, quote in quoted.items() if one in names}


def join(clearable: Collection[str], rules: Mapping[str, Combination]) -> list[tuple[str, ...]]:
    """The ids in groups: a combination with those of its signs that are among them."""
    groups: list[set[str]] = []
    for one in clearable:
        group = {one} | (parts_of(rules[one]).intersection(clearable) if one in rules else set())
        near = [known for known in groups if known & group]
        groups = [*(known for known in groups if not known & group), group.union(*near)]
    return [tuple(one for one in clearable if one in group) for group in groups]


def parts_of(rule: Combination) -> set[str]:
    """The signs that a combination names, and the one that is asked about where words alone made it."""
    named = {value for word in stated_words(rule.when) if word.kind == "flag" for value in word.values}
    return named | ({rule.asks} if rule.asks else set())
