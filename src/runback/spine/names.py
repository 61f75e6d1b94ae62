"""The words of the spine interface: levels, muscle groups, weakness groups, coordinates."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

LEVELS = ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
"""Lumbar levels from the top down, the order of every per-level array."""

SIDES = ("left", "right")

GROUP_PREFIXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "superficial_longissimus": ("LTpT_",),
        "superficial_iliocostalis": ("IL_R",),
        "deep_es": ("LTpL_", "IL_L"),
        "multifidus": ("MF_",),
        "psoas": ("Ps_",),
        "quadratus_lumborum": ("QL_",),
        "external_oblique": ("EO",),
        "internal_oblique": ("IO",),
        "rectus_abdominis": ("rect_abd",),
    }
)
"""Muscle group to the prefixes of its fascicles' names in MyoTorso (named as in Christophy 2012).

Superficial: the thoracic parts, which cross the whole lumbar spine; deep: the lumbar parts, which attach to it.
"""

MUSCLE_GROUPS = tuple(GROUP_PREFIXES)

WEAKNESS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "deep_es": ("deep_es",),
        "multifidus": ("multifidus",),
        "psoas": ("psoas",),
        "quadratus_lumborum": ("quadratus_lumborum",),
        "all_deep": ("deep_es", "multifidus", "psoas", "quadratus_lumborum"),
    }
)
"""The five conditions of Raabe & Chaudhari 2018 (doi:10.1016/j.jbiomech.2017.11.037)."""

LUMBAR = ("lumbar_extension", "lumbar_bending", "lumbar_rotation")

PELVIS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation", "pelvis_tx", "pelvis_ty", "pelvis_tz")

LEG = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")

LEGS = tuple(f"{name}_{side}" for side in "rl" for name in LEG)

ARMS = tuple(f"{name}_{side}" for side in "rl" for name in ("arm_flex", "arm_add", "arm_rot", "elbow_flex"))

TRANSLATIONS = frozenset({"pelvis_tx", "pelvis_ty", "pelvis_tz"})


def group_of(muscle: str) -> str | None:
    """The muscle group of a fascicle by its name in the model; None for the legs' muscles."""
    for group, prefixes in GROUP_PREFIXES.items():
        if muscle.startswith(prefixes):
            return group
    return None


def stride_file(speed_m_s: float) -> Path:
    """The synthetic stride at that speed as a file, for ``runback spine --kinematics``."""
    return Path(__file__).parent / "strides" / f"made_up_{speed_m_s:g}_m_s.csv"
