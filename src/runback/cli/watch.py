"""``runback watch``: import what arrives in folders, automatically."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, open_runner, print_json
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_saved

if TYPE_CHECKING:
    from runback.domain.imports import ImportReport
    from runback.services.imports.watch import Look

_LOCK_PATIENCE_S = 5.0
"""A server looks for a moment each time; another command does all the time."""


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("watch")(_watch)


def _watch(
    context: typer.Context,
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="FOLDER...", help="Folders to watch.", show_default=False)
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once, import, and exit.", show_default=False)] = False,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Import files that arrive in folders: from Syncthing, a cloud's folder, or a mounted watch.

    Files are read and never moved, changed or deleted. Without FOLDER, the folders chosen before are watched.
    """
    runner = open_runner(context, home)
    from runback.domain.errors import UnusableInput
    from runback.services.imports.watch import (
        LOOK_EVERY_S,
        WATCH_LOCK,
        import_ready,
        look_once,
        note_look,
        open_watch,
        save_folders,
    )
    from runback.store.files import home_folder
    from runback.store.locks import HomeIsBusy, hold_lock

    place = home_folder()
    watch = open_watch(place, folders or ())
    if once and not any(folder.is_dir() for folder in watch.folders):
        raise UnusableInput(
            gettext("{folder} is not there. Name a folder, or mount it.").format(folder=watch.folders[0]),
            path=str(watch.folders[0]),
        )
    if folders:
        save_folders(place, watch.folders)
    with ExitStack() as held:
        try:
            held.enter_context(hold_lock(place / WATCH_LOCK, _LOCK_PATIENCE_S))
        except HomeIsBusy:
            raise UnusableInput(gettext("Another Runback watches folders for this home. Stop it first.")) from None
        while True:
            look = look_once(watch)
            note_look(place, look)
            try:
                _show(look, import_ready(runner, place, watch, look), as_json=as_json, is_last=once)
            except HomeIsBusy:
                print(gettext("Another import is running; these files are next."), file=sys.stderr)
            if once:
                return
            try:
                time.sleep(LOOK_EVERY_S)
            except KeyboardInterrupt:
                return


def _show(look: "Look", report: "ImportReport | None", *, as_json: bool, is_last: bool) -> None:
    if as_json:
        if report is not None or is_last:
            print_json(_document(look, report))
        return
    for folder in look.missing if is_last else ():
        print(gettext("{folder} is not there now.").format(folder=folder))
    if report is not None:
        words = gettext("{imported} imported, {merged} merged, {duplicate} already there, {failed} could not be read")
        print(
            words.format(
                imported=report.imported, merged=report.merged, duplicate=report.duplicate, failed=report.failed
            )
        )
        for verdict in report.verdicts:
            if verdict.verdict == "failed":
                print(f"  {verdict.path}\n    {translate_saved(verdict.reason or '')}")
    elif is_last:
        print(gettext("There is nothing new."))
    for path, why in look.pending if is_last else ():
        print(f"  {path}\n    {translate_saved(why)}")


def _document(look: "Look", report: "ImportReport | None") -> dict[str, Any]:
    from runback.export.documents import import_document

    return {
        "seen": look.seen,
        "pending": [{"path": str(path), "why": why} for path, why in look.pending],
        "missing": [str(folder) for folder in look.missing],
        "import": None if report is None else import_document(report),
    }
