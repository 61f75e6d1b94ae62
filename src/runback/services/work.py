"""``runback work``: what waits in the database is worked off, on this machine or on several against one PostgreSQL.

Imports and clips are rows with a state, and their rows are the queue. A worker that is killed leaves its row open; the
next one begins it again, and what was saved already is skipped. So each is done at least once, and counts once.
"""

import logging
import signal
import threading
from types import FrameType

from django.db import DatabaseError, close_old_connections

from runback.services.form import worker as clips
from runback.services.imports import worker as imports
from runback.services.reminders import rounds as reminders

EVERY_S = 2.0
_RETRY_S = 15.0
_log = logging.getLogger(__name__)


def work_once() -> int:
    """Work off what waits now, a turn for each runner and kind; returns how many imports and clips ended.

    What another worker is doing is left to it.
    """
    ended = 0
    for steps in zip(imports.run_in_turns(patience_s=0.0), clips.run_in_turns(patience_s=0.0), strict=True):
        reminders.send_due()
        ended += sum(step or 0 for step in steps)
        if steps == (None, None):
            break
    return ended


def work_on() -> None:
    """Work off what waits, again and again, until SIGTERM or Ctrl+C; a database that is gone is waited for."""
    is_over = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        is_over.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not is_over.is_set():
        is_over.wait(EVERY_S if _try_once() else _RETRY_S)


def _try_once() -> bool:
    close_old_connections()
    try:
        work_once()
    except DatabaseError as problem:
        _log.warning("The database cannot be used (%s); it is asked again soon.", type(problem).__name__)
        return False
    return True
