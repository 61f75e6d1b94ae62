"""Inverse dynamics of a skeleton: analytic recursion outward, Newton-Euler sums inward, all frames at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from runback.spine.arrays import Floats, cross, rotation_about, turn
from runback.spine.skeleton import GROUND, Axis, Joint, Placement, Skeleton

GRAVITY_M_S2 = 9.80665
"""Standard gravity, as in OpenSim's models."""

UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True, eq=False)
class Coordinates:
    """Joint coordinates over ``n`` frames and their two derivatives in time; arrays (n,) in rad or m and s."""

    time_s: Floats
    value: Mapping[str, Floats]
    rate: Mapping[str, Floats]
    acceleration: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class FrameMotion:
    """A moving frame at ``n`` instants, in ground axes: origin and its derivatives (n, 3), rotation (n, 3, 3)."""

    origin: Floats
    rotation: Floats
    velocity: Floats
    acceleration: Floats
    spin: Floats
    spin_rate: Floats

    def point(self, local: Floats) -> Floats:
        """A point fixed in the frame, in ground coordinates (n, 3) m."""
        return self.origin + turn(self.rotation, local)

    def point_acceleration(self, local: Floats) -> Floats:
        """Acceleration of a point fixed in the frame (n, 3) m/s2."""
        arm = turn(self.rotation, local)
        return self.acceleration + cross(self.spin_rate, arm) + cross(self.spin, cross(self.spin, arm))


@dataclass(frozen=True, slots=True, eq=False)
class DrivenAxis:
    """One axis of a joint in ground axes: direction and a point on it (n, 3), and its gain per coordinate (n,)."""

    coordinate: str
    child: str
    turns: bool
    direction: Floats
    point: Floats
    gain: Floats


