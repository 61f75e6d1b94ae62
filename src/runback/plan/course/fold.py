"""The fold of a course: from its first day through every week that is over, to where the runner stands."""

from datetime import date, timedelta

from runback.load.measure import monday_of
from runback.plan.course.aim import weekly_aim
from runback.plan.course.happened import Happened
from runback.plan.course.record import WeekDone, is_near_race, open_days, record, turn_week
from runback.plan.course.standing import Standing
from runback.plan.request import PlanRequest

WEEK = timedelta(days=7)


def stand_on_monday(request: PlanRequest, happened: Happened, opening: Standing) -> Standing:
    """The standing at the start of the week of ``as_of``, or on the course's first day where that is later."""
    here = opening
    monday = monday_of(request.started_on)
    last = monday_of(request.as_of)
    while monday < last:
        here = _live_week(request, happened, here, monday)
        monday += WEEK
    return here


def _live_week(request: PlanRequest, happened: Happened, here: Standing, monday: date) -> Standing:
    known = tuple(happened.between(monday, monday + WEEK, request.as_of))
    aim = weekly_aim(here)
    for event in happened.events(monday, monday + WEEK, request.as_of):
        if event.day < monday + WEEK:
            here = record(here, event)
    planned = [s for day, ss in happened.planned.items() if monday <= day < monday + WEEK for s in ss]
    week = WeekDone(
        planned_km=sum(s.running_km or s.distance_km or 0.0 for s in planned if s.kind != "race") or aim,
        done_km=sum(run.km for run in known if not run.is_race),
        runs=known,
        days_open=open_days(here, monday, request.off_days),
        aim_km=aim or weekly_aim(here),
        is_near_race=is_near_race(planned),
    )
    return turn_week(here, monday + WEEK, week)
