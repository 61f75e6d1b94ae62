"""Conditions of the rule book: small records parsed from a compact notation.

A condition is a list (all must hold), a mapping with one of ``all``, ``any``, ``not``
or ``count``, or one string:

- ``flag:ces_saddle``  the item is up (answered, said or raised by other answers)
- ``detail:vasc_dvt_pe.breathless``  the item was answered with that option
- ``fact:midline``  a derived fact of red_flags.yaml
- ``said:fever``  a concept of words.yaml was found in the runner's own words
- ``context:pregnant``  a context with that name or beginning with ``pregnant_``
- ``history:load_spike``  the running history shows it
- ``given:numbness``  the question was answered at all
- ``leg_pain:below_knee|both``  an answer is one of these, or a list holds one of them
- ``age_years>=65``  a number compares so

What is not known makes a string false, so a condition without ``not`` can only become
true, never false, as facts are added. That is why triggers may not hold ``not``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runback.domain.intake import CHOICES, LISTS, NUMBERS
from runback.knowledge.reading import BrokenRuleBook

NAMED = ("flag", "detail", "fact", "said", "context", "history", "given")
DERIVED_NUMBERS = ("onset_age_years", "episode_days")
_COMPARISON = re.compile(r"(\w+)(>=|<=|>|<)(\d+(?:\.\d+)?)")
_NAME = re.compile(r"(\w+):([\w.|]+)")


@dataclass(frozen=True, slots=True)
class Named:
    """``kind`` is one of ``NAMED``."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer is one of ``values`` (or a list answer holds one)."""

    key: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """A number compares to ``bound`` (in the key's own unit)."""

    key: str
    sign: str
    bound: float


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``number`` of ``parts`` hold; all of them is ``all``, 1 is ``any``."""

    number: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold (or is not known to); only explanations may use it."""

    part: "Condition"


Condition = Named | Chosen | Compared | AtLeast | Not
ALWAYS = AtLeast(0, ())


def parse_condition(raw: Any, *, place: str) -> Condition:
    """The condition a piece of YAML tells; raises ``BrokenRuleBook`` naming ``place``."""
    if raw is None:
        return ALWAYS
    if isinstance(raw, str):
        return _parse_atom(raw, place)
    if isinstance(raw, list):
        parts = tuple(parse_condition(part, place=place) for part in raw)
        return AtLeast(len(parts), parts)
    if isinstance(raw, Mapping) and len(raw) == 1:
        return _parse_group(*next(iter(raw.items())), place)
    raise BrokenRuleBook(f"{place}: {raw!r} is not a condition")


def _parse_group(word: str, value: Any, place: str) -> Condition:
    if word == "not":
        return Not(parse_condition(value, place=place))
    if word == "count":
        parts = tuple(parse_condition(part, place=place) for part in value["of"])
        return AtLeast(int(value["at_least"]), parts)
    if word not in ("all", "any"):
        raise BrokenRuleBook(f"{place}: a group is all, any, not or count; {word!r} is none")
    parts = tuple(parse_condition(part, place=place) for part in value)
    return AtLeast(1 if word == "any" else len(parts), parts)


def _parse_atom(raw: str, place: str) -> Condition:
    if found := _COMPARISON.fullmatch(raw):
        key, sign, bound = found.groups()
        if key not in NUMBERS and key not in DERIVED_NUMBERS:
            raise BrokenRuleBook(f"{place}: {key!r} is not a number of the answers file")
        return Compared(key, sign, float(bound))
    if not (found := _NAME.fullmatch(raw)):
        raise BrokenRuleBook(f"{place}: {raw!r} is not a condition")
    kind, name = found.groups()
    if kind in NAMED:
        return Named(kind, name)
    values = frozenset(name.split("|"))
    allowed = CHOICES.get(kind) or LISTS.get(kind)
    if allowed is None or not values <= set(allowed):
        raise BrokenRuleBook(f"{place}: {raw!r} names an answer that does not exist")
    return Chosen(kind, values)


def walk_condition(condition: Condition) -> Iterator[Condition]:
    """The condition and every part of it, depth first."""
    yield condition
    if isinstance(condition, AtLeast):
        for part in condition.parts:
            yield from walk_condition(part)
    elif isinstance(condition, Not):
        yield from walk_condition(condition.part)
