"""``runback sync intervals``: new runs in and planned workouts out, with the runner's own key."""

import sys
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, day_option, open_runner, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from runback.domain.runner import Runner

_sync = typer.Typer(help="New runs in and planned workouts out, through a service you choose.", no_args_is_help=True)
_A_YEAR = timedelta(days=365)


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.add_typer(_sync, name="sync")


@_sync.callback()
def _start() -> None:
    """New runs in and planned workouts out, through a service you choose."""


@_sync.command("intervals")
def _intervals(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Sync once and end.", show_default=False)] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what a sync would do; do nothing.", show_default=False)
    ] = False,
    connect: Annotated[
        bool,
        typer.Option("--connect", help="Switch it on: asks for your key, or reads it from stdin.", show_default=False),
    ] = False,
    since: Annotated[date | None, day_option("--since", "With --connect: fetch runs from this day on; a year.")] = None,
    no_plan: Annotated[
        bool, typer.Option("--no-plan", help="With --connect: send no planned workouts.", show_default=False)
    ] = False,
    disconnect: Annotated[
        bool,
        typer.Option("--disconnect", help="Take back coming workouts and delete the key.", show_default=False),
    ] = False,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Fetch new runs from intervals.icu and send the workouts of the coming week there, every 15 minutes.

    Off until you save your personal key with --connect. Without the internet nothing is lost: the next sync goes on.
    """
    runner = open_runner(context, home)
    from runback.store.files import home_folder

    place = home_folder()
    if connect:
        _connect(runner, place, since, sends_plan=not no_plan, as_json=as_json)
    elif disconnect:
        _disconnect(runner, place, as_json=as_json)
    elif once or dry_run:
        _sync_once(runner, place, dry_run=dry_run, as_json=as_json)
    else:
        _sync_on(runner, place, as_json=as_json)


def _connect(runner: "Runner", home: "Path", since: date | None, *, sends_plan: bool, as_json: bool) -> None:
    from runback.services import clock
    from runback.services.sync.run import connect

    key = typer.prompt("Key", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    first = since or clock.today(runner) - _A_YEAR
    name = connect(runner, home, key, first, sends_plan=sends_plan)
    if as_json:
        print_json({"on": True, "since": first.isoformat(), "sends_plan": sends_plan})
        return
    print(f"Connected{f' as {name}' if name else ''}. Start a sync with: runback sync intervals --once")


def _disconnect(runner: "Runner", home: "Path", *, as_json: bool) -> None:
    from runback.services.sync.run import disconnect

    taken = disconnect(runner, home)
    if as_json:
        print_json({"on": False, "taken_back": taken})
    elif taken is None:
        print("The key is deleted. intervals.icu could not be asked: delete the coming workouts there yourself.")
    else:
        print(f"The key is deleted, and {taken} coming workouts were taken back.")


def _sync_on(runner: "Runner", home: "Path", *, as_json: bool) -> None:
    """Sync again and again until Ctrl+C; what goes wrong is told, and tried again."""
    from runback.domain.errors import RunbackError
    from runback.services.sync.account import read_key
    from runback.services.sync.background import SYNC_EVERY_S
    from runback.services.sync.errors import WrongKey

    read_key(home)
    while True:
        try:
            _sync_once(runner, home, dry_run=False, as_json=as_json)
        except WrongKey:
            raise
        except RunbackError as problem:
            print(problem.message, file=sys.stderr)
        try:
            time.sleep(SYNC_EVERY_S)
        except KeyboardInterrupt:
            return


def _sync_once(runner: "Runner", home: "Path", *, dry_run: bool, as_json: bool) -> None:
    from runback.services.sync.run import describe, sync

    found = describe(sync(runner, home, dry_run=dry_run))
    if as_json:
        print_json(found)
        return
    _print_activities(found["activities"], dry_run=dry_run)
    for failed in found["failed"]:
        print(f"  {failed['activity']}: {failed['reason']}")
    if found["workouts"] is not None:
        _print_workouts(found["workouts"])
    for notice in found["notices"]:
        print(f"  {notice}")


def _print_activities(counts: dict[str, Any], *, dry_run: bool) -> None:
    if dry_run:
        print(f"{counts['new']} new activities would be fetched.")
    elif counts["new"]:
        print(f"{counts['new']} new activities: {counts['imported']} imported, {counts['merged']} merged,", end=" ")
        print(f"{counts['duplicate']} already there, {counts['failed']} could not be read.")
    else:
        print("There are no new activities.")
    if counts["waiting"]:
        print(f"{counts['waiting']} could not be had yet; the next sync tries again.")
    if counts["without_file"]:
        print(f"{counts['without_file']} have no file there. Add such a run by hand.")
    if counts["strava"]:
        print(f"{counts['strava']} came from Strava, which gives no files out. Connect your watch there directly.")


def _print_workouts(counts: dict[str, int]) -> None:
    told = (("new", "new"), ("changed", "changed"), ("put_back", "put back"), ("deleted", "deleted"))
    parts = [f"{counts[name]} {word}" for name, word in told if counts[name]]
    print(f"Workouts: {', '.join(parts)}." if parts else "The workouts there are as your plan says.")
    if counts["declined"]:
        print(f"{counts['declined']} that you deleted there stay deleted.")
