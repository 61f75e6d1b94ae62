"""Lines along a run, and the shape of its track, as SVG.

Every colour is a class (``history/run.css``), so that a page's theme applies; it has no style attribute,
because the pages' content-security policy forbids them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from runback.languages.catalogue import gettext

WIDTH, HEIGHT = 640.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 8.0, 12.0, 22.0
"""Of a line's picture, and its margins, in its own units."""

_NICE = (1, 2, 2.5, 5, 10)
_MAP = 320.0
_MARGIN = 12.0


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How one line is drawn: its class, its words, how a value reads, the steps between ticks, small values on top."""

    css: str
    title: str
    read: Callable[[float], str]
    steps: tuple[float, ...] = ()
    is_upside_down: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What a run is drawn along: how a place reads, and the steps between ticks."""

    read: Callable[[float], str]
    steps: tuple[float, ...]


def draw_line(at: Sequence[float], values: Sequence[float], style: LineStyle, axis: Axis) -> str:
    """One line over time or distance; NaN breaks it. ``at`` grows. Empty for fewer than two known values."""
    known = [value for value in values if math.isfinite(value)]
    if len(known) < 2 or len(at) != len(values) or at[-1] <= 0:
        return ""
    low, high = bounds(known)
    place_y = scale(low, high, TOP, HEIGHT - BOTTOM) if style.is_upside_down else scale(high, low, TOP, HEIGHT - BOTTOM)
    place_x = scale(0.0, float(at[-1]), LEFT, WIDTH - RIGHT)
    mean = sum(known) / len(known)
    words = gettext("{title}: {mean} on average, from {low} to {high}.").format(
        title=style.title, mean=style.read(mean), low=style.read(min(known)), high=style.read(max(known))
    )
    rules = "".join(rule(place_y(tick), style.read(tick)) for tick in ticks_within(low, high, 3, style.steps))
    places = (tick for tick in ticks_within(0.0, float(at[-1]), 6, axis.steps) if tick > 0)
    marks = "".join(tick_text(place_x(tick), HEIGHT - 6, "middle", axis.read(tick)) for tick in places)
    path = _path([(place_x(x), place_y(y) if math.isfinite(y) else math.nan) for x, y in zip(at, values, strict=True)])
    return (
        f'<svg class="run-line {style.css}" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" focusable="false">'
        f'<title>{escape(words)}</title>{rules}{marks}<path class="line" d="{path}"/></svg>'
    )


def rule(y: float, text: str) -> str:
    """A level line with its value beside it."""
    return f'<path class="rule" d="M{LEFT:.0f} {y:.1f}H{WIDTH - RIGHT:.0f}"/>' + tick_text(LEFT - 6, y + 4, "end", text)


def tick_text(x: float, y: float, anchor: str, text: str) -> str:
    """Words beside an axis."""
    return f'<text class="tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def bounds(known: Sequence[float]) -> tuple[float, float]:
    """The range to show: the middle 98 percent, so that one odd value does not flatten the rest."""
    ordered = sorted(known)
    low, high = ordered[int(0.01 * (len(ordered) - 1))], ordered[math.ceil(0.99 * (len(ordered) - 1))]
    room = max((high - low) * 0.08, abs(high) * 0.01, 1e-6)
    return low - room, high + room


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """The place of a value between start and end; values outside stay at the edge."""
    span = high - low or 1.0

    def place(value: float) -> float:
        share = (value - low) / span
        return start + min(max(share, 0.0), 1.0) * (end - start)

    return place


def ticks_within(low: float, high: float, most: int, steps: Sequence[float]) -> list[float]:
    """Up to ``most`` round values inside the range, apart by one of the steps, else by a round number."""
    span = high - low
    if span <= 0:
        return []
    power = 10 ** math.floor(math.log10(span / most))
    chosen = (*steps, *(nice * power for nice in _NICE))
    step = next((one for one in chosen if span / one <= most), 10 * power)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


def _path(points: Sequence[tuple[float, float]]) -> str:
    parts, is_open = [], False
    for x, y in points:
        if not math.isfinite(y):
            is_open = False
            continue
        parts.append(f"{'L' if is_open else 'M'}{x:.1f} {y:.1f}")
        is_open = True
    return "".join(parts)


def draw_track(points: Sequence[tuple[float, float]], title: str) -> str:
    """The shape of a track from metres east and north, north up, with its start as a dot; empty without points."""
    if len(points) < 2:
        return ""
    easts, norths = [x for x, _ in points], [y for _, y in points]
    span = max(max(easts) - min(easts), max(norths) - min(norths), 1.0)
    scale = (_MAP - 2 * _MARGIN) / span
    placed = [(_MARGIN + (x - min(easts)) * scale, _MARGIN + (max(norths) - y) * scale) for x, y in points]
    width = (max(easts) - min(easts)) * scale + 2 * _MARGIN
    height = (max(norths) - min(norths)) * scale + 2 * _MARGIN
    return (
        f'<svg class="run-track" viewBox="0 0 {width:.0f} {height:.0f}" role="img" focusable="false">'
        f'<title>{escape(title)}</title><path class="line" d="{_path(placed)}"/>'
        f'<circle class="start" cx="{placed[0][0]:.1f}" cy="{placed[0][1]:.1f}" r="5"/></svg>'
    )
