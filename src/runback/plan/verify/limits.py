"""A clinician's limits: no run, no week, no hill and no exercise beyond them."""

from collections.abc import Iterator
from datetime import timedelta

from runback.domain.plan import Plan, SessionKind
from runback.plan.verify.broken import Broken
from runback.plan.verify.reading import Reading, runs_ahead
from runback.plan.verify.sessions import is_quality, running_km

ROUNDED = 0.6
"""Minutes, or km of a week: bouts and distances are rounded."""


def check_limits(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Every limit in force on the day of a session is kept."""
    for limit in reading.request.limits:
        for session in (one for one in runs_ahead(plan, reading.request) if limit.holds_on(one.date)):
            if session.running_min > (limit.run_minutes_max or float("inf")) + ROUNDED:
                yield Broken("clinician_limit", session.date, f"{session.running_min:.0f} minutes of running")
            if running_km(session) > (limit.run_km_max or float("inf")) + 0.01:
                yield Broken("clinician_limit", session.date, f"{running_km(session):.1f} km of running")
            if limit.no_running:
                yield Broken("clinician_limit", session.date, "a run while running is stopped")
            if limit.no_speed and is_quality(session):
                yield Broken("clinician_limit", session.date, "a fast run")
            if limit.no_hills and session.role == "hilly_run":
                yield Broken("clinician_limit", session.date, "a hilly run")


def check_week_limits(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Whole weeks to come under a limit hold no more running than it allows, races aside."""
    for limit in reading.request.limits:
        for week in plan.weeks:
            days = [week.start + timedelta(days=n) for n in range(7)]
            is_ahead = days[0] >= reading.request.as_of and all(limit.holds_on(day) for day in days)
            km = sum(running_km(one) for one in week.sessions if one.is_run and one.kind is not SessionKind.RACE)
            if is_ahead and km > (limit.week_km_max or float("inf")) + ROUNDED:
                yield Broken("clinician_limit", week.start, f"{km:.1f} km of running in the week")


def check_exercises(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No session to come contains an exercise that was left out."""
    for session in (one for week in plan.weeks for one in week.sessions if one.date > reading.request.as_of):
        gone = {name for limit in reading.request.limits if limit.holds_on(session.date) for name in limit.without}
        for exercise in session.exercises:
            if exercise.id in gone:
                yield Broken("clinician_limit", session.date, f"{exercise.id} was left out")


CHECKS = (check_limits, check_week_limits, check_exercises)
