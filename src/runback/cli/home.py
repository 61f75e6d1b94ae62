"""The whole home: ``runback inspect``, ``backup``, ``restore``, ``rescue`` and ``erase``."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, print_json
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, ngettext

if TYPE_CHECKING:
    from runback.services.home.erase import Erased
    from runback.services.home.inspect import Damage, Inspection
    from runback.services.home.rescue import Rescued


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("inspect")(_inspect)
    app.command("check")(_check)
    app.command("backup")(_backup)
    app.command("restore")(_restore)
    app.command("rescue")(_rescue)
    app.command("erase")(_erase)


def _inspect(context: typer.Context, home: Usage.Home = None, as_json: Usage.Json = False) -> None:
    """Look for damage in the data home: every samples file, every original, every count."""
    from runback.services.home.open import open_as_it_is
    from runback.services.home.place import resolve_home

    problem = open_as_it_is(resolve_home(home or context.obj))
    from runback.services.home.inspect import inspect_home

    report = inspect_home(problem, None if as_json else _show_part)
    if as_json:
        print_json(_document(report))
    else:
        _print(report)
    if not report.is_ok:
        raise typer.Exit(3)


def _show_part(part: str) -> None:
    print(gettext("looking at the {part} ...").format(part=part), file=sys.stderr)


def _check(context: typer.Context, home: Usage.Home = None, as_json: Usage.Json = False) -> None:
    """The old name of `runback inspect`, in this version only."""
    print(
        gettext("`runback check` is now `runback inspect`; the old name goes with the next version."), file=sys.stderr
    )
    _inspect(context, home, as_json)


def _document(report: "Inspection") -> dict[str, Any]:
    return {
        "ok": report.is_ok,
        "problems": [_row(each) for each in report.losses],
        "harmless": [_row(each) for each in report.damage if not each.is_loss],
        "activities": report.activities,
        "samples": report.samples,
        "originals": report.originals,
    }


def _row(each: "Damage") -> dict[str, Any]:
    return {"what": each.what, "path": each.path, "do": each.todo}


def _print(report: "Inspection") -> None:
    words = gettext("{activities} activities, {samples} with samples, {originals} originals.")
    print(words.format(activities=report.activities, samples=report.samples, originals=report.originals))
    for each in report.damage:
        print(f"\n{each.what}\n  {each.todo}")
    if report.is_ok:
        print(gettext("Nothing is damaged."))
    else:
        count = len(report.losses)
        words = ngettext("{count} thing is damaged.", "{count} things are damaged.", count)
        print("\n" + words.format(count=count))


def _backup(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The zip to write.")],
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Write a backup of the whole home into one file; Runback may go on running meanwhile."""
    from runback.services.home.open import open_home
    from runback.services.home.place import resolve_home

    folder = resolve_home(home or context.obj)
    open_home(folder, may_only_read=True)
    from runback.services.home.backup import make_backup

    made = make_backup(folder, out)
    if as_json:
        print_json(
            {"path": str(made.path), "files": made.files, "bytes": made.bytes, "made_at": _instant(made.made_at)}
        )
    else:
        print(
            gettext("{files} files, {megabytes} MB, are in {path}").format(
                files=made.files, megabytes=localize_decimal(f"{made.bytes / 1e6:.1f}"), path=made.path
            )
        )
        print(gettext("It contains everything you entered: keep it where only you can read it."))


