"""The contributors of the rule book, the rules that raise them, and the phrases that hint at them."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from runback.knowledge.conditions import When
from runback.knowledge.evidence import Grade
from runback.knowledge.reading import BY_ID, FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "causes.yaml"
NONE_CLEAR = "none_clear"


class CauseRule(Entry):
    """When it is true, the cause gains ``weight`` (relative odds); of one ``group`` only the strongest counts.

    ``because`` is the template of its sentence, with ``{number}`` fields from the findings.
    """

    id: str
    group: str
    when: When
    weight: float = Field(ge=0.5, le=4)
    because: str = Field(min_length=1)


class Cause(Entry):
    """One possible contributor, what to do about it and what studies really say."""

    id: str
    label: str
    evidence: tuple[str, ...] = Field(min_length=1)
    grade: Grade
    studies: str = Field(min_length=1)
    what_to_do: str = Field(min_length=1)
    rules: tuple[CauseRule, ...]


class CauseBook(Entry):
    """Every cause by id, the weights that decide what is shown (relative odds), and the hint phrases."""

    shown_from: float = Field(gt=1)
    clear_from: float = Field(gt=1)
    sure_from: float = Field(gt=1)
    heaviest: float = Field(gt=1)
    hints: Annotated[Mapping[str, tuple[str, ...]], FROZEN]
    causes: Annotated[Mapping[str, Cause], BY_ID, FROZEN]

    @cached_property
    def hint_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """One compiled pattern a hint, made at the first use."""
        return {name: re.compile("|".join(phrases), re.IGNORECASE) for name, phrases in self.hints.items()}


@cache_by_language
def load_causes() -> CauseBook:
    """The causes in the order of the file; raises ``BrokenRuleBook``."""
    return parse_causes(read_text(FILE))


def parse_causes(text: str) -> CauseBook:
    """The causes of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, CauseBook, _find_faults)


def _find_faults(book: CauseBook) -> Iterator[Fault]:
    if NONE_CLEAR not in book.causes:
        yield Fault(("causes",), f"The cause {NONE_CLEAR} is missing; it is shown where nothing is clear.")
