"""The process that works off background imports of one data home, then ends.

Run as ``python -m runback.services.imports.worker`` with RUNBACK_HOME set. Its state
is the import's row, so it can be killed at any moment: the next one goes on. With
``look RUNNER FOLDER`` it makes a dry run over an upload instead (``import_look``).
"""

import logging
import sys
from pathlib import Path

from runback.services.home.open import open_home, resolve_home

MAX_ATTEMPTS = 5


def work_off() -> int:
    """Run every open background import, oldest first; returns how many ended here."""
    from runback.domain.errors import RunbackError
    from runback.services import clock
    from runback.services.imports import jobs
    from runback.store.locks import HomeIsBusy
    from runback.store.mapping_history import runner_record
    from runback.store.models import ImportRow
    from runback.store.models.history import ImportState

    ended = 0
    is_open = {"is_background": True, "state__in": (ImportState.QUEUED, ImportState.RUNNING)}
    while True:
        batch = ImportRow.objects.filter(**is_open).select_related("runner").order_by("pk").first()
        if batch is None:
            return ended
        if batch.attempts >= MAX_ATTEMPTS:
            jobs.give_up(batch, clock.now())
            continue
        try:
            jobs.run_batch(runner_record(batch.runner), batch)
        except HomeIsBusy:
            return ended  # whoever has the lock works off the rest
        except RunbackError:
            logging.exception("import %s failed", batch.pk)
        ended += 1


def look_for(runner_id: str, folder: Path) -> None:
    """Make the dry run over that runner's upload."""
    from runback.services.imports.look import run_look
    from runback.store.mapping_history import runner_record
    from runback.store.models import RunnerRow

    run_look(runner_record(RunnerRow.objects.get(pk=runner_id)), folder)


def main() -> None:
    """Open the home named by RUNBACK_HOME and work."""
    logging.basicConfig(level=logging.INFO)
    open_home(resolve_home())
    if sys.argv[1:2] == ["look"]:
        look_for(sys.argv[2], Path(sys.argv[3]))
    else:
        work_off()


if __name__ == "__main__":
    main()
