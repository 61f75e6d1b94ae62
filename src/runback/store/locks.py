"""Locks between processes that the system releases when their holder dies."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runback.domain.errors import RunbackError
from runback.languages.saved import translate_later

if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


PATIENCE_S = 3600.0
_ASK_EVERY_S = 0.05


class HomeIsBusy(RunbackError):
    """Another process has held a lock of this home for too long."""

    code = "busy"


@contextmanager
def hold_lock(path: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock of that file, waiting up to ``patience_s`` until it is free; raises ``HomeIsBusy`` then."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, path, patience_s)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, path: Path, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while not _is_taken(descriptor):
        if time.monotonic() >= until:
            raise HomeIsBusy(
                translate_later(
                    "Another Runback has been working in this data home for {minutes} minutes. Wait until it "
                    "is done, or stop it, then try again."
                ).format(minutes=f"{patience_s / 60:.0f}"),
                path=str(path.parent),
            )
        time.sleep(_ASK_EVERY_S)


def _is_taken(descriptor: int) -> bool:
    try:
        _take(descriptor)
    except OSError:
        return False
    return True


def is_locked(path: Path) -> bool:
    """Whether somebody alive holds the lock of that file; makes no file."""
    try:
        descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _is_taken(descriptor)
    finally:
        os.close(descriptor)
