"""A finding: a statement about the runner's entries that is larger than chance explains."""

from dataclasses import dataclass

from runback.domain.reason import Fact


@dataclass(frozen=True, slots=True)
class Finding:
    """``say`` is the id of its sentence, ``facts`` are its values, ``chance`` is the p-value of its test."""

    say: str
    facts: tuple[tuple[str, Fact], ...]
    chance: float
