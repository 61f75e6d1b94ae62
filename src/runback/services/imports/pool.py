"""Reads files in separate processes: in order, with bounded memory, and surviving crashes of a reader.

Each reader is a process (``reader``) and exchanges one line per file with the pool (``parcels``). Every wait
has a limit.
"""

import logging
import os
import pickle
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory

from runback.domain.imports import Verdict
from runback.languages.saved import translate_later
from runback.services.imports.parcels import forget_job, pack_job, unpack_result
from runback.services.imports.reader import KNOWN
from runback.services.imports.reading import (
    FileJob,
    Problem,
    ReadFile,
    Stop,
    never_stop,
    raise_if_stopped,
    read_file,
    remember_known,
)
from runback.services.processes import Companion, Line

READERS, ALONE_S = 2, 5.0
"""The most readers, and how many seconds the first one works alone: starting another costs as much as 100 files."""

FEW_FILES = 4
MAX_WAITING = 40
TOGETHER, TOGETHER_S = 8, 0.2
"""How many results are passed on together at most, and for how many seconds they are collected."""

MAX_WAITING_BYTES = 48 * 1024 * 1024
READ_LIMIT_S = 120.0
START_LIMIT_S = 60.0
_READER = "runback.services.imports.reader"
_AHEAD = 6
"""Files assigned to a reader at a time: one to read, and more so that it does not wait while results are written."""
_TRIES = 2
_FAILED_STARTS = 4
_ASK_EVERY_S = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is started ahead of an import: the folder and queue shared with the readers, and the first reader."""

    folder: "TemporaryDirectory[str]"
    lines: SimpleQueue[Line] = field(default_factory=SimpleQueue)
    readers: list["_Reader"] = field(default_factory=list)


_prepared: list[_Prepared] = []


def prepare_readers() -> None:
    """Start the first reader of an upcoming import, so that it loads while the home is being opened.

    If no import follows, it ends with this process.
    """
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # otherwise NumPy starts a thread per core, which no import needs
    prepared = _prepare()
    with suppress(OSError):
        prepared.readers.append(_start_reader(prepared))
    _prepared.append(prepared)


def _prepare() -> _Prepared:
    return _Prepared(TemporaryDirectory(prefix="runback-import-", ignore_cleanup_errors=True))


def _start_reader(prepared: _Prepared) -> "_Reader":
    return _Reader(Companion(_READER, prepared.folder.name, f"{2 * READ_LIMIT_S:g}", lines=prepared.lines))


def read_files(
    jobs: Iterable[FileJob | ReadFile], known: frozenset[str] = frozenset(), stop: Stop = never_stop
) -> Iterator[ReadFile]:
    """The results in the order of the jobs; a ``ReadFile`` is passed through unchanged.

    A few files are read here, more of them in processes. At most ``MAX_WAITING`` files and
    ``MAX_WAITING_BYTES`` are held at a time. A file whose reader crashes is retried once; after that, or
    when reading it takes longer than ``READ_LIMIT_S``, its result is a failure. One whose checksum is ``known``
    is not read. Raises ``ImportStopped`` soon after ``stop`` returns true, and ``OSError``
    on a disk error; all readers are ended then, and when the generator is closed.
    """
    for group in read_groups(jobs, known, stop):
        yield from group


def read_groups(
    jobs: Iterable[FileJob | ReadFile], known: frozenset[str] = frozenset(), stop: Stop = never_stop
) -> Iterator[list[ReadFile]]:
    """Like ``read_files``, with up to ``TOGETHER`` results at a time, so that they can be written together."""
    remember_known(known)
    try:
        yield from _read_groups(jobs, known, stop)
    finally:
        remember_known(frozenset())


def _read_groups(jobs: Iterable[FileJob | ReadFile], known: frozenset[str], stop: Stop) -> Iterator[list[ReadFile]]:
    stream = iter(jobs)
    first = list(islice(stream, FEW_FILES + 1))
    if len(first) <= FEW_FILES:
        yield from ([job if isinstance(job, ReadFile) else read_file(job)] for job in first)
        return
    prepared = _prepared.pop() if _prepared else _prepare()
    with prepared.folder:
        pool = _Pool(prepared, known, stop)
        try:
            yield from _read_in_order(pool, chain(first, stream))
        finally:
            pool.end()


def _read_in_order(pool: "_Pool", jobs: Iterable[FileJob | ReadFile]) -> Iterator[list[ReadFile]]:
    waiting: deque[_Task] = deque()
    held = 0
    for job in jobs:
        while waiting and (len(waiting) >= MAX_WAITING or held > MAX_WAITING_BYTES):
            yield pool.finish_some(waiting)
            held = sum(task.size for task in waiting)
        waiting.append(pool.add(job))
        held += waiting[-1].size
    while waiting:
        yield pool.finish_some(waiting)


@dataclass(eq=False, slots=True)
class _Task:
    """One file: its job, how many readers crashed on it, and finally its result."""

    number: int
    job: FileJob | ReadFile
    result: ReadFile | None = None
    deaths: int = 0

    @property
    def size(self) -> int:
        """Bytes held in memory for it."""
        return len(self.job.data) if isinstance(self.job, FileJob) and self.job.data is not None else 0

    def fail(self, why: str) -> None:
        """Give up on the file."""
        problem = Problem(Verdict.FAILED, why)
        self.result = ReadFile(self.job.label, self.job.sha256, self.size, problem=problem)


@dataclass(eq=False, slots=True)
class _Reader:
    """One reader process and its tasks, the current one first.

    ``since`` is when it started that one, or was started itself (monotonic seconds).
    """

    process: Companion
    tasks: deque[_Task] = field(default_factory=deque)
    is_ready: bool = False
    since: float = field(default_factory=time.monotonic)

    def is_late(self, now: float) -> bool:
        """Whether it has exceeded the time limit."""
        if not self.is_ready:
            return now - self.since > START_LIMIT_S
        return bool(self.tasks) and now - self.since > READ_LIMIT_S

    def give(self, task: _Task, line: str) -> None:
        """Send it a task's job."""
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        self.process.say(line)

    def end(self) -> None:
        """Kill the process; it has nothing to clean up."""
        if not self.process.end():
            _log.error("reader %s cannot be ended and is left behind", self.process.pid)


