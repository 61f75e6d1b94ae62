"""The mail server of RUNBACK_EMAIL_URL, and sending through it without anybody waiting for it."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from runback import languages

_PORTS = {"smtp": 587, "smtps": 465}
_LOCAL = ("localhost", "127.0.0.1", "::1")
_TIMEOUT_S = 20
_log = logging.getLogger("runback.mail")


def read_mail_server(environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings for the mail server of RUNBACK_EMAIL_URL; empty where none is named.

    ``smtps://`` is encrypted from the start, ``smtp://`` by STARTTLS, except on this machine. ``?from=`` is who mail
    comes from. Raises ``ImproperlyConfigured``.
    """
    value = environment.get("RUNBACK_EMAIL_URL", "").strip()
    if not value:
        return {}
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _odd_server() from None
    user, sender = unquote(parts.username or ""), parse_qs(parts.query).get("from", [""])[0]
    sender = sender or (user if "@" in user else "")
    if parts.scheme not in _PORTS or not host or not _is_address(sender) or parts.path not in ("", "/"):
        raise _odd_server()
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or (25 if host in _LOCAL else _PORTS[parts.scheme]),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and host not in _LOCAL,
        "EMAIL_TIMEOUT": _TIMEOUT_S,
        "DEFAULT_FROM_EMAIL": sender,
    }


def _is_address(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at and host) and not any(mark.isspace() for mark in text)


def _odd_server() -> ImproperlyConfigured:
    """Says so without the address: it can contain a password."""
    return ImproperlyConfigured(
        "RUNBACK_EMAIL_URL must be an address like smtps://name:password@mail.example.org?from=runback@example.org."
    )


def is_mail_on() -> bool:
    """Whether a mail server is set."""
    from django.conf import settings

    return bool(getattr(settings, "MAIL_IS_ON", False))


def try_mail_server() -> str:
    """Connect to the mail server and sign in, sending nothing; what went wrong, empty where nothing did."""
    from smtplib import SMTPException

    from django.core.mail import get_connection

    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as problem:
        return f"{type(problem).__name__}: {problem}"
    finally:
        connection.close()
    return ""


def send(to: str, language: str, write: Callable[[], tuple[str, str]]) -> None:
    """Write a mail in a language and send it; ``write`` gives its subject and its text.

    Returns at once, so that nobody learns from the time it takes who has an account.
    """
    from django.conf import settings

    if getattr(settings, "MAIL_IN_BACKGROUND", True):
        threading.Thread(target=_send, args=(to, language, write), daemon=True).start()
    else:
        _send(to, language, write)


def _send(to: str, language: str, write: Callable[[], tuple[str, str]]) -> None:
    from django.core.mail import send_mail

    with languages.using(language):
        subject, text = write()
    try:
        send_mail(subject, text, None, [to])
    except OSError as problem:  # smtplib's errors among them
        _log.error("A mail could not be sent (%s). Check RUNBACK_EMAIL_URL.", type(problem).__name__)
