"""The process that syncs once, then ends: started by the server while it runs, and by the page.

Run as ``python -m runback.services.sync.worker`` with RUNBACK_HOME set. It can be killed at any moment: the next one
continues. The result is in the home's state, where the page reads it.
"""

import logging

from runback.domain.errors import RunbackError
from runback.services.home.open import open_home
from runback.services.home.place import resolve_home


def sync_once() -> None:
    """Sync the home of one runner; a sync that is under way already is left alone."""
    from runback.services.people.accounts import chosen_runner
    from runback.services.sync.errors import SyncRuns
    from runback.services.sync.run import sync
    from runback.store.files import home_folder

    try:
        sync(chosen_runner(None), home_folder())
    except SyncRuns:
        return
    except RunbackError as problem:
        logging.getLogger(__name__).warning("The sync ended early: %s", problem.message)


def main() -> None:
    """Open the home named by RUNBACK_HOME and sync."""
    logging.basicConfig(level=logging.INFO)
    open_home(resolve_home())
    sync_once()


if __name__ == "__main__":
    main()
