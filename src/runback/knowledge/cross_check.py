"""What no file of the rule book can check alone: names that lead nowhere, in another file or in the code.

Every check says which sections it needs; ``find_cross_faults`` leaves out those whose section could not be read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

from runback.domain.assessment import Running, Urgency
from runback.knowledge import (
    advice,
    causes,
    exercises,
    patterns,
    plan_rules,
    recovery,
    red_flags,
    routines,
    self_tests,
    sentences,
)
from runback.knowledge import questions as question_file
from runback.knowledge import second_screen as sound_file
from runback.knowledge import wording as wording_file
from runback.knowledge.citations import list_citations
from runback.knowledge.conditions import Condition, words_of
from runback.knowledge.evidence import Evidence, Grade
from runback.knowledge.exercises import Trait
from runback.knowledge.places import Path
from runback.knowledge.reading import Fault
from runback.knowledge.routines import find_unknown_exercises
from runback.knowledge.second_screen import find_unknown_concepts
from runback.knowledge.sections import RuleBook
from runback.knowledge.sentence_check import find_quoted_numbers, find_unknown_facts, find_unknown_numbers

_GRADES: tuple[Grade, ...] = get_args(Grade)
"""The grades, surest first."""

Found = Iterator[tuple[str, Fault]]
"""Faults with the file they are in."""


def find_cross_faults(book: RuleBook) -> Found:
    """Every name that leads nowhere; a section that could not be read is None, and what needs it is left out."""
    for needs, check in _CHECKS:
        if all(getattr(book, name) is not None for name in needs):
            yield from check(book)
    if book.evidence is not None:
        yield from _find_dangling_evidence(book)
    for section, ask in _ASKS.items():
        if getattr(book, section) is not None:
            yield from _find_unknown_words(book, ask(book))


def _find_dangling_evidence(book: RuleBook) -> Found:
    for citation in list_citations(book):
        for unknown in (one for one in citation.evidence if one not in book.evidence):
            what = f"There is no evidence {unknown}; use an id of evidence.yaml, or add it there."
            yield citation.file, Fault(citation.path, what)


Asked = Iterator[tuple[str, Path, Condition]]


def list_conditions(book: RuleBook) -> Asked:
    """Every condition of patterns, causes, advice and self-tests with its file and path."""
    for name in ("patterns", "causes", "advice", "self_tests"):
        yield from _ASKS[name](book)


def _ask_patterns(book: RuleBook) -> Asked:
    for pattern in book.patterns.patterns.values():
        for feature in pattern.features:
            yield patterns.FILE, ("patterns", pattern.id, "features", feature.id, "when"), feature.when


def _ask_causes(book: RuleBook) -> Asked:
    for cause in book.causes.causes.values():
        for rule in cause.rules:
            yield causes.FILE, ("causes", cause.id, "rules", rule.id, "when"), rule.when


def _ask_advice(book: RuleBook) -> Asked:
    for rule in book.advice.rules:
        yield advice.FILE, ("advice", rule.id, "when"), rule.when


def _ask_self_tests(book: RuleBook) -> Asked:
    for place, condition in enumerate(book.self_tests.not_with):
        yield self_tests.FILE, ("not_with", place), condition
    for test in book.self_tests.tests.values():
        for place, condition in enumerate(test.forbidden):
            yield self_tests.FILE, ("self_tests", test.id, "forbidden", place), condition


def _ask_red_flags(book: RuleBook) -> Asked:
    return ((red_flags.FILE, path, condition) for path, condition in book.red_flags.conditions())


def _ask_questions(book: RuleBook) -> Asked:
    for question in book.questions:
        yield question_file.FILE, ("questions", question.id, "ask_when"), question.ask_when


_ASKS: Mapping[str, Callable[[RuleBook], Asked]] = {
    "patterns": _ask_patterns,
    "causes": _ask_causes,
    "advice": _ask_advice,
    "self_tests": _ask_self_tests,
    "red_flags": _ask_red_flags,
    "questions": _ask_questions,
}


def _find_unknown_words(book: RuleBook, asked: Asked) -> Found:
    """Conditions that ask for something that no section has; red flags check their own flags, facts and details."""
    results, flags = _known_in_results(book), _known_in_flags(book)
    for file, path, condition in asked:
        known = flags if file in (red_flags.FILE, question_file.FILE) else results
        for word in words_of(condition):
            if word.kind in known and not (file == red_flags.FILE and word.kind != "said"):
                for unknown in sorted(word.values - set(known[word.kind])):
                    yield file, Fault(path, f"It asks for {word.kind}:{unknown}, and there is no such {word.kind}.")


def _known_in_flags(book: RuleBook) -> dict[str, Iterable[str]]:
    """The names that red flags and questions may use, by kind; without those of a section that could not be read."""
    known: dict[str, Iterable[str]] = {}
    if book.lexicon is not None:
        known["said"] = book.lexicon.concepts
    if book.red_flags is not None:
        answers = [f"{item.id}.{answer}" for item in book.red_flags.items for answer in item.answers]
        known |= {"flag": book.red_flags.flag_ids, "fact": book.red_flags.facts, "detail": answers}
    return known


def _known_in_results(book: RuleBook) -> dict[str, Iterable[str]]:
    """The same for patterns, causes, advice and self-tests."""
    known: dict[str, Iterable[str]] = {"urgency": list(Urgency), "running": list(Running)}
    if book.red_flags is not None:
        known["flag"] = book.red_flags.flag_ids
    if book.patterns is not None:
        known["pattern"] = book.patterns.patterns
    if book.causes is not None:
        known |= {"cause": book.causes.causes, "said": book.causes.hints}
    return known


def _check_feeds(book: RuleBook) -> Found:
    for test in book.self_tests.tests.values():
        for unknown in sorted(set(test.feeds) - book.causes.causes.keys()):
            path = ("self_tests", test.id, "feeds")
            yield self_tests.FILE, Fault(path, f"It feeds the cause {unknown}, and causes.yaml has none of that id.")


def _check_pattern_traits(book: RuleBook) -> Found:
    for unknown in sorted(book.exercises.traits.keys() - book.patterns.patterns.keys()):
        what = f"There is no pattern {unknown}; use an id of patterns.yaml."
        yield exercises.FILE, Fault(("traits", unknown), what)


def _check_rule_grades(book: RuleBook) -> Found:
    """Plan rules that claim more than their evidence supports: a higher grade, or a study where there is none."""
    for rule in book.plan_rules.rules:
        behind = [book.evidence[one] for one in rule.evidence if one in book.evidence]
        if rule.source != "published" and rule.grade not in ("low", "very low"):
            what = f"A rule that is {rule.source} cannot be {rule.grade}; make it low or very low, or published."
            yield plan_rules.FILE, Fault((rule.id, "grade"), what)
        if rule.source == "published" and behind and all(entry.is_convention for entry in behind):
            what = "It is published, and all its evidence is a convention; name a study or make it a convention."
            yield plan_rules.FILE, Fault((rule.id, "source"), what)
        yield from _find_too_sure(plan_rules.FILE, (rule.id, "grade"), rule.grade, behind)


def _check_cause_grades(book: RuleBook) -> Found:
    for cause in book.causes.causes.values():
        behind = [book.evidence[one] for one in cause.evidence if one in book.evidence]
        yield from _find_too_sure(causes.FILE, ("causes", cause.id, "grade"), cause.grade, behind)


def _find_too_sure(file: str, path: Path, grade: Grade, behind: Iterable[Evidence]) -> Found:
    best = min((_GRADES.index(entry.grade) for entry in behind), default=0)
    if _GRADES.index(grade) < best:
        what = f"Its grade is {grade}, and its best evidence is {_GRADES[best]}; lower it, or name better evidence."
        yield file, Fault(path, what)


def _check_hints(book: RuleBook) -> Found:
    asked = (condition for _, _, condition in list_conditions(book))
    heard = {value for each in asked for word in words_of(each) if word.kind == "said" for value in word.values}
    for unused in sorted(book.causes.hints.keys() - heard):
        yield causes.FILE, Fault(("hints", unused), f"No condition asks for said:{unused}; use it or remove it.")


def _check_swap_traits(book: RuleBook) -> Found:
    known = (*get_args(Trait), "any")
    for place, swap in enumerate(book.plan_rules.swaps):
        if swap.trait not in known:
            what = f"There is no trait {swap.trait}; use {', '.join(known)}."
            yield plan_rules.FILE, Fault(("swaps", place, "trait"), what)


def _check_cues(book: RuleBook) -> Found:
    for place, cue in enumerate(book.plan_rules.form_cues):
        if f"cue.{cue}" not in book.sentences:
            what = f"The form cue {cue} has no sentence cue.{cue}; add it to {sentences.FILE}."
            yield plan_rules.FILE, Fault(("form_cues", place), what)


def _check_recovery_exercises(book: RuleBook) -> Found:
    for way in book.recovery.ways:
        for unknown in (exercise for exercise in way.exercises if exercise not in book.exercises.by_id):
            what = f"There is no exercise {unknown}; use an id of exercises.yaml."
            yield recovery.FILE, Fault(("ways", way.id, "exercises"), what)


def _check_recovery_rules(book: RuleBook) -> Found:
    known = {rule.id for rule in book.plan_rules.rules}
    for way in book.recovery.ways:
        if way.rule and way.rule not in known:
            what = f"There is no rule {way.rule}; use an id of plan_rules.yaml."
            yield recovery.FILE, Fault(("ways", way.id, "rule"), what)


def _check_routines(book: RuleBook) -> Found:
    return ((routines.FILE, fault) for fault in find_unknown_exercises(book.routines, book.exercises))


def _check_sounds(book: RuleBook) -> Found:
    return ((sound_file.FILE, fault) for fault in find_unknown_concepts(book.sounds, book.lexicon))


def _check_families(book: RuleBook) -> Found:
    known = {*book.red_flags.families, wording_file.UNDER_16}
    for unknown in sorted(book.wording.families.keys() - known):
        what = f"There is no family {unknown}; use one of red_flags.yaml."
        yield wording_file.FILE, Fault(("families", unknown), what)


def _check_exercise_drawings(book: RuleBook) -> Found:
    for exercise in book.exercises.exercises:
        yield from _find_missing_drawing(book, exercises.FILE, ("exercises", exercise.id, "drawing"), exercise.drawing)


def _check_test_drawings(book: RuleBook) -> Found:
    for test in book.self_tests.tests.values():
        yield from _find_missing_drawing(book, self_tests.FILE, ("self_tests", test.id, "drawing"), test.drawing)


def _find_missing_drawing(book: RuleBook, file: str, path: Path, drawing: str) -> Found:
    if drawing not in book.poses:
        yield file, Fault(path, f"There is no drawing {drawing}; use an id of report/poses.yaml, or draw it there.")


_CHECKS: tuple[tuple[tuple[str, ...], Callable[[RuleBook], Found]], ...] = (
    (("self_tests", "causes"), _check_feeds),
    (("exercises", "patterns"), _check_pattern_traits),
    (("causes", "patterns", "advice", "self_tests"), _check_hints),
    (("plan_rules",), _check_swap_traits),
    (("evidence", "plan_rules"), _check_rule_grades),
    (("evidence", "causes"), _check_cause_grades),
    (("plan_rules", "sentences"), _check_cues),
    (("routines", "exercises"), _check_routines),
    (("sounds", "lexicon"), _check_sounds),
    (("wording", "red_flags"), _check_families),
    (("recovery", "exercises"), _check_recovery_exercises),
    (("recovery", "plan_rules"), _check_recovery_rules),
    (("exercises", "poses"), _check_exercise_drawings),
    (("self_tests", "poses"), _check_test_drawings),
    (("causes",), lambda book: ((causes.FILE, fault) for fault in find_unknown_numbers(book.causes))),
    (("patterns",), lambda book: ((patterns.FILE, fault) for fault in find_quoted_numbers(book.patterns))),
    (("sentences",), lambda book: ((sentences.FILE, fault) for fault in find_unknown_facts(book.sentences))),
)
