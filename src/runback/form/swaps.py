"""Finds frames in which left and right are swapped, and corrects them.

A leg cannot jump: of the two ways to label the points of a frame, the one that continues
both legs' movement is right. The cheapest sequence of labels is found over the whole clip
(Viterbi over the last two frames).
"""

import numpy as np

from runback.form.keypoints import SIDES, BoolArray, FloatArray, Keypoints

LEG = ("ankle", "heel", "toe", "knee")
DEEP_GROUPS = (("hip",), ("shoulder",), ("elbow", "wrist"))
"""Checked only if depth is known: from the side, these are so close together that a swap does not matter."""

APART_LEG_MIN = 0.12
"""Groups usually closer together than this, in leg lengths, cannot be distinguished, and need not be."""

CHANGE_COST_LEG = 0.06
"""The cost of a change of labels, in leg lengths per point: more than noise, less than a leg's jump."""

SWAPPED_COST_LEG_S = 0.6
"""The cost of a second with swapped labels, in leg lengths per point: most labels are right."""

VOTE_COST_LEG = 0.3
"""The cost of a frame labelled against the rhythm of running, in leg lengths per point."""

CLEAR_PHASE, CLEAR_LEG = 0.35, 0.15
"""Rhythm counts only while the feet are apart: this cosine of the phase, this distance in leg lengths."""

MIXED_LEG2, MIXED_LEG2_MIN, MIXED_RATE = 0.2, 0.12, 30.0
"""Feet whose squared distance, in squared leg lengths, is this much below that of the frames before and after are a
mix of both: a pose model that smooths over time puts every point half-way in the frame in which it changes its mind
about which leg is which. In runners the squared distance bends by 0.1 at 30 frames a second; the limit goes with the
square of the frame interval, down to the second value."""

FRAMES_MIN = 4
SHANK_MISFIT_LEG = 0.06
"""How much better the shanks must fit, in leg lengths, before a knee is assigned to the other foot."""


def repair_swaps(keypoints: Keypoints) -> tuple[Keypoints, int]:
    """The keypoints with swapped frames corrected, and the number of corrected frames.

    Legs shown half-way between each other are hidden in that frame. Then knees are assigned to the feet whose shank
    they fit, and whole legs to their sides.
    """
    scale = _body_scale(keypoints)
    if not np.isfinite(scale) or len(keypoints.time_s) < FRAMES_MIN:
        return keypoints, 0
    points = _hide_mixed(keypoints, scale)
    if _is_paired(points, "knee") and _is_paired(points, "ankle"):
        _exchange(points, ("knee",), _misfits(points, scale))
    is_deep = any(np.isfinite(values[:, 2]).any() for values in points.values())
    for group in (LEG, *(DEEP_GROUPS if is_deep else ())):
        names = tuple(name for name in group if _is_paired(points, name))
        if not names or not _median_distance(points, names[0]) > APART_LEG_MIN * scale:
            continue
        left, right = (np.concatenate([points[f"{side}_{name}"] for name in names], axis=1) for side in SIDES)
        size = scale * len(names)
        swapped_cost = SWAPPED_COST_LEG_S * size / keypoints.frame_rate
        costs = np.stack([0 * left[:, 0], np.full(len(left), swapped_cost)], axis=1)
        if group is LEG and _is_paired(points, "ankle"):
            votes = _gait_votes(points, keypoints.frame_rate, scale) * VOTE_COST_LEG * size * 30 / keypoints.frame_rate
            costs += np.stack([np.maximum(0, -votes), np.maximum(0, votes)], axis=1)
        known = np.flatnonzero(np.isfinite(left).any(axis=1) | np.isfinite(right).any(axis=1))
        swapped = np.zeros(len(left), dtype=np.bool_)
        if len(known) >= FRAMES_MIN:
            time_s = keypoints.time_s[known]
            swapped[known] = find_swaps(left[known], right[known], CHANGE_COST_LEG * size, costs[known], time_s)
        _exchange(points, names, swapped)
    touched = np.zeros(len(keypoints.time_s), dtype=np.bool_)
    for name, values in keypoints.points.items():
        is_moved = np.isfinite(points[name]) & (values != points[name])
        touched |= is_moved.any(axis=1)
    return Keypoints(keypoints.time_s, points, keypoints.unit), int(touched.sum())


def _hide_mixed(keypoints: Keypoints, scale: float) -> dict[str, FloatArray]:
    """The points, without those of the legs in frames that mix both legs (``MIXED_LEG2``)."""
    points = dict(keypoints.points)
    if not _is_paired(points, "ankle"):
        return points
    apart = (points["left_ankle"] - points["right_ankle"])[:, 0] / scale
    square = apart**2
    limit = max(MIXED_LEG2_MIN, MIXED_LEG2 * (MIXED_RATE / keypoints.frame_rate) ** 2)
    with np.errstate(invalid="ignore"):
        mixed = np.flatnonzero((square[:-2] + square[2:]) / 2 - square[1:-1] > limit) + 1
    for name in (f"{side}_{point}" for side in SIDES for point in LEG):
        if len(mixed) and name in points:
            points[name] = points[name].copy()
            points[name][mixed] = np.nan
    return points


