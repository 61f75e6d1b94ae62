"""The saved folders, scanned by the running server: new files are imported in the background."""

from dataclasses import dataclass
from pathlib import Path

from runback.domain.errors import NotFound
from runback.domain.imports import Verdict
from runback.domain.runner import Runner
from runback.services.imports.batches import import_progress, list_verdicts, start_import
from runback.services.imports.watch import (
    WATCH_LOCK,
    FolderWatch,
    add_taken,
    note_look,
    open_watch,
    save_taken,
    saved_folders,
)
from runback.store.locks import HomeIsBusy, hold_lock
from runback.store.models.history import ImportState

REST_S = 3600.0
"""How long the folders are left alone after an import that failed or was cancelled."""


@dataclass(slots=True)
class Watcher:
    """The folders of one home; each ``step`` is one scan.

    A file counts as imported once its import is over, never before. Nothing is done while
    ``runback watch`` watches the same folders.
    """

    home: Path
    _watch: FolderWatch | None = None
    _job_id: int | None = None
    _under_way: tuple[Path, ...] = ()
    _rests_until_s: float = 0.0

    def step(self, runner: Runner, now_s: float) -> None:
        """Scan, and start an import of complete files; ``now_s`` is the time in seconds since 1970.

        Raises ``OSError`` and the errors of ``start_import``; the next step tries again.
        """
        folders = saved_folders(self.home)
        if not folders or now_s < self._rests_until_s:
            return
        try:
            with hold_lock(self.home / WATCH_LOCK, 0.0):
                self._look(runner, folders, now_s)
        except HomeIsBusy:
            return

    def _look(self, runner: Runner, folders: tuple[Path, ...], now_s: float) -> None:
        if self._watch is None or self._watch.folders != folders:
            self._watch, self._job_id = open_watch(self.home, ()), None
        if self._job_id is not None and not self._is_over(runner, self._job_id, self._watch, now_s):
            return
        add_taken(self.home, self._watch)  # the page's button may have imported some
        look = self._watch.look(now_s)
        note_look(self.home, look)
        ready = tuple(path for path in look.ready if path.is_file())
        if ready and now_s >= self._rests_until_s:
            self._job_id, self._under_way = start_import(runner, ready), ready

    def _is_over(self, runner: Runner, job_id: int, watch: FolderWatch, now_s: float) -> bool:
        try:
            state = import_progress(runner, job_id)
        except NotFound:
            self._job_id = None
            return True
        if not state.is_over:
            return False
        self._job_id = None
        if state.state in (ImportState.DONE, ImportState.UNDONE):
            failed = {Path(each.path) for each in list_verdicts(runner, job_id, Verdict.FAILED)}
            watch.take(path for path in self._under_way if path not in failed or path.is_file())
            save_taken(self.home, watch)
        else:
            self._rests_until_s = now_s + REST_S
        return True
