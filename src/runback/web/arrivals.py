"""What the server of one runner's home looks after while it runs: watched folders, and sync where it is switched on."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from runback.domain.errors import RunbackError
from runback.domain.runner import Runner
from runback.services.imports.watch import LOOK_EVERY_S
from runback.services.imports.watching import Watcher
from runback.services.people.accounts import NameNeeded, chosen_runner
from runback.services.people.one_person import is_single_person
from runback.services.sync.background import is_due, start_sync
from runback.store.reading import read_only

ASK_EVERY_S = 60.0
_log = logging.getLogger(__name__)


def start_arrivals() -> None:
    """Look after folders and sync while this process lives; a folder that does not answer never delays a sync."""
    watcher = Watcher(Path(settings.HOME))
    for step, every_s in ((watcher.step, LOOK_EVERY_S), (_sync_if_due, ASK_EVERY_S)):
        threading.Thread(target=_go_on, args=(step, every_s), daemon=True).start()


def _go_on(step: Callable[[Runner, float], None], every_s: float) -> None:
    while True:
        time.sleep(every_s)
        run_arrivals(step)
        connection.close()


def run_arrivals(step: Callable[[Runner, float], None]) -> None:
    """One step for the home's runner; none where several people use the home, or where nothing can be written.

    What fails (a disk, a folder that went away) is noted in the log and tried again with the next step.
    """
    try:
        runner = chosen_runner(None)
        if read_only() is None and is_single_person(runner):
            step(runner, time.time())
    except NameNeeded:
        return
    except (OSError, DatabaseError, RunbackError) as problem:
        _log.warning("Runback could not look after new files: %s", problem)


def _sync_if_due(runner: Runner, now_s: float) -> None:
    if is_due(runner, Path(settings.HOME), now_s):
        start_sync()
