"""``runback`` commands, each in a process of its own, forked from one that has the libraries loaded already.

A command loads libraries for half a second of processor time, which hundreds of tests would pay hundreds of times. The
forked process runs the real ``main`` with its own environment, folder and standard streams, and ends as Python ends.
What a command loads by itself is looked at in ``test_commands``, which starts Python anew.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

LONGEST_S = 120
LOADED = (
    "django.core.handlers.wsgi", "django.core.management", "django.core.serializers.json", "django.db.models",
    "django.template.backends.django", "django.test", "runback.assess", "runback.cli.main", "runback.history",
    "runback.load", "runback.plan",
)  # fmt: skip
"""Libraries and Runback, but nothing that reads Django's settings: they depend on the home."""
STREAMS = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY | os.O_CREAT), ("stderr", os.O_WRONLY | os.O_CREAT))


class Commands:
    """Runs commands one after the other until it is closed."""

    def __init__(self) -> None:
        self._loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, arguments: Sequence[str], environment: dict[str, str], stdin: str = "") -> CompletedProcess[str]:
        """One command; after two minutes it is ended by SIGALRM."""
        assert self._loaded.stdin is not None
        assert self._loaded.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "stdin").write_text(stdin)
            asked = {"arguments": arguments, "environment": environment, "cwd": str(Path.cwd()), "folder": folder}
            print(json.dumps(asked), file=self._loaded.stdin, flush=True)
            code = int(self._loaded.stdout.readline())
            out, err = (Path(folder, stream).read_text() for stream in ("stdout", "stderr"))
            return CompletedProcess(["runback", *arguments], code, out, err)

    def close(self) -> None:
        """End the process that they are forked from."""
        self._loaded.communicate(timeout=LONGEST_S)


def _wait_for_commands() -> dict[str, Any] | None:
    """Fork for each command asked for and answer with its exit code; returns in the forked process only."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            return json.loads(line)  # type: ignore[no-any-return]
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return None


def _become(asked: dict[str, Any]) -> None:
    signal.alarm(LONGEST_S)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["cwd"])
    for number, (stream, flags) in enumerate(STREAMS):
        opened = os.open(Path(asked["folder"], stream), flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, "w" if n else "r", closefd=False) for n in range(3))
    sys.argv = ["runback", *asked["arguments"]]


if __name__ == "__main__":
    for module in LOADED:
        importlib.import_module(module)
    wanted = _wait_for_commands()
    if wanted is not None:
        _become(wanted)
        from runback.cli.main import main

        main()
