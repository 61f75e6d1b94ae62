"""Where the rule book rests on evidence: what says it, in the words of the page, and the statements behind it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from runback.knowledge import (
    advice,
    causes,
    exercises,
    experiments,
    forecast,
    learn,
    patterns,
    plan_rules,
    recovery,
    red_flags,
    routines,
    self_tests,
)
from runback.knowledge.places import Path
from runback.knowledge.sections import RuleBook


@dataclass(frozen=True, slots=True)
class Citation:
    """One entry of the rule book with its evidence.

    ``path`` is where the ids are in ``file``; ``section`` and ``id`` name the entry, ``says`` is what a page shows
    of it.
    """

    file: str
    path: Path
    evidence: tuple[str, ...]
    section: str
    id: str
    says: str


Citations = Iterator[Citation]


def list_citations(book: RuleBook) -> Citations:
    """Every entry that rests on evidence; a section that could not be read is None and left out."""
    for section, cite in _CITES.items():
        if getattr(book, section) is not None:
            yield from cite(book)


def _cite_red_flags(book: RuleBook) -> Citations:
    for item in book.red_flags.items:
        path: Path = ("items", item.id, "evidence")
        yield Citation(red_flags.FILE, path, item.evidence, "red_flags", item.id, item.short)
    for combination in book.red_flags.combinations:
        path = ("combinations", combination.id, "evidence")
        yield Citation(red_flags.FILE, path, combination.evidence, "red_flags", combination.id, combination.why)


def _cite_patterns(book: RuleBook) -> Citations:
    says = "How often each pattern is found"
    yield Citation(patterns.FILE, ("population",), book.patterns.population, "patterns", "population", says)
    for pattern in book.patterns.patterns.values():
        path: Path = ("patterns", pattern.id, "evidence")
        yield Citation(patterns.FILE, path, pattern.evidence, "patterns", pattern.id, pattern.label)


def _cite_causes(book: RuleBook) -> Citations:
    for cause in book.causes.causes.values():
        path: Path = ("causes", cause.id, "evidence")
        yield Citation(causes.FILE, path, cause.evidence, "causes", cause.id, cause.label)


def _cite_advice(book: RuleBook) -> Citations:
    for rule in book.advice.rules:
        yield Citation(advice.FILE, ("advice", rule.id, "evidence"), rule.evidence, "advice", rule.id, rule.text)


def _cite_self_tests(book: RuleBook) -> Citations:
    for test in book.self_tests.tests.values():
        path: Path = ("self_tests", test.id, "evidence")
        yield Citation(self_tests.FILE, path, test.evidence, "self_tests", test.id, test.label)


def _cite_plan_rules(book: RuleBook) -> Citations:
    for rule in book.plan_rules.rules:
        yield Citation(plan_rules.FILE, (rule.id, "evidence"), rule.evidence, "plan_rules", rule.id, rule.text)


def _cite_exercises(book: RuleBook) -> Citations:
    for exercise in book.exercises.exercises:
        path: Path = ("exercises", exercise.id, "evidence")
        yield Citation(exercises.FILE, path, exercise.evidence, "exercises", exercise.id, exercise.name)


def _cite_routines(book: RuleBook) -> Citations:
    names = {
        "seven_minute": "The seven minutes",
        "warm_up": "The warm-up",
        "hip_and_trunk": "Hip and trunk before a run",
        "mobility": "Stretches after a run",
    }
    for name, says in names.items():
        ids = getattr(book.routines, name).evidence
        yield Citation(routines.FILE, (name, "evidence"), ids, "routines", name, says)
    for stretch in book.routines.mobility.parts:
        path: Path = ("mobility", "parts", stretch.id, "evidence")
        yield Citation(routines.FILE, path, stretch.evidence, "routines", stretch.id, stretch.name)


def _cite_recovery(book: RuleBook) -> Citations:
    for way in book.recovery.ways:
        yield Citation(recovery.FILE, ("ways", way.id, "evidence"), way.evidence, "recovery", way.id, way.name)


def _cite_experiments(book: RuleBook) -> Citations:
    says = "How an experiment with one change is made and judged"
    path: Path = ("rules", "evidence")
    yield Citation(experiments.FILE, path, book.experiments.rules.evidence, "experiments", "rules", says)
    for change in book.experiments.changes.values():
        path = ("changes", change.id, "evidence")
        yield Citation(experiments.FILE, path, change.evidence, "experiments", change.id, change.name)


def _cite_forecast(book: RuleBook) -> Citations:
    says = "How likely tomorrow morning is worse"
    yield Citation(forecast.FILE, ("evidence",), book.forecast.evidence, "forecast", "forecast", says)


def _cite_learn(book: RuleBook) -> Citations:
    for lesson in book.learn.lessons.values():
        for place, point in enumerate(lesson.points):
            path: Path = ("lessons", lesson.id, "points", place, "evidence")
            yield Citation(learn.FILE, path, point.evidence, "learn", lesson.id, lesson.title)


_CITES: Mapping[str, Callable[[RuleBook], Citations]] = {
    "plan_rules": _cite_plan_rules,
    "advice": _cite_advice,
    "recovery": _cite_recovery,
    "learn": _cite_learn,
    "routines": _cite_routines,
    "exercises": _cite_exercises,
    "self_tests": _cite_self_tests,
    "causes": _cite_causes,
    "patterns": _cite_patterns,
    "red_flags": _cite_red_flags,
    "experiments": _cite_experiments,
    "forecast": _cite_forecast,
}
