"""A code app as a second step after a link, and recovery codes for when the device is lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from runback.domain.errors import NotFound, UnusableInput
from runback.languages.catalogue import gettext
from runback.web.access import account_of


def of_account(request: HttpRequest, kind: str) -> Authenticator | None:
    """The code app or the recovery codes of the account that is signed in."""
    return Authenticator.objects.filter(user_id=account_of(request).user_id, type=kind).first()


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    """Sets a code app up: scan, then type the code it shows."""

    template_name = "signin/add_app.html"

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        """The list, where an app is set up already."""
        if of_account(request, "totp") is not None:
            return redirect("sign-in-ways")
        response: HttpResponseBase = super().dispatch(request, *args, **named)
        return response

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """The drawing to scan and the secret to type."""
        context: dict[str, Any] = super().get_context_data(**named)
        return context | {"drawing": mark_safe(context["totp_svg"]), "secret": context["form"].secret}  # noqa: S308

    def get_success_url(self) -> str:
        """The recovery codes that were just made, else the list."""
        return reverse("sign-in-codes") if self.did_generate_recovery_codes else reverse("sign-in-ways")


@require_POST
def remove_app(request: HttpRequest) -> HttpResponse:
    """Ends the code app; its codes count for nothing from then on."""
    found = of_account(request, "totp")
    if found is None:
        raise NotFound(gettext("No code app is set up."))
    totp.deactivate_totp(request, found)
    return redirect("sign-in-ways")


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """Shows new recovery codes, this once."""

    template_name = "signin/codes.html"


@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """Makes recovery codes again; the old ones end."""
    if not recovery.can_generate_recovery_codes(request.user):
        raise UnusableInput(gettext("Set up a passkey or a code app first."))
    recovery.generate_recovery_codes(request)
    return redirect("sign-in-codes")
