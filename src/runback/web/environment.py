"""What the environment says: the data home, the port, the public address, the database, the ways of reminders.

Every value that cannot be used raises ``ImproperlyConfigured`` with its variable and what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from runback.domain.quota import Quota

KEEP_MONTHS_MIN, KEEP_MONTHS_MAX = 6, 240
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_TOKEN_MIN = 20
_POSTGRES = ("postgres", "postgresql")


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """The address that phones and other computers use: ``origin`` as in https://name, ``host`` without the port."""

    origin: str
    host: str


def read_home(environment: Mapping[str, str]) -> Path:
    """The data home of RUNBACK_HOME, else ~/.runback."""
    named = environment.get("RUNBACK_HOME")
    home = Path(named).expanduser() if named else Path.home() / ".runback"
    if not home.is_absolute():
        raise ImproperlyConfigured(f"RUNBACK_HOME must be an absolute path, not {named!r}.")
    return home


def read_port(environment: Mapping[str, str]) -> int:
    """The port of RUNBACK_PORT, else 8017."""
    value = environment.get("RUNBACK_PORT", "8017")
    if not value.isdecimal() or not 0 < int(value) < 65_536:
        raise ImproperlyConfigured(f"RUNBACK_PORT must be a port from 1 to 65535, not {value!r}.")
    return int(value)


def read_keep_months(environment: Mapping[str, str]) -> int | None:
    """How many months a server keeps the record of somebody who stays away (RUNBACK_KEEP_MONTHS); None for ever."""
    value = environment.get("RUNBACK_KEEP_MONTHS", "").strip()
    if not value:
        return None
    if not value.isdecimal() or not KEEP_MONTHS_MIN <= int(value) <= KEEP_MONTHS_MAX:
        raise ImproperlyConfigured(
            f"RUNBACK_KEEP_MONTHS must be {KEEP_MONTHS_MIN} to {KEEP_MONTHS_MAX} months, not {value!r}."
        )
    return int(value)


def read_clock_shift(environment: Mapping[str, str]) -> timedelta:
    """How far the clock of a demo home is set off (``runback serve --as-of``); whole days."""
    value = environment.get("RUNBACK_SHIFT_DAYS", "0")
    if not value.removeprefix("-").isdecimal():
        raise ImproperlyConfigured(f"RUNBACK_SHIFT_DAYS must be a whole number of days, not {value!r}.")
    return timedelta(days=int(value))


def read_public_address(environment: Mapping[str, str]) -> PublicAddress | None:
    """The address of RUNBACK_PUBLIC_URL; None where Runback is for this machine alone."""
    value = environment.get("RUNBACK_PUBLIC_URL", "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _odd_address(value) from None
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme != "https" or not is_bare or not _is_name(host):
        raise _odd_address(value)
    return PublicAddress(f"https://{host}" + (f":{port}" if port not in (None, 443) else ""), host)


def _is_name(host: str) -> bool:
    """A name and no number: passkeys and certificates belong to names."""
    labels = host.rstrip(".").split(".")
    is_plain = all(label and len(label) < 64 and label.replace("-", "").isalnum() for label in labels)
    return is_plain and host.isascii() and len(host) < 254 and not labels[-1].isdecimal() and host not in _LOOPBACK


def _odd_address(value: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"RUNBACK_PUBLIC_URL must be an address like https://runback.example.org, without a path, not {value!r}."
    )


def allowed_hosts(public: PublicAddress | None) -> list[str]:
    """The names that the server answers to."""
    return [*_LOOPBACK, *([] if public is None else [public.host])]


PUSH_SERVICES = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
)
"""The push services of the browsers there are: Runback calls no other address that a browser names."""


