"""Erasing a home: everything Runback has written there goes, and what was left is listed."""

import os
import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from runback.domain.errors import UnusableHome, UnusableInput
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.home.server_database import require_file
from runback.services.home.snapshot import FILES, FOLDERS
from runback.services.home.soundness import DATABASE
from runback.store.faults import explain
from runback.store.locks import HomeIsBusy, hold_lock

_BUSY = {
    "serving.lock": gettext_noop("a Runback that serves it"),
    "import.lock": gettext_noop("an import"),
    "form.lock": gettext_noop("the measuring of a clip"),
    "backup.lock": gettext_noop("a backup"),
    "sync.lock": gettext_noop("a sync"),
    "watch.lock": gettext_noop("a watch over folders"),
}
_OURS = (
    f"{DATABASE}*", *FILES, *FOLDERS, "backups", "uploads", "signin", "counters.json", "watch.json", "intervals.key",
    "intervals.json", "arriving", "serving.port", "*.lock",
    "*.log", ".probe-*", ".secret-*", ".counters-*", ".snapshot-*", ".import-*",
    ".intervals*", ".watch.json*",
)  # fmt: skip
STAYS = gettext_noop(
    "Backups and exports that you saved elsewhere stay. So do calendars that subscribed, until you remove them there. "
    "A disk can keep traces of deleted files until it writes over them."
)


class InUse(UnusableInput):
    """Some process works in the home."""

    code = "home_in_use"


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone: for each name in the home its files and bytes; ``left`` is what Runback did not write."""

    home: Path
    gone: tuple[tuple[str, int, int], ...]
    left: tuple[str, ...]


def require_idle(home: Path, held_here: tuple[str, ...] = ()) -> None:
    """Raises ``InUse`` while some process serves the home, imports into it, backs it up or measures a clip.

    ``held_here`` are locks that this process has itself.
    """
    with _hold_everything(home, held_here):
        pass


def list_foreign(home: Path) -> list[Path]:
    """What is in the folder and not Runback's."""
    return [path for path in sorted(home.iterdir()) if not _is_ours(path)] if home.is_dir() else []


def _is_ours(path: Path) -> bool:
    return any(fnmatch(path.name, name) for name in _OURS)


def erase_home(home: Path, held_here: tuple[str, ...] = ()) -> Erased:
    """Delete everything of Runback's in that folder, damaged or not, and the folder itself if nothing else is in it.

    ``held_here`` are locks that this process has itself.

    Raises ``UnusableHome`` where the folder is no home or the disk refuses (what is gone by then stays gone; try
    again), and ``InUse`` while some process works in it.
    """
    home = home.expanduser().absolute()
    require_file(home, "erase")
    if not any((home / name).exists() for name in (DATABASE, "secret.key", "samples", "originals")):
        raise UnusableHome(
            gettext("{home} is not a data home of Runback. Name it with --home.").format(home=home), path=str(home)
        )
    with _hold_everything(home, held_here):
        ours = sorted(path for path in home.iterdir() if _is_ours(path))
        try:
            gone = tuple(_remove(path) for path in ours)
        except OSError as problem:
            what = gettext("{home} is not erased ({reason}).").format(home=home, reason=problem.strerror or problem)
            raise explain(problem, home) or UnusableHome(what, path=str(home)) from None
    left = tuple(str(path) for path in sorted(home.rglob("*")))
    if not left:
        with suppress(OSError):  # a mount point, or a folder of somebody else's
            home.rmdir()
    return Erased(home, gone, left)


def _hold_everything(home: Path, held_here: tuple[str, ...] = ()) -> ExitStack:
    with ExitStack() as held:
        for name, what in _BUSY.items():
            if name not in held_here and (home / name).exists():
                try:
                    held.enter_context(hold_lock(home / name, patience_s=0.0))
                except HomeIsBusy:
                    words = gettext("{home} is in use by {what}. Stop it, then try again.")
                    raise InUse(words.format(home=home, what=gettext(what)), path=str(home)) from None
        return held.pop_all()


def _remove(path: Path) -> tuple[str, int, int]:
    if path.is_dir() and not path.is_symlink():
        sizes = [Path(place, name).lstat().st_size for place, _, names in os.walk(path) for name in names]
        shutil.rmtree(path)
        return path.name, len(sizes), sum(sizes)
    size = path.lstat().st_size
    path.unlink()
    return path.name, 1, size
