"""The process that syncs in the background: whether it is due, starting it, and asking whether it is at work."""

from pathlib import Path

from django.conf import settings

from runback.domain.runner import Runner
from runback.services.imports.background import is_importing
from runback.services.sync.account import LOCK_NAME, LOG_NAME, STATE_NAME, is_switched_on, read_state
from runback.services.workers import Workers
from runback.store.locks import is_locked
from runback.store.models import PlanRevisionRow
from runback.store.owned import rows_of

SYNC_EVERY_S, SOON_S = 900.0, 60.0
workers = Workers("runback.services.sync.worker", LOG_NAME)


def start_sync() -> None:
    """Sync in a separate process; with ``IMPORT_IN_BACKGROUND = False`` in the settings (tests) here and now."""
    if getattr(settings, "IMPORT_IN_BACKGROUND", True):
        workers.start()
    else:
        from runback.services.sync.worker import sync_once

        sync_once()


def is_syncing(home: Path) -> bool:
    """Whether a sync is under way."""
    return is_locked(home / LOCK_NAME)


def is_due(runner: Runner, home: Path, now_s: float) -> bool:
    """Whether a sync should begin: it is switched on, nothing else imports, and the last one is long enough ago.

    After a change of the plan that is a minute, so that a run that may no longer be leaves the watch soon. ``now_s`` is
    the time in seconds since 1970.
    """
    state = read_state(home)
    if state is None or not is_switched_on(home) or now_s < state.wait_until or is_importing():
        return False
    if not state.last:
        return True
    is_changed = state.sends_plan and latest_revision(runner) != state.revision
    return now_s - (home / STATE_NAME).stat().st_mtime >= (SOON_S if is_changed else SYNC_EVERY_S)


def latest_revision(runner: Runner) -> int:
    """The id of the plan's last revision, 0 without one."""
    return rows_of(PlanRevisionRow, runner).order_by("-pk").values_list("pk", flat=True).first() or 0
