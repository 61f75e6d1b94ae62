"""Outcomes: how it goes by published questionnaires, what changed, and the form that is due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.knowledge.instruments import load_instruments
from runback.outcome.change import describe_score_change
from runback.services import clock
from runback.services.training.outcomes import (
    AdverseEvent,
    OutcomesView,
    activities_of,
    answer_due,
    skip_due,
    view_outcomes,
)
from runback.web.access import runner_of
from runback.web.outcomes.forms import OutcomesForm
from runback.web.undo import undoable


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Scores over time, each with its change and with what trials reported."""
    runner = runner_of(request)
    view = view_outcomes(runner, clock.today(runner))
    context = {
        "view": view,
        "outcomes": [
            (outcome, describe_score_change(outcome.instrument, outcome.change) if outcome.change else "")
            for outcome in view.outcomes
        ],
        "events": [event for event in view.adverse_events if event.happened],
        "not_shipped": load_instruments().not_shipped,
    }
    return render(request, "outcomes/show.html", context)


@require_http_methods(["GET", "POST"])
@undoable(back="outcomes")
def answer(request: HttpRequest) -> HttpResponse:
    """The questionnaires; whatever is left blank is left out."""
    runner = runner_of(request)
    today = clock.today(runner)
    view = view_outcomes(runner, today)
    form = OutcomesForm(request.POST or None, activities=_last_activities(view))
    if request.method == "POST" and form.is_valid():
        try:
            event = _read_event(runner, form)
            answer_due(runner, form.answers(), event, today)
            return redirect("check-weekly" if event is not None and event.happened else "outcomes")
        except BadAnswer as problem:
            form.add_error(None, problem.reason)
    sections = [(instrument, form.fields_of(instrument)) for instrument in load_instruments().instruments]
    has_trained = view.started_on is not None and view.started_on < today
    context = {"form": form, "sections": sections, "asks_harm": has_trained or form.is_bound}
    return render(request, "outcomes/answer.html", context, status=400 if form.errors else 200)


@require_POST
@undoable()
def skip(request: HttpRequest) -> HttpResponse:
    """Leaves out what is due until the next time."""
    runner = runner_of(request)
    skip_due(runner, clock.today(runner))
    return redirect("today")


def _last_activities(view: OutcomesView) -> tuple[str, ...]:
    """The activities a runner named at first, so that the same are asked again."""
    scores = next(outcome.scores for outcome in view.outcomes if outcome.instrument.id == "psfs")
    return activities_of(scores[0].answers) if scores else ()


def _read_event(runner: Runner, form: OutcomesForm) -> AdverseEvent | None:
    happened = form.cleaned_data["happened"]
    if not happened:
        return None
    return AdverseEvent(
        clock.today(runner), happened == "yes", form.cleaned_data["saw_clinician"], form.cleaned_data["note"].strip()
    )
