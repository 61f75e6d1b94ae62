"""``runback cohort``: the rules over many runners, in DuckDB or Spark (docs/cohort.md)."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from runback.cli.context import Usage, day_option, print_json
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.cohort.engine import Engine
    from runback.cohort.jobs import Cohort, Finding

_cohort = typer.Typer(help="Many runners: load, spikes, ceilings and injuries of a club, a study or a country.")

In = Annotated[
    Path | None,
    typer.Option("--in", metavar="DIR", help="A folder with the tables runs, pain, runners, or with exports (zip)."),
]
Homes = Annotated[
    list[Path] | None, typer.Option("--home", metavar="DIR", help="A data home instead of --in; may be repeated.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the results.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--columns", metavar="ROLE=HEADER", help="Headers of other tables, like distance_m=Distance."),
]
EngineName = Annotated[Literal["duckdb", "spark"], typer.Option("--engine", help="Which engine does the work.")]
SparkMaster = Annotated[
    str | None,
    typer.Option(
        "--spark-master", metavar="URL", help="local[2], spark://HOST:PORT, yarn, or sc://HOST:PORT for Spark Connect."
    ),
]
Memory = Annotated[
    str | None, typer.Option("--memory-limit", metavar="SIZE", help="Memory of DuckDB or Spark, like 1GB.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    _cohort.command("make")(_make)
    for name in ("load", "spikes", "ceilings", "hazard", "outcomes"):
        _cohort.command(name, help=_HELP[name])(_job_command(name))
    _cohort.command("quality")(_quality)
    _cohort.command("report")(_report)
    app.add_typer(_cohort, name="cohort", no_args_is_help=True)


_HELP = {
    "load": "Daily and weekly distance of every runner: tables load_days and load_weeks.",
    "spikes": "Runs beyond 110 % of the longest in the 30 days before: table spikes.",
    "hazard": "How much more often runs of each kind were followed by injury: table hazard.",
    "outcomes": "What became of each injury: table outcomes, summary outcomes.json.",
    "ceilings": "The single-run ceiling of every runner for every day: table ceilings.",
}


def _make(
    out: Out,
    runners: Annotated[int, typer.Option("--runners", min=1, help="How many runners.")],
    days: Annotated[int, typer.Option("--days", min=1, max=20_000, help="For how many days.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same runners.")] = 1,
    first_day: Annotated[
        date | None, day_option("--first-day", "The first day; 2024-01-01 where none is given.")
    ] = None,
    as_json: Usage.Json = False,
) -> None:
    """Make runners with known hazards, as Parquet: runs, pain, runners."""
    from runback.cohort.make import FIRST_DAY, make_cohort

    rows = make_cohort(out, runners, days, seed, first_day or FIRST_DAY)
    if as_json:
        print_json({"out": str(out), "rows": rows})
    else:
        print(
            gettext("{runners} runners with {runs} runs and {pain} pain scores are in {out}.").format(
                runners=rows["runners"], runs=rows["runs"], pain=rows["pain"], out=out
            )
        )


def _job_command(name: str) -> Callable[..., None]:
    def command(
        out: Out,
        folder: In = None,
        homes: Homes = None,
        columns: Columns = None,
        engine: EngineName = "duckdb",
        spark_master: SparkMaster = None,
        memory_limit: Memory = None,
        as_of: Usage.AsOf = None,
        as_json: Usage.Json = False,
    ) -> None:
        from runback.cohort import jobs

        job = jobs.JOBS[name]
        with (
            _tables(folder, homes, out) as tables,
            _opened(tables, out, columns, engine, spark_master, memory_limit, as_of) as cohort,
        ):
            findings = job(cohort, out)
        _print_done(out, jobs.TABLES[name], findings, as_json)

    return command


def _quality(
    out: Out,
    folder: In = None,
    homes: Homes = None,
    columns: Columns = None,
    engine: EngineName = "duckdb",
    spark_master: SparkMaster = None,
    memory_limit: Memory = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """What is wrong with the tables: files that cannot be used, rows that are left out or look wrong (quality.json)."""
    import json

    from runback.cohort.jobs import check_quality
    from runback.cohort.tables import write_whole

    with (
        _tables(folder, homes, out) as tables,
        _opened(tables, out, columns, engine, spark_master, memory_limit, as_of) as cohort,
    ):
        report = check_quality(cohort)
    write_whole(out / "quality.json", json.dumps(report, indent=1))
    if as_json:
        print_json(report)
    else:
        for one in report["findings"]:
            rows = "the whole file" if one["rows"] is None else f"{one['rows']} rows"
            fate = "left out" if one["left_out"] else "kept"
            print(f"{one['file']}: {rows} {fate}: {one['what'].rstrip('.')}. {one['do']}")
        print(
            gettext("{files} files were read; {findings} problems were found.").format(
                files=len(report["files"]), findings=len(report["findings"])
            )
        )
    if report["is_broken"] or not report["files"]:
        raise typer.Exit(3)


@contextmanager
def _tables(folder: Path | None, homes: list[Path] | None, out: Path) -> Iterator[Path]:
    """The folder of the tables; out of homes or exports they are made for this command and go with it."""
    from runback.domain.errors import UnusableInput
    from runback.services.cohort.gather import find_exports, gather

    if (folder is None) == (not homes):
        raise typer.BadParameter(gettext("Name the tables with --in, or data homes with --home."), param_hint="--in")
    sources = homes or (find_exports(folder) if folder else [])
    if sources:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".tables-", dir=out) as place:
            yield gather(sources, Path(place))
        return
    if folder is None or not folder.exists():
        raise UnusableInput(gettext("There is no folder {folder}.").format(folder=folder), path=str(folder))
    yield folder


def _report(
    out: Out,
    folder: In = None,
    homes: Homes = None,
    columns: Columns = None,
    engine: EngineName = "duckdb",
    spark_master: SparkMaster = None,
    memory_limit: Memory = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Write report.html: injuries, hazards and returns with their methods; counts under five are hidden."""
    from runback.cohort.jobs import write_report

    with (
        _tables(folder, homes, out) as tables,
        _opened(tables, out, columns, engine, spark_master, memory_limit, as_of) as cohort,
    ):
        path = write_report(cohort, out)
    if as_json:
        print_json({"report": str(path)})
    else:
        print(gettext("Written: {path}").format(path=path))


