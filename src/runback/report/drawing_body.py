"""The skeleton: from joint angles and contacts to the points of a figure.

Segment lengths are fractions of the body height after Drillis and Contini 1966 as printed
in Winter, Biomechanics and Motor Control of Human Movement (4th ed., fig. 4.1).
"""

import math
from dataclasses import dataclass

from runback.report.drawing_poses import FRONTAL, Limb, Point, Pose, View

SEGMENTS = {
    "thigh": 24.5,
    "shank": 24.6,
    "ankle": 3.9,
    "foot": 15.2,
    "lumbar": 13.0,
    "thorax": 15.8,
    "neck": 5.2,
    "head": 13.0,
    "upper_arm": 18.6,
    "forearm": 14.6,
    "hand": 10.8,
    "shoulders": 25.9,
    "hips": 19.1,
}
"""Hundredths of the body height; the trunk of 28.8 (hip to shoulder) is parted at the lower ribs."""

RADIUS = {
    "hip": 6.0,
    "waist": 4.7,
    "shoulder": 4.4,
    "head": 6.2,
    "knee": 3.1,
    "ankle": 2.0,
    "heel": 1.7,
    "toe": 1.3,
    "elbow": 2.0,
    "wrist": 1.6,
    "hand": 1.7,
}
"""How far a surface is from the point of a part."""

FIST = 4.2
FRONT_ANKLE = 2.4
PALM = 8.0


def step(start: Point, direction: float, length: float) -> Point:
    """The point ``length`` away in a direction (0 up, 90 forwards)."""
    turned = math.radians(direction)
    return start[0] + length * math.sin(turned), start[1] + length * math.cos(turned)


def direction_of(start: Point, end: Point) -> float:
    """The direction from one point to another, 0 up and 90 forwards."""
    return math.degrees(math.atan2(end[0] - start[0], end[1] - start[1]))


@dataclass(frozen=True, slots=True)
class Figure:
    """The points of a figure by part; ``missed`` is how far a hand or foot stays from its place."""

    view: View
    points: dict[str, Point]
    missed: float = 0.0

    def moved(self, dx: float, dy: float) -> "Figure":
        """The same figure elsewhere."""
        return Figure(self.view, {name: (x + dx, y + dy) for name, (x, y) in self.points.items()}, self.missed)

    def lowest(self) -> float:
        """The height of the lowest surface."""
        return min(y - RADIUS.get(name.rstrip("2"), 0.0) for name, (_, y) in self.points.items())


def pose_figure(pose: Pose, view: View) -> Figure:
    """The points of a pose; contacts stay in place where the segments reach."""
    free = _build(pose, view, (0.0, 0.0))
    if pose.at is not None:
        return _build(pose, view, pose.at)
    if pose.rest is not None:
        part, x, y = pose.rest
        px, py = free.points[part]
        return _build(pose, view, (x - px, y + RADIUS.get(part.rstrip("2"), 0.0) - py))
    return _build(pose, view, (0.0, -free.lowest()))


def _build(pose: Pose, view: View, hip: Point) -> Figure:
    points = _trunk(pose, hip)
    missed = 0.0
    sides = (("", pose.leg, pose.arm), ("2", pose.leg2 or pose.leg, pose.arm2 or pose.arm))
    for mark, leg, arm in sides:
        sign = -1.0 if mark and view in FRONTAL else 1.0
        solve = _Side(pose, view, points, mark, sign)
        missed = max(missed, solve.leg(leg), solve.arm(arm))
    return Figure(view, points, missed)


def _trunk(pose: Pose, hip: Point) -> dict[str, Point]:
    pelvis, lumbar, thorax, neck = pose.trunk
    waist = step(hip, pelvis + lumbar / 2, SEGMENTS["lumbar"])
    shoulder = step(waist, pelvis + lumbar + thorax / 2, SEGMENTS["thorax"])
    upper = pelvis + lumbar + thorax
    base = step(shoulder, upper, 1.5)
    head = step(base, upper + neck, SEGMENTS["neck"] + SEGMENTS["head"] / 2 - 2.0)
    return {"hip": hip, "waist": waist, "shoulder": shoulder, "neck": base, "head": head}


