"""Where an account is signed in, and signing it out there."""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from runback.domain.errors import NotFound
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_later
from runback.services import clock
from runback.store.models import DeviceRow

_PHONES = ("iPhone", "iPad", "Android")
_SYSTEMS = ("Windows", "Macintosh", "CrOS", "Linux")
_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome",
             "Chrome/": "Chrome", "Safari/": "Safari"}  # fmt: skip
_WORDS = {"Macintosh": "Mac", "CrOS": "Chromebook"}


@dataclass(frozen=True, slots=True)
class Device:
    """One session of an account; ``is_this`` is the one that asks."""

    id: int
    device: str
    signed_in_at: datetime
    last_seen: datetime
    is_this: bool


def name_device(user_agent: str) -> str:
    """A device in words from what its browser says of itself: "Safari on iPhone"."""
    system = next((word for word in (*_PHONES, *_SYSTEMS) if word in user_agent), "")
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    named = browser or translate_later("A browser")
    return " on ".join(word for word in (named, _WORDS.get(system, system)) if word)


def note_device(user_id: int, session_key: str, user_agent: str) -> None:
    """Note that this session is being used, and on what."""
    now = clock.now()
    DeviceRow.objects.update_or_create(
        session_key=session_key,
        defaults={"user_id": user_id, "device": name_device(user_agent), "last_seen": now},
        create_defaults={
            "user_id": user_id,
            "device": name_device(user_agent),
            "last_seen": now,
            "signed_in_at": now,
        },
    )


def list_devices(user_id: int, this_key: str = "") -> tuple[Device, ...]:
    """The sessions of an account that have not ended, last used first; the rows of others are cleared away."""
    rows = DeviceRow.objects.filter(user_id=user_id)
    is_open = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=clock.now())
    rows.exclude(Exists(is_open)).delete()
    return tuple(
        Device(row.pk, row.device, row.signed_in_at, row.last_seen, row.session_key == this_key)
        for row in rows.order_by("-last_seen", "-pk")
    )


def end_device(user_id: int, device_id: int) -> None:
    """Sign one of the account's devices out; raises ``NotFound`` for another's."""
    row = DeviceRow.objects.filter(user_id=user_id, pk=device_id).first()
    if row is None:
        raise NotFound(gettext("There is no such device of yours."))
    _end(row)


def end_devices(user_id: int, but: str = "") -> None:
    """Sign all devices of an account out, except for the session ``but``."""
    for row in DeviceRow.objects.filter(user_id=user_id).exclude(session_key=but):
        _end(row)


def _end(row: DeviceRow) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore(row.session_key).delete()
    row.delete()
