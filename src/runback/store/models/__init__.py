"""The tables of Runback; every row belongs to a runner, except an account's name and role."""

from runback.store.models.check import (
    CalendarFeedRow,
    CheckRow,
    ClearanceRow,
    DaysOffRow,
    MoveRow,
    PlannedWeekRow,
    PlanRevisionRow,
    RaceRow,
)
from runback.store.models.diary import PainRow, SelfTestRow, SessionRow, ShoeRow, StrengthRow
from runback.store.models.form import FormClipRow
from runback.store.models.history import ActivityRow, ImportFileRow, ImportRow, OriginalRow, SourceRow
from runback.store.models.people import ClinicianNoteRow, DeviceRow, GrantRow, PersonRow, Role, ViewRow
from runback.store.models.runner import RunnerRow

__all__ = [
    "ActivityRow",
    "CalendarFeedRow",
    "CheckRow",
    "ClearanceRow",
    "ClinicianNoteRow",
    "DaysOffRow",
    "DeviceRow",
    "FormClipRow",
    "GrantRow",
    "ImportFileRow",
    "ImportRow",
    "MoveRow",
    "OriginalRow",
    "PainRow",
    "PersonRow",
    "PlanRevisionRow",
    "PlannedWeekRow",
    "RaceRow",
    "Role",
    "RunnerRow",
    "SelfTestRow",
    "SessionRow",
    "ShoeRow",
    "SourceRow",
    "StrengthRow",
    "ViewRow",
]
