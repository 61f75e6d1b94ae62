"""Drawings in motion: the poses between the first and the last, and one SVG that moves through them.

What is between is interpolated in the joint angles, so that limbs keep their length; a hand or foot
on something stays there. The SVG is animated (SMIL) and needs no script.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from runback.domain.errors import NotFound
from runback.report.drawing import Panel, floor_path, join_boxes, make_panel, write_svg
from runback.report.drawing_body import RADIUS, SEGMENTS, Figure, direction_of, pose_figure, reach
from runback.report.drawing_poses import (
    FROM_ABOVE,
    FRONTAL,
    Cycle,
    Drawing,
    Limb,
    Point,
    Pose,
    Prop,
    View,
    load_drawings,
)
from runback.report.drawing_shapes import near_point, number

STEPS = 5
"""Poses between the first and the last are ``STEPS`` - 1; the eye takes the straight lines between them for a curve."""

_GRAZES = 0.5
"""What a foot may dip under the floor without being lifted."""

_LEG = ("hip", "knee", "ankle", SEGMENTS["thigh"], SEGMENTS["shank"])
_ARM = ("shoulder", "elbow", "wrist", SEGMENTS["upper_arm"], SEGMENTS["forearm"])


@lru_cache(maxsize=512)
def animate(drawing_id: str, title: str, muscles: tuple[str, ...], seconds: float) -> str:
    """The drawing as an ``<svg>`` that goes from the first pose to the last and back in ``seconds``, for ever.

    Walking and running go round in the time of their own stride, a drawing of one pose does not move.
    Raises ``NotFound`` for one that is not there.
    """
    drawing = load_drawings().get(drawing_id)
    if drawing is None:
        raise NotFound(f"There is no drawing {drawing_id!r}.")
    panels = [make_panel(drawing, pose, pose_figure(pose, drawing.view), muscles) for pose in find_poses(drawing)]
    box = join_boxes(panel.box for panel in panels)
    floor = "" if drawing.view in FROM_ABOVE else floor_path(box)
    cycle = drawing.cycle
    time = seconds if cycle is None else cycle.seconds
    body = "".join(_layer(panels, place, time, cycle is not None) for place in range(len(panels[-1].layers)))
    return write_svg(drawing, title, f'<g class="draw-end">{floor}{body}</g>', box)


def _layer(panels: Sequence[Panel], place: int, seconds: float, is_round: bool) -> str:
    kind, last = panels[-1].layers[place]
    paths = [panel.layers[place][1] if place < len(panel.layers) else last for panel in panels]
    if len(set(paths)) == 1:
        return f'<path class="draw-{kind}" d="{paths[0]}"/>'
    mode = "linear" if len({_commands(path) for path in paths}) == 1 else "discrete"
    values = ";".join((*paths, *(paths[:1] if is_round else paths[-2::-1])))
    return (
        f'<path class="draw-{kind}" d="{paths[0]}"><animate attributeName="d" dur="{number(seconds)}s" '
        f'repeatCount="indefinite" calcMode="{mode}" values="{values}"/></path>'
    )


def _commands(path: str) -> str:
    return "".join(one for one in path if one.isalpha())


def find_poses(drawing: Drawing) -> list[Pose]:
    """The poses from the first to the last, slower at both ends; of a hold the one; of a stride one each moment."""
    if drawing.cycle is not None:
        return list(_stride_poses(drawing.cycle))
    if drawing.end is None:
        return [drawing.start]
    shares = [(1 - math.cos(math.pi * step / STEPS)) / 2 for step in range(STEPS + 1)]
    return [pose_between(drawing.start, drawing.end, drawing.view, share) for share in shares]


def _stride_poses(cycle: Cycle) -> Iterator[Pose]:
    """One pose each moment of a stride; the far side is half a stride behind."""
    count = len(cycle.legs)
    for near in range(count):
        far = (near + count // 2) % count
        pose = Pose.model_construct(
            trunk=(cycle.lean, 0.0, 0.0, -cycle.lean),
            leg=Limb(angles=cycle.legs[near]),
            leg2=Limb(angles=cycle.legs[far]),
            arm=Limb(angles=cycle.arms[near]),
            arm2=Limb(angles=cycle.arms[far]),
        )
        lift = cycle.lift[near % len(cycle.lift)] if cycle.lift else 0.0
        x, y = pose_figure(pose, "side").points["hip"]
        yield pose.model_copy(update={"at": (x, y + lift)})


def pose_between(first: Pose, last: Pose, view: View, share: float) -> Pose:
    """The pose at a ``share`` (0 to 1) of the way from the first to the last."""
    if share in (0.0, 1.0):
        return last if share else first
    start, end = pose_figure(first, view), pose_figure(last, view)
    pose = _Way(view, first, last, start, end, share).pose()
    if view in FROM_ABOVE:
        return pose
    return _lift(pose, pose_figure(pose, view), min(start.lowest(), end.lowest(), 0.0))


@dataclass(frozen=True, slots=True)
class _Way:
    """Two solved poses and how far along it is between them."""

    view: View
    first: Pose
    last: Pose
    start: Figure
    end: Figure
    share: float

    def pose(self) -> Pose:
        at, rest = self._place()
        pelvis, lumbar, thorax, neck = map(self._number, self.first.trunk, self.last.trunk)
        return Pose.model_construct(
            trunk=(pelvis, lumbar, thorax, neck),
            at=at,
            rest=rest,
            leg=self._limb(_leg, ""),
            leg2=self._limb(_leg, "2"),
            arm=self._limb(_arm, ""),
            arm2=self._limb(_arm, "2"),
            props=self._props(),
            air=self.first.air,
        )

    def _number(self, a: float, b: float) -> float:
        return a + (b - a) * self.share

    def _point(self, a: Point, b: Point) -> Point:
        return self._number(a[0], b[0]), self._number(a[1], b[1])

    def _place(self) -> tuple[Point | None, tuple[str, float, float] | None]:
        """The place of the figure: the pelvis, or what it rests on, moves along."""
        one, two = self.first, self.last
        if one.rest and two.rest and one.rest[0] == two.rest[0]:
            x, y = self._point(one.rest[1:], two.rest[1:])
            return None, (one.rest[0], x, y)
        if (one.at, two.at, one.rest, two.rest) == (None,) * 4:
            return None, None
        return self._point(self.start.points["hip"], self.end.points["hip"]), None

    def _limb(self, of: Callable[[Pose, str], Limb], mark: str) -> Limb:
        one, two = of(self.first, mark), of(self.last, mark)
        if _form(one) != _form(two) or (one.end is None) != (two.end is None):
            joints = _LEG if of is _leg else _ARM
            one = _by_angles(one, self.first, self.start, mark, joints)
            two = _by_angles(two, self.last, self.end, mark, joints)
        end = None if one.end is None or two.end is None else one.end + _turn(one.end, two.end) * self.share
        points = None
        if one.points and two.points:
            points = self._point(one.points[0], two.points[0]), self._point(one.points[1], two.points[1])
        angles = (
            one.angles
            and two.angles
            and tuple(
                a + (_turn(a, b) if _form(one) == "angles" else b - a) * self.share
                for a, b in zip(one.angles, two.angles, strict=True)
            )
        )
        return Limb.model_construct(
            angles=angles,
            to=one.to and two.to and self._point(one.to, two.to),
            points=points,
            end=end,
            bend=one.bend,
            scale=self._point(one.scale, two.scale),
        )

    def _props(self) -> tuple[Prop, ...]:
        one, two = self.first.props, self.last.props
        if [prop.kind for prop in one] != [prop.kind for prop in two]:
            return two
        return tuple(self._prop(a, b) for a, b in zip(one, two, strict=True))

    def _prop(self, a: Prop, b: Prop) -> Prop:
        moved: dict[str, object] = {"turn": self._number(a.turn, b.turn)}
        for name in ("at", "to"):
            here, there = getattr(a, name), getattr(b, name)
            both = isinstance(here, tuple) and isinstance(there, tuple)
            moved[name] = self._point(here, there) if both else there
        return b.model_copy(update=moved)


def _leg(pose: Pose, mark: str) -> Limb:
    return (pose.leg2 or pose.leg) if mark else pose.leg


def _arm(pose: Pose, mark: str) -> Limb:
    return (pose.arm2 or pose.arm) if mark else pose.arm


def _form(limb: Limb) -> str:
    if limb.points is not None:
        return "points"
    return "to" if limb.to is not None else "angles"


def _turn(a: float, b: float) -> float:
    """The shorter way from one direction to another, -180 to 180 degrees."""
    return (b - a + 180) % 360 - 180


def _by_angles(limb: Limb, pose: Pose, figure: Figure, mark: str, joints: tuple[str, str, str, float, float]) -> Limb:
    """The same limb by its joint angles, however it was given before."""
    first, middle, last, upper_length, lower_length = joints
    a, b, c = near_point(figure, first, mark), figure.points[middle + mark], figure.points[last + mark]
    is_leg, sign = first == "hip", -1.0 if mark and figure.view in FRONTAL else 1.0
    base = 180 + (pose.trunk[0] if is_leg else sum(pose.trunk[:3]))
    upper, lower = direction_of(a, b), direction_of(b, c)
    bend = _turn(upper, lower) if is_leg else _turn(lower, upper)
    angles = (sign * _turn(upper, base), sign * bend, 0.0)
    end = limb.end
    if is_leg and end is None:
        foot = figure.points["heel" + mark], figure.points["toe" + mark]
        end = lower if figure.view in FRONTAL else direction_of(*foot)
    scale = (math.dist(a, b) / upper_length, math.dist(b, c) / lower_length)
    return Limb(angles=angles, end=end, scale=scale, bend=limb.bend)


def _lift(pose: Pose, figure: Figure, floor: float) -> Pose:
    """The pose with every foot and hand above the floor: a limb that swings past it bends."""
    lifted = {}
    for name, mark in (("leg", ""), ("leg", "2"), ("arm", ""), ("arm", "2")):
        parts = ("ankle", "heel", "toe") if name == "leg" else ("wrist", "hand")
        depth = floor - min(figure.points[part + mark][1] - RADIUS[part] for part in parts)
        if depth > _GRAZES:
            lifted[name + mark] = _bent(getattr(pose, name + mark), figure, mark, name == "leg", depth)
    return pose.model_copy(update=lifted)


def _bent(limb: Limb, figure: Figure, mark: str, is_leg: bool, depth: float) -> Limb:
    """The limb with its end lifted by ``depth``, the joint between where it has to be."""
    first, middle, last = (_LEG if is_leg else _ARM)[:3]
    a, b, c = near_point(figure, first, mark), figure.points[middle + mark], figure.points[last + mark]
    bend = limb.bend if is_leg else -limb.bend
    joint, end, _ = reach(a, (c[0], c[1] + depth), math.dist(a, b), math.dist(b, c), bend)
    foot = direction_of(figure.points["heel" + mark], figure.points["toe" + mark])
    towards = limb.end if not is_leg or figure.view in FRONTAL else foot
    return Limb(points=(joint, end), end=towards, bend=limb.bend)
