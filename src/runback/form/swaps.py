"""Find frames in which left and right were taken for each other, and put them back.

A leg cannot jump: of the two ways to name the points of a frame, the one that continues
both legs' movement is right. The cheapest sequence of namings is found over the whole clip
(Viterbi over the last two frames).
"""

import numpy as np

from runback.form.keypoints import SIDES, BoolArray, FloatArray, Keypoints

LEG = ("ankle", "heel", "toe", "knee")
DEEP_GROUPS = (("hip",), ("shoulder",), ("elbow", "wrist"))
"""Looked at only where depth is known: from the side these lie so near each other that nothing is lost."""

APART_LEG_MIN = 0.12
"""Groups that are usually nearer to each other than this, in leg lengths, cannot be told apart, nor need be."""

CHANGE_COST_LEG = 0.04
"""What a change of naming costs, in leg lengths a point: more than noise, less than a leg's jump."""

SHANK_MISFIT_LEG = 0.06
"""By so much must the shanks fit better, in leg lengths, for a knee to be given to the other foot."""


def repair_swaps(keypoints: Keypoints) -> tuple[Keypoints, int]:
    """The keypoints with swapped frames put back, and in how many frames something was put back.

    First knees are given to the feet whose shank they fit, then whole legs to their sides.
    """
    scale = _body_scale(keypoints)
    if not np.isfinite(scale) or len(keypoints.time_s) < 4:
        return keypoints, 0
    points = dict(keypoints.points)
    if _is_paired(points, "knee") and _is_paired(points, "ankle"):
        _exchange(points, ("knee",), _misfits(points, scale))
    is_deep = any(np.isfinite(values[:, 2]).any() for values in points.values())
    for group in (LEG, *(DEEP_GROUPS if is_deep else ())):
        names = tuple(name for name in group if _is_paired(points, name))
        if not names or not _median_distance(points, names[0]) > APART_LEG_MIN * scale:
            continue
        left, right = (np.concatenate([points[f"{side}_{name}"] for name in names], axis=1) for side in SIDES)
        _exchange(points, names, find_swaps(left, right, CHANGE_COST_LEG * scale * len(names)))
    touched = np.zeros(len(keypoints.time_s), dtype=np.bool_)
    for name, values in keypoints.points.items():
        touched |= (np.nan_to_num(values) != np.nan_to_num(points[name])).any(axis=1)
    return (
        (Keypoints(keypoints.time_s, points, keypoints.unit), int(touched.sum())) if touched.any() else (keypoints, 0)
    )


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
    """About a leg's length in the keypoints' unit: twice the longest usual shank."""
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


def find_swaps(left: FloatArray, right: FloatArray, change_cost: float) -> BoolArray:
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
