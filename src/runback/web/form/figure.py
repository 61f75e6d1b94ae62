"""Charts of form from the watch, each with its finding and the table behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from runback.form.keypoints import FloatArray
from runback.form.report import Estimate, NotMeasurable
from runback.form.watch import WatchReport
from runback.report.form_chart import draw_bands
from runback.report.form_chart import draw_minutes as draw_dots
from runback.web.form.descriptions import UNITS, WORDS, format_number


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing with its finding and its table."""

    id: str
    title: str
    drawn: SafeString
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str = ""


def draw_months(report: WatchReport, name: str) -> Chart | None:
    """A metric month by month at the usual speed with its band; None where no month has it."""
    measured = [(month.month, month.runs, month.metrics[name]) for month in report.months if name in month.metrics]
    if not measured:
        return None
    unit = UNITS[measured[0][2].unit]
    title = _title(report, name)
    bands = [(_short(month), each.value, each.low, each.high) for month, _, each in measured]
    drawn = draw_bands(bands, f"{title}. The table below has the numbers.", _reader(measured[0][2].unit))
    rows: list[tuple[str, ...]] = [
        (
            month,
            str(runs),
            format_number(each.value, each.unit),
            f"{format_number(each.low, each.unit)} to {format_number(each.high, each.unit)}",
        )
        for month, runs, each in reversed(measured)
    ]
    return Chart(
        f"months-{name}",
        title,
        mark_safe(drawn),  # noqa: S308 -- numbers, and words of our own, escaped
        ("Month", "Runs", f"Mean, {unit}", "90 % band of the mean"),
        rows,
    )


def _short(month: str) -> str:
    """2026-03 as Mar 26."""
    return f"{date.fromisoformat(f'{month}-01'):%b %y}"


def _reader(unit: str) -> Callable[[float], str]:
    return lambda value: format_number(value, unit)


def _title(report: WatchReport, name: str) -> str:
    change = (report.change or {}).get(name)
    words = WORDS[name].name
    if not isinstance(change, Estimate):
        return f"{words}, month by month"
    if change.low < 0 < change.high:
        return f"{words} has not clearly changed"
    verb = "rose" if change.value > 0 else "fell"
    return f"{words} {verb} by {format_number(abs(change.value), change.unit)} {UNITS[change.unit]}"


def draw_minutes(minutes: FloatArray, values: FloatArray, name: str, drift: Estimate | NotMeasurable) -> Chart:
    """One run minute by minute with speed and slope taken out, and its drift as a line."""
    unit = drift.unit if isinstance(drift, Estimate) else ""
    known = np.isfinite(values)
    x, y = minutes[known], values[known]
    slope, middle = np.polyfit(x - x.mean(), y, 1)
    first, last = (float(middle + slope * (each - x.mean())) for each in (x[0], x[-1]))
    title = _drift_title(name, drift)
    words = f"{title}. The table below has the numbers."
    drawn = draw_dots(x.tolist(), y.tolist(), (first, last), words, _reader(unit))
    tenth = max(1, len(x) // 10)
    rows: list[tuple[str, ...]] = [
        (f"{each:.0f}", format_number(float(value), unit)) for each, value in zip(x[::tenth], y[::tenth], strict=True)
    ]
    return Chart(
        f"minutes-{name}",
        title,
        mark_safe(drawn),  # noqa: S308 -- numbers, and words of our own, escaped
        ("Minute", f"At average speed, {UNITS.get(unit, unit)}"),
        rows,
    )


def _drift_title(name: str, drift: Estimate | NotMeasurable) -> str:
    words = WORDS[name].name
    if isinstance(drift, NotMeasurable) or drift.low < 0 < drift.high:
        return f"{words} stayed the same over this run"
    verb = "rose" if drift.value > 0 else "fell"
    return f"{words} {verb} by {format_number(abs(drift.value), drift.unit)} {UNITS[drift.unit]} as the run went on"
