"""Check-in to triage, patterns, causes and advice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from runback.assess.advice import arrange_advice, give_advice
from runback.assess.causes import rank_causes
from runback.assess.facts import FactBase, gather_facts, read_history
from runback.assess.followup import needs_soon
from runback.assess.other_languages import is_understood
from runback.assess.patterns import fit_patterns
from runback.assess.questions import ask_about_mistakes, ask_next
from runback.assess.self_tests import judge_self_tests
from runback.assess.triage import Triage, add_earlier, decide_running, triage
from runback.assess.wording import outcome_sentences, safety_net_text
from runback.domain.assessment import Assessment, Flag, PatternFit, Question, Urgency
from runback.domain.diary import Clearance
from runback.domain.intake import Intake
from runback.domain.load import LoadReport, Run
from runback.domain.reason import AS_SAID, Reason
from runback.knowledge.contexts import known_contexts
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.self_tests import load_self_tests
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext

__all__ = ["assess"]

FAMILY_CONFIDENCE = 0.5


def assess(
    intake: Intake,
    *,
    runs: Sequence[Run] = (),
    load: LoadReport | None = None,
    as_of: date,
    clearances: Sequence[Clearance] = (),
    country: str | None = None,
    form: Mapping[str, float] | None = None,
    answered_on: date | None = None,
    uncleared: Sequence[tuple[Flag, date]] = (),
) -> Assessment:
    """The outcome of one check-in: urgency, flags, patterns, causes, advice and what to ask next.

    ``runs`` and ``load`` are the runner's history up to ``as_of``; ``clearances`` are what
    clinicians allowed; ``country`` (ISO code) chooses whom to call; ``form`` is what clips of
    the running form say (``form.posture.tell_findings``), heard by the causes alone. ``answered_on``
    is the day of the answers, from which ``pain_days`` counts back (left out: ``as_of``). ``uncleared`` are
    flags of earlier checks that no clearance covers, with their days: they stay, but for what another check of the
    day of the answers found and ``intake.mistakes`` takes back. Nothing here lowers the urgency that the rule book
    finds. Raises ``BadAnswer`` for an unknown red-flag id, and
    for a result that a known self-test cannot have.
    """
    judge_self_tests(intake.self_tests)
    book = load_red_flags()
    facts = gather_facts(book, intake, history=read_history(load))
    known = tuple(flag for flag in triage(facts).flags if not flag.is_guess)
    intake = replace(intake, red_flags=tuple(flag.id for flag in known if flag.id in book.by_id))
    patterns = fit_patterns(intake, known, as_of)
    fresh = triage(replace(facts, leading=frozenset({patterns[0].id})))
    day = answered_on or as_of
    standing = [(flag, since) for flag, since in uncleared if since < day or intake.mistake(flag.id) != "yes"]
    result = add_earlier(fresh, standing, day)
    flags = result.flags
    causes = rank_causes(intake, known, load, runs, day, form=form)
    shown = _family_first(result, patterns)
    running = decide_running(intake, result, clearances=clearances, as_of=as_of)
    outcome = outcome_sentences(result, country, is_unclear=needs_soon(intake))
    said = {line.id for line in outcome}
    advice = give_advice(intake, flags, result.urgency, shown, causes, as_of, running=running, said=said)
    return Assessment(
        urgency=result.urgency,
        running=running,
        flags=flags,
        patterns=shown,
        causes=causes,
        advice=arrange_advice(outcome, advice, result.urgency, is_guess=result.is_guess),
        ask_next=(*ask_about_mistakes(intake, result, standing, day), *_ask_on(facts, fresh, result)),
        safety_net=safety_net_text(country),
        warnings=_warn(intake),
    )


def _ask_on(facts: FactBase, fresh: Triage, result: Triage) -> tuple[Question, ...]:
    """What the answers leave open; nothing while an emergency from earlier today is open."""
    is_over = result.urgency is Urgency.EMERGENCY_NOW and fresh.urgency is not Urgency.EMERGENCY_NOW
    return () if is_over else ask_next(facts, fresh)


def _family_first(result: Triage, patterns: tuple[PatternFit, ...]) -> tuple[PatternFit, ...]:
    """The patterns with the red-flag family that decides the urgency at their head."""
    family = result.family
    if family is None:
        return patterns
    best = max((fit.confidence for fit in patterns), default=FAMILY_CONFIDENCE)
    own = next((fit for fit in patterns if fit.id == family), None)
    book = load_red_flags()
    evidence = {item.id: item.evidence for item in book.items} | {rule.id: rule.evidence for rule in book.combinations}
    reasons = tuple(
        Reason.of(r.flag.id, evidence[r.flag.id], AS_SAID, text=r.flag.why) for r in result.raised if r.family == family
    )
    label = own.label if own else book.families[family]
    head = PatternFit(family, label, max(best, FAMILY_CONFIDENCE), reasons + (own.reasons if own else ()))
    return (head, *(fit for fit in patterns if fit.id != family))


def _warn(intake: Intake) -> tuple[str, ...]:
    """What was left out: own words in a language that is not read, unknown contexts and self-tests."""
    unread = () if is_understood(intake.text) else (render_by_id("check.words_not_read", ()),)
    contexts = known_contexts()
    heads = {name: [name.rsplit("_", cut)[0] for cut in range(name.count("_") + 1)] for name in intake.contexts}
    unknown = [name for name, parts in heads.items() if not contexts.intersection(parts)]
    keys = {key for test in load_self_tests().tests.values() for key in test.keys.values()}
    tests = [name for name in intake.self_tests if name not in keys]
    odd_context = gettext("The context {name!r} is not known to the rule book and was left out.")
    odd_test = gettext("The self-test {name!r} is not known to the rule book and was left out.")
    return (
        *unread,
        *(odd_context.format(name=name) for name in unknown),
        *(odd_test.format(name=name) for name in tests),
    )
