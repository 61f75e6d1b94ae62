"""How django-allauth signs in here: our pages, our rule for a second sign-in, our names, secrets kept encrypted."""

import base64
import hashlib
from functools import partial
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy

from runback.languages import catalogue
from runback.languages.catalogue import gettext_noop
from runback.services.people.accounts import read_account
from runback.web.access import account_of, start_page
from runback.web.again import is_sign_in_needed, note_sign_in
from runback.web.language import language_of_account
from runback.web.mail import is_mail_on, send

_CHANGES = {
    "webauthn_added": gettext_noop("A passkey was added to your account."),
    "webauthn_removed": gettext_noop("A passkey of your account was deleted."),
    "totp_activated": gettext_noop("A code app was set up for your account."),
    "totp_deactivated": gettext_noop("The code app of your account was deleted."),
    "recovery_codes_generated": gettext_noop("New recovery codes were made for your account; the old ones have ended."),
}
_NOT_YOU = gettext_noop(
    "If it was not you, look at How you sign in and Signed-in devices, and tell whoever runs your Runback."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in, and proving again who is there."""

    def pre_login(self, request: HttpRequest, user: Any, **_named: Any) -> HttpResponse | None:
        """Refuse an account that was stopped, with the same page as for a wrong link."""
        return None if user.is_active else redirect("sign-in")

    def post_login(
        self, request: HttpRequest, user: Any, *, redirect_url: str | None = None, **_named: Any
    ) -> HttpResponse:
        """Note the sign-in and go to the page that was asked for, else the one the account begins on."""
        note_sign_in(request)
        return redirect(redirect_url or start_page(account_of(request)))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody goes who is signed in already."""
        return reverse(start_page(account_of(request)))

    def is_reauthentication_required(self, *, app: str, **_named: Any) -> bool:
        """Whether this session's sign-in is too old for what takes everything (``web.again``)."""
        return is_sign_in_needed(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """The one page that has every way to prove who is there."""
        return [{"id": "sign-in-again", "description": gettext("Sign in again"), "url": reverse("sign-in-again")}]

    def add_message(self, *_given: Any, **_named: Any) -> None:
        """Say nothing: our pages say what was done."""

    def send_notification_mail(self, template_prefix: str, user: Any, **_named: Any) -> None:
        """Tell the owner of the account that a way to sign in was added or deleted, where they have an address."""
        from runback.web.signin.mail import address_of

        address, change = address_of(user.pk), _CHANGES.get(template_prefix.rpartition("/")[2])
        if is_mail_on() and address and change:
            send(address, language_of_account(user.pk), partial(_write_change, change))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not match. Try again."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a passkey or a code app first."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is kept: the database alone does not give it away."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; empty where the home has another key since, so that no code matches."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def build_totp_svg(self, url: str) -> str:
        """The code to scan, drawn as the other codes of Runback are."""
        drawn = segno.make(url, micro=False, error="m")
        title = gettext("Code to scan with your code app")
        return str(
            drawn.svg_inline(dark="#000", light="#fff", border=4, scale=6, omitsize=True, title=title, svgclass="qr")
        )

    def _get_site_name(self) -> str:
        return "Runback"

    def _get_user_identifier(self, user: Any) -> str:
        return str(read_account(user.pk).username)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """The account as a browser shows it among its passkeys."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": read_account(user.pk).name}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's name
        """The name of a passkey that was not given one."""
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


def _write_change(change: str) -> tuple[str, str]:
    subject = catalogue.gettext("How you sign in to Runback has changed")
    return subject, f"{catalogue.gettext(change)}\n\n{catalogue.gettext(_NOT_YOU)}\n"


def _cipher() -> MultiFernet:
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = (hashlib.sha256(f"runback sign-in secrets {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that ``next`` names, else that of the name ``otherwise``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse(otherwise)
