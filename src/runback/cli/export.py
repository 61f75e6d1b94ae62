"""``runback export ics|fit|csv|fhir|all --out PATH``."""

import sys
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json
from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext, ngettext

if TYPE_CHECKING:
    from runback.domain.runner import Runner


class Kind(StrEnum):
    """What can be exported."""

    ICS = "ics"
    FIT = "fit"
    CSV = "csv"
    FHIR = "fhir"
    ALL = "all"


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("export")(_export)


def _export(
    context: typer.Context,
    kind: Annotated[
        Kind,
        typer.Argument(
            help="ics: calendar; fit: watch workouts; csv: tables; fhir: the record for a clinic; all: everything."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="PATH", help="A file; for fit and csv a folder, or a name ending in .zip.")
    ],
    with_reasons: Annotated[
        bool,
        typer.Option(
            "--with-reasons",
            help="ics: include the reasons, which say something about your health.",
            show_default=False,
        ),
    ] = False,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Write the plan and the diary for a calendar, a watch or a spreadsheet."""
    runner = open_runner(context, home)
    from runback.services.sharing import plan_files

    day = day_or_today(runner, as_of)
    if kind is Kind.ALL:
        _export_all(runner, out, day, as_json)
        return
    if kind is Kind.FHIR:
        _export_record(runner, out, day, as_json)
        return
    if kind is Kind.ICS:
        files = {out.name: plan_files.export_calendar(runner, day, with_reasons=with_reasons)}
        written = write_file(out, files[out.name])
    else:
        make = {
            Kind.FIT: plan_files.export_workouts,
            Kind.CSV: plan_files.export_tables,
        }
        files = make[kind](runner, day)
        if not files:
            raise plan_files.NothingToExport(gettext("Your plan has no coming session for a watch."))
        as_zip = out.suffix.lower() == ".zip"
        written = write_file(out, _zipped(files)) if as_zip else _write_folder(out, files)
    if as_json:
        print_json({"path": str(written), "files": sorted(files)})
    else:
        words = ngettext("{count} file written to {path}", "{count} files written to {path}", len(files))
        print(words.format(count=len(files), path=written), file=sys.stderr)


def _export_record(runner: "Runner", out: Path, day: date, as_json: bool) -> None:
    from runback.services.sharing.record import export_record

    written = write_file(out, export_record(runner, day))
    if as_json:
        print_json({"path": str(written), "files": [written.name]})
    else:
        print(
            gettext(
                "The record is written to {written}. It contains health data: keep it where only you can read it."
            ).format(written=written),
            file=sys.stderr,
        )


def _export_all(runner: "Runner", out: Path, day: date, as_json: bool) -> None:
    from runback.services.home.export_home import export_home

    done = export_home(runner, out, day)
    if as_json:
        print_json({"path": str(done.path), "files": list(done.files), "missing": list(done.missing)})
        return
    print(gettext("{count} files written to {path}").format(count=len(done.files), path=done.path), file=sys.stderr)
    print(gettext("It contains everything you entered: keep it where only you can read it."), file=sys.stderr)
    for path in done.missing:
        print(gettext("Missing in the home: {path}. Run runback inspect.").format(path=path), file=sys.stderr)


def write_file(out: Path, data: bytes) -> Path:
    """Write the file completely or not at all; raises ``UnusableInput`` where it cannot be written."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(out)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UnusableInput(
            gettext("{out} cannot be written: {reason}.").format(out=out, reason=problem.strerror), path=str(out)
        ) from None
    return out.resolve()


def _write_folder(out: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        write_file(out / name, data)
    return out.resolve()


def _zipped(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    now = datetime.now(UTC)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
