"""When a feature, cause or advice of the rule book applies: conditions over the findings of one runner.

A condition is a list (all must hold), a mapping with one of ``all``, ``any``, ``not`` or
``count`` (``{at_least: 2, of: [...]}``), or one string:

- ``leg_pain:below_knee|both``   an answer is one of these, or a list answer holds one of them
- ``given:aggravated_by``        the question was answered
- ``context:postpartum``         a context (without its number: postpartum_8w)
- ``flag:bsi_energy``            a red flag is up
- ``fact:one_sided``             a finding derived from several answers (``FACTS``)
- ``said:long_sits``             a phrase of causes.yaml stands, not negated, in the runner's words
- ``test:thomas=positive``       a self-test was answered with that word
- ``pattern:facet_arthritic``, ``cause:gradient``, ``urgency:self_care_ok``  a result so far
- ``age_years>=65``              a number is known and compares so

What is not known makes a string false.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runback.domain.intake import CHOICES, LISTS
from runback.knowledge.reading import BrokenRuleBook

FACTS = (
    "one_sided", "both_sided", "midline", "no_back_pain", "leg_free", "sudden", "mechanical", "both_buttocks",
    "night_onset", "longest_run_known",
)  # fmt: skip
KINDS = ("given", "context", "flag", "fact", "said", "test", "pattern", "cause", "urgency", "running", "leg_dominant")
_COMPARISON = re.compile(r"(\w+)(>=|<=|>|<)(-?\d+(?:\.\d+)?)")
_WORD = re.compile(r"(\w+):([\w.|=]+)")


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of one runner: ``words`` by kind or answer key, ``numbers`` by name (units in the names)."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Word:
    """``kind`` holds one of ``values``."""

    kind: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number compares to ``bound`` in its own unit."""

    name: str
    sign: str
    bound: float


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``number`` of ``parts`` hold; all of them is ``all``, 1 is ``any``, 0 always holds."""

    number: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold, or is not known to."""

    part: "Condition"


Condition = Word | Comparison | AtLeast | Not


def holds(condition: Condition, findings: Findings) -> bool:
    """Whether the condition holds for these findings."""
    match condition:
        case Word(kind, values):
            return not values.isdisjoint(findings.words.get(kind, frozenset()))
        case Comparison(name, sign, bound):
            return name in findings.numbers and _compare(findings.numbers[name], sign, bound)
        case AtLeast(number, parts):
            return sum(holds(part, findings) for part in parts) >= number
        case Not(part):
            return not holds(part, findings)


def _compare(value: float, sign: str, bound: float) -> bool:
    match sign:
        case ">=":
            return value >= bound
        case "<=":
            return value <= bound
        case ">":
            return value > bound
    return value < bound


def parse_condition(raw: Any, *, place: str) -> Condition:
    """The condition a piece of YAML tells; raises ``BrokenRuleBook`` naming ``place``."""
    if raw is None:
        return AtLeast(0, ())
    if isinstance(raw, str):
        return _parse_string(raw, place)
    if isinstance(raw, list):
        parts = tuple(parse_condition(part, place=place) for part in raw)
        return AtLeast(len(parts), parts)
    if isinstance(raw, Mapping) and len(raw) == 1:
        return _parse_group(*next(iter(raw.items())), place)
    raise BrokenRuleBook(f"{place}: {raw!r} is not a condition", path=place)


def _parse_group(word: str, value: Any, place: str) -> Condition:
    if word == "not":
        return Not(parse_condition(value, place=place))
    if word == "count" and isinstance(value, Mapping) and set(value) == {"at_least", "of"}:
        return AtLeast(int(value["at_least"]), tuple(parse_condition(part, place=place) for part in value["of"]))
    if word in ("all", "any") and isinstance(value, list):
        parts = tuple(parse_condition(part, place=place) for part in value)
        return AtLeast(1 if word == "any" else len(parts), parts)
    raise BrokenRuleBook(f"{place}: {word!r} is not all, any, not or count with its parts", path=place)


def _parse_string(raw: str, place: str) -> Condition:
    if found := _COMPARISON.fullmatch(raw):
        name, sign, bound = found.groups()
        return Comparison(name, sign, float(bound))
    if not (found := _WORD.fullmatch(raw)):
        raise BrokenRuleBook(f"{place}: {raw!r} is not a condition", path=place)
    kind, listed = found.groups()
    values = frozenset(listed.split("|"))
    allowed = CHOICES.get(kind) or LISTS.get(kind) or (FACTS if kind == "fact" else None)
    if allowed is not None and not values <= set(allowed):
        raise BrokenRuleBook(f"{place}: {raw!r} names an answer that does not exist", path=place)
    if allowed is None and kind not in KINDS:
        raise BrokenRuleBook(f"{place}: {kind!r} is not something a condition can ask", path=place)
    return Word(kind, values)


def words_of(condition: Condition) -> Iterator[Word]:
    """Every word condition in it, depth first, so that loaders can check the names."""
    match condition:
        case Word():
            yield condition
        case AtLeast(_, parts):
            for part in parts:
                yield from words_of(part)
        case Not(part):
            yield from words_of(part)


def numbers_of(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in it, depth first."""
    match condition:
        case Comparison():
            yield condition
        case AtLeast(_, parts):
            for part in parts:
                yield from numbers_of(part)
        case Not(part):
            yield from numbers_of(part)
