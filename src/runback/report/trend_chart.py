"""Distance as bars above pain as diamonds on one time axis, and the mornings after runs, as SVG made on the server.

Every colour is a class (``trends/trends.css``); it has no style attribute, because the pages' content-security
policy forbids them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from runback.domain.distances import shown_units
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext
from runback.languages.dates import format_date, format_day_month, format_short_month

_WIDTH, _LEFT, _RIGHT = 640.0, 34.0, 6.0
_TOP, _HEIGHT, _GAP, _PAIN, _AXIS = 22.0, 150.0, 34.0, 84.0, 24.0
_NICE = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)
_MOST_MARKS = 7
_DIAMOND = 5.0
_DAYS_OF_WEEKS = 40
"""An axis of up to this many days is marked by its Mondays, a longer one by its months."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the axis: distances in the shown unit, pain 0 to 10; None where there is none."""

    start: date
    days: int
    distance: float
    longest: float | None
    spike_over: float | None
    pain: float | None
    worst: int | None


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    days: int

    def x(self, day: date) -> float:
        return _LEFT + (day - self.first).days / self.days * (_WIDTH - _LEFT - _RIGHT)


def draw_trend(bars: Sequence[Bar], title: str) -> str:
    """The chart of stretches that follow each other, oldest first; empty without one."""
    if not bars:
        return ""
    axis = _Axis(bars[0].start, sum(bar.days for bar in bars))
    has_pain = any(bar.pain is not None for bar in bars)
    bottom = _TOP + _HEIGHT + (_GAP + _PAIN if has_pain else 0.0)
    parts = [_distances(bars, axis), _pain(bars, axis) if has_pain else "", _marks(axis, bottom)]
    return (
        f'<svg class="trend-chart" viewBox="0 0 {_WIDTH:.0f} {bottom + _AXIS:.0f}" role="img" focusable="false">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def draw_days(first: date, last: date, days: Sequence[date]) -> str:
    """Days of a span as dots on a line from first to last, hidden from screen readers: the words are beside it."""
    whole = max((last - first).days, 1)
    dots = "".join(f'<circle cx="{5 + (day - first).days / whole * 290:.1f}" cy="6" r="4"/>' for day in days)
    return f'<svg class="trend-days" viewBox="0 0 300 12" aria-hidden="true"><path d="M5 6H295"/>{dots}</svg>'


def _distances(bars: Sequence[Bar], axis: _Axis) -> str:
    has_line = all(bar.days <= 7 for bar in bars)
    highest = [max(bar.distance, bar.spike_over or 0.0 if has_line else 0.0) for bar in bars]
    step = next((nice for nice in _NICE if max(highest) / nice <= 4), _NICE[-1])
    top = max(step * -(-max(highest) // step), step)
    floor = _TOP + _HEIGHT
    rules = "".join(_rule(floor - value / top * _HEIGHT, f"{value:g}") for value in range(0, round(top) + 1, step))
    drawn = "".join(_bar(bar, axis, top, with_longest=has_line) for bar in bars)
    return rules + f'<text class="label load" x="{_LEFT:.0f}" y="13">{_describe_bars(bars)}</text>' + drawn + (
        _spike_line(bars, axis, top) if has_line else ""
    )  # fmt: skip


def _describe_bars(bars: Sequence[Bar]) -> str:
    span = max(bar.days for bar in bars)
    if span == 1:
        text = gettext("{unit} a day")
    else:
        text = gettext("{unit} a week") if span == 7 else gettext("{unit} a month")
    return text.format(unit=shown_units())


def _bar(bar: Bar, axis: _Axis, top: float, *, with_longest: bool) -> str:
    if bar.distance <= 0:
        return ""
    left, wide = axis.x(bar.start), axis.x(bar.start + timedelta(days=bar.days)) - axis.x(bar.start)
    words = f"{format_date(bar.start)}: {localize_decimal(f'{bar.distance:.1f}')} {shown_units()}"
    drawn = _rect("trend-bar", left + 0.1 * wide, 0.8 * wide, bar.distance / top, words)
    if with_longest and bar.days > 1 and bar.longest:
        drawn += _rect("trend-longest", left + 0.3 * wide, 0.4 * wide, bar.longest / top, "")
    return drawn


def _rect(css: str, x: float, width: float, share: float, words: str) -> str:
    title = f"<title>{escape(words)}</title>" if words else ""
    return (
        f'<rect class="{css}" x="{x:.1f}" y="{_TOP + _HEIGHT * (1 - share):.1f}" '
        f'width="{width:.1f}" height="{_HEIGHT * share:.1f}">{title}</rect>'
    )


def _spike_line(bars: Sequence[Bar], axis: _Axis, top: float) -> str:
    steps: list[str] = []
    for bar in bars:
        if bar.spike_over is not None:
            y = _TOP + _HEIGHT * (1 - bar.spike_over / top)
            steps.append(f"{'L' if steps else 'M'}{axis.x(bar.start):.1f} {y:.1f}")
            steps.append(f"H{axis.x(bar.start + timedelta(days=bar.days)):.1f}")
    return f'<path class="trend-spike" d="{"".join(steps)}"/>' if steps else ""


def _pain(bars: Sequence[Bar], axis: _Axis) -> str:
    top = _TOP + _HEIGHT + _GAP
    rules = "".join(_rule(_pain_y(top, score), str(score)) for score in (0, 5, 10))
    name = escape(gettext("pain, 0 to 10"))
    drawn = "".join(_pain_mark(bar, axis, top) for bar in bars if bar.pain is not None)
    return rules + f'<text class="label pain" x="{_LEFT:.0f}" y="{top - 8:.0f}">{name}</text>' + drawn


def _pain_mark(bar: Bar, axis: _Axis, top: float) -> str:
    pain, worst = bar.pain or 0.0, bar.worst if bar.worst is not None else bar.pain or 0.0
    x = (axis.x(bar.start) + axis.x(bar.start + timedelta(days=bar.days))) / 2
    y = _pain_y(top, pain)
    line = f'<path class="trend-worst" d="M{x:.1f} {y:.1f}V{_pain_y(top, worst):.1f}"/>' if worst > pain else ""
    d = f"M{x:.1f} {y - _DIAMOND:.1f}l{_DIAMOND:g} {_DIAMOND:g}l-{_DIAMOND:g} {_DIAMOND:g}l-{_DIAMOND:g} -{_DIAMOND:g}z"
    return line + f'<path class="trend-dot" d="{d}"><title>{escape(_describe_pain(bar.start, pain))}</title></path>'


def _describe_pain(day: date, pain: float) -> str:
    return gettext("{day}: pain {score}").format(day=format_date(day), score=localize_decimal(f"{pain:.1f}"))


def _pain_y(top: float, score: float) -> float:
    return top + (10 - score) / 10 * _PAIN


def _rule(y: float, text: str) -> str:
    return (
        f'<path class="rule" d="M{_LEFT:.0f} {y:.1f}H{_WIDTH - _RIGHT:.0f}"/>'
        f'<text class="tick" x="{_LEFT - 5:.0f}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
    )


def _marks(axis: _Axis, y: float) -> str:
    """Mondays of a short axis, firsts of months of a longer one, as many as fit."""
    days = [axis.first + timedelta(days=number) for number in range(axis.days)]
    is_short = axis.days <= _DAYS_OF_WEEKS
    firsts = [day for day in days if (day.weekday() == 0 if is_short else day.day == 1)]
    every = -(-len(firsts) // _MOST_MARKS) or 1
    return "".join(
        f'<text class="tick" x="{axis.x(day):.1f}" y="{y + 16:.0f}" text-anchor="middle">{_mark_text(day, axis)}</text>'
        for day in firsts[::every]
        if axis.days * 0.03 < (day - axis.first).days < axis.days * 0.97
    )


def _mark_text(day: date, axis: _Axis) -> str:
    if axis.days <= _DAYS_OF_WEEKS:
        return format_day_month(day)
    is_long = axis.days > 400
    return f"{format_short_month(day)}{f' {day.year}' if day.month == 1 or is_long else ''}"


def draw_mornings(runs: Sequence[tuple[float, int]], title: str) -> str:
    """Each run as a diamond: its distance in the shown unit across, the pain of the next morning up; empty without."""
    if not runs:
        return ""
    longest = max(distance for distance, _ in runs)
    step = next((nice for nice in _NICE if longest / nice <= 6), _NICE[-1])
    top = max(step * -(-longest // step), step)
    wide = _WIDTH - _LEFT - _RIGHT
    floor = _TOP + _HEIGHT
    rules = "".join(_rule(floor - score / 10 * _HEIGHT, str(score)) for score in (0, 5, 10))
    ticks = "".join(
        f'<text class="tick" x="{_LEFT + value / top * wide:.1f}" y="{floor + 18:.0f}" text-anchor="middle">{value:g}'
        f"{f' {shown_units()}' if value == step else ''}</text>"
        for value in range(step, round(top), step)
    )
    dots = "".join(
        f'<circle class="trend-morning" cx="{_LEFT + distance / top * wide:.1f}" '
        f'cy="{floor - score / 10 * _HEIGHT:.1f}" r="4.5"/>'
        for distance, score in runs
    )
    label = escape(gettext("pain next morning, by length of the run"))
    name = f'<text class="label pain" x="{_LEFT:.0f}" y="13">{label}</text>'
    return (
        f'<svg class="trend-chart" viewBox="0 0 {_WIDTH:.0f} {floor + _AXIS:.0f}" role="img" focusable="false">'
        f"<title>{escape(title)}</title>{rules}{ticks}{name}{dots}</svg>"
    )
