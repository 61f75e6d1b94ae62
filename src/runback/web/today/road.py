"""Beside the road on Today: what progress waits for, and a week that is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from runback.domain.plan import RUNNING_KINDS, SessionKind
from runback.domain.reason import Reason
from runback.domain.runner import Runner
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext
from runback.load.measure import monday_of
from runback.plan.compare import SLOWING
from runback.services.activities import list_runs
from runback.services.training import diary
from runback.services.training.today import PainPoint, TodayView
from runback.web.plan.done import read_done

_LOOKED_BACK = timedelta(days=14)
_SLOW = (*SLOWING, "now.limit", "now.neighbours")
_BEFORE_THE_FIRST_RUN = "walk_gate"
"""Nothing is slower yet for who has not begun to run."""
_TREND_FROM = timedelta(days=7)


def title_progress(view: TodayView) -> str:
    """What comes above the answer about progress: why it is slower, where it is; else what comes next."""
    is_test_day = any(session.role == "test_walk" for session in view.sessions)
    is_held = any(block.reason.rule != _BEFORE_THE_FIRST_RUN for block in view.blocked_by) and not is_test_day
    is_slow = view.progress is not None and view.progress.now.say in _SLOW
    return gettext("Why it is slower now") if is_held or is_slow else gettext("What comes next")


def find_trend(points: Sequence[PainPoint]) -> tuple[int, int, date] | None:
    """The first and the last pain of two weeks and the day of the first; None for less than a week."""
    if not points or points[-1].day - points[0].day < _TREND_FROM:
        return None
    return points[0].score, points[-1].score, points[0].day


def describe_closed_week(view: TodayView, runner: Runner) -> str:
    """That every run and strength session of this week is done, and how many mornings were logged; else empty.

    Nothing is celebrated while pain holds the runs back: that would praise pain endured.
    """
    if view.blocked_by:
        return ""
    weeks = () if view.plan is None else view.plan.plan.weeks
    monday = monday_of(view.today)
    week = next((week for week in weeks if week.start == monday), None)
    due = (
        []
        if week is None
        else [session for session in week.sessions if session.is_run or session.kind is SessionKind.STRENGTH]
    )
    if not due or any(one.date > view.today for one in due):
        return ""
    done = read_done(runner, monday, view.today)
    if not all(done.of(one).is_done for one in due):
        return ""
    entries = diary.list_pain(runner, since=monday, until=view.today)
    days = len({entry.day for entry in entries})
    return render_by_id("road.week_closed", (("sessions", len(due)), ("days", days)))


@dataclass(frozen=True, slots=True)
class Missing:
    """An entry that progress waits for, and the address where it is made."""

    reason: Reason
    address: str


def list_missing(view: TodayView, runner: Runner) -> list[Missing]:
    """What progress waits for, each with the place where it is entered."""
    reasons = () if view.progress is None else view.progress.waiting_for
    is_test_day = any(session.role == "test_walk" for session in view.sessions)
    asked = [reason for reason in reasons if not (is_test_day and reason.say == "waiting.walk")]  # its card is on top
    return [Missing(reason, _address(reason, view, runner)) for reason in asked]


def _address(reason: Reason, view: TodayView, runner: Runner) -> str:
    match reason.say:
        case "waiting.walk":
            return reverse("plan")
        case "waiting.felt":
            run = find_silent_run(runner, view.today)
            return reverse("plan") if run is None else _log_of_day(*run)
        case "waiting.strength":
            is_today = any(s.kind == "strength" for s in view.sessions)
            return reverse("strength-session" if is_today else "strength")
        case "waiting.morning":
            day = find_silent_morning(runner, view.today)
            return f"{reverse('today')}#pain-card" if day is None else f"{reverse('pain')}?day={day}&moment=morning"
        case _:
            return f"{reverse('today')}#pain-card"


def _log_of_day(day: date, kind: str) -> str:
    return f"{reverse('plan-session', args=[day.isoformat(), kind])}#log"


def find_silent_morning(runner: Runner, today: date) -> date | None:
    """The last morning after a run of two weeks, before today, without a logged pain score."""
    since = today - _LOOKED_BACK
    mornings = {run.day + timedelta(days=1) for run in list_runs(runner, since=since, until=today)}
    silent = mornings - set(diary.morning_pain(runner, since, today))
    return max((day for day in silent if day < today), default=None)


def find_silent_run(runner: Runner, today: date) -> tuple[date, str] | None:
    """The last run of two weeks without a logged pain score: its day and kind."""
    since = today - _LOOKED_BACK
    runs = list_runs(runner, since=since, until=today)
    logs = [log for log in diary.list_sessions(runner, since=since, until=today) if log.kind in RUNNING_KINDS]
    kinds = {log.day: str(log.kind) for log in logs if log.done}
    felt = {log.day for log in logs if log.pain_during is not None}
    silent = [day for day in ({run.day for run in runs} | set(kinds)) if day not in felt]
    return (max(silent), kinds.get(max(silent), "run")) if silent else None
