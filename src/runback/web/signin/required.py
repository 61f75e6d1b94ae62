"""Under a public address, those who see or let in others need a passkey or a code app before anything else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from runback.store.models import Role
from runback.web.access import account_of

_HAS_ONE = "second_step"
_OPEN_PARTS = ("sign-", "mfa_", "account_", "devices", "offline", "health", "manifest", "service-worker")


class SecondStepMiddleware:
    """Leads a clinician or an administrator who has neither to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: Any, _named: Any) -> HttpResponse | None:
        """The page that sets one up, in place of one that needs it."""
        if settings.PUBLIC is None or not request.user.is_authenticated or request.session.get(_HAS_ONE):
            return None
        name = str(request.resolver_match.url_name) if request.resolver_match else ""
        if name.startswith(_OPEN_PARTS) or account_of(request).role == Role.RUNNER:
            return None
        if Authenticator.objects.filter(user_id=request.user.pk, type__in=("webauthn", "totp")).exists():
            request.session[_HAS_ONE] = True
            return None
        return redirect(f"{reverse('sign-in-ways')}?first=yes")
