"""The plan out of the program: calendar file and feed, watch workouts, and a week on paper."""

import io
import re
import zipfile
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from runback.domain.plan import SessionKind
from runback.domain.runner import Runner
from runback.plan.pre_run import LOG_AFTER, STOP_WHEN
from runback.services import clock
from runback.services.sharing import calendar_feed
from runback.services.sharing.plan_files import export_calendar, export_workouts, is_guided
from runback.services.training.plans import NeedsCheck, PlanView, current_plan
from runback.web.access import runner_of
from runback.web.attempts import limit_guesses
from runback.web.plan.cards import describe_week
from runback.web.plan.done import NOTHING
from runback.web.plan.forms import read_day
from runback.web.reach import phone_origin

CALENDAR = "text/calendar; charset=utf-8"


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What can be taken out of the program, and how it gets to a phone or a watch."""
    runner = runner_of(request)
    today = clock.today(runner)
    try:
        view = current_plan(runner, today)
    except NeedsCheck:
        return redirect("plan")
    token = calendar_feed.feed_token(runner)
    origin = phone_origin(request)
    path = None if token is None else reverse("calendar-feed", args=[token])
    address = path and (f"{origin}{path}" if origin else request.build_absolute_uri(path))
    coming = [s for week in view.plan.weeks for s in week.sessions if s.date >= today and is_guided(s)]
    context = {
        "address": address,
        "subscribe": address and re.sub("^https?://", "webcal://", address),
        "reach": "public" if settings.PUBLIC else "lan" if origin else "",
        "workouts": coming,
        "weeks": view.plan.weeks,
    }
    return render(request, "plan/export.html", context)


def _plan_or_404(runner: Runner, today: date) -> PlanView:
    try:
        return current_plan(runner, today)
    except NeedsCheck:
        raise Http404 from None


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The plan as a calendar file."""
    runner = runner_of(request)
    today = clock.today(runner)
    _plan_or_404(runner, today)
    with_reasons = request.GET.get("why") == "yes"
    return _file(export_calendar(runner, today, with_reasons=with_reasons), "runback.ics", CALENDAR)


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def open_feed(request: HttpRequest) -> HttpResponse:
    """Opens the feed under a new private address; the one before stops working."""
    calendar_feed.open_feed(runner_of(request), with_reasons=request.POST.get("why") == "yes")
    return redirect("plan-out")


@require_POST
def close_feed(request: HttpRequest) -> HttpResponse:
    """Shuts the feed."""
    calendar_feed.close_feed(runner_of(request))
    return redirect("plan-out")


@login_not_required
@require_GET
@limit_guesses
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """The calendar for anyone who has the private address; ``NotFound`` becomes a 404."""
    response = HttpResponse(calendar_feed.read_feed(token), content_type=CALENDAR)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def workouts(request: HttpRequest) -> HttpResponse:
    """Every coming session as a FIT workout, in one zip."""
    runner = runner_of(request)
    today = clock.today(runner)
    _plan_or_404(runner, today)
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in sorted(export_workouts(runner, today).items()):
            out.writestr(name, data)
    return _file(sheet.getvalue(), "runback-workouts.zip", "application/zip")


@require_GET
def workout(request: HttpRequest, name: str) -> HttpResponse:
    """One coming session as a FIT workout."""
    runner = runner_of(request)
    today = clock.today(runner)
    _plan_or_404(runner, today)
    found = export_workouts(runner, today).get(name)
    if found is None:
        raise Http404
    return _file(found, name, "application/vnd.ant.fit")


@require_GET
def paper(request: HttpRequest, start: str) -> HttpResponse:
    """One week for the wall: what to do, boxes to tick, pain to write down."""
    runner = runner_of(request)
    today = clock.today(runner)
    view = _plan_or_404(runner, today)
    week = next((week for week in view.plan.weeks if week.start == read_day(start)), None)
    if week is None:
        raise Http404
    card = describe_week(week, NOTHING, week.start)
    context = {
        "week": card,
        "last": week.start + timedelta(days=6),
        "cue": next((session.cue for session in week.sessions if session.cue), ""),
        "stop_when": STOP_WHEN,
        "log_after": LOG_AFTER,
        "has_runs": any(session.is_run for session in week.sessions),
        "quiet": (SessionKind.REST,),
    }
    return render(request, "plan/paper.html", context)
