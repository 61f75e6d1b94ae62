"""Strength: the exercises of the plan with their doses, and the whole library behind them."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.domain.plan import Plan, SessionKind
from runback.knowledge.exercises import load_exercises
from runback.services import clock
from runback.services.make_plan import NeedsCheck, current_plan
from runback.web.access import runner_of
from runback.web.plan.cards import ExerciseLine, tell_exercise


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What the plan asks for now, then every exercise by group."""
    runner = runner_of(request)
    try:
        planned = _planned(current_plan(runner, clock.today(runner)).plan)
    except NeedsCheck:
        planned = []
    ordered = sorted(load_exercises().exercises, key=lambda one: one.group)
    groups = [(name, list(members)) for name, members in groupby(ordered, key=lambda one: one.group)]
    return render(request, "strength/show.html", {"planned": planned, "groups": groups, "total": len(ordered)})


def _planned(plan: Plan) -> list[ExerciseLine]:
    """Each exercise of the next two weeks' strength sessions once, as first planned."""
    strength = [one for week in plan.weeks[:2] for one in week.sessions if one.kind is SessionKind.STRENGTH]
    sets = (each for one in strength for each in one.exercises)
    return [tell_exercise(first) for first in {each.id: each for each in reversed(list(sets))}.values()][::-1]
