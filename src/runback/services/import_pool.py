"""Reading files in helper processes: in order, with bounded memory, outliving a reader that dies."""

import os
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
from runback.services.import_reading import FileJob, Problem, ReadFile, read_file, remember_known

HELPERS = 2
FEW_FILES = 4
MAX_WAITING = 24
MAX_WAITING_BYTES = 48 * 1024 * 1024
READ_LIMIT_S = 120.0


def read_files(jobs: Iterable[FileJob | ReadFile], known: frozenset[str] = frozenset()) -> Iterator[ReadFile]:
    """The jobs' results in the jobs' order; what is already a ``ReadFile`` passes through.

    A few files are read here, more in helper processes. At most ``MAX_WAITING``
    files and ``MAX_WAITING_BYTES`` are held at a time. A file whose reader dies or
    takes longer than ``READ_LIMIT_S`` comes back as failed; one whose checksum is ``known``
    comes back without being read.
    """
    remember_known(known)
    stream = iter(jobs)
    first = list(islice(stream, FEW_FILES + 1))
    if len(first) <= FEW_FILES:
        yield from (job if isinstance(job, ReadFile) else read_file(job) for job in first)
        return
    pool = _Pool(known)
    try:
        yield from _read_in_order(pool, chain(first, stream))
    finally:
        pool.stop()


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
        return future.result(timeout=READ_LIMIT_S)
    except (BrokenExecutor, ReadTimeout):
        pool.restart()
        result = _read_alone(pool, job)
        again = [(each, None if isinstance(each, ReadFile) else pool.submit(each)) for each, _ in waiting]
        waiting.clear()
        waiting.extend(again)
        return result


def _read_alone(pool: "_Pool", job: FileJob) -> ReadFile:
    try:
        return pool.submit(job).result(timeout=READ_LIMIT_S)
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

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
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

    def restart(self) -> None:
        self._kill()
        self._executor = self._start()

    def _kill(self) -> None:
        for process in list((self._executor._processes or {}).values()):
            with suppress(ProcessLookupError):
                process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
