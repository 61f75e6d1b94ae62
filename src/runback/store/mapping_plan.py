"""Assessments and plans to and from the JSON kept in their rows."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout
from runback.domain.assessment import Assessment
from runback.domain.errors import RunbackError
from runback.domain.plan import Change, Plan
from runback.plan.notice import RunNotice
from runback.store.models.check import DaysOffRow, MoveRow

T = TypeVar("T")
_ASSESSMENT: TypeAdapter[Assessment] = TypeAdapter(Assessment)
_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
_NOTICES: TypeAdapter[tuple[RunNotice, ...]] = TypeAdapter(tuple[RunNotice, ...])


class OutdatedRecord(RunbackError):
    """A kept assessment or plan that this version of Runback can no longer read."""

    code = "outdated_record"


def _read(adapter: TypeAdapter[T], kept: object) -> T:
    try:
        return adapter.validate_python(kept)
    except ValidationError as problem:
        raise OutdatedRecord(f"A kept record cannot be read: {problem.errors()[0]['msg']}.") from None


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
    return DaysOff(row.first, row.last, DaysOffWhy(row.why), row.pk)
