"""The key with which this home signs what it sends to push services (VAPID, RFC 8292): a file of the home, mode 600."""

import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from runback.domain.errors import UnusableHome
from runback.languages.catalogue import gettext
from runback.store.files import home_folder

if TYPE_CHECKING:
    from py_vapid import Vapid02

FILE = "push.key"
MARK_LENGTH = 24
"""How many characters of the public key identify it."""


def load_key() -> "Vapid02":
    """The key of the home, made on first use; raises ``UnusableHome`` where its file is damaged."""
    from py_vapid import Vapid02

    path = home_folder() / FILE
    if not path.exists():
        _place(path)
    try:
        return Vapid02.from_pem(path.read_bytes())
    except (ValueError, TypeError):
        raise UnusableHome(
            gettext("{path} is damaged. Delete it; a new one is made, and phones have to be switched on again.").format(
                path=path
            ),
            path=str(path),
        ) from None


def public_key(key: "Vapid02 | None" = None) -> str:
    """The public half as browsers take it: an uncompressed point of P-256 in base64url, without padding."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = (key or load_key()).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def key_mark() -> str:
    """The start of the public key, stored with each device that trusts it."""
    return public_key()[:MARK_LENGTH]


def replace_key() -> None:
    """Make a new key; devices that trusted the old one are shown nothing until they are switched on again."""
    (home_folder() / FILE).unlink(missing_ok=True)
    _place(home_folder() / FILE)


def _place(path: Path) -> None:
    """Write a new key completely under another name, then give it its own, unless another process was first."""
    from py_vapid import Vapid02

    made = Vapid02()
    made.generate_keys()
    partial = path.with_name(f".{FILE}-{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(made.private_pem())
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    except OSError:  # a disk without hard links
        partial.replace(path)
    partial.unlink(missing_ok=True)
