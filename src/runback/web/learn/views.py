"""The lessons, and each on a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from runback.assess.wording import safety_net_text
from runback.knowledge.learn import load_learn
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.home.runners import country_of
from runback.web.access import runner_of

PLACES = {
    "today": gettext_noop("Today"),
    "plan": gettext_noop("Plan"),
    "pain": gettext_noop("Pain diary"),
    "trends": gettext_noop("Trends"),
    "check-begin": gettext_noop("Check"),
    "check-running": gettext_noop("Your running"),
    "strength": gettext_noop("Strength"),
    "strength-warm-up": gettext_noop("Warm-up"),
    "self_tests": gettext_noop("Self-tests"),
    "form": gettext_noop("Form"),
    "recovery": gettext_noop("Recovery"),
    "shoes": gettext_noop("Shoes"),
}
"""The pages that a point may lead to, with what the link says."""

WITH_SIGNS = "see-someone"


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every lesson with what matters in a sentence."""
    return render(request, "learn/show.html", {"lessons": load_learn().lessons.values()})


@require_GET
def lesson(request: HttpRequest, lesson_id: str) -> HttpResponse:
    """One lesson: its points, each with its evidence and the page where it acts."""
    lessons = load_learn().lessons
    found = lessons.get(lesson_id)
    if found is None:
        raise Http404
    ids = list(lessons)
    after = ids.index(lesson_id) + 1
    context = {
        "lesson": found,
        "points": [
            (one, reverse(one.act) if one.act else "", gettext(PLACES[one.act]) if one.act in PLACES else "")
            for one in found.points
        ],
        "net": safety_net_text(country_of(runner_of(request))) if lesson_id == WITH_SIGNS else "",
        "next": lessons[ids[after]] if after < len(ids) else None,
    }
    return render(request, "learn/lesson.html", context)
