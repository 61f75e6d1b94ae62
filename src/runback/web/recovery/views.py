"""What may help between runs: how much, how it is done, who leaves it out, and what studies say about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.knowledge.recovery import load_recovery
from runback.services import clock
from runback.services.training.exercises import choose_exercises
from runback.web.access import runner_of
from runback.web.recovery.descriptions import describe_way


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every way to recover by group, as it suits the runner's last check."""
    runner = runner_of(request)
    choice = choose_exercises(runner, clock.today(runner))
    groups = [(title, [describe_way(way, choice.traits) for way in ways]) for title, ways in load_recovery().by_group]
    return render(request, "recovery/show.html", {"choice": choice, "groups": groups})
