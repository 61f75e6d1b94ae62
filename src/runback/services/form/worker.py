"""The process that measures the waiting clips of one data home, then ends.

Run as ``python -m runback.services.form.worker`` with RUNBACK_HOME set. Its state is
the clip's row, so it can be killed at any moment: the next one continues.
"""

import logging
from collections.abc import Iterator

from runback.services.home.open import open_home
from runback.services.home.place import resolve_home
from runback.store.locks import PATIENCE_S


def run_queue() -> int:
    """Measure every waiting clip; returns how many ended here."""
    steps = run_in_turns(PATIENCE_S)
    return sum(iter(lambda: next(steps), None))


def run_in_turns(patience_s: float) -> Iterator[int | None]:
    """Measure the waiting clips, one of each runner in turn; yields 1 after each.

    Yields None while nothing waits, and where another process has been at it for ``patience_s``.
    """
    from runback.services.form import jobs
    from runback.services.turns import open_clips, take_next
    from runback.store.locks import HomeIsBusy

    served = 0
    while True:
        row = take_next(open_clips(), served)
        if row is None:
            yield None
            continue
        served = row.runner_id
        if row.attempts >= jobs.MAX_ATTEMPTS:
            jobs.give_up(row)
        else:
            try:
                jobs.run_clip(row, patience_s)
            except HomeIsBusy:
                yield None  # the process with the lock does the rest
                continue
        yield 1


def main() -> None:
    """Open the home named by RUNBACK_HOME and work."""
    logging.basicConfig(level=logging.INFO)
    open_home(resolve_home())
    run_queue()


if __name__ == "__main__":
    main()
