"""One chart: kilometres a week as bars and pain as dots, with the finding as its title.

The figure is Plotly's JSON. Colours are the names of CSS tokens (``--load``): chart.js puts in
what the page's theme says, so that one figure serves light and dark.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from runback.domain.diary import PainEntry
from runback.domain.load import LoadReport, Spike
from runback.web import words

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One row of the table behind the chart; pain is the mean of the days' worst, None without entries."""

    start: date
    distance_km: float
    pain_mean: float | None
    pain_worst: int | None


def summarise_weeks(load: LoadReport, pain: Sequence[PainEntry], first: date, last: date) -> list[WeekRow]:
    """Every week from the one of ``first`` to the one of ``last``, oldest first; an empty week has 0 km."""
    km = {week.start: week.distance_km for week in load.weeks}
    by_week: dict[date, list[int]] = defaultdict(list)
    for day, score in worst_by_day(pain).items():
        by_week[_monday(day)].append(score)
    rows = []
    start = _monday(first)
    while start <= last:
        scores = by_week.get(start)
        mean, worst = (round(fmean(scores), 1), max(scores)) if scores else (None, None)
        rows.append(WeekRow(start, km.get(start, 0.0), mean, worst))
        start += _WEEK
    return rows


def worst_by_day(pain: Sequence[PainEntry]) -> dict[date, int]:
    """The worst score of each day that has one."""
    worst: dict[date, int] = {}
    for entry in pain:
        worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    return worst


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def find_title(rows: Sequence[WeekRow], load: LoadReport, pain: Sequence[PainEntry]) -> str:
    """What the chart shows, in a sentence: a rise after a long run, else the trend, else the amount."""
    worst = worst_by_day(pain)
    for spike in reversed(load.spikes):
        if rows and spike.date >= rows[0].start and _rose_after(spike, worst):
            return f"Pain rose after the {spike.run_km:.0f} km run on {spike.date.day} {spike.date:%B}"
    days = sorted(worst)
    if len(days) >= 4:
        early, late = fmean(worst[day] for day in days[:3]), fmean(worst[day] for day in days[-3:])
        if abs(early - late) >= 1:
            verb = "fell" if late < early else "rose"
            return f"Pain {verb} from {early:.0f} to {late:.0f} since {days[0].day} {days[0]:%B}"
    km = [row.distance_km for row in rows]
    if not any(km):
        return "No runs in this period"
    return f"You ran {words.km(fmean(km))} a week on average"


def _rose_after(spike: Spike, worst: Mapping[date, int]) -> bool:
    """Whether the week after had pain that the week before had not, by one point or more."""
    before = [score for day, score in worst.items() if spike.date - _WEEK <= day < spike.date]
    after = [score for day, score in worst.items() if spike.date < day <= spike.date + timedelta(days=4)]
    if not after:
        return False
    return fmean(after) >= (fmean(before) if before else 0.0) + 1


def make_figure(rows: Sequence[WeekRow], pain: Sequence[PainEntry]) -> dict[str, Any]:
    """The Plotly figure: bars in the upper part, pain dots below on their own scale from 0 to 10."""
    worst = worst_by_day(pain)
    days = [day for day in sorted(worst) if rows and day >= rows[0].start]
    bars = {
        "type": "bar",
        "x": [row.start.isoformat() for row in rows],
        "y": [round(row.distance_km, 1) for row in rows],
        "width": 5.6 * 86_400_000,
        "offset": 0.2 * 86_400_000,
        "marker": {"color": "--load"},
        "hovertemplate": "week of %{x|%-d %b}: %{y} km<extra></extra>",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [day.isoformat() for day in days],
        "y": [worst[day] for day in days],
        "yaxis": "y2",
        "marker": {"color": "--pain", "symbol": "diamond", "size": 8},
        "hovertemplate": "%{x|%a %-d %b}: pain %{y}<extra></extra>",
    }
    return {"data": [bars, dots] if days else [bars], "layout": _layout(rows, has_pain=bool(days))}


def _layout(rows: Sequence[WeekRow], *, has_pain: bool) -> dict[str, Any]:
    top = max((row.distance_km for row in rows), default=0.0)
    split = 0.42 if has_pain else 0.0
    labels = [_direct_label("km a week", 1.0, "--load")]
    layout: dict[str, Any] = {
        "margin": {"l": 36, "r": 8, "t": 24, "b": 44},
        "height": 360,
        "showlegend": False,
        "font": {"color": "--quiet", "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "dragmode": False,
        "bargap": 0.2,
        "hoverlabel": {"bgcolor": "--card", "bordercolor": "--line", "font": {"color": "--ink"}},
        "xaxis": {"type": "date", "fixedrange": True, "showgrid": False, "linecolor": "--line", "anchor": "free",
                  "position": 0, "tickformat": "%-d %b\n%Y", "nticks": 6},
        "yaxis": {"domain": [split and split + 0.08, 1], "range": [0, max(top * 1.12, 5)], "fixedrange": True,
                  "gridcolor": "--line", "zerolinecolor": "--quiet", "nticks": 5},
        "annotations": labels,
    }  # fmt: skip
    if has_pain:
        labels.append(_direct_label("pain, 0 to 10", split, "--pain"))
        layout["yaxis2"] = {"domain": [0, split - 0.06], "range": [-0.6, 10.6], "fixedrange": True,
                            "gridcolor": "--line", "zerolinecolor": "--quiet", "tickvals": [0, 5, 10]}  # fmt: skip
    return layout


def _direct_label(text: str, y: float, color: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": 0,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": color, "size": 13},
    }
