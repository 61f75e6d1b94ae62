"""Limits: what a clinician limits or adds. The plan keeps to it, says who set it, and is never made harder by it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from runback.domain.adjust import Limit
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.knowledge.sentences import render_sentence
from runback.plan.course.limits import notes_of
from runback.services import clock
from runback.services.training import adjust
from runback.web.access import runner_of
from runback.web.limits.forms import NamedLimitForm
from runback.web.undo import undoable


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit on the page: what it says, and whether it applies today."""

    limit: Limit
    sentences: tuple[str, ...]
    is_over: bool


@require_http_methods(["GET", "POST"])
@undoable()
def show(request: HttpRequest) -> HttpResponse:
    """The limits, each with Remove, and the form that adds one."""
    runner = runner_of(request)
    today = clock.today(runner)
    form = NamedLimitForm(request.POST or None, initial={"first": today})
    if request.method == "POST" and form.is_valid():
        try:
            adjust.add_limit(runner, today, form.record(form.cleaned_data["by"], today))
            return redirect("limits")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    context = {"form": form, "lines": describe_limits(runner, today)}
    return render(request, "limits/show.html", context, status=400 if form.errors else 200)


def describe_limits(runner: Runner, today: date) -> list[LimitLine]:
    """The runner's limits, each in its sentences."""
    return [
        LimitLine(
            limit,
            tuple(render_sentence(note) for note in notes_of(limit)),
            limit.until is not None and limit.until < today,
        )
        for limit in adjust.list_limits(runner)
    ]


@require_POST
@undoable()
def remove(request: HttpRequest, limit_id: int) -> HttpResponse:
    """Takes a limit away."""
    runner = runner_of(request)
    adjust.remove_limit(runner, limit_id, clock.today(runner))
    return redirect("limits")
