"""``runback serve`` and ``runback demo``."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from runback.cli.context import Usage

Port = Annotated[int, typer.Option("--port", min=1, max=65_535, help="The port on 127.0.0.1.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.", show_default=False)]
DEFAULT_PORT = 8017
DEMO_MARK = "made-up"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve")(_serve)
    app.command("demo")(_demo)


def _serve(
    context: typer.Context, home: Usage.Home = None, port: Port = DEFAULT_PORT, no_browser: NoBrowser = False
) -> None:
    """Serve the web application on this machine, and print one link to sign in."""
    from runback.services.home import open_home, resolve_home

    folder = resolve_home(home or context.obj)
    _refuse_taken_port(port)
    os.environ["RUNBACK_PORT"] = str(port)
    open_home(folder)
    _serve_home(folder, port, no_browser)


def _demo(
    context: typer.Context, home: Usage.Home = None, port: Port = DEFAULT_PORT, no_browser: NoBrowser = False
) -> None:
    """Make a fresh home with a made-up runner beside the real one, and serve it."""
    from runback.services import clock
    from runback.services.home import only_runner, open_home, resolve_home

    named = home or context.obj
    real = resolve_home(named)
    folder = real if named else real.with_name(f"{real.name}-demo")
    _refuse_taken_port(port)
    _clear_demo(folder)
    os.environ |= {"RUNBACK_PORT": str(port), "RUNBACK_DEMO": "1"}
    open_home(folder)
    (folder / DEMO_MARK).touch()
    from runback.services.demo import make_demo

    runner = only_runner()
    make_demo(runner, clock.today(runner), say=lambda line: print(line, file=sys.stderr))
    _serve_home(folder, port, no_browser)


def _clear_demo(folder: Path) -> None:
    """Remove an earlier demo; raises ``UnusableInput`` for a folder that holds anything else."""
    import shutil

    from runback.domain.errors import UnusableInput

    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / DEMO_MARK).exists():
        raise UnusableInput(f"{folder} is not a demo home and is left alone. Name another with --home.", path=str(folder))
    shutil.rmtree(folder)


def _serve_home(folder: Path, port: int, no_browser: bool) -> None:
    from runback.services.home import only_runner
    from runback.services.import_history import resume_imports
    from runback.web.serving import serve

    only_runner()
    resume_imports()
    serve(folder, port, not no_browser)


def _refuse_taken_port(port: int) -> None:
    """Raise ``UnusableInput`` when something else already listens there; nothing is made before."""
    import socket

    from runback.domain.errors import UnusableInput

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise UnusableInput(
                f"Port {port} on 127.0.0.1 cannot be used ({(problem.strerror or 'taken').lower()}). "
                f"Close the program that uses it, or name another: --port {port + 1}."
            ) from None
