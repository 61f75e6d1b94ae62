"""The patterns of the rule book: what low-back pain in runners can resemble, and what speaks for each."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from runback.knowledge.conditions import When
from runback.knowledge.reading import BY_ID, FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "patterns.yaml"
RATIO_LOW, RATIO_HIGH = 0.3, 4.0
Family = Literal["muscle", "bone_joint", "disc", "other"]


class Feature(Entry):
    """One finding that makes a pattern more (``lr`` > 1) or less likely; ``lr`` is a likelihood ratio."""

    id: str
    when: When
    lr: float = Field(ge=RATIO_LOW, le=RATIO_HIGH)
    because: str = Field(min_length=1)
    source: str = Field(min_length=1)
    mark: Literal["S", "K", "S+K"]


class Pattern(Entry):
    """One pattern: ``prior`` is its weight among all patterns, ``cap`` the most confidence that may be shown."""

    id: str
    label: str
    family: Family
    prior: float = Field(gt=0, lt=1)
    cap: float = Field(ge=0.5, le=0.8)
    description: str
    evidence: tuple[str, ...] = Field(min_length=1)
    tell_apart: str
    running: str
    strength: str
    stretching: str
    features: tuple[Feature, ...] = Field(min_length=1)


class PatternBook(Entry):
    """Every pattern by id, with the thresholds that decide when a result is called mixed (probabilities).

    ``population`` is the evidence for how common the patterns are.
    """

    display_threshold: float = Field(gt=0, lt=1)
    mixed_gap: float = Field(gt=0, lt=1)
    population: tuple[str, ...]
    families: Annotated[Mapping[Family, str], FROZEN]
    patterns: Annotated[Mapping[str, Pattern], BY_ID, FROZEN]


@cache_by_language
def load_patterns() -> PatternBook:
    """The patterns in the order of the file; raises ``BrokenRuleBook``."""
    return parse_patterns(read_text(FILE))


def parse_patterns(text: str) -> PatternBook:
    """The patterns of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, PatternBook, _find_faults)


def _find_faults(book: PatternBook) -> Iterator[Fault]:
    for pattern in book.patterns.values():
        if pattern.family not in book.families:
            yield Fault(("patterns", pattern.id, "family"), f"There is no family {pattern.family}; add it to families.")
