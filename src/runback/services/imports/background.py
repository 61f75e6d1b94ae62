"""Starts the process that imports in the background, and checks whether it is running."""

from runback.services.workers import Workers
from runback.store.work_locks import is_at_work

LOCK_NAME = "import.lock"
WORKER, WORKER_LOG = "runback.services.imports.worker", "import.log"
workers = Workers(WORKER, WORKER_LOG)


def is_importing() -> bool:
    """Whether any process is importing into this home right now."""
    return is_at_work(LOCK_NAME)
