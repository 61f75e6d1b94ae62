"""The home as a whole: ``runback inspect``, ``backup``, ``restore``, ``rescue`` and ``erase``."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, print_json
from runback.languages.catalogue import gettext

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
    from runback.services.home.open import open_as_it_is, resolve_home

    problem = open_as_it_is(resolve_home(home or context.obj))
    from runback.services.home.inspect import inspect_home

    report = inspect_home(
        problem, lambda part: None if as_json else print(f"looking at the {part} ...", file=sys.stderr)
    )
    if as_json:
        print_json(_document(report))
    else:
        _print(report)
    if not report.is_ok:
        raise typer.Exit(3)


def _check(context: typer.Context, home: Usage.Home = None, as_json: Usage.Json = False) -> None:
    """The old name of `runback inspect`, in this version only."""
    print("`runback check` is now `runback inspect`; the old name goes with the next version.", file=sys.stderr)
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
    print(f"{report.activities} activities, {report.samples} with samples, {report.originals} originals.")
    for each in report.damage:
        print(f"\n{each.what}\n  {each.todo}")
    print("Everything is whole." if report.is_ok else f"\n{len(report.losses)} things are damaged.")


def _backup(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The zip to write.")],
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Write a backup of the whole home into one file; Runback may go on running meanwhile."""
    from runback.services.home.open import open_home, resolve_home

    folder = resolve_home(home or context.obj)
    open_home(folder, may_only_read=True)
    from runback.services.home.backup import make_backup

    made = make_backup(folder, out)
    if as_json:
        print_json(
            {"path": str(made.path), "files": made.files, "bytes": made.bytes, "made_at": _instant(made.made_at)}
        )
    else:
        print(f"{made.files} files, {made.bytes / 1e6:.1f} MB, are in {made.path}")
        print("It holds all you entered: keep it where only you can read it.")


def _instant(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _restore(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, or one of the folders in HOME/backups.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in place of the home, which is moved beside.", show_default=False)
    ] = False,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Bring a backup back into an empty home, or beside a home that holds something."""
    from runback.services.home.open import open_home, resolve_home
    from runback.services.home.restore import restore

    wanted = resolve_home(home or context.obj)
    done = restore(backup, wanted, replace=replace)
    open_home(done.home)
    if as_json:
        moved = None if done.moved_to is None else str(done.moved_to)
        print_json({"home": str(done.home), "files": done.files, "made_at": done.made_at, "moved_to": moved})
        return
    print(f"The backup of {done.made_at} is in {done.home}")
    if done.moved_to is not None:
        print(f"What was there before is in {done.moved_to}")
    elif done.home != wanted:
        print(
            f"{wanted} holds something already and stays as it is. Look at the backup: runback serve --home {done.home}"
        )
        print(f"To use it in place of that: runback restore {backup} --home {wanted} --replace")


def _rescue(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder for what can be saved.")],
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Save what can be read of a damaged home into a new one; the damaged one is left as it is."""
    from runback.domain.errors import UnusableInput
    from runback.services.home.open import resolve_home
    from runback.services.home.rescue import rescue

    if os.environ.get("DATABASE_URL"):
        raise UnusableInput("runback rescue makes a home with a database file. Run it without DATABASE_URL.")
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
    print(f"The new home is {done.home}")
    for table, count in done.rows.items():
        print(f"  {count:6d} rows of {table}")
    for table, count in done.from_backup.items():
        print(f"{count} rows of {table} could not be read and are as in the backup {done.backup}.")
    for table, count in done.lost.items():
        print(f"Up to {count} rows of {table} are lost.")
    print(
        f"{done.rebuilt} activities got their samples from their originals, {done.imported} files were imported again."
    )
    if done.without_samples:
        print(f"Activities with totals only: {', '.join(done.without_samples)}")
    for path in done.unreadable:
        print(f"Cannot be read: {path}")
    print(f"Look at it: runback serve --home {done.home}")


def _erase(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Erase everything Runback keeps of you: runs, diary, clips, backups in the home. There is no way back."""
    from runback.services.home.erase import STAYS, erase_home
    from runback.services.home.open import resolve_home

    folder = resolve_home(home or context.obj)
    if not yes:
        _ask_to_erase(folder)
    done = erase_home(folder)
    if as_json:
        print_json(_erase_document(done))
        return
    for name, files, size in done.gone:
        print(f"erased  {name}  ({files} files, {size / 1e6:.1f} MB)")
    for path in done.left:
        print(f"not of Runback, left: {path}")
    print(gettext(STAYS))


def _ask_to_erase(folder: Path) -> None:
    from runback.domain.errors import UnusableInput

    if not sys.stdin.isatty():
        raise UnusableInput(f"Nothing was erased. To erase {folder} without being asked, add --yes.", path=str(folder))
    print(
        f"This erases everything in {folder}. There is no way back; runback backup makes a copy first.", file=sys.stderr
    )
    if typer.prompt("Type erase to go on", err=True).strip().lower() != "erase":
        raise UnusableInput("Nothing was erased.", path=str(folder))


def _erase_document(done: "Erased") -> dict[str, Any]:
    gone = [{"name": name, "files": files, "bytes": size} for name, files, size in done.gone]
    return {"home": str(done.home), "erased": gone, "left": list(done.left)}
