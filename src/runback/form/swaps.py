"""Find frames in which left and right were taken for each other, and put them back.

A leg cannot jump: of the two ways to name the points of a frame, the one that continues
both legs' movement is right. The cheapest sequence of namings is found over the whole clip
(Viterbi over the last two frames).
"""

import numpy as np

from runback.form.keypoints import SIDES, FloatArray, Keypoints

GROUPS = (("ankle", "heel", "toe"), ("knee",), ("hip",), ("shoulder",), ("elbow", "wrist"))
APART_LEG_MIN = 0.12
"""Groups that are usually nearer to each other than this, in leg lengths, cannot be told apart, nor need be."""

CHANGE_COST_LEG = 0.04
"""What a change of naming costs, in leg lengths a point: more than noise, less than a leg's jump."""


def repair_swaps(keypoints: Keypoints) -> tuple[Keypoints, int]:
    """The keypoints with swapped frames put back, and in how many frames something was put back."""
    scale = _body_scale(keypoints)
    if not np.isfinite(scale) or len(keypoints.time_s) < 4:
        return keypoints, 0
    points = dict(keypoints.points)
    touched = np.zeros(len(keypoints.time_s), dtype=np.bool_)
    for group in GROUPS:
        names = [name for name in group if all(f"{side}_{name}" in points for side in SIDES)]
        if not names:
            continue
        left, right = (np.concatenate([points[f"{side}_{name}"] for name in names], axis=1) for side in SIDES)
        if not _median_distance(points, names[-1]) > APART_LEG_MIN * scale:
            continue
        swapped = find_swaps(left, right, CHANGE_COST_LEG * scale * len(names))
        for name in names:
            one, other = points[f"left_{name}"], points[f"right_{name}"]
            points[f"left_{name}"] = np.where(swapped[:, None], other, one)
            points[f"right_{name}"] = np.where(swapped[:, None], one, other)
        touched |= swapped
    if not touched.any():
        return keypoints, 0
    return Keypoints(keypoints.time_s, points, keypoints.unit), int(touched.sum())


def _body_scale(keypoints: Keypoints) -> float:
    """About a leg's length in the keypoints' unit: twice the longest usual shank."""
    lengths = []
    for side in SIDES:
        knee, ankle = keypoints.points.get(f"{side}_knee"), keypoints.points.get(f"{side}_ankle")
        if knee is not None and ankle is not None:
            difference = (knee - ankle)[:, :2]
            length = np.hypot(difference[:, 0], difference[:, 1])
            if np.isfinite(length).any():
                lengths.append(2 * float(np.nanmedian(length)))
    return max(lengths, default=float("nan"))


def _median_distance(points: dict[str, FloatArray], name: str) -> float:
    apart = np.nan_to_num(points[f"left_{name}"] - points[f"right_{name}"])
    return float(np.median(np.linalg.norm(apart, axis=1)))


def find_swaps(left: FloatArray, right: FloatArray, change_cost: float) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which frames are swapped, (n,), given coordinates (n, k) of both sides; at most half of them."""
    named = np.stack([np.concatenate([left, right], axis=1), np.concatenate([right, left], axis=1)], axis=1)
    steps = _step_costs(named)
    bends = _bend_costs(named)
    change = np.array([[0.0, change_cost], [change_cost, 0.0]])
    cost = steps[0] + change
    back = np.zeros((len(left), 2, 2), dtype=np.int8)
    for frame in range(2, len(left)):
        total = cost[:, :, None] + bends[frame - 2] + 0.5 * steps[frame - 1][None] + change[None]
        back[frame] = total.argmin(axis=0)
        cost = total.min(axis=0)
    before, last = np.unravel_index(int(cost.argmin()), (2, 2))
    states = [int(last), int(before)]
    for frame in range(len(left) - 1, 1, -1):
        states.append(int(back[frame, states[-1], states[-2]]))
    swapped = np.array(states[::-1][: len(left)], dtype=np.bool_)
    return swapped if swapped.mean() <= 0.5 else ~swapped


def _step_costs(named: FloatArray) -> FloatArray:
    """(n-1, 2, 2): how far the points move from frame to frame under either naming."""
    moved = named[1:, None, :, :] - named[:-1, :, None, :]
    return np.asarray(np.nansum(np.abs(moved), axis=-1))


def _bend_costs(named: FloatArray) -> FloatArray:
    """(n-2, 2, 2, 2): how far the points land from where their last two places point."""
    first, second, third = named[:-2, :, None, None, :], named[1:-1, None, :, None, :], named[2:, None, None, :, :]
    return np.asarray(np.nansum(np.abs(third - 2 * second + first), axis=-1))
