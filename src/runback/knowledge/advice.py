"""The pieces of advice of the rule book and when each is given."""

from collections.abc import Collection
from functools import cached_property

from pydantic import Field

from runback.knowledge.conditions import When
from runback.knowledge.reading import Entry, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "advice.yaml"


class AdviceRule(Entry):
    """One piece of advice; those given ``always`` are never left out for shortness.

    Only those with ``in_emergency`` are given when help is needed now.
    """

    id: str
    when: When
    evidence: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=1)
    always: bool = False
    in_emergency: bool = False


class Exclusion(Entry):
    """Where a line of ``keeps`` is given, those of ``drops`` are left out; ids of advice or of wording.yaml."""

    keeps: tuple[str, ...] = Field(min_length=1)
    drops: tuple[str, ...] = Field(min_length=1)
    because: str = Field(min_length=1)


class AdviceBook(Entry):
    """The advice in the order it is given; ``at_most`` pieces unless more are given always."""

    at_most: int = Field(gt=0)
    exclusions: tuple[Exclusion, ...]
    rules: tuple[AdviceRule, ...] = Field(alias="advice")

    @cached_property
    def by_id(self) -> dict[str, AdviceRule]:
        """Advice by its id, for the evidence behind a piece that was given."""
        return {rule.id: rule for rule in self.rules}

    def find_excluded(self, given: Collection[str]) -> frozenset[str]:
        """Those of the given lines that may not be shown with another of them; a line that is dropped drops nothing."""
        left = set(given)
        for exclusion in self.exclusions:
            if not left.isdisjoint(exclusion.keeps):
                left -= set(exclusion.drops)
        return frozenset(given) - left


@cache_by_language
def load_advice() -> AdviceBook:
    """The advice, most urgent first; raises ``BrokenRuleBook``."""
    return parse_advice(read_text(FILE))


def parse_advice(text: str) -> AdviceBook:
    """The advice of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, AdviceBook)
