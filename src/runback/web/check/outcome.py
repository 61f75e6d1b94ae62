"""What an assessment means for the runner, in the words of its pages.

What to do, how soon and which numbers to call come from the rule book (wording.yaml).
This module has only the few words that a page adds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Generic, TypeVar

from runback.domain.assessment import Advice, Assessment, Flag, FlagSource, PatternFit, Running, Urgency
from runback.domain.plan import Plan
from runback.domain.runner import Runner
from runback.knowledge.advice import load_advice
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.sentences import render_sentence
from runback.knowledge.wording import load_wording
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.home.runners import country_of
from runback.services.training.check_in import recent_checks
from runback.services.training.concerns import find_waiting, may_be_cleared
from runback.services.training.plans import PlanView

_Item = TypeVar("_Item")
_BADGES = {
    Urgency.EMERGENCY_NOW: gettext_noop("EMERGENCY"),
    Urgency.SAME_DAY_URGENT: gettext_noop("TODAY"),
    Urgency.CLINICIAN_WITHIN_DAYS: gettext_noop("WITHIN DAYS"),
    Urgency.SELF_CARE_OK: gettext_noop("SELF-CARE"),
}
_TONES = {
    Urgency.EMERGENCY_NOW: "stop",
    Urgency.SAME_DAY_URGENT: "stop",
    Urgency.CLINICIAN_WITHIN_DAYS: "care",
    Urgency.SELF_CARE_OK: "go",
}
_RUNNING = {
    Running.OK: gettext_noop("You can run, within your plan."),
    Running.MODIFY: gettext_noop("For now, run less and run easy. Your plan says how much."),
    Running.WALK_ONLY: gettext_noop("For now, walk instead of running."),
    Running.STOP: gettext_noop("Do not run for now."),
}

PAUSE = "pause_running"
"""The line of advice that means no running in the table of exclusions."""

PATTERNS_SHOWN, CAUSES_SHOWN, ADVICE_SHOWN, PAST_SHOWN = 2, 3, 5, 12
"""How much of a result is on the page at first; the rest is folded."""


@dataclass(frozen=True, slots=True)
class Folded(Generic[_Item]):
    """The first lines of a list, and the rest of it."""

    shown: Sequence[_Item]
    folded: Sequence[_Item]


def fold(items: Sequence[_Item], most: int) -> Folded[_Item] | None:
    """The list with only ``most`` lines in sight; None for an empty one."""
    return Folded(items[:most], items[most:]) if items else None


@dataclass(frozen=True, slots=True)
class Backing:
    """What a flag rests on; ``seen`` says where its sources were not all verified here (empty: they were)."""

    why: str
    sources: tuple[str, ...]
    evidence: tuple[str, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An assessment's urgency in words; ``tone`` is go, care or stop, ``numbers`` the ones
    to call and ``numbers_of`` the country they are checked for (empty: none is known, and 112 is for most
    mobile phones).

    ``signs`` are the runner's own signs in a few words each, ``rule_out`` what a clinician should rule out where a
    family of red flags decides, and ``rarity`` how rare that is (empty: not known). A clearance opens what may wait
    some days, nothing more urgent: that takes a new check. ``beside_call`` is shown beside the call buttons, and
    ``further_steps`` are the steps without the one that both of them say.
    """

    tone: str
    badge: str
    title: str
    running: str
    whys: tuple[str, ...]
    backing: tuple[Backing, ...]
    signs: tuple[str, ...]
    rule_out: PatternFit | None
    rarity: str
    steps: tuple[Advice, ...]
    further_steps: tuple[Advice, ...]
    beside_call: str
    numbers: tuple[str, ...]
    numbers_of: str
    can_be_cleared: bool
    is_emergency: bool


