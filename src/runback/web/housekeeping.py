"""What a server does beside its pages: clearing up (old uploads, sessions that ended), the weekly backup, reminders."""

import logging
import time
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from runback.domain.errors import RunbackError
from runback.services.home.backup import save_weekly_backup
from runback.services.reminders.rounds import send_due
from runback.web.imports.uploads import sweep_uploads

EVERY_S = 3600.0
REMIND_EVERY_S = 60.0
_log = logging.getLogger(__name__)


def tidy() -> None:
    """Clear up now; what cannot be cleared up (a full disk) waits for the next time."""
    try:
        sweep_uploads()
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
        save_weekly_backup(Path(settings.HOME))
    except (OSError, DatabaseError) as problem:
        _log.warning("Runback could not clear up: %s", problem)


def tidy_periodically() -> None:
    """Clear up every hour, for as long as the server runs."""
    while True:
        time.sleep(EVERY_S)
        tidy()
        connection.close()


def remind_periodically() -> None:
    """Send the reminders that are due, for as long as the server runs; none are before a runner switches them on."""
    while True:
        try:
            send_due()
        except (OSError, DatabaseError, RunbackError) as problem:
            _log.warning("Reminders could not be sent (%s); they are tried again soon.", type(problem).__name__)
        connection.close()
        time.sleep(REMIND_EVERY_S)
