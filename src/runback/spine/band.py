"""The band: other modelling choices are computed on every third frame, and their range is applied to the chosen one."""

from collections.abc import Sequence

import numpy as np

from runback.spine.arrays import Floats

BAND_STEP = 3
"""The band is computed on every third frame."""


def envelope(values: Floats, others: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Low and high around ``values`` (n, ...), from the differences of others known at every ``BAND_STEP``-th frame."""
    about = values[::BAND_STEP]
    away = np.stack([np.zeros_like(about), *(other - about for other in others)])
    return values + _spread(away.min(axis=0), len(values)), values + _spread(away.max(axis=0), len(values))


def _spread(coarse: Floats, count: int) -> Floats:
    """Values at every ``BAND_STEP``-th frame, linearly interpolated to all frames."""
    at = np.arange(count) / BAND_STEP
    before = np.minimum(at.astype(int), len(coarse) - 1)
    after = np.minimum(before + 1, len(coarse) - 1)
    part = (at - before).reshape(-1, *([1] * (coarse.ndim - 1)))
    spread: Floats = coarse[before] + part * (coarse[after] - coarse[before])
    return spread
