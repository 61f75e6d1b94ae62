"""Files of the data home: written completely or not at all."""

import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import BinaryIO

_SYNCED_AT_A_TIME = 16


def home_folder() -> Path:
    """The data home this process works in."""
    from django.conf import settings  # the readers of an import work without Django

    return Path(settings.HOME)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a power cut, sees all of it or nothing.

    Raises ``OSError`` (disk full, read-only); the half-written file is then removed.
    """
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    write_synced(partial, data)
    try:
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def write_synced(path: Path, data: bytes) -> None:
    """Write a file that is not in use yet, and flush it; it gets its name afterwards by renaming.

    Raises ``OSError`` (disk full, read-only); the half-written file is then removed.
    """
    write_staged(path, data)
    try:
        sync_files([path])
    except OSError:
        path.unlink(missing_ok=True)
        raise


def write_staged(path: Path, data: bytes) -> None:
    """Write a file that is not in use yet; ``sync_files`` flushes it before it gets its name.

    Raises ``OSError`` (disk full, read-only); the half-written file is then removed.
    """
    try:
        with _open_new(path) as file:
            file.write(data)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def sync_files(paths: Sequence[Path]) -> None:
    """Flush files to the disk, many at a time: a disk takes little longer for many than for one.

    Raises ``OSError``.
    """
    if len(paths) < 2:
        for path in paths:
            _sync(path)
        return
    for _ in _syncing_threads().map(_sync, paths):
        pass


@cache
def _syncing_threads() -> ThreadPoolExecutor:
    """Threads that wait for the disk, reused for the next files."""
    return ThreadPoolExecutor(_SYNCED_AT_A_TIME)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _open_new(path: Path) -> BinaryIO:
    """A file to write that nobody but its owner can read, its folder made where it is not there yet."""
    try:
        return open(path, "wb", opener=_open_private)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "wb", opener=_open_private)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def put_aside(home: Path, path: Path) -> Path:
    """Move a file that is no longer used to ``aside``, where only the runner deletes it; returns its new place."""
    place = home / "aside" / path.relative_to(home)
    place.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while place.exists():
        number += 1
        place = place.with_name(f"{path.stem} ({number}){path.suffix}")
    path.replace(place)
    return place