@dataclass(slots=True)
class _Side:
    """The limbs of one side; in a front view they start beside the spine and mirror each other."""

    pose: Pose
    view: View
    points: dict[str, Point]
    mark: str
    sign: float

    def leg(self, limb: Limb) -> float:
        hip = self._start("hip", SEGMENTS["hips"] / 4)
        thigh, shank = SEGMENTS["thigh"] * limb.scale[0], SEGMENTS["shank"] * limb.scale[1]
        end, missed = limb.end, 0.0
        if limb.points is not None:
            knee, ankle = limb.points
        elif limb.to is not None:
            end = 90.0 if end is None else end
            ankle = _above(limb.to, end) if self.view not in FRONTAL else (limb.to[0], limb.to[1] + FRONT_ANKLE)
            bend = int(limb.bend * self.sign)
            knee, ankle, missed = reach(hip, ankle, thigh, shank, bend)
        else:
            flex, bend_deg, _ = limb.angles or (0.0, 0.0, 0.0)
            down = self.pose.trunk[0] + 180 - self.sign * flex
            knee = step(hip, down, thigh)
            ankle = step(knee, down + self.sign * bend_deg, shank)
        lower = direction_of(knee, ankle)
        if end is None:
            dorsal = limb.angles[2] if limb.angles is not None else 0.0
            end = lower - 90 - dorsal if self.view not in FRONTAL else lower
        self._keep({"knee": knee, "ankle": ankle} | self._foot(ankle, end))
        return missed

    def _foot(self, ankle: Point, end: float) -> dict[str, Point]:
        if self.view in FRONTAL:
            return {"heel": step(ankle, end, 1.5), "toe": step(step(ankle, end, 1.6), end - 60 * self.sign, 2.6)}
        sole = end + 90
        heel = step(step(ankle, sole, SEGMENTS["ankle"] - RADIUS["heel"]), end, -SEGMENTS["foot"] * 0.2)
        toe = step(step(ankle, sole, SEGMENTS["ankle"] - RADIUS["toe"]), end, SEGMENTS["foot"] * 0.68)
        return {"heel": heel, "toe": toe}

    def arm(self, limb: Limb) -> float:
        shoulder = self._start("shoulder", SEGMENTS["shoulders"] / 2 - 3.6)
        upper, fore = SEGMENTS["upper_arm"] * limb.scale[0], SEGMENTS["forearm"] * limb.scale[1]
        missed = 0.0
        if limb.points is not None:
            elbow, wrist = limb.points
        elif limb.to is not None:
            wrist = (limb.to[0], limb.to[1] + RADIUS["wrist"])
            bend = int(limb.bend * self.sign) if self.view in FRONTAL else -limb.bend
            elbow, wrist, missed = reach(shoulder, wrist, upper, fore, bend)
        else:
            flex, bend_deg = (limb.angles or (0.0, 0.0))[:2]
            down = sum(self.pose.trunk[:3]) + 180 - self.sign * flex
            elbow = step(shoulder, down, upper)
            wrist = step(elbow, down - self.sign * bend_deg, fore)
        along = direction_of(elbow, wrist)
        hand = step(wrist, along, FIST) if limb.end is None else step(wrist, limb.end, PALM)
        self._keep({"elbow": elbow, "wrist": wrist, "hand": hand})
        return missed

    def _start(self, name: str, beside: float) -> Point:
        middle = self.points[name]
        if self.view not in FRONTAL:
            return middle
        tilt = self.pose.trunk[0] + (sum(self.pose.trunk[1:3]) if name == "shoulder" else 0.0)
        start = step(middle, tilt + 90 * self.sign, beside)
        self.points[f"{name}{'_b' if self.mark else '_a'}"] = start
        return start

    def _keep(self, found: dict[str, Point]) -> None:
        for name, point in found.items():
            self.points[name + self.mark] = point


def _above(surface: Point, end: float) -> Point:
    """The ankle over a sole placed at ``surface`` (below the ankle) and pointing to ``end``."""
    return step(surface, end - 90, SEGMENTS["ankle"])


def reach(start: Point, end: Point, first: float, second: float, bend: int) -> tuple[Point, Point, float]:
    """The joint between two segments that end at ``end``, the end reached, and what is missing to it."""
    far = math.dist(start, end)
    length = min(max(far, abs(first - second) + 0.01), first + second - 0.01)
    towards = direction_of(start, end)
    inside = (first**2 + length**2 - second**2) / (2 * first * length)
    angle = math.degrees(math.acos(min(max(inside, -1.0), 1.0)))
    joint = step(start, towards - bend * angle, first)
    return joint, step(start, towards, length), abs(far - length)
