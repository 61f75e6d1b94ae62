"""Recovery: what may help between runs, how much of it, who should leave it out, and the evidence behind it."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from runback.knowledge.exercises import Trait
from runback.knowledge.reading import Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "recovery.yaml"


class RecoveryGroup(Entry):
    """A part of the page, in its order."""

    id: str
    title: str = Field(min_length=1)


class RecoveryWay(Entry):
    """One measure that may help, or that articles recommend and Runback leaves out (``is_left_out``).

    How much of it is in ``dose``, or in the text of the plan rule named by ``rule``. ``how`` are sentences in
    the order they are done. ``avoid`` are traits that leave it out, ``exercises`` ids that show it.
    """

    id: str
    group: str
    name: str = Field(min_length=1)
    dose: str = ""
    rule: str = ""
    how: tuple[str, ...] = Field(min_length=1)
    avoid: tuple[Trait | Literal["blood_thinners"], ...] = ()
    exercises: tuple[str, ...] = ()
    is_left_out: bool = False
    evidence: tuple[str, ...] = Field(min_length=1)


class RecoveryBook(Entry):
    """The groups and what belongs to each, in the order of the page."""

    groups: tuple[RecoveryGroup, ...] = Field(min_length=1)
    ways: tuple[RecoveryWay, ...] = Field(min_length=1)

    @cached_property
    def by_group(self) -> list[tuple[str, list[RecoveryWay]]]:
        """The title of each group with its ways."""
        return [(group.title, [way for way in self.ways if way.group == group.id]) for group in self.groups]


@cache_by_language
def load_recovery() -> RecoveryBook:
    """What may help between runs; raises ``BrokenRuleBook``."""
    return parse_recovery(read_text(FILE))


def parse_recovery(text: str) -> RecoveryBook:
    """The recovery of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, RecoveryBook, _find_faults)


def _find_faults(book: RecoveryBook) -> Iterator[Fault]:
    groups = {group.id for group in book.groups}
    for way in book.ways:
        if way.group not in groups:
            yield Fault(("ways", way.id, "group"), f"There is no group {way.group}; use {', '.join(sorted(groups))}.")
        if bool(way.dose) == bool(way.rule):
            yield Fault(("ways", way.id), "It needs either a dose or the rule that says how much; give one of them.")
