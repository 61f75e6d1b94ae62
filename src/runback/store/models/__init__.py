"""The tables of Runback; every row belongs to a runner, except an account's name and role."""

from runback.store.models.check import (
    CalendarFeedRow,
    CheckRow,
    ClearanceRow,
    DaysOffRow,
    LimitRow,
    MoveRow,
    PlannedWeekRow,
    PlanRevisionRow,
    RaceRow,
)
from runback.store.models.diary import PainRow, SelfTestRow, SessionRow, ShoeRow, StrengthRow
from runback.store.models.experiment import ExperimentRow
from runback.store.models.form import FormClipRow
from runback.store.models.history import ActivityRow, ImportFileRow, ImportRow, OriginalRow, SourceRow
from runback.store.models.outcome import AdverseEventRow, OutcomeRow, QuestionRow
from runback.store.models.people import ClinicianNoteRow, ConsentRow, DeviceRow, GrantRow, PersonRow, Role, ViewRow
from runback.store.models.reminder import PushDeviceRow, ReminderChoiceRow, ReminderRow
from runback.store.models.runner import GroupRow, RunnerRow
from runback.store.models.sent import SentRow

__all__ = [
    "ActivityRow",
    "AdverseEventRow",
    "CalendarFeedRow",
    "CheckRow",
    "ClearanceRow",
    "ClinicianNoteRow",
    "ConsentRow",
    "DaysOffRow",
    "DeviceRow",
    "ExperimentRow",
    "FormClipRow",
    "GrantRow",
    "GroupRow",
    "ImportFileRow",
    "ImportRow",
    "LimitRow",
    "MoveRow",
    "OriginalRow",
    "OutcomeRow",
    "PainRow",
    "PersonRow",
    "PlanRevisionRow",
    "PlannedWeekRow",
    "PushDeviceRow",
    "QuestionRow",
    "RaceRow",
    "ReminderChoiceRow",
    "ReminderRow",
    "Role",
    "RunnerRow",
    "SelfTestRow",
    "SentRow",
    "SessionRow",
    "ShoeRow",
    "SourceRow",
    "StrengthRow",
    "ViewRow",
]
