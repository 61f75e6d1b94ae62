"""The whole rule book in one frozen value, cross-checked: nothing dangles, nothing stands without evidence.

The lexicon of the own-words screen (words.yaml) is not part of it: it is read when text is first screened.
"""

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from runback.knowledge.advice import AdviceBook, load_advice
from runback.knowledge.causes import CauseBook, load_causes
from runback.knowledge.conditions import Condition, numbers_of, words_of
from runback.knowledge.evidence import Evidence, load_evidence
from runback.knowledge.exercises import ExerciseBook, load_exercises
from runback.knowledge.patterns import PatternBook, load_patterns
from runback.knowledge.plan_rules import PlanRules, load_plan_rules
from runback.knowledge.questions import FormQuestion, load_questions
from runback.knowledge.reading import BrokenRuleBook
from runback.knowledge.red_flags import RedFlags, load_red_flags
from runback.knowledge.routines import Routines, load_routines
from runback.knowledge.self_tests import SelfTestBook, load_self_tests
from runback.knowledge.wording import Wording, load_wording


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every section of the rule book, read once; see each section's module for its records."""

    evidence: Mapping[str, Evidence]
    red_flags: RedFlags
    patterns: PatternBook
    causes: CauseBook
    advice: AdviceBook
    self_tests: SelfTestBook
    plan_rules: PlanRules
    exercises: ExerciseBook
    routines: Routines
    questions: tuple[FormQuestion, ...]
    wording: Wording


@cache
def load_rule_book() -> RuleBook:
    """The checked rule book; raises ``BrokenRuleBook`` naming what dangles or lacks evidence."""
    return check_rule_book(
        RuleBook(
            load_evidence(),
            load_red_flags(),
            load_patterns(),
            load_causes(),
            load_advice(),
            load_self_tests(),
            load_plan_rules(),
            load_exercises(),
            load_routines(),
            load_questions(),
            load_wording(),
        )
    )


def check_rule_book(book: RuleBook) -> RuleBook:
    """The same book, if every rule has evidence that exists and every name it uses is known elsewhere."""
    for place, ids in cite_evidence(book):
        _refuse_unknown(place, "evidence", ids, book.evidence)
        if not ids:
            raise BrokenRuleBook(f"{place} has no evidence", path=place)
    for place, condition in list_conditions(book):
        _check_words(book, place, condition)
    _check_names(book)
    _check_doses(book)
    _check_sentences(book)
    return book


def cite_evidence(book: RuleBook) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every place of the rule book that may not stand without evidence, with the ids it names."""
    for item in book.red_flags.items:
        yield f"red_flags.{item.id}", item.evidence
    for combination in book.red_flags.combinations:
        yield f"red_flags.{combination.id}", combination.evidence
    for pattern in book.patterns.patterns.values():
        yield f"patterns.{pattern.id}", pattern.evidence
    for cause in book.causes.causes.values():
        yield f"causes.{cause.id}", cause.evidence
    for advice in book.advice.rules:
        yield f"advice.{advice.id}", advice.evidence
    for test in book.self_tests.tests.values():
        yield f"self_tests.{test.id}", test.evidence
    for rule in book.plan_rules.rules:
        yield f"plan_rules.{rule.id}", rule.evidence
    for exercise in book.exercises.exercises:
        yield f"exercises.{exercise.id}", exercise.evidence
    routines = book.routines
    yield "routines.seven_minute", routines.seven_minute.evidence
    yield "routines.warm_up", routines.warm_up.evidence
    yield "routines.mobility", routines.mobility.evidence
    for stretch in routines.mobility.parts:
        yield f"routines.mobility.{stretch.id}", stretch.evidence


def list_conditions(book: RuleBook) -> Iterator[tuple[str, Condition]]:
    """Every condition of patterns, causes, advice and self-tests with its place."""
    for pattern in book.patterns.patterns.values():
        for feature in pattern.features:
            yield f"patterns.{pattern.id}.{feature.id}", feature.when
    for cause in book.causes.causes.values():
        for rule in cause.rules:
            yield f"causes.{cause.id}.{rule.id}", rule.when
    for advice in book.advice.rules:
        yield f"advice.{advice.id}", advice.when
    for test in book.self_tests.tests.values():
        for condition in test.forbidden:
            yield f"self_tests.{test.id}", condition


def _check_words(book: RuleBook, place: str, condition: Condition) -> None:
    flags = {item.id for item in book.red_flags.items} | {rule.id for rule in book.red_flags.combinations}
    known: dict[str, Iterable[str]] = {
        "flag": flags,
        "pattern": book.patterns.patterns,
        "cause": book.causes.causes,
        "said": book.causes.hints,
    }
    for word in words_of(condition):
        if word.kind in known:
            _refuse_unknown(place, word.kind, word.values, known[word.kind])


def _check_names(book: RuleBook) -> None:
    for test in book.self_tests.tests.values():
        _refuse_unknown(f"self_tests.{test.id}.feeds", "cause", test.feeds, book.causes.causes)
    _refuse_unknown("exercises.traits", "pattern", book.exercises.traits, book.patterns.patterns)
    families = {pattern.family for pattern in book.patterns.patterns.values()}
    _refuse_unknown("patterns", "family", families, book.patterns.families)
    heard = {
        value
        for _, condition in list_conditions(book)
        for word in words_of(condition)
        if word.kind == "said"
        for value in word.values
    }
    _refuse_unknown("causes.hints", "rule for the hint", book.causes.hints, heard)


def _check_doses(book: RuleBook) -> None:
    for exercise in book.exercises.exercises:
        if not exercise.doses:
            raise BrokenRuleBook(f"exercises.{exercise.id} has no dose", path=exercise.id)


def _check_sentences(book: RuleBook) -> None:
    """A sentence may only quote a number that its own condition compares, or its companions."""
    for cause in book.causes.causes.values():
        for rule in cause.rules:
            fields = {name for _, name, _, _ in string.Formatter().parse(rule.because) if name}
            compared = {comparison.name for comparison in numbers_of(rule.when)}
            known = compared.union(*(COMPANIONS.get(name, frozenset()) for name in compared))
            _refuse_unknown(f"causes.{cause.id}.{rule.id}", "number in the condition", fields, known)


COMPANIONS: Mapping[str, frozenset[str]] = {
    "last_run_ratio": frozenset({"last_run_km", "longest_run_30d_km", "weeks_off"}),
    "last_run_share": frozenset({"last_run_km", "weekly_km"}),
    "spike_ratio": frozenset({"spike_run_km", "spike_longest_km", "spike_days_before"}),
    "week_change_pct": frozenset({"week_km"}),
}
"""Numbers that are always known when the first one is (see assess/findings and training_findings)."""


def _refuse_unknown(place: str, kind: str, used: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(used) - set(known)):
        raise BrokenRuleBook(f"{place} names {unknown[0]!r}, and there is no such {kind}", path=place)
