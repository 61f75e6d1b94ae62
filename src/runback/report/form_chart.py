"""Form from the watch as SVG: months with their bands, and the minutes of a run with their drift.

Every colour is a class (``form/form.css``), as in ``run_chart``.
"""

from collections.abc import Callable, Sequence
from html import escape

from runback.report.run_chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, rule, scale, tick_text, ticks_within

Read = Callable[[float], str]
_ROOM = 0.15
_LABELS_MOST = 8


def draw_bands(bands: Sequence[tuple[str, float, float, float]], title: str, read: Read) -> str:
    """A dot with its band for each label: (label, value, low, high), oldest first; empty without any."""
    if not bands:
        return ""
    place_y, rules = _values([low for _, _, low, _ in bands], [high for *_, high in bands], read)
    place_x = scale(-0.5, len(bands) - 0.5, LEFT, WIDTH - RIGHT)
    every = -(-len(bands) // _LABELS_MOST)
    marks = "".join(
        tick_text(place_x(place), HEIGHT - 6, "middle", label)
        for place, (label, *_) in enumerate(bands)
        if place % every == 0
    )
    drawn = "".join(
        f'<path class="band" d="M{place_x(place):.1f} {place_y(low):.1f}V{place_y(high):.1f}"/>'
        f'<circle class="dot" cx="{place_x(place):.1f}" cy="{place_y(value):.1f}" r="5">'
        f"<title>{escape(label)}: {escape(read(value))}</title></circle>"
        for place, (label, value, low, high) in enumerate(bands)
    )
    return _picture(title, rules + marks + drawn)


def draw_minutes(
    minutes: Sequence[float], values: Sequence[float], trend: tuple[float, float], title: str, read: Read
) -> str:
    """A dot a minute and the straight line through them, by its first and last value; empty for fewer than two."""
    if len(minutes) < 2:
        return ""
    place_y, rules = _values(values, values, read)
    place_x = scale(0.0, max(minutes), LEFT, WIDTH - RIGHT)
    marks = "".join(
        tick_text(place_x(each), HEIGHT - 6, "middle", f"{each:.0f} min")
        for each in ticks_within(0.0, max(minutes), 6, (5, 10, 15, 20, 30, 60))
        if each > 0
    )
    dots = "".join(
        f'<circle class="minute" cx="{place_x(minute):.1f}" cy="{place_y(value):.1f}" r="3"/>'
        for minute, value in zip(minutes, values, strict=True)
    )
    ends = [(place_x(minutes[end]), place_y(trend[end])) for end in (0, -1)]
    line = f'<path class="trend" d="M{ends[0][0]:.1f} {ends[0][1]:.1f}L{ends[1][0]:.1f} {ends[1][1]:.1f}"/>'
    return _picture(title, rules + marks + dots + line)


def _values(lows: Sequence[float], highs: Sequence[float], read: Read) -> tuple[Callable[[float], float], str]:
    """The place of a value, and the level lines with their values."""
    low, high = min(lows), max(highs)
    room = max(_ROOM * (high - low), 0.02 * abs(high), 1e-3)
    place = scale(high + room, low - room, TOP, HEIGHT - BOTTOM)
    return place, "".join(rule(place(each), read(each)) for each in ticks_within(low - room, high + room, 4, ()))


def _picture(title: str, inside: str) -> str:
    return (
        f'<svg class="form-chart" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" focusable="false">'
        f"<title>{escape(title)}</title>{inside}</svg>"
    )
