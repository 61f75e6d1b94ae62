"""The runner's own average movement around an event, and each stride's shift relative to it.

One frame at 30 a second is 33 ms. Strides fall on different phases of the frames, so their
average around an event has a finer resolution than any single one; the event is read from the average once
and transferred to each stride by the shift that fits its whole movement best.
"""

from collections.abc import Sequence

import numpy as np

from runback.form.keypoints import FloatArray
from runback.form.motion import GRID_HZ, interpolate_at

ROUNDS = 3
SHIFT_S_MAX = 0.045


def align(
    curves: FloatArray, anchors: Sequence[float], before_s: float, after_s: float
) -> tuple[FloatArray, FloatArray]:
    """Align each stride with the average of the others.

    ``curves`` (n, k) on the grid, ``anchors`` first guesses as grid positions in s from the
    grid's start. Returns the shifted anchors (m,), NaN if the window exceeds the curves, and
    the average window (w, k) on ``window_s(before_s, after_s)``.
    """
    lags = window_s(before_s, after_s)
    time_s = np.arange(len(curves)) / GRID_HZ
    moved = np.array(anchors, dtype=np.float64)
    inside = (moved - before_s - SHIFT_S_MAX > 0) & (moved + after_s + SHIFT_S_MAX < time_s[-1])
    windows = np.stack([interpolate_at(time_s, curves, anchor + lags) for anchor in moved])
    usable = inside & np.isfinite(windows).all(axis=(1, 2))
    moved[~usable] = np.nan
    if usable.sum() < 2:
        return moved, windows[usable].mean(axis=0) if usable.any() else np.empty((0, curves.shape[1]))
    scale = windows[usable].std(axis=(0, 1)) + 1e-9
    start = moved.copy()
    for _ in range(ROUNDS):
        windows[usable] = [interpolate_at(time_s, curves, anchor + lags) for anchor in moved[usable]]
        total, count = windows[usable].sum(axis=0), int(usable.sum())
        for row in np.flatnonzero(usable):
            others = (total - windows[row]) / (count - 1)
            best = _best_shift(curves / scale, time_s, moved[row], lags, others / scale)
            moved[row] = np.clip(moved[row] + best, start[row] - SHIFT_S_MAX, start[row] + SHIFT_S_MAX)
        moved[usable] -= np.mean(moved[usable] - start[usable])
    windows[usable] = [interpolate_at(time_s, curves, anchor + lags) for anchor in moved[usable]]
    return moved, windows[usable].mean(axis=0)


def window_s(before_s: float, after_s: float) -> FloatArray:
    """Lags of a window's samples in s."""
    return np.asarray(np.arange(-round(before_s * GRID_HZ), round(after_s * GRID_HZ) + 1) / GRID_HZ)


def _best_shift(curves: FloatArray, time_s: FloatArray, anchor: float, lags: FloatArray, target: FloatArray) -> float:
    """The shift in s that fits the stride to the target best: one bounded Gauss-Newton step."""
    step = 1 / GRID_HZ
    here = interpolate_at(time_s, curves, anchor + lags)
    slope = (
        interpolate_at(time_s, curves, anchor + lags + step) - interpolate_at(time_s, curves, anchor + lags - step)
    ) / (2 * step)
    steepness = float((slope**2).sum())
    if steepness == 0:
        return 0.0
    return float(np.clip(((target - here) * slope).sum() / steepness, -0.02, 0.02))
