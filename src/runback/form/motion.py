"""From keypoints to smooth positions and velocities on a fine time grid, with one fixed filter for every frame rate.

The cut-off is fixed in hertz and not in frames, so that the same movement gives the same
curve at 25 and at 240 frames a second, and the same event rules work for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy import interpolate, signal

from runback.form.keypoints import SIDES, FloatArray, Keypoints, Unit

CUTOFF_HZ = 10.0
"""Second-order Butterworth, applied forwards and backwards; a runner's foot curves are below it."""

GRID_HZ = 250.0
GAP_S_MAX = 0.12
"""The longest gap in a point that is interpolated."""

SEEN_SHARE_MIN = 0.6
"""The smallest share of frames in which a point must be visible to be used at all."""


@dataclass(frozen=True, slots=True)
class Motion:
    """Smooth movement on a grid of ``GRID_HZ``.

    ``time_s`` (n,); ``position`` and ``velocity`` map points to (n, 3) in unit and unit/s,
    NaN in gaps longer than ``GAP_S_MAX``; ``noise`` is the white noise of a raw coordinate.
    """

    time_s: FloatArray
    position: Mapping[str, FloatArray] = field(repr=False)
    velocity: Mapping[str, FloatArray] = field(repr=False)
    noise: Mapping[str, float]
    frame_rate: float
    unit: Unit

    def has(self, *names: str) -> bool:
        """Whether all these points were visible enough."""
        return all(name in self.position for name in names)

    def middle(self, point: str) -> FloatArray | None:
        """Mean of the left and right point, (n, 3); one side if only that is visible; else None."""
        sides = [self.position[f"{side}_{point}"] for side in SIDES if self.has(f"{side}_{point}")]
        if not sides:
            return None
        return np.asarray(np.mean(sides, axis=0))

    def at(self, curve: FloatArray, instants: FloatArray) -> FloatArray:
        """The curve (n,) or (n, k), interpolated at the instants (m,)."""
        return interpolate_at(self.time_s, curve, instants)

    @property
    def smooth_noise_share(self) -> float:
        """Residual noise of a smoothed coordinate as a share of the raw noise."""
        return float(min(1.0, np.sqrt(2 * 0.8 * CUTOFF_HZ / self.frame_rate)))


def interpolate_at(time_s: FloatArray, curve: FloatArray, instants: FloatArray) -> FloatArray:
    """Linear interpolation of a finely sampled curve (n,) or (n, k) at instants (m,)."""
    if curve.ndim == 1:
        return np.asarray(np.interp(instants, time_s, curve))
    return np.stack([np.interp(instants, time_s, curve[:, i]) for i in range(curve.shape[1])], axis=1)


def smooth(keypoints: Keypoints) -> Motion:
    """Interpolate short gaps, filter, and resample to the grid; rarely visible points are left out."""
    rate = keypoints.frame_rate
    start, end = keypoints.time_s[0], keypoints.time_s[-1]
    frames = start + np.arange(int(np.floor((end - start) * rate + 1e-6)) + 1) / rate
    grid = np.arange(frames[0], frames[-1], 1 / GRID_HZ)
    position: dict[str, FloatArray] = {}
    velocity: dict[str, FloatArray] = {}
    noise: dict[str, float] = {}
    for name, values in keypoints.points.items():
        if keypoints.seen_share(name) < SEEN_SHARE_MIN:
            continue
        axes = [_smooth_axis(keypoints.time_s, values[:, axis], frames, grid) for axis in range(3)]
        position[name] = np.stack([axis[0] for axis in axes], axis=1)
        velocity[name] = np.stack([axis[1] for axis in axes], axis=1)
        noise[name] = float(np.nanmedian([axis[2] for axis in axes[:2]]))
    return Motion(grid, position, velocity, noise, rate, keypoints.unit)


def _smooth_axis(
    time_s: FloatArray, values: FloatArray, frames: FloatArray, grid: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    seen = np.isfinite(values)
    if np.mean(seen) < SEEN_SHARE_MIN or seen.sum() < 8 or len(frames) < 16:
        nothing = np.full(len(grid), np.nan)
        return nothing, nothing, float("nan")
    even = interpolate.Akima1DInterpolator(time_s[seen], values[seen], extrapolate=True)(frames)
    low = low_pass(even, 1 / (frames[1] - frames[0]), CUTOFF_HZ)
    spline = interpolate.CubicSpline(frames, low)
    gap = _far_from_seen(time_s[seen], grid)
    position, velocity = spline(grid), spline(grid, 1)
    position[gap], velocity[gap] = np.nan, np.nan
    return position, velocity, _white_noise(even)


def low_pass(values: FloatArray, rate: float, cutoff_hz: float) -> FloatArray:
    """Zero-lag low-pass of values (n,) sampled at ``rate``; unchanged if the rate is too low for the cut-off."""
    if cutoff_hz >= 0.49 * rate:
        return values
    sections = _butterworth(cutoff_hz / (rate / 2))
    padding = min(len(values) - 1, int(rate / 2))
    return np.asarray(signal.sosfiltfilt(sections, values, padlen=padding))


@lru_cache(maxsize=16)
def _butterworth(cutoff: float) -> FloatArray:
    """The filter's sections; ``cutoff`` is a share of half the rate. All points of a clip use the same filter."""
    return np.asarray(signal.butter(2, cutoff, output="sos"))


def _far_from_seen(seen_s: FloatArray, grid: FloatArray) -> FloatArray:
    after = np.clip(np.searchsorted(seen_s, grid), 1, len(seen_s) - 1)
    gap = seen_s[after] - seen_s[after - 1]
    outside = (grid < seen_s[0] - 1e-6) | (grid > seen_s[-1] + 1e-6)
    return np.asarray((gap > GAP_S_MAX) | outside)


def _white_noise(values: FloatArray) -> float:
    """Standard deviation of white noise from fourth differences, robust to outliers (unit of the values)."""
    fourth = np.diff(values, 4)
    return float(np.median(np.abs(fourth)) / 0.6745 / np.sqrt(70)) if len(fourth) else float("nan")
