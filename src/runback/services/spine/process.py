"""The spine model's process: started when needed, handles one request at a time, ends when idle.

The model and its libraries (MuJoCo, SciPy) take 400 MB, which the server would never release.
"""

import atexit
import pickle
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from runback.domain.errors import BadAnswer, RunbackError, UnusableInput
from runback.languages.catalogue import gettext
from runback.services.processes import Companion, Line

START_LIMIT_S = 90.0
ANSWER_LIMIT_S = 120.0
IDLE_S = 120.0
_WORKER = "runback.services.spine.worker"
_TRIES = 2


class SpineStopped(UnusableInput):
    """The model's process died, was too slow, or has too much to do."""

    code = "spine_stopped"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as it travels between the processes; ``key`` is empty except for a ``BadAnswer``."""

    code: str
    message: str
    path: str | None
    offset: int | None
    key: str = ""
    reason: str = ""
    allowed: tuple[str, ...] = ()


def describe(problem: RunbackError) -> Refusal:
    """The error as a refusal."""
    common = (problem.code, problem.message, problem.path, problem.offset)
    if isinstance(problem, BadAnswer):
        return Refusal(*common, problem.key, problem.reason, problem.allowed)
    return Refusal(*common)


def _error_of(refusal: Refusal) -> UnusableInput:
    if refusal.key:
        return BadAnswer(refusal.key, refusal.reason, refusal.allowed)
    error = UnusableInput(refusal.message, path=refusal.path, offset=refusal.offset)
    error.code = refusal.code
    return error


class _Gone(Exception):
    """The process ended before it answered."""


class SpineProcess:
    """The one process of this server; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lines: SimpleQueue[Line] = SimpleQueue()
        self._companion: Companion | None = None
        self._folder: Path | None = None
        self._asked = 0

    @property
    def is_loaded(self) -> bool:
        """Whether the process is there and has answered."""
        return self._companion is not None and self._asked > 0 and self._companion.is_alive

    def ask(self, job: object) -> Any:
        """What the process answers.

        Raises what the model refuses as ``UnusableInput`` with its code or ``BadAnswer``; ``SpineStopped`` where the
        process cannot start, dies twice, or takes longer than ``ANSWER_LIMIT_S``.
        """
        if not self._lock.acquire(timeout=ANSWER_LIMIT_S):
            raise SpineStopped(gettext("The spine model is busy with other questions. Try again in a minute."))
        try:
            for _ in range(_TRIES):
                with suppress(_Gone):
                    return self._ask(job)
            raise SpineStopped(gettext("The spine model stopped before it had an answer. Try again."))
        except OSError as problem:
            self._end()
            raise SpineStopped(
                gettext("The spine model cannot be asked ({strerror}).").format(strerror=problem.strerror)
            ) from None
        finally:
            self._lock.release()

    def _ask(self, job: object) -> Any:
        companion, folder = self._running()
        self._asked += 1
        waiting, answer = (folder / f"{self._asked}.{ending}" for ending in ("job", "answer"))
        waiting.write_bytes(pickle.dumps(job, pickle.HIGHEST_PROTOCOL))
        companion.say(str(self._asked))
        self._wait_for(companion, str(self._asked), ANSWER_LIMIT_S)
        outcome = pickle.loads(answer.read_bytes())  # noqa: S301 -- our own process wrote it
        answer.unlink()
        if isinstance(outcome, Refusal):
            raise _error_of(outcome)
        return outcome

    def _running(self) -> tuple[Companion, Path]:
        if self._companion is not None and self._folder is not None and self._companion.is_alive:
            return self._companion, self._folder
        self._end()
        folder = self._folder = Path(mkdtemp(prefix="runback-spine-"))
        self._asked = 0
        limits = (f"{IDLE_S:g}", f"{2 * ANSWER_LIMIT_S:g}")
        companion = self._companion = Companion(_WORKER, str(folder), *limits, lines=self._lines)
        self._wait_for(companion, "ready", START_LIMIT_S)
        return companion, folder

    def _wait_for(self, companion: Companion, wanted: str, limit_s: float) -> None:
        until = time.monotonic() + limit_s
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                self._end()
                why = gettext(
                    "The spine model took longer than {limit_s:g} seconds and was stopped. Try again."
                ).format(limit_s=limit_s)
                raise SpineStopped(why) from None
            if line.of is not companion:
                continue  # the last lines of an earlier one
            if line.text is None:
                self._end()
                raise _Gone
            if line.text == wanted:
                return

    def _end(self) -> None:
        if self._companion is not None:
            self._companion.end()
            self._companion = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def end(self) -> None:
        """End the process, whatever it is doing."""
        with suppress(OSError):
            self._end()


SPINE = SpineProcess()
atexit.register(SPINE.end)
