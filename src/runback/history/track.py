"""Positions over time: spikes and jumps separated from movement; distance and standing still."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column, Samples
from runback.history.middle import median

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

# Positions a minute apart hide turns and stops. Tracks that are mostly like that give neither distance nor moving time.
_DENSE_S = 60.0
_DENSE_SHARE = 0.5
_SPARSE_S, _SPARSE_SHARE, _MANY = 150.0, 0.9, 100  # a watch in power-saving mode for an ultra samples that rarely
_ROUNDS = 5  # removing one spike can reveal the next
_NULL_ISLAND_DEG = 1.0  # near 0, 0 a position of exactly 0, 0 can be real
_GAP_SPEED_SHARE = 0.7  # a gap crossed at most of the usual speed is a tunnel; a slower one is a pause
_JITTER_M = 50.0  # a cumulative distance that falls by less is inexact; by more, and by half, it restarted
_LEAST_RIDE_M, _RIDE_SHARE = 300.0, 1.3  # a tunnel that a phone takes for a pause is crossed at the usual pace
_STILL_S = 300.0  # shorter stops are those at lights, where positions drift by few metres
_ASCENT_WINDOW_S = 15.0
_ASCENT_STEP_M = 2.0


@dataclass(frozen=True, slots=True)
class StandingRule:
    """When a runner is standing still: a slow gap of ``gap_s`` or more, or ``stand_s`` below ``standing_mps``.

    ``stand_s`` is None for sports so slow that positions cannot distinguish standing from moving.
    """

    standing_mps: float
    gap_s: float
    stand_s: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Movement from one good sample to the next: seconds since start, seconds and metres of each step."""

    from_s: Column
    to_s: Column
    metres: Column

    @property
    def seconds(self) -> Column:
        """How long each step took."""
        return self.to_s - self.from_s


def great_circle_m(latitude_deg: Column, longitude_deg: Column) -> Column:
    """Metres between consecutive positions on a sphere (haversine); one value fewer than positions."""
    lat, lon = np.radians(latitude_deg), np.radians(longitude_deg)
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def first_position(samples: Samples | None) -> tuple[float, float] | None:
    """(latitude, longitude) of the first real position, None without one."""
    if samples is None:
        return None
    lat, lon = samples.get("latitude_deg"), samples.get("longitude_deg")
    if lat is None or lon is None:
        return None
    rows = np.flatnonzero(_real(lat, lon))
    return (float(lat[rows[0]]), float(lon[rows[0]])) if len(rows) else None


def _real(lat: Column, lon: Column) -> NDArray[np.bool_]:
    """Which positions are present and not the 0, 0 that some devices write before their first fix, or indoors."""
    present = np.isfinite(lat) & np.isfinite(lon)
    zero = present & (np.abs(lat) < 1e-6) & (np.abs(lon) < 1e-6)
    if zero.any() and (zero == present).all():
        return np.zeros(len(lat), bool)
    if zero.any():
        others = present & ~zero
        if others.any() and max(median(np.abs(lat[others])), median(np.abs(lon[others]))) > _NULL_ISLAND_DEG:
            return others
    return present


def steps_of_positions(samples: Samples, fastest_mps: float) -> tuple[Steps, int] | None:
    """Steps between good positions, and how many positions were dropped as spikes.

    A spike is reached and left faster than ``fastest_mps``; a lasting jump is a step
    of no metres. None if there are fewer than two positions.
    """
    lat, lon = samples.get("latitude_deg"), samples.get("longitude_deg")
    if lat is None or lon is None:
        return None
    time_s = samples.columns["time_s"]
    rows = np.flatnonzero(_real(lat, lon))
    before = len(rows)
    for _ in range(_ROUNDS):
        if len(rows) < 2:
            return None
        metres = great_circle_m(lat[rows], lon[rows])
        # 20 m of slack: over a second or two the error of both positions looks like a sprint
        too_fast = metres > fastest_mps * np.maximum(np.diff(time_s[rows]), 1.0) + 20.0
        spikes = np.zeros(len(rows), bool)
        spikes[1:-1] = too_fast[:-1] & too_fast[1:]
        spikes[0] = too_fast[0] and not too_fast[1:2].any() and len(rows) > 2
        if not spikes.any():
            break
        rows = rows[~spikes]
    if len(rows) < 2:
        return None
    metres = great_circle_m(lat[rows], lon[rows])
    seconds = np.diff(time_s[rows])
    metres = np.where(metres > fastest_mps * np.maximum(seconds, 1.0) + 20.0, 0.0, metres)
    return Steps(time_s[rows][:-1], time_s[rows][1:], metres), before - len(rows)


