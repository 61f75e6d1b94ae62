"""The key of a home is replaced: what the old one signed stays valid until the old one is forgotten.

``HOME/secret.key`` signs sessions and calendar addresses. An old key goes to ``HOME/secret.key.old``, one a line, the
latest first, and is still trusted; ``forget_old_keys`` ends what was not signed again.
"""

import os
import secrets
from pathlib import Path

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext
from runback.store.files import write_atomically

FILE, OLD = "secret.key", "secret.key.old"
OLD_MAX = 5


class KeyIsElsewhere(UnusableInput):
    """The key is not a file of the home."""

    code = "key_is_elsewhere"


def read_old_keys(home: Path) -> tuple[str, ...]:
    """The keys that were replaced and are still trusted, the latest first."""
    file = home / OLD
    return tuple(file.read_text().split()) if file.is_file() else ()


def rotate_key(home: Path) -> None:
    """Give the home a new key, and keep trusting the old one; a server uses it when it is started again.

    Raises ``KeyIsElsewhere`` where it comes from RUNBACK_SECRET_KEY.
    """
    if os.environ.get("RUNBACK_SECRET_KEY"):
        raise KeyIsElsewhere(
            gettext(
                "The key is in RUNBACK_SECRET_KEY. Put it into RUNBACK_SECRET_KEY_OLD, and a new one of 32 "
                "characters or more in its place."
            )
        )
    old = [(home / FILE).read_text().strip(), *read_old_keys(home)]
    # Save the old key first: after a crash in between it is in both places, and nothing is lost.
    _write(home / OLD, "\n".join(list(dict.fromkeys(old))[:OLD_MAX]))
    _write(home / FILE, secrets.token_urlsafe(48))


def forget_old_keys(home: Path) -> int:
    """Stop trusting old keys; returns how many there were."""
    count = len(read_old_keys(home))
    (home / OLD).unlink(missing_ok=True)
    return count


def _write(path: Path, text: str) -> None:
    write_atomically(path, text.encode())
