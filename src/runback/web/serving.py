"""``runback serve``: one home on 127.0.0.1, with one link to sign in."""

import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path

from runback.domain.errors import RunbackError, UnusableInput
from runback.knowledge.rule_book import load_rule_book
from runback.web.ports import require_free

_PATIENCE_S = 20.0
_PORT_FILE = "serving.port"


class NotRunning(UnusableInput):
    """No server to sign in to."""

    code = "not_running"


def serve(home: Path, port: int, open_browser: bool) -> None:
    """Serves the home until it is stopped (Ctrl+C); prints one sign-in link when it answers.

    In a demo home every page says that the runner is made up. Raises ``PortInUse``
    before anything is made, ``BrokenRuleBook`` with everything that is wrong in it, and ``UnusableHome``.
    """
    require_free(port)
    load_rule_book()
    os.environ["RUNBACK_PORT"] = str(port)
    from runback.services.home.open import open_home

    open_home(home)
    link = _prepare(port)
    threading.Thread(target=_announce, args=(port, link, open_browser), daemon=True).start()
    _run(port)


def fresh_link(home: Path) -> str:
    """Another link for the server of this home; raises ``NotRunning`` and ``UnusableHome``."""
    file = home / _PORT_FILE
    port = int(file.read_text()) if file.is_file() else None
    if port is None or not _answers(port):
        raise NotRunning(f"Runback does not run on {home}. Start it with runback serve.", path=str(home))
    from runback.services.home.open import only_runner, open_home

    open_home(home)
    from runback.services.home.runners import user_id_of
    from runback.web.signin.links import new_link

    return new_link(user_id_of(only_runner()), port)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _prepare(port: int) -> str:
    """Makes the home ready to be served and returns the sign-in link."""
    from django.conf import settings
    from django.db import connections

    from runback.services.form.clips import resume_clips
    from runback.services.home.open import only_runner
    from runback.services.home.runners import user_id_of
    from runback.services.imports.batches import resume_imports
    from runback.web.imports.uploads import sweep_uploads
    from runback.web.settings import name_cookie
    from runback.web.signin.links import new_link

    if not (Path(settings.HOME) / "secret.key").is_file():
        raise RunbackError("The key of this home is gone. Start Runback again.")
    # A command may have opened the home, and with it the settings, before it named the port.
    settings.SESSION_COOKIE_NAME = name_cookie(Path(settings.HOME), port)
    user_id = user_id_of(only_runner())
    sweep_uploads()
    settings.FILE_UPLOAD_TEMP_DIR = str(Path(settings.HOME) / "uploads")  # /tmp may be too small, or memory
    resume_imports()
    resume_clips()
    connections.close_all()  # the worker opens its own
    (Path(settings.HOME) / _PORT_FILE).write_text(str(port))
    return new_link(user_id, port)


def _announce(port: int, link: str, open_browser: bool) -> None:
    """Tells the link once the server answers."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if _answers(port):
            break
        time.sleep(0.05)
    print(f"Runback is ready. Open this link to sign in; it works once, for 15 minutes:\n\n  {link}\n", flush=True)
    print("Stop with Ctrl+C.", flush=True)
    if open_browser:
        webbrowser.open(link)


def _run(port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "runback.web.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.warning,
        websockets=False,
    )
    server.serve()


def _end_with(parent: int) -> None:
    """Ends this server when the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    try:
        serve(Path(sys.argv[1]), int(sys.argv[2]), open_browser=False)
    except RunbackError as problem:
        sys.exit(problem.message)
