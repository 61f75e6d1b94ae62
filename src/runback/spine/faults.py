"""Faults of a recording that show in its numbers: missing rows, and values that jump. Rows count from 1."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from runback.spine.arrays import Flags, Floats
from runback.spine.names import TRANSLATIONS

FILLED_S = 0.055
"""A gap up to this long can be interpolated smoothly; during a longer one a runner's joints reverse direction."""
_GAP = 1.5
_UNEVEN = 0.25
_LEAST_ROWS = 12
_END_WEIGHTS = (0.4, 0.9)
"""For the first row (a line through the next two) and the second (a parabola through its three neighbours)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing rows after ``row``, between two instants in s."""

    row: int
    start_s: float
    end_s: float

    @property
    def seconds(self) -> float:
        """How long nothing was recorded."""
        return self.end_s - self.start_s


def find_gaps(time_s: Floats) -> list[Gap]:
    """Every step of the increasing ``time_s`` (n,) that is more than one and a half times the usual one."""
    steps = np.diff(time_s)
    after = np.flatnonzero(steps > _GAP * np.median(steps))
    return [Gap(int(row) + 1, float(time_s[row]), float(time_s[row + 1])) for row in after]


@dataclass(frozen=True, slots=True)
class _Limits:
    """When a value counts as off its neighbours: at least this, this per s of a row, this many times the noise."""

    least: float
    speed_s: float
    noise: float


_CLEAR = {True: _Limits(0.02, 2.0, 10.0), False: _Limits(np.radians(2.0), np.radians(600.0), 10.0)}
_LIKELY = {True: _Limits(0.005, 0.5, 30.0), False: _Limits(np.radians(1.0), np.radians(100.0), 30.0)}
"""For lengths (True) in m and angles in rad. No joint of six recordings comes within half of these: what a runner's own
movement deviates from its neighbours grows with the square of the row interval, and noise is measured per column."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A value that its neighbours rule out: how far off it is (rad or m), and whether that is certain."""

    name: str
    row: int
    time_s: float
    off: float
    is_clear: bool

    @property
    def words(self) -> str:
        """The deviation with its unit."""
        return f"{self.off:.2g} m" if self.name in TRANSLATIONS else f"{np.degrees(self.off):.3g} degrees"


def find_jumps(coordinates: Mapping[str, Floats], time_s: Floats) -> list[Jump]:
    """The worst impossible value of each coordinate (rad or m), certain ones first."""
    if len(time_s) < _LEAST_ROWS:
        return []
    row_s = float(np.median(np.diff(time_s)))
    is_even = _even_around(time_s, row_s)
    jumps = [_worst(name, values, time_s, row_s, is_even) for name, values in coordinates.items()]
    return sorted((jump for jump in jumps if jump is not None), key=lambda one: not one.is_clear)


def _worst(name: str, values: Floats, time_s: Floats, row_s: float, is_even: Flags) -> Jump | None:
    off, noise = _off_neighbours(values)
    off = np.where(is_even, off, 0.0)
    row = int(np.argmax(off))
    is_length = name in TRANSLATIONS
    for limits, is_clear in ((_CLEAR[is_length], True), (_LIKELY[is_length], False)):
        if off[row] > max(limits.least, limits.speed_s * row_s, limits.noise * noise[row]):
            weight = _END_WEIGHTS[min(row, len(off) - 1 - row)] if row in {0, 1, len(off) - 2, len(off) - 1} else 1.0
            return Jump(name, row + 1, float(time_s[row]), float(off[row]) / weight, is_clear)
    return None


def _off_neighbours(values: Floats) -> tuple[Floats, Floats]:
    """How far each value is off a curve through its neighbours, and how much of that is typical for the column.

    The curve is a cubic through two neighbours on either side; at the ends fewer, weighted so that a jump next to a row
    never counts more in that row than in its own.
    """
    inner = np.abs(values[2:-2] - (4.0 * (values[1:-3] + values[3:-1]) - values[:-4] - values[4:]) / 6.0)
    off = np.pad(inner, 2)
    noise = np.full(len(off), _usual(inner))
    for ahead, rows in ((values, (0, 1)), (values[::-1], (-1, -2))):
        first = _END_WEIGHTS[0] * np.abs(ahead[:-2] - 2.0 * ahead[1:-1] + ahead[2:])
        second = _END_WEIGHTS[1] * np.abs(ahead[1:-2] - ahead[2:-1] - (ahead[:-3] - ahead[3:]) / 3.0)
        off[list(rows)] = first[0], second[0]
        noise[list(rows)] = _usual(first), _usual(second)
    return off, noise


def _usual(off: Floats) -> float:
    return 1.4826 * float(np.median(off))


def _even_around(time_s: Floats, row_s: float) -> Flags:
    """Which rows have even time steps for two rows before and after them."""
    is_even = np.pad(np.abs(np.diff(time_s) - row_s) <= _UNEVEN * row_s, 2, constant_values=True)
    around: Flags = is_even[:-3] & is_even[1:-2] & is_even[2:-1] & is_even[3:]
    return around
