"""The questionnaires that measure an outcome: wording, score, what change matters, licence, and when they are asked."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from runback.knowledge.reading import Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "instruments.yaml"


class InstrumentItem(Entry):
    """One item of a questionnaire; an answer is 0 to ``max``, or a tick if the score is a count."""

    id: str
    text: str
    max: int = 10


class Important(Entry):
    """The smallest change that matters, in ``points``; ``range`` is what studies found, ``share`` relative."""

    points: float = Field(gt=0)
    range: tuple[float, float] | None = None
    share: float | None = None


class Usual(Entry):
    """What a trial or a cohort reported of this score."""

    text: str
    evidence: str


class Instrument(Entry):
    """One questionnaire; see instruments.yaml. Scores are 0 to ``max``; ``error`` is a change in points.

    ``important`` and ``error`` are None where the score does not measure change.
    """

    id: str
    name: str
    rule: Literal["mean", "count", "given"]
    by_clinician: bool = False
    better: Literal["lower", "higher"]
    max: int
    ask: str
    ends: tuple[str, ...]
    items: tuple[InstrumentItem, ...]
    items_min: int = 0
    items_max: int = 0
    needed: int = Field(ge=1)
    missing: Literal["no", "left_out", "none"]
    important: Important | None = None
    error: float | None = Field(default=None, gt=0)
    source: str
    evidence: tuple[str, ...]
    licence: str
    checked: date
    mark: Literal["S", "K"]
    usual: tuple[Usual, ...]


class FollowUpWeeks(Entry):
    """Weeks after the first check at which outcomes are asked, and how often after the last of them."""

    weeks: tuple[int, ...]
    then_every_weeks: int = Field(gt=0)


class NotShipped(Entry):
    """A questionnaire whose wording may not be reproduced."""

    id: str
    name: str
    why: str


class InstrumentBook(Entry):
    """All of instruments.yaml."""

    follow_up: FollowUpWeeks
    instruments: tuple[Instrument, ...]
    not_shipped: tuple[NotShipped, ...]

    @property
    def by_id(self) -> Mapping[str, Instrument]:
        """The questionnaires by id, in the order they are asked."""
        return {instrument.id: instrument for instrument in self.instruments}


@cache_by_language
def load_instruments() -> InstrumentBook:
    """The questionnaires; raises ``BrokenRuleBook``."""
    return parse_instruments(read_text(FILE))


def parse_instruments(text: str) -> InstrumentBook:
    """The questionnaires of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, InstrumentBook, _find_faults)


def _find_faults(book: InstrumentBook) -> Iterator[Fault]:
    for number, one in enumerate(book.instruments):
        path = ("instruments", number)
        if not one.items and not 0 < one.items_min <= one.items_max:
            yield Fault(
                path, "It has no items and does not say how many the runner writes; give items_min and items_max."
            )
