"""What every rule has, and curves between points."""

import itertools
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from runback.knowledge.reading import Entry

Grade = Literal["high", "moderate", "low", "very low"]
RuleSource = Literal["published", "convention", "ours"]


def _ascend(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    if any(a[0] >= b[0] for a, b in itertools.pairwise(points)):
        raise ValueError("the points of a curve ascend in their first number")
    return points


Curve = Annotated[tuple[tuple[float, float], ...], Field(min_length=1), AfterValidator(_ascend)]
"""Points (x, y), x ascending; read it with ``value_at``."""


def value_at(curve: Curve, x: float) -> float:
    """The value at ``x`` on straight lines through the points, flat beyond the ends."""
    if x <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(curve):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return curve[-1][1]


def step_at(curve: Curve, x: float) -> float:
    """The value of the last point at or below ``x``, for curves that are steps."""
    return next((y for point, y in reversed(curve) if x >= point), curve[0][1])


class Rule(Entry):
    """One rule: its id, its plain text, and how well it is supported. Subclasses add its numbers, units in names."""

    id: str
    source: RuleSource
    grade: Grade
    evidence: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=10)
