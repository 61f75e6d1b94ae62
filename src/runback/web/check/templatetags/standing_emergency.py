"""``{% standing_emergency %}``: the card with the number to call, for pages of the check while an emergency is open."""

from typing import Any

from django import template
from django.template import RequestContext

from runback.services import clock
from runback.services.training.check_in import assess_answers
from runback.services.training.plans import NeedsCheck, current_plan
from runback.web.access import runner_of
from runback.web.check.draft import Draft
from runback.web.check.heard import describe_warning

register = template.Library()


@register.inclusion_tag("check/standing_emergency.html", takes_context=True)
def standing_emergency(context: RequestContext, draft: Draft | None = None) -> dict[str, Any]:
    """The card, or nothing without an open emergency.

    A step of a check goes by what its ``draft`` says so far; every other page by the checks that are saved.
    """
    runner = runner_of(context["request"])
    today = clock.today(runner)
    try:
        assessment = assess_answers(runner, draft.answers, today) if draft else current_plan(runner, today).assessment
    except NeedsCheck:
        return {"warning": None}
    warning = describe_warning(runner, assessment)
    return {"warning": warning, "outcome": warning and warning.outcome}
