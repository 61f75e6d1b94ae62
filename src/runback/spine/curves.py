"""The functions from a coordinate to an OpenSim joint axis, with two derivatives."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.interpolate import CubicSpline

from runback.spine.arrays import Floats

Curve = Callable[[Floats], tuple[Floats, Floats, Floats]]
"""Coordinate values (n,) to the axis' value and its first and second derivative."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """``coefficients`` from the highest power down; two make a line, one a constant."""

    coefficients: tuple[float, ...]

    def __call__(self, at: Floats) -> tuple[Floats, Floats, Floats]:
        """Value, slope and curvature at each coordinate value."""
        if len(self.coefficients) == 1:
            return np.full(at.shape, self.coefficients[0]), np.zeros(at.shape), np.zeros(at.shape)
        if len(self.coefficients) == 2:
            slope, offset = self.coefficients
            return slope * at + offset, np.full(at.shape, slope), np.zeros(at.shape)
        values, slopes, bends = (np.asarray(np.polyval(one, at), dtype=np.float64) for one in self._derivatives())
        return values, slopes, bends

    def _derivatives(self) -> tuple[Floats, Floats, Floats]:
        value = np.array(self.coefficients)
        first = np.polyder(value).astype(np.float64)
        return value, first, np.polyder(first).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Spline:
    """Natural cubic spline, straight beyond its ends, times ``scale``."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    scale: float = 1.0

    def __call__(self, at: Floats) -> tuple[Floats, Floats, Floats]:
        """Value, slope and curvature at each coordinate value."""
        spline = _natural_spline(self.x, self.y, self.scale)
        inside = np.clip(at, self.x[0], self.x[-1])
        slope = spline(inside, 1)
        curvature = np.where(inside == at, spline(inside, 2), 0.0)
        return spline(inside) + slope * (at - inside), slope, curvature


@lru_cache(maxsize=256)
def _natural_spline(x: tuple[float, ...], y: tuple[float, ...], scale: float) -> CubicSpline:
    return CubicSpline(x, np.array(y) * scale, bc_type="natural")


def scaled(curve: Curve, scale: float) -> Curve:
    """``curve`` with its values multiplied (OpenSim's MultiplierFunction)."""
    if isinstance(curve, Polynomial):
        return Polynomial(tuple(scale * c for c in curve.coefficients))
    if isinstance(curve, Spline):
        return Spline(curve.x, curve.y, curve.scale * scale)
    raise TypeError(f"cannot scale {curve!r}")
