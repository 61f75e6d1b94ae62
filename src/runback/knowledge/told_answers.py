"""The phrases by which a runner's own words answer questions of the form."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from runback.domain.intake import CHOICES, LISTS, NUMBERS
from runback.knowledge.reading import Entry, Fault, parse_yaml, read_text

FILE = "told_answers.yaml"
NUMBERS_IN_WORDS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}
_SLOTS = {
    "{number}": rf"(?P<number>\d{{1,3}}|one|{'|'.join(NUMBERS_IN_WORDS)})",
    "{unit}": rf"(?P<unit>{'|'.join(DAYS_IN)})s?",
}
FRAMED = ("aggravated_by", "eased_by")


class ToldAnswers(Entry):
    """Regular expressions; see told_answers.yaml."""

    frames: Mapping[str, str]
    denied: str
    activities: Mapping[str, str]
    said: Mapping[str, Mapping[str, str]]
    lasting: Mapping[str, str]
    scores: Mapping[str, str]


@cache
def load_told_answers() -> ToldAnswers:
    """The phrases; raises ``BrokenRuleBook``."""
    return parse_told_answers(read_text(FILE))


def parse_told_answers(text: str) -> ToldAnswers:
    """The phrases of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, ToldAnswers, _find_faults)


def fill_slots(expression: str) -> str:
    """The expression with a number for {number} and a unit of time for {unit}, as groups of these names."""
    for slot, group in _SLOTS.items():
        expression = expression.replace(slot, group)
    return expression


@cache
def compile_phrase(expression: str) -> re.Pattern[str]:
    """The expression between word boundaries."""
    return re.compile(rf"\b(?:{expression})\b")


def _find_faults(book: ToldAnswers) -> Iterator[Fault]:
    values = {value for key in FRAMED for value in LISTS[key]}
    known: dict[tuple[str | int, ...], bool] = {("frames", key): key in FRAMED for key in book.frames}
    known |= {("activities", value): value in values for value in book.activities}
    known |= {("scores", key): key in NUMBERS for key in book.scores}
    for key, phrases in book.said.items():
        allowed = CHOICES.get(key) or LISTS.get(key) or ()
        known |= {("said", key, value): value in allowed for value in phrases}
    for path, is_known in known.items():
        if not is_known:
            yield Fault(path, f"{path[-1]!r} is no answer of the answers file (domain/intake.py); correct it.")
    expressions = [book.denied, *book.frames.values(), *book.activities.values(), *book.scores.values()]
    expressions += [phrase for phrases in book.said.values() for phrase in phrases.values()]
    expressions += [fill_slots(phrase) for phrase in book.lasting.values()]
    for expression in expressions:
        try:
            compile_phrase(expression)
        except re.error as problem:
            yield Fault((), f"{expression!r} is no regular expression: {problem}.")
