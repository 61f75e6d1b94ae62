"""Drawings of exercises and self-tests: two poses of one line figure as SVG with its words.

Every colour is a class (``drawing.css``), so that a page's theme applies; it has no style
attribute, because the pages' content-security policy forbids them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from runback.domain.errors import NotFound
from runback.languages import current
from runback.languages.catalogue import gettext
from runback.report.drawing_body import RADIUS, Figure, pose_figure
from runback.report.drawing_poses import FROM_ABOVE, Arrow, Drawing, Point, Pose, load_drawings
from runback.report.drawing_shapes import arrow_path, flesh, muscle_paths, number, prop_paths, turn_path

ROOM = (150.0, 130.0)
"""The place two panels share; they are beside or under each other, whichever shows them larger."""

LEAST_WIDTH = 90.0
GAP = 8.0
MARGIN = 3.0
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One pose, solved, with everything around it as (class, path)."""

    layers: tuple[tuple[str, str], ...]
    box: Box
    is_start: bool


def draw(drawing_id: str, title: str, muscles: Iterable[str] = (), *, is_small: bool = False) -> str:
    """The drawing as an ``<svg>`` with title and description; raises ``NotFound`` for one that is not there.

    ``muscles`` are highlighted in the last pose. ``is_small`` shows the last pose alone,
    for lists.
    """
    return _draw(drawing_id, title, tuple(muscles), is_small, current())


@lru_cache(maxsize=512)
def _draw(drawing_id: str, title: str, muscles: tuple[str, ...], is_small: bool, language: str) -> str:
    drawing = load_drawings().get(drawing_id)
    if drawing is None:
        raise NotFound(f"There is no drawing {drawing_id!r}.")
    return render(drawing, title, muscles, is_small=is_small)


def render(drawing: Drawing, title: str, muscles: Sequence[str], *, is_small: bool) -> str:
    """The SVG of a drawing."""
    panels = _panels(drawing, muscles)
    if is_small:
        panels = panels[-1:]
    whole = join_boxes(panel.box for panel in panels)
    if len(panels) == 2 and _is_larger_beside(panels, whole):
        boxes = [(panel.box[0], whole[1], panel.box[2], whole[3]) for panel in panels]
        moves = [(0.0, 0.0), (boxes[0][2] + GAP - boxes[1][0], 0.0)]
    else:
        boxes = [whole] * len(panels)
        moves = [(0.0, -n * (whole[3] - whole[1] + GAP)) for n in range(len(panels))]
    body = "".join(_group(*each, drawing) for each in zip(panels, boxes, moves, strict=True))
    placed = join_boxes(_move(box, move) for box, move in zip(boxes, moves, strict=True))
    return write_svg(drawing, title, body, placed)


def _is_larger_beside(panels: Sequence[Panel], whole: Box) -> bool:
    high, widths = whole[3] - whole[1], [panel.box[2] - panel.box[0] for panel in panels]
    beside = min(ROOM[0] / (sum(widths) + GAP), ROOM[1] / high)
    under = min(ROOM[0] / (whole[2] - whole[0]), ROOM[1] / (2 * high + GAP))
    return beside > under


def _move(box: Box, move: Point) -> Box:
    return box[0] + move[0], box[1] + move[1], box[2] + move[0], box[3] + move[1]


def write_svg(drawing: Drawing, title: str, body: str, box: Box) -> str:
    """A body inside its box as ``<svg>``, with the words of the drawing."""
    width = max(box[2] - box[0], LEAST_WIDTH)
    left = (box[0] + box[2] - width) / 2
    view = " ".join(map(number, (left, -box[3], width, box[3] - box[1])))
    words = escape(gettext(drawing.text))
    return (
        f'<svg class="drawing" viewBox="{view}" role="img" focusable="false" '
        f'aria-label="{escape(title)}: {words}">'
        f"<title>{escape(title)}</title><desc>{words}</desc>{body}</svg>"
    )


