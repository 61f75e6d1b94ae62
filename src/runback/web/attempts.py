"""Guessing a secret address (sign-in, calendar, invitation) ends after thirty wrong ones a minute from one place.

Right ones are never counted, so nobody is shut out by using Runback. The count is this process's own.
"""

import time
from collections import deque
from collections.abc import Callable
from functools import wraps
from threading import Lock

from django.http import HttpRequest, HttpResponse

from runback.domain.errors import NotFound
from runback.languages.catalogue import gettext

WRONG_MAX, WITHIN_S = 30, 60.0
_PLACES_MAX = 10_000
_REFUSED = 429

_wrong: dict[str, deque[float]] = {}
_lock = Lock()


def limit_guesses(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, or 429 for a place that has sent too many wrong addresses."""

    @wraps(view)
    def run(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        place = str(request.META.get("REMOTE_ADDR", ""))
        if _is_shut(place):
            return HttpResponse(
                gettext("Too many wrong addresses. Wait a minute."), status=_REFUSED, content_type="text/plain"
            )
        try:
            response = view(request, *args, **named)
        except NotFound:
            _note(place)
            raise
        if response.status_code in (403, 404):
            _note(place)
        return response

    return run


def _is_shut(place: str) -> bool:
    with _lock:
        times = _wrong.get(place)
        while times and time.monotonic() - times[0] > WITHIN_S:
            times.popleft()
        return times is not None and len(times) >= WRONG_MAX


def _note(place: str) -> None:
    with _lock:
        if len(_wrong) >= _PLACES_MAX:
            _wrong.clear()
        _wrong.setdefault(place, deque(maxlen=WRONG_MAX)).append(time.monotonic())


def forget_guesses() -> None:
    """Begin counting anew."""
    with _lock:
        _wrong.clear()
