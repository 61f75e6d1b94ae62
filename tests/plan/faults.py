"""Everything that no plan may hold, in words."""

from datetime import timedelta
from itertools import pairwise

from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Plan, PlanStatus, SessionKind
from runback.plan import PlanRequest
from runback.plan.weeks.sessions import seconds_of
from tests.plan.made_up import runs_of, sessions_of

TRAINING = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE, SessionKind.STRENGTH, SessionKind.CROSS)


def faults_of(request: PlanRequest, plan: Plan) -> list[str]:
    """Everything that no plan may hold, in words."""
    if plan.status is PlanStatus.BLOCKED:
        return [] if plan.blocked_by and not plan.weeks else ["blocked without a reason, or with weeks"]
    found = [*_days(request, plan), *_runs(plan), *_words(plan)]
    if plan.held_by and any(block.since > request.as_of or not block.lifts.say for block in plan.held_by):
        found.append("a hold from the future, or without an end")
    return found


def _days(request: PlanRequest, plan: Plan) -> list[str]:
    found = []
    offered = request.intake.wishes.days
    for week in plan.weeks:
        for n in range(7):
            when = week.start + timedelta(days=n)
            done = [s for s in week.sessions if s.date == when and s.kind in TRAINING]
            if when in request.off_days and done:
                found.append(f"{when}: training on a day off")
            runs = [s for s in done if s.is_run]
            if len(runs) > 1 or sum(s.kind is SessionKind.STRENGTH for s in done) > 1:
                found.append(f"{when}: twice the same")
            if offered is not None and not any(s.kind is SessionKind.RACE for s in done):
                minutes = sum(
                    s.duration_min or 0 for s in week.sessions if s.date == when and s.kind is not SessionKind.WALK
                )
                if minutes > offered.get(WEEKDAYS[n], 0) + 0.6:
                    found.append(f"{when}: {minutes:.0f} minutes of {offered.get(WEEKDAYS[n], 0):.0f}")
        if len({s.date for s in week.sessions if s.kind in TRAINING}) > 6:
            found.append(f"{week.start}: no day of rest")
    return found


def _runs(plan: Plan) -> list[str]:
    found = []
    for run in runs_of(plan):
        if run.running_km <= 0 or run.running_min <= 0:
            found.append(f"{run.date}: a run of {run.running_km} km")
            continue
        seconds = seconds_of(run.steps, run.running_min / run.running_km)
        if abs(seconds / 60 - (run.duration_min or 0)) > 0.3:
            found.append(f"{run.date}: steps of {seconds / 60:.1f} minutes, a session of {run.duration_min}")
        if run.kind is SessionKind.WALK_RUN and (run.duration_min or 0) > 45.3:
            found.append(f"{run.date}: a walk-run of {run.duration_min} minutes")
        if (run.distance_km or 0) < run.running_km - 0.01:
            found.append(f"{run.date}: less distance than running")
    walk_runs = {run.date for run in runs_of(plan) if run.kind is SessionKind.WALK_RUN}
    dates = sorted({run.date for run in runs_of(plan) if run.kind is not SessionKind.RACE})
    for a, b in pairwise(dates):
        if (b - a).days == 1 and {a, b} <= walk_runs:
            found.append(f"{b}: walk-runs on neighbouring days")
    return found


def _words(plan: Plan) -> list[str]:
    found = [f"{s.date}: no reason" for s in sessions_of(plan) if not s.reasons]
    if plan.progress is None or not plan.progress.now.say:
        found.append("no answer to why")
    if plan.ceiling_km is None or plan.ceiling_km < 0:
        found.append("no ceiling")
    return found
