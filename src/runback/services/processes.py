"""Our own processes, which exchange lines with this one; large data goes through files in a shared folder.

A line is a few bytes and only one or two are under way, so that no write can block on a pipe, and a process
that is gone or stuck delays nobody. ``Companion`` is the side that starts the process, ``take_lines`` the other.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TextIO

END_LIMIT_S = 10.0
"""How long to wait for a killed process; one that takes longer is left to the kernel."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a companion says, ``text`` None when it is gone, and when (monotonic seconds)."""

    of: "Companion"
    text: str | None
    at: float


class Companion:
    """A process that ends with this one; each line it says is put into ``lines``.

    Raises ``OSError`` where no process can be started.
    """

    def __init__(self, module: str, *arguments: str, lines: "SimpleQueue[Line]") -> None:
        # -P: the current folder may contain anything, and must not be where modules come from.
        command = [sys.executable, "-P", "-m", module, *arguments]
        self._process = subprocess.Popen(  # noqa: S603 -- our own module, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        Thread(target=self._listen, args=(lines,), daemon=True).start()

    @property
    def pid(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def _listen(self, lines: "SimpleQueue[Line]") -> None:
        assert self._process.stdout is not None
        with suppress(OSError, ValueError):
            for text in self._process.stdout:
                lines.put(Line(self, text.rstrip("\n"), time.monotonic()))
        lines.put(Line(self, None, time.monotonic()))
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_LIMIT_S)  # one that ended on its own has to leave the system's list

    def say(self, text: str) -> None:
        """Say a line; that the process is gone is learnt from ``lines``."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(f"{text}\n")

    def end(self) -> bool:
        """Kill the process, whatever it is doing; returns whether it is gone."""
        self._process.kill()
        try:
            self._process.wait(END_LIMIT_S)
        except subprocess.TimeoutExpired:
            return False
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        return True


def take_lines(at_end: Callable[[], None]) -> "tuple[SimpleQueue[str], TextIO]":
    """In the process that was started: the lines it is sent, and where to write its own.

    What libraries print goes to stderr. When the process that started it is gone, ``at_end`` is called and the process
    ends.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    asked: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            asked.put(line.rstrip("\n"))
        at_end()
        os._exit(0)

    Thread(target=listen, daemon=True).start()
    return asked, answers
