"""The lumbar moments of a stride, with a band for what is not known: the filter and, for a generic body, the trunk.

Swapping one property at a time between a generic body and three recorded people's models showed what matters: length
of the trunk (height of its centre, inertia) and how far forward its centre is; masses, arms and joint positions change
little (decision 0232). Neither can be derived from body mass or kinematics, so they give the band.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from runback.languages.saved import translate_later
from runback.spine.arrays import Floats
from runback.spine.band import BAND_STEP, envelope
from runback.spine.dynamics import Coordinates, joint_moments, move_body, needed_wrenches
from runback.spine.names import LUMBAR
from runback.spine.skeleton import Segment, Skeleton

TRUNK_LENGTHS = (0.92, 1.08)
"""Trunk and arms of people of the same mass relative to the generic ones; recorded people's models had 0.97 to 1.08."""
TRUNK_CENTRES_M = (-0.02, 0.02)
"""Forward shift of the trunk's centre of mass from the generic one; residual reduction moved one runner's by 0.023."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Moments at L5-S1 (n, 3) Nm in OpenSim's signs and the order of ``LUMBAR``, and the band around them.

    ``lowpass_hz`` is their filter, 0 for none; ``choices`` says in words what the band includes; ``body_nm`` is how
    far another trunk of the same mass changes them at most, 0 for the runner's own segments.
    """

    lowpass_hz: float
    value_nm: Floats
    low_nm: Floats
    high_nm: Floats
    choices: tuple[str, ...]
    body_nm: float


def lumbar_moments(body: Skeleton, coordinates: Coordinates) -> Floats:
    """The moments (n, 3) that the body above the back joint needs there."""
    above = body.above(body.joint_of(LUMBAR[0]).child)
    joints = tuple(joint for joint in body.joints if joint.child in above or above & body.above(joint.child))
    trunk = {name: one for name, one in body.segments.items() if name in above}
    held = Skeleton(body.name, trunk, joints, body.defaults)
    motion = move_body(held, coordinates)
    needed = needed_wrenches(held, motion)
    found = joint_moments(held, motion, LUMBAR, needed)
    return np.stack([found[name] for name in LUMBAR], axis=1)


def band_moments(
    value_nm: Floats, lowpass_hz: float, body_nm: float, others_nm: Mapping[str, Floats], about_nm: Floats
) -> Moments:
    """The moments with the envelope of other choices, which are computed on the coarse frames only.

    ``others_nm`` are the choices' moments by name, ``about_nm`` what they have to be compared with.
    """
    away = [one - about_nm + value_nm[::BAND_STEP] for one in others_nm.values()]
    low, high = envelope(value_nm, away)
    return Moments(lowpass_hz, value_nm, low, high, tuple(others_nm), body_nm)


def other_trunks(body: Skeleton) -> Iterator[tuple[str, Skeleton]]:
    """The generic body with a shorter or longer trunk, and with its centre further back or forward."""
    for length in TRUNK_LENGTHS:
        for ahead in TRUNK_CENTRES_M:
            words = translate_later("trunk {value} % long, its centre {value2} cm forward").format(
                value=f"{100 * (length - 1):+.0f}", value2=f"{100 * ahead:+.0f}"
            )
            yield words, _resize_trunk(body, length, ahead)


def _resize_trunk(body: Skeleton, length: float, ahead_m: float) -> Skeleton:
    """Scale everything above the back joint by ``length`` at the same mass, and move the trunk's centre."""
    root = body.joint_of(LUMBAR[0]).child
    segments, above = dict(body.segments), body.above(root)
    for name in above & segments.keys():
        one = segments[name]
        shift = np.array([ahead_m, 0.0, 0.0]) if name == root else np.zeros(3)
        segments[name] = Segment(name, one.mass_kg, one.centre_m * length + shift, one.inertia_kgm2 * length**2)
    joints = tuple(
        replace(joint, on_parent=replace(joint.on_parent, origin_m=joint.on_parent.origin_m * length))
        if joint.parent in above
        else joint
        for joint in body.joints
    )
    return Skeleton(body.name, segments, joints, body.defaults)
