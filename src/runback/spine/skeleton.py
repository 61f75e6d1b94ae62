"""A chain of rigid segments: the records for every body model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from runback.spine.arrays import Floats
from runback.spine.curves import Curve
from runback.spine.errors import UnusableModel

GROUND = "ground"
_LEAST_KG, _MOST_KG = 15.0, 300.0


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One rigid segment: kg, centre of mass (3,) m and inertia about it (3, 3) kg m2, in its own frame."""

    name: str
    mass_kg: float
    centre_m: Floats
    inertia_kgm2: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One axis of a joint: unit direction (3,), its coordinate, and the function from one to the other."""

    direction: Floats
    coordinate: str | None
    curve: Curve


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """A fixed position on a segment: origin (3,) m and rotation (3, 3) in the segment's frame."""

    origin_m: Floats
    rotation: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """How ``child`` moves relative to ``parent``: three translations, then three body-fixed rotations."""

    name: str
    parent: str
    child: str
    on_parent: Placement
    on_child: Placement
    translations: tuple[Axis, ...]
    rotations: tuple[Axis, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """A body: segments by name, joints with every parent before its child, and default coordinates (rad, m)."""

    name: str
    segments: Mapping[str, Segment]
    joints: tuple[Joint, ...]
    defaults: Mapping[str, float]

    @property
    def mass_kg(self) -> float:
        """Mass of all segments."""
        return sum(segment.mass_kg for segment in self.segments.values())

    def joint_of(self, coordinate: str) -> Joint:
        """The joint that ``coordinate`` moves; ``UnusableModel`` when there is none."""
        for joint in self.joints:
            if any(axis.coordinate == coordinate for axis in (*joint.translations, *joint.rotations)):
                return joint
        raise UnusableModel(
            f"The body model {self.name} has no coordinate {coordinate}. Runback needs a whole body with one back "
            "joint (lumbar_extension, lumbar_bending, lumbar_rotation), such as Rajagopal 2016 or Hamner 2010."
        )

    def require(self, coordinates: Iterable[str]) -> None:
        """Raise ``UnusableModel`` unless the body has a plausible mass and all the coordinates move joints."""
        if not _LEAST_KG <= self.mass_kg <= _MOST_KG:
            raise UnusableModel(
                f"The body model weighs {self.mass_kg:.4g} kg; a runner's weighs {_LEAST_KG:g} to {_MOST_KG:g}."
            )
        for coordinate in coordinates:
            self.joint_of(coordinate)

    def above(self, root: str) -> frozenset[str]:
        """``root`` and every segment attached to it."""
        held = {root}
        for joint in self.joints:
            if joint.parent in held:
                held.add(joint.child)
        return frozenset(held)


def order_joints(joints: list[Joint]) -> tuple[Joint, ...]:
    """The joints with every parent before its child; ``UnusableModel`` for unattached segments."""
    placed, ordered, waiting = {GROUND}, [], list(joints)
    while waiting:
        ready = [joint for joint in waiting if joint.parent in placed]
        if not ready:
            raise UnusableModel(f"The body model has segments that hang on nothing: {waiting[0].child}.")
        ordered += ready
        placed.update(joint.child for joint in ready)
        waiting = [joint for joint in waiting if joint.child not in placed]
    return tuple(ordered)


def scale_mass(skeleton: Skeleton, mass_kg: float) -> Skeleton:
    """The same body with every mass and inertia multiplied so that the whole weighs ``mass_kg``."""
    ratio = mass_kg / skeleton.mass_kg
    segments = {
        name: Segment(name, one.mass_kg * ratio, one.centre_m, one.inertia_kgm2 * ratio)
        for name, one in skeleton.segments.items()
    }
    return Skeleton(skeleton.name, segments, skeleton.joints, skeleton.defaults)


def no_shift() -> Placement:
    """A placement at the segment's own origin."""
    return Placement(np.zeros(3), np.eye(3))
