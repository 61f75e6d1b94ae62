"""``{% zone_question %}`` asks for the time zone once; ``{% zone_away %}`` proposes the zone of a phone elsewhere."""

from typing import Any

from django import template
from django.conf import settings
from django.template import RequestContext

from runback.services.home.zone import needs_zone
from runback.web.access import runner_of
from runback.web.account.forms import ZoneForm
from runback.web.account.zones import canonical_zone, name_zone

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


@register.inclusion_tag("account/zone_away.html", takes_context=True)
def zone_away(context: RequestContext) -> dict[str, Any]:
    """A card that stays hidden until zone.js finds the device in a zone with another clock than the runner's.

    Nothing in the demo, and nothing while ``zone_question`` asks.
    """
    runner = runner_of(context["request"])
    is_offered = not settings.IS_DEMO and not needs_zone(runner)
    return {
        "zone": canonical_zone(runner.zone) if is_offered else "",
        "place": name_zone(runner.zone),
        "back": context["request"].path,
    }
