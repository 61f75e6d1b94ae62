"""``{% outcomes_due %}``: the card that asks how it goes, for any page of a signed-in runner."""

from typing import Any

from django import template
from django.template import RequestContext

from runback.services import clock
from runback.services.training.outcomes import view_outcomes
from runback.web.access import runner_of

register = template.Library()


@register.inclusion_tag("outcomes/due.html", takes_context=True)
def outcomes_due(context: RequestContext) -> dict[str, Any]:
    """The card, or nothing where nothing is due."""
    runner = runner_of(context["request"])
    view = view_outcomes(runner, clock.today(runner))
    return {"week": view.due[0].week if view.due else None, "csrf_token": context.get("csrf_token")}
