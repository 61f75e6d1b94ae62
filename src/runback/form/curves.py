"""The angles and distances of running as curves over a clip, signs as in interface.md.

Sagittal angles are measured in the x-y plane, so that a clip from the side and a laboratory's
three-dimensional recording give the same value. Definitions follow Souza RB 2016 (Phys Med Rehabil
Clin N Am 27:217, doi 10.1016/j.pmr.2015.08.006): trunk, shank and knee at initial contact.
"""

import numpy as np

from runback.form.keypoints import SIDES, FloatArray
from runback.form.motion import Motion


def angle_from_vertical(vector: FloatArray) -> FloatArray:
    """Angle between the vertical and a vector (n, 2+) in degrees, forward positive."""
    return np.asarray(np.degrees(np.arctan2(vector[:, 0], vector[:, 1])))


def leg_length(motion: Motion) -> float | None:
    """Median thigh plus median shank, in the motion's unit; the mean of the visible sides."""
    sides = []
    for side in SIDES:
        if motion.has(f"{side}_hip", f"{side}_knee", f"{side}_ankle"):
            hip, knee, ankle = (motion.position[f"{side}_{point}"] for point in ("hip", "knee", "ankle"))
            sides.append(_median_length(hip - knee) + _median_length(knee - ankle))
    return float(np.mean(sides)) if sides else None


def _median_length(vector: FloatArray) -> float:
    known = vector if np.isfinite(vector[:, 2]).mean() > 0.6 else vector[:, :2]
    return float(np.nanmedian(np.linalg.norm(known, axis=1)))


def trunk_lean(motion: Motion, _side: str) -> FloatArray | None:
    """Line from mid-hip to mid-shoulder against the vertical, degrees; leaning forward is positive."""
    shoulders, hips = motion.middle("shoulder"), motion.middle("hip")
    return None if shoulders is None or hips is None else angle_from_vertical(shoulders - hips)


def shank_angle(motion: Motion, side: str) -> FloatArray | None:
    """Shank against the vertical, degrees; positive with the ankle ahead of the knee."""
    if not motion.has(f"{side}_knee", f"{side}_ankle"):
        return None
    down = motion.position[f"{side}_ankle"] - motion.position[f"{side}_knee"]
    return angle_from_vertical(down * [1, -1, 1])


def knee_flexion(motion: Motion, side: str) -> FloatArray | None:
    """Thigh against shank, degrees; straight is 0, bent is positive."""
    shank = shank_angle(motion, side)
    if shank is None or not motion.has(f"{side}_hip"):
        return None
    down = motion.position[f"{side}_knee"] - motion.position[f"{side}_hip"]
    bend = angle_from_vertical(down * [1, -1, 1]) - shank
    return np.asarray((bend + 180) % 360 - 180)


def overstride(motion: Motion, side: str) -> FloatArray | None:
    """How far the ankle is ahead of mid-hip, in per cent of the leg."""
    hips, leg = motion.middle("hip"), leg_length(motion)
    if hips is None or leg is None or not motion.has(f"{side}_ankle"):
        return None
    return np.asarray(100 * (motion.position[f"{side}_ankle"] - hips)[:, 0] / leg)


def foot_angle(motion: Motion, side: str) -> FloatArray | None:
    """Heel-to-toe line against the horizontal, degrees; toes up is positive."""
    if not motion.has(f"{side}_heel", f"{side}_toe"):
        return None
    foot = motion.position[f"{side}_toe"] - motion.position[f"{side}_heel"]
    return np.asarray(np.degrees(np.arctan2(foot[:, 1], foot[:, 0])))


def pelvic_drop(motion: Motion, side: str) -> FloatArray | None:
    """Drop of the swing side's hip below that of the stance ``side``, degrees; lower is positive."""
    other = "left" if side == "right" else "right"
    if not motion.has(f"{side}_hip", f"{other}_hip"):
        return None
    across = motion.position[f"{side}_hip"] - motion.position[f"{other}_hip"]
    if not np.isfinite(across[:, 2]).any():
        return None
    return np.asarray(np.degrees(np.arctan2(across[:, 1], np.abs(across[:, 2]))))


def elbow_angle(motion: Motion, side: str) -> FloatArray | None:
    """Upper arm against forearm, degrees; 180 is straight, about 90 is typical."""
    if not motion.has(f"{side}_shoulder", f"{side}_elbow", f"{side}_wrist"):
        return None
    shoulder, elbow, wrist = (motion.position[f"{side}_{point}"] for point in ("shoulder", "elbow", "wrist"))
    deep = np.isfinite(elbow[:, 2]).any()
    upper, lower = (
        ((shoulder - elbow), (wrist - elbow)) if deep else ((shoulder - elbow)[:, :2], (wrist - elbow)[:, :2])
    )
    lengths = np.linalg.norm(upper, axis=1) * np.linalg.norm(lower, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (upper * lower).sum(axis=1) / lengths
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
