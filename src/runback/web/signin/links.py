"""One-time sign-in links: made by whoever can read the data home, used once, soon.

Only a hash of the token is kept, in ``HOME/signin``; using a link removes the file, and
the file system lets that happen once.
"""

import hashlib
import hmac
import secrets
import time
from pathlib import Path

from django.conf import settings

from runback.store.reading import scratch_folder

LASTS_S = 900


def _folder() -> Path:
    folder = scratch_folder(Path(settings.HOME)) / "signin"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(user_id: int) -> str:
    """A token that signs this user in once within ``LASTS_S`` seconds; older tokens end."""
    for old in _folder().iterdir():
        old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(24)
    record = f"{_digest(token)} {user_id} {int(time.time()) + LASTS_S}"
    file = _folder() / secrets.token_hex(8)
    file.touch(mode=0o600)
    file.write_text(record)
    return token


def new_link(user_id: int, port: int) -> str:
    """The address to open in the browser."""
    return f"http://127.0.0.1:{port}/sign-in/{new_token(user_id)}/"


def consume(token: str) -> int | None:
    """The id of the user the token signs in; None for one that is used, old or made up."""
    digest = _digest(token)
    for file in _folder().iterdir():
        parts = file.read_text().split()
        if len(parts) == 3 and hmac.compare_digest(parts[0], digest):
            return _use(file, int(parts[1]), int(parts[2]))
    return None


def _use(file: Path, user_id: int, ends_at: int) -> int | None:
    try:
        file.unlink()
    except FileNotFoundError:  # somebody was faster
        return None
    return user_id if time.time() < ends_at else None