def _gait_votes(points: dict[str, FloatArray], rate: float, scale: float) -> FloatArray:
    """Which labelling the rhythm of running suggests, (n,): 1 as labelled, -1 swapped, 0 undecided.

    The feet's fore-aft distance changes sign every half stride; its square does not depend on how the
    feet are labelled: half the phase of the square shows which foot is ahead, except for one sign
    for the whole clip, for which the majority of labels decides.
    """
    nothing = np.zeros(len(points["left_ankle"]))
    apart = points["left_ankle"][:, 0] - points["right_ankle"][:, 0]
    square = np.nan_to_num(apart**2 - np.nanmean(apart**2)) if np.isfinite(apart).any() else nothing
    if len(square) < rate or not square.any():
        return nothing
    time = np.arange(len(square)) / rate
    paces = np.arange(1.6, 4.2, 0.02)
    strengths = np.abs(np.exp(-2j * np.pi * paces[:, None] * time) @ square)
    pace = float(paces[strengths.argmax()])
    width = min(len(square), max(3, round(2 * rate / pace)) | 1)
    turning = np.convolve(square * np.exp(-2j * np.pi * pace * time), np.hanning(width + 2)[1:-1], mode="same")
    strength = 2 * np.abs(turning) / (np.hanning(width + 2).sum() * (square.std() + 1e-12))
    ahead = np.cos(np.unwrap(np.angle(turning)) / 2 + np.pi * pace * time)
    is_clear = (np.abs(ahead) > CLEAR_PHASE) & (np.abs(np.nan_to_num(apart)) > CLEAR_LEG * scale) & (strength > 0.7)
    votes = np.where(is_clear, np.sign(ahead) * np.sign(np.nan_to_num(apart)), 0.0)
    return votes if votes.sum() >= 0 else -votes


def _is_paired(points: dict[str, FloatArray], name: str) -> bool:
    return all(f"{side}_{name}" in points for side in SIDES)


def _exchange(points: dict[str, FloatArray], names: tuple[str, ...], swapped: BoolArray) -> None:
    for name in names:
        one, other = points[f"left_{name}"], points[f"right_{name}"]
        points[f"left_{name}"] = np.where(swapped[:, None], other, one)
        points[f"right_{name}"] = np.where(swapped[:, None], one, other)


def _misfits(points: dict[str, FloatArray], scale: float) -> BoolArray:
    """Frames in which each knee fits the other foot's shank better."""
    usual = scale / 2

    def misfit(knee_of: dict[str, str]) -> FloatArray:
        lengths = [
            np.linalg.norm((points[f"{knee_of[side]}_knee"] - points[f"{side}_ankle"])[:, :2], axis=1) for side in SIDES
        ]
        return np.asarray(np.sum([np.abs(length - usual) for length in lengths], axis=0))

    own, crossed = misfit({"left": "left", "right": "right"}), misfit({"left": "right", "right": "left"})
    with np.errstate(invalid="ignore"):
        return np.asarray(crossed < own - SHANK_MISFIT_LEG * scale)


def _body_scale(keypoints: Keypoints) -> float:
    """Approximate leg length in the keypoints' unit: twice the longest typical shank."""
    lengths = []
    for side in SIDES:
        knee, ankle = keypoints.points.get(f"{side}_knee"), keypoints.points.get(f"{side}_ankle")
        if knee is not None and ankle is not None:
            length = np.linalg.norm((knee - ankle)[:, :2], axis=1)
            if np.isfinite(length).any():
                lengths.append(2 * float(np.nanmedian(length)))
    return max(lengths, default=float("nan"))


def _median_distance(points: dict[str, FloatArray], name: str) -> float:
    apart = np.nan_to_num(points[f"left_{name}"] - points[f"right_{name}"])
    return float(np.median(np.linalg.norm(apart, axis=1)))


def find_swaps(
    left: FloatArray, right: FloatArray, change_cost: float, costs: FloatArray, time_s: FloatArray
) -> BoolArray:
    """Which frames are swapped, (n,), given coordinates (n, k) of both sides at times (n,).

    ``change_cost`` applies when the labels change, ``costs`` (n, 2) to each frame as labelled and swapped.
    """
    named = np.stack([np.concatenate([left, right], axis=1), np.concatenate([right, left], axis=1)], axis=1)
    steps = _step_costs(named)
    bends = _bend_costs(named, time_s)
    change = np.array([[0.0, change_cost], [change_cost, 0.0]])
    cost = steps[0] + change + costs[0][:, None] + costs[1][None]
    back = np.zeros((len(left), 2, 2), dtype=np.int8)
    for frame in range(2, len(left)):
        total = cost[:, :, None] + bends[frame - 2] + (0.5 * steps[frame - 1] + change + costs[frame][None])[None]
        back[frame] = total.argmin(axis=0)
        cost = total.min(axis=0)
    before, last = np.unravel_index(int(cost.argmin()), (2, 2))
    states = [int(last), int(before)]
    for frame in range(len(left) - 1, 1, -1):
        states.append(int(back[frame, states[-1], states[-2]]))
    return np.array(states[::-1][: len(left)], dtype=np.bool_)


def _step_costs(named: FloatArray) -> FloatArray:
    """(n-1, 2, 2): how far the points move from frame to frame with either labelling."""
    moved = named[1:, None, :, :] - named[:-1, :, None, :]
    return np.asarray(np.nansum(np.abs(moved), axis=-1))


def _bend_costs(named: FloatArray, time_s: FloatArray) -> FloatArray:
    """(n-2, 2, 2, 2): how far the points are from a linear extrapolation of their last two positions."""
    first, second, third = named[:-2, :, None, None, :], named[1:-1, None, :, None, :], named[2:, None, None, :, :]
    onward = (np.diff(time_s)[1:] / np.diff(time_s)[:-1])[:, None, None, None, None]
    return np.asarray(np.nansum(np.abs(third - second - onward * (second - first)), axis=-1))
