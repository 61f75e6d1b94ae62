"""Assessments and plans to and from the JSON in their rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout, Limit, Priority, Race
from runback.domain.assessment import Assessment
from runback.domain.errors import RunbackError
from runback.domain.plan import Change, Plan, Session, SessionKind, Week
from runback.languages.saved import translate_later
from runback.store.models.check import DaysOffRow, LimitRow, MoveRow, RaceRow

if TYPE_CHECKING:
    from runback.plan.notice import RunNotice

T = TypeVar("T")
_LIMIT_COLUMNS = {"by", "first", "until", "entered_on"}


class OutdatedRecord(RunbackError):
    """A saved assessment or plan that this version of Runback can no longer read."""

    code = "outdated_record"


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """What checks and writes records of that kind; made when one is read, for a command reads few kinds."""
    return TypeAdapter(kind)


def _read(kind: Callable[..., T], kept: object) -> T:
    try:
        record: T = _adapter(kind).validate_python(kept)
    except ValidationError as problem:
        raise OutdatedRecord(
            translate_later("A kept record cannot be read: {msg}.").format(msg=problem.errors()[0]["msg"])
        ) from None
    return record


def assessment_json(assessment: Assessment) -> Any:
    """The assessment as JSON values."""
    return _adapter(Assessment).dump_python(assessment, mode="json")


def assessment_record(kept: object) -> Assessment:
    """The assessment of these JSON values; raises ``OutdatedRecord``."""
    return _read(Assessment, kept)


def plan_json(plan: Plan) -> Any:
    """The plan as JSON values."""
    return _adapter(Plan).dump_python(plan, mode="json")


def plan_record(kept: object) -> Plan:
    """The plan of these JSON values; raises ``OutdatedRecord``."""
    return _read(Plan, kept)


def changes_json(changes: Sequence[Change]) -> Any:
    """The changes between two plans as JSON values."""
    return _adapter(tuple[Change, ...]).dump_python(tuple(changes), mode="json")


def changes_record(kept: object) -> tuple[Change, ...]:
    """The changes of these JSON values; raises ``OutdatedRecord``."""
    return _read(tuple[Change, ...], kept)


def notices_json(notices: "Sequence[RunNotice]") -> Any:
    """Notices of runs as JSON values."""
    from runback.plan.notice import RunNotice

    return _adapter(tuple[RunNotice, ...]).dump_python(tuple(notices), mode="json")


def notices_record(kept: object) -> "tuple[RunNotice, ...]":
    """The notices of these JSON values; raises ``OutdatedRecord``."""
    if kept == []:  # nearly always, and then the planner need not be imported
        return ()
    from runback.plan.notice import RunNotice

    return _read(tuple[RunNotice, ...], kept)


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
    content = _adapter(Limit).dump_python(limit, mode="json", exclude={*_LIMIT_COLUMNS, "id"}, exclude_defaults=True)
    return {"by": limit.by, "first": limit.first, "until": limit.until, "content": content}


def limit_record(row: LimitRow) -> Limit:
    """The limit of that row; raises ``OutdatedRecord``."""
    columns = {name: getattr(row, name) for name in _LIMIT_COLUMNS}
    return _read(Limit, {**row.content, **columns, "id": row.pk})


def week_json(week: Week) -> Any:
    """A week as JSON values."""
    return _adapter(Week).dump_python(week, mode="json")


def week_record(kept: object) -> Week:
    """The week of these JSON values; raises ``OutdatedRecord``."""
    return _read(Week, kept)


def week_outline(kept: Any) -> Week:
    """The week of these JSON values with what the course needs of it: its runs and strength days, without steps.

    Much quicker than ``week_record``; for weeks that are long over. Raises ``OutdatedRecord``.
    """
    try:
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
    except (KeyError, TypeError, ValueError) as problem:
        raise OutdatedRecord(f"A kept week cannot be read: {problem!r}.") from None


OUTLINED = ("run", "walk_run", "race", "strength")
