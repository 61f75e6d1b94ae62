"""Sentences and the facts they get: what is quoted must be known, what the code says must be there."""

from collections.abc import Iterable, Iterator, Mapping, Set

from runback.knowledge.causes import CauseBook
from runback.knowledge.conditions import numbers_of
from runback.knowledge.patterns import PatternBook
from runback.knowledge.places import Path
from runback.knowledge.reading import Fault
from runback.knowledge.sentence_calls import SentenceCall
from runback.knowledge.sentences import fields_of

COMPANIONS: Mapping[str, frozenset[str]] = {
    "last_run_ratio": frozenset({"last_run_km", "longest_run_30d_km", "weeks_off"}),
    "last_run_share": frozenset({"last_run_km", "weekly_km"}),
    "spike_ratio": frozenset({"spike_run_km", "spike_longest_km", "spike_days_before"}),
    "week_change_pct": frozenset({"week_km"}),
}
"""Numbers that are always known when the first one is (see assess/findings and training_findings)."""


def find_unknown_numbers(book: CauseBook) -> Iterator[Fault]:
    """A sentence of a cause may only quote a number that its own condition compares, or its companions."""
    for cause in book.causes.values():
        for rule in cause.rules:
            compared = {comparison.name for comparison in numbers_of(rule.when)}
            known = compared.union(*(COMPANIONS.get(name, frozenset()) for name in compared))
            path = ("causes", cause.id, "rules", rule.id, "because")
            yield from _find_unknown_fields(path, rule.because, known, "its condition does not compare that number")


def find_quoted_numbers(book: PatternBook) -> Iterator[Fault]:
    """What speaks for a pattern, and its description, quote no number."""
    for pattern in book.patterns.values():
        path = ("patterns", pattern.id)
        texts = [((*path, "features", one.id, "because"), one.because) for one in pattern.features]
        for place, text in [((*path, "description"), pattern.description), *texts]:
            yield from _find_unknown_fields(place, text, frozenset(), "a pattern quotes no number")


def _find_unknown_fields(path: Path, template: str, known: Set[str], why: str) -> Iterator[Fault]:
    try:
        unknown = sorted(fields_of(template) - known)
    except ValueError as problem:
        yield Fault(path, f"This sentence cannot be read: {problem}.")
        return
    for name in unknown:
        yield Fault(path, f"Its sentence needs {{{name}}}, and {why}.")


_FACTS_BY_KIND: Mapping[str, frozenset[str]] = {
    "title": frozenset({"bout", "distance_km", "duration_min"}),
    "step": frozenset(),
    "bout": frozenset({"run", "walk"}),
    "cue": frozenset(),
    "calendar": frozenset({"day", "month", "weekday", "year"}),
    "how_read": frozenset(),
    "muscle": frozenset(),
    "number": frozenset({"tenths"}),
    "topic": frozenset(),
}
"""The facts of sentences that ``knowledge.sentences`` itself says, by the first word of their id."""


def find_unknown_facts(there: Mapping[str, str]) -> Iterator[Fault]:
    """Sentences with a fact that ``knowledge.sentences`` never gives them."""
    for sentence_id, template in there.items():
        given = _FACTS_BY_KIND.get(sentence_id.partition(".")[0])
        for unknown in sorted(fields_of(template) - given) if given is not None else ():
            what = f"Nothing gives it {{{unknown}}}; it may use {', '.join(sorted(given or ())) or 'no fact'}."
            yield Fault((sentence_id,), what)


def find_missing_sentences(there: Mapping[str, str], calls: Iterable[SentenceCall]) -> Iterator[Fault]:
    """Sentences that the code uses and that are missing, or that need a fact it does not pass."""
    for call in calls:
        yield from _find_missing_facts(there, call)


def _find_missing_facts(there: Mapping[str, str], call: SentenceCall) -> Iterator[Fault]:
    if call.sentence not in there:
        if call.sentence.partition(".")[0] not in ("cause", "pattern", "pattern_label"):
            what = f"There is no such sentence, and {call.file}, line {call.line}, says it; add it."
            yield Fault((call.sentence,), what)
        return
    for unknown in sorted(fields_of(there[call.sentence]) - call.facts):
        given = ", ".join(sorted(call.facts)) or "no fact"
        what = f"It needs {{{unknown}}}, and {call.file}, line {call.line}, gives {given}."
        yield Fault((call.sentence,), what)
