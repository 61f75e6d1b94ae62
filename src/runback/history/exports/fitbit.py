"""Fitbit in Google's takeout: ``exercise-N.json``, and ``UserExercises_DATE.csv`` of newer exports."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from runback.history.cells import read_time_of_day
from runback.history.exports.values import (
    METRES,
    instant_of,
    minutes_of,
    number_of,
    records_of,
    seconds_between,
    text_of,
)
from runback.history.recording import Recording, StatedTotals

_AMERICAN = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{2}) (\d{1,2}:\d{2}:\d{2}\s?(?:[AP]M)?)$", re.IGNORECASE)


def list_exercises(found: Any) -> list[Mapping[str, Any]] | None:
    """The exercises of such a list; None for other JSON."""
    entries = [entry for entry in records_of(found) if "logId" in entry and "activityName" in entry]
    return entries or None


def read_exercise(entry: Mapping[str, Any]) -> Recording:
    """One exercise of the JSON; its times are in UTC, its lengths in milliseconds."""
    unit = (text_of(entry, "distanceUnit") or "").lower()
    return Recording(
        format="fitbit",
        sport=(text_of(entry, "activityName") or "").lower(),
        start_utc=_start(text_of(entry, "startTime", "originalStartTime")) or instant_of(entry, "startTime"),
        stated=StatedTotals(
            elapsed_s=number_of(entry, "duration", "originalDuration", factor=0.001),
            timer_s=number_of(entry, "activeDuration", "duration", factor=0.001),
            distance_m=number_of(entry, "distance", factor=METRES[unit]) if unit in METRES else None,
            avg_hr_bpm=number_of(entry, "averageHeartRate"),
            steps=number_of(entry, "steps"),
        ),
    )


def _start(text: str | None) -> datetime | None:
    """The instant of 09/03/24 07:00:00 (or 7:00:00 AM): month, day, year."""
    match = None if text is None else _AMERICAN.match(text)
    at = None if match is None else read_time_of_day(match[4])
    if match is None or at is None:
        return None
    month, day, year = (int(part) for part in match.groups()[:3])
    try:
        return datetime.combine(date(2000 + year, month, day), at, UTC)
    except ValueError:
        return None


def read_row(row: Mapping[str, str]) -> Recording:
    """One row of UserExercises: instants with their zone, millimetres and milliseconds."""
    start, end = instant_of(row, "exercise_start"), instant_of(row, "exercise_end")
    return Recording(
        format="fitbit",
        sport=(text_of(row, "activity_name") or "").lower(),
        start_utc=start,
        utc_offset_s=minutes_of(row.get("utc_offset")),
        stated=StatedTotals(
            elapsed_s=seconds_between(start, end),
            timer_s=number_of(row, "tracker_total_duration_ms", factor=0.001) or seconds_between(start, end),
            distance_m=number_of(row, "tracker_total_distance_mm", factor=0.001),
            ascent_m=number_of(row, "tracker_total_altitude_mm", factor=0.001),
            avg_hr_bpm=number_of(row, "tracker_avg_heart_rate"),
            steps=number_of(row, "tracker_total_steps"),
        ),
    )
