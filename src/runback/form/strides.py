"""From a foot's path to strides: the end of swing, the foot's fastest backward movement, the speed of the ground."""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from runback.form.keypoints import SIDES, BoolArray, FloatArray, IntArray
from runback.form.motion import GRID_HZ, Motion

AGREE_SHARE = 0.15
"""If speeds of flat feet differ by less than this share (median), they give the ground's speed."""

TRAVEL_SHANKS = 3.0
"""A runner who travels more shank lengths than this runs past the camera; nobody drifts that far on a treadmill."""

STRIDE_S = (0.32, 2.0)
"""The shortest and longest stride searched for, in running and walking."""

SINGLE_STRIDE_S, USUAL_STRIDE_S = 1.5, 0.7
"""In a stretch shorter than the first, nothing can repeat; the stride is then assumed to be the second."""

EDGE_S = 0.05
"""This close to the ends of a clip, an extreme may come from the cut and not the foot."""

STANCE_SHARE_MAX = 0.62
"""Runners move a foot from foremost to hindmost in at most this share of a stride; walkers need more."""

FLAT_FROM, FLAT_TO = 0.22, 0.45
"""The part between the end of swing and the foot's hindmost position in which the foot is flat on the ground."""


@dataclass(frozen=True, slots=True)
class FootPath:
    """One foot relative to the body, on the motion's grid.

    ``forward`` is the ankle ahead of the body (n,), ``speed_*`` forward speeds relative to
    the body (the toe's is None if it is not visible), ``stances`` the grid indices where the ankle is
    foremost and then hindmost, one pair per stride; ``cut_stances`` are those that the ends of the clip
    cut off on one side.
    """

    side: str
    forward: FloatArray
    speed_ankle: FloatArray
    speed_sole: FloatArray
    speed_toe: FloatArray | None
    stances: tuple[tuple[int, int], ...]
    cut_stances: tuple[tuple[int, int], ...]


def find_paths(motion: Motion) -> tuple[FootPath, ...]:
    """The path of each foot whose ankle is visible and moves back and forth; none for somebody standing."""
    paths = (_find_path(motion, side) for side in SIDES if motion.has(f"{side}_ankle"))
    return tuple(path for path in paths if path is not None and (path.stances or path.cut_stances))


def body_forward(motion: Motion, side: str) -> FloatArray:
    """The body's fore-aft position (n,): the mid-hip's steady travel, else the ankle's own over whole strides."""
    hips = motion.middle("hip")
    if hips is not None and np.isfinite(hips[:, 0]).mean() > 0.6:
        return _steady(motion.time_s, hips[:, 0])
    return _travel_of_peaks(motion.time_s, motion.position[f"{side}_ankle"][:, 0])


def _travel_of_peaks(time_s: FloatArray, ankle: FloatArray) -> FloatArray:
    """The line through the ankle's foremost positions; a stationary body if there are fewer than two."""
    seen = np.isfinite(ankle)
    filled = np.interp(time_s, time_s[seen], ankle[seen])
    line = _steady(time_s, filled, 1)
    period = stride_period(filled - line)
    if period is None:
        return np.full(len(time_s), float(np.mean(filled)))
    peaks, _ = signal.find_peaks(filled - line, distance=int(0.6 * period * GRID_HZ))
    if len(peaks) < 2:
        return np.full(len(time_s), float(np.mean(filled)))
    return line + _steady(time_s[peaks], (filled - line)[peaks], 1, time_s)


def _steady(
    time_s: FloatArray, forward: FloatArray, degree: int | None = None, at_s: FloatArray | None = None
) -> FloatArray:
    """Travel as a low-degree polynomial of time: by default a line under three seconds, else a cubic."""
    seen = np.isfinite(forward)
    if degree is None:
        degree = 1 if time_s[-1] - time_s[0] < 3 else 3
    fitted = np.polynomial.Polynomial.fit(time_s[seen], forward[seen], degree)
    return np.asarray(fitted(time_s if at_s is None else at_s))


def _find_path(motion: Motion, side: str) -> FootPath | None:
    body = body_forward(motion, side)
    body_speed = np.gradient(body, 1 / GRID_HZ)
    ankle = motion.position[f"{side}_ankle"][:, 0] - body
    if not np.isfinite(ankle).any():
        return None
    forward = np.interp(motion.time_s, motion.time_s[np.isfinite(ankle)], ankle[np.isfinite(ankle)])
    period = stride_period(forward)
    if period is None and len(forward) < SINGLE_STRIDE_S * GRID_HZ:
        period = USUAL_STRIDE_S
    if period is None:
        return None
    reach = float(np.subtract(*np.percentile(forward, [97, 3])))
    hidden = _near_gaps(ankle)
    extremes = (_extremes(curve, period, 0.4 * reach) for curve in (forward, -forward))
    fronts, backs = (found[~hidden[found]] for found in extremes)
    pairs = [(int(f), int(after[0])) for f in fronts if len(after := backs[backs > f])]
    pairs = [(f, b) for f, b in pairs if (b - f) / GRID_HZ < period and np.isfinite(ankle[f:b]).all()]
    cut = [(f, b) for f, b in _cut_pairs(fronts, backs, period, len(forward)) if np.isfinite(ankle[f:b]).all()]
    speeds = {point: motion.velocity[f"{side}_{point}"][:, 0] - body_speed for point in _points(motion, side)}
    soles = [speeds[point] for point in ("heel", "toe") if point in speeds] or [speeds["ankle"]]
    sole: FloatArray = np.asarray(np.mean(soles, axis=0))
    return FootPath(
        side,
        ankle,
        speeds["ankle"],
        sole,
        speeds.get("toe"),
        tuple(pairs),
        tuple(cut),
    )


