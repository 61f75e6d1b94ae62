"""The context that every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest

from runback.knowledge.plan_rules import load_plan_rules
from runback.languages.catalogue import gettext, gettext_noop
from runback.store.reading import read_only
from runback.web.access import shown_role
from runback.web.navigation import find_current, list_entries
from runback.web.undo import find_offer

WHY_READ_ONLY = {
    "disk_full": gettext_noop("The disk is full"),
    "read_only_home": gettext_noop("Your data folder cannot be written"),
    "disk_error": gettext_noop("The disk has an error"),
}


def frame(request: HttpRequest) -> dict[str, object]:
    """The navigation bar, the entry this page belongs to, whether this is the demo, and why nothing can be saved.

    ``hold_at`` is the pain from which a page without a connection starts nothing: it is no longer green.
    ``device_key`` separates this runner of this home from any other that the same address may have served.
    """
    role = shown_role(request)
    match = request.resolver_match
    current = find_current(match.func.__module__) if match else ""
    state = read_only()
    return {
        "navigation": tuple(list_entries("bar", role)),
        "role": role,
        "current": current,
        "device_key": f"{settings.SESSION_COOKIE_NAME}-{request.user.pk}" if hasattr(request, "user") else "",
        "hold_at": load_plan_rules().light_green.pain_max + 1,
        "is_demo": settings.IS_DEMO,
        "undo_offer": find_offer(request),
        "read_only": "" if state is None else gettext(WHY_READ_ONLY[state.problem.code]),
    }
