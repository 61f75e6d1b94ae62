"""What helps me: choose one change, follow it day by day, read the answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import BadAnswer
from runback.knowledge.experiments import load_experiments
from runback.services import clock
from runback.services.insight import experiments, forecast
from runback.web.access import runner_of
from runback.web.experiments.descriptions import describe_choices, describe_forecast, describe_view, read_choice
from runback.web.undo import undoable


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What is being tried, the results of earlier changes, what can be tried, and tomorrow morning."""
    runner = runner_of(request)
    today = clock.today(runner)
    cards = [describe_view(view, today) for view in experiments.view_experiments(runner, today)]
    is_running = bool(cards) and cards[0].is_running
    context = {
        "running": cards[0] if is_running else None,
        "past": cards[1:] if is_running else cards,
        "changes": experiments.list_changes(runner, today),
        "closed": experiments.find_closed(runner, today),
        "tomorrow": describe_forecast(forecast.forecast(runner, today)),
    }
    return render(request, "experiments/show.html", context)


@require_http_methods(["GET", "POST"])
@undoable()
def start(request: HttpRequest, change_id: str) -> HttpResponse:
    """What a change asks for and the chance of an answer; a choice starts it."""
    runner = runner_of(request)
    today = clock.today(runner)
    if change_id not in load_experiments().changes:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            days, points = read_choice(request.POST.get("choice", ""))
            experiments.start_experiment(runner, change_id, days, points, today)
            return redirect("experiments")
        except (BadAnswer, experiments.Closed) as problem:
            error = problem.reason if isinstance(problem, BadAnswer) else problem.message
    prospect = experiments.look_ahead(runner, change_id, today)
    context = {
        "change": prospect.change,
        "is_likely": prospect.is_likely,
        "choices": describe_choices(prospect),
        "closed": experiments.find_closed(runner, today),
        "running": experiments.find_running(runner, today),
        "rules": load_experiments().rules,
        "error": error,
    }
    return render(request, "experiments/start.html", context, status=400 if error else 200)


@require_POST
@undoable()
def stop(request: HttpRequest) -> HttpResponse:
    """Ends the experiment that is running before its last day."""
    runner = runner_of(request)
    experiments.stop_experiment(runner, clock.today(runner))
    return redirect("experiments")
