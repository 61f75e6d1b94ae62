"""Learn: short pages for what popular articles write about, each statement with its evidence."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from runback.knowledge.reading import BY_ID, FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "learn.yaml"
MOST_POINTS = 7


class Point(Entry):
    """One statement with its evidence; ``act`` is the address name of the page that does something about it."""

    says: str = Field(min_length=1)
    evidence: tuple[str, ...] = Field(min_length=1)
    act: str = ""


class Lesson(Entry):
    """A page: what matters in one sentence, then its points, the most useful first."""

    id: str
    title: str = Field(min_length=1)
    lead: str = Field(min_length=1)
    points: tuple[Point, ...] = Field(min_length=1)


class LearnBook(Entry):
    """The lessons by id, in the order of the page."""

    lessons: Annotated[Mapping[str, Lesson], BY_ID, FROZEN]


@cache_by_language
def load_learn() -> LearnBook:
    """The lessons; raises ``BrokenRuleBook``."""
    return parse_learn(read_text(FILE))


def parse_learn(text: str) -> LearnBook:
    """The lessons of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, LearnBook, _find_faults)


def _find_faults(book: LearnBook) -> Iterator[Fault]:
    for lesson in book.lessons.values():
        if len(lesson.points) > MOST_POINTS:
            what = f"A lesson has {MOST_POINTS} points at most; take the least useful out."
            yield Fault(("lessons", lesson.id, "points"), what)
