"""Guessing a secret address (sign-in, calendar, invitation) ends after thirty wrong ones a minute from one place.

Right ones are never counted, so nobody is shut out by using Runback. django-allauth counts, as it does for codes and
passkeys: all limits are one kind of count, in Django's cache, which the processes of a server share.
"""

from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from runback.domain.errors import NotFound
from runback.languages.catalogue import gettext

WRONG_MAX = 30
_RATES = {"wrong_address": f"{WRONG_MAX}/m/ip"}
_REFUSED = 429


def limit_guesses(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, or 429 for a place that has sent too many wrong addresses."""

    @wraps(view)
    def run(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if not _count(request, dry_run=True):
            return HttpResponse(
                gettext("Too many wrong addresses. Wait a minute."), status=_REFUSED, content_type="text/plain"
            )
        try:
            response = view(request, *args, **named)
        except NotFound:
            _count(request)
            raise
        if response.status_code in (403, 404):
            _count(request)
        return response

    return run


def _count(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Count a wrong address, or only look; whether more requests from there are allowed."""
    usage = ratelimit.consume(
        request, app="runback", action="wrong_address", config=_RATES, limit_get=True, dry_run=dry_run
    )
    return usage is not None
