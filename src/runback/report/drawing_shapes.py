"""The shapes of a figure as SVG paths: flesh around the bones, working muscles, props, arrows."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from runback.report.drawing_body import RADIUS, Figure, direction_of, step
from runback.report.drawing_poses import FRONTAL, Point, Prop

Chain = Sequence[tuple[str, float]]
LEG = (("hip", 5.4), ("knee", 3.1), ("ankle", 2.0))
FOOT = (("ankle", 2.0), ("heel", 1.7), ("toe", 1.3), ("ankle", 1.7))
ARM = (("shoulder", 3.1), ("elbow", 2.1), ("wrist", 1.6), ("hand", 1.7))
TRUNK = (("hip", 6.0), ("waist", 4.9), ("shoulder", 5.0))
NECK = (("shoulder", 3.0), ("head", 2.4))

REGIONS: dict[str, tuple[str, str, float, float, float, float]] = {
    "quads": ("hip", "knee", 0.25, 0.8, 2.3, 1.9),
    "hamstrings": ("hip", "knee", 0.25, 0.85, -2.0, 1.8),
    "adductors": ("hip", "knee", 0.15, 0.7, 0.0, 1.9),
    "hip flexors": ("hip", "knee", -0.02, 0.22, 3.4, 1.8),
    "gluteus maximus": ("hip", "waist", -0.25, 0.2, -3.2, 2.6),
    "gluteus medius": ("hip", "waist", -0.05, 0.3, -0.6, 2.6),
    "calf": ("knee", "ankle", 0.12, 0.55, -1.2, 1.7),
    "shins": ("knee", "ankle", 0.15, 0.65, 1.2, 1.2),
    "trunk": ("hip", "shoulder", 0.2, 0.62, 2.6, 1.7),
    "obliques": ("hip", "shoulder", 0.28, 0.55, 0.3, 2.2),
    "quadratus lumborum": ("hip", "shoulder", 0.25, 0.48, -1.8, 1.6),
    "multifidus": ("hip", "shoulder", 0.15, 0.5, -3.3, 1.4),
    "back extensors": ("hip", "shoulder", 0.15, 0.85, -3.2, 1.5),
    "upper back": ("waist", "shoulder", 0.35, 1.0, -2.6, 2.0),
    "chest": ("waist", "shoulder", 0.45, 0.9, 2.6, 1.9),
    "shoulders": ("shoulder", "elbow", 0.0, 0.25, 0.0, 2.3),
    "triceps": ("shoulder", "elbow", 0.3, 0.85, -1.0, 1.2),
    "biceps": ("shoulder", "elbow", 0.3, 0.85, 1.0, 1.2),
    "grip": ("elbow", "wrist", 0.1, 0.7, 0.0, 1.1),
    "neck": ("shoulder", "head", 0.1, 0.6, -0.8, 1.2),
}
"""Muscle: from part to part, beginning and end as shares of the way, offset to the front, half width."""

SAME = {"glutes": "gluteus maximus"}


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(-point[1])}"


def capsule(a: Point, ra: float, b: Point, rb: float) -> str:
    """The outline around two circles, as one closed path."""
    far = math.dist(a, b)
    if far <= abs(ra - rb) + 0.05:
        middle, r = (a, ra) if ra >= rb else (b, rb)
        left, right = (middle[0] - r, middle[1]), (middle[0] + r, middle[1])
        arc = f"A{number(r)} {number(r)} 0 1 1"
        return f"M{_pair(left)}{arc} {_pair(right)}{arc} {_pair(left)}Z"
    along = direction_of(a, b)
    lean = math.degrees(math.acos((ra - rb) / far))
    a1, a2 = step(a, along - lean, ra), step(a, along + lean, ra)
    b1, b2 = step(b, along - lean, rb), step(b, along + lean, rb)
    large_b, large_a = int(lean > 90), int(lean < 90)
    return (
        f"M{_pair(a1)}L{_pair(b1)}A{number(rb)} {number(rb)} 0 {large_b} 1 {_pair(b2)}"
        f"L{_pair(a2)}A{number(ra)} {number(ra)} 0 {large_a} 1 {_pair(a1)}Z"
    )


def _chain(figure: Figure, chain: Chain, mark: str) -> str:
    found = [(near_point(figure, name, mark), radius) for name, radius in chain]
    return "".join(capsule(a, ra, b, rb) for (a, ra), (b, rb) in pairwise(found))


def near_point(figure: Figure, name: str, mark: str) -> Point:
    """A part of one side; hips and shoulders of a front view are beside the spine."""
    points = figure.points
    beside = points.get(f"{name}{'_b' if mark else '_a'}")
    return beside or points.get(name + mark) or points[name]


def flesh(figure: Figure) -> Iterator[tuple[str, str]]:
    """The parts of a figure from the back to the front, each with its class and its path."""
    if figure.view in FRONTAL:
        yield "trunk", _front_trunk(figure)
        for mark in ("2", ""):
            yield "near", _chain(figure, LEG, mark) + _chain(figure, FOOT[:3], mark)
            yield "near", _chain(figure, ARM, mark)
    else:
        yield "far", _chain(figure, ARM, "2")
        yield "far", _chain(figure, LEG, "2") + _chain(figure, FOOT, "2")
        yield "trunk", _chain(figure, TRUNK, "") + _chain(figure, NECK, "")
    head = figure.points["head"]
    yield "head", capsule(head, RADIUS["head"], head, RADIUS["head"])
    if figure.view not in FRONTAL:
        yield "near", _chain(figure, LEG, "") + _chain(figure, FOOT, "")
        yield "near", _chain(figure, ARM, "")


def _front_trunk(figure: Figure) -> str:
    p = figure.points
    sides = "".join(capsule(p[f"shoulder_{s}"], 3.6, p[f"hip_{s}"], 4.2) for s in "ab")
    middle = capsule(p["hip"], 5.0, p["shoulder"], 5.0)
    across = capsule(p["shoulder_a"], 3.6, p["shoulder_b"], 3.6) + capsule(p["hip_a"], 4.2, p["hip_b"], 4.2)
    return sides + middle + across + capsule(p["shoulder"], 3.0, p["head"], 2.6)


def muscle_paths(figure: Figure, muscles: Iterable[str]) -> Iterator[str]:
    """The working muscles on the near side (both sides of a front view)."""
    marks = ("", "2") if figure.view in FRONTAL else ("",)
    for name in dict.fromkeys(SAME.get(muscle, muscle) for muscle in muscles):
        for mark in marks:
            yield _muscle(figure, name, mark)


def _muscle(figure: Figure, name: str, mark: str) -> str:
    first, last, start, end, offset, radius = REGIONS[name]
    a, b = near_point(figure, first, mark), near_point(figure, last, mark)
    along, far = direction_of(a, b), math.dist(a, b)
    upwards = first in ("hip", "waist", "shoulder") and last in ("waist", "shoulder", "head")
    front = along + 90 if upwards else along - 90
    if figure.view in FRONTAL:
        offset = 0.0
    one = step(step(a, along, far * start), front, offset)
    two = step(step(a, along, far * end), front, offset)
    return capsule(one, radius, two, radius)


def prop_paths(prop: Prop, figure: Figure) -> Iterator[tuple[str, str]]:
    """The class and path of each part of a prop."""
    at = figure.points[prop.at] if isinstance(prop.at, str) else prop.at
    to = figure.points[prop.to] if isinstance(prop.to, str) else prop.to
    yield from _PAINTERS[prop.kind](prop, at, to)


def _line(*points: Point) -> str:
    return "M" + "L".join(_pair(point) for point in points)


def _box(x1: float, y1: float, x2: float, y2: float) -> str:
    return _line((x1, y1), (x2, y1), (x2, y2), (x1, y2)) + "Z"


def _round(middle: Point, radius: float) -> str:
    return capsule(middle, radius, middle, radius)


def _dumbbell(prop: Prop, at: Point, _: Point | None) -> Iterator[tuple[str, str]]:
    one, two = step(at, prop.turn + 90, 4.6), step(at, prop.turn - 90, 4.6)
    yield "bar", _line(one, two)
    for end in (one, two):
        yield "load", capsule(step(end, prop.turn, 2.2), 1.3, step(end, prop.turn, -2.2), 1.3)


def _kettlebell(prop: Prop, at: Point, _: Point | None) -> Iterator[tuple[str, str]]:
    bell = step(at, 180 + prop.turn, 6.2)
    yield "bar", _line(at, step(bell, prop.turn - 50, 4.2)) + _line(at, step(bell, prop.turn + 50, 4.2))
    yield "load", _round(bell, 4.3)


def _barbell(_: Prop, at: Point, __: Point | None) -> Iterator[tuple[str, str]]:
    yield "disc", _round(at, 10.5)
    yield "load", _round(at, 2.0)


def _plate(_: Prop, at: Point, __: Point | None) -> Iterator[tuple[str, str]]:
    yield "disc", _round(at, 6.0)
    yield "load", _round(at, 1.6)


def _band(_: Prop, at: Point, to: Point | None) -> Iterator[tuple[str, str]]:
    yield "band", _line(at, to or at)


def _strap(_: Prop, at: Point, to: Point | None) -> Iterator[tuple[str, str]]:
    yield "bar", _line(at, to or at)


def _step_box(prop: Prop, at: Point, to: Point | None) -> Iterator[tuple[str, str]]:
    end = to or (at[0] + 30, 0.0)
    yield "thing", _box(at[0], 0.0, end[0], prop.height or 12.0)


def _bench(prop: Prop, at: Point, to: Point | None) -> Iterator[tuple[str, str]]:
    end, top = (to or (at[0] + 40, 0.0))[0], prop.height or 26.0
    yield "thing", _box(at[0], top - 4, end, top)
    for x in (at[0] + 4, end - 4):
        yield "bar", _line((x, top - 4), (x, 0.0))


def _chair(prop: Prop, at: Point, _: Point | None) -> Iterator[tuple[str, str]]:
    """A seat in front of ``at`` with its back at ``at``; turned round when ``turn`` is 180."""
    x, top = at[0], prop.height or 26.0
    way = -1 if prop.turn == 180 else 1
    yield "thing", _box(x, top - 3, x + way * 24, top)
    yield "bar", _line((x + way * 1.5, top), (x - way * 2, top + 26))
    yield "bar", _line((x + way * 2, top - 3), (x + way * 1, 0.0)) + _line((x + way * 22, top - 3), (x + way * 23, 0.0))


def _wall(prop: Prop, at: Point, _: Point | None) -> Iterator[tuple[str, str]]:
    x, top = at[0], prop.height or 104.0
    side = 3.5 if prop.turn == 0 else -3.5
    yield "wall", _line((x, 0.0), (x, top))
    hatch = "".join(_line((x, y), (x + side, y + 3.5)) for y in range(4, int(top) - 3, 9))
    yield "hatch", hatch


def _post(prop: Prop, at: Point, _: Point | None) -> Iterator[tuple[str, str]]:
    yield "wall", _line(at, (at[0], at[1] + (prop.height or 70.0)))


def _ball(prop: Prop, at: Point, _: Point | None) -> Iterator[tuple[str, str]]:
    yield "disc", _round(at, prop.height or 6.0)


def _roller(_: Prop, at: Point, __: Point | None) -> Iterator[tuple[str, str]]:
    yield "disc", _round(at, 4.4)
    yield "bar", _round(at, 1.6)


def _cushion(prop: Prop, at: Point, to: Point | None) -> Iterator[tuple[str, str]]:
    end = (to or (at[0] + 16, 0.0))[0]
    half = (prop.height or 4.0) / 2
    yield "thing", capsule((at[0], at[1] + half), half, (end, at[1] + half), half)


def _mat(_: Prop, at: Point, to: Point | None) -> Iterator[tuple[str, str]]:
    end = to or (at[0] + 100, at[1] + 40)
    yield "mat", _box(at[0], at[1], end[0], end[1])


_PAINTERS = {
    "dumbbell": _dumbbell,
    "kettlebell": _kettlebell,
    "barbell": _barbell,
    "plate": _plate,
    "band": _band,
    "strap": _strap,
    "step": _step_box,
    "bench": _bench,
    "table": _bench,
    "chair": _chair,
    "wall": _wall,
    "post": _post,
    "ball": _ball,
    "roller": _roller,
    "cushion": _cushion,
    "mat": _mat,
    "line": _strap,
}


def arrow_path(start: Point, end: Point, bulge: float) -> tuple[str, str]:
    """The curve of a movement and its head; both empty where there is hardly any."""
    far = math.dist(start, end)
    if far < 3:
        return "", ""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    control = step(middle, direction_of(start, end) - 90, far * bulge * 2)
    return f"M{_pair(start)}Q{_pair(control)} {_pair(end)}", _head(control, end)


def turn_path(middle: Point, radius: float) -> tuple[str, str]:
    """An arrow most of the way round a circle."""
    start, end = step(middle, 20, radius), step(middle, 300, radius)
    arc = f"M{_pair(start)}A{number(radius)} {number(radius)} 0 1 1 {_pair(end)}"
    return arc, _head(step(end, 210, 3), end)


def _head(before: Point, tip: Point) -> str:
    along = direction_of(before, tip)
    top = step(tip, along, 2.4)
    return _line(step(tip, along + 125, 2.9), top, step(tip, along - 125, 2.9)) + "Z"
