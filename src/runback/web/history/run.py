"""What the page of one run shows: lines along it, splits, its track, what was planned, and the pain around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from runback.domain.activity import Activity, Samples, Sport
from runback.domain.diary import PainEntry
from runback.domain.distances import format_distance, unit_km
from runback.domain.errors import RunbackError
from runback.domain.runner import Runner, Units
from runback.history.recording import VEHICLE
from runback.history.run_trace import RunTrace, outline, split_run, trace_run
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext
from runback.report.run_chart import Axis, LineStyle, draw_line, draw_track
from runback.services import activities
from runback.services.training import diary

_MINUTES = (60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0)


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One line of the table of splits, in words."""

    name: str
    time: str
    pace: str
    heart_rate: str
    climb: str


def describe_run(runner: Runner, activity: Activity, *, by_distance: bool) -> dict[str, Any]:
    """The context of a run's page; ``damage`` says why the samples cannot be shown."""
    pain = diary.list_pain(runner, since=activity.day, until=activity.day + timedelta(days=1))
    context: dict[str, Any] = {
        "planned": activities.list_planned(runner, activity.day) if activity.sport is Sport.RUN else (),
        "pain": [entry for entry in pain if entry.day == activity.day],
        "next_morning": _next_morning(pain, activity.day),
        "by": "distance" if by_distance else "time",
        "is_mile": runner.units is Units.MI,
    }
    try:
        samples = activities.read_samples(runner, activity.id or "")
    except RunbackError as problem:
        return context | {"damage": problem.message}
    return context if samples is None else context | _along(samples, activity, runner.units, by_distance=by_distance)


def _next_morning(pain: tuple[PainEntry, ...], day: date) -> PainEntry | None:
    after = [entry for entry in pain if entry.day == day + timedelta(days=1)]
    return min(after, key=lambda entry: entry.at_utc, default=None)


def _along(samples: Samples, activity: Activity, units: Units, *, by_distance: bool) -> dict[str, Any]:
    is_run = activity.sport in (Sport.RUN, Sport.WALK)
    is_whole = not any(note.startswith(VEHICLE) for note in activity.notes)  # of a drive only the part on foot counts
    total_m = activity.distance_m if is_whole else None
    trace = trace_run(samples, total_m)
    title = gettext("The shape of the track, {distance}, north up").format(
        distance=format_distance((activity.distance_m or 0) / 1000)
    )
    return {
        "lines": [] if trace is None else _draw_lines(trace, units, is_run=is_run, by_distance=by_distance),
        "splits": _describe_splits(samples, units, total_m) if is_run else [],
        "track": mark_safe(draw_track(outline(samples), title)),  # noqa: S308 -- numbers, and words of our own, escaped
        "has_distance": trace is not None and trace.metres is not None,
    }


def _unit(units: Units) -> str:
    return "mi" if units is Units.MI else "km"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _styles(units: Units, *, is_run: bool) -> Mapping[str, LineStyle]:
    steps = (10.0, 15.0, 30.0, 60.0, 120.0, 300.0)
    pace = LineStyle(
        "pace", gettext("Pace, minutes a {unit}").format(unit=_unit(units)), _clock, steps, is_upside_down=True
    )
    speed = LineStyle("pace", gettext("Speed, {unit} an hour").format(unit=_unit(units)), lambda value: f"{value:.0f}")
    steps_or_turns = gettext("Cadence, steps a minute") if is_run else gettext("Cadence, turns a minute")
    return {
        "pace_s_per_km": pace if is_run else speed,
        "heart_rate_bpm": LineStyle("heart", gettext("Heart rate, beats a minute"), lambda value: f"{value:.0f}"),
        "cadence_spm": LineStyle("cadence", steps_or_turns, lambda value: f"{value:.0f}"),
        "altitude_m": LineStyle("height", gettext("Height, metres"), lambda value: f"{value:.0f}"),
        "contact_time_ms": LineStyle("dynamics", gettext("Ground contact time, ms"), lambda value: f"{value:.0f}"),
        "vertical_oscillation_mm": LineStyle("dynamics", gettext("Bounce, mm"), lambda value: f"{value:.0f}"),
    }


def _draw_lines(trace: RunTrace, units: Units, *, is_run: bool, by_distance: bool) -> list[tuple[str, SafeString]]:
    """Title and SVG of each line that the run has."""
    unit_m = 1000 * unit_km()
    is_along = by_distance and trace.metres is not None
    at = trace.metres / unit_m if is_along and trace.metres is not None else trace.seconds
    along = Axis(lambda place: f"{place:g} {_unit(units)}", (0.5, 1.0, 2.0, 5.0, 10.0))
    axis = along if is_along else Axis(lambda place: f"{place / 60:.0f} min", _MINUTES)
    found = []
    for name, style in _styles(units, is_run=is_run).items():
        line = trace.lines.get(name)
        if line is None or (name == "altitude_m" and not np.nanmax(line) > np.nanmin(line)):
            continue  # a flat height is a watch without a barometer
        if name == "pace_s_per_km":
            line = line * unit_m / 1000 if is_run else 3_600_000 / line / unit_m
        drawn = draw_line(at.tolist(), line.tolist(), style, axis)
        if drawn:
            found.append((style.title, mark_safe(drawn)))  # noqa: S308 -- numbers, and words of our own, escaped
    return found


def _describe_splits(samples: Samples, units: Units, total_m: float | None) -> list[SplitRow]:
    unit_m = 1000 * unit_km()
    return [
        SplitRow(
            f"{split.number}" if split.metres >= unit_m - 1 else localize_decimal(f"{split.metres / unit_m:.2f}"),
            _clock(split.seconds),
            _clock(split.seconds / split.metres * unit_m),
            "" if split.heart_rate_bpm is None else f"{split.heart_rate_bpm:.0f}",
            "" if split.climb_m is None else f"{split.climb_m:.0f} m",
        )
        for split in split_run(samples, unit_m, total_m)
    ]
