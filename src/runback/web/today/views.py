"""Today: where the runner is on the road, what to do, what became of it, and what decides from here."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from runback.domain.assessment import Urgency
from runback.domain.diary import SessionLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import Session, SessionKind
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.plan.pre_run import pre_run_card
from runback.services import clock
from runback.services.activities import list_doubtful
from runback.services.imports import batches
from runback.services.insight.forecast import find_word_of_caution
from runback.services.training import diary
from runback.services.training.exercises import choose_exercises
from runback.services.training.road import describe_road
from runback.services.training.today import TodayView, view_today
from runback.web.access import reads_once, runner_of
from runback.web.check.draft import load_draft
from runback.web.check.outcome import describe_block, describe_outcome
from runback.web.htmx import is_htmx
from runback.web.pain.flare import EVIDENCE, flare_of_day
from runback.web.pain.views import moment_now
from runback.web.plan.cards import SessionCard, describe_steps, is_secondary
from runback.web.plan.done import Done, gather_done
from runback.web.plan.forms import SessionForm
from runback.web.plan.notices import describe_notices
from runback.web.plan.save import save_form, start_form
from runback.web.plan.views import has_new_rules
from runback.web.recovery.descriptions import suggest_ways
from runback.web.sent import sent_once
from runback.web.today.card import (
    describe_cards,
    describe_done,
    describe_log,
    describe_signal,
    main_sessions,
)
from runback.web.today.road import describe_closed_week, find_trend, list_missing, title_progress
from runback.web.undo import undoable

_DOUBTFUL = timedelta(days=14)
"""Activities of this many days back are asked about; older ones wait in History."""


@require_GET
@reads_once
def show(request: HttpRequest) -> HttpResponse:
    """The page a runner opens every morning; ``?log=KIND`` opens the form of that session in its card."""
    runner = runner_of(request)
    view = view_today(runner, clock.today(runner))
    if view.assessment is not None and view.urgency is Urgency.EMERGENCY_NOW:
        return render(request, "today/emergency.html", {"outcome": describe_outcome(view.assessment, runner)})
    return _render(request, runner, view, request.GET.get("log", ""))


def _render(
    request: HttpRequest, runner: Runner, view: TodayView, logging: str, form: SessionForm | None = None
) -> HttpResponse:
    context = _day_context(view, runner) | _card_context(request, view, runner, logging, form)
    if view.assessment is None:
        draft = load_draft(request)
        context["has_unfinished"] = draft is not None and draft.is_under_way
    is_refused = form is not None and not is_htmx(request)  # htmx swaps nothing in for a refusal
    return render(request, "today/show.html", context, status=400 if is_refused else 200)


def _is_training_ahead(view: TodayView) -> bool:
    return view.status in ("run", "walk_run", "strength") and not view.is_done and not view.blocked_by


def _day_context(view: TodayView, runner: Runner) -> dict[str, Any]:
    entries = view.pain
    moment = moment_now(runner)
    return {
        "view": view,
        "flare": flare_of_day(runner, view),
        "flare_evidence": EVIDENCE,
        "outcome": None if view.plan is None else describe_block(view.plan, runner),
        "signal": describe_signal(view),
        "road": describe_road(view),
        "missing": list_missing(view, runner),
        "caution": find_word_of_caution(runner, view.today) if _is_training_ahead(view) else None,
        "doubtful": list_doubtful(runner, view.today - _DOUBTFUL, view.today),
        "week_closed": describe_closed_week(view, runner),
        "tomorrow": main_sessions(view.tomorrow),
        "has_history": bool(view.week_done_km) or batches.has_imports(runner),
        "moment": moment,
        "logged": entries[-1] if entries else None,
        "is_answered": any(entry.moment is moment for entry in entries),
        "trend": find_trend(view.pain_trend),
        "progress_title": title_progress(view),
        "noticed": None if view.plan is None else describe_notices(view.notices, view.plan),
        "has_new_rules": view.plan is not None and has_new_rules(view.plan, view.today),
    }


def _card_context(
    request: HttpRequest, view: TodayView, runner: Runner, logging: str, form: SessionForm | None
) -> dict[str, Any]:
    cards = describe_cards(view, _read_done(view))
    main = cards[0] if cards else None
    blocking = [block.reason for block in view.blocked_by]
    chosen = next((card for card in cards if card.session.kind == logging), None)
    if chosen is not None and form is None:
        form = start_form(request, runner, chosen.session, chosen.outcome.log)
    is_quiet = main is not None and main.session.kind in (SessionKind.REST, SessionKind.MOBILITY)
    logged = next((log for log in view.logs if str(log.id) == request.GET.get("logged")), None)
    is_rest_day = (
        view.plan is not None and view.status != "blocked" and all(is_secondary(card.session) for card in cards)
    )
    is_on_card = main is not None and main.outcome.log == logged
    return {
        "main": main,
        "is_test_day": main is not None and main.session.role == "test_walk",
        "reasons": () if main is None else tuple(why for why in main.session.reasons if why not in blocking),
        "then": [card for card in cards[1:] if card.session.kind is not SessionKind.REST],
        "said": () if main is None else describe_done(view, main.session, main.outcome),
        "chosen": chosen,
        "form": form if chosen is not None else None,
        "just_logged": None if logged is None or is_on_card else (logged, describe_log(logged)),
        "is_rest_day": is_rest_day,
        "suggested": suggest_ways(view.today, choose_exercises(runner, view.today).traits) if is_rest_day else [],
        "is_open": main is not None and not is_quiet and not main.outcome.is_done and not main.outcome.is_skipped,
    }


def _read_done(view: TodayView) -> Done:
    is_run_day = any(session.is_run for session in view.sessions)
    return gather_done(view.logs, view.runs if is_run_day else ())


@require_POST
@undoable(is_quiet=True)
@sent_once
def log(request: HttpRequest, kind: str) -> HttpResponse:
    """Logs a session of today in place; the card then says what became of it."""
    runner = runner_of(request)
    view = view_today(runner, clock.today(runner))
    card = _card_of(view, kind)
    known = card.outcome.log
    form = start_form(request, runner, card.session, known)
    kept = save_form(request, runner, form, card.session, None if known is None else known.id)
    if kept is None:
        return _render(request, runner, view, kind, form)
    return redirect(f"{reverse('today')}?logged={kept.id}")


def _card_of(view: TodayView, kind: str) -> SessionCard:
    cards = describe_cards(view, _read_done(view))
    found = next((card for card in cards if card.session.kind == kind), None)
    if found is None:
        raise Http404
    return found


@require_GET
def before(request: HttpRequest) -> HttpResponse:
    """The card of today's run: ceiling, warm-up, one cue, when to stop, what to log."""
    runner = runner_of(request)
    view = view_today(runner, clock.today(runner))
    run: Session | None = next((session for session in view.sessions if session.is_run), None)
    if run is None or view.plan is None:
        return redirect("today")
    card = pre_run_card(run, view.ceiling_km, view.ceiling)
    context = {
        "card": card,
        "session": run,
        "is_race": run.kind is SessionKind.RACE,
        "warm_up": list(describe_steps(card.warm_up)),
        "then": list(describe_steps([step for step in run.steps if step not in card.warm_up])),
    }
    return render(request, "today/before.html", context)


@require_POST
@undoable(is_quiet=True)
def skip(request: HttpRequest) -> HttpResponse:
    """Says that a session of today is skipped; the plan answers."""
    runner = runner_of(request)
    value = request.POST.get("kind", "")
    if value not in list(SessionKind):
        raise BadAnswer("kind", gettext("This is not a kind of session."), [str(kind) for kind in SessionKind])
    kept = diary.log_session(runner, SessionLog(day=clock.today(runner), kind=SessionKind(value), done=False))
    return redirect(f"{reverse('today')}?logged={kept.id}")
