"""The patterns of the rule book: what low-back pain in runners can resemble, and what speaks for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from runback.knowledge.conditions import Condition, parse_condition
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "patterns.yaml"
RATIO_LOW, RATIO_HIGH = 0.3, 4.0
Family = Literal["muscle", "bone_joint", "disc", "other"]


class _Feature(Entry):
    id: str
    when: Any
    lr: float = Field(ge=RATIO_LOW, le=RATIO_HIGH)
    because: str = Field(min_length=1)
    source: str = Field(min_length=1)
    mark: Literal["S", "K", "S+K"]


class _Pattern(Entry):
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
    features: tuple[_Feature, ...] = Field(min_length=1)


class _Book(Entry):
    display_threshold: float = Field(gt=0, lt=1)
    mixed_gap: float = Field(gt=0, lt=1)
    population: tuple[str, ...]
    families: Mapping[Family, str]
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One finding that makes a pattern more (``lr`` > 1) or less likely; ``lr`` is a likelihood ratio."""

    id: str
    when: Condition
    lr: float
    because: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: ``prior`` is normalised over all patterns, ``cap`` the most confidence that may be shown."""

    id: str
    label: str
    family: Family
    prior: float
    cap: float
    description: str
    evidence: tuple[str, ...]
    tell_apart: str
    running: str
    strength: str
    stretching: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class PatternBook:
    """Every pattern by id, with the thresholds that decide when a result is called mixed (probabilities)."""

    patterns: Mapping[str, Pattern]
    families: Mapping[Family, str]
    display_threshold: float
    mixed_gap: float


@cache
def load_patterns() -> PatternBook:
    """The patterns with normalised priors; raises ``BrokenRuleBook``."""
    book = read_yaml(FILE, _Book)
    total = sum(pattern.prior for pattern in book.patterns)
    patterns = {raw.id: _read_pattern(raw, total) for raw in book.patterns}
    _refuse_repeats((raw.id for raw in book.patterns), "pattern")
    return PatternBook(
        MappingProxyType(patterns), MappingProxyType(dict(book.families)), book.display_threshold, book.mixed_gap
    )


def _read_pattern(raw: _Pattern, total: float) -> Pattern:
    _refuse_repeats((feature.id for feature in raw.features), f"feature of {raw.id}")
    features = tuple(
        Feature(
            feature.id,
            parse_condition(feature.when, place=f"{FILE}: {raw.id}.{feature.id}"),
            feature.lr,
            feature.because,
            feature.source,
            feature.mark,
        )
        for feature in raw.features
    )
    return Pattern(
        raw.id, raw.label, raw.family, raw.prior / total, raw.cap, raw.description, raw.evidence,
        raw.tell_apart, raw.running, raw.strength, raw.stretching, features,
    )  # fmt: skip


def _refuse_repeats(ids: Iterable[str], what: str) -> None:
    listed = list(ids)
    if len(set(listed)) < len(listed):
        raise BrokenRuleBook(f"{FILE}: an id is used twice for a {what}", path=FILE)
