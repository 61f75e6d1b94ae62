"""Under a public address, taking everything along or erasing it needs a sign-in of the last half hour."""

import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

LASTS_S = 1800
_SIGNED_IN = "signed_in_at"


def note_sign_in(request: HttpRequest) -> None:
    """Note that somebody has just signed in here."""
    request.session[_SIGNED_IN] = int(time.time())


def signed_in_lately(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view, or a page that asks to sign in again; without a public address always the view."""

    @wraps(view)
    def run(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        age_s = time.time() - request.session.get(_SIGNED_IN, 0)
        if settings.PUBLIC is not None and age_s > LASTS_S:
            return render(request, "signin/again.html", status=403)
        return view(request, *args, **named)

    return run
