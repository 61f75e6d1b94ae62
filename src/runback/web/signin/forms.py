"""django-allauth's forms of a passkey, with one error for anything that is not the answer of a passkey."""

import json
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ValidationError

from runback.languages.catalogue import gettext

PASSKEYS_MAX, ANSWER_MAX = 20, 20_000

_UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, struct.error,
    InvalidSignature, UnsupportedAlgorithm,
)  # fmt: skip
"""What reading bytes that a stranger made up can raise in the libraries below."""


def _read(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except _UNREADABLE:
        raise get_adapter().validation_error("incorrect_code") from None


def _stored_parts(answer: dict[str, Any]) -> dict[str, Any]:
    """The parts of a browser's answer that are read again later, and nothing else that a page put in."""
    given = answer["response"]
    kept: dict[str, Any] = {name: str(answer[name]) for name in ("id", "rawId", "type")}
    kept["response"] = {name: str(given[name]) for name in ("clientDataJSON", "attestationObject")}
    kept["clientExtensionResults"] = {"credProps": {"rk": True}}
    text = json.dumps(kept, ensure_ascii=False)
    if not text.isascii() or len(text) > ANSWER_MAX:
        raise ValueError("longer than a passkey's answer, or other letters")
    return kept


class AddPasskeyForm(forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        """The cleaned data, with what is kept of a passkey; refuses what is not a new passkey for this page."""
        if Authenticator.objects.filter(user_id=self.user.pk, type="webauthn").count() >= PASSKEYS_MAX:
            raise ValidationError(gettext("You have {count} passkeys. Delete one first.").format(count=PASSKEYS_MAX))
        cleaned: dict[str, Any] = _read(super().clean)
        if "credential" in cleaned:
            cleaned["credential"] = _read(partial(_stored_parts, cleaned["credential"]))
        return cleaned


class _Checked:
    def clean_credential(self) -> Any:
        return _read(super().clean_credential)  # type: ignore[misc]


class SignInForm(_Checked, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey that needs nothing else to sign in."""


class SecondStepForm(_Checked, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after a link."""


class AgainForm(_Checked, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey of somebody who is signed in."""
