"""``runback sync intervals``: new runs in and planned workouts out, with the runner's own key."""

import sys
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, day_option, open_runner, print_json
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_saved

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
    once: Annotated[bool, typer.Option("--once", help="Sync once and exit.", show_default=False)] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what a sync would do; change nothing.", show_default=False)
    ] = False,
    connect: Annotated[
        bool,
        typer.Option("--connect", help="Switch it on: asks for your key, or reads it from stdin.", show_default=False),
    ] = False,
    since: Annotated[
        date | None, day_option("--since", "With --connect: fetch runs from this day on (default: a year).")
    ] = None,
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

    key = typer.prompt(gettext("Key"), hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    first = since or clock.today(runner) - _A_YEAR
    name = connect(runner, home, key, first, sends_plan=sends_plan)
    if as_json:
        print_json({"on": True, "since": first.isoformat(), "sends_plan": sends_plan})
        return
    words = gettext("Connected as {name}.") if name else gettext("Connected.")
    print(words.format(name=name), gettext("Start a sync with: runback sync intervals --once"))


def _disconnect(runner: "Runner", home: "Path", *, as_json: bool) -> None:
    from runback.services.sync.run import disconnect

    taken = disconnect(runner, home)
    if as_json:
        print_json({"on": False, "taken_back": taken})
    elif taken is None:
        print(
            gettext("The key is deleted. intervals.icu could not be asked: delete the coming workouts there yourself.")
        )
    else:
        print(gettext("The key is deleted. Coming workouts taken back: {count}").format(count=taken))


def _sync_on(runner: "Runner", home: "Path", *, as_json: bool) -> None:
    """Sync again and again until Ctrl+C; what goes wrong is shown, and tried again."""
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
            print(translate_saved(problem.message), file=sys.stderr)
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
        print(f"  {failed['activity']}: {translate_saved(failed['reason'])}")
    if found["workouts"] is not None:
        _print_workouts(found["workouts"])
    for notice in found["notices"]:
        print(f"  {translate_saved(notice)}")


def _print_activities(counts: dict[str, Any], *, dry_run: bool) -> None:
    if dry_run:
        print(gettext("New activities that would be fetched: {count}").format(count=counts["new"]))
    elif counts["new"]:
        words = gettext(
            "New activities: {new}. Imported: {imported}, merged: {merged}, already there: {duplicate}, "
            "could not be read: {failed}."
        )
        names = ("new", "imported", "merged", "duplicate", "failed")
        print(words.format(**{name: counts[name] for name in names}))
    else:
        print(gettext("There are no new activities."))
    others = (
        ("waiting", gettext("Not available yet: {count}. The next sync tries again.")),
        ("without_file", gettext("Without a file there: {count}. Add such a run by hand.")),
        ("strava", gettext("From Strava, which gives no files out: {count}. Connect your watch there directly.")),
    )
    for name, words in others:
        if counts[name]:
            print(words.format(count=counts[name]))


def _print_workouts(counts: dict[str, int]) -> None:
    kinds = (
        ("new", gettext("{count} new")),
        ("changed", gettext("{count} changed")),
        ("put_back", gettext("{count} put back")),
        ("deleted", gettext("{count} deleted")),
    )
    parts = [words.format(count=counts[name]) for name, words in kinds if counts[name]]
    if parts:
        print(gettext("Workouts: {counts}.").format(counts=", ".join(parts)))
    else:
        print(gettext("The workouts there are as your plan says."))
    if counts["declined"]:
        print(gettext("Deleted there by you, still deleted: {count}").format(count=counts["declined"]))
