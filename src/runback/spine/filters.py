"""The low-pass filter and the noise measure of recordings, without SciPy's signal package, which takes longer to load
than a stride to simulate; tests compare both with it.
"""

import numpy as np
from scipy.linalg.lapack import dtbtrs

from runback.spine.arrays import Floats
from runback.spine.errors import BadSetting


def lowpass(signal: Floats, rate_hz: float, cutoff_hz: float) -> Floats:
    """The signal (n, ...) low-pass filtered at ``cutoff_hz``; ``BadSetting`` outside 1 Hz to half the rate.

    A Butterworth filter of order 3, forwards and backwards, so without phase shift. Beyond each end half of the signal
    is mirrored, as in OpenSim: the reach of a slow filter exceeds any fixed number of rows.
    """
    if not cutoff_hz >= 1.0:
        raise BadSetting(f"The low-pass is a number of Hz of at least 1. You entered {cutoff_hz:g}.")
    if cutoff_hz >= rate_hz / 2.0:
        return signal
    feed, back = _butterworth_3(cutoff_hz / rate_hz)
    pad = len(signal) // 2
    flat = signal.reshape(len(signal), -1)
    before, after = 2.0 * flat[0] - flat[pad:0:-1], 2.0 * flat[-1] - flat[-2 : -pad - 2 : -1]
    forwards = _filter(np.concatenate([before, flat, after]), feed, back)
    both = _filter(forwards[::-1], feed, back)[::-1]
    return both[pad : len(both) - pad].reshape(signal.shape)


def _butterworth_3(part: float) -> tuple[Floats, Floats]:
    """Filter coefficients for a cut-off at ``part`` of the rate: 1 / ((s + 1) (s² + s + 1)), bilinear."""
    warped = np.tan(np.pi * part)
    first, second = 1.0 / (1.0 + warped), 1.0 / (1.0 + warped + warped**2)
    feed = warped**3 * first * second * np.array([1.0, 3.0, 3.0, 1.0])
    back = np.convolve(
        [1.0, (warped - 1.0) * first], [1.0, 2.0 * (warped**2 - 1.0) * second, (1.0 - warped + warped**2) * second]
    )
    return feed, back


def _filter(signal: Floats, feed: Floats, back: Floats) -> Floats:
    """One pass along the first axis of (n, m), from the first value's steady state: a banded triangular system."""
    moved = signal - signal[0]
    fed = sum(
        gain * np.concatenate([np.zeros((late, moved.shape[1])), moved[: len(moved) - late]])
        for late, gain in enumerate(feed)
    )
    band = np.repeat(back[:, None], len(moved), axis=1)
    solved, _ = dtbtrs(band, fed, uplo="L")
    smoothed: Floats = signal[0] + solved
    return smoothed


def share_above(signal: Floats, rate_hz: float, limit_hz: float) -> float:
    """Share (0 to 1) of the power of a signal's (n,) second derivative above a frequency."""
    level = signal - np.linspace(signal[0], signal[-1], len(signal))
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(len(level)) / len(level))
    frequency = np.fft.rfftfreq(len(level), 1.0 / rate_hz)
    pushed = np.abs(np.fft.rfft((level - level.mean()) * window)) ** 2 * frequency**4
    return float(pushed[frequency > limit_hz].sum()) / max(float(pushed.sum()), 1e-12)
