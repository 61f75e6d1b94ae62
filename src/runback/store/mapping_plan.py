"""Assessments and plans to and from the JSON kept in their rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout, Limit, Priority, Race
from runback.domain.assessment import Assessment
from runback.domain.errors import RunbackError
from runback.domain.plan import Change, Plan, Session, SessionKind, Week
from runback.languages.kept import say_later
from runback.plan.notice import RunNotice
from runback.store.models.check import DaysOffRow, LimitRow, MoveRow, RaceRow

T = TypeVar("T")
_ASSESSMENT: TypeAdapter[Assessment] = TypeAdapter(Assessment)
_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
_WEEK: TypeAdapter[Week] = TypeAdapter(Week)
_NOTICES: TypeAdapter[tuple[RunNotice, ...]] = TypeAdapter(tuple[RunNotice, ...])
_LIMIT: TypeAdapter[Limit] = TypeAdapter(Limit)
_LIMIT_COLUMNS = {"by", "first", "until", "entered_on"}


class OutdatedRecord(RunbackError):
    """A kept assessment or plan that this version of Runback can no longer read."""

    code = "outdated_record"


def _read(adapter: TypeAdapter[T], kept: object) -> T:
    try:
        return adapter.validate_python(kept)
    except ValidationError as problem:
        raise OutdatedRecord(
            say_later("A kept record cannot be read: {msg}.").format(msg=problem.errors()[0]["msg"])
        ) from None


def assessment_json(assessment: Assessment) -> Any:
    """The assessment as JSON values."""
    return _ASSESSMENT.dump_python(assessment, mode="json")


def assessment_record(kept: object) -> Assessment:
    """The assessment of these JSON values; raises ``OutdatedRecord``."""
    return _read(_ASSESSMENT, kept)


def plan_json(plan: Plan) -> Any:
    """The plan as JSON values."""
    return _PLAN.dump_python(plan, mode="json")


def plan_record(kept: object) -> Plan:
    """The plan of these JSON values; raises ``OutdatedRecord``."""
    return _read(_PLAN, kept)


def changes_json(changes: Sequence[Change]) -> Any:
    """The changes between two plans as JSON values."""
    return _CHANGES.dump_python(tuple(changes), mode="json")


def changes_record(kept: object) -> tuple[Change, ...]:
    """The changes of these JSON values; raises ``OutdatedRecord``."""
    return _read(_CHANGES, kept)


def notices_json(notices: Sequence[RunNotice]) -> Any:
    """Notices of runs as JSON values."""
    return _NOTICES.dump_python(tuple(notices), mode="json")


def notices_record(kept: object) -> tuple[RunNotice, ...]:
    """The notices of these JSON values; raises ``OutdatedRecord``."""
    return _read(_NOTICES, kept)


def layout_records(rows: Iterable[MoveRow]) -> tuple[Layout, ...]:
    """The layouts of moves, in their order."""
    return tuple(Layout(row.start, tuple(row.runs), tuple(row.strength)) for row in rows)


def days_off_record(row: DaysOffRow) -> DaysOff:
    """The days off of that row."""
    return DaysOff(row.first, row.last, DaysOffWhy(row.why), row.pk, row.entered_on)


def race_record(row: RaceRow) -> Race:
    """The race of that row."""
    return Race(row.date, row.race_km, Priority(row.priority), row.pk, row.entered_on)


def limit_values(limit: Limit) -> dict[str, Any]:
    """The columns of a limit's row."""
    content = _LIMIT.dump_python(limit, mode="json", exclude={*_LIMIT_COLUMNS, "id"}, exclude_defaults=True)
    return {"by": limit.by, "first": limit.first, "until": limit.until, "content": content}


def limit_record(row: LimitRow) -> Limit:
    """The limit of that row; raises ``OutdatedRecord``."""
    columns = {name: getattr(row, name) for name in _LIMIT_COLUMNS}
    return _read(_LIMIT, {**row.content, **columns, "id": row.pk})


def week_json(week: Week) -> Any:
    """A week as JSON values."""
    return _WEEK.dump_python(week, mode="json")


def week_record(kept: object) -> Week:
    """The week of these JSON values; raises ``OutdatedRecord``."""
    return _read(_WEEK, kept)


def week_outline(kept: Any) -> Week:
    """The week of these JSON values with what the course needs of it: its runs and strength days, without steps.

    Much quicker than ``week_record``; for weeks that are long over.
    """
    sessions = tuple(
        Session(
            date=date.fromisoformat(raw["date"]),
            kind=SessionKind(raw["kind"]),
            role=raw.get("role", ""),
            distance_km=raw["distance_km"],
            duration_min=raw["duration_min"],
            running_min=raw.get("running_min", 0.0),
            running_km=raw.get("running_km", 0.0),
            stage=raw.get("stage"),
        )
        for raw in kept["sessions"]
        if raw["kind"] in OUTLINED
    )
    return Week(date.fromisoformat(kept["start"]), kept["target_km"], kept["cap_km"], sessions)


OUTLINED = ("run", "walk_run", "race", "strength")
