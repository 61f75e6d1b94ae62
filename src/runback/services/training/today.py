"""Today: whether to run, what to do, how far at most, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from runback import plan as planning
from runback.domain.assessment import Assessment, Running, Urgency
from runback.domain.diary import PainEntry, PainMoment, SessionLog
from runback.domain.load import LoadReport
from runback.domain.plan import Light, Plan, PlanStatus, Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.domain.runner import Runner
from runback.plan.allowed import TodayLimit, longest_allowed
from runback.plan.lights import baseline_of
from runback.plan.planner import HOLDS
from runback.plan.spikes import find_provoking
from runback.services.training.check_in import SavedCheck, latest_check
from runback.services.training.diary import list_pain, list_sessions
from runback.services.training.follow_up import DueCheck, find_due
from runback.services.training.load import measure_load
from runback.services.training.plans import PlanView, current_plan

CHECK_LASTS = timedelta(days=28)
_TREND = timedelta(days=13)
_BACK = timedelta(days=60)
_RUNS = (SessionKind.RUN, SessionKind.WALK_RUN)
Diary = tuple[tuple[SessionLog, ...], tuple[PainEntry, ...]]
"""What was logged in the last 60 days, oldest first: sessions and pain."""

_HEADLINES = {
    Urgency.EMERGENCY_NOW: "Get emergency help now",
    Urgency.SAME_DAY_URGENT: "See a doctor today",
    Urgency.CLINICIAN_WITHIN_DAYS: "See a clinician in the next days",
}


@dataclass(frozen=True, slots=True)
class PainPoint:
    """The worst pain logged on a day."""

    day: date
    score: int


@dataclass(frozen=True, slots=True)
class TodayView:
    """What Today shows.

    ``ceiling_km`` is the longest run allowed today: the least of the 30-day rule
    (``rule_ceiling_km``, as `runback load` tells it), the planned session in walk-run
    weeks, and the rule without a run that brought the pain; ``ceiling_why`` is its reason.
    ``due`` is the follow-up of the check when something is to be asked again.
    Without a check ``urgency``, ``running``, ``plan`` and ``assessment`` are None."""

    today: date
    needs_check: bool
    urgency: Urgency | None
    running: Running | None
    light: Light | None
    headline: str
    sessions: tuple[Session, ...]
    tomorrow: tuple[Session, ...]
    ceiling_km: float
    rule_ceiling_km: float
    ceiling_why: str
    longest_30d_km: float | None
    week_done_km: float
    week_target_km: float | None
    pain_trend: tuple[PainPoint, ...]
    reasons: tuple[Reason, ...]
    logs: tuple[SessionLog, ...]
    plan: PlanView | None
    assessment: Assessment | None
    due: DueCheck | None = None


def view_today(runner: Runner, today: date) -> TodayView:
    """The view of that local day; replans first when something changed."""
    load = measure_load(runner, today)
    check = latest_check(runner, until=today)
    view = None if check is None else current_plan(runner, today)
    assessment = None if view is None else view.assessment
    week = None if view is None else _week_of(view.plan, today)
    sessions = _sessions_on(view, today)
    pain = list_pain(runner, since=today - _BACK, until=today)
    logs = list_sessions(runner, since=today - _BACK, until=today)
    limit = _limit(load, check, view, (logs, pain), today)
    return TodayView(
        today=today,
        needs_check=check is None or today - check.made_on > CHECK_LASTS,
        urgency=None if assessment is None else assessment.urgency,
        running=None if assessment is None else assessment.running,
        light=None if check is None else _light(baseline_of(check.intake), pain, logs, today, view),
        headline=_headline(assessment, view, sessions),
        sessions=sessions,
        tomorrow=_sessions_on(view, today + timedelta(days=1)),
        ceiling_km=limit.km,
        rule_ceiling_km=load.single_run_ceiling_km,
        ceiling_why=limit.because,
        longest_30d_km=load.longest_run_30d_km,
        week_done_km=_week_done(load, today),
        week_target_km=None if week is None else week.target_km,
        pain_trend=_worst_by_day(entry for entry in pain if entry.day >= today - _TREND),
        reasons=_reasons(view, sessions),
        logs=tuple(log for log in logs if log.day == today),
        plan=view,
        assessment=assessment,
        due=find_due(runner, today),
    )


def _limit(load: LoadReport, check: SavedCheck | None, view: PlanView | None, diary: Diary, today: date) -> TodayLimit:
    """The longest run allowed today and why; see ``plan.allowed``."""
    if check is None or view is None:
        return longest_allowed(load, None, {}, today)
    by_day = {day.date: day.longest_run_km for day in load.days}
    spiked = find_provoking(check.intake, check.made_on, by_day, *diary)
    return longest_allowed(load, view.plan, spiked, today)


def _week_of(plan: Plan, day: date) -> Week | None:
    return next((week for week in plan.weeks if week.start <= day < week.start + timedelta(days=7)), None)


def _sessions_on(view: PlanView | None, day: date) -> tuple[Session, ...]:
    weeks = () if view is None else view.plan.weeks
    return tuple(session for week in weeks for session in week.sessions if session.date == day)


def _week_done(load: LoadReport, today: date) -> float:
    monday = today - timedelta(days=today.weekday())
    return round(sum(day.distance_km for day in load.days if monday <= day.date <= today), 3)


def _worst_by_day(pain: Iterable[PainEntry]) -> tuple[PainPoint, ...]:
    worst: dict[date, int] = {}
    for entry in pain:
        worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    return tuple(PainPoint(day, worst[day]) for day in sorted(worst))


def _light(
    baseline: float, pain: tuple[PainEntry, ...], logs: tuple[SessionLog, ...], today: date, view: PlanView | None
) -> Light | None:
    """The traffic light of the last run that was logged in the past week; red while the plan holds running back."""
    if view is not None and any(note.id in HOLDS for note in view.plan.notes):
        return Light.RED
    since = today - timedelta(days=7)
    done = [log for log in logs if log.kind in _RUNS and log.done and log.day >= since]
    if not done:
        return None
    next_day = done[-1].day + timedelta(days=1)
    mornings = (entry for entry in pain if entry.moment is PainMoment.MORNING and entry.day == next_day)
    return planning.light_for(done[-1], next(mornings, None), baseline)


def _headline(assessment: Assessment | None, view: PlanView | None, sessions: tuple[Session, ...]) -> str:
    if assessment is None or view is None:
        return "Do the check first"
    if view.plan.status is PlanStatus.BLOCKED or assessment.running is Running.STOP:
        return _HEADLINES.get(assessment.urgency, "No running today")
    if assessment.running is Running.WALK_ONLY:
        return "Walk today, do not run"
    if any(session.is_run for session in sessions):
        return "You can run today"
    return "No run planned today"


def _reasons(view: PlanView | None, sessions: tuple[Session, ...]) -> tuple[Reason, ...]:
    if view is None:
        return ()
    if view.plan.status is PlanStatus.BLOCKED:
        return view.plan.blocked_by
    return tuple(dict.fromkeys(reason for session in sessions for reason in session.reasons))
