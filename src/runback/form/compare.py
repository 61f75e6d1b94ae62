"""Compares two clips: a change counts only if it is larger than measurement error.

The smallest detectable change at 95 % is 1.96 times the standard error of the difference, each
side's own ``error`` in it (Weir JP 2005, J Strength Cond Res 19:231, doi 10.1519/15184.1). A runner's
day-to-day variation and the position of the phone add to it and are not known here.
"""

from dataclasses import dataclass
from math import hypot

from runback.form.report import Estimate, FormReport, Metric

SURE = 1.96
SPEED_KMH_SAME = 0.5
"""Two clips within this speed of each other are compared; form changes with speed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in two clips: later minus earlier, and the smallest detectable change, in ``unit``."""

    name: str
    before: Estimate
    after: Estimate
    value: float
    detectable: float
    unit: str

    @property
    def is_clear(self) -> bool:
        """Whether the change is larger than measurement error."""
        return abs(self.value) > self.detectable


def compare_clips(before: FormReport, after: FormReport) -> tuple[Change, ...]:
    """Every metric measured in both clips, in the order of the later one; none for different views or refused clips."""
    if before.view != after.view or before.refused or after.refused:
        return ()
    changes = []
    for name, metric in after.metrics.items():
        earlier = before.metrics.get(name)
        if isinstance(metric, Metric) and isinstance(earlier, Metric):
            one, other = earlier.estimate, metric.estimate
            least = SURE * hypot(one.error, other.error)
            changes.append(Change(name, one, other, other.value - one.value, least, other.unit))
    return tuple(changes)


def is_uneven(metric: Metric) -> bool:
    """Whether left and right differ by more than the smallest detectable difference."""
    part = metric.asymmetry
    return isinstance(part, Estimate) and abs(part.value) > SURE * part.error


def is_same_speed(one_kmh: float | None, other_kmh: float | None) -> bool | None:
    """Whether both clips were run at the same speed; None if one of the speeds is unknown."""
    if one_kmh is None or other_kmh is None:
        return None
    return abs(one_kmh - other_kmh) <= SPEED_KMH_SAME
