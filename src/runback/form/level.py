"""Was the camera level? A foot moves along the ground: its ankle while it is flat, its toe while it is loaded.

The toe's path alone is not enough: how far it sinks depends on where on the shoe its point is, and a
pose model's ankle slides on the leg (docs/decisions/0341).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from runback.form.events import Contact
from runback.form.keypoints import FloatArray
from runback.form.motion import Motion
from runback.form.strides import travels

FLAT, TOE_DOWN = (0.15, 0.50), (0.30, 0.75)
"""The parts of stance in which the foot is flat, and in which the forefoot is loaded."""

WITNESSES = (("ankle", FLAT, -0.2), ("toe", TOE_DOWN, 0.4))
SINKING_ERROR_DEG = 0.6
"""On level ground the ankle's path has -0.9, 0.3, 0.1 degrees in three runners, the toe's 0 to 1, in one 2 to 5."""

FLAG_DEG, FLAG_ERRORS = 1.5, 1.5
TURN_DEG, TURN_ERRORS = 2.0, 2.5
"""A roll is shown from the first value on if it is this many times its error, and levelled from the third on."""

TURN_DEG_MAX = 8.0
"""Nobody tilts a phone more than this without noticing; a larger slope is a hill or an error."""

PLACES_MIN = 4


@dataclass(frozen=True, slots=True)
class Roll:
    """The rotation of the picture, counter-clockwise positive, and its standard error, in degrees."""

    roll_deg: float
    error_deg: float


def measure_roll(motion: Motion, contacts: tuple[Contact, ...]) -> Roll | None:
    """The slope of the ground; None with fewer than three fully visible contacts.

    On a treadmill, ankle and toe give two slopes: the smaller one is used, none if they disagree.
    """
    if travels(motion):
        pieces = _pieces(motion, contacts, "toe", TOE_DOWN)
        return _roll_between(pieces) if len(pieces) >= PLACES_MIN else None
    rolls = [
        _roll_of(pieces, sinking)
        for point, part, sinking in WITNESSES
        if len(pieces := _pieces(motion, contacts, point, part)) >= 3
    ]
    if len(rolls) == 2 and rolls[0].roll_deg * rolls[1].roll_deg < 0:
        return Roll(0.0, max(roll.error_deg for roll in rolls))
    return min(rolls, key=lambda each: abs(each.roll_deg), default=None)


def _pieces(motion: Motion, contacts: tuple[Contact, ...], point: str, part: tuple[float, float]) -> list[FloatArray]:
    found = (_path(motion, contact, point, part) for contact in contacts)
    return [each for each in found if each is not None]


def _roll_of(pieces: list[FloatArray], sinking_deg: float) -> Roll:
    forward = [piece[:, 0] - piece[:, 0].mean() for piece in pieces]
    slopes = np.array([(f @ piece[:, 1]) / (f @ f) for f, piece in zip(forward, pieces, strict=True)])
    weights = np.array([f @ f for f in forward])
    slope = float((slopes * weights).sum() / weights.sum())
    spread = float(np.sqrt((weights * (slopes - slope) ** 2).sum() / weights.sum() / (len(slopes) - 1)))
    roll = float(np.degrees(np.arctan(slope))) - sinking_deg
    return Roll(roll, float(np.hypot(np.degrees(spread), SINKING_ERROR_DEG)))


def _path(motion: Motion, contact: Contact, point: str, part: tuple[float, float]) -> FloatArray | None:
    name = f"{contact.foot}_{point}"
    if not motion.has(name):
        return None
    instants = contact.contact_s + np.linspace(*part, 16) * (contact.toe_off_s - contact.contact_s)
    path = motion.at(motion.position[name][:, :2], instants)
    return path if np.isfinite(path).all() else None


def _roll_between(pieces: list[FloatArray]) -> Roll | None:
    """Overground: the slope of the line through the foot placements."""
    places = np.array([piece.mean(axis=0) for piece in pieces])
    forward = places[:, 0] - places[:, 0].mean()
    if not np.ptp(forward) > 0:
        return None
    slope = float(forward @ places[:, 1] / (forward @ forward))
    rest = places[:, 1] - places[:, 1].mean() - slope * forward
    error = float(np.sqrt((rest**2).sum() / max(1, len(rest) - 2) / (forward @ forward)))
    return Roll(float(np.degrees(np.arctan(slope))), float(np.degrees(error)))


def turn_level(motion: Motion, roll_deg: float) -> Motion:
    """The motion rotated back by a roll about the line of sight."""
    return replace(motion, position=_turned(motion.position, roll_deg), velocity=_turned(motion.velocity, roll_deg))


def _turned(curves: Mapping[str, FloatArray], roll_deg: float) -> dict[str, FloatArray]:
    cosine, sine = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    turned = {}
    for name, values in curves.items():
        forward = cosine * values[:, 0] + sine * values[:, 1]
        upward = -sine * values[:, 0] + cosine * values[:, 1]
        turned[name] = np.stack([forward, upward, values[:, 2]], axis=1)
    return turned
