"""``runback import``, ``imports``, ``activities`` and ``query``."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zipfile import is_zipfile

import typer

from runback.cli import load
from runback.cli.context import Usage, day_option, open_runner, print_json
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, ngettext, pgettext, pgettext_noop
from runback.languages.saved import translate_saved

if TYPE_CHECKING:
    from runback.domain.imports import ImportReport
    from runback.domain.runner import Runner
    from runback.history.diary_table import DiaryGuess
    from runback.services.imports.batches import ImportProgress

VerdictName = Literal["imported", "merged", "duplicate", "not_activity", "failed"]
SportName = Literal["run", "walk", "ride", "swim", "strength", "other"]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import")(_import)
    app.command("imports")(_imports)
    app.command("activities")(_activities)
    load.add_to(app)
    app.command("query")(_query)


def _import(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files, folders and archives.", show_default=False)
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported; save nothing.", show_default=False)
    ] = False,
    undo: Annotated[int | None, typer.Option("--undo", metavar="ID", help="Undo an import.")] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--columns",
            metavar="ROLE=HEADER",
            help="Columns of a training diary, like date=Day,distance=Km,pain=Back; 'guess' accepts the guess.",
        ),
    ] = None,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Import watch files, folders, archives and training diaries."""
    if (undo is None) == (not paths):
        raise typer.BadParameter(gettext("Name what to import, or an import to --undo."), param_hint="PATH")
    if any(path.is_dir() or path.suffix.lower() == ".zip" for path in paths or ()):
        from runback.services.imports.pool import prepare_readers

        prepare_readers()
    runner = open_runner(context, home)
    if undo is not None:
        _undo(runner, undo, as_json)
        return
    given = list(paths or ())
    if _imports_export(runner, given, dry_run, as_json) or _imports_record(runner, given, dry_run, as_json):
        return
    agreed = _agree_on_columns(given, list(columns or ()))
    with _progress() as progress:
        if dry_run:
            from runback.services.imports.preview import preview_import

            report = preview_import(runner, given, columns=agreed, progress=progress)
        else:
            from runback.services.imports.batches import import_paths

            report = import_paths(runner, given, progress=progress, columns=agreed)
    refusal = _refusal(report, given)
    if as_json:
        from runback.export.documents import import_document

        print_json(refusal | import_document(report))
    else:
        _print_report(report)
    if refusal:
        raise typer.Exit(3)


def _imports_export(runner: "Runner", given: list[Path], dry_run: bool, as_json: bool) -> bool:
    """Import a complete export where that is what was named."""
    if len(given) != 1 or not is_zipfile(given[0]):
        return False
    from runback.services.home.import_home import import_home, is_export

    if not is_export(given[0]):
        return False
    if dry_run:
        raise typer.BadParameter(
            gettext("A complete export is imported as a whole, into an empty home."), param_hint="--dry-run"
        )
    report = import_home(runner, given[0])
    if as_json:
        from runback.export.documents import import_document

        print_json(import_document(report))
    else:
        print(
            gettext("Everything in {path} is here now, including {imported} imported files.").format(
                path=given[0], imported=report.imported
            )
        )
    return True


def _imports_record(runner: "Runner", given: list[Path], dry_run: bool, as_json: bool) -> bool:
    """Import a FHIR bundle where that is what was named."""
    if len(given) != 1 or given[0].suffix.lower() != ".json":
        return False
    from runback.export.fhir.reading import is_bundle

    if not is_bundle(given[0]):
        return False
    if dry_run:
        raise typer.BadParameter(gettext("A FHIR bundle is imported as a whole."), param_hint="--dry-run")
    from runback.services.sharing.record import import_record

    report = import_record(runner, given[0])
    if as_json:
        from runback.export.documents import import_document

        print_json(import_document(report))
    else:
        print(
            gettext("The record in {path} is here now.").format(path=given[0])
            if report.imported
            else gettext("All of it was already here.")
        )
    return True


