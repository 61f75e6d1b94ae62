"""The runs of a plan's weeks and the races in them: a race that will not be run leaves no mark on the weeks around it.

The weeks are planned with every race the runner entered. One that does not stand on its day in them (not ready, pain
before it, a day off) is taken out, and the weeks are planned again without its taper and its easy days after.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from runback.domain.adjust import Race
from runback.domain.plan import Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.course.races import RaceSeen, space_out, was_run
from runback.plan.course.standing import Standing
from runback.plan.weeks.context import PlanContext, first_open_day
from runback.plan.weeks.runs import RunWeek, ahead_of, plan_runs

WEEK = timedelta(days=7)
LOOK_WEEKS = 5
"""Races are looked at as for so many weeks at least, so that a plan of fewer weeks says the same of them."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The runs of the weeks and the context they were made in, its races those that count.

    ``left_out`` are the races ahead that will not be run as things stand, ``sessions`` the race sessions by day,
    ``until`` is the first day that was not looked at.
    """

    context: PlanContext
    weeks: tuple[RunWeek, ...]
    left_out: tuple[Race, ...]
    sessions: dict[date, Session]
    until: date

    def seen(self, race: Race | None) -> RaceSeen:
        """What the weeks show of that race; nothing while running is stopped, or on a day off."""
        request = self.context.request
        is_near = race is not None and request.as_of <= race.date < self.until
        if race is None or not is_near or self.context.gates.stops or race.date in request.off_days:
            return RaceSeen.TOO_FAR
        session = self.sessions.get(race.date)
        if session is None:
            return RaceSeen.LEFT_OUT
        return RaceSeen.WITH_WALKS if any(step.say == "race_walk" for step in session.steps) else RaceSeen.RUN


def plan_weeks(context: PlanContext, here: Standing, count: int) -> Outlook:
    """The runs of ``count`` weeks from this Monday, with the races that will be run as things stand."""
    monday = monday_of(context.as_of)
    first = first_open_day(context.request, monday)
    taper = len(load_plan_rules().race_taper.marathon)
    until = monday + (max(count, LOOK_WEEKS) + taper) * WEEK
    races = [race for race in context.races if race.date >= first or _was_raced(context, race)]
    left_out: list[Race] = []
    while True:
        spaced = space_out(races, here.usual)
        near = [race for race in spaced if first <= race.date < until and not context.gates.stops]
        last = max((monday_of(race.date) for race in near), default=monday)
        context = replace(context, races=spaced)
        weeks = list(islice(weeks_ahead(context, here, monday), max(count, (last - monday) // WEEK + 1)))
        sessions = {run.date: run for week in weeks for run in week.all_runs if run.kind is SessionKind.RACE}
        missing = next((race for race in near if race.date not in sessions), None)
        if missing is None:
            return Outlook(context, tuple(weeks[:count]), tuple(left_out), sessions, until)
        left_out.append(missing)
        races = [race for race in races if race.date != missing.date]


def weeks_ahead(context: PlanContext, here: Standing, monday: date) -> Iterator[RunWeek]:
    """The runs of one week after the other from ``monday``, where ``here`` is the standing."""
    while True:
        week = plan_runs(context, here, monday)
        yield week
        context, here, monday = ahead_of(context, week), week.after, monday + WEEK


def _was_raced(context: PlanContext, race: Race) -> bool:
    """Whether a race that is over was run: by its run, or as planned where no log says otherwise."""
    if was_run(race, dict(context.happened.runs)):
        return True
    planned = {s.date for week in context.request.past_weeks for s in week.sessions if s.kind is SessionKind.RACE}
    return race.date in planned and race.date not in {*context.happened.runs, *context.happened.missed}
