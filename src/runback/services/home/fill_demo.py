"""Fills a demo home in a separate process, so that the server which follows starts without what that takes.

Run as ``python -m runback.services.home.fill_demo FOLDER LANGUAGE``; the language is that of its messages.
"""

import sys
from pathlib import Path

from runback.languages import using
from runback.languages.saved import translate_saved


def fill(folder: Path, language: str) -> None:
    """Make the home and its made-up runner, as of today; says on stderr what it does."""
    from runback.services import clock
    from runback.services.home.open import DEMO_MARK, only_runner, open_home

    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMO_MARK).touch()
    open_home(folder)
    from runback.services.home.demo import make_demo

    runner = only_runner()

    def say(line: str) -> None:
        with using(language):
            print(translate_saved(line), file=sys.stderr)

    make_demo(runner, clock.today(runner), say=say)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), sys.argv[2])
