"""What this machine says of itself: its time zone, although Django puts its own (UTC) into the environment.

The settings import this module, so that it is there before Django does.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from zoneinfo import ZoneInfo

_TZ_AT_START = os.environ.get("TZ")


def local_zone() -> str:
    """The IANA name of this machine's time zone: TZ as it was at the start, else the system's; UTC where unknown."""
    for name in (_name_by_tzlocal(), os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]):
        with suppress(KeyError, ValueError, OSError):
            if name and ZoneInfo(name):
                return "UTC" if name == "Etc/UTC" else name
    return "UTC"


def _name_by_tzlocal() -> str | None:
    import tzlocal

    with _environment_at_start(), suppress(KeyError, ValueError, OSError):  # KeyError: its sources differ
        return tzlocal.get_localzone_name()
    return None


@contextmanager
def _environment_at_start() -> Iterator[None]:
    now = dict(os.environ)
    _set_tz(_TZ_AT_START)
    try:
        yield
    finally:
        _set_tz(now.get("TZ"))


def _set_tz(value: str | None) -> None:
    if value is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = value


def machine_environment() -> dict[str, str]:
    """The environment for a process that this one starts: with the machine's zone, not Django's."""
    rest = {key: value for key, value in os.environ.items() if key != "TZ"}
    return rest if _TZ_AT_START is None else rest | {"TZ": _TZ_AT_START}
