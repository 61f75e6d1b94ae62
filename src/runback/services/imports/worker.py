"""The process that runs the queued imports of one data home, then ends.

Run as ``python -m runback.services.imports.worker`` with RUNBACK_HOME set. Its state
is the import's row, so it can be killed at any moment: the next one continues. With
``look RUNNER FOLDER`` it does a dry run of an upload instead (``look``).
"""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from runback.services.home.open import open_home
from runback.services.home.place import resolve_home
from runback.store.locks import PATIENCE_S

MAX_ATTEMPTS = 5


def run_queue() -> int:
    """Run every queued import; returns how many ended here."""
    steps = run_in_turns(PATIENCE_S)
    return sum(iter(lambda: next(steps), None))


def run_in_turns(patience_s: float) -> Iterator[int | None]:
    """Run the queued imports, one runner at a time in turns; yields after each turn how many imports ended in it.

    Yields None while the queue is empty, and if another process has been working for ``patience_s``.
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
            yield None  # the process with the lock does the rest
            continue
        except RunbackError:
            logging.exception("import %s failed", batch.pk)
        yield int(batch.finished_at is not None)


def preview_upload(runner_id: str, folder: Path) -> None:
    """Do the dry run of that runner's upload."""
    from runback.services.imports.look import run_look
    from runback.store.mapping_history import runner_record
    from runback.store.models import RunnerRow

    run_look(runner_record(RunnerRow.objects.get(pk=runner_id)), folder)


def main() -> None:
    """Open the home in RUNBACK_HOME and run what is queued."""
    logging.basicConfig(level=logging.INFO)
    open_home(resolve_home())
    if sys.argv[1:2] == ["look"]:
        preview_upload(sys.argv[2], Path(sys.argv[3]))
    else:
        run_queue()


if __name__ == "__main__":
    main()
