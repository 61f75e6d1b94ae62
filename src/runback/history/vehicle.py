"""Finds where a run turns into a drive: the watch was not stopped, or a ride was saved as a run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column, Samples, Sport
from runback.history.sports import fastest_mps, load_sports
from runback.history.track import Steps, is_dense, steps_of_distance, steps_of_positions, without_rides_in_pauses

_TEST_MPS = 5.5  # stretches slower than this (3:02 a km) are not examined
_LEAST_S, _LEAST_WITHOUT_CADENCE_S = 30.0, 60.0  # a position jump looks like half a minute of driving
_LEAST_IN_ALL_S = 90.0  # for a bus that keeps stopping
_STOP_S = 180.0
_NOBODY_MPS = 9.5  # over half a minute: the world record over 300 m is slower
_FEW_STEPS_SHARE = 0.2
_LEAST_DRIVE_M = 800.0
_WINDOW_S = 15.0  # speed is averaged over twice this, so that one bad position is not a car
_STANDING_STEPS = 20.0  # a minute; fewer count as none
_LEAST_RUN_S, _LEAST_RUN_M = 60.0, 200.0
_GRID_S = 5.0
_MOST_CELLS = 500_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of a fast stretch, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class OnFoot:
    """The part of a recording on foot, in seconds since its start; empty if there is none."""

    start_s: float
    end_s: float
    vehicle_m: float

    @property
    def is_empty(self) -> bool:
        """Whether the whole recording was a drive or a ride."""
        return self.end_s <= self.start_s


def find_on_foot(samples: Samples | None, sport: Sport, pauses: Sequence[tuple[float, float]] = ()) -> OnFoot | None:
    """The part of a run or walk that was on foot; None if all of it was.

    A drive while the device was paused never counts. A vehicle is faster than anybody runs for that long, or
    fast without any steps counted.
    """
    if samples is None or sport not in (Sport.RUN, Sport.WALK):
        return None
    found = _steps(samples)
    found = None if found is None else without_rides_in_pauses(found, pauses)
    if found is None or not (found.metres > _TEST_MPS * np.maximum(found.seconds, 1e-3)).any():
        return None
    at, metres = _even(found)
    if len(at) < 3:
        return None
    speed = _speed(at, metres)
    has_steps = _counts_steps(samples, at)
    fast = [Stretch(first, last) for first, last in _stretches(speed > _TEST_MPS)]
    rides = [ride for ride in _clusters(fast, at) if _is_vehicle(ride, at, metres, speed, has_steps)]
    if sum(float(metres[stretch.last] - metres[stretch.first]) for ride in rides for stretch in ride) < _LEAST_DRIVE_M:
        return None
    return _longest_between(at, metres, [(ride[0].first, ride[-1].last) for ride in rides], has_steps)


def _clusters(fast: list[Stretch], at: Column) -> list[list[Stretch]]:
    """Groups of fast stretches with only stops in between, as on a bus."""
    found: list[list[Stretch]] = []
    for stretch in fast:
        if found and at[stretch.first] - at[found[-1][-1].last] <= _STOP_S:
            found[-1].append(stretch)
        else:
            found.append([stretch])
    return found


def _steps(samples: Samples) -> Steps | None:
    own = steps_of_distance(samples)
    if own is not None and is_dense(own) and float(own.metres.sum()) > 0:
        return own
    found = steps_of_positions(samples, load_sports().fastest_mps[Sport.OTHER])
    return found[0] if found is not None and is_dense(found[0]) else None


def _even(steps: Steps) -> tuple[Column, Column]:
    """Times every 5 s, and the metres covered up to then."""
    start, end = float(steps.from_s[0]), float(steps.to_s[-1])
    count = int(min((end - start) // _GRID_S + 1, _MOST_CELLS))
    at: Column = start + _GRID_S * np.arange(count, dtype=np.float64)
    times = np.concatenate([steps.from_s[:1], steps.to_s])
    covered: Column = np.interp(at, times, np.concatenate([[0.0], np.cumsum(steps.metres)]))
    return at, covered


def _speed(at: Column, metres: Column) -> Column:
    before, after = np.maximum(at - _WINDOW_S, at[0]), np.minimum(at + _WINDOW_S, at[-1])
    covered = np.interp(after, at, metres) - np.interp(before, at, metres)
    return np.asarray(covered / np.maximum(after - before, _GRID_S))


def _counts_steps(samples: Samples, at: Column) -> NDArray[np.bool_] | None:
    """Whether steps were counted at each time; None if the recording has hardly any cadence."""
    cadence = samples.get("cadence_spm")
    if cadence is None or float(np.mean(cadence > _STANDING_STEPS)) < 0.05:
        return None
    rows = np.clip(np.searchsorted(samples.columns["time_s"], at, side="right") - 1, 0, len(cadence) - 1)
    return np.asarray(cadence[rows] > _STANDING_STEPS)


def _stretches(is_fast: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_fast.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True))


def _is_vehicle(
    ride: list[Stretch], at: Column, metres: Column, speed: Column, has_steps: NDArray[np.bool_] | None
) -> bool:
    """Whether no step was counted for half a minute or, without cadence, it was too fast for long enough."""
    if has_steps is not None and any(
        float(at[stretch.last] - at[stretch.first]) >= _LEAST_S
        and float(np.mean(has_steps[stretch.first : stretch.last + 1])) < _FEW_STEPS_SHARE
        for stretch in ride
    ):
        return True
    too_fast = [stretch for stretch in ride if _is_too_fast(stretch, at, metres, speed)]
    longest = max((float(at[stretch.last] - at[stretch.first]) for stretch in too_fast), default=0.0)
    total = sum(float(at[stretch.last] - at[stretch.first]) for stretch in too_fast)
    return longest >= _LEAST_WITHOUT_CADENCE_S or total >= _LEAST_IN_ALL_S


def _is_too_fast(each: Stretch, at: Column, metres: Column, speed: Column) -> bool:
    seconds = float(at[each.last] - at[each.first])
    mean = float(metres[each.last] - metres[each.first]) / max(seconds, _GRID_S)
    return mean > fastest_mps(Sport.RUN, seconds) or float(speed[each.first : each.last + 1].max()) > _NOBODY_MPS


def _longest_between(
    at: Column, metres: Column, rides: list[tuple[int, int]], has_steps: NDArray[np.bool_] | None
) -> OnFoot:
    """The stretch without a vehicle that has the most metres; empty if it is too short for a run."""
    edges = [0, *(edge for ride in rides for edge in ride), len(at) - 1]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    first, last = max(parts, key=lambda part: float(metres[part[1]] - metres[part[0]]))
    if has_steps is not None and last < len(at) - 1:
        stepping = np.flatnonzero(has_steps[first : last + 1])
        last = first + int(stepping[-1]) if len(stepping) else first
    covered = float(metres[last] - metres[first])
    if at[last] - at[first] < _LEAST_RUN_S or covered < _LEAST_RUN_M:
        return OnFoot(0.0, 0.0, float(metres[-1]))
    return OnFoot(float(at[first]), float(at[last]), float(metres[-1]) - covered)


def cut(samples: Samples, part: OnFoot) -> Samples:
    """The samples of that part, relative to its own start."""
    time_s = samples.columns["time_s"]
    inside = (time_s >= part.start_s) & (time_s <= part.end_s)
    return Samples(
        {
            name: (column - part.start_s if name == "time_s" else column)[inside]
            for name, column in samples.columns.items()
        }
    )
