"""Strength: what the plan asks for now, the library with its drawings, and each exercise on a page."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.domain.intake import EQUIPMENT
from runback.domain.plan import Plan, SessionKind
from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.sentences import render_muscle
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.training import diary
from runback.services.training.exercises import choose_exercises
from runback.services.training.plans import NeedsCheck, current_plan
from runback.web.access import runner_of
from runback.web.plan.cards import ExerciseLine, describe_exercise
from runback.web.strength import descriptions


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What the plan asks for now, then every exercise by group, of one kit if asked for.

    A group is drawn when it is opened (``group``): all drawings at once are too much for a phone.
    """
    runner = runner_of(request)
    today = clock.today(runner)
    choice = choose_exercises(runner, today)
    try:
        planned = find_planned(current_plan(runner, today).plan, today)
    except NeedsCheck:
        planned = []
    kit = request.GET.get("kit", "")
    shown = [one for one in load_exercises().exercises if _uses(one, kit)]
    page = {
        "choice": choice,
        "planned": planned,
        "groups": descriptions.describe_groups(shown, choice.traits),
        "drawn": request.GET.get("group", ""),
        "total": len(shown),
        "kits": ("none", *EQUIPMENT),
        "kit": kit if kit in ("none", *EQUIPMENT) else "",
    }
    return render(request, "strength/show.html", page)


def _uses(exercise: Exercise, kit: str) -> bool:
    if kit == "none":
        return not exercise.kit
    return kit in exercise.kit if kit in EQUIPMENT else True


def find_planned(plan: Plan, today: date) -> list[ExerciseLine]:
    """Each exercise of the strength sessions to come, this week and next, once, as first planned."""
    sessions = (one for week in plan.weeks[:2] for one in week.sessions if one.date >= today)
    strength = [session for session in sessions if session.kind is SessionKind.STRENGTH]
    sets = (each for one in strength for each in one.exercises)
    return [describe_exercise(first) for first in {each.id: each for each in reversed(list(sets))}.values()][::-1]


@require_GET
def exercise(request: HttpRequest, exercise_id: str) -> HttpResponse:
    """How one exercise is done, how much, what goes wrong, and who leaves it out."""
    runner = runner_of(request)
    found = load_exercises().by_id.get(exercise_id)
    if found is None:
        raise Http404
    choice = choose_exercises(runner, clock.today(runner))
    page = {
        "exercise": found,
        "choice": choice,
        "card": descriptions.describe_card(found, choice.traits),
        "group": gettext(descriptions.GROUPS[found.group]),
        "kit": descriptions.describe_kit(found),
        "muscles": ", ".join(render_muscle(muscle) for muscle in found.muscles),
        "doses": descriptions.describe_doses(found),
        "done": [log for log in diary.list_strength(runner) if log.exercise_id == found.id][-6:][::-1],
        "unit": "s" if found.unit == "hold_s" else gettext("repetitions"),
        "easier": descriptions.describe_way(found.easier),
        "harder": descriptions.describe_way(found.harder),
        "avoid": descriptions.describe_avoid(found),
        "careful": descriptions.describe_changes(found),
        "evidence": descriptions.evidence_behind(found.evidence),
    }
    return render(request, "strength/exercise.html", page)
