"""A run as its page shows it: pace, heart rate and more over the distance, splits, and the track's outline."""

from dataclasses import dataclass

import numpy as np

from runback.domain.activity import Column, Samples, Sport
from runback.history.middle import median
from runback.history.sports import load_sports
from runback.history.track import EARTH_RADIUS_M, find_moving, is_dense, steps_of_distance, steps_of_positions

_BUCKETS = 180
_STANDING_MPS = 0.5
_FASTEST_MPS = 15.0
_CHANNELS = ("heart_rate_bpm", "cadence_spm", "altitude_m", "contact_time_ms", "vertical_oscillation_mm", "power_w")
_MOST_POINTS = 300
_PAUSE_S = 10.0
"""A watch that recorded nothing for this long, and did not move, was paused."""


@dataclass(frozen=True, slots=True, eq=False)
class RunTrace:
    """Averages along a run: ``seconds`` and ``metres`` (None without a distance) from its start at each point.

    ``lines`` are the channels by name and ``pace_s_per_km``, all of the same length, NaN if unknown.
    """

    seconds: Column
    metres: Column | None
    lines: dict[str, Column]


@dataclass(frozen=True, slots=True)
class Split:
    """One kilometre (or mile) of a run, or the remainder: metres, mean heart rate, metres climbed.

    ``seconds`` are moving time: pauses are left out of a split's time and pace.
    """

    number: int
    metres: float
    seconds: float
    heart_rate_bpm: float | None
    climb_m: float | None


def trace_run(samples: Samples, total_m: float | None = None) -> RunTrace | None:
    """Up to 180 averages along the run; None for fewer than ten samples or no time.

    ``total_m`` is the run's distance if it differs from that of its samples, as on a treadmill.
    """
    time_s = samples.columns["time_s"]
    if len(samples) < 10 or time_s[-1] <= 0:
        return None
    count = int(min(_BUCKETS, max(len(samples) // 3, 3)))
    edges = np.linspace(0.0, float(time_s[-1]), count + 1)
    middle: Column = (edges[:-1] + edges[1:]) / 2
    lines: dict[str, Column] = {}
    way = _way(samples, total_m)
    metres = None
    if way is not None:
        metres = np.interp(middle, way.at, way.covered)
        lines["pace_s_per_km"] = _pace(np.interp(edges, way.at, way.covered), edges)
    bucket = np.clip(np.searchsorted(edges, time_s, side="right") - 1, 0, count - 1)
    for name in _CHANNELS:
        column = samples.get(name)
        if column is not None and (line := _means(column, bucket, count)) is not None:
            lines[name] = line
    return RunTrace(middle, metres, lines)


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """Seconds since the start, with the metres covered and the seconds moved up to then."""

    at: Column
    covered: Column
    moved_s: Column


def _way(samples: Samples, total_m: float | None) -> _Way | None:
    """Distance over time from the device's distance or the positions, scaled to ``total_m``; None without either."""
    steps = steps_of_distance(samples)
    if steps is None or not is_dense(steps) or float(steps.metres.sum()) <= 0:
        found = steps_of_positions(samples, _FASTEST_MPS)
        steps = None if found is None or not is_dense(found[0]) else found[0]
    if steps is None or float(steps.metres.sum()) <= 0:
        return None
    rule = load_sports().standing[Sport.RUN]
    paused = (steps.seconds >= _PAUSE_S) & (steps.metres < rule.standing_mps * steps.seconds)
    moving = find_moving(steps, rule) & ~paused
    covered = np.cumsum(steps.metres)
    return _Way(
        at=np.concatenate([steps.from_s[:1], steps.to_s]),
        covered=np.concatenate([[0.0], covered * (1.0 if not total_m else total_m / float(covered[-1]))]),
        moved_s=np.concatenate([[0.0], np.cumsum(np.where(moving, steps.seconds, 0.0))]),
    )


def _pace(metres: Column, edges: Column) -> Column:
    """Seconds a kilometre between neighbouring edges, smoothed over three; NaN without movement."""
    metres_each, seconds_each = np.diff(metres), np.diff(edges)
    window = np.ones(3)
    moved, took = np.convolve(metres_each, window, "same"), np.convolve(seconds_each, window, "same")
    speed = moved / np.maximum(took, 1e-3)
    return np.asarray(np.where(speed > _STANDING_MPS, 1000 / np.maximum(speed, _STANDING_MPS), np.nan))


def _means(column: Column, bucket: np.ndarray[tuple[int], np.dtype[np.intp]], count: int) -> Column | None:
    known = np.isfinite(column)
    if not known.any():
        return None
    total = np.bincount(bucket[known], weights=column[known], minlength=count)
    number = np.bincount(bucket[known], minlength=count)
    line: Column = np.full(count, np.nan)
    line[number > 0] = total[number > 0] / number[number > 0]
    return line


def split_run(samples: Samples, each_m: float = 1000.0, total_m: float | None = None) -> tuple[Split, ...]:
    """The run in splits of ``each_m`` metres and the remainder; empty if it has no distance.

    ``total_m`` is as in ``trace_run``.
    """
    way = _way(samples, total_m)
    if way is None:
        return ()
    at, covered = way.at, way.covered
    rising = np.concatenate([[True], np.diff(covered) > 0])
    marks = np.arange(0.0, float(covered[-1]), each_m)
    ends = np.append(marks[1:], float(covered[-1]))
    times = np.interp(np.append(marks, ends[-1]), covered[rising], at[rising])
    moved_s = np.diff(np.interp(times, at, way.moved_s))
    found = []
    for number, (start, end) in enumerate(zip(marks.tolist(), ends.tolist(), strict=True)):
        if end - start < 10:
            continue  # a few metres after the last mark are not a split
        begin, stop = float(times[number]), float(times[number + 1])
        inside = (samples.columns["time_s"] >= begin) & (samples.columns["time_s"] < stop)
        found.append(
            Split(
                number=number + 1,
                metres=end - start,
                seconds=float(moved_s[number]),
                heart_rate_bpm=_mean(samples, "heart_rate_bpm", inside),
                climb_m=_climb(samples, inside),
            )
        )
    return tuple(found)


def _mean(samples: Samples, name: str, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
    column = samples.get(name)
    if column is None:
        return None
    values = column[inside]
    known = values[np.isfinite(values) & (values > 0)]
    return float(known.mean()) if len(known) else None


def _climb(samples: Samples, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
    from runback.history.track import ascent_m

    if samples.get("altitude_m") is None or int(inside.sum()) < 10:
        return None
    part = Samples({name: samples.columns[name][inside] for name in ("time_s", "altitude_m")})
    return ascent_m(part)


def outline(samples: Samples) -> list[tuple[float, float]]:
    """The track in metres east and north of its centre, up to 300 points; empty without positions."""
    lat, lon = samples.get("latitude_deg"), samples.get("longitude_deg")
    if lat is None or lon is None:
        return []
    rows = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    if len(rows) < 10:
        return []
    rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), _MOST_POINTS)).astype(int)]
    middle = median(lat[rows])
    north = np.radians(lat[rows] - middle) * EARTH_RADIUS_M
    east = np.radians(lon[rows] - median(lon[rows])) * EARTH_RADIUS_M * np.cos(np.radians(middle))
    return list(zip(east.tolist(), north.tolist(), strict=True))
