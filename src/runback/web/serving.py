"""``runback serve``: one home on 127.0.0.1, with one link to sign in, in one process."""

import gc
import os
import signal
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from runback.domain.errors import RunbackError, UnusableInput
from runback.knowledge.rule_book import load_rule_book
from runback.languages.catalogue import gettext
from runback.store.locks import HomeIsBusy, hold_lock, is_locked
from runback.store.reading import allow_checks, read_only, scratch_folder
from runback.web.lan import find_address, listen_on
from runback.web.more_processes import default_count, serve_beside
from runback.web.ports import port_of, take_port

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer, MultiSocketServer

    from runback.web.doctor import Finding

THREADS, PUBLIC_THREADS = 6, 16
CONNECTIONS = 1000
IDLE_CONNECTION_S = 60
"""A connection that says nothing for so long is closed; until its request is complete it takes no thread."""

_PORT_FILE, _LOCK_NAME = "serving.port", "serving.lock"
_LAST_ONE_ENDS_S = 5.0
_ASKED_AGAIN_S = 0.5
_FORM_BYTES = 16_000_000
_COLLECT_AFTER = (10_000, 20, 50)
"""Looking for cycles among all objects stops every thread, for up to half a second with what 100 runners keep warm."""


class NotRunning(UnusableInput):
    """No server to sign in to."""

    code = "not_running"


class NotADemo(UnusableInput):
    """The clock of a real runner's home is not set off."""

    code = "not_a_demo"


class AlreadyServed(UnusableInput):
    """Another process serves this home."""

    code = "already_served"


def serve(
    home: Path,
    port: socket.socket,
    open_browser: bool,
    as_of: date | None = None,
    processes: int | None = None,
    *,
    lan: bool = False,
) -> None:
    """Serves the home on the port of the socket until it is stopped; prints one sign-in link.

    ``processes`` share the work; None is one, or with PostgreSQL one a core.

    Ctrl+C and SIGTERM stop it, from the first moment on. In a demo home every page says that the runner is made
    up, and ``as_of`` shows the pages as of that day. ``lan`` lets the home network in too. Raises
    ``AlreadyServed``, ``NotADemo`` for ``as_of`` of a real home, ``BrokenRuleBook`` with everything that is wrong
    in it, ``UnusableHome`` and ``NoHomeNetwork``.
    """
    sockets = [port, listen_on(find_address(), port_of(port))] if lan else [port]
    signal.signal(signal.SIGTERM, _stop)
    try:
        _serve(home, sockets, open_browser, as_of, default_count() if processes is None else processes)
    finally:
        _is_ending.set()


def _serve(home: Path, sockets: list[socket.socket], open_browser: bool, as_of: date | None, processes: int) -> None:
    port = sockets[0]
    load_rule_book()
    os.environ["RUNBACK_PORT"] = str(port_of(port))
    from runback.services.home.open import DEMO_MARK, open_home

    if as_of is not None and not (home / DEMO_MARK).exists():
        raise NotADemo(
            gettext("{home} is not a demo home. --as-of is for demo homes: make one with runback demo.").format(
                home=home
            )
        )
    open_home(home, may_only_read=True)
    allow_checks()
    if as_of is not None:
        _set_clock(as_of)
    with ExitStack() as held:
        held.enter_context(_shared_figures())
        for each in sockets:
            held.enter_context(each)
        held.enter_context(_serve_alone(home))
        link = _prepare(port_of(port))
        _let_in(sockets[1:])
        server = make_server(sockets)
        print(gettext("Runback is ready. Open this link to sign in; it works once, for 15 minutes:"))
        print(f"\n  {link}\n", flush=True)
        _print_phone_address(sockets[1:])
        print(gettext("Stop with Ctrl+C."), flush=True)
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
        with serve_beside(home, port, processes - 1):
            server.run()


@contextmanager
def _shared_figures() -> Iterator[None]:
    """A folder in which the processes of this server keep their figures together, where figures are asked for."""
    if not os.environ.get("RUNBACK_METRICS_TOKEN"):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="runback-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _let_in(lan: list[socket.socket]) -> None:
    """Answers under the address on the home network too, where there is one."""
    from django.conf import settings

    for each in lan:
        settings.LAN_ADDRESS = each.getsockname()[0]
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, settings.LAN_ADDRESS]