def read_push_services(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The origins that a browser may name as its push service; RUNBACK_PUSH_SERVICES adds some, parted by spaces."""
    more = tuple(environment.get("RUNBACK_PUSH_SERVICES", "").split())
    for origin in more:
        if not origin.startswith("https://") or origin.count("/") != 2:
            raise ImproperlyConfigured(
                f"RUNBACK_PUSH_SERVICES must be origins like https://push.example.org, without a path, not {origin!r}."
            )
    return PUSH_SERVICES + more


def read_ntfy(environment: Mapping[str, str]) -> str:
    """The ntfy server of RUNBACK_NTFY_URL, else the public one of its makers."""
    value = environment.get("RUNBACK_NTFY_URL", "").strip() or "https://ntfy.sh"
    if not value.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ImproperlyConfigured(f"RUNBACK_NTFY_URL must be an address like https://ntfy.example.org, not {value!r}.")
    return value


_QUOTA_ON_A_SERVER = Quota(kept_bytes=20_000_000_000, kept_files=100_000, uploads_a_day=200, waiting=20)


def read_quota(environment: Mapping[str, str]) -> Quota:
    """What one runner may keep and ask for: no bounds at home, with DATABASE_URL 20 GB and 100,000 files.

    RUNBACK_QUOTA_GB, _FILES, _UPLOADS_A_DAY and _WAITING set others; 0 is no bound.
    """
    usual = _QUOTA_ON_A_SERVER if environment.get("DATABASE_URL", "").strip() else Quota()
    gigabytes = _read_bound(environment, "RUNBACK_QUOTA_GB")
    files = _read_bound(environment, "RUNBACK_QUOTA_FILES")
    uploads = _read_bound(environment, "RUNBACK_QUOTA_UPLOADS_A_DAY")
    waiting = _read_bound(environment, "RUNBACK_QUOTA_WAITING")
    return Quota(
        kept_bytes=usual.kept_bytes if gigabytes is None else gigabytes * 1_000_000_000 or None,
        kept_files=usual.kept_files if files is None else files or None,
        uploads_a_day=usual.uploads_a_day if uploads is None else uploads or None,
        waiting=usual.waiting if waiting is None else waiting or None,
    )


def _read_bound(environment: Mapping[str, str], name: str) -> int | None:
    value = environment.get(name, "").strip()
    if not value:
        return None
    if not value.isdecimal() or len(value) > 9:
        raise ImproperlyConfigured(f"{name} must be a whole number, 0 for no bound, not {value!r}.")
    return int(value)


def read_metrics_token(environment: Mapping[str, str]) -> str:
    """The token of RUNBACK_METRICS_TOKEN with which the figures may be read; empty: there are none."""
    value = environment.get("RUNBACK_METRICS_TOKEN", "").strip()
    if not value:
        return ""
    if len(value) < _TOKEN_MIN:
        raise ImproperlyConfigured(f"RUNBACK_METRICS_TOKEN must have {_TOKEN_MIN} characters or more.")
    # Not imported: where its counts go is decided by then, and ``serving`` has not said it yet.
    if find_spec("prometheus_client") is None:
        raise ImproperlyConfigured("RUNBACK_METRICS_TOKEN needs more parts: pip install 'runback[server]'.")
    return value


def read_log_format(environment: Mapping[str, str]) -> bool:
    """Whether RUNBACK_LOG asks for JSON lines in place of text."""
    value = environment.get("RUNBACK_LOG", "text")
    if value not in ("text", "json"):
        raise ImproperlyConfigured(f"RUNBACK_LOG must be text or json, not {value!r}.")
    return value == "json"


def read_database(environment: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Django's settings for the PostgreSQL of DATABASE_URL, else for the SQLite file of the home."""
    value = environment.get("DATABASE_URL", "").strip()
    return _postgresql(value) if value else _sqlite(home)


def read_cache(environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings for what is counted (wrong codes, wrong links): in the PostgreSQL that the processes share."""
    if environment.get("DATABASE_URL", "").strip():
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def _sqlite(home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home / "runback.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    """A wrong address is reported without the address: it can contain a password."""
    wrong = ImproperlyConfigured("DATABASE_URL must be an address like postgresql://name:password@host:5432/database.")
    try:
        import dj_database_url
        import psycopg  # noqa: F401 -- its absence is reported here and not by Django
    except ImportError:
        raise ImproperlyConfigured("DATABASE_URL needs more parts: pip install 'runback[server]'.") from None
    if url.partition("://")[0] not in _POSTGRES:
        raise wrong
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)}
    except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise wrong from None
    if not found.get("NAME"):
        raise wrong
    options = {"connect_timeout": 10, "application_name": "runback"} | found.get("OPTIONS", {})
    return found | {"ENGINE": "runback.store.postgresql", "OPTIONS": options}
