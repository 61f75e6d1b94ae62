"""The contributors of the rule book, the rules that raise them, and the phrases that hint at them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from pydantic import Field

from runback.knowledge.conditions import Condition, parse_condition
from runback.knowledge.evidence import Grade
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "causes.yaml"
NONE_CLEAR = "none_clear"


class _Rule(Entry):
    id: str
    group: str
    when: Any
    weight: float = Field(ge=0.5, le=4)
    because: str = Field(min_length=1)


class _Cause(Entry):
    id: str
    label: str
    evidence: tuple[str, ...] = Field(min_length=1)
    grade: Grade
    studies: str = Field(min_length=1)
    what_to_do: str = Field(min_length=1)
    rules: tuple[_Rule, ...]


class _Book(Entry):
    shown_from: float = Field(gt=1)
    clear_from: float = Field(gt=1)
    sure_from: float = Field(gt=1)
    heaviest: float = Field(gt=1)
    hints: Mapping[str, tuple[str, ...]]
    causes: tuple[_Cause, ...]


@dataclass(frozen=True, slots=True)
class CauseRule:
    """When it holds, the cause gains ``weight`` (relative odds); of one ``group`` only the strongest counts.

    ``because`` is a sentence with ``{number}`` fields filled from the findings.
    """

    id: str
    group: str
    when: Condition
    weight: float
    because: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One possible contributor, what to do about it and what studies really say."""

    id: str
    label: str
    evidence: tuple[str, ...]
    grade: Grade
    studies: str
    what_to_do: str
    rules: tuple[CauseRule, ...]


@dataclass(frozen=True)
class CauseBook:
    """Every cause by id, the weights that decide what is shown (relative odds), and the hint phrases."""

    causes: Mapping[str, Cause]
    hints: Mapping[str, tuple[str, ...]]
    shown_from: float
    clear_from: float
    sure_from: float
    heaviest: float

    @cached_property
    def hint_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """One compiled pattern a hint, made at the first use."""
        return {name: re.compile("|".join(phrases), re.IGNORECASE) for name, phrases in self.hints.items()}


@cache
def load_causes() -> CauseBook:
    """The causes in the order of the file; raises ``BrokenRuleBook``."""
    book = read_yaml(FILE, _Book)
    causes = {raw.id: _read_cause(raw) for raw in book.causes}
    if len(causes) < len(book.causes) or NONE_CLEAR not in causes:
        raise BrokenRuleBook(f"{FILE}: an id is used twice, or {NONE_CLEAR} is missing", path=FILE)
    return CauseBook(
        MappingProxyType(causes),
        MappingProxyType(dict(book.hints)),
        book.shown_from,
        book.clear_from,
        book.sure_from,
        book.heaviest,
    )


def _read_cause(raw: _Cause) -> Cause:
    if len({rule.id for rule in raw.rules}) < len(raw.rules):
        raise BrokenRuleBook(f"{FILE}: {raw.id} uses a rule id twice", path=FILE)
    rules = tuple(
        CauseRule(
            rule.id,
            rule.group,
            parse_condition(rule.when, place=f"{FILE}: {raw.id}.{rule.id}"),
            rule.weight,
            rule.because,
        )
        for rule in raw.rules
    )
    return Cause(raw.id, raw.label, raw.evidence, raw.grade, raw.studies, raw.what_to_do, rules)
