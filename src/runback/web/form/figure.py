"""Charts of form from the watch, each with its finding and the table behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from runback.form.keypoints import FloatArray
from runback.form.report import Estimate, NotMeasurable
from runback.form.watch import WatchReport
from runback.languages.catalogue import gettext
from runback.languages.dates import format_short_month
from runback.report.form_chart import draw_bands
from runback.report.form_chart import draw_minutes as draw_dots
from runback.web.form.descriptions import WORDS, format_number, format_unit
from runback.web.words import format_range


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
    unit = format_unit(measured[0][2].unit)
    title = _title(report, name)
    bands = [(_short(month), each.value, each.low, each.high) for month, _, each in measured]
    drawn = draw_bands(
        bands, gettext("{title}. The table below has the numbers.").format(title=title), _reader(measured[0][2].unit)
    )
    rows: list[tuple[str, ...]] = [
        (
            month,
            str(runs),
            format_number(each.value, each.unit),
            format_range(format_number(each.low, each.unit), format_number(each.high, each.unit)),
        )
        for month, runs, each in reversed(measured)
    ]
    return Chart(
        f"months-{name}",
        title,
        mark_safe(drawn),  # noqa: S308 -- numbers, and words of our own, escaped
        (
            gettext("Month"),
            gettext("Runs"),
            gettext("Mean, {unit}").format(unit=unit),
            gettext("90 % band of the mean"),
        ),
        rows,
    )


def _short(month: str) -> str:
    """2026-03 as Mar 26."""
    first = date.fromisoformat(f"{month}-01")
    return f"{format_short_month(first)} {first:%y}"


def _reader(unit: str) -> Callable[[float], str]:
    return lambda value: format_number(value, unit)


def _title(report: WatchReport, name: str) -> str:
    change = (report.change or {}).get(name)
    words = gettext(WORDS[name].name)
    if not isinstance(change, Estimate):
        return gettext("{words}, month by month").format(words=words)
    if change.low < 0 < change.high:
        return gettext("{words} has not clearly changed").format(words=words)
    text = gettext("{words} rose by {amount}") if change.value > 0 else gettext("{words} fell by {amount}")
    return text.format(
        words=words, amount=f"{format_number(abs(change.value), change.unit)} {format_unit(change.unit)}"
    )


def draw_minutes(minutes: FloatArray, values: FloatArray, name: str, drift: Estimate | NotMeasurable) -> Chart:
    """One run minute by minute with speed and slope taken out, and its drift as a line."""
    unit = drift.unit if isinstance(drift, Estimate) else ""
    known = np.isfinite(values)
    x, y = minutes[known], values[known]
    slope, middle = np.polyfit(x - x.mean(), y, 1)
    first, last = (float(middle + slope * (each - x.mean())) for each in (x[0], x[-1]))
    title = _drift_title(name, drift)
    words = gettext("{title}. The table below has the numbers.").format(title=title)
    drawn = draw_dots(x.tolist(), y.tolist(), (first, last), words, _reader(unit))
    tenth = max(1, len(x) // 10)
    rows: list[tuple[str, ...]] = [
        (f"{each:.0f}", format_number(float(value), unit)) for each, value in zip(x[::tenth], y[::tenth], strict=True)
    ]
    return Chart(
        f"minutes-{name}",
        title,
        mark_safe(drawn),  # noqa: S308 -- numbers, and words of our own, escaped
        (gettext("Minute"), gettext("At average speed, {unit}").format(unit=format_unit(unit))),
        rows,
    )


def _drift_title(name: str, drift: Estimate | NotMeasurable) -> str:
    words = gettext(WORDS[name].name)
    if isinstance(drift, NotMeasurable) or drift.low < 0 < drift.high:
        return gettext("{words} stayed the same over this run").format(words=words)
    if drift.value > 0:
        text = gettext("{words} rose by {amount} as the run went on")
    else:
        text = gettext("{words} fell by {amount} as the run went on")
    return text.format(words=words, amount=f"{format_number(abs(drift.value), drift.unit)} {format_unit(drift.unit)}")
