"""The low-pass and the noise measure, against SciPy's and against what a filter is for."""

import numpy as np
import pytest
from scipy.signal import butter, filtfilt, periodogram

from runback.spine.errors import BadSetting
from runback.spine.filters import lowpass, share_above


def test_the_filter_passes_slow_and_removes_fast_changes() -> None:
    time = np.arange(400) / 100.0
    slow, fast = np.sin(2 * np.pi * time), np.sin(2 * np.pi * 30.0 * time)
    kept = lowpass((slow + fast)[:, None], 100.0, 6.0)[50:-50, 0]
    np.testing.assert_allclose(kept, slow[50:-50], atol=0.02)


@pytest.mark.parametrize("cutoff_hz", [1.0, 6.0, 15.0, 40.0])
@pytest.mark.parametrize(("rows", "rate_hz"), [(8, 100.0), (13, 100.0), (300, 100.0), (3000, 1000.0)])
def test_it_is_scipys_filter_of_order_3_run_both_ways(rows: int, rate_hz: float, cutoff_hz: float) -> None:
    signal = np.cumsum(np.random.default_rng(rows).normal(size=(rows, 2, 3)), axis=0) + 1.0
    b, a = butter(3, cutoff_hz / (rate_hz / 2.0))
    expected = filtfilt(b, a, signal, axis=0, padlen=rows // 2)
    np.testing.assert_allclose(lowpass(signal, rate_hz, cutoff_hz), expected, rtol=1e-6, atol=1e-6)


def test_a_slow_filter_follows_a_straight_line_to_its_ends_at_a_high_rate() -> None:
    time = np.arange(900) / 1000.0
    wave = np.sin(2 * np.pi * 1.5 * time)
    kept = lowpass((time + wave)[:, None], 1000.0, 6.0)[:, 0]
    np.testing.assert_allclose(kept[100:-100], (time + wave)[100:-100], atol=0.005)  # 0.008 with twelve rows mirrored


def test_a_cut_off_beyond_what_was_recorded_changes_nothing() -> None:
    signal = np.random.default_rng(2).normal(size=(50, 1))
    np.testing.assert_array_equal(lowpass(signal, 60.0, 30.0), signal)


def test_a_filter_below_one_hertz_is_refused() -> None:
    with pytest.raises(BadSetting, match="at least 1"):
        lowpass(np.zeros((50, 1)), 100.0, 0.2)


@pytest.mark.parametrize("rows", [200, 301])
def test_the_share_of_fast_accelerations_is_that_of_scipys_periodogram(rows: int) -> None:
    time = np.arange(rows) / 100.0
    signal = np.sin(2 * np.pi * 2.0 * time) + 0.001 * np.sin(2 * np.pi * 30.0 * time) + time
    level = signal - np.linspace(signal[0], signal[-1], rows)
    frequency, power = periodogram(level, 100.0, "hann")
    pushed = power * frequency**4
    expected = float(pushed[frequency > 20.0].sum() / pushed.sum())
    assert share_above(signal, 100.0, 20.0) == pytest.approx(expected, rel=0.02)
    assert 0.01 < expected < 0.99
