"""What a runner wants to be reminded of and how; nothing at all until they choose."""

import hashlib
import re
import secrets
from base64 import b32encode, urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from fnmatch import fnmatchcase
from hmac import compare_digest
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.people.sessions import name_device
from runback.services.reminders.keys import key_mark
from runback.store.models import PushDeviceRow, ReminderChoiceRow
from runback.store.owned import one_at_a_time, owner_id, row_of, rows_of

KINDS = ("morning", "session", "check_in", "plan", "shoes")
WAYS = ("push", "mail", "ntfy")
DEVICES_MAX = 10

_POINT_BYTES, _SECRET_BYTES = 65, 16
_ENDPOINT_MAX = 1000
_PLACE = re.compile(r"[a-z0-9.-]+(:\d+)?")


@dataclass(frozen=True, slots=True)
class PushDevice:
    """A browser that shows reminders; ``is_current`` is False where it trusts a key that this home no longer has."""

    id: int
    device: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What the runner chose; without ``kinds`` or ``ways`` nothing is sent.

    Quiet hours are local times and may pass midnight; two equal ones are none. ``topic`` is empty until ntfy is
    chosen.
    """

    kinds: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    quiet_from: time = time(21, 0)
    quiet_until: time = time(7, 0)
    mail_to: str = ""
    is_mail_confirmed: bool = False
    topic: str = ""

    @property
    def is_on(self) -> bool:
        """Whether anything may be sent."""
        return bool(self.kinds and self.ways)

    def is_quiet(self, at: time) -> bool:
        """Whether that local time is within the quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


def read_choice(runner: Runner) -> Choice:
    """What the runner chose; nothing where they never did."""
    row = rows_of(ReminderChoiceRow, runner).first()
    return Choice() if row is None else choice_record(row)


def choice_record(row: ReminderChoiceRow) -> Choice:
    """The choice of that row."""
    return Choice(
        kinds=tuple(row.kinds),
        ways=tuple(row.ways),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        mail_to=row.mail_to,
        is_mail_confirmed=row.is_mail_confirmed,
        topic=row.topic,
    )


@one_at_a_time
def save_choice(
    runner: Runner, kinds: Iterable[str], ways: Iterable[str], quiet_from: time, quiet_until: time, mail_to: str = ""
) -> Choice:
    """Keep what the runner chose; raises ``BadAnswer`` for an invalid choice.

    Another mail address has to be confirmed again. The secret name for ntfy is made when ntfy is first chosen.
    """
    kinds, ways = _in_order("kinds", kinds, KINDS), _in_order("ways", ways, WAYS)
    mail_to = mail_to.strip()
    if "mail" in ways or mail_to:
        _require_mail(mail_to)
    row, _ = ReminderChoiceRow.objects.get_or_create(runner_id=owner_id(runner))
    row.is_mail_confirmed = row.is_mail_confirmed and row.mail_to == mail_to
    row.kinds, row.ways, row.mail_to = list(kinds), list(ways), mail_to
    row.quiet_from, row.quiet_until = quiet_from, quiet_until
    if "ntfy" in ways and not row.topic:
        row.topic = f"runback-{secrets.token_urlsafe(18)}"
    row.look_at = clock.now() if kinds and ways else None
    row.save()
    return choice_record(row)


