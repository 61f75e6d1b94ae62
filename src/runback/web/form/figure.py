"""Charts of form from the watch, as Plotly figures with colour tokens (chart.js) and the table behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from runback.form.keypoints import FloatArray
from runback.form.report import Estimate, NotMeasurable
from runback.form.watch import WatchReport
from runback.web.form.descriptions import UNITS, WORDS, format_number


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure with its finding, its table and the id its JSON is kept under."""

    id: str
    title: str
    figure: dict[str, Any]
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str = ""


def draw_months(report: WatchReport, name: str) -> Chart | None:
    """A metric month by month at the usual speed with its band; None where no month has it."""
    measured = [(month.month, month.runs, month.metrics[name]) for month in report.months if name in month.metrics]
    if not measured:
        return None
    unit = UNITS[measured[0][2].unit]
    x = [f"{month}-15" for month, _, _ in measured]
    figure = _figure(x, [each for _, _, each in measured], unit, is_date=True)
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
        _title(report, name),
        figure,
        ("Month", "Runs", f"Mean, {unit}", "90 % band of the mean"),
        rows,
    )


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
    figure = _figure([float(each) for each in x], [], UNITS.get(unit, unit), is_date=False)
    slope, middle = np.polyfit(x - x.mean(), y, 1)
    line = [float(middle + slope * (each - x.mean())) for each in (x[0], x[-1])]
    figure["data"] = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": x.tolist(),
            "y": np.round(y, 1).tolist(),
            "marker": {"color": "--load", "size": 6, "opacity": 0.6},
            "hovertemplate": "minute %{x}: %{y}<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": [float(x[0]), float(x[-1])],
            "y": line,
            "line": {"color": "--ink", "width": 2},
            "hoverinfo": "skip",
        },
    ]
    figure["layout"]["yaxis"]["range"] = _room(y.min(), y.max())
    tenth = max(1, len(x) // 10)
    rows: list[tuple[str, ...]] = [
        (f"{each:.0f}", format_number(float(value), unit)) for each, value in zip(x[::tenth], y[::tenth], strict=True)
    ]
    return Chart(
        f"minutes-{name}",
        _drift_title(name, drift),
        figure,
        ("Minute", f"At average speed, {UNITS.get(unit, unit)}"),
        rows,
    )


def _drift_title(name: str, drift: Estimate | NotMeasurable) -> str:
    words = WORDS[name].name
    if isinstance(drift, NotMeasurable) or drift.low < 0 < drift.high:
        return f"{words} stayed the same over this run"
    verb = "rose" if drift.value > 0 else "fell"
    return f"{words} {verb} by {format_number(abs(drift.value), drift.unit)} {UNITS[drift.unit]} as the run went on"


def _room(low: float, high: float) -> list[float]:
    room = max(0.15 * (high - low), 0.02 * abs(high), 1e-3)
    return [float(low - room), float(high + room)]


def _figure(x: Sequence[object], estimates: Sequence[Estimate], unit: str, *, is_date: bool) -> dict[str, Any]:
    data: list[dict[str, Any]] = []
    span = [0.0, 1.0]
    if estimates:
        lows, highs = [round(each.low, 2) for each in estimates], [round(each.high, 2) for each in estimates]
        values = [round(each.value, 2) for each in estimates]
        span = _room(min(lows), max(highs))
        data = [
            {
                "type": "scatter",
                "mode": "markers",
                "x": list(x),
                "y": values,
                "marker": {"color": "--load", "size": 9},
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [h - v for h, v in zip(highs, values, strict=True)],
                    "arrayminus": [v - low for v, low in zip(values, lows, strict=True)],
                    "color": "--quiet",
                    "thickness": 2,
                    "width": 0,
                },
                "hovertemplate": "%{y}<extra>%{x|%b %Y}</extra>",
            },
        ]
    return {"data": data, "layout": _layout(unit, span, is_date=is_date)}


def _layout(unit: str, span: list[float], *, is_date: bool) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "linecolor": "--line",
        "nticks": 6,
    }
    if is_date:
        axis |= {"type": "date", "tickformat": "%b\n%Y"}
    else:
        axis |= {"title": {"text": "minute", "standoff": 6}}
    return {
        "margin": {"l": 44, "r": 8, "t": 26, "b": 44},
        "height": 260,
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "font": {"color": "--quiet", "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"bgcolor": "--card", "bordercolor": "--line", "font": {"color": "--ink"}},
        "xaxis": axis,
        "yaxis": {"range": span, "fixedrange": True, "gridcolor": "--line", "zeroline": False, "nticks": 5},
        "annotations": [
            {
                "text": unit,
                "x": 0,
                "y": 1,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"color": "--load", "size": 13},
            }
        ],
    }
