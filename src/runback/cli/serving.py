"""``runback serve``, ``runback link`` and ``runback demo``."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from runback.cli.context import Usage, day_option

Port = Annotated[int, typer.Option("--port", min=1, max=65_535, help="The port on 127.0.0.1.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.", show_default=False)]
DEFAULT_PORT = 8017


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve")(_serve)
    app.command("link")(_link)
    app.command("demo")(_demo)


def _serve(
    context: typer.Context,
    home: Usage.Home = None,
    port: Port = DEFAULT_PORT,
    no_browser: NoBrowser = False,
    as_of: Annotated[date | None, day_option("--as-of", "Show the pages as of this day. Demo homes only.")] = None,
) -> None:
    """Serve the web application on this machine, and print one link to sign in."""
    from runback.services.home.open import resolve_home
    from runback.web.serving import serve

    serve(resolve_home(home or context.obj), port, not no_browser, as_of)


def _link(context: typer.Context, home: Usage.Home = None) -> None:
    """Print another sign-in link for a Runback that is running; the one before it ends."""
    from runback.services.home.open import resolve_home
    from runback.web.serving import fresh_link

    print(fresh_link(resolve_home(home or context.obj)))


def _demo(
    context: typer.Context, home: Usage.Home = None, port: Port = DEFAULT_PORT, no_browser: NoBrowser = False
) -> None:
    """Make a fresh home with a made-up runner beside the real one, and serve it."""
    from runback.services.home.open import resolve_home
    from runback.web.ports import require_free
    from runback.web.serving import serve

    named = home or context.obj
    real = resolve_home(named)
    folder = real if named else real.with_name(f"{real.name}-demo")
    require_free(port)
    _clear_demo(folder)
    _fill_demo(folder)
    serve(folder, port, not no_browser)


def _fill_demo(folder: Path) -> None:
    from runback.services import clock
    from runback.services.home.open import DEMO_MARK, only_runner, open_home

    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMO_MARK).touch()
    open_home(folder)
    from runback.services.home.demo import make_demo

    runner = only_runner()
    make_demo(runner, clock.today(runner), say=lambda line: print(line, file=sys.stderr))


def _clear_demo(folder: Path) -> None:
    """Remove an earlier demo; raises ``UnusableInput`` for a folder that holds anything else."""
    import shutil

    from runback.domain.errors import UnusableInput
    from runback.services.home.open import DEMO_MARK

    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / DEMO_MARK).exists():
        raise UnusableInput(
            f"{folder} is not a demo home and is left alone. Name another with --home.", path=str(folder)
        )
    shutil.rmtree(folder)
