"""Was the camera level? The flat foot rides on the ground, so its path shows where level is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from runback.form.events import Contact
from runback.form.keypoints import FloatArray
from runback.form.motion import Motion

FLAT_PART = (0.20, 0.45)
"""Part of stance in which heel and toe together move level: heel-down and heel-off balance in their mean."""

ROLL_DEG_MIN = 0.8
"""Smaller rolls are left alone: they move trunk lean by less than the flat foot can tell."""


@dataclass(frozen=True, slots=True)
class Roll:
    """How far the picture is turned, counter-clockwise positive, with its standard error, in degrees."""

    roll_deg: float
    error_deg: float


def measure_roll(motion: Motion, contacts: tuple[Contact, ...]) -> Roll | None:
    """The slope of the ground under the flat foot; None without heel and toe or with too short a path."""
    pieces = [piece for each in contacts if (piece := _flat_path(motion, each)) is not None]
    if len(pieces) < 3:
        return None
    forward = [piece[:, 0] - piece[:, 0].mean() for piece in pieces]
    upward = [piece[:, 1] - piece[:, 1].mean() for piece in pieces]
    if np.median([np.ptp(f) for f in forward]) < 0.05 * _foot_scale(motion):
        return _roll_between(pieces)
    slopes = np.array([(f @ u) / (f @ f) for f, u in zip(forward, upward, strict=True)])
    weights = np.array([f @ f for f in forward])
    slope = float((slopes * weights).sum() / weights.sum())
    spread = float(np.sqrt((weights * (slopes - slope) ** 2).sum() / weights.sum() / len(slopes)))
    return Roll(float(np.degrees(np.arctan(slope))), float(np.degrees(spread)))


def _foot_scale(motion: Motion) -> float:
    lengths = [
        float(np.nanmedian(np.linalg.norm((motion.position[f"{side}_knee"] - motion.position[f"{side}_ankle"])[:, :2], axis=1)))
        for side in ("left", "right")
        if motion.has(f"{side}_knee", f"{side}_ankle")
    ]
    return max(lengths, default=0.0)


def _flat_path(motion: Motion, contact: Contact) -> FloatArray | None:
    names = (f"{contact.foot}_heel", f"{contact.foot}_toe")
    if not motion.has(*names):
        return None
    instants = contact.contact_s + np.linspace(*FLAT_PART, 12) * (contact.toe_off_s - contact.contact_s)
    path = np.mean([motion.at(motion.position[name][:, :2], instants) for name in names], axis=0)
    return path if np.isfinite(path).all() else None


def _roll_between(pieces: list[FloatArray]) -> Roll | None:
    """Overground: the line through the places where the feet stood."""
    places = np.array([piece.mean(axis=0) for piece in pieces])
    forward = places[:, 0] - places[:, 0].mean()
    if not np.ptp(forward) > 0:
        return None
    slope = float(forward @ places[:, 1] / (forward @ forward))
    rest = places[:, 1] - places[:, 1].mean() - slope * forward
    error = float(np.sqrt((rest**2).sum() / max(1, len(rest) - 2) / (forward @ forward)))
    return Roll(float(np.degrees(np.arctan(slope))), float(np.degrees(error)))


def turn_level(motion: Motion, roll_deg: float) -> Motion:
    """The motion turned back by a roll about the line of sight."""
    return replace(
        motion, position=_turned(motion.position, roll_deg), velocity=_turned(motion.velocity, roll_deg)
    )


def _turned(curves: Mapping[str, FloatArray], roll_deg: float) -> dict[str, FloatArray]:
    cosine, sine = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    turned = {}
    for name, values in curves.items():
        forward = cosine * values[:, 0] + sine * values[:, 1]
        upward = -sine * values[:, 0] + cosine * values[:, 1]
        turned[name] = np.stack([forward, upward, values[:, 2]], axis=1)
    return turned
