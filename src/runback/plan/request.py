"""What a plan is made from."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from runback.domain.adjust import DaysOff, Layout, Limit, Race
from runback.domain.assessment import Assessment
from runback.domain.checks import require_between
from runback.domain.diary import Clearance, PainEntry, SessionLog, StrengthLog
from runback.domain.intake import Intake
from runback.domain.load import Run
from runback.domain.plan import Week


@dataclass(frozen=True, slots=True)
class DatedCheck:
    """The answers of one check and the day it was made; ``assessment`` as it was that day.

    ``answered_at`` is the instant it was kept, None where that is not known. ``is_live``: it was kept on its own day,
    and not entered later or taken over from elsewhere.
    """

    day: date
    intake: Intake
    assessment: Assessment
    answered_at: datetime | None = None
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Everything known of a runner on the day ``as_of``.

    ``checks`` are all kept checks, oldest first; the last one has the wishes and the answers that count
    now, with ``assessment`` as of today. ``runs`` are all known runs, ascending. ``started_on`` is the
    first day of the course. ``past_weeks`` were planned earlier and have begun; their days before ``as_of``
    are never rewritten. Anything dated after ``as_of`` is left out. ``layouts`` are weeks whose days the
    runner chose, the last one of a week counts; ``days_off`` hold no training. ``cue`` is the form cue
    that a clip asked for, to be the first one ("" for none). ``confirmed_km`` is a usual week that the runner
    confirmed against what the history says. ``limits`` are those that clinicians set. ``walks`` are
    those that a watch recorded since the course began.
    """

    checks: tuple[DatedCheck, ...]
    assessment: Assessment
    as_of: date
    started_on: date
    runs: tuple[Run, ...] = ()
    session_logs: tuple[SessionLog, ...] = ()
    pain_entries: tuple[PainEntry, ...] = ()
    strength_logs: tuple[StrengthLog, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    races: tuple[Race, ...] = ()
    weeks: int = 4
    past_weeks: tuple[Week, ...] = ()
    layouts: tuple[Layout, ...] = ()
    days_off: tuple[DaysOff, ...] = ()
    cue: str = ""
    confirmed_km: float | None = None
    limits: tuple[Limit, ...] = ()
    walks: tuple[Run, ...] = ()

    def __post_init__(self) -> None:
        require_between("weeks", self.weeks, 1, 52)

    @property
    def intake(self) -> Intake:
        """The answers that count now."""
        return self.checks[-1].intake

    @property
    def check_day(self) -> date:
        """The day of the last check."""
        return self.checks[-1].day

    @property
    def off_days(self) -> frozenset[date]:
        """Every day off."""
        return _days_in(self.days_off)

    def layout_of(self, monday: date) -> Layout | None:
        """The days the runner chose for that week; None where none were."""
        return next((layout for layout in reversed(self.layouts) if layout.start == monday), None)


@lru_cache(maxsize=64)
def _days_in(days_off: tuple[DaysOff, ...]) -> frozenset[date]:
    # a plan asks for them thousands of times
    return frozenset(day for one in days_off for day in one.days())