def steps_of_distance(samples: Samples) -> Steps | None:
    """Steps of the device's own cumulative distance; None if it recorded none."""
    distance = samples.get("distance_m")
    if distance is None:
        return None
    time_s = samples.columns["time_s"]
    rows = np.flatnonzero(np.isfinite(distance))
    if len(rows) < 2:
        return None
    return Steps(time_s[rows][:-1], time_s[rows][1:], np.diff(_rising(distance[rows])))


def _rising(metres: Column) -> Column:
    """A cumulative distance that never falls: it continues after restarts from zero; jitter is smoothed."""
    steps = np.diff(metres)
    restarts = (steps < -_JITTER_M) & (metres[1:] < 0.5 * metres[:-1])
    before = np.concatenate([[0.0], np.cumsum(np.where(restarts, -steps, 0.0))])
    return np.asarray(np.maximum.accumulate(metres + before))


_LONG_GAP_S, _STAYED_MPS, _BESIDE_GAPS = 600.0, 0.1, 20


def is_dense(steps: Steps) -> bool:
    """Whether samples are close enough in time to measure how far and how long somebody moved.

    A long gap without movement among many samples is a pause and does not count against them.
    """
    stayed = (steps.seconds > _LONG_GAP_S) & (steps.metres < _STAYED_MPS * steps.seconds)
    seconds = steps.seconds[~stayed] if len(stayed) - stayed.sum() >= _BESIDE_GAPS else steps.seconds
    total = float(seconds.sum())
    if len(seconds) < 2 or total <= 0:
        return False
    if len(seconds) >= _MANY and float(seconds[seconds <= _SPARSE_S].sum()) >= _SPARSE_SHARE * total:
        return True
    return float(seconds[seconds <= _DENSE_S].sum()) >= _DENSE_SHARE * total


def find_gaps(steps: Steps, rule: StandingRule) -> NDArray[np.bool_]:
    """Which steps are pauses: long, and slower than the movement around them."""
    seconds = steps.seconds
    if not len(seconds):
        return np.zeros(0, bool)
    least = max(rule.gap_s, 3.5 * median(seconds))  # a watch in power-saving mode samples rarely throughout
    speed = steps.metres / np.maximum(seconds, 1e-3)
    usual = (seconds > 0) & (seconds <= least) & (speed > rule.standing_mps)
    pace = float(steps.metres[usual].sum() / seconds[usual].sum()) if usual.any() else 0.0
    return np.asarray((seconds > least) & (speed < max(_GAP_SPEED_SHARE * pace, rule.standing_mps)))


