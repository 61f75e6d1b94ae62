"""The pieces of advice of the rule book and when each is given."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Annotated

from pydantic import Field

from runback.knowledge.conditions import When
from runback.knowledge.reading import FROZEN, Entry, Fault, parse_yaml, read_text

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


class AdviceBook(Entry):
    """The advice in the order it is given; ``at_most`` pieces unless more are given always.

    Where a key of ``exclusions`` is given, the pieces it names are not.
    """

    at_most: int = Field(gt=0)
    exclusions: Annotated[Mapping[str, tuple[str, ...]], FROZEN] = {}
    rules: tuple[AdviceRule, ...] = Field(alias="advice")

    @cached_property
    def by_id(self) -> dict[str, AdviceRule]:
        """Advice by its id, for the evidence behind a piece that was given."""
        return {rule.id: rule for rule in self.rules}


@cache
def load_advice() -> AdviceBook:
    """The advice, most urgent first; raises ``BrokenRuleBook``."""
    return parse_advice(read_text(FILE))


def parse_advice(text: str) -> AdviceBook:
    """The advice of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, AdviceBook, _find_faults)


def _find_faults(book: AdviceBook) -> Iterator[Fault]:
    """Exclusions of pieces that do not exist, and pairs that would drop each other."""
    for stronger, weaker in book.exclusions.items():
        for unknown in (one for one in (stronger, *weaker) if one not in book.by_id):
            yield Fault(("exclusions", stronger), f"There is no advice {unknown}; use an id of this file.")
        for one in weaker:
            if stronger in book.exclusions.get(one, ()):
                yield Fault(("exclusions", stronger), f"{stronger} and {one} exclude each other; keep one of the two.")