class _Pool:
    """The readers of one import, and the tasks not yet assigned; used by a single thread."""

    def __init__(self, prepared: _Prepared, known: frozenset[str], stop: Stop) -> None:
        self._prepared, self._stop = prepared, stop
        self._folder, self._lines, self._readers = Path(prepared.folder.name), prepared.lines, prepared.readers
        self._numbers = count()
        self._queue: deque[_Task] = deque()
        (self._folder / KNOWN).write_bytes(pickle.dumps(known))
        self._failed_starts = 0
        self._began = time.monotonic()
        self._fill_up()

    def _fill_up(self) -> None:
        wanted = 1 if time.monotonic() - self._began < ALONE_S else READERS
        while len(self._readers) < wanted and self._failed_starts < _FAILED_STARTS:
            try:
                self._readers.append(_start_reader(self._prepared))
            except OSError:
                _log.exception("a reader cannot be started")
                self._failed_starts += 1

    def add(self, job: FileJob | ReadFile) -> _Task:
        """Add a file; it is read as soon as a reader is free."""
        task = _Task(next(self._numbers), job)
        if isinstance(job, ReadFile):
            task.result = job
        else:
            self._queue.append(task)
            self._poll()
        return task

    def finish(self, task: _Task) -> ReadFile:
        """The task's result. Raises ``ImportStopped`` and ``OSError``."""
        self._poll()
        while task.result is None:
            if not self._readers and isinstance(task.job, FileJob):
                return read_file(task.job)  # no process can be started here
            self._poll(_ASK_EVERY_S)
            raise_if_stopped(self._stop)
        return task.result

    def finish_some(self, waiting: deque[_Task]) -> list[ReadFile]:
        """Wait for the first task's result, and remove it with those after it that finish soon."""
        group = [self.finish(waiting.popleft())]
        until = time.monotonic() + TOGETHER_S
        while waiting and len(group) < TOGETHER:
            while waiting[0].result is None and (left_s := until - time.monotonic()) > 0:
                self._poll(left_s)
            if (result := waiting[0].result) is None:
                break
            waiting.popleft()
            group.append(result)
        return group

    def end(self) -> None:
        """End all readers, whatever they are doing."""
        for reader in self._readers:
            reader.end()

    def _poll(self, patience_s: float = 0.0) -> None:
        """Process the readers' messages, waiting up to ``patience_s`` for the first, and keep the readers busy."""
        self._assign_tasks()
        with suppress(Empty):
            self._process(self._lines.get(timeout=patience_s) if patience_s else self._lines.get_nowait())
            while True:
                self._process(self._lines.get_nowait())
        now = time.monotonic()
        for reader in [one for one in self._readers if one.is_late(now)]:
            self._replace(reader, now)
        self._assign_tasks()
        if self._queue:
            self._fill_up()

    def _assign_tasks(self) -> None:
        ready = [one for one in self._readers if one.is_ready]
        while self._queue and ready:
            reader = min(ready, key=lambda one: len(one.tasks))
            if len(reader.tasks) >= _AHEAD:
                return
            task = self._queue.popleft()
            assert isinstance(task.job, FileJob)
            reader.give(task, pack_job(self._folder, task.number, task.job))

    def _process(self, line: Line) -> None:
        reader = next((one for one in self._readers if one.process is line.of), None)
        if reader is None:
            return  # from a reader that has been replaced
        if line.text is None:
            self._replace(reader, line.at)
        elif not reader.is_ready:
            reader.is_ready, reader.since, self._failed_starts = True, line.at, 0
        else:
            reader.tasks.popleft().result = unpack_result(self._folder, line.text)
            reader.since = line.at

    def _replace(self, reader: _Reader, at: float) -> None:
        """Replace a reader that crashed or is late; at most the file it was reading is given up."""
        reader.end()
        self._readers.remove(reader)
        self._failed_starts += not reader.is_ready
        self._fill_up()
        for task in reader.tasks:
            forget_job(self._folder, task.number)
        if reader.tasks:
            self._blame(reader.tasks[0], is_late=reader.is_late(at))
        self._queue.extendleft(task for task in reversed(reader.tasks) if task.result is None)

    def _blame(self, task: _Task, *, is_late: bool) -> None:
        task.deaths += 1
        if is_late:
            task.fail(
                translate_later("Reading this file took longer than {read_limit_s} seconds and was stopped.").format(
                    read_limit_s=f"{READ_LIMIT_S:g}"
                )
            )
        elif task.deaths >= _TRIES:
            task.fail(translate_later("Reading this file crashed the reader. The rest of the import went on."))