def _in_order(key: str, given: Iterable[str], known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = set(given)
    odd = sorted(chosen - set(known))
    if odd:
        raise BadAnswer(key, gettext("{odd!r} is not one of them.").format(odd=odd[0]), list(known))
    return tuple(one for one in known if one in chosen)


def _require_mail(address: str) -> None:
    if not settings.MAIL_IS_ON:
        raise BadAnswer("ways", gettext("This Runback has no mail server. Whoever runs it sets RUNBACK_EMAIL_URL."))
    try:
        validate_email(address)
    except ValidationError:
        raise BadAnswer(
            "mail_to",
            gettext("{address!r} is not an email address. Use one like name@example.org.").format(address=address),
        ) from None


# --- a mail address is the runner's once they type what was sent there


def mail_code(runner: Runner, address: str) -> str:
    """Eight characters that only the reader of that mailbox learns."""
    digest = salted_hmac("runback.reminders.mail", f"{owner_id(runner)}:{address}", algorithm="sha256").digest()
    return b32encode(digest)[:8].decode()


@one_at_a_time
def confirm_mail(runner: Runner, code: str) -> None:
    """Take the address as the runner's; raises ``BadAnswer`` for another code."""
    row = rows_of(ReminderChoiceRow, runner).exclude(mail_to="").first()
    typed = "".join(code.split()).upper()
    if row is None or not compare_digest(typed.encode(), mail_code(runner, row.mail_to).encode()):
        raise BadAnswer(
            "code", gettext("That is not the code of the last mail. Look at the mail again, or send another.")
        )
    row.is_mail_confirmed = True
    row.save(update_fields=("is_mail_confirmed", "updated_at"))


# --- browsers


@one_at_a_time
def add_device(runner: Runner, endpoint: str, p256dh: str, auth: str, user_agent: str) -> PushDevice:
    """Let a browser show reminders; the same one again takes the place of its row. The oldest of too many go.

    Raises ``BadAnswer`` for an address that is not of a push service (settings.PUSH_SERVICES), or odd keys.
    """
    if not _is_push_service(endpoint):
        raise BadAnswer(
            "endpoint", gettext("This browser uses a push service that Runback does not know. Try another browser.")
        )
    if not _is_point(p256dh) or len(decode(auth)) != _SECRET_BYTES:
        raise BadAnswer(
            "endpoint", gettext("This browser sent keys that cannot be used. Reload the page and try again.")
        )
    row, _ = PushDeviceRow.objects.update_or_create(
        runner_id=owner_id(runner),
        endpoint_sha256=hashlib.sha256(endpoint.encode()).hexdigest(),
        defaults={
            "endpoint": endpoint,
            "p256dh": p256dh,
            "auth": auth,
            "server_key": key_mark(),
            "device": name_device(user_agent),
        },
    )
    old = rows_of(PushDeviceRow, runner).order_by("-updated_at", "-pk").values_list("pk", flat=True)[DEVICES_MAX:]
    rows_of(PushDeviceRow, runner).filter(pk__in=list(old)).delete()
    return PushDevice(row.pk, row.device, is_current=True)


def _is_push_service(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    is_plain = len(endpoint) <= _ENDPOINT_MAX and _PLACE.fullmatch(parts.netloc) is not None
    return is_plain and any(fnmatchcase(origin, known) for known in settings.PUSH_SERVICES)


def decode(text: str) -> bytes:
    """The bytes of base64url, padded or not; empty for anything else."""
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except ValueError:
        return b""


def _is_point(text: str) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    point = decode(text)
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == _POINT_BYTES


def list_devices(runner: Runner) -> tuple[PushDevice, ...]:
    """The runner's browsers, the latest first."""
    rows = rows_of(PushDeviceRow, runner).order_by("-updated_at", "-pk")
    mark = key_mark() if rows else ""
    return tuple(PushDevice(row.pk, row.device, row.server_key == mark) for row in rows)


def end_device(runner: Runner, device_id: int) -> None:
    """Show nothing on that browser any more; raises ``NotFound``."""
    row_of(PushDeviceRow, runner, device_id).delete()


def what_leaves(runner: Runner) -> tuple[str, ...]:
    """By which ways reminders leave this machine now; empty where nothing does."""
    choice = read_choice(runner)
    if not choice.is_on:
        return ()
    has = {
        "push": rows_of(PushDeviceRow, runner).exists(),
        "mail": settings.MAIL_IS_ON and choice.is_mail_confirmed,
        "ntfy": bool(choice.topic),
    }
    return tuple(way for way in choice.ways if has[way])
