"""Records as CSV tables: UTF-8, one header line, unknown values empty, instants in RFC 3339 UTC."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from io import StringIO

from runback.domain.activity import Activity
from runback.domain.diary import PainEntry, SessionLog, StrengthLog
from runback.domain.plan import Plan, Session
from runback.knowledge.sentences import render_sentence

ACTIVITY = (
    "id", "sport", "start_utc", "elapsed_s", "moving_s", "distance_m", "ascent_m", "avg_hr_bpm", "avg_cadence_spm",
)  # fmt: skip
PAIN = ("id", "at_utc", "day", "score", "moment", "leg", "note")
SESSION_LOG = (
    "id", "day", "kind", "done", "distance_km", "duration_min", "pain_before", "pain_during", "pain_rising", "sharp",
    "limp", "leg", "painkillers", "effort_rpe", "note", "activity_id",
)  # fmt: skip
STRENGTH = ("id", "day", "exercise_id", "sets", "reps", "load_kg", "effort_rpe", "pain")
PLANNED = ("date", "kind", "title", "distance_km", "duration_min")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def activities_table(activities: Iterable[Activity]) -> bytes:
    """One row per activity."""
    return _table(ACTIVITY, activities)


def pain_table(entries: Iterable[PainEntry]) -> bytes:
    """One row per pain entry."""
    return _table(PAIN, entries)


def sessions_table(logs: Iterable[SessionLog]) -> bytes:
    """One row per logged session."""
    return _table(SESSION_LOG, logs)


def strength_table(logs: Iterable[StrengthLog]) -> bytes:
    """One row per completed exercise."""
    return _table(STRENGTH, logs)


def plan_table(plan: Plan) -> bytes:
    """One row per planned session."""
    return _write(PLANNED, (_planned_row(session) for week in plan.weeks for session in week.sessions))


def _planned_row(session: Session) -> list[object]:
    return [session.date, session.kind, render_sentence(session.title), session.distance_km, session.duration_min]


def _table(columns: Sequence[str], records: Iterable[object]) -> bytes:
    return _write(columns, ([getattr(record, name) for name in columns] for record in records))


def _write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8")


def _cell(value: object) -> object:
    """A value as text; a note that a spreadsheet would treat as a formula gets an apostrophe."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and not isinstance(value, Enum) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else str(value) if isinstance(value, Enum) else value