def _instant(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _restore(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, or one of the folders in HOME/backups.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in place of the home, which is moved aside.", show_default=False)
    ] = False,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Restore a backup into an empty home, or next to a home that is not empty."""
    from runback.services.home.open import open_home
    from runback.services.home.place import resolve_home
    from runback.services.home.restore import restore

    wanted = resolve_home(home or context.obj)
    done = restore(backup, wanted, replace=replace)
    open_home(done.home)
    if as_json:
        moved = None if done.moved_to is None else str(done.moved_to)
        print_json({"home": str(done.home), "files": done.files, "made_at": done.made_at, "moved_to": moved})
        return
    print(gettext("The backup of {made_at} is in {home}").format(made_at=done.made_at, home=done.home))
    if done.moved_to is not None:
        print(gettext("What was there before is in {moved_to}").format(moved_to=done.moved_to))
    elif done.home != wanted:
        print(gettext("{home} already contains something and stays as it is.").format(home=wanted))
        print(gettext("Look at the backup: runback serve --home {home}").format(home=done.home))
        print(
            gettext("To use it in place of that: runback restore {backup} --home {home} --replace").format(
                backup=backup, home=wanted
            )
        )


def _rescue(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder for what can be saved.")],
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Save what can be read of a damaged home into a new one; the damaged one is left as it is."""
    from runback.domain.errors import UnusableInput
    from runback.services.home.place import resolve_home
    from runback.services.home.rescue import rescue

    if os.environ.get("DATABASE_URL"):
        raise UnusableInput(gettext("runback rescue makes a home with a database file. Run it without DATABASE_URL."))
    done = rescue(resolve_home(home or context.obj), out)
    if as_json:
        print_json(_rescue_document(done))
    else:
        _print_rescue(done)


def _rescue_document(done: "Rescued") -> dict[str, Any]:
    return {
        "home": str(done.home),
        "rows": done.rows,
        "lost": done.lost,
        "from_backup": done.from_backup,
        "backup": None if done.backup is None else str(done.backup),
        "samples_rebuilt": done.rebuilt,
        "without_samples": list(done.without_samples),
        "imported": done.imported,
        "unreadable": list(done.unreadable),
    }


def _print_rescue(done: "Rescued") -> None:
    print(gettext("The new home is {home}").format(home=done.home))
    for table, count in done.rows.items():
        print("  " + gettext("{count:6d} rows of {table}").format(count=count, table=table))
    for table, count in done.from_backup.items():
        print(
            gettext("{count} rows of {table} could not be read and are as in the backup {backup}.").format(
                count=count, table=table, backup=done.backup
            )
        )
    for table, count in done.lost.items():
        print(gettext("Up to {count} rows of {table} are lost.").format(count=count, table=table))
    print(
        gettext(
            "{rebuilt} activities got their samples from their originals, {imported} files were imported again."
        ).format(rebuilt=done.rebuilt, imported=done.imported)
    )
    if done.without_samples:
        print(gettext("Activities with totals only: {names}").format(names=", ".join(done.without_samples)))
    for path in done.unreadable:
        print(gettext("Cannot be read: {path}").format(path=path))
    print(gettext("Look at it: runback serve --home {home}").format(home=done.home))


def _erase(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Erase everything Runback has about you: runs, diary, clips, backups in the home. This cannot be undone."""
    from runback.services.home.erase import STAYS, erase_home
    from runback.services.home.place import resolve_home

    folder = resolve_home(home or context.obj)
    if not yes:
        _ask_to_erase(folder)
    done = erase_home(folder)
    if as_json:
        print_json(_erase_document(done))
        return
    for name, files, size in done.gone:
        print(
            gettext("deleted: {name} ({files} files, {megabytes} MB)").format(
                name=name, files=files, megabytes=localize_decimal(f"{size / 1e6:.1f}")
            )
        )
    for path in done.left:
        print(gettext("not part of Runback, left alone: {path}").format(path=path))
    print(gettext(STAYS))


def _ask_to_erase(folder: Path) -> None:
    from runback.domain.errors import UnusableInput

    if not sys.stdin.isatty():
        raise UnusableInput(
            gettext("Nothing was erased. To erase {folder} without being asked, add --yes.").format(folder=folder),
            path=str(folder),
        )
    print(
        gettext("This erases everything in {folder} and cannot be undone; runback backup makes a copy first.").format(
            folder=folder
        ),
        file=sys.stderr,
    )
    if typer.prompt(gettext("Type erase to go on"), err=True).strip().lower() != "erase":
        raise UnusableInput(gettext("Nothing was erased."), path=str(folder))


def _erase_document(done: "Erased") -> dict[str, Any]:
    gone = [{"name": name, "files": files, "bytes": size} for name, files, size in done.gone]
    return {"home": str(done.home), "erased": gone, "left": list(done.left)}
