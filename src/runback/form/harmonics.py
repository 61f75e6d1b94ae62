"""Steady running is periodic: fits a curve by a drift and a few harmonics of the stride, with least squares."""

import numpy as np

from runback.form.keypoints import FloatArray


def _terms(time_s: FloatArray, stride_s: float, harmonics: int) -> FloatArray:
    centred = time_s - time_s.mean()
    phase = 2 * np.pi * time_s / stride_s
    waves = [wave(k * phase) for k in range(1, harmonics + 1) for wave in (np.cos, np.sin)]
    return np.stack([np.ones_like(time_s), centred, *waves], axis=1)


def fit(time_s: FloatArray, values: FloatArray, stride_s: float, harmonics: int = 6) -> FloatArray | None:
    """The fitted curve without its drift, (n,) around zero; None if too little is visible."""
    seen = np.isfinite(values)
    if seen.sum() < 2 * (2 * harmonics + 2):
        return None
    terms = _terms(time_s, stride_s, harmonics)
    weights, *_ = np.linalg.lstsq(terms[seen], values[seen], rcond=None)
    return np.asarray(terms[:, 2:] @ weights[2:])


def amplitude(time_s: FloatArray, values: FloatArray, stride_s: float, harmonic: int) -> float:
    """Amplitude of one harmonic of the stride in the values; NaN if too little is visible."""
    return float(np.hypot(*_weights(time_s, values, stride_s, harmonic)))


def phase(time_s: FloatArray, values: FloatArray, stride_s: float, harmonic: int) -> float:
    """Phase in radians at which that harmonic peaks, on the clock of ``time_s``; NaN if too little is visible."""
    cosine, sine = _weights(time_s, values, stride_s, harmonic)
    return float(np.arctan2(sine, cosine))


def _weights(time_s: FloatArray, values: FloatArray, stride_s: float, harmonic: int) -> tuple[float, float]:
    seen = np.isfinite(values)
    if seen.sum() < 20:
        return float("nan"), float("nan")
    terms = _terms(time_s, stride_s, max(4, harmonic))
    weights, *_ = np.linalg.lstsq(terms[seen], values[seen], rcond=None)
    return float(weights[2 * harmonic]), float(weights[2 * harmonic + 1])
