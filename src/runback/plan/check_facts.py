"""Facts that the independent checker reads from a plan and its request; see check.py."""

from dataclasses import dataclass
from datetime import date

from runback.domain.diary import SessionLog
from runback.domain.plan import Plan, Session, SessionKind, StepKind
from runback.plan.request import PlanRequest

STAGE_BY_RUN_S = {15: 1, 30: 2, 45: 3, 60: 4, 90: 5, 120: 6, 180: 7, 300: 8, 420: 9, 720: 10, 900: 11, 1800: 12}
ACTIVE = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a plan breaks, on which day, and how."""

    rule: str
    day: date | None
    how: str


def all_sessions(plan: Plan) -> list[Session]:
    return [session for week in plan.weeks for session in week.sessions]


def new_runs(plan: Plan, request: PlanRequest) -> list[Session]:
    """Planned runs of the days to come (a day of today that is kept was planned before)."""
    kept = {(s.date, s.kind) for w in request.past_weeks for s in w.sessions if s.date <= request.as_of}
    ran_today = any(run.day == request.as_of for run in request.runs) or any(
        log.day == request.as_of and log.kind in ACTIVE for log in request.session_logs
    )
    return [
        s
        for s in all_sessions(plan)
        if s.is_run
        and s.date >= request.as_of
        and not (s.date == request.as_of and ran_today and (s.date, s.kind) in kept)
    ]


def done_km(request: PlanRequest) -> dict[date, float]:
    """The longest distance of each day that was really run."""
    done: dict[date, float] = {}
    for run in request.runs:
        if run.day <= request.as_of:
            done[run.day] = max(done.get(run.day, 0.0), run.distance_km)
    imported = set(done)
    for log in request.session_logs:
        ran = log.done and log.kind in (SessionKind.RUN, SessionKind.WALK_RUN) and log.day <= request.as_of
        if ran and log.day not in imported:
            done[log.day] = max(done.get(log.day, 0.0), _log_km(log, request))
    return {day: km for day, km in done.items() if km > 0}


def _log_km(log: SessionLog, request: PlanRequest) -> float:
    if log.distance_km is not None:
        return log.distance_km
    planned = [s for w in request.past_weeks for s in w.sessions if s.date == log.day and s.kind is log.kind]
    return planned[0].distance_km or 0.0 if planned else 0.0


def running_km(session: Session) -> float:
    """Km of running alone: of a walk-run its run bouts at 7 min/km or the pace the steps tell, never more than all."""
    if session.kind is SessionKind.RUN:
        return session.distance_km or 0.0
    run_s = sum((step.duration_s or 0) * step.repeat for step in session.steps if step.kind is StepKind.RUN)
    return min(session.distance_km or 0.0, run_s / 60 / 7.0)


def stage_by_bout(session: Session) -> int | None:
    bouts = [step for step in session.steps if step.kind is StepKind.RUN]
    if session.kind is not SessionKind.WALK_RUN or not bouts:
        return None
    return STAGE_BY_RUN_S.get(int(bouts[0].duration_s or 0))
