"""Points of the body and the vertebrae over the stride, seen from the right, for drawing a figure."""

from collections.abc import Mapping

import numpy as np

from runback.spine.arrays import Floats, turn
from runback.spine.dynamics import FrameMotion
from runback.spine.generic import HEEL_TOE_M, SOLE_M
from runback.spine.names import LEVELS, LUMBAR
from runback.spine.stride import Stride

_HEAD_M, _NECK_M = 0.66, 0.44
"""Heights of the top of the head and the base of the neck above L5-S1 at scale 1."""
_WRIST_M = 0.245
"""Wrist below the elbow at scale 1."""
_ORIGINS = (("shoulder", "humerus"), ("elbow", "ulna"), ("hip", "femur"), ("knee", "tibia"))


def draw_points(stride: Stride) -> dict[str, Floats]:
    """The path (n, 2) of each point: forward relative to the pelvis' mean travel, and up from the lowest foot, m.

    Points: head, neck, pelvis, shoulder, elbow, wrist, hip, knee, ankle, heel and toe with ``_r`` or ``_l``, and the
    disc of each level by its name.
    """
    found = {**_middle_points(stride), **_side_points(stride), **_disc_points(stride)}
    pelvis = found["pelvis"]
    travel = np.polyval(np.polyfit(stride.time_s, pelvis[:, 0], 1), stride.time_s) if len(pelvis) > 1 else pelvis[:, 0]
    ground = min(float(found[name][:, 1].min()) for name in found if name.startswith(("heel", "toe")))
    return {name: np.stack([one[:, 0] - travel, one[:, 1] - ground], axis=1) for name, one in found.items()}


def _middle_points(stride: Stride) -> dict[str, Floats]:
    back = stride.skeleton.joint_of(LUMBAR[0])
    frames = stride.motion.frames
    torso, size = frames[back.child], stride.scale
    base = back.on_child.origin_m
    return {
        "head": torso.point(base + np.array([0.03, _HEAD_M * size, 0.0])),
        "neck": torso.point(base + np.array([0.0, _NECK_M * size, 0.0])),
        "pelvis": frames[back.parent].origin,
    }


def _side_points(stride: Stride) -> dict[str, Floats]:
    frames, size = stride.motion.frames, stride.scale
    found = {}
    for side in "rl":
        for name, segment in _ORIGINS:
            if f"{segment}_{side}" in frames:
                found[f"{name}_{side}"] = frames[f"{segment}_{side}"].origin
        wrist = _wrist(frames, side, size)
        if wrist is not None:
            found[f"wrist_{side}"] = wrist
        foot = frames.get(f"talus_{side}", frames[f"calcn_{side}"])
        found[f"ankle_{side}"] = foot.origin
        for name, ahead in zip(("heel", "toe"), HEEL_TOE_M, strict=True):
            found[f"{name}_{side}"] = foot.point(np.array([ahead, -SOLE_M, 0.0]) * size)
    return found


def _wrist(frames: Mapping[str, FrameMotion], side: str, size: float) -> Floats | None:
    if f"hand_{side}" in frames:
        return frames[f"hand_{side}"].origin
    if f"ulna_{side}" in frames:
        return frames[f"ulna_{side}"].point(np.array([0.0, -_WRIST_M * size, 0.0]))
    return None


def _disc_points(stride: Stride) -> dict[str, Floats]:
    back = stride.skeleton.joint_of(LUMBAR[0])
    pelvis = stride.motion.frames[back.parent]
    rise = stride.scale * (stride.geometry.centres[:, :5] - stride.geometry.centres[:, :1])
    local = back.on_parent.origin_m + rise
    top = 2.0 * local[:, 4] - local[:, 3]
    everything = np.concatenate([local, top[:, None]], axis=1)
    return {
        level: pelvis.origin + turn(pelvis.rotation, everything[:, number])
        for number, level in enumerate(reversed(LEVELS))
    }
