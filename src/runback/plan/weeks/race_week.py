"""The week of a B race: the race takes the place of the long run, within the week's kilometres (plan_rules_2, 7.2)."""

from dataclasses import replace
from datetime import date
from math import isfinite

from runback.domain.adjust import Priority, Race
from runback.plan.course.ceiling import published_ceiling, shortest_km
from runback.plan.course.races import advised_from, strain_days
from runback.plan.course.standing import Standing
from runback.plan.weeks.context import PlanContext
from runback.plan.weeks.placement import WeekQuestion
from runback.plan.weeks.sizes import Aim


def race_for_long_run(context: PlanContext, here: Standing, monday: date, first: date) -> Race | None:
    """The B race that is the long run of the week, as known before its first day; None without one."""
    limit = published_ceiling(here, first)
    if context.gates.stops or not isfinite(limit):
        return None
    reds = tuple(red for red in context.happened.reds if red.day < first)
    runs = {day: run for day, run in context.happened.runs.items() if day < first}
    known = replace(context.happened, reds=reds, runs=runs)
    for race in context.races:
        is_ahead = race.date >= first and (race.date - monday).days < 7 and race.date not in context.request.off_days
        is_long_run = race.race_km <= limit and race.priority is Priority.B
        if is_ahead and is_long_run:
            strains = tuple(day for day in strain_days(context.request) if day <= first)
            if advised_from(race, known, strains) is None:
                return race
    return None


def leave_long_run_to(race: Race, here: Standing, aim: Aim) -> Aim:
    """The aim without its long run; the other runs get what the race leaves of the week, none below the shortest."""
    room = max(0.0, aim.km - race.race_km)
    kept = aim.sizes[1 : 1 + int(room / shortest_km(here) + 1e-9)]
    share = min(1.0, room / sum(kept)) if kept else 0.0
    sizes = tuple(km * share for km in kept)
    return replace(aim, km=sum(sizes), sizes=sizes)


def without_long_run(question: WeekQuestion, race_on: int) -> WeekQuestion:
    """The placement of a week whose long run is the race on day ``race_on``; its eve stays free where it can."""
    days = tuple(day for day in question.run_days if day != race_on - 1)
    is_free = len(days) >= len(question.run_minutes) and question.chosen is None
    return replace(question, has_long=False, long_day=None, run_days=days if is_free else question.run_days)
