"""What was really run, from recordings and from the diary."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from runback.domain.diary import SessionLog
from runback.domain.plan import RUNNING_KINDS, Session
from runback.plan.request import PlanRequest
from runback.plan.verify.sessions import running_km


@dataclass(frozen=True, slots=True)
class Done:
    """The running of one day: the longest run and the sum in km, the part of it that was running, minutes."""

    day: date
    longest_km: float
    km: float
    running_km: float
    minutes: float


def planned_before(request: PlanRequest) -> dict[date, tuple[Session, ...]]:
    """The sessions that earlier plans had for the days before ``as_of``."""
    days: dict[date, list[Session]] = defaultdict(list)
    for week in request.past_weeks:
        for session in week.sessions:
            if session.date < request.as_of:
                days[session.date].append(session)
    return {day: tuple(sessions) for day, sessions in days.items()}


def running_logs(request: PlanRequest) -> tuple[SessionLog, ...]:
    """The logs of runs, done ones only, up to ``as_of``."""
    return tuple(
        log for log in request.session_logs if log.kind in RUNNING_KINDS and log.done and log.day <= request.as_of
    )


def done_days(request: PlanRequest, pace: float) -> tuple[Done, ...]:
    """Each day with running up to ``as_of``, ascending; ``pace`` (min per km) serves logs without a distance."""
    runs: dict[date, list[tuple[float, float]]] = defaultdict(list)
    for run in request.runs:
        if run.day <= request.as_of:
            runs[run.day].append((run.distance_km, run.duration_min))
    recorded = set(runs)
    planned = planned_before(request)
    for log in running_logs(request):
        if log.day not in recorded:
            runs[log.day].append(_logged(log, planned.get(log.day, ()), pace))
    return tuple(_day(day, runs[day], planned.get(day, ())) for day in sorted(runs))


def _logged(log: SessionLog, planned: tuple[Session, ...], pace: float) -> tuple[float, float]:
    """Kilometres and minutes of a run without a recording; as planned where the diary gives neither."""
    session = next((one for one in planned if one.is_run), None)
    km, minutes = log.distance_km, log.duration_min
    if km is None and minutes is not None:
        km = minutes / pace
    if km is None:
        km = (session.distance_km or 0.0) if session else 0.0
    if minutes is None:
        minutes = (session.duration_min or 0.0) if session else km * pace
    return km, minutes


def _day(day: date, runs: list[tuple[float, float]], planned: tuple[Session, ...]) -> Done:
    km = sum(distance for distance, _ in runs)
    walked = [session for session in planned if session.is_run and session.distance_km]
    share = sum(map(running_km, walked)) / sum(s.distance_km or 0.0 for s in walked) if walked else 1.0
    return Done(day, max(distance for distance, _ in runs), km, km * share, sum(minutes for _, minutes in runs))
