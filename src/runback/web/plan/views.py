"""The plan: this and the next weeks, each session with its why, and what became of it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.diary import SessionLog
from runback.domain.plan import Light, PlanStatus, Progress, Session, SessionKind
from runback.domain.runner import Runner
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext
from runback.plan.course.lights import STOPPING_LEGS
from runback.plan.move import MOVABLE
from runback.services import clock
from runback.services.training import adjust, diary, take_back
from runback.services.training.concerns import may_be_cleared
from runback.services.training.plans import NeedsCheck, PlanView, current_plan, recent_notices
from runback.services.training.today import view_today
from runback.store.models import SessionRow
from runback.web.access import reads_once, runner_of
from runback.web.check.outcome import describe_block
from runback.web.plan.cards import describe_session, describe_week
from runback.web.plan.done import read_done
from runback.web.plan.forms import read_day
from runback.web.plan.month import describe_month
from runback.web.plan.notices import describe_notices
from runback.web.plan.places import find_place
from runback.web.plan.save import find_brought, save_form, start_form
from runback.web.sent import find_conflict, sent_once
from runback.web.undo import undo_row, undoable

NEW_LOG = "new"
NOTES_ON_GOAL_CARD = ("goal_date_not_met", "goal_in_past")
"""Notes that the card of the race says itself, with its dates."""


@require_GET
@reads_once
def show(request: HttpRequest) -> HttpResponse:
    """Every planned week, this one first; or why there is none."""
    runner = runner_of(request)
    today = clock.today(runner)
    try:
        view = current_plan(runner, today)
    except NeedsCheck:
        return render(request, "plan/needs_check.html")
    if view.plan.status is PlanStatus.BLOCKED:
        blocked = {
            "view": view,
            "outcome": describe_block(view, runner),
            "headline": view_today(runner, today).headline,
        }
        return render(request, "plan/blocked.html", blocked)
    done = read_done(runner, view.plan.weeks[0].start, today)
    weeks = [describe_week(week, done, today) for week in view.plan.weeks]
    open_weeks = [week for week in weeks if week.end >= today]
    context = {
        "view": view,
        "today": today,
        "changes": view.coming_changes(today),
        "has_new_rules": has_new_rules(view, today),
        "milestone": describe_milestone(view.plan.progress),
        "hold_tone": "stop" if view.plan.light in (Light.RED, Light.PURPLE) else "care",
        "can_be_cleared": bool(view.plan.held_by) and may_be_cleared(view),
        "notes": [(note, find_place(note)) for note in view.plan.notes if note.id not in NOTES_ON_GOAL_CARD],
        "near": open_weeks[:1],
        "coming": open_weeks[1:],
        "past": [week for week in weeks if week.end < today],
        "moves": adjust.list_moves(runner, today),
        "noticed": describe_notices((one for older in recent_notices(runner, today) for one in older.notices), view),
    }
    return render(request, "plan/show.html", context)


@require_GET
@reads_once
def month(request: HttpRequest) -> HttpResponse:
    """Every week of the plan as a calendar, past and coming: what is on each day, and what became of it."""
    runner = runner_of(request)
    today = clock.today(runner)
    view = _plan_of(runner, today)
    if not view.plan.weeks:
        return redirect("plan")
    done = read_done(runner, view.plan.weeks[0].start, today)
    rows = describe_month(view.plan.weeks, done, today, runner.week_start)
    return render(request, "plan/month.html", {"rows": rows})


def describe_milestone(progress: Progress | None) -> str:
    """When the usual week is reached again, with its range; empty where it is reached or not foreseen."""
    if progress is None or progress.usual_from is None or progress.usual_until is None:
        return ""
    facts = {"week": progress.usual_from.isoformat(), "last": progress.usual_until.isoformat()}
    return render_by_id("road.usual_week", facts.items())


def has_new_rules(view: PlanView, today: date) -> bool:
    """Whether today is the day on which the plan was made by new rules; said once."""
    return view.made_on == today and view.reason == "revision.rules"


@require_http_methods(["GET", "POST"])
@undoable(back="plan")
@sent_once
def session(request: HttpRequest, day: str, kind: str) -> HttpResponse:
    """One session: how it is done, why it is there, and the form that logs it; several a day are kept."""
    runner = runner_of(request)
    today = clock.today(runner)
    view = _plan_of(runner, today)
    found, is_planned = _find_session(runner, view, day, kind)
    done = read_done(runner, found.date, found.date)
    logs = done.all_of(found)
    conflict = find_conflict(request, logs)
    if conflict is not None:
        return conflict
    log = _chosen_log(request, logs)
    card = describe_session(found, done.of(found), today)
    form = start_form(request, runner, found, log)
    if request.method == "POST" and save_form(request, runner, form, found, None if log is None else log.id):
        return redirect(f"{reverse('plan-session', args=[day, kind])}?saved=1")
    context = {
        "card": card,
        "form": form,
        "log": log,
        "others": [one for one in logs if one != log],
        "view": view,
        "is_saved": "saved" in request.GET,
        "must_check": any(one.leg in STOPPING_LEGS for one in logs),
        "is_future": found.date > today,
        "is_brought": card.outcome.ran_km is not None and not logs,
        "can_start": is_planned and not logs and found.date == today and found.kind is SessionKind.STRENGTH,
        "can_move": is_planned and not logs and not card.is_past and found.kind in MOVABLE,
        "changes": view.coming_changes(today),
    }
    return render(request, "plan/session.html", context, status=400 if form.errors else 200)


def _plan_of(runner: Runner, today: date) -> PlanView:
    try:
        return current_plan(runner, today)
    except NeedsCheck:
        raise Http404 from None


def _find_session(runner: Runner, view: PlanView, day: str, kind: str) -> tuple[Session, bool]:
    """The planned session; else what the diary or a watch has of that day and kind, and False."""
    when = read_day(day)
    sessions = (one for week in view.plan.weeks for one in week.sessions)
    found = next((one for one in sessions if one.date == when and one.kind == kind), None)
    if found is not None:
        return found, True
    stand_in = None if when is None else _stand_in(runner, when, kind)
    if stand_in is None:
        raise Http404
    return stand_in, False


def _stand_in(runner: Runner, when: date, kind: str) -> Session | None:
    """A session that is not in the plan but in the diary, or a run from a watch."""
    logs = diary.list_sessions(runner, since=when, until=when)
    log = next((log for log in logs if log.kind == kind), None)
    if log is not None:
        km, minutes = log.distance_km or 0.0, log.duration_min or 0.0
        return Session(log.day, log.kind, "", km, minutes, text=gettext("As you logged it"))
    brought = None if kind != SessionKind.RUN else find_brought(runner, when)
    return (
        None if brought is None else Session(when, SessionKind.RUN, "", *brought, text=gettext("Run from your watch"))
    )


def _chosen_log(request: HttpRequest, logs: tuple[SessionLog, ...]) -> SessionLog | None:
    """The log that the form shows: the one asked for, none for a new one, else the last."""
    wanted = request.POST.get("log") or request.GET.get("log", "")
    if wanted == NEW_LOG:
        return None
    return next((log for log in logs if str(log.id) == wanted), logs[-1] if logs else None)


@require_POST
def undo_log(request: HttpRequest, log_id: int) -> HttpResponse:
    """Takes back what logged it: a log that took the place of an earlier one brings that back; else deletes it."""
    runner = runner_of(request)
    if not undo_row(request, runner, SessionRow, log_id):
        take_back.undo_session(runner, log_id)
    return redirect("today")


@require_POST
@undoable()
def delete_log(request: HttpRequest, log_id: int) -> HttpResponse:
    """Deletes a log, with the exercises that were logged with it."""
    log = take_back.undo_session(runner_of(request), log_id)
    if request.POST.get("back") == "history":
        return redirect("history")
    return redirect(f"{reverse('plan')}#day-{log.day.isoformat()}")
