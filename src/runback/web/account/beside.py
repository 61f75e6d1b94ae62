"""From the demo to one's own runs: a second server for the real home, on its own port.

A process opens one home only, so the demo's server starts another one and passes
on its sign-in link. It ends when the demo ends.
"""

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

from runback.domain.errors import RunbackError
from runback.languages.catalogue import gettext
from runback.services.home.machine import machine_environment
from runback.services.home.place import resolve_home
from runback.web.ports import free_port

_PATIENCE_S = 30.0
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in/[\w-]+/")
_running: list[subprocess.Popen[bytes]] = []


def own_home() -> Path:
    """The runner's real home: RUNBACK_OWN_HOME, else this platform's data folder."""
    value = os.environ.get("RUNBACK_OWN_HOME")
    if value:
        return Path(value)
    kept = os.environ.pop("RUNBACK_HOME", None)
    try:
        return resolve_home(None)
    finally:
        if kept is not None:
            os.environ["RUNBACK_HOME"] = kept


def serve_beside() -> str:
    """Serves the real home and returns its sign-in link; raises ``RunbackError`` when it does not start."""
    for old in _running:
        old.terminate()
    _running.clear()
    mine = ("RUNBACK_HOME", "RUNBACK_SECRET_KEY", "RUNBACK_PORT")
    environment = {key: value for key, value in machine_environment().items() if key not in mine}
    command = [sys.executable, "-P", "-m", "runback.web.serving", str(own_home()), str(free_port())]
    server = subprocess.Popen(  # noqa: S603 -- our own module, no shell
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    _running.append(server)
    return _read_link(server)


def _read_link(server: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + _PATIENCE_S
    output = b""
    while server.stdout is not None and time.monotonic() < until and server.poll() is None:
        if select.select([server.stdout], [], [], 0.5)[0]:
            output += os.read(server.stdout.fileno(), 4096)
        if found := _LINK.search(output.decode(errors="replace")):
            return found.group()
    raise RunbackError(gettext("Your own home could not be served. Stop the demo, then run: runback serve"))