@contextmanager
def _opened(
    folder: Path,
    out: Path,
    columns: list[str] | None,
    engine: str,
    spark_master: str | None,
    memory: str | None,
    as_of: date | None,
) -> "Iterator[Cohort]":
    """The cohort with its engine. Raises ``UnusableInput`` for what is no column."""
    from runback.cohort.jobs import Cohort, damage_named
    from runback.cohort.source import parse_columns
    from runback.services import clock

    roles = parse_columns(columns or [])
    out.mkdir(parents=True, exist_ok=True)
    opened = _open_engine(engine, out, spark_master, memory)
    cohort = Cohort(folder, as_of or clock.utc_today(), opened, roles)
    try:
        with damage_named(cohort):
            yield cohort
    finally:
        opened.close()


def _open_engine(name: str, out: Path, master: str | None, memory: str | None) -> "Engine":
    if name == "spark":
        from runback.cohort.spark import SparkEngine

        return SparkEngine(out, master, memory)
    from runback.cohort.duck import MEMORY, DuckEngine

    return DuckEngine(out, memory or MEMORY)


def _print_done(out: Path, tables: Sequence[str], findings: "Sequence[Finding]", as_json: bool) -> None:
    if as_json:
        written = {name: str(out / name) for name in tables}
        print_json({"tables": written, "left_out": [asdict(found) for found in findings]})
        return
    for found in findings:
        print(
            gettext("{file}: {rows} rows left out: {what}. {do}").format(
                file=found.file, rows=found.rows, what=found.what, do=found.do
            ),
            file=sys.stderr,
        )
    print("Written: " + ", ".join(str(out / name) for name in tables))
