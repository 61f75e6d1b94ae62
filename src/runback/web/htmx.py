"""Requests and responses of htmx, which swaps parts of a page in place."""

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx sent the request, so that a part of the page is enough; needs ``HtmxMiddleware``."""
    details: HtmxDetails = vars(request)["htmx"]
    return bool(details)


def refresh() -> HttpResponse:
    """A response that makes htmx load the whole page again."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
