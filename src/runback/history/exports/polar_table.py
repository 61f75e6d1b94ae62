"""Polar Flow's table of one session: a line of headings and one of totals, then a second table with a line a second."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO

import numpy as np

from runback.domain.activity import Column, Samples
from runback.history.cells import read_seconds
from runback.history.columns import build_samples
from runback.history.exports.values import number_of, text_of
from runback.history.recording import Recording, StatedTotals
from runback.history.tables import MOST_ROWS, decode_text

_HEADINGS = frozenset({"Sport", "Date", "Start time", "Duration"})
_OF_SAMPLES = frozenset({"Sample rate", "Time"})
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y")
"""As the account shows days; with dashes and dots the day comes first, with strokes the month, where both can be."""

_CHANNELS = {
    "HR (bpm)": ("heart_rate_bpm", 1.0),
    "Speed (km/h)": ("speed_mps", 1 / 3.6),
    "Speed (mph)": ("speed_mps", 0.44704),
    "Cadence": ("cadence_spm", 1.0),
    "Altitude (m)": ("altitude_m", 1.0),
    "Altitude (ft)": ("altitude_m", 0.3048),
    "Distances (m)": ("distance_m", 1.0),
    "Distances (ft)": ("distance_m", 0.3048),
    "Power (W)": ("power_w", 1.0),
}
_TOTALS = {"Total distance (km)": 1000.0, "Total distance (mi)": 1609.344}


def is_session_table(data: bytes) -> bool:
    """Whether a table is one session of Polar Flow: totals, and below them the headings of its samples."""
    first = _rows(data, 3)
    return len(first) == 3 and set(first[0]) >= _HEADINGS and set(first[2]) >= _OF_SAMPLES


def read_session_table(data: bytes) -> tuple[Recording, ...]:
    """The session, on the runner's own clock; its start is None where the day cannot be read."""
    rows = _rows(data, MOST_ROWS)
    totals = dict(zip(rows[0], rows[1], strict=False))
    start = _start(totals)
    metres = (number_of(totals, name, factor=factor) for name, factor in _TOTALS.items())
    recording = Recording(
        format="polar",
        sport=(text_of(totals, "Sport") or "").lower(),
        start_utc=start,
        is_local_clock=True,
        samples=None if start is None else _samples(rows[2], rows[3:], start),
        stated=StatedTotals(
            timer_s=read_seconds(totals.get("Duration", "")),
            distance_m=next((found for found in metres if found is not None), None),
            avg_hr_bpm=number_of(totals, "Average heart rate (bpm)") or None,
        ),
        device="Polar",
    )
    return (recording,)


def _rows(data: bytes, most: int) -> list[tuple[str, ...]]:
    text = decode_text(data).lstrip("\ufeff")
    separator = ";" if text.partition("\n")[0].count(";") > 5 else ","
    found: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            found.append(tuple(cell.strip() for cell in row))
            if len(found) >= most:
                break
    except csv.Error:
        return []
    return found


def _start(totals: Mapping[str, str]) -> datetime | None:
    day, time = totals.get("Date", ""), totals.get("Start time", "")
    for form in _DAYS:
        try:
            return datetime.strptime(f"{day} {time}", f"{form} %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _samples(header: Sequence[str], rows: Sequence[Sequence[str]], start: datetime) -> Samples | None:
    begin, place = start.timestamp(), header.index("Time")
    found = [(read_seconds(row[place]), row) for row in rows if place < len(row)]
    timed = [(seconds, row) for seconds, row in found if seconds is not None]
    columns = {
        channel: _column([row for _, row in timed], header.index(name), factor)
        for name, (channel, factor) in _CHANNELS.items()
        if name in header
    }
    built = build_samples(np.array([begin + seconds for seconds, _ in timed]), columns) if timed else None
    return None if built is None else built.samples


def _column(rows: Sequence[Sequence[str]], place: int, factor: float) -> Column:
    return np.array([_number(row[place]) if place < len(row) else np.nan for row in rows]) * factor


def _number(cell: str) -> float:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return float("nan")
