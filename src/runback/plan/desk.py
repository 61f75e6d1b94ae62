"""What the weeks of one plan are made from, and which days of a begun week are over."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.gate import Gate
from runback.plan.ledger import Ledger
from runback.plan.mileage import MileagePlan
from runback.plan.progress import Progress
from runback.plan.request import PlanRequest
from runback.plan.sessions import BUILD_UPS_A_WEEK, Runner
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
    green_weeks: int = 0

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

    def runner_on(self, day: date, runs_before: int) -> Runner:
        """The runner with the form cue of that day, and build-ups in the first two runs of a week where open."""
        rules = load_plan_rules()
        stage = self.progress.stage
        is_open = self.green_weeks >= rules.number("warm_up", "build_ups_green_weeks") and not self.gate.is_bone_stress
        is_far = stage is None or stage >= rules.number("warm_up", "build_ups_from_stage")
        build_ups = is_open and is_far and runs_before < BUILD_UPS_A_WEEK and "acute" not in self.runner.traits
        cue = cue_on(self.request.started_on, day, self.request.cue)
        return replace(self.runner, cue=cue, is_cue_from_clip=cue == self.request.cue, has_build_ups=build_ups)

    def wants_quality(self, monday: date) -> bool:
        """Whether one run of the week may be a hard one: three green weeks logged, mileage, no hold, no easier week."""
        need = load_plan_rules().number("intensity_wait", "green_weeks")
        is_open = self.progress.stage is None and self.green_weeks >= need and not self.gate.is_bone_stress
        return is_open and not self.mileage.is_held and not self.mileage.is_deload_week(monday)


def cue_on(started_on: date, day: date, first: str = "") -> str:
    """The form cue of that day: one at a time, two weeks each, the one a clip asked for ``first``."""
    rules = load_plan_rules()
    cues = sorted(rules.form_cues, key=lambda cue: cue != first)
    weeks = max(0, (monday_of(day) - monday_of(started_on)).days // 7)
    return cues[weeks // rules.whole("form_cue", "weeks") % len(cues)]


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
