"""Reading files in helper processes: in order, with bounded memory, outliving a reader that dies."""

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as ReadTimeout
from contextlib import suppress
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from runback.domain.imports import Verdict
from runback.services.imports.reading import (
    FileJob,
    Problem,
    ReadFile,
    Stop,
    go_on,
    read_file,
    remember_known,
    require_wanted,
)

HELPERS = 2
FEW_FILES = 4
MAX_WAITING = 24
MAX_WAITING_BYTES = 48 * 1024 * 1024
READ_LIMIT_S = 120.0
_ASK_EVERY_S = 0.5


def read_files(
    jobs: Iterable[FileJob | ReadFile], known: frozenset[str] = frozenset(), stop: Stop = go_on
) -> Iterator[ReadFile]:
    """The jobs' results in the jobs' order; what is already a ``ReadFile`` passes through.

    A few files are read here, more in helper processes. At most ``MAX_WAITING``
    files and ``MAX_WAITING_BYTES`` are held at a time. A file whose reader dies or
    takes longer than ``READ_LIMIT_S`` comes back as failed; one whose checksum is ``known``
    comes back without being read. Raises ``ImportStopped`` soon after ``stop`` says so: readers
    at work are killed then, as they are when the caller wants no more.
    """
    remember_known(known)
    stream = iter(jobs)
    first = list(islice(stream, FEW_FILES + 1))
    if len(first) <= FEW_FILES:
        yield from (job if isinstance(job, ReadFile) else read_file(job) for job in first)
        return
    pool = _Pool(known, stop)
    is_done = False
    try:
        yield from _read_in_order(pool, chain(first, stream))
        is_done = True
    finally:
        pool.stop() if is_done else pool.kill()


def _read_in_order(pool: "_Pool", jobs: Iterable[FileJob | ReadFile]) -> Iterator[ReadFile]:
    waiting: deque[tuple[FileJob | ReadFile, Future[ReadFile] | None]] = deque()
    held = 0
    for job in jobs:
        while waiting and (len(waiting) >= MAX_WAITING or held > MAX_WAITING_BYTES):
            held -= _size(waiting[0][0])
            yield _take_first(pool, waiting)
        waiting.append((job, None if isinstance(job, ReadFile) else pool.submit(job)))
        held += _size(job)
    while waiting:
        yield _take_first(pool, waiting)


def _size(job: FileJob | ReadFile) -> int:
    return len(job.data) if isinstance(job, FileJob) and job.data is not None else 0


def _take_first(pool: "_Pool", waiting: "deque[tuple[FileJob | ReadFile, Future[ReadFile] | None]]") -> ReadFile:
    job, future = waiting.popleft()
    if isinstance(job, ReadFile) or future is None:
        return job if isinstance(job, ReadFile) else read_file(job)
    try:
        return pool.wait_for(future)
    except (BrokenExecutor, ReadTimeout):
        pool.restart()
        result = _read_alone(pool, job)
        again = [(each, None if isinstance(each, ReadFile) else pool.submit(each)) for each, _ in waiting]
        waiting.clear()
        waiting.extend(again)
        return result


def _read_alone(pool: "_Pool", job: FileJob) -> ReadFile:
    try:
        return pool.wait_for(pool.submit(job))
    except BrokenExecutor:
        why = "Reading this file made the reader stop. The rest of the import went on."
    except ReadTimeout:
        why = f"Reading this file took longer than {READ_LIMIT_S:g} seconds and was stopped."
    pool.restart()
    return ReadFile(job.label, job.sha256, _size(job), problem=Problem(Verdict.FAILED, why))


def _begin_helper(known: frozenset[str]) -> None:
    """Set a helper going; it ends when its parent was killed, which its queue would never tell it."""
    remember_known(known)
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_and_end, args=(parent.sentinel,), daemon=True).start()


def _wait_and_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


class _Pool:
    """A process pool that can be killed and started anew."""

    def __init__(self, known: frozenset[str], stop: Stop) -> None:
        self._known, self._stop = known, stop
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            HELPERS, mp_context=get_context("spawn"), initializer=_begin_helper, initargs=(self._known,)
        )

    def submit(self, job: FileJob) -> Future[ReadFile]:
        try:
            return self._executor.submit(read_file, job)
        except BrokenExecutor:
            self.restart()
            return self._executor.submit(read_file, job)

    def wait_for(self, future: Future[ReadFile]) -> ReadFile:
        """The result; raises ``ReadTimeout`` after ``READ_LIMIT_S`` and ``ImportStopped``."""
        until = time.monotonic() + READ_LIMIT_S
        while True:
            try:
                return future.result(timeout=min(_ASK_EVERY_S, READ_LIMIT_S))
            except ReadTimeout:
                if future.done() or time.monotonic() >= until:
                    raise
                require_wanted(self._stop)

    def restart(self) -> None:
        self.kill()
        self._executor = self._start()

    def kill(self) -> None:
        """End the readers at once."""
        for process in list((self._executor._processes or {}).values()):
            with suppress(ProcessLookupError):
                process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        """End the readers, which have nothing to do any more."""
        self._executor.shutdown(wait=True, cancel_futures=True)
