"""Sessions end when they are not used, and their devices are recorded."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from runback.services.people.sessions import note_device
from runback.web.access import account_of

_SEEN = "seen"
_NOTED_EVERY_S = 300


class IdleMiddleware:
    """Signs an account out after the time that ``IDLE_S`` gives its role, and notes every five minutes that it is used.

    Without a public address there is no such time: the session lasts its thirty days.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _look_at(request)
        return self.get_response(request)


def _look_at(request: HttpRequest) -> None:
    now = int(time.time())
    seen: int = request.session.get(_SEEN, 0)
    if seen and settings.PUBLIC and now - seen > settings.IDLE_S[account_of(request).role]:
        logout(request)
        vars(request).pop("_account", None)
    elif now - seen >= _NOTED_EVERY_S:
        request.session[_SEEN] = now
        if request.session.session_key and request.user.pk:
            note_device(request.user.pk, request.session.session_key, request.headers.get("User-Agent", ""))
