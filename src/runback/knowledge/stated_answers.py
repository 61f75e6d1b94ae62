"""The phrases in a runner's own words that answer questions of the form."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from runback.domain.intake import CHOICES, LISTS, NUMBERS
from runback.knowledge.reading import Entry, Fault, parse_yaml, read_text
from runback.languages import ENGLISH

FILE = "stated_answers.yaml"
FRAMED = ("aggravated_by", "eased_by")


class StatedAnswers(Entry):
    """Regular expressions; see stated_answers.yaml."""

    clause: str
    new_subject: str
    numbers: tuple[str, ...]
    units: Mapping[str, int]
    out_of: str
    frames: Mapping[str, str]
    denied: str
    activities: Mapping[str, str]
    said: Mapping[str, Mapping[str, str]]
    lasting: Mapping[str, str]
    scores: Mapping[str, str]

    @property
    def lengths(self) -> Iterator[str]:
        """The expressions of ``lasting``, with a number and a unit of time as groups of these names."""
        for phrase in self.lasting.values():
            numbered = phrase.replace("{number}", rf"(?P<number>\d{{1,3}}|{'|'.join(self.numbers)})")
            yield numbered.replace("{unit}", f"(?P<unit>{'|'.join(self.units)})")

    def count_days(self, number: str, unit: str) -> int:
        """The days of a number and a unit that one of ``lengths`` found."""
        places = (place for place, word in enumerate(self.numbers, start=1) if re.fullmatch(word, number))
        many = int(number) if number.isdecimal() else next(places)
        return many * next(days for word, days in self.units.items() if re.fullmatch(word, unit))


@cache
def load_stated_answers(language: str = ENGLISH) -> StatedAnswers:
    """The phrases of a language; raises ``BrokenRuleBook``."""
    file = FILE if language == ENGLISH else f"stated_answers_{language}.yaml"
    return parse_stated_answers(read_text(file), file)


def parse_stated_answers(text: str, file: str = FILE) -> StatedAnswers:
    """The phrases of a YAML text, checked like the product's own."""
    return parse_yaml(text, file, StatedAnswers, _find_faults)


@cache
def compile_phrase(expression: str) -> re.Pattern[str]:
    """The expression between word boundaries."""
    return re.compile(rf"\b(?:{expression})\b")


def _find_faults(book: StatedAnswers) -> Iterator[Fault]:
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
    expressions += [book.clause, book.new_subject, book.out_of, *book.numbers, *book.units, *book.lengths]
    for expression in expressions:
        try:
            compile_phrase(expression)
        except re.error as problem:
            yield Fault((), f"{expression!r} is no regular expression: {problem}.")
