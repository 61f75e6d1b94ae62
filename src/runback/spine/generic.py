"""A runner's segments without a model of their own: published generic proportions, scaled to mass and height.

Masses, centres and inertias are those of the full-body model of Rajagopal 2016 (doi:10.1109/TBME.2016.2586891:
1.70 m, 75.3 kg; trunk and arms after Hamner 2010, doi:10.1016/j.jbiomech.2010.06.025). Forearm with hand, and ankle
with foot, are one segment each; the knee is a hinge.
"""

from collections.abc import Mapping

import numpy as np

from runback.spine.arrays import Floats
from runback.spine.curves import Polynomial
from runback.spine.skeleton import GROUND, Axis, Joint, Placement, Segment, Skeleton

GENERIC_HEIGHT_M = 1.70
RUNNER_HEIGHT_M, RUNNER_MASS_KG = 1.77, 70.9
"""Mean of ten recorded runners (Hamner & Delp 2013, doi:10.1016/j.jbiomech.2012.11.024): the height taken for a mass
where none is said. Rajagopal's body is heavier for its height than runners are."""
SOLE_M = 0.05
"""Height of the ankle joint above the ground at scale 1."""
HEEL_TOE_M = (-0.06, 0.17)
"""Positions of heel and toe tip in front of the ankle joint at scale 1."""

_MIDDLE: Mapping[str, tuple[float, tuple[float, float, float], tuple[float, float, float]]] = {
    "pelvis": (11.777, (-0.0707, 0.0, 0.0), (0.1028, 0.0871, 0.0579)),
    "torso": (26.8266, (-0.03, 0.32, 0.0), (1.4745, 0.7555, 1.4314)),
}
_SIDED: Mapping[str, tuple[float, tuple[float, float, float], tuple[float, float, float]]] = {
    "femur": (9.3014, (0.0, -0.17, 0.0), (0.1339, 0.0351, 0.1412)),
    "tibia": (3.7937, (0.0, -0.1867, 0.0), (0.0504, 0.0051, 0.0511)),
    "calcn": (1.5666, (0.045, -0.025, 0.0), (0.003, 0.0075, 0.0065)),
    "humerus": (2.0325, (0.0, -0.1645, 0.0), (0.01195, 0.00412, 0.01341)),
    "ulna": (1.6725, (0.0, -0.179, 0.013), (0.0188, 0.0020, 0.0190)),
}
_LEG = frozenset({"femur", "tibia", "calcn"})
_X, _Y, _Z = np.eye(3)
_LINE = Polynomial((1.0, 0.0))


def usual_height_m(mass_kg: float) -> float:
    """A typical height for a runner's mass, assuming that body shape does not depend on mass."""
    return RUNNER_HEIGHT_M * float((mass_kg / RUNNER_MASS_KG) ** (1.0 / 3.0))


def build_generic(mass_kg: float, height_m: float, *, knee_sign: float = -1.0, legs: float | None = None) -> Skeleton:
    """A skeleton of ``mass_kg`` and ``height_m``.

    ``knee_sign`` is the sign of knee flexion in the kinematics, ``legs`` the legs' length relative to the generic one
    if it is known separately from height.
    """
    size = height_m / GENERIC_HEIGHT_M
    weight = mass_kg / (sum(one[0] for one in _MIDDLE.values()) + 2 * sum(one[0] for one in _SIDED.values()))
    segments = {name: _segment(name, one, 1.0, size, weight) for name, one in _MIDDLE.items()}
    for side, mirror in (("r", 1.0), ("l", -1.0)):
        for name, one in _SIDED.items():
            length = (legs or size) if name in _LEG else size
            segments[f"{name}_{side}"] = _segment(f"{name}_{side}", one, mirror, length, weight)
    joints = [
        _joint(
            "ground_pelvis",
            GROUND,
            "pelvis",
            np.zeros(3),
            ("pelvis_tilt", "pelvis_list", "pelvis_rotation"),
            moves=("pelvis_tx", "pelvis_ty", "pelvis_tz"),
        ),
        _joint(
            "back",
            "pelvis",
            "torso",
            np.array([-0.1007, 0.0815, 0.0]) * size,
            ("lumbar_extension", "lumbar_bending", "lumbar_rotation"),
        ),
    ]
    for side, mirror in (("r", 1.0), ("l", -1.0)):
        joints += _side_joints(side, mirror, size, legs or size, knee_sign)
    return Skeleton(f"generic {mass_kg:g} kg {height_m:.2f} m", segments, tuple(joints), {})


def _segment(
    name: str,
    numbers: tuple[float, tuple[float, float, float], tuple[float, float, float]],
    mirror: float,
    size: float,
    weight: float,
) -> Segment:
    mass, centre, moments = numbers
    turned = np.array(centre) * np.array([1.0, 1.0, mirror]) * size
    return Segment(name, mass * weight, turned, np.diag(moments) * weight * size**2)


def _side_joints(side: str, mirror: float, size: float, legs: float, knee_sign: float) -> list[Joint]:
    def at(x: float, y: float, z: float) -> Floats:
        return np.array([x, y, z * mirror]) * size

    def named(*words: str) -> tuple[str, ...]:
        return tuple(f"{word}_{side}" for word in words)

    hip = _joint(
        f"hip_{side}",
        "pelvis",
        f"femur_{side}",
        at(-0.0563, -0.0785, 0.0773),
        named("hip_flexion", "hip_adduction", "hip_rotation"),
        mirror=mirror,
    )
    knee = _joint(
        f"knee_{side}",
        f"femur_{side}",
        f"tibia_{side}",
        at(-0.0045, -0.4096, -0.0018) * legs / size,
        named("knee_angle"),
        forward=-knee_sign,
    )
    ankle = _joint(
        f"ankle_{side}", f"tibia_{side}", f"calcn_{side}", at(-0.01, -0.40, 0.0) * legs / size, named("ankle_angle")
    )
    shoulder = _joint(
        f"acromial_{side}",
        "torso",
        f"humerus_{side}",
        at(0.0032, 0.3715, 0.17),
        named("arm_flex", "arm_add", "arm_rot"),
        mirror=mirror,
    )
    elbow = _joint(
        f"elbow_{side}", f"humerus_{side}", f"ulna_{side}", at(0.0131, -0.2863, -0.0096), named("elbow_flex")
    )
    return [hip, knee, ankle, shoulder, elbow]


def _joint(
    name: str,
    parent: str,
    child: str,
    where: Floats,
    turns: tuple[str, ...],
    *,
    moves: tuple[str, ...] = (),
    mirror: float = 1.0,
    forward: float = 1.0,
) -> Joint:
    directions = (_Z * forward, _X * mirror, _Y * mirror)
    return Joint(
        name,
        parent,
        child,
        Placement(where, np.eye(3)),
        Placement(np.zeros(3), np.eye(3)),
        tuple(Axis(axis, move, _LINE) for axis, move in zip(np.eye(3), moves, strict=False)),
        tuple(Axis(axis, turn, _LINE) for axis, turn in zip(directions, turns, strict=False)),
    )
