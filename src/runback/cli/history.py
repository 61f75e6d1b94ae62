"""``runback import``, ``runback activities`` and ``runback load``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from runback.cli.context import Usage, day_option, day_or_today, open_runner, print_json

if TYPE_CHECKING:
    from runback.domain.imports import ImportReport
    from runback.domain.load import LoadReport

SportName = Literal["run", "walk", "ride", "swim", "strength", "other"]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import")(_import)
    app.command("activities")(_activities)
    app.command("load")(_load)


def _import(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, folders and archives.")],
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Bring watch files, folders and archives into the history."""
    runner = open_runner(context, home)
    from runback.services.import_history import import_paths

    with _progress() as progress:
        report = import_paths(runner, paths, progress=progress)
    refusal = _refusal(report, paths)
    if as_json:
        from runback.export.documents import import_document

        print_json(refusal | import_document(report))
    else:
        _print_report(report)
    if refusal:
        raise typer.Exit(3)


def _refusal(report: "ImportReport", paths: list[Path]) -> dict[str, Any]:
    """The error when only archives were named and nothing in any of them could be used (decision 0152)."""
    import zipfile

    from runback.domain.errors import UnusableInput
    from runback.export.documents import error_document

    if report.failed < report.files or not all(zipfile.is_zipfile(path) for path in paths if path.is_file()):
        return {}
    if any(path.is_dir() for path in paths):
        return {}
    reason = report.verdicts[0].reason or "It cannot be read."
    return error_document(UnusableInput(f"Nothing in the archive was used. {reason}", path=str(paths[0].absolute())))


@contextmanager
def _progress() -> Iterator[Any]:
    """A progress bar on stderr for a person at a terminal; nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("files", total=None)
        yield lambda done, total, _verdict: bar.update(task, completed=done, total=total)


def _print_report(report: "ImportReport") -> None:
    print(f"{report.files} files in {report.seconds:.1f} s")
    counts = (
        (report.imported, "imported"),
        (report.merged, "joined with an activity you already had"),
        (report.duplicate, "already in the history"),
        (report.not_activity, "are not activities"),
        (report.failed, "could not be read"),
    )
    for count, words in counts:
        if count:
            print(f"  {count:5d} {words}")
    failed = [verdict for verdict in report.verdicts if verdict.verdict == "failed"]
    for verdict in failed[:20]:
        print(f"\n{verdict.path}\n  {verdict.reason}")
    if len(failed) > 20:
        print(f"\n... and {len(failed) - 20} more; --json lists every file.")


def _activities(
    context: typer.Context,
    home: Usage.Home = None,
    since: Annotated[date | None, day_option("--since", "From this day on.")] = None,
    until: Annotated[date | None, day_option("--until", "Up to this day.")] = None,
    sport: Annotated[SportName | None, typer.Option("--sport", help="Only this sport.")] = None,
    as_json: Usage.Json = False,
) -> None:
    """List what is in the history, oldest first."""
    runner = open_runner(context, home)
    from runback.domain.activity import Sport
    from runback.services.activities import list_activities

    found = list_activities(runner, since, until, None if sport is None else Sport(sport))
    if as_json:
        from runback.export.documents import activities_document

        print_json(activities_document(found))
        return
    for each in found:
        distance = "" if each.distance_m is None else f"{each.distance_m / 1000:.2f} km"
        moving = "" if each.moving_s is None else f"{each.moving_s / 60:.0f} min"
        print(f"{each.id:>6}  {each.start_local:%Y-%m-%d %H:%M}  {each.sport:<8} {distance:>10} {moving:>8}")
    if not found:
        print("There is nothing in the history yet. Bring files in with: runback import PATH")


def _load(
    context: typer.Context, home: Usage.Home = None, as_of: Usage.AsOf = None, as_json: Usage.Json = False
) -> None:
    """Show daily and weekly load, spikes, and the longest run allowed today."""
    runner = open_runner(context, home)
    from runback.services.measure_load import measure_load

    report = measure_load(runner, day_or_today(runner, as_of))
    if as_json:
        from runback.export.documents import load_document

        print_json(load_document(report))
    else:
        _print_load(report)


def _print_load(report: "LoadReport") -> None:
    longest = report.longest_run_30d_km
    print(f"On {report.as_of}")
    print(f"  no single run over {report.single_run_ceiling_km:.1f} km", end="")
    print(" (no run in 30 days)" if longest is None else f" (your longest in 30 days: {longest:.1f} km)")
    print(f"  no more than {report.weekly_cap_km:.1f} km this week")
    for week in report.weeks[-8:]:
        change = "" if week.change_pct is None else f"  {week.change_pct:+.0f} %"
        print(f"  week of {week.start}  {week.distance_km:6.1f} km{change}")
    for spike in report.spikes[-5:]:
        print(f"  {spike.date}: {spike.run_km:.1f} km was {spike.ratio:.1f} times your longest before it")
