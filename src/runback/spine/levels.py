"""The demand on each lumbar level from the body above, and the resulting disc loads: compression and anterior shear."""

from dataclasses import dataclass

import numpy as np

from runback.spine.arrays import Floats, cross
from runback.spine.dynamics import GRAVITY_M_S2, UP, BodyMotion, Wrench, add_wrenches
from runback.spine.muscle_model import MuscleModel, SpineGeometry
from runback.spine.names import LUMBAR
from runback.spine.skeleton import Skeleton

SLICES = ((0.0243, 0.0537, 0.020), (0.0240, 0.0170, 0.018), (0.0223, 0.0137, 0.018), (0.0225, 0.0245, 0.018),
          (0.0224, 0.0390, 0.017))  # fmt: skip
"""Lumbar segments L5 to L1: share of body mass, and centre in front of and above the joint below at scale 1, m.

Shares as in Christophy 2012, which agree with the imaging of Pearsall 1996 (doi:10.1007/BF02667349).
"""


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """What muscles and discs must supply, L5-S1 first.

    ``force_n`` (n, 6, 3) in the axes of the vertebra below; ``turning_nm`` (n, 3 planes, 5 levels) about each joint's
    rotation axes; ``back_nm`` (n, 3) OpenSim's lumbar moments; ``legs_nm`` (n, 10) in the order of ``LEGS``.
    """

    force_n: Floats
    turning_nm: Floats
    back_nm: Floats
    legs_nm: Floats


def trunk_wrench(skeleton: Skeleton, needed: dict[str, Wrench]) -> Wrench:
    """The wrench that everything above the back joint needs."""
    trunk = skeleton.above(skeleton.joint_of(LUMBAR[0]).child)
    return add_wrenches(needed[name] for name in trunk if name in needed)


def level_demands(
    skeleton: Skeleton,
    motion: BodyMotion,
    needed: dict[str, Wrench],
    model: MuscleModel,
    geometry: SpineGeometry,
    scale: float,
    mass_kg: float,
) -> tuple[Floats, Floats]:
    """Force (n, 6, 3) and moment (n, 3, 5) that the body above requires at each level.

    Dynamics treat the trunk as one segment about L5-S1, as the recorded angles do; the vertebrae are placed by
    distributing the rotation. Doing that in the dynamics without a new inverse kinematics would move the trunk's
    mass and lose the agreement with OpenSim (prototypes/README.md).
    """
    back = skeleton.joint_of(LUMBAR[0])
    pelvis, torso = motion.frames[back.parent], motion.frames[back.child]
    total = trunk_wrench(skeleton, needed)
    centres = back.on_child.origin_m + scale * model.rest_m
    forces, turning = np.empty((len(total.force), 6, 3)), np.empty((len(total.force), 3, 5))
    force, moment = total.force, total.moment
    for level in range(6):
        world = np.einsum("nij,njk->nik", pelvis.rotation, geometry.below[:, level])
        forces[:, level] = np.einsum("nji,nj->ni", world, force)
        if level == 5:
            break
        here = torso.point(centres[level])
        about = moment - cross(here, force)
        axes = np.einsum("nij,npj->npi", pelvis.rotation, geometry.axes[:, :, level])
        turning[:, :, level] = np.einsum("npi,ni->np", axes, about)
        share, ahead, up = SLICES[level]
        local = centres[level] + scale * np.array([ahead, up, 0.0])
        weight = share * mass_kg * (torso.point_acceleration(local) + GRAVITY_M_S2 * UP)
        force = force - weight
        moment = moment - cross(torso.point(local), weight)
    return forces, turning


def disc_loads(model: MuscleModel, reaction_n: Floats) -> tuple[Floats, Floats]:
    """Compression and anterior shear (n, 6) N from forces from below (n, 6, 3), relative to each disc's tilt.

    Shear is positive when the upper vertebra is pushed forward over the lower one.
    """
    sine, cosine = np.sin(model.disc_tilt_rad), np.cos(model.disc_tilt_rad)
    compression = reaction_n[..., 0] * sine + reaction_n[..., 1] * cosine
    shear = reaction_n[..., 1] * sine - reaction_n[..., 0] * cosine
    return compression, shear
