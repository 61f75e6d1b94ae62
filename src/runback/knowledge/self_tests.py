"""The guided self-tests of the rule book: protocol, norm with source, stop rules and what forbids them."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from runback.knowledge.conditions import When
from runback.knowledge.reading import BY_ID, FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "self_tests.yaml"
Side = Literal["left", "right", "weaker", "single"]


class Norm(Entry):
    """What counts as low, from other people than runners with back pain; units are the test's own.

    ``low_below`` and ``high_above`` are lines for the weaker side, ``gap_pct_above`` for
    the gap between sides in percent of the better one, ``low_word`` the word for a low result.
    """

    low_below: float | None = None
    high_above: float | None = None
    gap_pct_above: float | None = None
    low_word: str | None = None
    text: str = Field(min_length=1)
    source: str = Field(min_length=1)


class SelfTest(Entry):
    """One test. ``keys`` names its results in the answers file by side (left, right, weaker or single).

    ``seconds_at_most`` ends the timer; ``stop_when`` has its own reasons to stop and those of every
    test; ``forbidden`` holds conditions under which it is not offered, ``instead`` the test to offer
    then; ``feeds`` the causes its result raises, ``drawing`` the figure (report/poses.yaml).
    """

    id: str
    label: str
    asks: str
    unit: Literal["seconds", "repetitions", "degrees", "centimetres", "word"]
    words: tuple[str, ...] = ()
    keys: Annotated[Mapping[Side, str], FROZEN]
    kit: str
    steps: tuple[str, ...] = Field(min_length=1)
    seconds_at_most: int = Field(gt=0)
    stop_when: tuple[str, ...] = Field(min_length=1)
    forbidden: tuple[When, ...]
    instead: str | None = None
    norm: Norm
    evidence: tuple[str, ...] = Field(min_length=1)
    feeds: tuple[str, ...]
    drawing: str = Field(min_length=1)

    @property
    def has_sides(self) -> bool:
        """Whether left and right are measured apart."""
        return "left" in self.keys


class SelfTestBook(Entry):
    """Every test by id, with what stops each of them and when none is offered."""

    stop_always: tuple[str, ...] = Field(min_length=1)
    not_with: tuple[When, ...]
    tests: Annotated[Mapping[str, SelfTest], BY_ID, FROZEN] = Field(alias="self_tests")

    @model_validator(mode="before")
    @classmethod
    def _stop_always(cls, raw: Any) -> Any:
        """What stops every test applies to each of them."""
        always, tests = raw.get("stop_always"), raw.get("self_tests")
        if not isinstance(always, list) or not isinstance(tests, list):
            return raw
        return {**raw, "self_tests": [_add_stops(test, always) for test in tests]}


def _add_stops(test: Any, always: list[Any]) -> Any:
    own = test.get("stop_when") if isinstance(test, dict) else None
    return {**test, "stop_when": [*own, *always]} if isinstance(own, list) and own else test


@cache_by_language
def load_self_tests() -> SelfTestBook:
    """The tests in the order they are offered; raises ``BrokenRuleBook``."""
    return parse_self_tests(read_text(FILE))


def parse_self_tests(text: str) -> SelfTestBook:
    """The self-tests of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, SelfTestBook, _find_faults)


def _find_faults(book: SelfTestBook) -> Iterator[Fault]:
    for test in book.tests.values():
        path = ("self_tests", test.id)
        if test.instead is not None and test.instead not in book.tests:
            yield Fault((*path, "instead"), f"It offers {test.instead} instead, and there is no such test.")
        if (word := test.norm.low_word) is not None and word not in test.words:
            yield Fault((*path, "norm", "low_word"), f"{word} is none of its words; use {', '.join(test.words)}.")
