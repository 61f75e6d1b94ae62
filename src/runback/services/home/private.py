"""Files of the home are their owner's alone; homes made before this was so are corrected when they are opened."""

import logging
import os
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077
_log = logging.getLogger(__name__)


def make_private(home: Path) -> bool:
    """Take from everybody else the right to read or write in the home; returns whether anybody had it.

    Looks at the home and what is directly in it, and goes deeper only where that was open.
    """
    if os.name == "nt" or not any(_is_open(path) for path in (home, *home.iterdir())):
        return False
    _log.warning("Others on this machine could read %s. Now only you can.", home)
    for folder, _, names in os.walk(home):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            with suppress(OSError):  # somebody else's file: its owner decides
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode & 0o7777 & ~_OTHERS)
    return True


def _is_open(path: Path) -> bool:
    with suppress(OSError):
        return not path.is_symlink() and path.stat().st_mode & _OTHERS != 0
    return False
