"""The context that every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest

from runback.web.navigation import find_current, list_entries


def frame(request: HttpRequest) -> dict[str, object]:
    """The navigation bar, the entry this page belongs to, and whether this is the demo."""
    match = request.resolver_match
    current = find_current(match.func.__module__) if match else ""
    return {"navigation": list_entries("bar"), "current": current, "is_demo": settings.IS_DEMO}
