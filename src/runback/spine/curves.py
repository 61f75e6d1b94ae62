"""The functions by which an OpenSim joint axis follows its coordinate, with two derivatives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from runback.spine.arrays import Floats

Curve = Callable[[Floats], tuple[Floats, Floats, Floats]]
"""Coordinate values (n,) to the axis' value and its first and second derivative."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """``coefficients`` highest power first; a line is two of them, a constant one."""

    coefficients: tuple[float, ...]

    def __call__(self, at: Floats) -> tuple[Floats, Floats, Floats]:
        """Value, slope and curvature at each coordinate value."""
        first = np.polyder(np.array(self.coefficients))
        return np.polyval(self.coefficients, at), np.polyval(first, at), np.polyval(np.polyder(first), at)


@dataclass(frozen=True, slots=True, eq=False)
class Spline:
    """Natural cubic spline, straight beyond its ends, times ``scale``."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    scale: float = 1.0

    def __call__(self, at: Floats) -> tuple[Floats, Floats, Floats]:
        """Value, slope and curvature at each coordinate value."""
        spline = CubicSpline(self.x, np.array(self.y) * self.scale, bc_type="natural")
        inside = np.clip(at, self.x[0], self.x[-1])
        slope = spline(inside, 1)
        curvature = np.where(inside == at, spline(inside, 2), 0.0)
        return spline(inside) + slope * (at - inside), slope, curvature


def scaled(curve: Curve, scale: float) -> Curve:
    """``curve`` with its values multiplied (OpenSim's MultiplierFunction)."""
    if isinstance(curve, Polynomial):
        return Polynomial(tuple(scale * c for c in curve.coefficients))
    if isinstance(curve, Spline):
        return Spline(curve.x, curve.y, curve.scale * scale)
    raise TypeError(f"cannot scale {curve!r}")