@dataclass(frozen=True, slots=True, eq=False)
class BodyMotion:
    """All segments' frames and all driven axes of a skeleton in motion."""

    frames: Mapping[str, FrameMotion]
    axes: tuple[DrivenAxis, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Wrench:
    """A force (n, 3) N and its moment about the ground's origin (n, 3) Nm."""

    force: Floats
    moment: Floats

    def about(self, point: Floats) -> Floats:
        """The moment about ``point`` (n, 3)."""
        return self.moment - cross(point, self.force)


def move_body(skeleton: Skeleton, coordinates: Coordinates) -> BodyMotion:
    """Position and motion of every segment (Featherstone's outward recursion, in ground coordinates)."""
    count = len(coordinates.time_s)
    still = np.zeros((count, 3))
    frames = {GROUND: FrameMotion(still, np.tile(np.eye(3), (count, 1, 1)), still, still, still, still)}
    axes: list[DrivenAxis] = []
    for joint in skeleton.joints:
        frames[joint.child] = _move_child(joint, frames[joint.parent], skeleton, coordinates, axes)
    return BodyMotion(frames, tuple(axes))


def _move_child(
    joint: Joint, parent: FrameMotion, skeleton: Skeleton, coordinates: Coordinates, axes: list[DrivenAxis]
) -> FrameMotion:
    frame = _place(parent, joint.on_parent)
    zero = np.zeros_like(frame.origin)
    shift, shift_rate, shift_acceleration = zero, zero, zero
    for axis in joint.translations:
        value, rate, acceleration, gain = _follow(axis, skeleton, coordinates)
        shift = shift + np.outer(value, axis.direction)
        shift_rate = shift_rate + np.outer(rate, axis.direction)
        shift_acceleration = shift_acceleration + np.outer(acceleration, axis.direction)
        if axis.coordinate is not None:
            direction = turn(frame.rotation, axis.direction)
            axes.append(DrivenAxis(axis.coordinate, joint.child, False, direction, frame.origin, gain))
    if joint.translations:
        frame = _slide(frame, shift, shift_rate, shift_acceleration)
    for axis in joint.rotations:
        value, rate, acceleration, gain = _follow(axis, skeleton, coordinates)
        direction = turn(frame.rotation, axis.direction)
        if axis.coordinate is not None:
            axes.append(DrivenAxis(axis.coordinate, joint.child, True, direction, frame.origin, gain))
        frame = _spin(frame, axis.direction, direction, value, rate, acceleration)
    turned_back = joint.on_child.rotation.T
    return _place(frame, Placement(-turned_back @ joint.on_child.origin_m, turned_back))


def _follow(axis: Axis, skeleton: Skeleton, coordinates: Coordinates) -> tuple[Floats, Floats, Floats, Floats]:
    still = np.zeros(len(coordinates.time_s))
    if axis.coordinate is None:
        return axis.curve(still)[0] + still, still, still, still
    name = axis.coordinate
    value, slope, bend = axis.curve(coordinates.value.get(name, still + skeleton.defaults.get(name, 0.0)))
    rate, acceleration = coordinates.rate.get(name, still), coordinates.acceleration.get(name, still)
    return value, slope * rate, slope * acceleration + bend * rate**2, slope + still


def _place(frame: FrameMotion, placement: Placement) -> FrameMotion:
    if not placement.origin_m.any():
        if (placement.rotation == np.eye(3)).all():
            return frame
        return FrameMotion(frame.origin, frame.rotation @ placement.rotation, *_rates(frame))
    arm = turn(frame.rotation, placement.origin_m)
    return FrameMotion(
        frame.origin + arm,
        frame.rotation @ placement.rotation,
        frame.velocity + cross(frame.spin, arm),
        frame.acceleration + cross(frame.spin_rate, arm) + cross(frame.spin, cross(frame.spin, arm)),
        frame.spin,
        frame.spin_rate,
    )


def _rates(frame: FrameMotion) -> tuple[Floats, Floats, Floats, Floats]:
    return frame.velocity, frame.acceleration, frame.spin, frame.spin_rate


def _slide(frame: FrameMotion, shift: Floats, rate: Floats, acceleration: Floats) -> FrameMotion:
    arm, moved, pushed = (turn(frame.rotation, one) for one in (shift, rate, acceleration))
    return FrameMotion(
        frame.origin + arm,
        frame.rotation,
        frame.velocity + cross(frame.spin, arm) + moved,
        frame.acceleration
        + cross(frame.spin_rate, arm)
        + cross(frame.spin, cross(frame.spin, arm) + 2.0 * moved)
        + pushed,
        frame.spin,
        frame.spin_rate,
    )


def _spin(
    frame: FrameMotion, local: Floats, direction: Floats, value: Floats, rate: Floats, acceleration: Floats
) -> FrameMotion:
    own = direction * rate[:, None]
    return FrameMotion(
        frame.origin,
        frame.rotation @ rotation_about(local, value),
        frame.velocity,
        frame.acceleration,
        frame.spin + own,
        frame.spin_rate + direction * acceleration[:, None] + cross(frame.spin, own),
    )


def needed_wrenches(skeleton: Skeleton, motion: BodyMotion) -> dict[str, Wrench]:
    """The wrench that each segment needs on its own for its motion under gravity (Newton-Euler)."""
    found = {}
    for name, segment in skeleton.segments.items():
        frame = motion.frames[name]
        force = segment.mass_kg * (frame.point_acceleration(segment.centre_m) + GRAVITY_M_S2 * UP)
        inertia = frame.rotation @ segment.inertia_kgm2 @ frame.rotation.transpose(0, 2, 1)
        twist = turn(inertia, frame.spin_rate) + cross(frame.spin, turn(inertia, frame.spin))
        found[name] = Wrench(force, twist + cross(frame.point(segment.centre_m), force))
    return found


def add_wrenches(wrenches: Iterable[Wrench]) -> Wrench:
    """The sum of wrenches about the common origin."""
    listed = list(wrenches)
    return Wrench(np.sum([one.force for one in listed], axis=0), np.sum([one.moment for one in listed], axis=0))


def joint_moments(
    skeleton: Skeleton,
    motion: BodyMotion,
    wanted: Iterable[str],
    needed: Mapping[str, Wrench],
    applied: Mapping[str, Wrench] | None = None,
) -> dict[str, Floats]:
    """Generalised force (n,) at each ``wanted`` coordinate, Nm or N, in OpenSim's signs.

    ``applied`` are external forces on segments (ground reaction), about the ground's origin.
    """
    outside = applied or {}
    result = {}
    for coordinate in wanted:
        total = np.zeros(len(next(iter(motion.frames.values())).origin))
        for axis in motion.axes:
            if axis.coordinate != coordinate:
                continue
            held = skeleton.above(axis.child)
            net = add_wrenches(needed[name] for name in held if name in needed)
            for name in held & outside.keys():
                net = Wrench(net.force - outside[name].force, net.moment - outside[name].moment)
            along = net.about(axis.point) if axis.turns else net.force
            total = total + axis.gain * np.einsum("ni,ni->n", axis.direction, along)
        result[coordinate] = total
    return result
