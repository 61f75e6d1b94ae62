"""Rows to and from what the runner logs, and their clearances."""

from dataclasses import fields
from datetime import UTC
from typing import Any

from runback.domain.diary import Clearance, LegSymptom, PainEntry, PainMoment, SelfTestLog, SessionLog, StrengthLog
from runback.domain.plan import SessionKind
from runback.domain.runner import Shoe
from runback.store.models import ClearanceRow, PainRow, SelfTestRow, SessionRow, ShoeRow, StrengthRow


def _plain(record: object, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    skipped = {"id", *leave_out}
    return {
        f.name: getattr(record, f.name)
        for f in fields(record)  # type: ignore[arg-type]
        if f.name not in skipped
    }


def pain_values(entry: PainEntry) -> dict[str, Any]:
    """The columns of a pain entry's row."""
    changed = {"at_utc": entry.at_utc.astimezone(UTC), "moment": str(entry.moment), "leg": str(entry.leg)}
    return _plain(entry) | changed | {"places": list(entry.places)}


def pain_record(row: PainRow) -> PainEntry:
    """The domain's pain entry of that row."""
    return pain_of_values(
        (row.at_utc, row.day, row.score, row.moment, row.leg, row.note, row.pk, row.entered_on, row.places)
    )


def pain_of_values(values: tuple[Any, ...]) -> PainEntry:
    """The domain's pain entry of these columns (``queries.pain_between``)."""
    at_utc, day, score, moment, leg, note, row_id, entered_on, places = values
    return PainEntry(at_utc, day, score, PainMoment(moment), LegSymptom(leg), note, row_id, entered_on, tuple(places))


def session_values(log: SessionLog) -> dict[str, Any]:
    """The columns of a session log's row, but the activity it belongs to."""
    return _plain(log, ("activity_id",)) | {"kind": str(log.kind), "leg": str(log.leg)}


def session_record(row: SessionRow) -> SessionLog:
    """The domain's session log of that row."""
    plain = {f.name: getattr(row, f.name) for f in fields(SessionLog) if f.name not in ("kind", "leg", "activity_id")}
    return SessionLog(
        **plain | {"id": row.pk},
        kind=SessionKind(row.kind),
        leg=LegSymptom(row.leg),
        activity_id=None if row.activity_id is None else str(row.activity_id),
    )


def strength_values(log: StrengthLog) -> dict[str, Any]:
    """The columns of a strength log's row."""
    return _plain(log)


def strength_record(row: StrengthRow) -> StrengthLog:
    """The domain's strength log of that row."""
    return StrengthLog(row.day, row.exercise_id, row.sets, row.reps, row.load_kg, row.effort_rpe, row.pain, row.pk)


def self_test_values(log: SelfTestLog) -> dict[str, Any]:
    """The columns of a self-test's row."""
    return _plain(log) | {"results": dict(log.results)}


def self_test_record(row: SelfTestRow) -> SelfTestLog:
    """The domain's self-test of that row."""
    return SelfTestLog(row.day, row.test_id, row.results, row.pain, row.pk)


def shoe_values(shoe: Shoe) -> dict[str, Any]:
    """The columns of a shoe's row."""
    return _plain(shoe)


def shoe_record(row: ShoeRow) -> Shoe:
    """The domain's shoe of that row."""
    return Shoe(row.name, row.bought_on, row.retired_on, row.start_km, row.pk)


def clearance_values(clearance: Clearance) -> dict[str, Any]:
    """The columns of a clearance's row."""
    return _plain(clearance, ("recorded_at",)) | {"flags": list(clearance.flags)}


def clearance_record(row: ClearanceRow) -> Clearance:
    """The domain's clearance of that row."""
    return Clearance(row.by, row.given_on, row.until, tuple(row.flags), row.note, row.pk, row.created_at)
