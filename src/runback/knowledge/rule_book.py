"""The whole rule book: every section read once, cross-checked, and all its faults listed.

``load_rule_book`` refuses a book with a fault; ``find_problems`` lists all of them (``runback rules check``).
"""

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from runback.knowledge import (
    advice,
    causes,
    evidence,
    exercises,
    experiments,
    forecast,
    learn,
    patterns,
    questions,
    recovery,
    red_flags,
    routines,
    second_screen,
    self_tests,
    sentences,
    wording,
    words,
)
from runback.knowledge.citations import Citation, list_citations
from runback.knowledge.cross_check import find_cross_faults
from runback.knowledge.plan_rules import FILE as PLAN_RULES
from runback.knowledge.plan_rules import load_plan_rules, parse_plan_rules
from runback.knowledge.reading import BrokenRuleBook, Fault, Problem, locate, parse_yaml
from runback.knowledge.sections import RuleBook
from runback.knowledge.sentence_calls import SentenceCall, list_sentence_calls
from runback.knowledge.sentence_check import find_missing_sentences
from runback.languages import ENGLISH, cache_by_language, using

POSES = "poses.yaml"

PARSERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "evidence": (evidence.FILE, evidence.parse_evidence),
    "red_flags": (red_flags.FILE, red_flags.parse_red_flags),
    "patterns": (patterns.FILE, patterns.parse_patterns),
    "causes": (causes.FILE, causes.parse_causes),
    "advice": (advice.FILE, advice.parse_advice),
    "self_tests": (self_tests.FILE, self_tests.parse_self_tests),
    "plan_rules": (PLAN_RULES, parse_plan_rules),
    "exercises": (exercises.FILE, exercises.parse_exercises),
    "routines": (routines.FILE, routines.parse_routines),
    "recovery": (recovery.FILE, recovery.parse_recovery),
    "learn": (learn.FILE, learn.parse_learn),
    "questions": (questions.FILE, questions.parse_questions),
    "wording": (wording.FILE, wording.parse_wording),
    "lexicon": (words.FILE, words.parse_words),
    "sounds": (second_screen.FILE, second_screen.parse_classes),
    "sentences": (sentences.FILE, sentences.parse_sentences),
    "poses": (POSES, lambda text: frozenset(parse_yaml(text, POSES, dict[str, Any]))),
    "experiments": (experiments.FILE, experiments.parse_experiments),
    "forecast": (forecast.FILE, forecast.parse_forecast_rules),
    "forecast_model": (forecast.MODEL_FILE, forecast.parse_forecast_model),
}


@cache_by_language
def load_rule_book() -> RuleBook:
    """The checked rule book; raises ``BrokenRuleBook`` with everything that is wrong in it."""
    try:
        book = RuleBook(
            evidence.load_evidence(),
            red_flags.load_red_flags(),
            patterns.load_patterns(),
            causes.load_causes(),
            advice.load_advice(),
            self_tests.load_self_tests(),
            load_plan_rules(),
            exercises.load_exercises(),
            routines.load_routines(),
            recovery.load_recovery(),
            learn.load_learn(),
            questions.load_questions(),
            wording.load_wording(),
            words.load_words(),
            second_screen.load_classes(),
            sentences.load_sentences(),
            PARSERS["poses"][1](read_file(None, POSES)),
            experiments.load_experiments(),
            forecast.load_forecast_rules(),
            forecast.load_forecast_model(),
        )
    except BrokenRuleBook as broken:
        raise BrokenRuleBook.of(find_problems() or broken.problems) from None
    if any(True for _ in find_cross_faults(book)):
        raise BrokenRuleBook.of(find_problems())
    return book


@cache_by_language
def index_citations() -> Mapping[str, tuple[Citation, ...]]:
    """What rests on each statement of evidence, by the statement's id; raises ``BrokenRuleBook``."""
    found: dict[str, list[Citation]] = {}
    for citation in list_citations(load_rule_book()):
        for one in citation.evidence:
            found.setdefault(one, []).append(citation)
    return MappingProxyType({one: tuple(citations) for one, citations in found.items()})


def find_problems(
    folder: Traversable | None = None, calls: Iterable[SentenceCall] | None = None
) -> tuple[Problem, ...]:
    """Everything that is wrong in the rule book, file by file, top to bottom; none where it is sound.

    ``folder`` may contain a copy of the files to be checked instead of the product's own, ``calls`` what the code
    says (left out: what the package's source says). A file that breaks its own form is not compared with the
    others until that is corrected.
    """
    texts = {file: read_file(folder, file) for file, _ in PARSERS.values()}
    problems: list[Problem] = []
    with using(ENGLISH):
        book = _read_sections(texts, problems)
    faults: dict[str, list[Fault]] = {file: [] for file in texts}
    for file, fault in find_cross_faults(book):
        faults[file].append(fault)
    if book.sentences is not None:
        faults[sentences.FILE] += find_missing_sentences(
            book.sentences, list_sentence_calls() if calls is None else calls
        )
    for file, found in faults.items():
        problems += locate(found, file, texts[file])
    order = list(texts)
    problems.sort(key=lambda problem: (order.index(problem.file), problem.line))
    return tuple(dict.fromkeys(problems))


def _read_sections(texts: Mapping[str, str], problems: list[Problem]) -> RuleBook:
    """The sections that can be read, None for the others; what is wrong in those is added to ``problems``."""
    found: list[Any] = []
    for file, parse in PARSERS.values():
        try:
            found.append(parse(texts[file]))
        except BrokenRuleBook as broken:
            found.append(None)
            problems += (Problem(file, each.line, each.id, each.what) for each in broken.problems)
    return RuleBook(*found)


def read_file(folder: Traversable | None, file: str) -> str:
    """The text of a file of the rule book; the poses belong to the drawings of the report. A missing one is empty."""
    own = files("runback") / ("report" if file == POSES else "knowledge")
    path = (folder or own) / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""
