"""The runner's key for intervals.icu and what Runback remembers of that side, in the home and for its owner alone.

Neither goes into a backup or an export: a copy of the home has no key, and starts again.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from runback.domain.errors import BadAnswer, UnusableInput
from runback.languages.catalogue import gettext
from runback.store.files import write_atomically

KEY_NAME, STATE_NAME, LOCK_NAME, LOG_NAME = "intervals.key", "intervals.json", "sync.lock", "sync.log"
FOLDER = "arriving"
_KEY = re.compile(r"[!-~]{8,200}")
_EARLIEST = date(1990, 1, 1)


class NotSwitchedOn(UnusableInput):
    """There is no key yet."""

    code = "not_switched_on"


@dataclass(frozen=True, slots=True)
class Sent:
    """A planned workout on the site: its id, a digest of what was sent, and one of how the site shows it."""

    id: str
    sent: str
    shown: str


@dataclass(slots=True)
class SyncState:
    """What Runback remembers between two syncs.

    ``since`` is the first day whose runs are fetched. ``activities`` maps the id of each one that is done with to the
    verdict on its file, or ``without_file``; ``tries`` counts how often one could not be fetched. ``events`` maps
    external ids to what is there; ``declined`` are those that the runner deleted there. ``walked_on`` is the day of the
    last walk over all days; ``wait_until`` (seconds since 1970) until when the site asks not to be called. ``revision``
    is the plan's revision that was sent last, ``last`` the last sync's result for the page.
    """

    since: date
    sends_plan: bool = True
    activities: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    events: dict[str, Sent] = field(default_factory=dict)
    declined: list[str] = field(default_factory=list)
    walked_on: str = ""
    wait_until: float = 0.0
    revision: int = 0
    last: dict[str, Any] = field(default_factory=dict)


def is_switched_on(home: Path) -> bool:
    """Whether a key is saved."""
    return (home / KEY_NAME).is_file()


def read_key(home: Path) -> str:
    """The key; raises ``NotSwitchedOn`` where there is none."""
    try:
        return (home / KEY_NAME).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise NotSwitchedOn(
            gettext("Sync with intervals.icu is off. Switch it on with: runback sync intervals --connect")
        ) from None


def check_key(text: str) -> str:
    """The key as it was typed or pasted, without spaces around; raises ``BadAnswer``."""
    key = text.strip()
    if not _KEY.fullmatch(key):
        raise BadAnswer("key", gettext("Copy the whole key from intervals.icu: letters and digits, without spaces."))
    return key


def check_since(since: date, today: date) -> date:
    """The first day to fetch; raises ``BadAnswer`` for an impossible one."""
    if not _EARLIEST <= since <= today:
        raise BadAnswer("since", gettext("Choose a day in the past, like 2026-01-01."))
    return since


def switch_on(home: Path, key: str, since: date, *, sends_plan: bool) -> None:
    """Keep the key, readable by its owner alone; what was remembered earlier stays."""
    state = read_state(home) or SyncState(since)
    state.since, state.sends_plan, state.walked_on, state.wait_until = since, sends_plan, "", 0.0
    write_state(home, state)
    write_atomically(home / KEY_NAME, key.encode("ascii"))


def switch_off(home: Path) -> None:
    """Forget the key; what was fetched is remembered, so that switching on again fetches nothing twice."""
    (home / KEY_NAME).unlink(missing_ok=True)


def read_state(home: Path) -> SyncState | None:
    """What is remembered; None where there is nothing, or nothing that can be read."""
    try:
        found = json.loads((home / STATE_NAME).read_bytes())
        events = {name: Sent(**sent) for name, sent in found.pop("events").items()}
        return SyncState(since=date.fromisoformat(found.pop("since")), events=events, **found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_state(home: Path, state: SyncState) -> None:
    """Save what has to be remembered, completely or not at all."""
    document = asdict(state) | {"since": state.since.isoformat()}
    write_atomically(home / STATE_NAME, json.dumps(document).encode())
