"""Trends: pain beside distance, mornings after runs, what was done, strength, and where it hurts, over one span."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from runback.domain.distances import in_shown
from runback.knowledge.plan_rules import load_plan_rules
from runback.languages.catalogue import gettext
from runback.report.trend_chart import Bar, draw_mornings, draw_trend
from runback.services import clock
from runback.services.training.trends import Stretch, view_trends
from runback.web.access import runner_of
from runback.web.pain.body import shade_map
from runback.web.trends.descriptions import (
    DEFAULT,
    SPANS,
    choose_title,
    describe_calendar,
    describe_done,
    describe_places,
    suggest_help,
)

MOST_MORNINGS = 60
"""The most mornings in the table, the newest."""


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every chart of a span, each with its table; a title is a finding only where it is larger than its noise."""
    runner = runner_of(request)
    span = SPANS.get(request.GET.get("span", ""), SPANS[DEFAULT])
    view = view_trends(runner, clock.today(runner), span.days)
    pain_title = choose_title(view.pain, gettext("Pain and distance, {name}").format(name=gettext(span.name)))
    mornings_title = choose_title(view.response, gettext("The morning after each run"))
    after = [(in_shown(morning.km), morning.after) for morning in view.mornings if morning.after is not None]
    chart = draw_trend([_bar(stretch) for stretch in view.stretches], pain_title)
    places = describe_places(view)
    context = {
        "view": view,
        "spans": SPANS.values(),
        "span": span,
        "pain_title": pain_title,
        "chart": mark_safe(chart),  # noqa: S308 -- numbers, and words of our own, escaped
        "mornings_title": mornings_title,
        "mornings_chart": mark_safe(draw_mornings(after, mornings_title)),  # noqa: S308 -- the same
        "mornings": [one for one in view.mornings if one.after is not None][: -MOST_MORNINGS - 1 : -1],
        "all_mornings": len(after),
        "done": describe_done(view),
        "help": suggest_help(view),
        "has_strength": any(week.strength_done for week in view.weeks),
        "strength_title": choose_title(view.progress, gettext("Strength and self-tests")),
        "calendar": describe_calendar(view, runner.week_start),
        "places": places,
        "shaded": shade_map({place.id: len(place.days) for place in places}),
        "rule": load_plan_rules().findings.text,
    }
    return render(request, "trends/show.html", context)


def _bar(one: Stretch) -> Bar:
    longest = None if one.longest_km is None else in_shown(one.longest_km)
    over = in_shown(one.spike_over_km)
    return Bar(one.start, one.days, in_shown(one.distance_km), longest, over, one.pain_mean, one.pain_worst)
