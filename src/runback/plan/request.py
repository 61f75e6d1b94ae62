"""What a plan is made from."""

from dataclasses import dataclass
from datetime import date

from runback.domain.adjust import DaysOff, Layout
from runback.domain.assessment import Assessment
from runback.domain.checks import require_between
from runback.domain.diary import Clearance, PainEntry, SessionLog, StrengthLog
from runback.domain.intake import Intake
from runback.domain.load import Run
from runback.domain.plan import Week


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Everything known of a runner on the day ``as_of``.

    ``runs`` are all known runs, ascending. ``started_on`` is the first day of the
    program, ``answered_on`` the day of the check that ``intake`` and ``assessment`` come
    from (None: the day the program started), ``pain_free_since`` the first of the unbroken row of checks
    that told no pain (None: the last one alone is known). ``past_weeks`` were planned earlier and have
    begun; their days before ``as_of`` are never rewritten. Anything dated after ``as_of``
    is left out. ``layouts`` are weeks whose days the runner chose, the last one of a week
    counts; ``days_off`` hold no training. ``cue`` is the form cue that a clip
    asked for, to be the first one ("" for none).
    """

    intake: Intake
    assessment: Assessment
    as_of: date
    started_on: date
    runs: tuple[Run, ...] = ()
    session_logs: tuple[SessionLog, ...] = ()
    pain_entries: tuple[PainEntry, ...] = ()
    strength_logs: tuple[StrengthLog, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    weeks: int = 4
    past_weeks: tuple[Week, ...] = ()
    answered_on: date | None = None
    pain_free_since: date | None = None
    layouts: tuple[Layout, ...] = ()
    days_off: tuple[DaysOff, ...] = ()
    cue: str = ""

    def __post_init__(self) -> None:
        require_between("weeks", self.weeks, 1, 52)

    @property
    def off_days(self) -> frozenset[date]:
        """Every day off."""
        return frozenset(day for one in self.days_off for day in one.days())

    def layout_of(self, monday: date) -> Layout | None:
        """The days the runner chose for that week; None where none were."""
        return next((one for one in reversed(self.layouts) if one.start == monday), None)

    @property
    def check_day(self) -> date:
        """The day of the check."""
        return self.answered_on or min(self.started_on, self.as_of)
