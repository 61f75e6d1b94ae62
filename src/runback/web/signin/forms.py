"""django-allauth's forms of a passkey, with one answer to whatever is not the answer of a passkey."""

import struct
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

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


class AddPasskeyForm(forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        """The cleaned data; refuses what is no new passkey for this page."""
        cleaned: dict[str, Any] = _read(super().clean)
        return cleaned


class _Checked:
    def clean_credential(self) -> Any:
        return _read(super().clean_credential)  # type: ignore[misc]


class SignInForm(_Checked, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey that signs in by itself."""


class SecondStepForm(_Checked, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after a link."""


class AgainForm(_Checked, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey of somebody who is signed in."""
