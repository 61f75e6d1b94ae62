"""Today: the one state that every page, command and export shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from runback.domain.assessment import Assessment, Running, Urgency
from runback.domain.diary import PainEntry, SessionLog
from runback.domain.load import Run
from runback.domain.plan import Block, Change, Light, Note, Plan, PlanStatus, Progress, Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.domain.runner import Runner
from runback.load.measure import monday_of
from runback.plan.notice import RunNotice
from runback.services.activities import list_runs
from runback.services.training.check_in import latest_check
from runback.services.training.diary import list_pain, list_sessions
from runback.services.training.facts import measure_runs
from runback.services.training.follow_up import DueCheck, begin_answers, find_due
from runback.services.training.plans import PlanView, current_plan, recent_notices
from runback.store.standing import standing

CHECK_LASTS = timedelta(days=28)
_TREND = timedelta(days=13)
_RUN_ORDER = (SessionKind.RACE, SessionKind.RUN, SessionKind.WALK_RUN)
NOTED = frozenset(
    {
        "goal_date_not_met",
        "race_left_out",
        "usual_in_doubt",
        "lately_less",
        "ran_beyond",
        "amber_weeks",
        "plateau",
        "check_day_14",
        "check_6_weeks",
        "check_12_weeks",
        "clearance_ends",
        "days_off",
    }
)
"""The notes of the plan that Today repeats as notices."""


@dataclass(frozen=True, slots=True)
class PainPoint:
    """The worst pain logged on a day."""

    day: date
    score: int


@dataclass(frozen=True, slots=True)
class TodayView:
    """The state of a day.

    ``status`` is run, walk_run, walk, strength, rest, blocked or needs_check; ``headline`` the id of its sentence.
    ``pain``, ``logs`` and ``runs`` are what was entered or recorded that day, oldest first. ``ceiling_km`` is the
    longest single run of today, ``ceiling`` why. ``due`` is the follow-up of the check when something has to be asked
    again. ``week_target_km`` is what this week comes to: its planned runs, and what was run in it before the plan
    began. ``changes`` have only days to come. Without a check ``urgency``, ``running``, ``plan``, ``progress`` and
    ``assessment`` are None.
    """

    today: date
    status: str
    headline: str
    needs_check: bool
    is_done: bool
    urgency: Urgency | None
    running: Running | None
    light: Light | None
    sessions: tuple[Session, ...]
    tomorrow: tuple[Session, ...]
    ceiling_km: float
    ceiling: Reason | None
    week_done_km: float
    week_target_km: float | None
    pain_trend: tuple[PainPoint, ...]
    pain: tuple[PainEntry, ...]
    logs: tuple[SessionLog, ...]
    runs: tuple[Run, ...]
    plan: PlanView | None
    assessment: Assessment | None
    progress: Progress | None = None
    blocked_by: tuple[Block, ...] = ()
    changes: tuple[Change, ...] = ()
    notices: tuple[RunNotice, ...] = ()
    notes: tuple[Note, ...] = ()
    due: DueCheck | None = None

    @property
    def due_answers(self) -> dict[str, Any] | None:
        """The answers file that the follow-up starts from; None where nothing is due."""
        return None if self.due is None else begin_answers(self.due, self.today)


def view_today(runner: Runner, today: date) -> TodayView:
    """The state of that local day; makes the plan again first when something changed."""
    with standing(runner):
        return _view(runner, today)


def _view(runner: Runner, today: date) -> TodayView:
    check = latest_check(runner, until=today)
    pain = list_pain(runner, since=today - _TREND, until=today)
    logs = list_sessions(runner, since=today, until=today)
    if check is None:
        return _without_check(runner, today, pain, logs)
    view = current_plan(runner, today)
    plan, assessment = view.plan, view.assessment
    week = _week_of(plan, today)
    sessions = _sessions_on(plan, today)
    status = _status(plan, sessions)
    week_runs = list_runs(runner, since=monday_of(today), until=today)
    runs = tuple(run for run in week_runs if run.day == today)
    is_done = _is_done(sessions, logs, runs)
    due = find_due(runner, today, last=check)
    return TodayView(
        today=today,
        status=status,
        headline=_headline(assessment, plan, sessions, status, is_done=is_done),
        needs_check=today - check.made_on > CHECK_LASTS,
        is_done=is_done,
        urgency=assessment.urgency,
        running=assessment.running,
        light=plan.light,
        sessions=sessions,
        tomorrow=_sessions_on(plan, today + timedelta(days=1)),
        ceiling_km=plan.ceiling_km if plan.ceiling_km is not None else _plain_ceiling(runner, today),
        ceiling=plan.ceiling,
        week_done_km=_distance(week_runs),
        week_target_km=None if week is None else _whole_week_km(week, week_runs, view.started_on),
        pain_trend=_worst_by_day(pain),
        pain=tuple(entry for entry in pain if entry.day == today),
        logs=logs,
        runs=runs,
        plan=view,
        assessment=assessment,
        progress=plan.progress,
        blocked_by=(*plan.blocked_by, *plan.held_by),
        changes=view.coming_changes(today),
        notices=tuple(one for older in recent_notices(runner, today) for one in older.notices),
        notes=tuple(note for note in plan.notes if note.id in NOTED),
        due=due,
    )


def _without_check(runner: Runner, today: date, pain: tuple[PainEntry, ...], logs: tuple[SessionLog, ...]) -> TodayView:
    week_runs = list_runs(runner, since=monday_of(today), until=today)
    return TodayView(
        today=today,
        status="needs_check",
        headline="headline.needs_check",
        needs_check=True,
        is_done=False,
        urgency=None,
        running=None,
        light=None,
        sessions=(),
        tomorrow=(),
        ceiling_km=_plain_ceiling(runner, today),
        ceiling=None,
        week_done_km=_distance(week_runs),
        week_target_km=None,
        pain_trend=_worst_by_day(pain),
        pain=tuple(entry for entry in pain if entry.day == today),
        logs=logs,
        runs=tuple(run for run in week_runs if run.day == today),
        plan=None,
        assessment=None,
    )


def _plain_ceiling(runner: Runner, today: date) -> float:
    """The published rule alone, for runners without a plan."""
    return measure_runs(runner, today).single_run_ceiling_km


def _status(plan: Plan, sessions: tuple[Session, ...]) -> str:
    if plan.status is PlanStatus.BLOCKED:
        return "blocked"
    run = _main_run(sessions)
    if run is not None:
        return "walk_run" if run.kind is SessionKind.WALK_RUN else "run"
    kinds = {session.kind for session in sessions}
    is_test = any(session.role == "test_walk" for session in sessions)
    if SessionKind.STRENGTH in kinds and not is_test:
        return "strength"
    if SessionKind.WALK in kinds and (is_test or plan.held_by):
        return "walk"
    return "rest"


def _main_run(sessions: tuple[Session, ...]) -> Session | None:
    runs = {session.kind: session for session in sessions if session.is_run}
    return next((runs[kind] for kind in _RUN_ORDER if kind in runs), None)


def _headline(assessment: Assessment, plan: Plan, sessions: tuple[Session, ...], status: str, *, is_done: bool) -> str:
    if status == "blocked":
        if not assessment.is_clear:
            return f"headline.{assessment.urgency}"
        is_purple = any(block.reason.rule == "light_purple" for block in plan.blocked_by)
        return "headline.check_again" if is_purple else "headline.blocked"
    if is_done:
        return "headline.done"
    run = _main_run(sessions)
    if run is not None and run.kind is SessionKind.RACE:
        return "headline.race"
    if any(session.role == "test_walk" for session in sessions) and run is None:
        return "headline.test_walk"
    return f"headline.{status}"


def _is_done(sessions: tuple[Session, ...], logs: tuple[SessionLog, ...], runs: tuple[Run, ...]) -> bool:
    """Whether the main session of the day was done: logged, or run by the watch."""
    main = _main_run(sessions) or next((s for s in sessions if s.kind is SessionKind.STRENGTH), None)
    if main is None:
        return False
    if main.is_run:
        return bool(runs) or any(log.done and log.kind in _RUN_ORDER for log in logs)
    return any(log.done and log.kind is main.kind for log in logs)


def _whole_week_km(week: Week, runs: Iterable[Run], began: date) -> float:
    """What the week comes to when its runs are done: the kilometres from before the plan began are among the done."""
    earlier = _distance(run for run in runs if run.day < began)
    return round(week.target_km + earlier, 3) if week.target_km else 0.0


def _week_of(plan: Plan, day: date) -> Week | None:
    return next((week for week in plan.weeks if week.start <= day < week.start + timedelta(days=7)), None)


def _sessions_on(plan: Plan, day: date) -> tuple[Session, ...]:
    return tuple(session for week in plan.weeks for session in week.sessions if session.date == day)


def _distance(runs: Iterable[Run]) -> float:
    return round(sum(run.distance_km for run in runs), 3)


def _worst_by_day(pain: Iterable[PainEntry]) -> tuple[PainPoint, ...]:
    worst: dict[date, int] = {}
    for entry in pain:
        worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    return tuple(PainPoint(day, worst[day]) for day in sorted(worst))
