"""Today: is it all right to run, what to do, how far at most, and why."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from runback.domain.assessment import Running, Urgency
from runback.domain.diary import PainEntry, SessionLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import PlanStatus, Session, SessionKind
from runback.domain.runner import Runner
from runback.plan.pre_run import pre_run_card
from runback.services import clock
from runback.services.imports import batches
from runback.services.training import diary
from runback.services.training.today import TodayView, view_today
from runback.web.access import runner_of
from runback.web.check.outcome import describe_block, describe_outcome
from runback.web.pain.views import moment_now
from runback.web.plan.cards import describe_steps
from runback.web.plan.notices import describe_notices

QUIET_KINDS = (SessionKind.MOBILITY, SessionKind.REST)


@dataclass(frozen=True, slots=True)
class Signal:
    """The coloured word beside the headline: always a word and a shape, never colour alone."""

    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class TodaySession:
    """A session of today with what became of it."""

    session: Session
    log: SessionLog | None


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The page a runner opens every morning."""
    runner = runner_of(request)
    today = clock.today(runner)
    view = view_today(runner, today)
    if view.assessment is not None and view.urgency is Urgency.EMERGENCY_NOW:
        return render(request, "today/emergency.html", {"outcome": describe_outcome(view.assessment, runner)})
    cards = _cards(view)
    context = {
        "view": view,
        "is_blocked": view.plan is not None and view.plan.plan.status is PlanStatus.BLOCKED,
        "outcome": None if view.plan is None else describe_block(view.plan, runner),
        "signal": _signal(view),
        "main": cards[0] if cards else None,
        "then": cards[1:],
        "tomorrow": view.tomorrow,
        "has_history": bool(view.week_done_km) or bool(batches.list_imports(runner)),
        "moment": moment_now(runner),
        "logged": _logged_today(runner, today),
        "changes": view.plan.changes if view.plan is not None and view.plan.made_on == today else (),
        "trend": _trend(view),
        "noticed": describe_notices(runner, today),
    }
    return render(request, "today/show.html", context)


def _cards(view: TodayView) -> list[TodaySession]:
    """Today's sessions, the one that matters most first."""
    by_kind = {log.kind: log for log in view.logs}
    ordered = sorted(view.sessions, key=lambda one: (one.kind in QUIET_KINDS, not one.is_run))
    return [TodaySession(session, by_kind.get(session.kind)) for session in ordered]


def _signal(view: TodayView) -> Signal | None:
    if view.running is None:
        return None
    if view.running is Running.STOP:
        return Signal("stop", "STOP")
    light = "green" if view.light is None else str(view.light)
    if light in ("red", "purple"):
        return Signal("stop", "RED")
    has_changed = view.due is not None and bool(view.due.changes)
    if light == "amber" or has_changed or view.running in (Running.MODIFY, Running.WALK_ONLY):
        return Signal("care", "AMBER")
    return Signal("go", "GREEN")


def _logged_today(runner: Runner, today: date) -> PainEntry | None:
    entries = diary.list_pain(runner, since=today, until=today)
    return entries[-1] if entries else None


def _trend(view: TodayView) -> tuple[int, int] | None:
    """The first and the last pain of the past two weeks."""
    points = view.pain_trend
    return (points[0].score, points[-1].score) if len(points) > 1 else None


@require_GET
def before(request: HttpRequest) -> HttpResponse:
    """The card of today's run: ceiling, warm-up, one cue, when to stop, what to log."""
    runner = runner_of(request)
    view = view_today(runner, clock.today(runner))
    run = next((session for session in view.sessions if session.is_run), None)
    if run is None or view.plan is None:
        return redirect("today")
    card = pre_run_card(run, view.ceiling_km, view.ceiling)
    context = {
        "card": card,
        "session": run,
        "warm_up": list(describe_steps(card.warm_up)),
        "then": list(describe_steps([step for step in run.steps if step not in card.warm_up])),
    }
    return render(request, "today/before.html", context)


@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Says that a session of today is left out; the plan answers."""
    runner = runner_of(request)
    value = request.POST.get("kind", "")
    if value not in list(SessionKind):
        raise BadAnswer("kind", "This is not a kind of session.", [str(kind) for kind in SessionKind])
    diary.log_session(runner, SessionLog(day=clock.today(runner), kind=SessionKind(value), done=False))
    return redirect("today")
