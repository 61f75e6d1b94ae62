"""What a file's name reveals if its content does not."""

import re
from datetime import UTC, datetime

from runback.history.instants import is_plausible_instant

_LARGEST = 2**63 - 1
_KEEP_ID = re.compile(r"(?<!\d)(92233[67]\d{13})(?!\d)")
_DAY = r"(?<!\d)(20\d\d)(?P<mark>[-_.]?)(\d\d)(?P=mark)(\d\d)"
_CLOCK = r"(?:[-_.T ]{1,3}([0-2]\d)[-_.:h]?([0-5]\d)(?:[-_.:m]?([0-5]\d))?)?"
_LOCAL = re.compile(_DAY + _CLOCK + r"(?!\d)")
_NOON = 12


def find_end_utc(label: str) -> datetime | None:
    """When an activity ended, from an identifier that counts milliseconds down from 2^63 - 1.

    The app Keep names its activities that way (newest first in its database); None for other names and
    for instants before 2010 or after 2099.
    """
    found = _KEEP_ID.search(label.rpartition("/")[2])
    if found is None:
        return None
    seconds = (_LARGEST - int(found.group(1))) / 1000
    when = datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 4e9 else None
    return when if when is not None and when.year >= 2010 else None


def find_start_local(label: str) -> datetime | None:
    """When an activity began in local time (stored as if it were UTC), from a date and time in the name.

    2026-05-03-18-30-00, 20260503_1830, run 2026.05.03; noon if there is no time. None if the name has no date
    or more than one.
    """
    found = list(_LOCAL.finditer(label.rpartition("/")[2]))
    if len(found) != 1:
        return None
    year, _, month, day, hour, minute, second = found[0].groups()
    try:
        at = (int(hour or _NOON), int(minute or 0), int(second or 0))
        start = datetime(int(year), int(month), int(day), *at, tzinfo=UTC)
    except ValueError:
        return None
    return start if is_plausible_instant(start) else None
