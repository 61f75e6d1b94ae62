"""Was the camera level? The forefoot rides on the ground while it carries, so its path shows where level is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from runback.form.events import Contact
from runback.form.keypoints import SIDES, FloatArray
from runback.form.motion import Motion

TOE_DOWN = (0.30, 0.75)
"""Part of stance in which the forefoot carries and stays where it is on the ground."""

SINKING_DEG = 0.4
SINKING_ERROR_DEG = 0.5
"""On level ground the toe's path falls a little backwards as the sole gives way: 0 to 1 degree in two laboratories."""

FLAG_DEG = 1.0
TURN_DEG = 1.8
"""Told of where a roll of the first cannot be left out (roll and error together), turned level from the second."""

TURN_DEG_MAX = 8.0
"""Nobody holds a phone more tilted than this without seeing it; a larger slope is a hill or an error."""

TRAVEL_SHANKS = 3.0
"""A runner who comes along by more shanks than this runs past the camera; on a belt nobody drifts so far."""

PLACES_MIN = 4


@dataclass(frozen=True, slots=True)
class Roll:
    """How far the picture is turned, counter-clockwise positive, with its standard error, in degrees."""

    roll_deg: float
    error_deg: float


def measure_roll(motion: Motion, contacts: tuple[Contact, ...]) -> Roll | None:
    """The slope of the ground under the forefoot; None without toes or with fewer than three contacts."""
    pieces = [piece for each in contacts if (piece := _toe_path(motion, each)) is not None]
    if len(pieces) < 3:
        return None
    if _travel(motion) > TRAVEL_SHANKS * _shank(motion):
        return _roll_between(pieces) if len(pieces) >= PLACES_MIN else None
    forward = [piece[:, 0] - piece[:, 0].mean() for piece in pieces]
    slopes = np.array([(f @ piece[:, 1]) / (f @ f) for f, piece in zip(forward, pieces, strict=True)])
    weights = np.array([f @ f for f in forward])
    slope = float((slopes * weights).sum() / weights.sum())
    spread = float(np.sqrt((weights * (slopes - slope) ** 2).sum() / weights.sum() / (len(slopes) - 1)))
    roll = float(np.degrees(np.arctan(slope))) - SINKING_DEG
    return Roll(roll, float(np.hypot(np.degrees(spread), SINKING_ERROR_DEG)))


def _travel(motion: Motion) -> float:
    """How far the hips come along in the picture, end to end."""
    hips = motion.middle("hip")
    forward = hips[np.isfinite(hips[:, 0]), 0] if hips is not None else np.zeros(1)
    return float(abs(forward[-1] - forward[0])) if len(forward) else 0.0


def _shank(motion: Motion) -> float:
    lengths = []
    for side in SIDES:
        if motion.has(f"{side}_knee", f"{side}_ankle"):
            shank = (motion.position[f"{side}_knee"] - motion.position[f"{side}_ankle"])[:, :2]
            lengths.append(float(np.nanmedian(np.linalg.norm(shank, axis=1))))
    return max(lengths, default=0.0)


def _toe_path(motion: Motion, contact: Contact) -> FloatArray | None:
    name = f"{contact.foot}_toe"
    if not motion.has(name):
        return None
    instants = contact.contact_s + np.linspace(*TOE_DOWN, 16) * (contact.toe_off_s - contact.contact_s)
    path = motion.at(motion.position[name][:, :2], instants)
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
    return replace(motion, position=_turned(motion.position, roll_deg), velocity=_turned(motion.velocity, roll_deg))


def _turned(curves: Mapping[str, FloatArray], roll_deg: float) -> dict[str, FloatArray]:
    cosine, sine = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    turned = {}
    for name, values in curves.items():
        forward = cosine * values[:, 0] + sine * values[:, 1]
        upward = -sine * values[:, 0] + cosine * values[:, 1]
        turned[name] = np.stack([forward, upward, values[:, 2]], axis=1)
    return turned
