"""The process that imports in the background: starting it, and asking whether it is at work."""

from runback.services.workers import Workers
from runback.store.files import home_folder
from runback.store.locks import is_locked

LOCK_NAME = "import.lock"
WORKER, WORKER_LOG = "runback.services.imports.worker", "import.log"
workers = Workers(WORKER, WORKER_LOG)


def is_importing() -> bool:
    """Whether some process imports into this home right now."""
    return is_locked(home_folder() / LOCK_NAME)
