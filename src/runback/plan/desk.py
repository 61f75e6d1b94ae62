"""What the weeks of one plan are made from, and which days of a begun week are over."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.gate import Gate
from runback.plan.ledger import Ledger
from runback.plan.mileage import MileagePlan
from runback.plan.progress import Progress
from runback.plan.request import PlanRequest
from runback.plan.sessions import Runner
from runback.plan.strength import StrengthPlan

DEFAULT_DAY_MIN = 180.0
"""Minutes assumed for each day of a runner who did not say."""

SHORT_STRENGTH_MIN = 10.0
RUNS_A_WEEK = 3
ACTIVE = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS)


@dataclass
class Desk:
    """Everything the weeks of one plan are made from; ``ledger``, ``progress`` and the tails move on week by week."""

    request: PlanRequest
    gate: Gate
    runner: Runner
    strength: StrengthPlan
    mileage: MileagePlan
    ledger: Ledger
    progress: Progress
    is_neighbour_ok: bool
    last_strength: date | None = None
    short: set[str] = field(default_factory=set)

    def minutes(self) -> tuple[float, ...]:
        """The offered minutes of Monday to Sunday."""
        days = self.request.intake.wishes.days
        if days is None:
            return (DEFAULT_DAY_MIN,) * 7
        return tuple(days.get(name, 0.0) for name in WEEKDAYS)

    @property
    def offers_three_runs(self) -> bool:
        """Whether the offered days hold three runs that are not neighbours, whatever is left of this week."""
        least = load_plan_rules().number("wishes", "run_minutes_min")
        last, count = -2, 0
        for day, minutes in enumerate(self.minutes()):
            if minutes >= least and day - last >= 2:
                last, count = day, count + 1
        return count >= RUNS_A_WEEK


def kept_sessions(request: PlanRequest, monday: date) -> tuple[Session, ...]:
    """The sessions of this week that are over: planned before, dated before ``as_of``, or logged today."""
    found = next((week for week in request.past_weeks if week.start == monday), None)
    if found is None:
        return ()
    return tuple(
        s for s in found.sessions if s.date < request.as_of or (s.date == request.as_of and _is_today_done(request))
    )


def _is_today_done(request: PlanRequest) -> bool:
    ran = any(run.day == request.as_of for run in request.runs)
    return ran or any(log.day == request.as_of and log.kind in ACTIVE for log in request.session_logs)


def first_open_day(request: PlanRequest, monday: date) -> date:
    """The first day of the week that is planned anew: today, or tomorrow where today is done."""
    if monday > request.as_of:
        return monday
    return request.as_of + timedelta(days=1) if _is_today_done(request) else request.as_of
