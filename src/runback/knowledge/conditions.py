"""Conditions of the rule book: one notation, small records parsed from it, and one evaluator.

A condition is a list (all must be true), a mapping with one of ``all``, ``any``, ``not`` or
``count`` (``{at_least: 2, of: [...]}``), or one string, ``kind:value`` or a comparison:

- ``leg_pain:below_knee|both``   an answer is one of these, or a list answer holds one of them
- ``given:aggravated_by``        the question was answered at all
- ``context:postpartum``         a context, without its number (postpartum_8w)
- ``flag:bsi_energy``            a red flag is up (answered, said or raised by other answers)
- ``fact:one_sided``             a finding derived from several answers
- ``said:fever``                 heard, and not negated, in the runner's own words
- ``age_years>=65``              a number is known and compares so

Red flags (``RED_FLAGS``) also ask ``detail:vasc_dvt_pe.breathless`` (an item was answered with that
option), ``history:load_spike`` and ``pattern:pars_stress`` (the pattern in first place); their facts
stand in red_flags.yaml and their concepts in words.yaml. Patterns, causes, advice and self-tests
(``RESULTS``) also ask ``test:thomas=positive`` and results so far (``pattern:``, ``cause:``, ``urgency:``,
``running:``).

What is not known makes a string false, so a condition without ``not`` can only become true, never
false, as facts are added. That is why triggers may not hold ``not``.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

from pydantic import PlainValidator

from runback.domain.intake import CHOICES, LISTS, NUMBERS

DERIVED_NUMBERS = ("onset_age_years", "episode_days")
RESULT_FACTS = (
    "one_sided", "both_sided", "midline", "no_back_pain", "leg_free", "sudden", "mechanical", "both_buttocks",
    "night_onset", "longest_run_known",
)  # fmt: skip
_COMPARISON = re.compile(r"(\w+)(>=|<=|>|<)(-?\d+(?:\.\d+)?)")
_WORD = re.compile(r"(\w+):([\w.|=]+)")
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a file may ask besides the answers; ``facts`` and ``numbers`` are None where its loader checks them."""

    kinds: frozenset[str]
    facts: frozenset[str] | None = None
    numbers: frozenset[str] | None = None


_SHARED_KINDS = frozenset({"given", "context", "flag", "fact", "said"})
RED_FLAGS = Vocabulary(
    _SHARED_KINDS | {"detail", "history", "pattern"}, numbers=frozenset({*NUMBERS, *DERIVED_NUMBERS})
)
RESULTS = Vocabulary(
    _SHARED_KINDS | {"test", "pattern", "cause", "urgency", "running", "leg_dominant"}, facts=frozenset(RESULT_FACTS)
)


@dataclass(frozen=True, slots=True)
class Word:
    """``kind`` (an answer's key, or a kind of the vocabulary) has one of ``values``."""

    kind: str
    values: frozenset[str]

    def holds(self, known: "Known") -> bool:
        """Whether it is known to be true."""
        return known.has(self.kind, self.values)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number compares to ``bound`` in its own unit."""

    name: str
    sign: str
    bound: float

    def holds(self, known: "Known") -> bool:
        """Whether it is known to be true."""
        value = known.number(self.name)
        return value is not None and _SIGNS[self.sign](value, self.bound)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``number`` of ``parts`` are true; all of them is ``all``, 1 is ``any``, 0 is always true."""

    number: int
    parts: tuple["Condition", ...]

    def holds(self, known: "Known") -> bool:
        """Whether it is known to be true; looks no further than it must."""
        number, left = self.number, len(self.parts)
        for part in self.parts:
            if number <= 0 or number > left:
                break
            number -= part.holds(known)
            left -= 1
        return number <= 0


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not true, or not known to be."""

    part: "Condition"

    def holds(self, known: "Known") -> bool:
        """Whether its part is not known to be true."""
        return not self.part.holds(known)


Condition = Word | Comparison | AtLeast | Not
ALWAYS = AtLeast(0, ())


class Known(Protocol):
    """What conditions are evaluated on."""

    def has(self, kind: str, values: frozenset[str]) -> bool:
        """Whether that kind is known to have one of the values."""

    def number(self, name: str) -> float | None:
        """The number of that name, None where it is not known."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of one runner: ``words`` by kind or answer key, ``numbers`` by name (units in the names)."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)

    def has(self, kind: str, values: frozenset[str]) -> bool:
        """Whether that kind is known to have one of the values."""
        return not values.isdisjoint(self.words.get(kind, frozenset()))

    def number(self, name: str) -> float | None:
        """The number of that name, None where it is not known."""
        return self.numbers.get(name)


