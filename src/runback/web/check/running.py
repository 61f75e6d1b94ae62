"""The page about the runner's running: a step of the check, and a page of its own to correct it later."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runback.domain.runner import Runner
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, ngettext
from runback.services import clock
from runback.services.training.check_in import change_answers, latest_check
from runback.services.training.profile import confirm_week, read_profile
from runback.services.training.profile_history import RunningHistory, known_running, read_running
from runback.web.access import runner_of
from runback.web.check.draft import SKIP, Draft, save_draft
from runback.web.check.draft import correct as correct_draft
from runback.web.check.running_form import USUAL, RunningForm
from runback.web.check.screens import RUNNING, previous_step


def ask_running(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The step of a check that is under way."""
    runner = runner_of(request)
    if request.method == "POST" and SKIP in request.POST:
        return _go_on(request, draft)
    last = latest_check(runner)
    before = {} if last is None else {"contexts": last.answers.get("contexts", [])}
    history, form = _fill(request, runner, {**draft.heard, **before, **draft.answers})
    if request.method == "POST" and form.is_valid():
        draft.answers = change_answers(draft.answers, form.answers())
        _confirm_corrected_week(runner, form, history)
        return _go_on(request, draft)
    previous = previous_step(draft, RUNNING)
    return _show(request, form, history, {"is_check": True, "previous": previous, "draft": draft})


def _confirm_corrected_week(runner: Runner, form: RunningForm, history: RunningHistory) -> None:
    """A usual week that is changed below what the history says is confirmed: it counts for more than the history."""
    week = form.answers()["weekly_km"]
    if week is not None and "weekly_km" in history.answers and "weekly_km" in form.changed_data:
        confirm_week(runner, week)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """Corrects what is known of the runner's running, outside a check; the plan follows."""
    runner = runner_of(request)
    last = latest_check(runner)
    history, form = _fill(request, runner, {} if last is None else last.answers)
    if request.method == "POST" and form.is_valid():
        return redirect("plan" if correct_draft(request, form.answers()) else "account")
    return _show(request, form, history, {"is_check": False})


def _fill(request: HttpRequest, runner: Runner, answers: Mapping[str, Any]) -> tuple[RunningHistory, RunningForm]:
    today = clock.today(runner)
    history = read_running(runner, today, answers)
    known = known_running(history, read_profile(runner, today), answers)
    return history, RunningForm(
        request.POST if request.method == "POST" else None,
        initial=known,
        is_male=known.get("sex") == "male",
        answered=answers.keys(),
    )


def _show(request: HttpRequest, form: RunningForm, history: RunningHistory, page: dict[str, object]) -> HttpResponse:
    seen = {key: history.answers[key] for key in USUAL if key in history.answers}
    shown = {key for key, value in seen.items() if form.initial.get(key) == value}
    context = {
        "form": form,
        "history_weeks": history.weeks,
        "from_history": shown,
        "differs": [
            (form[key].label, _format_value(form, key, seen[key])) for key in USUAL if key in seen.keys() - shown
        ],
        "usual": _describe_usual_week(form, history) if history.weeks else "",
        "scores": [str(score) for score in range(11)],
        **page,
    }
    return render(request, "check/running.html", context, status=400 if form.errors else 200)


def _describe_usual_week(form: RunningForm, history: RunningHistory) -> str:
    """The usual week in one line, empty where the history does not say it."""
    if "weekly_km" not in history.answers:
        return ""
    week = _format_value(form, "weekly_km", form.initial["weekly_km"])
    runs, long_run, off = (form.initial.get(key) for key in ("runs_per_week", "usual_long_run_km", "weeks_off"))
    in_runs = ngettext("%(week)s a week in %(runs)s run", "%(week)s a week in %(runs)s runs", runs or 0)
    long = _format_value(form, "usual_long_run_km", long_run) if long_run else ""
    parts = [
        form.status,
        (in_runs if runs else gettext("%(week)s a week")) % {"week": week, "runs": f"{runs:g}" if runs else ""},
        gettext("long run %(km)s") % {"km": long} if long else "",
        ngettext("%(weeks)s week off", "%(weeks)s weeks off", off) % {"weeks": localize_decimal(f"{off:g}")}
        if off
        else "",
    ]
    return ", ".join(part for part in parts if part)


def _format_value(form: RunningForm, key: str, value: float) -> str:
    """The value with its unit, as the field of the form has it."""
    field = form.fields[key]
    return f"{field.prepare_value(value)} {field.help_text}".strip()


def _go_on(request: HttpRequest, draft: Draft) -> HttpResponse:
    if RUNNING not in draft.pages:
        draft.pages.append(RUNNING)
    draft.check_id = None
    save_draft(request, draft)
    return redirect("check-question")
