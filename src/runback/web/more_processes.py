"""Further processes of one server: they take requests from the same socket, and end with the first.

Python runs one thread at a time in a process, so a PostgreSQL with many runners is served by one process a core. A home
in SQLite has one: more would only wait for each other.
"""

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runback.services.home.machine import machine_environment

MOST = 4
_ENDS_WITHIN_S = 10.0
_LOOK_EVERY_S = 2.0
_log = logging.getLogger(__name__)


def default_count() -> int:
    """As many processes as there are cores to use, four at most; one where the rows are in SQLite."""
    return min(os.cpu_count() or 1, MOST) if os.environ.get("DATABASE_URL") else 1


@contextmanager
def serve_beside(home: Path, port: socket.socket, count: int) -> Iterator[None]:
    """``count`` further processes that serve the home on that socket, which listens already, until the context ends.

    One that dies is followed by another.
    """
    started = [_start(home, port) for _ in range(count)]
    is_over = threading.Event()
    watch = threading.Thread(target=_replace_dead, args=(home, port, started, is_over), daemon=True)
    watch.start()
    try:
        yield
    finally:
        is_over.set()
        watch.join()
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(_ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _replace_dead(
    home: Path, port: socket.socket, started: list[subprocess.Popen[bytes]], is_over: threading.Event
) -> None:
    while not is_over.wait(_LOOK_EVERY_S):
        for number, process in enumerate(started):
            if process.poll() is not None:
                _log.warning("A process of the server ended (%s); another takes its place.", process.returncode)
                started[number] = _start(home, port)


def _start(home: Path, port: socket.socket) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", __name__, str(home), str(port.fileno()), str(os.getpid())]
    return subprocess.Popen(command, env=machine_environment(), pass_fds=(port.fileno(),))  # noqa: S603 -- our own module


def _serve_on(home: Path, descriptor: int, parent: int) -> None:
    from runback.services.home.open import open_home
    from runback.web.serving import end_with, make_server

    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    port = socket.socket(fileno=descriptor)
    os.environ["RUNBACK_PORT"] = str(port.getsockname()[1])
    open_home(home)
    make_server([port]).run()


if __name__ == "__main__":
    _serve_on(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
