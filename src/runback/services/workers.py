"""Processes that work in the background for the web: started once, watched, and started again when they died."""

import subprocess
import sys
import time

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext
from runback.services.home.machine import machine_environment
from runback.store.files import home_folder

_PATIENCE_S = 5.0


class Workers:
    """The processes of one module; ``running`` are those alive when last looked at.

    A second one waits for the first at its lock and then finds nothing to do.
    """

    def __init__(self, module: str, log_name: str) -> None:
        self.module, self.log_name = module, log_name
        self.running: list[subprocess.Popen[bytes]] = []
        self._started_at = -_PATIENCE_S

    def start(self) -> None:
        """Start one unless one was started a moment ago; raises ``UnusableInput`` where the system refuses."""
        self.running[:] = [worker for worker in self.running if worker.poll() is None]
        if self.running and time.monotonic() - self._started_at < _PATIENCE_S:
            return
        self._started_at = time.monotonic()
        self.running.append(start_process(self.module, self.log_name))


def start_process(module: str, log_name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a module with these arguments; it outlives this process and writes to HOME/``log_name``.

    Raises ``UnusableInput`` where no process can be started.
    """
    # -P: the current folder may contain anything, and must not be where modules come from.
    command = [sys.executable, "-P", "-m", module, *arguments]
    environment = machine_environment() | {"RUNBACK_HOME": str(home_folder())}
    try:
        with (home_folder() / log_name).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 -- our own module, no shell
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
    except OSError as problem:
        raise UnusableInput(
            gettext("This cannot be started in the background ({strerror}).").format(strerror=problem.strerror)
        ) from None
