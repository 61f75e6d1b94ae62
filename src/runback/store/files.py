"""Files of the data home: written whole or not at all."""

import os
import secrets
from pathlib import Path

from django.conf import settings


def home_folder() -> Path:
    """The data home this process works in."""
    return Path(settings.HOME)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a power cut, sees all of it or nothing.

    Raises ``OSError`` (disk full, read-only); the half-written file is then removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
