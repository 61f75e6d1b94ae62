"""One-time sign-in links: made by anyone who can read the data home, used once, soon.

Only a hash of the token is kept, in ``HOME/signin``; using a link removes the file, and
the file system lets that happen once.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from runback.store.reading import scratch_folder

LASTS_S = 900
INVITATION_LASTS_S = 3 * 24 * 3600
"""A link made for somebody else has to reach them first."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a link. ``is_first_step`` asks an account that has a passkey or a code app for that, too:
    the link was made by somebody else, or travelled by e-mail. ``ends_at`` is in seconds since 1970.
    """

    digest: str
    user_id: int
    ends_at: int
    is_first_step: bool


def _folder() -> Path:
    folder = scratch_folder(Path(settings.HOME)) / "signin"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(user_id: int, lasts_s: int = LASTS_S, *, is_first_step: bool = False) -> str:
    """A token that signs this user in once within ``lasts_s`` seconds; the user's older ones of its kind end."""
    for old in _folder().iterdir():
        kept = _read(old)
        if (
            kept is None
            or time.time() >= kept.ends_at
            or (kept.user_id, kept.is_first_step) == (user_id, is_first_step)
        ):
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(24)
    record = f"{_digest(token)} {user_id} {int(time.time()) + lasts_s} {int(is_first_step)}"
    file = _folder() / secrets.token_hex(8)
    file.touch(mode=0o600)
    file.write_text(record)
    return token


def _read(file: Path) -> Token | None:
    """What a file keeps; None where it is gone or is not one of ours."""
    try:
        digest, user_id, ends_at, *more = file.read_text().split()  # an older Runback kept three words
        return Token(digest, int(user_id), int(ends_at), more == ["1"])
    except (OSError, ValueError):
        return None


def new_link(user_id: int, port: int, lasts_s: int = LASTS_S, *, is_first_step: bool = False) -> str:
    """The address to open in the browser: the public one where there is one, else this machine's."""
    origin = settings.PUBLIC.origin if settings.PUBLIC else f"http://127.0.0.1:{port}"
    return f"{origin}/sign-in/{new_token(user_id, lasts_s, is_first_step=is_first_step)}/"


def consume(token: str) -> Token | None:
    """Use a token up; None for one that is used, expired or invented."""
    wanted = _digest(token)
    for file in _folder().iterdir():
        kept = _read(file)
        if kept is not None and hmac.compare_digest(kept.digest, wanted):
            return _use(file, kept)
    return None


def _use(file: Path, kept: Token) -> Token | None:
    try:
        file.unlink()
    except FileNotFoundError:  # somebody was faster
        return None
    return kept if time.time() < kept.ends_at else None