def _print_phone_address(lan: list[socket.socket]) -> None:
    for each in lan:
        address, port = each.getsockname()
        words = gettext("Open to your home network as {url} without encryption: use it only on a Wi-Fi that you trust.")
        print(words.format(url=f"http://{address}:{port}/"))
        words = gettext("To pair a phone, open {url} here and scan the code.")
        print(words.format(url=f"http://127.0.0.1:{port}/phone/") + "\n", flush=True)


_is_ending = threading.Event()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Ends the server; again a moment later where Python was in a place that swallows exceptions (a finalizer)."""
    if _is_ending.is_set():
        return
    again = threading.Timer(_ASKED_AGAIN_S, os.kill, (os.getpid(), signal.SIGTERM))
    again.daemon = True
    again.start()
    raise SystemExit(0)


@contextmanager
def _serve_alone(home: Path) -> Iterator[None]:
    held = hold_lock(scratch_folder(home) / _LOCK_NAME, _LAST_ONE_ENDS_S)
    try:
        held.__enter__()
    except HomeIsBusy:
        words = gettext("Runback already serves {home}. To sign in there: runback link --home {home}")
        raise AlreadyServed(words.format(home=home), path=str(home)) from None
    try:
        yield
    finally:
        held.__exit__(None, None, None)


def is_served(home: Path) -> bool:
    """Whether some process serves this home now."""
    return (home / _LOCK_NAME).exists() and is_locked(home / _LOCK_NAME)


def _set_clock(as_of: date) -> None:
    """Lets the runner's today be that day, here and in the processes that serve."""
    from django.conf import settings

    from runback.services import clock
    from runback.services.people.accounts import chosen_runner

    settings.CLOCK_SHIFT += as_of - clock.today(chosen_runner(None))
    os.environ["RUNBACK_SHIFT_DAYS"] = str(settings.CLOCK_SHIFT.days)


def fresh_link(home: Path, username: str | None = None) -> str:
    """Another link for the server of this home, for the account named or the one ``serve`` prints a link for.

    Raises ``NotRunning``, ``UnusableHome``, and ``NotFound`` for a name that no account has.
    """
    file = home / _PORT_FILE
    if not file.is_file() or not is_served(home):
        raise NotRunning(
            gettext("Runback does not run on {home}. Start it with runback serve.").format(home=home), path=str(home)
        )
    from runback.services.home.open import open_home

    open_home(home)
    from runback.services.people.accounts import default_account, find_account
    from runback.web.signin.links import new_link

    account = default_account() if username is None else find_account(username)
    return new_link(account.user_id, int(file.read_text()))


def invitation_link(user_id: int) -> str | None:
    """A link for somebody who was just added to the open home; None where no address is known yet."""
    from django.conf import settings

    from runback.web.signin.links import INVITATION_LASTS_S, new_link

    home = Path(settings.HOME)
    port = int((home / _PORT_FILE).read_text()) if (home / _PORT_FILE).is_file() and is_served(home) else None
    if port is None and settings.PUBLIC is None:
        return None
    return new_link(user_id, port or settings.PORT, INVITATION_LASTS_S)


def _examine_mail() -> "Finding":
    """Whether mails about signing in and reminders can leave: the server answers and takes the name and password."""
    from runback.web.doctor import Finding
    from runback.web.mail import is_mail_on, try_mail_server

    if not is_mail_on():
        return Finding("mail", gettext("RUNBACK_EMAIL_URL is not set: Runback sends no mail."))
    if problem := try_mail_server():
        return Finding(
            "mail",
            gettext("The mail server does not take mail ({problem}).").format(problem=problem),
            gettext("Check RUNBACK_EMAIL_URL."),
        )
    return Finding("mail", gettext("The mail server answers."))


def examine(home: Path, connect: str | None, authority: Path | None) -> "tuple[Finding, ...]":
    """What ``runback doctor`` says of the open home: its database, its server, its public address.

    Raises ``UnusableInput`` for a place to connect to, or a certificate, that cannot be used.
    """
    from django.conf import settings
    from django.db import connection

    from runback.web.doctor import Finding, Way, examine_public

    found = [
        Finding("home", gettext("{home} can be opened.").format(home=home)),
        Finding("database", gettext("{database} answers.").format(database=connection.display_name)),
    ]
    found += _examine_wall()
    if is_served(home):
        found.append(Finding("serve", gettext("Runback serves this home.")))
    else:
        found.append(
            Finding("serve", gettext("Runback does not serve this home now."), gettext("Start it with runback serve."))
        )
    found.append(_examine_mail())
    if settings.PUBLIC is None:
        found.append(Finding("public", gettext("RUNBACK_PUBLIC_URL is not set: only this machine can use Runback.")))
        return tuple(found)
    if authority is not None and not authority.is_file():
        raise UnusableInput(
            gettext("{authority} is not a file. Name the certificate of your authority.").format(authority=authority),
            path=str(authority),
        )
    way = Way(settings.PUBLIC, None if connect is None else _place(connect), authority)
    return (*found, *examine_public(way, settings.SECRET_KEY))


