"""Processes that work in the background for this home, apart from the web server."""

import os
import subprocess
import sys

from runback.domain.errors import UnusableInput
from runback.store.files import home_folder


def start_process(*arguments: str) -> subprocess.Popen[bytes]:
    """Start ``import_worker`` with these arguments; it outlives this process and writes to HOME/import.log.

    Raises ``UnusableInput`` where no process can be started.
    """
    command = [sys.executable, "-m", "runback.services.import_worker", *arguments]
    environment = os.environ | {"RUNBACK_HOME": str(home_folder())}
    try:
        with (home_folder() / "import.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 -- our own module, no shell
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
    except OSError as problem:
        raise UnusableInput(f"The import cannot be started ({problem.strerror}).") from None
