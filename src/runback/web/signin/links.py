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
INVITATION_LASTS_S = 3 * 24 * 3600
"""A link made for somebody else has to reach them first."""


def _folder() -> Path:
    folder = scratch_folder(Path(settings.HOME)) / "signin"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(user_id: int, lasts_s: int = LASTS_S) -> str:
    """A token that signs this user in once within ``lasts_s`` seconds; the user's older tokens end."""
    for old in _folder().iterdir():
        if _owner_of(old) in (user_id, None):
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(24)
    record = f"{_digest(token)} {user_id} {int(time.time()) + lasts_s}"
    file = _folder() / secrets.token_hex(8)
    file.touch(mode=0o600)
    file.write_text(record)
    return token


def _owner_of(file: Path) -> int | None:
    """Whose token a file holds; None for one that has ended, or holds none."""
    _, user_id, ends_at = _read(file)
    return user_id if time.time() < ends_at else None


def _read(file: Path) -> tuple[str, int, int]:
    """Digest, user and end of a token; an end of 0 where the file is gone or is not one of ours."""
    try:
        digest, user_id, ends_at = file.read_text().split()
        return digest, int(user_id), int(ends_at)
    except (OSError, ValueError):
        return "", 0, 0


def new_link(user_id: int, port: int, lasts_s: int = LASTS_S) -> str:
    """The address to open in the browser: the public one where there is one, else this machine's."""
    origin = settings.PUBLIC.origin if settings.PUBLIC else f"http://127.0.0.1:{port}"
    return f"{origin}/sign-in/{new_token(user_id, lasts_s)}/"


def consume(token: str) -> int | None:
    """The id of the user the token signs in; None for one that is used, old or made up."""
    wanted = _digest(token)
    for file in _folder().iterdir():
        digest, user_id, ends_at = _read(file)
        if hmac.compare_digest(digest, wanted):
            return _use(file, user_id, ends_at)
    return None


def _use(file: Path, user_id: int, ends_at: int) -> int | None:
    try:
        file.unlink()
    except FileNotFoundError:  # somebody was faster
        return None
    return user_id if time.time() < ends_at else None