def _undo(runner: "Runner", import_id: int, as_json: bool) -> None:
    from dataclasses import asdict

    from runback.services.imports.undo import undo_import

    report = undo_import(runner, import_id)
    if as_json:
        print_json(asdict(report))
        return
    print(gettext("Import {id} is undone.").format(id=import_id))
    counts = (
        (report.removed, gettext("Activities removed: {count}")),
        (report.restored, gettext("Activities kept, as other files have them: {count}")),
        (report.pain_entries, gettext("Pain entries removed: {count}")),
        (report.kept, gettext("Activities that you deleted, still deleted: {count}")),
    )
    for count, words in counts:
        if count:
            print(f"  {words.format(count=count)}")
    for problem in report.failed:
        print(f"  {translate_saved(problem)}")


def _imports(
    context: typer.Context,
    import_id: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="Every file's verdict of this import.", show_default=False)
    ] = None,
    only: Annotated[VerdictName | None, typer.Option("--only", help="Only files with this verdict.")] = None,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """List the imports so far, newest first, or the files of one; `runback import --undo ID` undoes one."""
    runner = open_runner(context, home)
    from runback.domain.imports import Verdict
    from runback.export.documents import verdict_document
    from runback.services.imports.batches import list_imports, list_verdicts

    if import_id is None:
        found = list_imports(runner)
        if as_json:
            print_json({"imports": [_import_row(job) for job in found]})
        else:
            _print_imports(found)
        return
    verdicts = list_verdicts(runner, import_id, None if only is None else Verdict(only))
    if as_json:
        print_json({"id": import_id, "verdicts": [verdict_document(verdict) for verdict in verdicts]})
        return
    for verdict in verdicts:
        reason = f"\n              {translate_saved(verdict.reason)}" if verdict.reason else ""
        print(f"{pgettext('file', _VERDICTS[verdict.verdict]):<12}  {verdict.path}{reason}")


_VERDICTS = {
    "imported": pgettext_noop("file", "imported"),
    "merged": pgettext_noop("file", "merged"),
    "duplicate": pgettext_noop("file", "duplicate"),
    "not_activity": pgettext_noop("file", "not an activity"),
    "failed": pgettext_noop("file", "failed"),
}
_STATES = {
    "queued": pgettext_noop("import", "waiting"),
    "running": pgettext_noop("import", "running"),
    "done": pgettext_noop("import", "done"),
    "cancelled": pgettext_noop("import", "cancelled"),
    "failed": pgettext_noop("import", "failed"),
    "undone": pgettext_noop("import", "undone"),
}


def _print_imports(found: "Sequence[ImportProgress]") -> None:
    for job in found:
        counts = [f"{count} {pgettext('file', _VERDICTS[name])}" for name, count in job.counts.items() if count]
        state = pgettext("import", _STATES[job.state])
        words = ", ".join(counts) or gettext("no file")
        print(f"{job.id:>6}  {job.started_at:%Y-%m-%d %H:%M} UTC  {state:<11}  {words}")
    if found:
        print(gettext("To undo one: runback import --undo ID"))
    else:
        print(gettext("Nothing has been imported yet."))


def _import_row(job: "ImportProgress") -> dict[str, Any]:
    ended = None if job.finished_at is None else f"{job.finished_at:%Y-%m-%dT%H:%M:%SZ}"
    row = {"id": job.id, "state": job.state, "started_at": f"{job.started_at:%Y-%m-%dT%H:%M:%SZ}", "ended_at": ended}
    return row | {"files": job.done, **job.counts, "message": job.message or None}


def _agree_on_columns(paths: list[Path], given: list[str]) -> dict[str, str]:
    """The columns of a diary as confirmed by the runner: given as an option, or asked for at a terminal.

    Raises ``UnusableInput`` for a diary that is the only file, if there is nobody to ask.
    """
    tables = [path for path in paths if path.suffix.lower() in (".csv", ".tsv") and path.is_file()]
    if not tables and not given:
        return {}
    from runback.domain.errors import UnusableInput
    from runback.history.diary_table import guess_columns, parse_columns

    if given and given != ["guess"]:
        return parse_columns(given)
    if given:
        from runback.services.imports.diary import find_diary

        found = next((question for path in paths if (question := find_diary(path)) is not None), None)
        tables = [] if found is None else [found.path]
    for path in tables:
        guess = guess_columns(path.read_bytes())
        if guess is None:
            continue
        looks = gettext("{name} looks like a training diary of {rows} rows. Its columns seem to be: {columns}")
        words = looks.format(name=path.name, rows=guess.rows, columns=guess.as_option())
        option = f'--columns "{guess.as_option()}"'
        if given:
            print(words, file=sys.stderr)
            return guess.columns
        if not sys.stdin.isatty():
            raise UnusableInput(f"{words}\n{_explain_how_to_confirm(guess, option)}", path=str(path.absolute()))
        print(words, file=sys.stderr)
        if typer.confirm(gettext("Is that right?"), err=True):
            return guess.columns
        wrong = gettext("Then say what is in which column, like {option}").format(option=option)
        raise UnusableInput(wrong, path=str(path.absolute()))
    return {}


