"""The plan: this and the next weeks, each session with its why, and what became of it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from runback.domain.activity import Sport
from runback.domain.diary import SessionLog, StrengthLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import PlanStatus, Session, SessionKind
from runback.domain.runner import Runner
from runback.plan.course.lights import STOPPING_LEGS
from runback.plan.move import MOVABLE
from runback.services import clock
from runback.services.activities import list_activities
from runback.services.training import adjust, diary
from runback.services.training.plans import NeedsCheck, PlanView, current_plan
from runback.web.access import runner_of
from runback.web.check.outcome import describe_block
from runback.web.plan.cards import SessionCard, describe_session, describe_week
from runback.web.plan.forms import SessionForm, read_day, start_values
from runback.web.plan.notices import describe_notices


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every planned week, this one first; or why there is none."""
    runner = runner_of(request)
    today = clock.today(runner)
    try:
        view = current_plan(runner, today)
    except NeedsCheck:
        return render(request, "plan/needs_check.html")
    if view.plan.status is PlanStatus.BLOCKED:
        return render(request, "plan/blocked.html", {"view": view, "outcome": describe_block(view, runner)})
    logs = {(log.day, log.kind): log for log in diary.list_sessions(runner, since=view.plan.weeks[0].start)}
    weeks = [describe_week(week, logs, today) for week in view.plan.weeks]
    open_weeks = [week for week in weeks if week.end >= today]
    context = {
        "view": view,
        "near": open_weeks[:2],
        "later": open_weeks[2:],
        "past": [week for week in weeks if week.end < today],
        "moves": adjust.list_moves(runner, today),
        "noticed": describe_notices(runner, today),
    }
    return render(request, "plan/show.html", context)


@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, day: str, kind: str) -> HttpResponse:
    """One session: how it is done, why it is there, and the form that logs it."""
    runner = runner_of(request)
    today = clock.today(runner)
    view = _plan_of(runner, today)
    card = _card(runner, view, day, kind, today)
    brought = _brought_run(runner, card.session.date) if card.session.is_run and card.log is None else None
    form = SessionForm(request.POST or None, initial=start_values(card.session, card.log, brought))
    if request.method == "POST" and form.is_valid() and _save(request, runner, form, card):
        return redirect(f"{reverse('plan-session', args=[day, kind])}?saved=1")
    context = {
        "card": card,
        "form": form,
        "view": view,
        "is_saved": "saved" in request.GET,
        "must_check": card.log is not None and card.log.leg in STOPPING_LEGS,
        "is_future": card.session.date > today,
        "is_brought": brought is not None,
        "can_move": card.log is None and not card.is_past and card.session.kind in MOVABLE,
        "changes": view.changes if view.made_on == today else (),
    }
    return render(request, "plan/session.html", context, status=400 if form.errors else 200)


def _plan_of(runner: Runner, today: date) -> PlanView:
    try:
        return current_plan(runner, today)
    except NeedsCheck:
        raise Http404 from None


def _card(runner: Runner, view: PlanView, day: str, kind: str, today: date) -> SessionCard:
    when = read_day(day)
    sessions = (one for week in view.plan.weeks for one in week.sessions)
    found = next((one for one in sessions if one.date == when and one.kind == kind), None)
    if found is None or when is None:
        return _logged_card(runner, when, kind, today)
    return describe_session(found, _log_of(runner, found), today)


def _log_of(runner: Runner, planned: Session) -> SessionLog | None:
    logs = diary.list_sessions(runner, since=planned.date, until=planned.date)
    return next((log for log in logs if log.kind == planned.kind), None)


def _logged_card(runner: Runner, when: date | None, kind: str, today: date) -> SessionCard:
    """A session that the plan does not hold, but the diary does, or a run that a watch brought."""
    logs = () if when is None else diary.list_sessions(runner, since=when, until=when)
    log = next((log for log in logs if log.kind == kind), None)
    if log is not None:
        stand_in = Session(
            log.day, log.kind, "", log.distance_km or 0.0, log.duration_min or 0.0, text="As you logged it"
        )
        return describe_session(stand_in, log, today)
    brought = None if when is None or kind != SessionKind.RUN else _brought_run(runner, when)
    if brought is None or when is None:
        raise Http404
    return describe_session(Session(when, SessionKind.RUN, "", *brought, text="Run from your watch"), None, today)


def _brought_run(runner: Runner, day: date) -> tuple[float, float] | None:
    """Kilometres and minutes of the longest imported run of a day; None without one."""
    runs = list_activities(runner, since=day, until=day, sport=Sport.RUN)
    longest = max(runs, key=lambda one: one.distance_m or 0.0, default=None)
    if longest is None or not longest.distance_m:
        return None
    return round(longest.distance_m / 1000, 2), round((longest.moving_s or longest.elapsed_s or 0.0) / 60, 1)


def _save(request: HttpRequest, runner: Runner, form: SessionForm, card: SessionCard) -> bool:
    """Logs the session and its ticked exercises; an unusable answer is shown at the form."""
    try:
        log = form.record(card.session)
        exercises = _read_exercises(request, card, log.pain_during) if log.done else []
        diary.log_session_with_exercises(runner, log, exercises)
    except BadAnswer as problem:
        form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
        return False
    return True


def _read_exercises(request: HttpRequest, card: SessionCard, pain: int | None) -> list[StrengthLog]:
    ticked = [line.planned for line in card.exercises if line.id in request.POST.getlist("exercise")]
    return [
        StrengthLog(card.session.date, one.id, one.sets, one.reps or one.hold_s or 1, load_kg=one.load_kg, pain=pain)
        for one in ticked
    ]
