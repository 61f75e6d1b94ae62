"""The three ways out: Web Push (RFC 8030, 8291, 8292), mail, and ntfy. Each says what became of a message."""

import http.client
import json
import smtplib
import ssl
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from runback.knowledge.sentences import render_by_id
from runback.services.reminders.choices import decode
from runback.services.reminders.keys import load_key
from runback.store.models import PushDeviceRow

TIMEOUT_S = 10.0
LASTS_S = 6 * 3600
"""How long a push service holds a message for a phone that is off."""

_TOKEN_LASTS_S = 12 * 3600
_TOPIC = "runback"
"""A message that was not shown yet is replaced by the next one."""


class Outcome(StrEnum):
    """What became of a message on one way."""

    SENT = "sent"
    LATER = "later"
    """It surely did not arrive; it may be tried again."""

    UNSURE = "unsure"
    """No answer came after it was sent; it is not sent again."""

    REFUSED = "refused"
    GONE = "gone"
    """The device does not exist any more."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is shown: a title, text, and the path of the page that a tap opens."""

    title: str
    text: str
    path: str

    @property
    def link(self) -> str:
        """The whole address; empty where Runback has no public one."""
        return f"{settings.PUBLIC.origin}{self.path}" if settings.PUBLIC is not None else ""


def push(device: PushDeviceRow, message: Message) -> Outcome:
    """Send the message to the device's push service, readable by that browser alone."""
    headers = {
        **_sign_for(device.endpoint),
        "TTL": str(LASTS_S),
        "Urgency": "normal",
        "Topic": _TOPIC,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }
    body = json.dumps({"title": message.title, "text": message.text, "path": message.path}).encode()
    return _judge(_post(device.endpoint, _encrypt(device, body), headers))


def _sign_for(endpoint: str) -> dict[str, str]:
    parts = urlsplit(endpoint)
    contact = settings.PUBLIC.origin if settings.PUBLIC is not None else "https://localhost"
    claims = {
        "sub": contact,
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + _TOKEN_LASTS_S,
    }
    headers: dict[str, str] = load_key().sign(claims)
    return headers


def _encrypt(device: PushDeviceRow, body: bytes) -> bytes:
    import http_ece
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    encrypted: bytes = http_ece.encrypt(
        body,
        private_key=generate_private_key(SECP256R1()),
        dh=decode(device.p256dh),
        auth_secret=decode(device.auth),
        version="aes128gcm",
    )
    return encrypted


def ntfy(topic: str, message: Message) -> Outcome:
    """Publish the message under a secret topic on the ntfy server of the settings."""
    body = {"topic": topic, "title": message.title, "message": message.text}
    body |= {"click": message.link} if message.link else {}
    headers = {"Content-Type": "application/json"}
    if settings.NTFY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.NTFY_TOKEN}"
    return _judge(_post(settings.NTFY_URL, json.dumps(body).encode(), headers))


def mail(address: str, message: Message) -> Outcome:
    """Send the message as plain text through the mail server of the settings."""
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: out-of-office programs do not answer it
    letter = EmailMessage(message.title, _letter(message), settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
    connection = get_connection(timeout=TIMEOUT_S)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return Outcome.LATER
    try:
        letter.connection = connection
        letter.send()
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _ in problem.recipients.values()]
        return Outcome.LATER if all(400 <= code < 500 for code in codes) else Outcome.REFUSED
    except smtplib.SMTPResponseException as problem:
        return Outcome.LATER if 400 <= problem.smtp_code < 500 else Outcome.REFUSED
    except (OSError, smtplib.SMTPException):
        return Outcome.UNSURE
    finally:
        connection.close()
    return Outcome.SENT


def _letter(message: Message) -> str:
    """The text, the address of its page, and where to end reminders."""
    if settings.PUBLIC is None:
        return message.text
    end = render_by_id("reminder.mail_end", (("address", f"{settings.PUBLIC.origin}{reverse('reminders')}"),))
    return "\n\n".join((message.text, message.link, end))


# --- one request, without redirects


def _post(url: str, body: bytes, headers: dict[str, str]) -> int | Outcome:
    """The status of the answer; LATER where the server was not reached, UNSURE where the answer did not come."""
    parts = urlsplit(url)
    place: dict[str, Any] = {"host": parts.hostname or "", "port": parts.port, "timeout": TIMEOUT_S}
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            **place, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(**place)
    try:
        connection.connect()
    except OSError:
        return Outcome.LATER
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return Outcome.UNSURE
    finally:
        connection.close()


def _judge(answer: int | Outcome) -> Outcome:
    """What a status means (RFC 8030 and what push services answer)."""
    if isinstance(answer, Outcome):
        return answer
    match answer:
        case 200 | 201 | 202 | 204:
            return Outcome.SENT
        case 404 | 410:
            return Outcome.GONE
        case 429 | 500 | 502 | 503 | 504:
            return Outcome.LATER
        case _:
            return Outcome.REFUSED
