"""`runback cohort report`: one HTML page with figures and a methods text; counts under five are hidden."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from math import log
from string import Template
from typing import Any

from runback.cohort.hazard_sql import spike_limits
from runback.cohort.hiding import HIDDEN, is_hidden, is_small, shown_columns, shown_count, shown_counts
from runback.cohort.study import MEASURES, definitions
from runback.knowledge.plan_rules import load_plan_rules

Row = Mapping[str, Any]

TITLES = {
    "single_run": "Injury after a run, by the longest run of the 30 days before",
    "acwr": "Injury after a run, by acute over chronic load",
    "week_to_week": "Injury after a run, by the last week over the one before",
}
_WIDTH, _LEFT, _RIGHT, _STEP = 640, 220, 20, 28


def render_report(quality: Row, hazard: Sequence[Row], outcomes: Row) -> str:
    """The HTML page. ``quality`` and ``outcomes`` are the documents of these jobs, ``hazard`` the rows of its table."""
    sections = [
        *_hazards(hazard),
        _incidence(outcomes["incidence"]),
        _returns(outcomes),
        _quality(quality),
    ]
    page = Template((files("runback.cohort") / "report.html").read_text(encoding="utf-8"))
    return page.substitute(
        introduction=_introduction(quality, outcomes["incidence"]), sections="\n".join(sections), methods=_methods()
    )


def _introduction(quality: Row, incidence: Sequence[Row]) -> str:
    runners = sum(row["runners"] for row in incidence)
    days = HIDDEN if is_small(runners) else shown_count(sum(row["run_days"] for row in incidence))
    return (
        f"{shown_count(runners)} runners with {days} days with a run, as of {escape(quality['as_of'])}. "
        "Groups are compared as they ran; that one thing was followed by another does not say that it was its cause."
    )


def _hazards(hazard: Sequence[Row]) -> list[str]:
    """One section per measure. All classify the same days and injuries, so their columns have the same sums."""
    measures = {
        measure: sorted(
            (row for row in hazard if row["measure"] == measure), key=lambda row: _order(measure).index(row["name"])
        )
        for measure in MEASURES
    }
    days, injuries = (
        shown_columns(
            [([row[count] for row in rows], [row[behind] for row in rows]) for rows in measures.values()],
        )
        for count, behind in (("days", "runners"), ("injuries", "runners_hurt"))
    )
    return [
        _hazard(measure, rows, days[number], injuries[number])
        for number, (measure, rows) in enumerate(measures.items())
    ]


def _hazard(measure: str, rows: Sequence[Row], days: Sequence[str], injuries: Sequence[str]) -> str:
    drawn = [row for row, count in zip(rows, injuries, strict=True) if row["low"] is not None and not is_hidden(count)]
    table = _table(
        "Hazard ratios, adjusted for sex and age group, with 95 % intervals.",
        ("", "days with a run", "injuries", "per 1,000 days", "hazard ratio"),
        (
            (
                _label(row["name"]),
                day,
                count,
                HIDDEN if is_hidden(count) or is_hidden(day) else f"{row['per_1000']:.2f}",
                HIDDEN if is_hidden(count) else _ratio(row),
            )
            for row, day, count in zip(rows, days, injuries, strict=True)
        ),
    )
    return f"<section><h2>{TITLES[measure]}</h2>{_forest(TITLES[measure], drawn)}{table}</section>"


def _order(measure: str) -> list[str]:
    known = definitions()["measures"][measure]
    names = [name for _, name in known["bands"]] if "bands" in known else [known["reference"], *spike_limits()]
    return [*names, known["unknown"]]


def _label(name: str) -> str:
    limits = spike_limits().get(name)
    return name if limits is None else f"{name}: {limits}"


def _ratio(row: Row) -> str:
    if row["is_reference"]:
        return "1 (reference)"
    if row["ratio"] is None:
        return "too few injuries"
    return f"{row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def _forest(title: str, rows: Sequence[Row]) -> str:
    """A forest plot of the ratios with intervals on a logarithmic axis; the table below has the same numbers."""
    if not rows:
        return ""
    least = min(0.5, *(row["low"] for row in rows))
    most = max(2.0, *(row["high"] for row in rows))

    def x(ratio: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * log(ratio / least) / log(most / least)

    height = _STEP * (len(rows) + 1)
    marks = [f'<line class="axis" x1="{x(1):.1f}" y1="0" x2="{x(1):.1f}" y2="{height - _STEP}"/>']
    marks += [f'<text x="{x(one):.1f}" y="{height - 8}" text-anchor="middle">{one:g}</text>' for one in (0.5, 1, 2)]
    for number, row in enumerate(rows):
        y = _STEP * number + _STEP / 2
        marks.append(f'<text x="0" y="{y + 4}">{escape(_label(row["name"]))}</text>')
        marks.append(f'<line class="mark" x1="{x(row["low"]):.1f}" y1="{y}" x2="{x(row["high"]):.1f}" y2="{y}"/>')
        marks.append(f'<circle class="mark" cx="{x(row["ratio"]):.1f}" cy="{y}" r="4"/>')
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}: hazard ratios; table below">'
        f"{''.join(marks)}</svg>"
    )


def _incidence(rows: Sequence[Row]) -> str:
    runners = shown_counts([row["runners"] for row in rows])
    injuries = shown_counts([row["injuries"] for row in rows], [row["runners_hurt"] for row in rows])
    cells = []
    for row, people, count in zip(rows, runners, injuries, strict=True):
        is_unknown = is_hidden(people) or is_hidden(count)
        rate = f"{row['per_1000_run_days']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        days = HIDDEN if is_hidden(people) else shown_count(row["run_days"])
        cells.append((f"{row['sex']} {row['age_group']}", people, days, count, HIDDEN if is_unknown else rate))
    table = _table(
        "Injuries by sex and age group, with exact 95 % limits.",
        ("", "runners", "days with a run", "injuries", "per 1,000 days with a run"),
        cells,
    )
    return f"<section><h2>How often runners were injured</h2>{table}</section>"


def _returns(outcomes: Row) -> str:
    rows = [
        (label, *(_days(row, number) for number in range(3)))
        for label, row in (
            ("first run", outcomes["days_to_first_run"]),
            ("usual week", outcomes["days_to_usual_week"]),
        )
    ]
    table = _table(
        "Days from the injury until a quarter, half and three quarters of the injured had got there.",
        ("", "a quarter", "half", "three quarters"),
        rows,
    )
    again = outcomes["recurrence"]
    hurt_once = again["injuries"] - again["recurred"]
    is_few = is_small(again["runners_again"]) or is_small(hurt_once)
    share = "too few to show" if is_few else f"{100 * again['recurred'] / again['injuries']:.0f} %"
    return (
        f"<section><h2>Back to running</h2>{table}<p>Injured again within {definitions()['recurrence_days']} days of "
        f"running again: {share}.</p></section>"
    )


def _days(row: Row, number: int) -> str:
    days = row["quartiles"][number]
    if is_small(row["runners_seen"]):
        return HIDDEN
    return "not seen" if days is None else f"{days:.0f}"


def _quality(quality: Row) -> str:
    if not quality["findings"]:
        return "<section><h2>The data</h2><p>Nothing was left out, and nothing looked wrong.</p></section>"
    table = _table(
        "What was found in the files.",
        ("file", "table", "what", "rows", "fate"),
        (
            (
                one["file"].rpartition("/")[2],
                one["table"],
                one["what"],
                "all" if one["rows"] is None else shown_count(one["rows"]),
                "left out" if one["left_out"] else "kept",
            )
            for one in quality["findings"]
        ),
    )
    return f"<section><h2>The data</h2>{table}</section>"


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _methods() -> str:
    known = definitions()
    rule, injury = load_plan_rules().single_run_ceiling, known["injury"]
    lines = (
        f"An injury is the first day with a pain score of {injury['score_min']} or more after {injury['quiet_days']} "
        "days without one. It belongs to the run of its day, or to that of the day before where its day had none.",
        f"The first {known['warm_up_days']} days of each runner do not count, since what was run before is not known, "
        f"nor do days with such pain in the {injury['quiet_days']} days before.",
        f"A run is compared with the longest of the {rule.days} days before its day. Limits are those of Frandsen 2025 "
        "(doi:10.1136/bjsports-2024-109380). Acute load is the last 7 days, chronic load a quarter of the last 28 "
        "(bands as Gabbett 2016, doi:10.1136/bjsports-2015-095788).",
        "Hazard ratios come from a discrete-time proportional hazards model (complementary log-log) over days with a "
        f"run. Intervals come from leaving out each of {known['clusters']} groups of runners once, since the runs of a "
        f"runner are alike. A class needs {known['events_min']} injuries.",
        "Days until running again are Kaplan-Meier estimates; runners whose record ends are counted up to its end. "
        f"The usual week is the mean of the {known['usual_days']} days before the injury.",
        f"Counts under {known['small_count']} are hidden, counts of fewer than {known['small_count']} runners, "
        "and as many others as it takes that none of them follows from the sums.",
    )
    return "".join(f"<p>{line}</p>" for line in lines)