def parse_condition(raw: Any, vocabulary: Vocabulary = RESULTS) -> Condition:
    """The condition that a piece of YAML gives; raises ``ValueError`` naming the part that is not one."""
    if raw is None:
        return ALWAYS
    if isinstance(raw, str):
        return _parse_string(raw, vocabulary)
    if isinstance(raw, list):
        return AtLeast(len(raw), _parse_parts(raw, vocabulary))
    if isinstance(raw, Mapping) and len(raw) == 1:
        return _parse_group(*next(iter(raw.items())), vocabulary)
    raise ValueError(f"{raw!r} is not a condition.")


def _parse_parts(raw: list[Any], vocabulary: Vocabulary) -> tuple[Condition, ...]:
    return tuple(parse_condition(part, vocabulary) for part in raw)


def _parse_group(word: str, value: Any, vocabulary: Vocabulary) -> Condition:
    if word == "not":
        return Not(parse_condition(value, vocabulary))
    if word == "count" and isinstance(value, Mapping) and set(value) == {"at_least", "of"}:
        return AtLeast(int(value["at_least"]), _parse_parts(value["of"], vocabulary))
    if word in ("all", "any") and isinstance(value, list):
        return AtLeast(1 if word == "any" else len(value), _parse_parts(value, vocabulary))
    raise ValueError(f"{word!r} is not all, any, not or count with its parts.")


def _parse_string(raw: str, vocabulary: Vocabulary) -> Condition:
    if found := _COMPARISON.fullmatch(raw):
        name, sign, bound = found.groups()
        if vocabulary.numbers is not None and name not in vocabulary.numbers:
            raise ValueError(f"{raw!r} compares {name}, which is not a number of the answers file.")
        return Comparison(name, sign, float(bound))
    if not (found := _WORD.fullmatch(raw)):
        raise ValueError(f"{raw!r} is not a condition.")
    kind, listed = found.groups()
    values = frozenset(listed.split("|"))
    allowed = CHOICES.get(kind) or LISTS.get(kind) or (vocabulary.facts if kind == "fact" else None)
    if allowed is not None and (unknown := sorted(values - set(allowed))):
        raise ValueError(f"{raw!r} names {unknown[0]}, which is no answer to {kind}; use {', '.join(sorted(allowed))}.")
    if allowed is None and kind not in vocabulary.kinds:
        raise ValueError(f"{raw!r} asks for {kind}, which a condition of this file cannot ask.")
    return Word(kind, values)


When = Annotated[Condition, PlainValidator(parse_condition)]
"""A condition as a field of a record of results: patterns, causes, advice, self-tests."""

FlagWhen = Annotated[Condition, PlainValidator(lambda raw: parse_condition(raw, RED_FLAGS))]
"""A condition as a field of red flags and questions."""


def walk_condition(condition: Condition) -> Iterator[Condition]:
    """The condition and every part of it, depth first."""
    yield condition
    if isinstance(condition, AtLeast):
        for part in condition.parts:
            yield from walk_condition(part)
    elif isinstance(condition, Not):
        yield from walk_condition(condition.part)


def words_of(condition: Condition) -> Iterator[Word]:
    """Every word condition in it, so that loaders can check the names."""
    return (part for part in walk_condition(condition) if isinstance(part, Word))


def stated_words(condition: Condition) -> Iterator[Word]:
    """Every word condition in it that speaks for it: those under a ``not`` are left out."""
    match condition:
        case Word():
            yield condition
        case AtLeast(_, parts):
            for part in parts:
                yield from stated_words(part)


def numbers_of(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in it."""
    return (part for part in walk_condition(condition) if isinstance(part, Comparison))
