"""Kilometres a week as bars above pain as diamonds, as SVG made on the server: no script, one figure for every theme.

Every colour is a class (``history/run.css``); it has no style attribute, because the pages' content-security
policy forbids them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from runback.domain.distances import shown_units
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext
from runback.languages.dates import format_date, format_short_month

_WIDTH, _LEFT, _RIGHT = 640.0, 34.0, 6.0
_BARS_TOP, _BARS_HEIGHT = 22.0, 170.0
_PAIN_GAP, _PAIN_HEIGHT = 34.0, 84.0
_AXIS = 24.0
_NICE = (1, 2, 5, 10, 20, 25, 50, 100, 200)
_MOST_MONTHS = 7
_DIAMOND = 5.0


def draw_weeks(weeks: Sequence[tuple[date, float]], pain: Sequence[tuple[date, int]], title: str) -> str:
    """The chart of weeks (Monday, distance in the shown unit), oldest first, with each day's worst pain below.

    Empty without weeks.
    """
    if not weeks:
        return ""
    first, days = weeks[0][0], 7 * len(weeks)
    shown = [(day, score) for day, score in pain if 0 <= (day - first).days < days]
    bottom = _BARS_TOP + _BARS_HEIGHT + (_PAIN_GAP + _PAIN_HEIGHT if shown else 0.0)
    parts = [_bars(weeks, days), _pain(shown, first, days) if shown else "", _months(first, days, bottom)]
    return (
        f'<svg class="week-chart" viewBox="0 0 {_WIDTH:.0f} {bottom + _AXIS:.0f}" role="img" focusable="false">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _x(number: float, days: int) -> float:
    return _LEFT + number / days * (_WIDTH - _LEFT - _RIGHT)


def _bars(weeks: Sequence[tuple[date, float]], days: int) -> str:
    most = max((distance for _, distance in weeks), default=0.0)
    step = next((nice for nice in _NICE if most / nice <= 4), _NICE[-1])
    top = max(step * -(-most // step), step)
    floor = _BARS_TOP + _BARS_HEIGHT
    ticks = "".join(_rule(floor - value / top * _BARS_HEIGHT, f"{value:g}") for value in range(0, round(top) + 1, step))
    wide = _x(7, days) - _x(0, days)
    drawn = "".join(
        f'<rect class="week-bar" x="{_x(7 * place, days) + 0.1 * wide:.1f}" '
        f'y="{floor - distance / top * _BARS_HEIGHT:.1f}" '
        f'width="{0.8 * wide:.1f}" height="{distance / top * _BARS_HEIGHT:.1f}">'
        f"<title>{escape(_describe_week(start, distance))}</title></rect>"
        for place, (start, distance) in enumerate(weeks)
        if distance > 0
    )
    unit = escape(gettext("{unit} a week").format(unit=shown_units()))
    return ticks + f'<text class="label load" x="{_LEFT:.0f}" y="13">{unit}</text>' + drawn


def _describe_week(start: date, distance: float) -> str:
    km = localize_decimal(f"{distance:.1f} {shown_units()}")
    return gettext("Week of {day}: {distance}").format(day=format_date(start), distance=km)


def _pain(shown: Sequence[tuple[date, int]], first: date, days: int) -> str:
    top = _BARS_TOP + _BARS_HEIGHT + _PAIN_GAP
    ticks = "".join(_rule(_pain_y(top, score), str(score)) for score in (0, 5, 10))
    title, legend = gettext("{day}: pain {score}"), escape(gettext("pain, 0 to 10"))
    dots = "".join(
        f'<path class="week-dot" d="{_diamond(_x((day - first).days + 0.5, days), _pain_y(top, score))}">'
        f"<title>{escape(title.format(day=format_date(day), score=score))}</title></path>"
        for day, score in shown
    )
    return ticks + f'<text class="label pain" x="{_LEFT:.0f}" y="{top - 8:.0f}">{legend}</text>' + dots


def _pain_y(top: float, score: int) -> float:
    return top + (10 - score) / 10 * _PAIN_HEIGHT


def _diamond(x: float, y: float) -> str:
    return (
        f"M{x:.1f} {y - _DIAMOND:.1f}l{_DIAMOND:g} {_DIAMOND:g}l-{_DIAMOND:g} {_DIAMOND:g}l-{_DIAMOND:g} -{_DIAMOND:g}z"
    )


def _rule(y: float, text: str) -> str:
    return (
        f'<path class="rule" d="M{_LEFT:.0f} {y:.1f}H{_WIDTH - _RIGHT:.0f}"/>'
        f'<text class="tick" x="{_LEFT - 5:.0f}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
    )


def _months(first: date, days: int, y: float) -> str:
    """The firsts of months, as many as fit."""
    last = first + timedelta(days=days)
    firsts = [first + timedelta(days=number) for number in range(days) if (first + timedelta(days=number)).day == 1]
    every = -(-len(firsts) // _MOST_MONTHS) or 1
    return "".join(
        f'<text class="tick" x="{_x((day - first).days, days):.1f}" y="{y + 16:.0f}" text-anchor="middle">'
        f"{format_short_month(day)}{f' {day.year}' if day.month == 1 or every > 5 else ''}</text>"
        for day in firsts[::every]
        if 3 < (day - first).days < (last - first).days - 3
    )
