"""Two clips against each other: a change counts only when it is more than the measuring can make.

The smallest detectable change at 95 % is 1.96 times the standard error of the difference, each
side's own ``error`` in it (Weir JP 2005, J Strength Cond Res 19:231, doi 10.1519/15184.1). How a runner
varies from day to day, and a phone put down elsewhere, come on top and are not known here.
"""

from dataclasses import dataclass
from math import hypot

from runback.form.report import Estimate, FormReport, Metric

SURE = 1.96
SPEED_KMH_SAME = 0.5
"""Two clips within this speed of each other are compared; form changes with speed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in two clips: later less earlier, and the least change that can be detected, in ``unit``."""

    name: str
    before: Estimate
    after: Estimate
    value: float
    detectable: float
    unit: str

    @property
    def is_clear(self) -> bool:
        """Whether the change is more than measuring alone makes."""
        return abs(self.value) > self.detectable


def compare_clips(before: FormReport, after: FormReport) -> tuple[Change, ...]:
    """Every metric that both clips measured, in the later one's order; none for different views or refused clips."""
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
    """Whether both clips were run at one speed; None where one of them was not given."""
    if one_kmh is None or other_kmh is None:
        return None
    return abs(one_kmh - other_kmh) <= SPEED_KMH_SAME