def find_standing(steps: Steps, rule: StandingRule, gaps: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which steps belong to a period of standing still; none if the sport is too slow to tell.

    Speed is averaged over five steps, so that jumping positions do not count as running and rounded
    ones not as standing; ``gaps`` are judged elsewhere.
    """
    still = np.zeros(len(steps.metres), bool)
    if rule.stand_s is None or len(still) < 5:
        return still
    window = np.ones(5)
    seconds, metres = np.where(gaps, 0.0, steps.seconds), np.where(gaps, 0.0, steps.metres)
    speed = np.convolve(metres, window, "same") / np.maximum(np.convolve(seconds, window, "same"), 1e-3)
    still = np.asarray((speed < rule.standing_mps) & ~gaps)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], still.astype(np.int8), [0]])))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if float(seconds[start:stop].sum()) < rule.stand_s:
            still[start:stop] = False
    return still


def without_rides_in_pauses(steps: Steps, pauses: Sequence[tuple[float, float]]) -> Steps:
    """The steps, with zero metres for drives during a pause: far, and faster than the rest of the run."""
    if not pauses:
        return steps
    paused = np.zeros(len(steps.metres))
    for start, end in pauses:
        paused += np.clip(np.minimum(steps.to_s, end) - np.maximum(steps.from_s, start), 0, None)
    is_paused = paused > 0.5 * np.maximum(steps.seconds, 1e-3)
    run_s = float(steps.seconds[~is_paused].sum())
    if run_s <= 0:
        return steps
    usual_mps = float(steps.metres[~is_paused].sum()) / run_s
    is_far = (steps.metres > _LEAST_RIDE_M) & (steps.metres > _RIDE_SHARE * usual_mps * steps.seconds)
    return Steps(steps.from_s, steps.to_s, np.where(is_paused & is_far, 0.0, steps.metres))


def without_jitter(steps: Steps, rule: StandingRule) -> Steps:
    """The steps, with zero metres where positions drift for minutes while nobody moves."""
    if rule.stand_s is None:
        return steps
    long = StandingRule(rule.standing_mps, rule.gap_s, _STILL_S)
    is_still = find_standing(steps, long, find_gaps(steps, rule))
    return Steps(steps.from_s, steps.to_s, np.where(is_still, 0.0, steps.metres)) if is_still.any() else steps


def moving_seconds(steps: Steps, rule: StandingRule, pauses: Sequence[tuple[float, float]] = ()) -> float:
    """Moving seconds: without recorded pauses, long slow gaps and standing still."""
    seconds = steps.seconds.copy()
    for start, end in pauses:
        seconds -= np.clip(np.minimum(steps.to_s, end) - np.maximum(steps.from_s, start), 0, None)
    return float(np.maximum(seconds, 0)[find_moving(steps, rule)].sum())


def find_moving(steps: Steps, rule: StandingRule) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which steps are movement, neither a long slow gap nor standing still."""
    gaps = find_gaps(steps, rule)
    return np.asarray(~gaps & ~find_standing(steps, rule, gaps))


def ascent_m(samples: Samples) -> float | None:
    """Metres climbed: altitude averaged over 15 s, climbs of 2 m or more counted; None without altitude."""
    altitude = samples.get("altitude_m")
    if altitude is None:
        return None
    rows = np.flatnonzero(np.isfinite(altitude))
    if len(rows) < 10:
        return None
    time_s = samples.columns["time_s"][rows]
    values = altitude[rows]
    if float(values.max() - values.min()) < _ASCENT_STEP_M:
        return 0.0
    spacing = max(median(np.diff(time_s)), 1e-3)
    width = int(min(max(_ASCENT_WINDOW_S / spacing, 1), 31)) | 1  # odd, so that the average stays centred
    padded = np.pad(values, width // 2, mode="edge")
    smooth = np.convolve(padded, np.ones(width) / width, "valid")
    return _climbs(smooth)


def _climbs(heights: Column) -> float:
    """The summed climbs of a profile; ups and downs below the threshold are noise."""
    total, low = 0.0, float(heights[0])
    peak = low
    for height in heights.tolist():
        if height > peak:
            peak = height
        elif peak - height >= _ASCENT_STEP_M:
            if peak - low >= _ASCENT_STEP_M:
                total += peak - low
            low = peak = height
        if height < low:
            low = peak = height
    return total + (peak - low if peak - low >= _ASCENT_STEP_M else 0.0)


def mean_over_time(samples: Samples, name: str, least: float) -> float | None:
    """Mean of a channel weighted by time (at most 30 s a sample), values from ``least`` up; None without any."""
    column = samples.get(name)
    if column is None:
        return None
    time_s = samples.columns["time_s"]
    weights = np.clip(np.diff(time_s, append=time_s[-1] + 1.0), 0.001, 30.0)
    good = np.isfinite(column) & (column >= least)
    return float(np.average(column[good], weights=weights[good])) if good.any() else None
