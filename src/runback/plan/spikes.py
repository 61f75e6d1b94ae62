"""Runs far beyond the usual that brought the pain: they do not raise what may be run next."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from runback.domain.diary import PainEntry, SessionLog
from runback.domain.intake import Intake
from runback.domain.plan import Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.limits import distance_limits
from runback.plan.lights import RUN_KINDS, STOPPING_LEGS, baseline_of
from runback.plan.request import PlanRequest

RUN_ONSETS = ("sudden_during_run", "after_run")
ONSET_DAYS = 2
"""An answered start of the pain may be off by so many days."""


def planned_runs(request: PlanRequest) -> dict[tuple[date, SessionKind], Session]:
    """The runs and walk-runs of the weeks that have begun, by day and kind."""
    return {(s.date, s.kind): s for week in request.past_weeks for s in week.sessions if s.is_run}


def logged_km(log: SessionLog, session: Session | None) -> float:
    """The km of a log: its own, else the planned ones in the share of the time that was done."""
    if log.distance_km is not None:
        return log.distance_km
    if session is None or not session.distance_km or not session.duration_min:
        return 0.0
    share = 1.0 if log.duration_min is None else min(1.0, log.duration_min / session.duration_min)
    return session.distance_km * share


def provoking_runs(request: PlanRequest) -> dict[date, float]:
    """The spikes of a request that brought pain: day -> longest of the 30 days before it, in km."""
    longest: dict[date, float] = {}
    for run in request.runs:
        if run.day <= request.as_of:
            longest[run.day] = max(longest.get(run.day, 0.0), run.distance_km)
    imported, planned = set(longest), planned_runs(request)
    for log in request.session_logs:
        if log.done and log.kind in RUN_KINDS and log.day <= request.as_of and log.day not in imported:
            km = logged_km(log, planned.get((log.day, log.kind)))
            longest[log.day] = max(longest.get(log.day, 0.0), km)
    return find_provoking(request.intake, request.check_day, longest, request.session_logs, request.pain_entries)


def find_provoking(
    intake: Intake,
    check_day: date,
    longest: Mapping[date, float],
    logs: Sequence[SessionLog],
    entries: Sequence[PainEntry],
) -> dict[date, float]:
    """The days of ``longest`` (km of the longest run) whose run was a spike and brought pain.

    A spike is over 110 % of the longest of the 30 days before. It brought pain when the
    pain began with it (onset in or after a run), or when its log or its next day was red.
    """
    sore = _onset_days(intake, check_day) | _red_days(intake, logs, entries)
    found: dict[date, float] = {}
    for day in sorted(sore & set(longest)):
        before = _longest_before(longest, day, found)
        if before and longest[day] > before * distance_limits().run_factor:
            found[day] = before
    return found


def _longest_before(longest: Mapping[date, float], day: date, capped: Mapping[date, float]) -> float:
    days = (day - timedelta(days=n) for n in range(1, distance_limits().run_days + 1))
    return max((capped.get(one, longest.get(one, 0.0)) for one in days), default=0.0)


def _onset_days(intake: Intake, check_day: date) -> set[date]:
    if intake.onset not in RUN_ONSETS or intake.pain_days is None:
        return set()
    began = check_day - timedelta(days=round(intake.pain_days))
    return {began + timedelta(days=n) for n in range(-ONSET_DAYS, 1)}


def _red_days(intake: Intake, logs: Sequence[SessionLog], entries: Sequence[PainEntry]) -> set[date]:
    number = load_plan_rules().number
    pain_min, rise = number("light_red", "pain_min"), baseline_of(intake) + number("light_red", "morning_rise")
    runs = [log for log in logs if log.done and log.kind in RUN_KINDS]
    red = {
        log.day
        for log in runs
        if (log.pain_during or 0) >= pain_min or log.pain_rising or log.sharp or log.limp or log.leg in STOPPING_LEGS
    }
    return red | {entry.day - timedelta(days=1) for entry in entries if entry.score >= rise}
