"""Triage: red flags from answers, rules, words and history; the urgency is the highest of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from runback.assess.facts import FactBase
from runback.assess.findings import read_contexts
from runback.assess.together import name_parts
from runback.domain.assessment import Flag, FlagSource, Running, Urgency
from runback.domain.diary import Clearance
from runback.domain.intake import Intake
from runback.knowledge.conditions import Condition, words_of
from runback.knowledge.plan_rules import PlanRules, load_plan_rules
from runback.knowledge.red_flags import Combination, Explanation, Item, Trigger
from runback.knowledge.second_screen import item_of, load_says
from runback.languages.catalogue import gettext, gettext_noop
from runback.languages.dates import format_long_date

NOT_SURE = gettext_noop("We are not sure that we understood this right. Please answer the question about it.")
_ORDER = (FlagSource.ANSWER, FlagSource.RULE, FlagSource.HISTORY, FlagSource.TEXT, FlagSource.EARLIER)


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A flag with the red-flag family it speaks for (None: no family) and the flags it explains better."""

    flag: Flag
    family: str | None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triage:
    """The outcome of triage, most urgent first; no flag means self-care."""

    raised: tuple[RaisedFlag, ...]

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags alone, most urgent first."""
        return tuple(raised.flag for raised in self.raised)

    @property
    def urgency(self) -> Urgency:
        """The highest urgency of all flags."""
        return max(
            (flag.urgency for flag in self.flags), key=lambda urgency: urgency.rank, default=Urgency.SELF_CARE_OK
        )

    @property
    def is_in_words_alone(self) -> bool:
        """Whether no answer, rule or history reaches the urgency, only what the runner wrote."""
        return all(flag.source is FlagSource.TEXT for flag in self.flags if flag.urgency is self.urgency)

    @property
    def is_guess(self) -> bool:
        """Whether the urgency rests on guesses alone, which a question can end."""
        return any(self.flags) and all(flag.is_guess for flag in self.flags if flag.urgency is self.urgency)

    @property
    def family(self) -> str | None:
        """The family of the flag that decides the urgency, answered flags before others."""
        return next(iter(self.families), None)

    @property
    def families(self) -> tuple[str, ...]:
        """Every family at the highest urgency that is no guess; what another flag explains better comes last."""
        known = [raised for raised in self.raised if not raised.flag.is_guess]
        highest = max((raised.flag.urgency.rank for raised in known), default=0)
        deciding = [raised for raised in known if raised.family and raised.flag.urgency.rank == highest]
        covered = {flag_id for r in deciding for flag_id in r.covers}
        ordered = sorted(deciding, key=lambda r: r.flag.id in covered)
        return tuple(dict.fromkeys(r.family for r in ordered if r.family))


def triage(facts: FactBase) -> Triage:
    """Every flag the facts raise. The rule book says what counts (red_flags.yaml).

    What only the second screen found raises to same-day at most, and to a clinician within days where what it found
    may wait: it is a question, not an answer.
    """
    kept = _raise_flags(facts)
    if facts.finds.guesses:
        certain = {raised.flag.id: raised for raised in _raise_flags(facts.without_guesses())}
        doubted = (_doubt(facts, raised, certain.get(raised.flag.id)) for raised in kept)
        kept = [raised for raised in doubted if not (raised.flag.is_guess and _is_denied(facts, raised.flag))]
    order = {raised.flag.id: place for place, raised in enumerate(kept)}
    kept.sort(key=lambda r: (-r.flag.urgency.rank, r.flag.is_guess, _ORDER.index(r.flag.source), order[r.flag.id]))
    return Triage(tuple(kept))


def add_earlier(result: Triage, uncleared: Iterable[tuple[Flag, date]], day: date) -> Triage:
    """The triage with the flags of earlier checks that are not cleared; what the answers show is not repeated.

    They ask for a clinician within days, whatever they were when they were raised: what is urgent today, today's
    answers say. What a check of the same day as the answers (``day``) found urgent stays as urgent as it was.
    """
    known = {flag.id: flag.urgency.rank for flag in result.flags}
    marked = (_as_earlier(flag, since, day) for flag, since in uncleared)
    earlier = {flag.id: RaisedFlag(flag, None) for flag in marked if known.get(flag.id, 0) < flag.urgency.rank}
    fresh = [one for one in result.raised if one.flag.id not in earlier]
    return Triage(tuple(sorted((*fresh, *earlier.values()), key=lambda one: -one.flag.urgency.rank)))


def _as_earlier(flag: Flag, since: date, day: date) -> Flag:
    if since == day:
        why = gettext("Earlier today: {why} This stands until a clinician has cleared it.").format(why=flag.why)
        return replace(flag, source=FlagSource.EARLIER, why=why)
    why = gettext("At your check of {day}: {why} This stands until a clinician has cleared it.").format(
        day=format_long_date(since), why=flag.why
    )
    urgency = Urgency.CLINICIAN_WITHIN_DAYS
    return replace(flag, urgency=urgency, source=FlagSource.EARLIER, why=why)


def _raise_flags(facts: FactBase) -> list[RaisedFlag]:
    structured = facts.without_text() if facts.said else facts
    raised = [_raise_item(facts, structured, item) for item in facts.book.items if item.id in facts.up]
    raised += [_raise_rule(facts, structured, rule) for rule in facts.book.combinations if facts.holds(rule.when)]
    return [flag for flag in raised if flag is not None]


def _doubt(facts: FactBase, raised: RaisedFlag, certain: RaisedFlag | None) -> RaisedFlag:
    """The flag as it is known, or, where a guess made it more urgent, as a guess."""
    is_for_today = any(kind in load_says() for kind in facts.finds.guesses)
    most = Urgency.SAME_DAY_URGENT if is_for_today else Urgency.CLINICIAN_WITHIN_DAYS
    urgency = min(raised.flag.urgency, most, key=lambda one: one.rank)
    if certain is not None and certain.flag.urgency.rank >= urgency.rank:
        return certain
    item = facts.book.by_id.get(raised.flag.id)
    quoted = _quote_guess(facts, item) if item else ""
    why = (
        f"{quoted} {gettext(NOT_SURE)}"
        if quoted
        else gettext("Something you wrote may matter here. {not_sure}").format(not_sure=gettext(NOT_SURE))
    )
    flag = Flag(raised.flag.id, urgency, FlagSource.TEXT, why, _running(urgency, raised.flag.running), is_guess=True)
    return replace(raised, flag=flag)


def _is_denied(facts: FactBase, flag: Flag) -> bool:
    """Whether the question about a flag was answered no."""
    item = facts.book.asked_about(flag.id)
    return item is not None and f"{item.id}.no" in facts.details and item.id not in facts.intake.red_flags


def _raise_item(facts: FactBase, structured: FactBase, item: Item) -> RaisedFlag | None:
    holding = [trigger for trigger in item.triggers if facts.holds(trigger.when)]
    if not holding:
        return None
    trigger = max(holding, key=lambda held: held.urgency.rank)
    explained = _explain(facts, item.id, trigger.urgency)
    urgency = explained.urgency if explained else trigger.urgency
    if urgency is Urgency.SELF_CARE_OK:
        return None
    source = _source_of(facts, structured, item)
    family = (explained.family if explained else None) or facts.book.family_of(item)
    why = _explain_flag(facts, item, trigger, explained, source)
    return RaisedFlag(Flag(item.id, urgency, source, why, _running(urgency, item.running)), family, item.covers)


def _raise_rule(facts: FactBase, structured: FactBase, rule: Combination) -> RaisedFlag | None:
    explained = _explain(facts, rule.id, rule.urgency)
    urgency = explained.urgency if explained else rule.urgency
    if urgency is Urgency.SELF_CARE_OK:
        return None
    source = FlagSource(rule.source) if structured.holds(rule.when) else FlagSource.TEXT
    family = (explained.family if explained else None) or rule.family
    reason = explained.reason if explained else rule.why
    why = f"{name_parts(facts, rule.when)} {reason}".lstrip()
    return RaisedFlag(Flag(rule.id, urgency, source, why, _running(urgency, rule.running)), family)


def _explain(facts: FactBase, flag_id: str, urgency: Urgency) -> Explanation | None:
    """The explanation that applies and lowers this flag the furthest, if any does."""
    holding = [
        explanation
        for explanation in facts.book.explanations
        if flag_id in explanation.of and explanation.urgency.rank < urgency.rank and facts.holds(explanation.when)
    ]
    return min(holding, key=lambda explanation: explanation.urgency.rank, default=None)


def _source_of(facts: FactBase, structured: FactBase, item: Item) -> FlagSource:
    if item.id in facts.intake.red_flags or f"{item.id}.yes" in facts.details:
        return FlagSource.ANSWER
    if any(detail.startswith(f"{item.id}.") and not detail.endswith(".no") for detail in facts.details):
        return FlagSource.ANSWER
    return FlagSource.RULE if item.id in structured.up else FlagSource.TEXT


def _explain_flag(
    facts: FactBase, item: Item, trigger: Trigger, explained: Explanation | None, source: FlagSource
) -> str:
    reason = explained.reason if explained else trigger.why
    if source is FlagSource.TEXT and (quoted := _quote(facts, (*item.raised_by, trigger.when))):
        return f"{quoted} {reason}"
    return f"{item.short}. {reason}"


def _quote_guess(facts: FactBase, item: Item) -> str:
    """The sentence that made a guess raise an item or its urgency; empty where none is known."""
    guessed = next((said for kind, said in facts.finds.guesses.items() if item_of(kind) == item.id), None)
    if guessed is not None:
        return gettext("You wrote: “{said}”").format(said=guessed)
    return _quote(facts, (*item.raised_by, *(trigger.when for trigger in item.triggers)))


def _quote(facts: FactBase, conditions: Sequence[Condition]) -> str:
    """The first sentence of the runner's words that makes one of the conditions true; empty without one."""
    heard = (name for condition in conditions if facts.holds(condition) for name in _concepts(condition))
    concept = next((name for name in heard if name in facts.said), None)
    return gettext("You wrote: “{said}”").format(said=facts.said[concept]) if concept else ""


