"""Where others use the same server, a runner first reads what is kept, who sees it and how to leave, and agrees."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runback.services.people.accounts import has_others
from runback.services.people.consent import ConsentKind, ConsentText, agree, consent_text, has_agreed
from runback.store.models import Role
from runback.web.access import account_of, runner_of

_AGREED = "consent"
_OPEN = ("consent", "health", "manifest", "service-worker", "phone", "calendar-feed")
_OPEN_PARTS = ("sign-", "mfa_", "account_", "devices", "data", "offline")
"""Pages that need no consent: signing in and out, taking everything along, and erasing it."""


def server_text() -> ConsentText:
    """What a runner of this server agrees to."""
    return consent_text(ConsentKind.SERVER, settings.KEEP_MONTHS)


class ConsentMiddleware:
    """Leads a runner who has not agreed yet to the page that asks.

    A home of one, and a home without a public address, ask nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: Any, _named: Any) -> HttpResponse | None:
        """The page that asks, in place of one that needs an answer."""
        if settings.PUBLIC is None or not request.user.is_authenticated:
            return None
        name = str(request.resolver_match.url_name) if request.resolver_match else ""
        if name in _OPEN or name.startswith(_OPEN_PARTS):
            return None
        text = server_text()
        is_known = request.session.get(_AGREED) == text.version
        return None if is_known or not _is_asked(request, text) else redirect("consent")


def _is_asked(request: HttpRequest, text: ConsentText) -> bool:
    account = account_of(request)
    if account.role != Role.RUNNER or not has_others(account.user_id):
        return False
    if has_agreed(runner_of(request), text):
        request.session[_AGREED] = text.version
        return False
    return True


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The text; the button agrees to it."""
    runner, text = runner_of(request), server_text()
    if request.method == "POST":
        if request.POST.get("version") != text.version:
            return render(request, "people/consent.html", {"text": text, "has_changed": True}, status=400)
        agree(runner, text)
        request.session[_AGREED] = text.version
        return redirect("today")
    return render(request, "people/consent.html", {"text": text, "has_agreed": has_agreed(runner, text)})
