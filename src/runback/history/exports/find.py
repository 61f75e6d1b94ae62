"""Identifies the export that a JSON file or a table comes from, by its content."""

from collections.abc import Callable, Mapping
from typing import Any

from runback.history.errors import NotAnActivity
from runback.history.exports import adidas, fitbit, garmin, health_auto_export, polar, runkeeper, samsung, zepp
from runback.history.exports.polar_table import is_session_table, read_session_table
from runback.history.exports.values import parse_json, records_of
from runback.history.recording import Recording
from runback.history.tables import Table, read_table
from runback.languages.saved import translate_later

_TABLES: tuple[tuple[frozenset[str], Callable[[Mapping[str, str]], Recording]], ...] = (
    (frozenset({"exercise_start", "activity_name"}), fitbit.read_row),
    (frozenset({"com.samsung.health.exercise.start_time", "com.samsung.health.exercise.duration"}), samsung.read_row),
    (frozenset({"exercise_type", "start_time", "time_offset"}), samsung.read_row),
    (frozenset({"type", "startTime", "sportTime(s)"}), zepp.read_row),
    (runkeeper.HEADINGS, runkeeper.read_row),
)
_HEAD_ROWS = 3


def read_json(data: bytes, name: str) -> tuple[Recording, ...]:
    """The activities of an export in JSON.

    Raises ``UnreadableFile`` for broken JSON, ``NotAnActivity`` for JSON without activities, with what to use instead.
    """
    found = parse_json(data)
    if (activities := garmin.list_activities(found)) is not None:
        return _timed(garmin.read_activity(entry) for entry in activities)
    if (exercises := fitbit.list_exercises(found)) is not None:
        return _timed(fitbit.read_exercise(entry) for entry in exercises)
    if (workouts := health_auto_export.list_workouts(found)) is not None:
        return _timed(health_auto_export.read_workout(workout) for workout in workouts)
    if polar.is_session(found):
        return _timed(polar.read_session(found))
    if adidas.is_session(found):
        return _timed([adidas.read_session(found)])
    if adidas.is_track(found):
        return _timed([adidas.read_track(records_of(found))])
    raise NotAnActivity(_elsewhere(found, name))


def _timed(recordings: Any) -> tuple[Recording, ...]:
    """Those with a start and a duration or distance; raises ``NotAnActivity`` if there are none."""
    valid = tuple(recording for recording in recordings if recording.start_utc is not None and _has_totals(recording))
    if not valid:
        raise NotAnActivity(translate_later("This export holds no activity with a start and a length."))
    return valid


def _has_totals(recording: Recording) -> bool:
    stated = recording.stated
    return recording.samples is not None or bool(stated.elapsed_s or stated.timer_s or stated.distance_m)


def _elsewhere(found: Any, name: str) -> str:
    """Why a known export is not read, and where else to get the same runs."""
    if isinstance(found, dict) and "DeviceLog" in found:
        return translate_later(
            "This is Suunto's JSON. Import the FIT file of the same activity, which Suunto's app exports."
        )
    if isinstance(found, dict) and {"active_duration_ms", "summaries"} & set(found):
        return translate_later(
            "This is Nike Run Club's JSON, which is not documented. The app RunGap exports the same runs as FIT."
        )
    first = records_of(found)[0] if records_of(found) else {}
    if set(first) & {"sport", "name", "start_time"} and len(first) == 1:
        return translate_later(
            "This is Endomondo's JSON. The same export has a TCX file of each workout; import those."
        )
    if {"sportType", "totalDistance"} <= set(first) or "motion path" in name:
        return translate_later(
            "This is Huawei Health's JSON, which is not documented. The app Health Sync exports the runs as FIT."
        )
    return translate_later("This JSON is not an export of activities that is known.")


def is_export_table(data: bytes) -> bool:
    """Whether a table is an export that needs no question: its headings say what each column holds."""
    return is_session_table(data[: 1 << 16]) or find_export(read_table(data[: 1 << 16])) is not None


def read_export_table(data: bytes) -> tuple[Recording, ...]:
    """The activities of such a table; raises ``NotAnActivity`` where it has none."""
    if is_session_table(data):
        return _timed(read_session_table(data))
    table = read_table(data)
    found = find_export(table)
    if found is None:
        raise NotAnActivity(translate_later("This table is not an export of activities that is known."))
    header, rows, read_row = found
    return _timed(read_row(dict(zip(header, row, strict=False))) for row in rows)


def find_export(
    table: Table,
) -> tuple[tuple[str, ...], list[tuple[str, ...]], Callable[[Mapping[str, str]], Recording]] | None:
    """The headings, rows and reader of a table that is an export; None for any other."""
    lines = [table.header, *(row for _, row in table.rows)]
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        header = tuple(cell.strip() for cell in line)
        for names, read_row in _TABLES:
            if names <= set(header):
                return header, lines[place + 1 :], read_row
    return None
