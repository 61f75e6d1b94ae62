"""The ways an account can sign in: listed, and used again before what takes everything."""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import NotFound
from runback.languages.catalogue import gettext
from runback.web.access import account_of
from runback.web.again import note_sign_in
from runback.web.mail import is_mail_on
from runback.web.signin.adapters import safe_next
from runback.web.signin.forms import AgainForm
from runback.web.signin.links import new_token
from runback.web.signin.mail import address_of
from runback.web.signin.passkeys import is_named_host, named_address


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What this account signs in with."""
    return _show(request)


def _show(request: HttpRequest, **more: object) -> HttpResponse:
    kept = Authenticator.objects.filter(user_id=account_of(request).user_id).order_by("pk")
    kinds = {kind: [one for one in kept if one.type == kind] for kind in ("webauthn", "totp", "recovery_codes")}
    context = {
        "passkeys": kinds["webauthn"],
        "app": next(iter(kinds["totp"]), None),
        "codes_left": sum(len(one.wrap().get_unused_codes()) for one in kinds["recovery_codes"]),
        "has_codes": bool(kinds["recovery_codes"]),
        "is_public": settings.PUBLIC is not None,
        "is_named_host": is_named_host(request),
        "is_mail_on": is_mail_on(),
        "address": address_of(account_of(request).user_id),
        "is_asked_first": "first" in request.GET,
        "email_word": request.GET.get("email", ""),
        "named_address": named_address(request),
        **more,
    }
    return render(request, "signin/ways.html", context)


@require_POST
def show_localhost_link(request: HttpRequest) -> HttpResponse:
    """Shows a link that opens this page as localhost, where the browser allows passkeys."""
    address = named_address(request)
    if not address:
        raise NotFound(gettext("This is for the computer that Runback runs on."))
    path = reverse("sign-in-enter", args=[new_token(account_of(request).user_id)])
    return _show(request, named_link=f"{address}{path}?next={reverse('sign-in-ways')}")


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """The passkey or code after a link that somebody else made or that came by e-mail."""

    template_name = "signin/second.html"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What the account has to prove itself with."""
        context: dict[str, Any] = super().get_context_data(**named)
        return context | _proofs(self.request, self.stage.login.user.pk)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Proves who is there with a passkey or a code, then continues to ``next``."""
    if request.method != "POST":
        return _again(request, ReauthenticateForm(user=request.user))
    if not ratelimit.consume(request, app="allauth.account", action="reauthenticate", user=request.user):
        return _again(request, ReauthenticateForm(user=request.user), 429, gettext("Too many tries. Wait a minute."))
    kind = ReauthenticateForm if "code" in request.POST else AgainForm
    form = kind(user=request.user, data=request.POST)
    if form.is_valid():
        form.save()
        note_sign_in(request)
        return redirect(safe_next(request, "data"))
    return _again(request, form, 403, gettext("That did not match. Try again."))


def _again(request: HttpRequest, form: Form, status: int = 200, error: str = "") -> HttpResponse:
    proofs = _proofs(request, account_of(request).user_id)
    context: dict[str, Any] = {"next": safe_next(request, "data"), "error": error, **proofs}
    if context["has_passkey"]:
        context["js_data"] = {"request_options": auth.begin_authentication(request.user)}
    return render(request, "signin/again.html", context, status=status)


def _proofs(request: HttpRequest, user_id: int) -> dict[str, bool]:
    kinds = set(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))
    return {
        "has_passkey": "webauthn" in kinds and is_named_host(request),
        "has_codes": bool(kinds & {"totp", "recovery_codes"}),
    }
