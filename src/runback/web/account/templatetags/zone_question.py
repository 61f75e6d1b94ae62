"""``{% zone_question %}``: the card that asks for the time zone once, for any page of a signed-in runner."""

from typing import Any

from django import template
from django.conf import settings
from django.template import RequestContext

from runback.services.home.zone import needs_zone
from runback.web.access import runner_of
from runback.web.account.forms import ZoneForm

register = template.Library()


@register.inclusion_tag("account/zone_question.html", takes_context=True)
def zone_question(context: RequestContext) -> dict[str, Any]:
    """The question, or nothing once it is answered; never in the demo, whose runner is made up.

    ``zone_form`` of the page's context is the form that was refused, where there is one.
    """
    is_asked = not settings.IS_DEMO and needs_zone(runner_of(context["request"]))
    return {
        "zone_form": (context.get("zone_form") or ZoneForm()) if is_asked else None,
        "back": context["request"].path,
    }
