"""What every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest

_PLACES = (("today", "Today"), ("plan", "Plan"), ("check", "Check"), ("history", "History"), ("more", "More"))
_INSIDE_MORE = ("imports", "pain", "strength", "self_tests", "shoes", "account", "evidence", "spine", "form")


def frame(request: HttpRequest) -> dict[str, object]:
    """The navigation, with the place this page belongs to, and whether this is the demo."""
    found = getattr(request, "resolver_match", None)
    here = (found.url_name or "").split("-")[0] if found else ""
    place = "more" if here in _INSIDE_MORE else here
    return {"places": _PLACES, "place": place, "is_demo": settings.IS_DEMO}
