"""What a file's name tells where its content does not."""

import re
from datetime import UTC, datetime

_LARGEST = 2**63 - 1
_KEEP_ID = re.compile(r"(?<!\d)(92233[67]\d{13})(?!\d)")


def find_end_utc(label: str) -> datetime | None:
    """When an activity ended, from an identifier that counts milliseconds down from 2^63 - 1.

    Keep names its activities so (newest first in its database); None for other names and
    for instants before 2010 or after 2099.
    """
    found = _KEEP_ID.search(label.rpartition("/")[2])
    if found is None:
        return None
    seconds = (_LARGEST - int(found.group(1))) / 1000
    when = datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 4e9 else None
    return when if when is not None and when.year >= 2010 else None
