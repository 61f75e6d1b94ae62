"""The process that works off background imports of one data home, then ends.

Run as ``python -m runback.services.imports.worker`` with RUNBACK_HOME set. Its state
is the import's row, so it can be killed at any moment: the next one goes on. With
``look RUNNER FOLDER`` it makes a dry run over an upload instead (``import_look``).
"""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from runback.services.home.open import open_home
from runback.services.home.place import resolve_home
from runback.store.locks import PATIENCE_S

MAX_ATTEMPTS = 5


def work_off() -> int:
    """Run every open background import; returns how many ended here."""
    steps = work_steps(PATIENCE_S)
    return sum(iter(lambda: next(steps), None))


def work_steps(patience_s: float) -> Iterator[int | None]:
    """Run the open background imports, a turn for each runner; yields after a turn how many imports ended in it.

    Yields None while nothing waits, and where another process has been at it for ``patience_s``.
    """
    from runback.domain.errors import RunbackError
    from runback.services import clock
    from runback.services.imports import jobs
    from runback.services.turns import Turn, open_imports, take_next
    from runback.store.locks import HomeIsBusy
    from runback.store.mapping_history import runner_record

    served = 0
    while True:
        batch = take_next(open_imports(), served)
        if batch is None:
            yield None
            continue
        served = batch.runner_id
        if batch.attempts >= MAX_ATTEMPTS:
            jobs.give_up(batch, clock.now())
            continue
        try:
            jobs.run_batch(runner_record(batch.runner), batch, pause=Turn(served), patience_s=patience_s)
        except HomeIsBusy:
            yield None  # whoever has the lock works off the rest
            continue
        except RunbackError:
            logging.exception("import %s failed", batch.pk)
        yield int(batch.finished_at is not None)


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
