"""Runs one import: walk, read and write, file by file; it can be interrupted anywhere and resumes there."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import OperationalError

from runback.domain.errors import BadAnswer, UnusableHome
from runback.domain.imports import ImportReport, count_verdicts
from runback.domain.runner import Runner
from runback.languages.saved import translate_later
from runback.services import clock
from runback.services.imports.background import LOCK_NAME
from runback.services.imports.index import load_index
from runback.services.imports.order import ImportOrder, Progress, read_order
from runback.services.imports.pool import read_groups
from runback.services.imports.reading import ImportStopped, ReadFile, Stop, raise_if_stopped
from runback.services.imports.walk import Walk
from runback.services.imports.wholes import settle
from runback.services.imports.writing import Writer, write_together
from runback.services.quota import Room
from runback.services.training.logged_runs import match_logged_runs
from runback.store.files import home_folder, put_aside
from runback.store.locks import PATIENCE_S
from runback.store.mapping_history import verdict_record
from runback.store.models import ActivityRow, ImportRow
from runback.store.models.history import ImportState
from runback.store.streams import samples_path
from runback.store.wall import lifted
from runback.store.work_locks import hold_work

_ASK_EVERY_S = 0.5
_PARTS_FOUND = translate_later(
    "Recordings that came in earlier were part of another one and counted twice ({count}). They count once now; the "
    "page of the whole run lists them and has Undo."
)
_HALF_WAY = (ImportState.QUEUED, ImportState.RUNNING)


class ImportPaused(Exception):
    """It is another runner's turn: the import is queued again, and resumes after the current file."""


def never() -> bool:
    """The ``pause`` of an import that is never paused."""
    return False


def run_batch(
    runner: Runner,
    batch: ImportRow,
    progress: Progress | None = None,
    pause: Stop = never,
    patience_s: float = PATIENCE_S,
) -> ImportReport:
    """Run an import to its end, from where it stopped; returns the report on all its files.

    Once ``pause`` returns true it stops after the current file and is queued again. Raises ``UnusableHome`` when the
    disk cannot be written, and ``BadAnswer`` when the runner's quota is used up: the import is then marked failed, and
    what was imported before stays.
    """
    with hold_work(LOCK_NAME, patience_s):
        batch.refresh_from_db()
        if batch.state not in _HALF_WAY:
            return report_of(batch)
        began, spent = time.monotonic(), batch.seconds
        _end_cut_off(batch)
        _save(batch, state=ImportState.RUNNING, attempts=batch.attempts + 1)
        try:
            state = _run_to_its_end(runner, batch, progress, pause)
            seconds = round(spent + time.monotonic() - began, 3)
            _save(batch, state=state, seconds=seconds, finished_at=None if state in _HALF_WAY else clock.now())
        except BadAnswer as problem:
            _save(batch, state=ImportState.FAILED, message=problem.reason, finished_at=clock.now())
            raise
        except (OSError, OperationalError, UnusableHome) as problem:
            what = getattr(problem, "strerror", None) or problem
            reason = translate_later(
                "The data home cannot be written ({what}). What was imported so far is kept. Make room, then "
                "import the same files again."
            ).format(what=what)
            with suppress(OperationalError):
                _save(batch, state=ImportState.FAILED, message=reason, finished_at=clock.now())
            raise UnusableHome(reason, path=str(home_folder())) from None
    return report_of(batch)


def _run_to_its_end(runner: Runner, batch: ImportRow, progress: Progress | None, pause: Stop) -> ImportState:
    """Count, read and write; returns whether it is done, cancelled or queued again."""
    order, stop = read_order(batch), _Cancel(batch)
    try:
        _sweep(home_folder())
        if (progress is not None or order.is_background) and not batch.is_counted:
            _count_files(batch, order, stop)
        _run(runner, batch, order, _Callbacks(progress, stop, pause))
    except ImportStopped:
        _sweep(home_folder())
        return ImportState.CANCELLED
    except ImportPaused:
        _sweep(home_folder())
        return ImportState.QUEUED
    return ImportState.DONE


def _end_cut_off(batch: ImportRow) -> None:
    """Close the imports of a command that died while holding the lock: no process will resume them."""
    dead = ImportRow.objects.filter(is_background=False, state=ImportState.RUNNING)
    dead.exclude(pk=batch.pk).update(
        state=ImportState.CANCELLED,
        finished_at=clock.now(),
        message=translate_later("It was interrupted. Import the same files again to continue."),
    )


