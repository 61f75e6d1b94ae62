"""What a runner can try, one change at a time, and the numbers of such an experiment."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from runback.knowledge.exercises import Trait
from runback.knowledge.reading import BY_ID, FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "experiments.yaml"


class UsualNoise(Entry):
    """How morning scores vary on their own: mean, standard deviation (points), correlation of neighbouring days."""

    level: float = Field(ge=0, le=10)
    spread: float = Field(gt=0, le=5)
    likeness: float = Field(ge=0, lt=1)


class ExperimentRules(Entry):
    """The numbers of every experiment.

    ``lengths_days`` are the lengths on offer and ``points`` the differences that can be looked for. ``enough_power``
    is the chance of an answer that a length should have; ``mornings_min`` the scores needed on each side. ``sure`` is
    how likely a direction must be before it is said, ``no_difference`` the same for "no difference that matters".
    Noise is measured in the last ``noise_window_days`` where they have ``noise_mornings_min`` scores.
    """

    lengths_days: tuple[int, ...] = Field(min_length=1)
    points: tuple[int, ...] = Field(min_length=1)
    enough_power: float = Field(gt=0, lt=1)
    mornings_min: int = Field(ge=3)
    sure: float = Field(gt=0.5, lt=1)
    no_difference: float = Field(gt=0.5, lt=1)
    noise_window_days: int = Field(ge=14)
    noise_mornings_min: int = Field(ge=5)
    usual_noise: UsualNoise
    usual_share_logged: float = Field(gt=0, le=1)
    evidence: tuple[str, ...] = Field(min_length=1)


class ChangeToTry(Entry):
    """One change: what to do in blocks with it and without it; ``avoid`` are traits that leave it out."""

    id: str
    name: str = Field(min_length=1)
    with_it: str = Field(min_length=1)
    without_it: str = Field(min_length=1)
    block_days: int = Field(ge=3, le=14)
    settle_days: int = Field(ge=1)
    avoid: tuple[Trait, ...] = ()
    evidence: tuple[str, ...] = Field(min_length=1)


class ExperimentBook(Entry):
    """The rules and the changes by id, in the order of the page."""

    rules: ExperimentRules
    changes: Annotated[Mapping[str, ChangeToTry], BY_ID, FROZEN]


@cache_by_language
def load_experiments() -> ExperimentBook:
    """What can be tried; raises ``BrokenRuleBook``."""
    return parse_experiments(read_text(FILE))


def parse_experiments(text: str) -> ExperimentBook:
    """The experiments of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, ExperimentBook, _find_faults)


def _find_faults(book: ExperimentBook) -> Iterator[Fault]:
    shortest = min(book.rules.lengths_days)
    for change in book.changes.values():
        path = ("changes", change.id)
        if change.settle_days >= change.block_days:
            yield Fault((*path, "settle_days"), "No morning of a block is left; make it smaller than block_days.")
        if 4 * change.block_days > shortest:
            what = f"Two pairs of blocks do not fit into {shortest} days; make it shorter."
            yield Fault((*path, "block_days"), what)
