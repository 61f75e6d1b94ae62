"""The tables of Runback; every row belongs to a runner."""

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
from runback.store.models.runner import RunnerRow
from runback.store.models.sent import SentRow

__all__ = [
    "ActivityRow",
    "CalendarFeedRow",
    "CheckRow",
    "ClearanceRow",
    "DaysOffRow",
    "FormClipRow",
    "ImportFileRow",
    "ImportRow",
    "MoveRow",
    "OriginalRow",
    "PainRow",
    "PlanRevisionRow",
    "PlannedWeekRow",
    "RaceRow",
    "RunnerRow",
    "SelfTestRow",
    "SentRow",
    "SessionRow",
    "ShoeRow",
    "SourceRow",
    "StrengthRow",
]