def report_of(batch: ImportRow) -> ImportReport:
    """The report on the files so far."""
    report = count_verdicts(tuple(verdict_record(row) for row in batch.files.order_by("pk")), batch.seconds)
    return replace(report, id=int(batch.pk))


def _save(batch: ImportRow, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(changes))


def _count_files(batch: ImportRow, order: ImportOrder, stop: Stop) -> None:
    from runback.history.sources import walk

    total = 0
    for _ in walk(order.paths):
        raise_if_stopped(stop)
        total += 1
    _save(batch, total=total, is_counted=True)


@dataclass(frozen=True, slots=True)
class _Callbacks:
    """The callbacks of an import: progress after each file, and requests to stop or pause."""

    progress: Progress | None
    stop: Stop
    pause: Stop


def _run(runner: Runner, batch: ImportRow, order: ImportOrder, watch: _Callbacks) -> None:
    to = Writer(runner, batch, home_folder(), load_index(runner))
    walk = Walk(order, to.index, runner.zone, to.home, stop=watch.stop)
    room = Room(runner)
    seen = Counter(batch.files.values_list("path", flat=True))
    done = seen.total()
    for group in read_groups(walk.jobs(seen), walk.known, watch.stop):
        within, full = _fit_into_quota(group, to, room)
        to, verdicts = write_together(to, within)
        if batch.attempts:
            _save(batch, attempts=0)
        for verdict in verdicts:
            done += 1
            if watch.progress is not None:
                watch.progress(done, batch.total if batch.is_counted else None, verdict)
        if full is not None:
            raise full
        raise_if_stopped(watch.stop)
        if watch.pause():
            raise ImportPaused
    if found := settle(runner, to.index.row_ids(), to.index):
        _save(batch, message=_PARTS_FOUND.format(count=found))
    match_logged_runs(runner)


def _fit_into_quota(group: Sequence[ReadFile], to: Writer, room: Room) -> tuple[Sequence[ReadFile], BadAnswer | None]:
    """The files up to the first that exceeds the runner's quota, and the error for that one."""
    for number, read in enumerate(group):
        try:
            if read.is_kept and read.sha256 not in to.index.originals:
                room.take(read.size)
        except BadAnswer as full:
            return group[:number], full
    return group, None


class _Cancel:
    """Whether an import was cancelled; queries the database at most twice a second."""

    def __init__(self, batch: ImportRow) -> None:
        self._batch = batch
        self._asked_at = time.monotonic()
        self._is_asked = False

    def __call__(self) -> bool:
        if not self._is_asked and time.monotonic() - self._asked_at > _ASK_EVERY_S:
            self._asked_at = time.monotonic()
            self._is_asked = ImportRow.objects.filter(pk=self._batch.pk, cancel_asked=True).exists()
        return self._is_asked


def _sweep(home: Path) -> None:
    """Clean up after a crash: remove partly written and merged files, set aside those without an activity."""
    for path in (home / "originals").rglob(".*.part"):
        path.unlink(missing_ok=True)
    folder = home / "samples"
    if not folder.exists():
        return
    rows = _versions_of_all()
    wanted = {samples_path(home, pk, version).name for pk, version in rows.items()}
    for path in folder.iterdir():
        if path.name not in wanted:
            if path.name.endswith(".part") or _is_merged_away(path, rows):
                path.unlink(missing_ok=True)
            else:
                put_aside(home, path)


@lifted()
def _versions_of_all() -> dict[int, int]:
    """The samples' version of every activity in the home, of all runners."""
    return dict(ActivityRow.objects.exclude(samples_version=0).values_list("pk", "samples_version"))


def _is_merged_away(path: Path, versions: dict[int, int]) -> bool:
    """Whether the file is an outdated version of an activity's samples."""
    number, _, rest = path.name.removesuffix(".parquet").partition(".")
    is_named_so = number.isdecimal() and (not rest or rest.isdecimal())
    return is_named_so and int(rest or 1) < versions.get(int(number), 0)


def give_up(batch: ImportRow, at: datetime) -> None:
    """End an import whose process has crashed repeatedly."""
    reason = translate_later(
        "The import crashed several times at the same file. What was imported before that is kept."
    )
    _save(batch, state=ImportState.FAILED, finished_at=at, message=reason)
