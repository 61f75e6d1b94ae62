"""``runback inspect``: whether the data home is whole."""

import sys
from typing import TYPE_CHECKING, Any

import typer

from runback.cli.context import Usage, print_json

if TYPE_CHECKING:
    from runback.services.home.inspect import Damage, Inspection


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("inspect")(_inspect)
    app.command("check")(_check)


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
