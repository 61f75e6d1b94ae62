"""A value that the rule text leaves open: what is claimed of a plan must hold at both ends."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and the highest reading of one value."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Span | None":
        """The span of several readings; None without any."""
        known = list(values)
        return cls(min(known), max(known)) if known else None

    @classmethod
    def at(cls, value: float) -> "Span":
        """A value that can be read in one way only."""
        return cls(value, value)