def describe_outcome(assessment: Assessment, runner: Runner) -> Outcome:
    """The outcome in words, with the numbers to call in the runner's country."""
    wording = load_wording()
    place = wording.place(country_of(runner))
    words = wording.outcome_of(assessment.urgency, is_guess=assessment.is_guess)
    own = {line.id for line in words.lines}
    rule_out = _find_rule_out(assessment)
    flags = sorted(assessment.flags, key=lambda flag: -flag.urgency.rank)
    young = {line.id for line in wording.families["under_16"]} if any(f.id == "age_under_16" for f in flags) else set()
    first = tuple(advice for advice in assessment.advice if advice.id in young)
    steps = (*first, *(advice for advice in assessment.advice if advice.id in own or _is_urgent(advice, assessment)))
    said_by_button = words.lines[0].id if words.beside_call else ""
    return Outcome(
        tone=_TONES[assessment.urgency],
        badge=gettext(_BADGES[assessment.urgency]),
        title=words.headline,
        running=gettext(_RUNNING[assessment.running]),
        whys=tuple(dict.fromkeys(flag.why for flag in flags)),
        backing=tuple(backing for flag in flags if (backing := _back(flag)) is not None),
        signs=tuple(dict.fromkeys(_first_sentence(flag.why) for flag in flags if flag.source is not FlagSource.RULE)),
        rule_out=rule_out,
        rarity=wording.rarity.get(rule_out.id, "") if rule_out else "",
        steps=steps,
        further_steps=tuple(step for step in steps if step.id != said_by_button),
        beside_call=words.beside_call.format(**place),
        numbers=tuple(re.findall(r"\d+", place["emergency"])),
        numbers_of=place["name"],
        can_be_cleared=assessment.urgency is Urgency.CLINICIAN_WITHIN_DAYS and bool(find_waiting(assessment)),
        is_emergency=assessment.urgency is Urgency.EMERGENCY_NOW,
    )


def _is_urgent(advice: Advice, assessment: Assessment) -> bool:
    """Whether it is one of the few pieces of advice shown beside the numbers to call."""
    rule = load_advice().by_id.get(advice.id)
    return assessment.urgency is Urgency.EMERGENCY_NOW and rule is not None and rule.in_emergency


def describe_block(view: PlanView, runner: Runner) -> Outcome:
    """The outcome of a blocked plan; where the check itself is clear, the diary or a rule blocks it."""
    outcome = describe_outcome(view.assessment, runner)
    if not view.assessment.is_clear:
        return outcome
    return replace(
        outcome,
        tone="stop",
        badge=gettext("STOP"),
        title=gettext("No running for now"),
        running=gettext(_RUNNING[Running.STOP]),
        whys=tuple(render_sentence(block.reason) for block in view.plan.blocked_by),
        backing=(),
        steps=(),
        further_steps=(),
        can_be_cleared=may_be_cleared(view),
    )


def follow_plan(outcome: Outcome, plan: Plan, advice: list[Advice]) -> tuple[Outcome, list[Advice]]:
    """The outcome and its advice with what the plan says, where it stops what the answers alone would allow."""
    if not plan.held_by and not plan.blocked_by:
        return outcome, advice
    said = gettext("No running for now. Your plan says why, and what comes first.")
    excluded = load_advice().find_excluded([PAUSE, *(piece.id for piece in advice)])
    return replace(outcome, running=said), [piece for piece in advice if piece.id not in excluded]


@dataclass(frozen=True, slots=True)
class PastCheck:
    """An earlier check as a link to its result: when it was saved and its outcome."""

    id: int
    made_on: date
    kept_at: datetime
    title: str


def list_past(runner: Runner, shown: int) -> list[PastCheck]:
    """The last twelve checks except the one that is shown, newest first."""
    wording = load_wording()
    made = (check for check in recent_checks(runner, date.min, date.max) if check.id != shown)
    return [
        PastCheck(
            one.id,
            one.made_on,
            one.kept_at,
            wording.outcome_of(one.assessment.urgency, is_guess=one.assessment.is_guess).headline,
        )
        for one in islice(made, PAST_SHOWN)
    ]


_SEEN = {"S": "", "S+K": gettext_noop("partly verified here"), "K": gettext_noop("not verified here")}


def _back(flag: Flag) -> Backing | None:
    """The sources of a flag in the rule book; what only names an article that was read is left out."""
    book = load_red_flags()
    rules = {rule.id: rule for rule in book.combinations}
    rule = book.by_id.get(flag.id) or rules.get(flag.id)
    if rule is None:
        return None
    sources = tuple(source for source in rule.sources if not source.lower().startswith("seed"))
    why = rules[flag.id].why if flag.id in rules else _first_sentence(flag.why)
    return Backing(why, sources, rule.evidence, gettext(_SEEN[rule.mark]) if _SEEN[rule.mark] else "")


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."


def _find_rule_out(assessment: Assessment) -> PatternFit | None:
    """The pattern at the head when it is a family of red flags; never shown with a share."""
    head = assessment.patterns[0] if assessment.patterns and not assessment.is_clear else None
    return head if head is not None and head.id in load_red_flags().families else None
