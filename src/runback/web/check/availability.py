"""Which days and minutes fit: the last step of a check, and a page of its own from the plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runback.services.training.check_in import latest_check
from runback.services.training.profile import read_profile
from runback.web.access import runner_of
from runback.web.check.draft import Draft, correct, save_draft
from runback.web.check.forms import WeekForm, start_week
from runback.web.check.screens import WEEK, previous_step


def ask_week(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The last step of a check that is under way."""
    form = _fill(request, draft.answers.get("wishes"))
    if request.method == "POST" and form.is_valid():
        draft.answers = draft.answers | {"wishes": form.wishes()}
        if WEEK not in draft.pages:
            draft.pages.append(WEEK)
        draft.check_id = None
        save_draft(request, draft)
        return redirect("check-question")
    return _show(request, form, {"is_check": True, "previous": previous_step(draft, WEEK), "draft": draft})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Changes the days outside a check: in the profile and in the latest check, which keeps its date."""
    runner = runner_of(request)
    last = latest_check(runner)
    form = _fill(request, None if last is None else last.answers.get("wishes"))
    if request.method == "POST" and form.is_valid():
        return redirect("plan" if correct(request, {"wishes": form.wishes()}) else "account")
    return _show(request, form, {"is_check": False})


def _fill(request: HttpRequest, wishes: dict[str, Any] | None) -> WeekForm:
    known = wishes or read_profile(runner_of(request)).get("wishes") or {}
    return WeekForm(request.POST if request.method == "POST" else None, initial=start_week(known))


def _show(request: HttpRequest, form: WeekForm, page: dict[str, object]) -> HttpResponse:
    context = {"form": form, **page}
    return render(request, "check/availability.html", context, status=400 if form.errors else 200)
