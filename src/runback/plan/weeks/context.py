"""What the weeks of one plan are made from, and which days are open to what."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.adjust import DaysOffWhy, Race
from runback.domain.intake import WEEKDAYS
from runback.domain.plan import RUNNING_KINDS, Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.course.gates import Gates
from runback.plan.course.happened import Happened
from runback.plan.course.holds import Hold
from runback.plan.course.limits import run_limit_minutes
from runback.plan.request import PlanRequest
from runback.plan.strength import StrengthPlan
from runback.plan.weeks.sessions import MOBILITY_MIN, Runner, minutes_around

ONE = timedelta(days=1)
DEFAULT_DAY_MIN = 180.0
"""Minutes assumed for each day of a runner who did not say."""

ACTIVE = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE, SessionKind.STRENGTH, SessionKind.CROSS)
STRAIN_REST_DAYS = 3
"""So many days after a fresh strain of 5 or more hold no strength."""


@dataclass(frozen=True, slots=True)
class PlanContext:
    """Everything the weeks of one plan share; ``opened_on`` is the day on which the course's start opened running.

    ``strength_ahead`` are the strength days of the weeks planned so far, ``races`` those that count.
    """

    request: PlanRequest
    happened: Happened
    gates: Gates
    holds: tuple[Hold, ...]
    opened_on: date
    runner: Runner
    strength: StrengthPlan
    races: tuple[Race, ...]
    strength_ahead: tuple[date, ...] = ()

    @property
    def as_of(self) -> date:
        """Today."""
        return self.request.as_of

    def minutes(self, day: date) -> float:
        """The offered minutes of a day."""
        days = self.request.intake.wishes.days
        return DEFAULT_DAY_MIN if days is None else days.get(WEEKDAYS[day.weekday()], 0.0)

    def run_room(self, day: date) -> float:
        """The minutes a run may take on a day without strength: a short day keeps none for the stretches."""
        offered = self.minutes(day)
        room = max(offered - MOBILITY_MIN, min(offered, load_plan_rules().mobility_after.run_first_below_min))
        return min(room, run_limit_minutes(self.request.limits, day) + minutes_around(None))

    def is_offered(self, day: date) -> bool:
        """Whether the day's minutes hold a run."""
        return self.minutes(day) >= load_plan_rules().wishes.run_minutes_min

    def holds_both(self, day: date) -> bool:
        """Whether the day's minutes hold a run and a short strength session."""
        rules = load_plan_rules()
        return self.minutes(day) >= rules.wishes.run_minutes_min + rules.strength_with_runs.short_min

    def is_run_day(self, day: date) -> bool:
        """Whether a run may be planned on the day, holds aside."""
        is_after_end = self.gates.until is not None and day > self.gates.until
        return self.is_offered(day) and day not in self.request.off_days and not self.gates.stops and not is_after_end

    def is_held(self, day: date) -> bool:
        """Whether a hold closes running on the day."""
        return any(day < hold.first_open for hold in self.holds)

    def is_strength_day(self, day: date) -> bool:
        """Not on days off, nor in the first days of a fresh strain of 5 or more, nor on the day of a red.

        From the day after a red on there is strength again, as far as it does not hurt (plan_rules_2, 9.5 and 10).
        """
        intake = self.request.intake
        rules = load_plan_rules()
        is_fresh = "acute" in self.runner.traits and (intake.pain_now or 0) >= rules.light_red.pain_min
        if is_fresh and day < self.request.check_day + STRAIN_REST_DAYS * ONE:
            return False
        is_red = any(red.day == day for red in self.happened.reds)
        ill = any(off.why is DaysOffWhy.ILL and day == off.last + ONE for off in self.request.days_off)
        has_room = self.minutes(day) >= rules.strength_with_runs.short_min
        return has_room and day not in self.request.off_days and not is_red and not ill

    def race_on(self, day: date) -> Race | None:
        """The race of that day."""
        return next((race for race in self.races if race.date == day), None)

    def runner_on(self, day: date, runs_before: int, *, may_build_up: bool) -> Runner:
        """The runner with the form cue of that day, and build-ups in the first two runs of a week where open."""
        cue = cue_on(self.request.started_on, day, self.request.cue)
        build_ups = may_build_up and runs_before < 2 and "acute" not in self.runner.traits
        return replace(self.runner, cue=cue, is_cue_from_clip=cue == self.request.cue, has_build_ups=build_ups)


def cue_on(started_on: date, day: date, first: str = "") -> str:
    """The form cue of that day: one at a time, two weeks each, the one a clip asked for ``first``."""
    rules = load_plan_rules()
    cues = sorted(rules.form_cues, key=lambda cue: cue != first)
    weeks = max(0, (monday_of(day) - monday_of(started_on)).days // 7)
    return cues[weeks // rules.form_cue.weeks % len(cues)]


def kept_sessions(request: PlanRequest, monday: date) -> tuple[Session, ...]:
    """The sessions of this week that are over: planned before, dated before ``as_of``, or today's where done."""
    found = next((week for week in request.past_weeks if week.start == monday), None)
    if found is None:
        return ()
    done = is_today_done(request)
    return tuple(s for s in found.sessions if s.date < request.as_of or (s.date == request.as_of and done))


def is_today_done(request: PlanRequest) -> bool:
    """Whether today's training is over: a run, or a session logged as done or missed."""
    ran = any(run.day == request.as_of for run in request.runs)
    return ran or any(
        log.day == request.as_of and log.kind in (*RUNNING_KINDS, *ACTIVE) for log in request.session_logs
    )


def first_open_day(request: PlanRequest, monday: date) -> date:
    """The first day of the week that is still planned: today, or tomorrow where today is over."""
    if monday > request.as_of:
        return monday
    first = request.as_of + ONE if is_today_done(request) else request.as_of
    return max(first, monday)
