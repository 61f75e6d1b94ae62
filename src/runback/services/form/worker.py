"""The process that measures the waiting clips of one data home, then ends.

Run as ``python -m runback.services.form.worker`` with RUNBACK_HOME set. Its state is
the clip's row, so it can be killed at any moment: the next one goes on.
"""

import logging

from runback.services.home.open import open_home, resolve_home


def work_off() -> int:
    """Measure every waiting clip, oldest first; returns how many ended here."""
    from runback.services.form import jobs
    from runback.store.locks import HomeIsBusy
    from runback.store.models import FormClipRow
    from runback.store.models.form import ClipState

    ended = 0
    while True:
        row = FormClipRow.objects.filter(state__in=(ClipState.QUEUED, ClipState.RUNNING)).order_by("pk").first()
        if row is None:
            return ended
        if row.attempts >= jobs.MAX_ATTEMPTS:
            jobs.give_up(row)
        else:
            try:
                jobs.run_clip(row)
            except HomeIsBusy:
                return ended  # whoever has the lock works off the rest
        ended += 1


def main() -> None:
    """Open the home named by RUNBACK_HOME and work."""
    logging.basicConfig(level=logging.INFO)
    open_home(resolve_home())
    work_off()


if __name__ == "__main__":
    main()
