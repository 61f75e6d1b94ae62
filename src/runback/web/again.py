"""Under a public address, taking everything along or erasing it needs a sign-in of the last half hour."""

import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

LASTS_S = 1800
_SIGNED_IN = "signed_in_at"


def note_sign_in(request: HttpRequest) -> None:
    """Note that somebody has just signed in here, or proved again who they are."""
    request.session[_SIGNED_IN] = int(time.time())


def is_sign_in_needed(request: HttpRequest) -> bool:
    """Whether the last sign-in of this session is too long ago; never without a public address."""
    return settings.PUBLIC is not None and time.time() - request.session.get(_SIGNED_IN, 0) > LASTS_S


def signed_in_lately(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view, or the page that asks to sign in again and then leads back to Your data."""

    @wraps(view)
    def run(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        if is_sign_in_needed(request):
            back = request.path if request.method == "GET" else reverse("data")
            return redirect(f"{reverse('sign-in-again')}?{urlencode({'next': back})}")
        return view(request, *args, **named)

    return run