def _cut_pairs(fronts: IntArray, backs: IntArray, period: float, length: int) -> list[tuple[int, int]]:
    """The contacts at the clip's ends whose foremost or hindmost position is cut off, with the cut in its place."""
    stance = int(STANCE_SHARE_MAX * period * GRID_HZ)
    pairs = []
    if len(backs) and not (fronts < backs[0]).any():
        pairs.append((max(0, int(backs[0]) - stance), int(backs[0])))
    if len(fronts) and not (backs > fronts[-1]).any():
        pairs.append((int(fronts[-1]), min(length - 1, int(fronts[-1]) + stance)))
    return pairs


def _near_gaps(ankle: FloatArray) -> BoolArray:
    """Where the ankle is in or near a gap, (n,): an extreme there may come from the gap."""
    margin = int(EDGE_S * GRID_HZ)
    return np.asarray(np.convolve(np.isnan(ankle), np.ones(2 * margin + 1), mode="same") > 0.5)


def _extremes(curve: FloatArray, period: float, prominence: float) -> IntArray:
    """Indices of the peaks of a curve, including one whose far slope is cut off by the clip."""
    padded = np.pad(curve, 1, constant_values=float(curve.min()))
    found, _ = signal.find_peaks(padded, distance=int(0.6 * period * GRID_HZ), prominence=prominence)
    margin = int(EDGE_S * GRID_HZ)
    inside = (found - 1 > margin) & (found - 1 < len(curve) - margin)
    return np.asarray(found[inside] - 1, dtype=np.int64)


def _points(motion: Motion, side: str) -> tuple[str, ...]:
    return tuple(point for point in ("ankle", "heel", "toe") if motion.has(f"{side}_{point}"))


def stride_period(curve: FloatArray) -> float | None:
    """The period in s at which a curve on the grid repeats best (autocorrelation), None if it does not."""
    centred = curve - curve.mean()
    longest = min(int(STRIDE_S[1] * GRID_HZ), int(0.8 * len(curve)))
    shortest = int(STRIDE_S[0] * GRID_HZ)
    if longest <= shortest or not np.any(centred):
        return None
    size = 1 << (2 * len(centred) - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(centred, size)) ** 2
    likeness = np.fft.irfft(spectrum)[: longest + 1] / _size_of_overlap(centred, longest)
    peaks, _ = signal.find_peaks(likeness[shortest:], height=0.3)
    if not len(peaks):
        return None
    heights = likeness[shortest:][peaks]
    first = peaks[np.flatnonzero(heights > 0.85 * heights.max())[0]]
    return float((first + shortest) / GRID_HZ)


def _size_of_overlap(curve: FloatArray, longest: int) -> FloatArray:
    """For each lag, the geometric mean of the sums of squares of the two overlapping pieces of a curve.

    An autocorrelation divided by it is 1 for equal pieces, even at the long lags of a short clip.
    """
    squares = np.concatenate([[0.0], np.cumsum(curve**2)])
    lags = np.arange(longest + 1)
    both = squares[len(curve) - lags] * (squares[-1] - squares[lags])
    return np.asarray(np.maximum(np.sqrt(np.maximum(both, 0.0)), 1e-9 * squares[-1]))


def ground_speed(motion: Motion, paths: tuple[FootPath, ...]) -> float:
    """Speed of the ground relative to the body (negative, since it moves backwards): that of the flat feet.

    If the feet do not agree and the body travels past a fixed camera, it is the body's own speed.
    """
    flat = np.array(_flat_speeds(paths))
    speed = float(np.median(flat)) if len(flat) else float("nan")
    has_agreed = len(flat) > 1 and speed < 0 and np.median(np.abs(flat - speed)) < AGREE_SHARE * abs(speed)
    if has_agreed or not travels(motion):
        return speed
    return -abs(travel_of(motion)) / float(motion.time_s[-1] - motion.time_s[0])


def _flat_speeds(paths: tuple[FootPath, ...]) -> list[float]:
    flat: list[float] = []
    is_whole = any(path.stances for path in paths)
    for path in paths:
        for front, back in path.stances if is_whole else path.cut_stances:
            first, last = front + int(FLAT_FROM * (back - front)), front + int(FLAT_TO * (back - front))
            seen = path.speed_sole[first : last + 1]
            flat.extend([float(np.mean(seen[np.isfinite(seen)]))] if np.isfinite(seen).any() else [])
    return flat


def travels(motion: Motion) -> bool:
    """Whether the runner travels through the picture, past a fixed camera, instead of running on a treadmill."""
    return abs(travel_of(motion)) > TRAVEL_SHANKS * _shank(motion) > 0


def travel_of(motion: Motion) -> float:
    """How far the hips travel from start to end, in the motion's unit; 0 if they are not visible."""
    hips = motion.middle("hip")
    seen = np.isfinite(hips[:, 0]) if hips is not None else np.zeros(0, dtype=np.bool_)
    if hips is None or not seen.any():
        return 0.0
    line = np.polynomial.Polynomial.fit(motion.time_s[seen], hips[seen, 0], 1)
    return float(line(motion.time_s[-1]) - line(motion.time_s[0]))


def _shank(motion: Motion) -> float:
    lengths = []
    for side in SIDES:
        if motion.has(f"{side}_knee", f"{side}_ankle"):
            shank = (motion.position[f"{side}_knee"] - motion.position[f"{side}_ankle"])[:, :2]
            lengths.append(float(np.nanmedian(np.linalg.norm(shank, axis=1))))
    return max(lengths, default=0.0)
