"""One worker at a time for each kind of work: a lock of the home, or with PostgreSQL one that several machines share.

Both are released when their holder dies, so the next worker restarts what was interrupted.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from runback.languages.saved import translate_later
from runback.store.files import home_folder
from runback.store.locks import PATIENCE_S, HomeIsBusy, hold_lock, is_locked

_ASK_EVERY_S = 0.5


@contextmanager
def hold_work(name: str, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock of that kind of work, waiting up to ``patience_s`` for it; raises ``HomeIsBusy`` then."""
    if connection.vendor != "postgresql":
        with hold_lock(home_folder() / name, patience_s):
            yield
        return
    _wait_for(name, patience_s)
    try:
        yield
    finally:
        with suppress(DatabaseError):  # a connection that is gone has no lock any more
            _ask("SELECT pg_advisory_unlock(%s)", name)


def is_at_work(name: str) -> bool:
    """Whether somebody alive, on any machine, holds the lock of that kind of work."""
    if connection.vendor != "postgresql":
        return is_locked(home_folder() / name)
    if not _ask("SELECT pg_try_advisory_lock(%s)", name):
        return True
    _ask("SELECT pg_advisory_unlock(%s)", name)
    return False


def _wait_for(name: str, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while not _ask("SELECT pg_try_advisory_lock(%s)", name):
        if time.monotonic() >= until:
            raise HomeIsBusy(
                translate_later("Another worker has been at this for {minutes} minutes. Wait, or stop it.").format(
                    minutes=f"{patience_s / 60:.0f}"
                )
            )
        time.sleep(_ASK_EVERY_S)


def _ask(question: str, name: str) -> bool:
    number = int.from_bytes(hashlib.sha256(f"runback:{name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute(question, [number])
        return bool(cursor.fetchone()[0])
