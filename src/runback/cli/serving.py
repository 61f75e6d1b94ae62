"""``runback serve``, ``runback link`` and ``runback demo``."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runback.cli.context import Usage, day_option
from runback.languages import current
from runback.languages.catalogue import gettext, pgettext

if TYPE_CHECKING:
    from socket import socket

Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=1, max=65_535, help="The port on 127.0.0.1; 8017, or the next free one.", show_default=False
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.", show_default=False)]
Lan = Annotated[
    bool,
    typer.Option("--lan", help="Let phones on your home network in, without encryption.", show_default=False),
]
_DEMO_LIMIT_S = 600


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve")(_serve)
    app.command("link")(_link)
    app.command("demo")(_demo)
    app.command("doctor")(_doctor)
    app.command("work")(_work)


def _serve(
    context: typer.Context,
    home: Usage.Home = None,
    port: Port = None,
    no_browser: NoBrowser = False,
    as_of: Annotated[date | None, day_option("--as-of", "Show the pages as of this day. Demo homes only.")] = None,
    lan: Lan = False,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            min=1,
            max=32,
            help="How many processes serve: 1, or one per core with DATABASE_URL.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serve the web application on this machine, and print one link to sign in."""
    from runback.services.home.place import resolve_home
    from runback.web.ports import take_port
    from runback.web.serving import serve

    holder = _find_port() if port is None else take_port(port)
    serve(resolve_home(home or context.obj), holder, not no_browser, as_of, processes, lan=lan)


def _find_port(first: int | None = None) -> "socket":
    from runback.web.ports import DEFAULT_PORT, port_of, take_free_port

    wanted = first or DEFAULT_PORT
    holder = take_free_port(wanted)
    if port_of(holder) != wanted:
        print(
            gettext("Port {wanted} is taken. This Runback uses port {port}.").format(
                wanted=wanted, port=port_of(holder)
            ),
            file=sys.stderr,
        )
    return holder


def _link(
    context: typer.Context,
    username: Annotated[
        str | None, typer.Argument(metavar="[USERNAME]", help="Whose link; see `runback people list`.")
    ] = None,
    home: Usage.Home = None,
) -> None:
    """Print another sign-in link for a Runback that is running; the one before it ends."""
    from runback.services.home.place import resolve_home
    from runback.web.serving import fresh_link

    print(fresh_link(resolve_home(home or context.obj), username))


def _demo(
    context: typer.Context,
    home: Usage.Home = None,
    port: Port = None,
    no_browser: NoBrowser = False,
    lan: Lan = False,
) -> None:
    """Make a fresh home with a made-up runner next to the real one, and serve it on a free port."""
    from runback.services.home.place import resolve_home
    from runback.web.serving import serve

    named = home or context.obj
    real = resolve_home(named)
    folder = _free_folder(real if named else real.with_name(f"{real.name}-demo"))
    holder = _find_port(port)
    _clear_demo(folder)
    _fill_demo(folder)
    serve(folder, holder, not no_browser, lan=lan)


def _doctor(
    context: typer.Context,
    home: Usage.Home = None,
    connect: Annotated[
        str | None,
        typer.Option(
            "--connect", metavar="HOST:PORT", help="Connect here instead of where the name leads.", show_default=False
        ),
    ] = None,
    authority: Annotated[
        Path | None,
        typer.Option("--ca", metavar="FILE", help="The certificate of your own authority.", show_default=False),
    ] = None,
    as_json: Usage.Json = False,
) -> None:
    """Ask this server through its public address, and say which part is wrong (exit code 3)."""
    from runback.cli.context import print_json
    from runback.domain.errors import UnusableHome
    from runback.services.home.open import open_home
    from runback.services.home.place import resolve_home
    from runback.web.doctor import Finding

    folder = resolve_home(home or context.obj)
    try:
        open_home(folder, may_only_read=True)
    except UnusableHome as problem:
        part = "database" if problem.code == "database_gone" else "home"
        found: tuple[Finding, ...] = (Finding(part, problem.message, gettext("Put this right first.")),)
    else:
        from runback.web.serving import examine

        found = examine(folder, connect, authority)
    is_ok = all(one.is_ok for one in found)
    if as_json:
        rows = [{"part": one.part, "ok": one.is_ok, "what": one.what, "do": one.todo or None} for one in found]
        print_json({"ok": is_ok, "parts": rows})
    else:
        for one in found:
            mark = pgettext("doctor", "ok") if one.is_ok else pgettext("doctor", "WRONG")
            print(f"{mark:<7}{one.part}: {one.what}" + (f" {one.todo}" if one.todo else ""))
    if not is_ok:
        raise typer.Exit(3)


def _work(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Exit when nothing is waiting any more.", show_default=False)
    ] = False,
    home: Usage.Home = None,
) -> None:
    """Process waiting imports and clips, here or on another machine; not needed beside `runback serve`."""
    from runback.services.home.open import open_home
    from runback.services.home.place import resolve_home

    open_home(resolve_home(home or context.obj))
    from runback.services.work import work_on, work_once

    if once:
        print(gettext("Imports and clips done: {count}").format(count=work_once()))
    else:
        work_on()


def _free_folder(wanted: Path) -> Path:
    """The folder for the demo; another one beside it where a demo is being served from it."""
    from itertools import count

    from runback.web.serving import is_served

    names = (wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}") for number in count(1))
    folder = next(name for name in names if not is_served(name))
    if folder != wanted:
        print(
            gettext("A demo is already served from {wanted}. This one is made in {folder}.").format(
                wanted=wanted, folder=folder
            ),
            file=sys.stderr,
        )
    return folder


def _fill_demo(folder: Path) -> None:
    """Fill the home in a separate process; raises ``RunbackError`` where that fails."""
    import subprocess

    from runback.domain.errors import RunbackError

    command = [sys.executable, "-P", "-m", "runback.services.home.fill_demo", str(folder), current()]
    try:
        done = subprocess.run(command, timeout=_DEMO_LIMIT_S, check=False)  # noqa: S603 -- our own module, no shell
    except subprocess.TimeoutExpired:
        raise RunbackError(
            gettext("Making the demo took longer than {minutes} minutes and was stopped.").format(
                minutes=_DEMO_LIMIT_S // 60
            )
        ) from None
    if done.returncode:
        raise RunbackError(gettext("The demo could not be made; the reason is above."))


def _clear_demo(folder: Path) -> None:
    """Remove an earlier demo; raises ``UnusableInput`` for a folder with anything else in it."""
    import shutil

    from runback.domain.errors import UnusableInput
    from runback.services.home.open import DEMO_MARK

    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / DEMO_MARK).exists():
        raise UnusableInput(
            gettext("{folder} is not a demo home and is left alone. Name another with --home.").format(folder=folder),
            path=str(folder),
        )
    shutil.rmtree(folder)
