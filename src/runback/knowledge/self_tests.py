"""The guided self-tests of the rule book: protocol, norm with source, stop rules and what forbids them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from runback.knowledge.conditions import Condition, parse_condition
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "self_tests.yaml"


class Norm(Entry):
    """What counts as low, from other people than runners with back pain; units are the test's own.

    ``low_below`` and ``high_above`` are lines for the weaker side, ``gap_pct_above`` for
    the gap between sides in percent of the better one, ``low_word`` the telling word.
    """

    low_below: float | None = None
    high_above: float | None = None
    gap_pct_above: float | None = None
    low_word: str | None = None
    text: str = Field(min_length=1)
    source: str = Field(min_length=1)


class _SelfTest(Entry):
    id: str
    label: str
    asks: str
    unit: Literal["seconds", "repetitions", "degrees", "word"]
    words: tuple[str, ...] = ()
    keys: Mapping[Literal["left", "right", "weaker", "single"], str]
    kit: str
    steps: tuple[str, ...] = Field(min_length=1)
    seconds_at_most: int = Field(gt=0)
    stop_when: tuple[str, ...] = Field(min_length=1)
    forbidden: tuple[Any, ...]
    instead: str | None = None
    norm: Norm
    evidence: tuple[str, ...] = Field(min_length=1)
    feeds: tuple[str, ...]
    drawing: str = Field(min_length=1)


class _Book(Entry):
    stop_always: tuple[str, ...] = Field(min_length=1)
    not_with: tuple[Any, ...]
    self_tests: tuple[_SelfTest, ...]


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One test. ``keys`` names its results in the answers file by side (left, right, weaker or single).

    ``seconds_at_most`` ends the timer; ``forbidden`` holds conditions under which it is
    not offered, ``instead`` the test to offer then; ``feeds`` the causes its result raises,
    ``drawing`` the figure (report/poses.yaml).
    """

    id: str
    label: str
    asks: str
    unit: str
    words: tuple[str, ...]
    keys: Mapping[str, str]
    kit: str
    steps: tuple[str, ...]
    seconds_at_most: int
    stop_when: tuple[str, ...]
    forbidden: tuple[Condition, ...]
    instead: str | None
    norm: Norm
    evidence: tuple[str, ...]
    feeds: tuple[str, ...]
    drawing: str

    @property
    def has_sides(self) -> bool:
        """Whether left and right are measured apart."""
        return "left" in self.keys


@dataclass(frozen=True, slots=True)
class SelfTestBook:
    """Every test by id, with what stops each of them and when none is offered."""

    tests: Mapping[str, SelfTest]
    stop_always: tuple[str, ...]
    not_with: tuple[Condition, ...]


@cache
def load_self_tests() -> SelfTestBook:
    """The tests in the order they are offered; raises ``BrokenRuleBook``."""
    book = read_yaml(FILE, _Book)
    tests = {raw.id: _read_test(raw, book.stop_always) for raw in book.self_tests}
    if len(tests) < len(book.self_tests):
        raise BrokenRuleBook(f"{FILE}: an id is used twice", path=FILE)
    for test in tests.values():
        if test.instead is not None and test.instead not in tests:
            raise BrokenRuleBook(f"{FILE}: {test.id} offers {test.instead!r} instead, which is no test", path=FILE)
    not_with = tuple(parse_condition(raw, place=f"{FILE}: not_with") for raw in book.not_with)
    return SelfTestBook(MappingProxyType(tests), book.stop_always, not_with)


def _read_test(raw: _SelfTest, stop_always: tuple[str, ...]) -> SelfTest:
    keys = MappingProxyType({str(side): key for side, key in raw.keys.items()})
    forbidden = tuple(parse_condition(part, place=f"{FILE}: {raw.id}.forbidden") for part in raw.forbidden)
    return SelfTest(
        raw.id, raw.label, raw.asks, raw.unit, raw.words, keys, raw.kit, raw.steps,
        raw.seconds_at_most, (*raw.stop_when, *stop_always), forbidden, raw.instead, raw.norm, raw.evidence, raw.feeds,
        raw.drawing,
    )  # fmt: skip