def _examine_wall() -> "list[Finding]":
    """Whether PostgreSQL itself keeps runners apart; SQLite cannot do this."""
    from django.db import connection

    from runback.store import wall
    from runback.web.doctor import Finding

    if connection.vendor != "postgresql":
        return []
    gap = wall.find_gap()
    if not gap:
        return [
            Finding("wall", gettext("PostgreSQL itself shows the web no rows of other runners (row-level security)."))
        ]
    user = connection.settings_dict["USER"]
    statements = f"CREATE ROLE {wall.ROLE} NOLOGIN; GRANT {wall.ROLE} TO {user};"
    todo = gettext("As the database's superuser run {statements} Then start Runback again.")
    todo = todo.format(statements=statements)
    return [Finding("wall", gettext("PostgreSQL does not keep runners apart by itself: {gap}.").format(gap=gap), todo)]


def _place(connect: str) -> tuple[str, int]:
    host, _, port = connect.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise UnusableInput(
            gettext("--connect takes a place like 127.0.0.1:443, not {connect!r}.").format(connect=connect)
        )
    return host, int(port)


def _prepare(port: int) -> str:
    """Makes the home ready to be served and returns the sign-in link."""
    from django.conf import settings
    from django.db import connections

    from runback.services.form.clips import resume_clips
    from runback.services.imports.batches import resume_imports
    from runback.services.people.accounts import default_account
    from runback.web.arrivals import start_arrivals
    from runback.web.housekeeping import remind_periodically, tidy, tidy_periodically
    from runback.web.settings import name_cookie
    from runback.web.signin.links import new_link

    if not (Path(settings.HOME) / "secret.key").is_file():
        raise RunbackError(gettext("The key of this home is gone. Start Runback again."))
    # A command may have opened the home, and with it the settings, before it named the port.
    settings.SESSION_COOKIE_NAME = name_cookie(Path(settings.HOME), port)
    user_id = default_account().user_id
    if read_only() is None:
        tidy()
        uploads = str(Path(settings.HOME) / "uploads")  # /tmp may be too small, or memory
        settings.FILE_UPLOAD_TEMP_DIR = tempfile.tempdir = uploads
        resume_imports()
        resume_clips()
        for task in (tidy_periodically, remind_periodically):
            threading.Thread(target=task, daemon=True).start()
        start_arrivals()
    link = new_link(user_id, port)
    connections.close_all()  # each thread opens its own
    (scratch_folder(Path(settings.HOME)) / _PORT_FILE).write_text(str(port))
    return link


def make_server(sockets: list[socket.socket]) -> "MultiSocketServer | BaseWSGIServer":
    """The server, already listening (docs/decisions/0165 says why this one)."""
    from django.conf import settings
    from waitress.server import create_server

    from runback.web.wsgi import application

    limits: dict[str, Any] = {
        "threads": THREADS,
        "max_request_body_size": settings.UPLOAD_MAX_BYTES + _FORM_BYTES,
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_CONNECTION_S,
        "asyncore_use_poll": True,  # select() ends at 1,024 files
    }
    if settings.PUBLIC is not None:  # the proxy is on this machine: nobody else reaches the port
        limits |= {
            "threads": PUBLIC_THREADS,
            "trusted_proxy": "127.0.0.1",
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    _collect_seldom()
    return create_server(application, sockets=sockets, ident="", **limits)


def _collect_seldom() -> None:
    """Let the collector of cycles pass by what was loaded at the start, and look through the rest seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def end_with(parent: int) -> None:
    """Ends this server when the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    try:
        serve(Path(sys.argv[1]), take_port(int(sys.argv[2])), open_browser=False)
    except RunbackError as problem:
        sys.exit(problem.message)
