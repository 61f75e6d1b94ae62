"""``{% outcomes_due started_on %}``: the card that asks how it goes, for any page of a signed-in runner."""

from datetime import date
from typing import Any

from django import template
from django.template import RequestContext

from runback.services import clock
from runback.services.training.outcomes import find_due_outcomes
from runback.web.access import runner_of

register = template.Library()


@register.inclusion_tag("outcomes/due.html", takes_context=True)
def outcomes_due(context: RequestContext, started_on: date) -> dict[str, Any]:
    """The card, or nothing where nothing is due; ``started_on`` is the first day of the course."""
    runner = runner_of(context["request"])
    due = find_due_outcomes(runner, started_on, clock.today(runner))
    return {"week": due[0].week if due else None, "csrf_token": context.get("csrf_token")}
