"""Watched folders: new and complete files in them are imported. Nothing in the folders is changed.

They are polled for names, sizes and times, which works on every file system, including a mounted watch.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runback.domain.errors import BadAnswer, UnusableInput
from runback.domain.imports import ImportReport, Verdict
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_later
from runback.store.files import write_atomically
from runback.store.locks import hold_lock

LOOK_EVERY_S = 30.0
_SETTLED_S = 2.0
_OLD_S = 120.0  # a file unchanged for this long is not being written
_LONGEST_WAIT_S = 3600.0
_GIVEN_UP_S = 86_400.0
_MOST_FILES, _DEEPEST = 50_000, 8
_STATE, WATCH_LOCK = "watch.json", "watch.lock"
_MOST_SHOWN = 20
_LOCK_PATIENCE_S = 5.0
_BEING_WRITTEN = translate_later("It is still being written.")
_NOT_WHOLE = translate_later("It is not complete yet.")
_IN_THE_CLOUD = translate_later(
    "It is in iCloud and not on this computer. Open it once in Finder, or turn off “Optimise Mac Storage”."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file not imported yet: its last size and time, since when, how often it was tried and when next (seconds)."""

    key: tuple[int, int]
    since_s: float
    tries: int
    next_s: float


@dataclass(frozen=True, slots=True)
class Look:
    """The result of one scan: files to import, files that have to wait and why, missing folders."""

    ready: tuple[Path, ...]
    pending: tuple[tuple[Path, str], ...]
    missing: tuple[Path, ...]
    seen: int


@dataclass(slots=True)
class FolderWatch:
    """The folders and the state of their files; ``taken`` maps an imported path to its size and time back then.

    ``home``, the data home, is skipped if it is inside one of the folders.
    """

    folders: tuple[Path, ...]
    home: Path | None = None
    taken: dict[str, tuple[int, int]] = field(default_factory=dict)
    _waiting: dict[str, Waiting] = field(default_factory=dict)
    _keys: dict[str, tuple[int, int]] = field(default_factory=dict)

    def look(self, now_s: float) -> Look:
        """Scan the folders; ``now_s`` is the time in seconds since 1970."""
        ready: list[Path] = []
        pending: list[tuple[Path, str]] = []
        missing = tuple(folder for folder in self.folders if not folder.is_dir())
        seen = 0
        for folder in self.folders:
            for path, key, is_here in _walk(folder, self.home):
                seen += 1
                if not is_here:
                    pending.append((path, _IN_THE_CLOUD))
                elif self.taken.get(str(path)) != key:
                    why = self._judge(path, key, now_s)
                    if why is None:
                        ready.append(path)
                    else:
                        pending.append((path, why))
        return Look(tuple(ready), tuple(pending), missing, seen)

    def _judge(self, path: Path, key: tuple[int, int], now_s: float) -> str | None:
        """Why a new file has to wait; None if it can be imported."""
        from runback.history.arriving import is_complete

        name, (_, changed_ns) = str(path), key
        known = self._waiting.get(name)
        self._keys[name] = key
        if known is None or known.key != key:
            known = self._waiting[name] = Waiting(key, now_s, 0, now_s + _SETTLED_S)
            if not 0 <= changed_ns / 1e9 <= now_s - _OLD_S:
                return _BEING_WRITTEN
        elif now_s < known.next_s:
            return _NOT_WHOLE if known.tries else _BEING_WRITTEN
        try:
            whole = is_complete(path)
        except OSError:
            whole = False
        if whole or now_s - known.since_s > _GIVEN_UP_S:
            return None  # after a day, let the import report what is wrong with it
        wait_s = min(_SETTLED_S * 2 ** (known.tries + 1), _LONGEST_WAIT_S)
        self._waiting[name] = Waiting(key, known.since_s, known.tries + 1, now_s + wait_s)
        return _NOT_WHOLE

    def take(self, paths: Iterable[Path]) -> None:
        """Record that these files were imported as they were at the last scan."""
        for path in paths:
            name = str(path)
            if name in self._keys:
                self.taken[name] = self._keys[name]
            self._waiting.pop(name, None)

    @property
    def is_settling(self) -> bool:
        """Whether a file was seen for the first time and may be complete at the next scan."""
        return any(waiting.tries == 0 for waiting in self._waiting.values())


def _walk(folder: Path, home: Path | None) -> Iterator[tuple[Path, tuple[int, int], bool]]:
    """Files that may hold runs, with (size, modification time in ns) and whether they are on this computer."""
    from runback.history.arriving import is_importable, is_importable_folder, is_left_in_the_cloud

    todo, count = [(folder, 0)], 0
    while todo:
        place, depth = todo.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError:
            continue  # it disappeared, or is not readable: the next scan tries again
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if depth < _DEEPEST and is_importable_folder(entry.name) and Path(entry.path) != home:
                        todo.append((Path(entry.path), depth + 1))
                    continue
                is_here = is_importable(entry.name)
                if not entry.is_file(follow_symlinks=False) or not (is_here or is_left_in_the_cloud(entry.name)):
                    continue
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            count += 1
            if count > _MOST_FILES:
                return
            yield Path(entry.path), (status.st_size, status.st_mtime_ns), is_here


