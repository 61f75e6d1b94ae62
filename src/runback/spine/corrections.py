"""Corrects known defects of the shipped MyoFullBody model, each in one named step with its reason.

The model is `myo-sim` 0.2.3 (Apache-2.0), whose lumbar muscles come from Christophy 2012
(doi:10.1007/s10237-011-0290-6). Two defects concern the input of a movement and are corrected there:
`SHARES` below, and the trunk's inertia, which is never taken from this model (its 0.13 kg m2 about the side-to-side
axis are a tenth of a trunk's) but from the runner's skeleton (`generic.py` or an .osim file).
"""

from collections.abc import Mapping
from types import MappingProxyType

import mujoco
import numpy as np

_AXIAL = (0.03778, 0.03778, 0.03778, 0.03111, 0.02889)

SHARES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "lumbar_extension": (0.125, 0.185, 0.204, 0.231, 0.255),
        "lumbar_bending": tuple(c / 1.0001 for c in (0.1356, 0.1811, 0.2453, 0.2501, 0.188)),
        "lumbar_rotation": tuple(c / sum(_AXIAL) for c in _AXIAL),
    }
)
"""The share of lumbar rotation at each joint, L5-S1 first (Christophy 2012, table 2).

Correction 1, L5-S1 coupling: the shipped model rotates L5-S1 by the whole angle (coefficient 1) and the joints above by
their share in addition, so the trunk rotates about 1.9 times too far. Here L5-S1 gets its share too. The axial shares
of the shipped file add up to 0.17; they are scaled to add up to 1.
"""

ABDOMEN_SHARE = 0.6429
"""The rectus sheath's body rotates by this share of lumbar extension (as shipped)."""

VERTEBRAE = ("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso")
"""The body above each joint, L5-S1 first."""


def lead_psoas_to_femur(spec: mujoco.MjSpec) -> None:
    """Correction 2, psoas path: the fascicles end at the pelvic brim; extend them to the lesser trochanter.

    Without it the psoas cannot flex the hip, and its force is determined by the spine alone. The points on the femur
    are those of the leg model's own psoas (Rajagopal 2016).
    """
    for tendon in spec.tendons:
        if tendon.name.startswith("Ps_"):
            side = "r" if "_r_tendon" in tendon.name else "l"
            for point in ("P2", "P3", "P4"):
                tendon.wrap_site(f"psoas-{point}_{side}")


def drop_second_psoas(spec: mujoco.MjSpec) -> None:
    """Correction 3, duplicate psoas: the leg model has a second psoas; keep only the eleven fascicles per side."""
    for name in ("psoas_r", "psoas_l"):
        spec.delete(spec.actuator(name))


def mirror_left_longissimus(spec: mujoco.MjSpec) -> None:
    """Correction 4, mirrored points: the left T12 fascicle of longissimus runs on the right side; mirror it."""
    for site in spec.sites:
        if site.name.startswith("LTpT_T12_") and site.name.endswith("_l") and site.pos[2] > 0:
            site.pos = site.pos * np.array([1.0, 1.0, -1.0])


def loosen_vertebrae(spec: mujoco.MjSpec) -> None:
    """Give each vertebra three locked sliding joints below its rotation joints, to read joint forces from.

    The derivative of a muscle's length with respect to such a slide is its pull across that joint, in the axes of the
    vertebra below (the joint reaction analysis of Steele 2012, done by virtual work).
    """
    for name in VERTEBRAE:
        body = spec.body(name)
        turning = [(joint.name, np.array(joint.axis)) for joint in body.joints]
        for joint in list(body.joints):
            joint.name = f"old_{joint.name}"
        old = list(body.joints)
        for letter, axis in zip("xyz", np.eye(3), strict=True):
            body.add_joint(name=f"slide_{letter}_{name}", axis=axis, type=mujoco.mjtJoint.mjJNT_SLIDE, limited=0)
        for joint_name, axis in turning:
            body.add_joint(name=joint_name, axis=axis, type=mujoco.mjtJoint.mjJNT_HINGE, limited=0)
        for joint in old:
            spec.delete(joint)


def drop_arms_and_meshes(spec: mujoco.MjSpec) -> None:
    """Remove what the spine does not need: the arms and their muscles (no lumbar level depends on them) and meshes."""
    for name in ("myoarm_r_root", "myoarm_l_root"):
        spec.delete(spec.body(name))
    for geom in list(spec.geoms):
        if geom.type == mujoco.mjtGeom.mjGEOM_MESH:
            spec.delete(geom)
    for mesh in list(spec.meshes):
        spec.delete(mesh)
    for texture in spec.textures:
        texture.builtin, texture.width, texture.height = mujoco.mjtBuiltin.mjBUILTIN_FLAT, 1, 1
    for body in spec.bodies:
        if body.mass < 1e-6:  # its mass came from its mesh; masses come from the runner's skeleton
            body.mass, body.inertia, body.explicitinertial = 1e-3, np.full(3, 1e-6), True


ALL_CORRECTIONS = (
    lead_psoas_to_femur,
    drop_second_psoas,
    mirror_left_longissimus,
    loosen_vertebrae,
    drop_arms_and_meshes,
)
