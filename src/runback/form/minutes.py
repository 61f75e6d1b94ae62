"""Splits a watch's samples into minutes of steady running, the unit in which form is compared.

Samples a second apart are not independent measurements; means of minutes nearly are. Minutes with
walking, stops or steep ground are left out, because they change form for other reasons.
"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from runback.domain.activity import Samples
from runback.form.keypoints import BoolArray, FloatArray, IntArray

SPEED_MPS_MIN = 1.8  # 6.5 km/h: slower minutes include walking
CADENCE_SPM = (130.0, 240.0)
GRADE_PCT_MAX = 4.0
SAMPLES_SHARE_MIN = 0.5
CHANNEL_OF = {
    "cadence_spm": ("cadence_spm", 1.0),
    "contact_time_ms": ("contact_time_ms", 1.0),
    "vertical_oscillation_cm": ("vertical_oscillation_mm", 0.1),
    "vertical_ratio_pct": ("vertical_ratio_pct", 1.0),
    "contact_balance_left_pct": ("contact_balance_pct", 1.0),
    "step_length_cm": ("step_length_mm", 0.1),
    "power_w": ("power_w", 1.0),
}
"""Metric to the stored channel and its factor."""


@dataclass(frozen=True, slots=True)
class RunMinutes:
    """Steady minutes of one run, arrays of equal length (n,).

    ``metrics`` has the keys of ``CHANNEL_OF`` and flight_time_ms, NaN if not recorded in a
    minute; ``minute`` counts from the start; ``grade_pct`` is 0 if altitude is not known.
    """

    activity_id: str
    day: date
    minute: FloatArray
    speed_mps: FloatArray
    grade_pct: FloatArray
    metrics: dict[str, FloatArray] = field(repr=False)

    def __len__(self) -> int:
        return len(self.minute)


def cut_minutes(samples: Samples, activity_id: str, day: date) -> RunMinutes:
    """The steady minutes of a run; empty if speed or cadence show none."""
    time_s = samples.columns["time_s"]
    minute = np.floor(time_s / 60).astype(np.int64)
    kinds, starts = np.unique(minute, return_index=True)
    edges: IntArray = np.append(starts, len(minute)).astype(np.int64)
    speed = _means(_speed(samples), edges)
    grade = _grade(samples, edges)
    metrics = {
        name: _means(column * factor, edges)
        for name, (channel, factor) in CHANNEL_OF.items()
        if (column := samples.get(channel)) is not None
    }
    cadence = metrics.get("cadence_spm", np.full(len(kinds), np.nan))
    if "step_length_cm" not in metrics:
        # 60 s a minute times 100 cm a metre
        metrics["step_length_cm"] = 6000 * speed / np.where(cadence > 0, cadence, np.nan)
    if "contact_time_ms" in metrics:
        metrics["flight_time_ms"] = 60_000 / np.where(cadence > 0, cadence, np.nan) - metrics["contact_time_ms"]
    steady = _is_steady(speed, cadence, grade)
    steady_metrics = {name: column[steady] for name, column in metrics.items() if np.isfinite(column[steady]).any()}
    return RunMinutes(activity_id, day, kinds[steady].astype(np.float64), speed[steady], grade[steady], steady_metrics)


def _is_steady(speed: FloatArray, cadence: FloatArray, grade: FloatArray) -> BoolArray:
    with np.errstate(invalid="ignore"):
        runs = (speed >= SPEED_MPS_MIN) & (np.abs(grade) <= GRADE_PCT_MAX)
        steps = (cadence >= CADENCE_SPM[0]) & (cadence <= CADENCE_SPM[1])
    return np.asarray(runs & steps)


def _means(column: FloatArray, edges: IntArray) -> FloatArray:
    """Mean of each minute, NaN if fewer than half of its samples are known."""
    known = np.isfinite(column)
    total = np.add.reduceat(np.where(known, column, 0.0), edges[:-1])
    count = np.add.reduceat(known.astype(np.float64), edges[:-1])
    enough = count >= np.maximum(1, SAMPLES_SHARE_MIN * np.diff(edges))
    return np.where(enough, total / np.maximum(count, 1), np.nan)


def _speed(samples: Samples) -> FloatArray:
    speed, distance, time_s = samples.get("speed_mps"), samples.get("distance_m"), samples.columns["time_s"]
    if speed is not None and np.isfinite(speed).any():
        return speed
    if distance is None or len(distance) < 2:
        return np.full(len(time_s), np.nan)
    steps = np.diff(time_s, prepend=time_s[0] - 1)
    moved = np.diff(distance, prepend=distance[0])
    return np.where(steps > 0, moved / np.maximum(steps, 1e-9), np.nan)


def _grade(samples: Samples, edges: IntArray) -> FloatArray:
    """Gradient of each minute in per cent, 0 if altitude or distance is not known."""
    height, distance = samples.get("altitude_m"), samples.get("distance_m")
    count = len(edges) - 1
    if height is None or distance is None:
        return np.zeros(count)
    grade = np.zeros(count)
    for row in range(count):
        inside = slice(int(edges[row]), int(edges[row + 1]))
        known = np.isfinite(height[inside]) & np.isfinite(distance[inside])
        along = distance[inside][known]
        if known.sum() >= 2 and along[-1] - along[0] > 30:  # over fewer metres the barometer's noise looks like a hill
            grade[row] = 100 * (height[inside][known][-1] - height[inside][known][0]) / (along[-1] - along[0])
    return grade