def _explain_how_to_confirm(guess: "DiaryGuess", option: str) -> str:
    agree = gettext("If that is right, run it again with {option}").format(option=option)
    if not guess.unsure:
        return agree
    check = gettext("Check these first: {columns}.").format(columns=", ".join(guess.unsure))
    return f"{check} {agree}"


def _refusal(report: "ImportReport", paths: list[Path]) -> dict[str, Any]:
    """The error when only archives were named and nothing in any of them could be used (decision 0152)."""
    import zipfile

    from runback.domain.errors import UnusableInput
    from runback.export.documents import error_document

    if report.failed < report.files or not all(zipfile.is_zipfile(path) for path in paths if path.is_file()):
        return {}
    if any(path.is_dir() for path in paths):
        return {}
    reason = translate_saved(report.verdicts[0].reason or "") or gettext("It cannot be read.")
    message = gettext("Nothing in the archive was used. {reason}").format(reason=reason)
    return error_document(UnusableInput(message, path=str(paths[0].absolute())))


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
    words = ngettext("{files} file in {seconds} s", "{files} files in {seconds} s", report.files)
    print(words.format(files=report.files, seconds=localize_decimal(f"{report.seconds:.1f}")))
    if report.id is None:
        print(gettext("Nothing was kept: this was a dry run."))
    counts = (
        (report.imported, gettext("imported")),
        (report.merged, gettext("merged with an activity you already had")),
        (report.duplicate, gettext("already in the history")),
        (report.not_activity, gettext("are not activities")),
        (report.failed, gettext("could not be read")),
    )
    for count, words in counts:
        if count:
            print(f"  {count:5d} {words}")
    failed = [verdict for verdict in report.verdicts if verdict.verdict == "failed"]
    for verdict in failed[:20]:
        print(f"\n{verdict.path}\n  {translate_saved(verdict.reason or '')}")
    if len(failed) > 20:
        print("\n" + gettext("... and {count} more; --json lists every file.").format(count=len(failed) - 20))
    if report.id is not None and report.imported + report.merged:
        print("\n" + gettext("To undo this import: runback import --undo {id}").format(id=report.id))


_SPORTS = {
    "run": pgettext_noop("sport", "run"),
    "walk": pgettext_noop("sport", "walk"),
    "ride": pgettext_noop("sport", "ride"),
    "swim": pgettext_noop("sport", "swim"),
    "strength": pgettext_noop("sport", "strength"),
    "other": pgettext_noop("sport", "other"),
}


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
    from runback.domain.distances import format_distance
    from runback.services.activities import list_activities

    found = list_activities(runner, since, until, None if sport is None else Sport(sport))
    if as_json:
        from runback.export.documents import activities_document

        print_json(activities_document(found))
        return
    for each in found:
        distance = "" if each.distance_m is None else format_distance(each.distance_m / 1000, 2)
        moving = "" if each.moving_s is None else f"{each.moving_s / 60:.0f} min"
        name = pgettext("sport", _SPORTS[each.sport])
        print(f"{each.id:>6}  {each.start_local:%Y-%m-%d %H:%M}  {name:<8} {distance:>10} {moving:>8}")
    if not found:
        print(gettext("There is nothing in the history yet. Import files with: runback import PATH"))


def _query(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="SQL", help="A question over the tables samples and activities.")],
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Ask all samples at once, in SQL (docs/history.md has an example)."""
    runner = open_runner(context, home)
    from runback.services.home.samples import ask_samples

    answer = ask_samples(runner, question)
    plain = [[cell if isinstance(cell, (int, float, type(None))) else str(cell) for cell in row] for row in answer.rows]
    if as_json:
        print_json({"columns": list(answer.columns), "rows": plain})
        return
    print("\t".join(answer.columns))
    for row in plain:
        print("\t".join("" if cell is None else str(cell) for cell in row))
