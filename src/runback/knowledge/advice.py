"""The pieces of advice of the rule book and when each is given."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import Field

from runback.knowledge.conditions import Condition, parse_condition
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "advice.yaml"


class _Advice(Entry):
    id: str
    when: Any
    evidence: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=1)
    always: bool = False
    in_emergency: bool = False


class _Book(Entry):
    at_most: int = Field(gt=0)
    advice: tuple[_Advice, ...]


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """One piece of advice; ``is_essential`` ones are never left out for shortness.

    Only those with ``in_emergency`` are given when help is needed now.
    """

    id: str
    when: Condition
    evidence: tuple[str, ...]
    text: str
    is_essential: bool
    in_emergency: bool


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """The advice in the order it is given; ``at_most`` pieces unless more are essential."""

    rules: tuple[AdviceRule, ...]
    at_most: int

    @property
    def by_id(self) -> dict[str, AdviceRule]:
        """Advice by its id, for the evidence behind a piece that was given."""
        return {rule.id: rule for rule in self.rules}


@cache
def load_advice() -> AdviceBook:
    """The advice, most urgent first; raises ``BrokenRuleBook``."""
    book = read_yaml(FILE, _Book)
    if len({raw.id for raw in book.advice}) < len(book.advice):
        raise BrokenRuleBook(f"{FILE}: an id is used twice", path=FILE)
    rules = (
        AdviceRule(
            raw.id,
            parse_condition(raw.when, place=f"{FILE}: {raw.id}"),
            raw.evidence,
            raw.text,
            raw.always,
            raw.in_emergency,
        )
        for raw in book.advice
    )
    return AdviceBook(tuple(rules), book.at_most)
