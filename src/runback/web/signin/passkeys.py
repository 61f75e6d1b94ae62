"""Passkeys: signing in with one, adding and removing it. The ceremony is django-allauth's, the pages are ours."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from runback.domain.errors import NotFound
from runback.languages.catalogue import gettext
from runback.web.access import account_of

NAME_MAX = 60


def is_named_host(request: HttpRequest) -> bool:
    """Whether this address can have passkeys: they belong to a name, not to a number like 127.0.0.1."""
    try:
        ipaddress.ip_address(urlsplit(f"//{request.get_host()}").hostname or "")
    except ValueError:
        return True
    return False


def named_address(request: HttpRequest) -> str:
    """This computer's address with the name localhost; empty where the request came another way."""
    host = request.get_host()
    is_here = settings.PUBLIC is None and host.startswith("127.0.0.1")
    return f"http://{host.replace('127.0.0.1', 'localhost', 1)}" if is_here else ""


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Signs in with a passkey; a wrong one says no more than that."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the sign-in page, which says that it did not work."""
        from runback.web.signin.views import show_sign_in

        return show_sign_in(
            self.request, error=gettext("That passkey did not work. Try again, or use a link."), status=403
        )


class Add(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey that needs nothing else to sign in: kept on the device, opened by its lock."""

    template_name = "signin/add_passkey.html"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """The options for the browser, and whether this address can have passkeys at all."""
        context: dict[str, Any] = super().get_context_data(**named)
        if is_named_host(self.request):
            context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context | {"is_named_host": is_named_host(self.request), "name_max": NAME_MAX}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The posted values, with the name cut to what a list can show and the demand that it needs nothing else."""
        given: dict[str, Any] = super().get_form_kwargs()
        if "data" in given:
            sent = given["data"].copy()
            sent["name"], sent["passwordless"] = str(sent.get("name", ""))[:NAME_MAX].replace("\0", ""), "on"
            given["data"] = sent
        return given

    def get_success_url(self) -> str:
        """The recovery codes that were just made, else the list."""
        return reverse("sign-in-codes") if self.did_generate_recovery_codes else reverse("sign-in-ways")


@require_POST
def remove(request: HttpRequest, key_id: int) -> HttpResponse:
    """Removes a passkey; it cannot sign in from then on."""
    found = Authenticator.objects.filter(user_id=account_of(request).user_id, type="webauthn", pk=key_id).first()
    if found is None:
        raise NotFound(gettext("There is no such passkey of yours."))
    flows.remove_authenticator(request, found)
    return redirect("sign-in-ways")


sign_in = ratelimit.decorator(app="allauth.mfa", action="webauthn_login")(SignIn.as_view())