def _concepts(condition: Condition) -> Iterator[str]:
    return (name for word in words_of(condition) if word.kind == "said" for name in sorted(word.values))


def _running(urgency: Urgency, running: Running) -> Running:
    return Running.STOP if urgency.rank >= Urgency.SAME_DAY_URGENT.rank else running


def decide_running(intake: Intake, result: Triage, *, clearances: Sequence[Clearance] = (), as_of: date) -> Running:
    """What may be done today: the strictest of every flag and of the rules of the plan.

    A clinician's clearance that covers a flag lifts it to ``modify``, except same-day and
    emergency flags.
    """
    allowed = [_pain_rule(intake)]
    for flag in result.flags:
        cleared = flag.urgency is Urgency.CLINICIAN_WITHIN_DAYS and any(c.covers(flag.id, as_of) for c in clearances)
        allowed.append(Running.MODIFY if cleared else flag.running)
    return max(allowed, key=lambda running: running.rank)


def _pain_rule(intake: Intake) -> Running:
    """What the lights and gates of the plan rules allow by the answers, before any flag."""
    rules = load_plan_rules()
    now, running = intake.pain_now or 0, intake.pain_running or 0
    if now >= rules.light_red.pain_min or intake.leg_pain in ("below_knee", "both") or _hurts_on_walking(intake, rules):
        return Running.WALK_ONLY
    if _is_early_postpartum(intake, rules):
        return Running.WALK_ONLY
    is_green = max(now, running) <= rules.light_green.pain_max
    free_days_off, _ = rules.run_bouts.by_days_off[0]
    if not is_green or (intake.weeks_off or 0) * 7 >= free_days_off or intake.trend == "worsening":
        return Running.MODIFY
    return Running.OK


def _hurts_on_walking(intake: Intake, rules: PlanRules) -> bool:
    """Whether a walk hurts more than the rules let a run begin with."""
    if (intake.pain_walking or 0) >= rules.no_run_pain.walking_pain_min:
        return True
    return "walking" in intake.aggravated_by and (intake.pain_now or 0) > rules.walk_gate.pain_max


def _is_early_postpartum(intake: Intake, rules: PlanRules) -> bool:
    """Whether a birth is too recent for running, or how recent is unknown."""
    names, numbers = read_contexts(intake.contexts)
    return "postpartum" in names and numbers.get("postpartum_w", 0) < rules.gate_postpartum.weeks_min
