"""``runback`` commands, each in a separate process, forked from one that has loaded what every home shares.

A command loads libraries, Django and the rule book for up to two seconds of processor time, which hundreds of tests
would pay hundreds of times. The forked process reads the settings of its own home again and runs the real ``main`` with
its own environment, folder and standard streams, and ends as Python ends. What a command loads by itself is looked at
in ``test_commands``, which starts a new Python.
"""

import gc
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
    "django.test", "runback.cli.main", "runback.form.measure", "runback.services.imports.pool",
    "runback.services.training.plans", "runback.services.training.today", "runback.web.urls",
)  # fmt: skip
STREAMS = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY | os.O_CREAT), ("stderr", os.O_WRONLY | os.O_CREAT))


def known_environment() -> dict[str, str]:
    """What is around the tests without the settings of Runback and Django, in UTC."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_", "COV_"))}
    return known | {"TZ": "UTC"}


class Commands:
    """Runs commands one after the other until it is closed."""

    def __init__(self) -> None:
        self._loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=known_environment() | {"OPENBLAS_NUM_THREADS": "1"},  # threads do not outlive a fork
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
    gc.collect()
    gc.freeze()  # else each forked process copies and looks through all of it when it ends, for half a second
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


def _load_what_every_home_shares() -> None:
    """Libraries, Django's models and pages, and the rule book, read by a check and a plan; no database is opened."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"RUNBACK_HOME": folder, "DJANGO_SETTINGS_MODULE": "runback.web.settings"}
        importlib.import_module("django").setup()
    for module in LOADED:
        importlib.import_module(module)
    from runback.assess import assess
    from runback.domain.intake import read_intake
    from runback.plan import make_plan
    from tests.plan.made_up import START, request

    assess(read_intake({"text": "My low back is sore."}), as_of=START)
    make_plan(request())


def _forget_settings() -> None:
    """The next to ask for Django's settings, or the database, gets those of the home in the environment then."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    del sys.modules["runback.web.settings"]
    settings._wrapped = empty
    del connections.settings
    connections.__init__()


if __name__ == "__main__":
    _load_what_every_home_shares()
    wanted = _wait_for_commands()
    if wanted is not None:
        _become(wanted)
        _forget_settings()
        from runback.cli.main import main

        main()
