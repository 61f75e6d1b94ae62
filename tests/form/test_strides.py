"""The stride's length is found wherever a short clip was cut."""

import numpy as np
import pytest

from runback.form.motion import GRID_HZ
from runback.form.strides import stride_period

STRIDE_S = 0.7


def swing(seconds, start_s, seed):
    """A foot's way to and fro (n,) in m, on the grid: slow back on the ground, fast forward in the air.

    Strides differ by 1.5 % in time and 6 % in width, as runners' do.
    """
    rng = np.random.default_rng(seed)
    ends = np.concatenate([[0.0], np.cumsum(STRIDE_S * (1 + 0.015 * rng.standard_normal(12)))])
    widths = 1 + 0.06 * rng.standard_normal(len(ends))
    count = np.interp(start_s + np.arange(round(seconds * GRID_HZ)) / GRID_HZ, ends, np.arange(len(ends)))
    phase = 2 * np.pi * count
    wave = 0.4 * np.cos(phase) + 0.1 * np.cos(2 * phase + 0.9) + 0.03 * np.cos(3 * phase)
    return np.interp(count, np.arange(len(ends)), widths) * wave


@pytest.mark.parametrize("seconds", [1.2, 2.0, 2.6])
def test_one_stride_is_never_taken_for_two_or_three(seconds):
    curves = [swing(seconds, start, seed) for seed in range(6) for start in np.arange(0, STRIDE_S, 0.05)]
    assert [stride_period(curve) for curve in curves] == pytest.approx([STRIDE_S] * len(curves), rel=0.1)