def open_watch(home: Path, folders: Iterable[Path]) -> FolderWatch:
    """The watch over these folders (the saved ones if none are given), with what it has imported so far.

    Raises ``UnusableInput`` if no folder is given or saved, and for one that is a file.
    """
    chosen = tuple(dict.fromkeys(folder.expanduser().absolute() for folder in folders)) or saved_folders(home)
    if not chosen:
        raise UnusableInput(gettext("Name a folder to watch, like: runback watch ~/Sync/runs"))
    for folder in chosen:
        if folder.is_relative_to(home.absolute()):
            raise UnusableInput(
                gettext("{folder} is where Runback keeps its own data. Name another folder.").format(folder=folder),
                path=str(folder),
            )
        if folder.exists() and not folder.is_dir():
            raise UnusableInput(
                gettext("{folder} is a file. Name the folder that contains it.").format(folder=folder), path=str(folder)
            )
    watch = FolderWatch(chosen, home.absolute())
    add_taken(home, watch)
    return watch


def add_taken(home: Path, watch: FolderWatch) -> None:
    """Add to a watch what other watches over these folders have imported."""
    watch.taken.update({path: (size, at) for path, (size, at) in _load(home).get("taken", {}).items()})


def saved_folders(home: Path) -> tuple[Path, ...]:
    """The folders that the runner chose on the import page, or watched last."""
    return tuple(Path(folder) for folder in _load(home).get("folders", ()))


def save_folders(home: Path, folders: Iterable[Path]) -> None:
    """Save the folders to watch; an empty list turns watching off."""
    _save(home, _load(home) | {"folders": [str(folder) for folder in folders]})


def _load(home: Path) -> dict[str, Any]:
    try:
        found = json.loads((home / _STATE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _save(home: Path, state: dict[str, Any]) -> None:
    write_atomically(home / _STATE, json.dumps(state).encode())


def import_ready(runner: Runner, home: Path, watch: FolderWatch, look: Look) -> ImportReport | None:
    """Import the complete files of a scan, as one import; None if there are none.

    A file that has disappeared in the meantime is tried again at the next scan.
    Raises the same errors as ``batches.import_paths``.
    """
    from runback.services.imports.batches import import_paths

    present = [path for path in look.ready if path.is_file()]
    if not present:
        return None
    report = import_paths(runner, present)
    gone = {Path(verdict.path) for verdict in report.verdicts if verdict.verdict is Verdict.FAILED}
    watch.take(path for path in present if path not in gone or path.is_file())
    save_taken(home, watch)
    return report


def save_taken(home: Path, watch: FolderWatch) -> None:
    """Save what was imported, together with what another watch over this home imported."""
    state = _load(home)
    _save(home, state | {"taken": state.get("taken", {}) | watch.taken})


def note_look(home: Path, look: Look) -> None:
    """Save what the page shows of the last scan: waiting files with reasons, and missing folders."""
    noted = {
        "pending": [[str(path), why] for path, why in look.pending[:_MOST_SHOWN]],
        "missing": [str(folder) for folder in look.missing],
    }
    state = _load(home)
    if state.get("look") != noted:
        _save(home, state | {"look": noted})


def read_look(home: Path) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """What ``note_look`` saved: waiting files with reasons, and missing folders."""
    noted = _load(home).get("look", {})
    pending = tuple((str(path), str(why)) for path, why in noted.get("pending", ()))
    return pending, frozenset(noted.get("missing", ()))


def add_folder(home: Path, text: str) -> Path:
    """Watch one more folder, as typed by the runner; raises ``BadAnswer`` if it is not a folder."""
    folder = Path(text.strip()).expanduser()
    if not text.strip() or not folder.is_absolute():
        raise BadAnswer(
            "folder", gettext("Write the whole path of the folder, from the top, like /home/you/Sync/runs.")
        )
    if not folder.is_dir():
        raise BadAnswer(
            "folder",
            gettext("There is no folder {folder}. Check the path, or mount the watch first.").format(folder=folder),
        )
    if folder.is_relative_to(home.absolute()):
        raise BadAnswer(
            "folder",
            gettext("{folder} is where Runback keeps its own data. Name another folder.").format(folder=folder),
        )
    save_folders(home, dict.fromkeys((*saved_folders(home), folder)))
    return folder


def start_watched(runner: Runner, home: Path) -> int | None:
    """Scan the saved folders and start an import of new files; None if there are none.

    The files count as imported at once, so that pressing again does not import them again. Raises ``HomeIsBusy`` while
    another watch is scanning.
    """
    from runback.services.imports.batches import start_import

    with hold_lock(home / WATCH_LOCK, _LOCK_PATIENCE_S):
        watch = open_watch(home, ())
        look = look_once(watch)
        note_look(home, look)
        if not look.ready:
            return None
        job_id = start_import(runner, look.ready)
        watch.take(look.ready)
        save_taken(home, watch)
        return job_id


def look_once(watch: FolderWatch) -> Look:
    """One scan, and a second one after 2 s if a file was just being written."""
    look = watch.look(time.time())
    if watch.is_settling:
        time.sleep(_SETTLED_S + 0.1)
        look = watch.look(time.time())
    return look