def _group(panel: Panel, box: Box, move: Point, drawing: Drawing) -> str:
    name = "draw-start" if panel.is_start else "draw-end"
    floor = floor_path(box)
    paths = "".join(f'<path class="draw-{kind}" d="{path}"/>' for kind, path in panel.layers if path)
    moved = f' transform="translate({number(move[0])} {number(-move[1])})"' if any(move) else ""
    return f'<g class="{name}"{moved}>{"" if drawing.view in FROM_ABOVE else floor}{paths}</g>'


def floor_path(box: Box) -> str:
    """The floor under a box."""
    return f'<path class="draw-floor" d="M{number(box[0])} 0H{number(box[2])}"/>'


def _panels(drawing: Drawing, muscles: Sequence[str]) -> list[Panel]:
    first = pose_figure(drawing.start, drawing.view)
    if drawing.end is None:
        return [make_panel(drawing, drawing.start, first, muscles, _arrows(drawing, first, first))]
    last = pose_figure(drawing.end, drawing.view)
    return [
        make_panel(drawing, drawing.start, first, (), (), is_start=True),
        make_panel(drawing, drawing.end, last, muscles, _arrows(drawing, first, last)),
    ]


def make_panel(
    drawing: Drawing,
    pose: Pose,
    figure: Figure,
    muscles: Sequence[str],
    arrows: Sequence[tuple[str, str]] = (),
    *,
    is_start: bool = False,
) -> Panel:
    """One solved pose with the props around it."""
    behind: list[tuple[str, str]] = []
    before: list[tuple[str, str]] = []
    for prop in (*drawing.props, *pose.props):
        place = before if prop.kind in ("dumbbell", "kettlebell", "band", "strap", "barbell", "plate") else behind
        place.extend(prop_paths(prop, figure))
    working = [("muscle", path) for path in muscle_paths(figure, muscles)]
    layers = (*behind, *flesh(figure), *working, *before, *arrows)
    return Panel(layers, _box(layers, figure), is_start)


def _arrows(drawing: Drawing, first: Figure, last: Figure) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for arrow in drawing.arrows:
        line, head = _arrow(arrow, first, last)
        found += [("arrow", line), ("tip", head)]
        if arrow.both:
            back = Arrow(part=arrow.part, by=arrow.by, bulge=-arrow.bulge)
            found.append(("tip", _arrow(back, last, first)[1]))
    return found


def _arrow(arrow: Arrow, first: Figure, last: Figure) -> tuple[str, str]:
    (ax, ay), (bx, by), (dx, dy) = first.points[arrow.part], last.points[arrow.part], arrow.by
    if arrow.turn:
        return turn_path((bx + dx, by + dy), 7.0)
    return arrow_path((ax + dx, ay + dy), (bx + dx, by + dy), arrow.bulge)


def _box(layers: Iterable[tuple[str, str]], figure: Figure) -> Box:
    """What the panel covers: the figure with its flesh, and every point of the paths around it."""
    boxes = [(x - r, y - r, x + r, y + r) for x, y, r in _rounds(figure)]
    boxes += [_path_box(path) for kind, path in layers if path and kind not in ("near", "far", "trunk", "head")]
    left, low, right, high = join_boxes(boxes)
    return (
        left - MARGIN,
        min(low, 0.0 if figure.view not in FROM_ABOVE else low) - MARGIN,
        right + MARGIN,
        high + MARGIN,
    )


def _rounds(figure: Figure) -> Iterable[tuple[float, float, float]]:
    return ((x, y, RADIUS.get(name.rstrip("2"), 4.0)) for name, (x, y) in figure.points.items())


def _path_box(path: str) -> Box:
    """The box of a path's points; a large arc reaches its radius above and below its end."""
    points = []
    for command in re.findall(r"[MLQA][^MLQAZ]*", path):
        values = [float(one) for one in _NUMBERS.findall(command)]
        if command[0] == "A":
            radius, is_large, (x, y) = values[0], values[3], values[5:]
            points += [(x, y - radius), (x, y + radius)] if is_large else []
            values = [x, y]
        points += list(zip(values[::2], values[1::2], strict=True))
    xs, ys = [x for x, _ in points], [-y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def join_boxes(boxes: Iterable[Box]) -> Box:
    """The box around boxes."""
    lefts, lows, rights, highs = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(highs)
