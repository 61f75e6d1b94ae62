"""The jobs of `runback cohort`: each reads the tables in a folder and writes its results."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from runback.cohort import hazard_sql, outcomes, quality, rule_sql
from runback.cohort.engine import Engine, columns_of, paths
from runback.cohort.hazard import estimate
from runback.cohort.report import render_report
from runback.cohort.source import COLUMNS, Broken, Table, find_damage, find_table, require_table
from runback.cohort.study import MEASURES, definitions
from runback.cohort.tables import HAZARD, output_folder, write_whole
from runback.domain.errors import UnusableInput

TABLES = {
    "load": ("load_days", "load_weeks"),
    "spikes": ("spikes",),
    "ceilings": ("ceilings",),
    "hazard": ("hazard",),
    "outcomes": ("outcomes",),
}
"""The tables each job writes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Rows of one file with one fault; ``left_out`` is whether they are excluded from all figures."""

    file: str
    table: str
    what: str
    rows: int | None
    left_out: bool
    do: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """The input of a job: the folder, its column map, the day of the data, and the engine."""

    folder: Path
    as_of: date
    engine: Engine
    columns: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def damage_named(cohort: Cohort) -> Iterator[None]:
    """Turn an engine's read errors into ``UnusableInput`` that names each file; other errors pass."""
    try:
        yield
    except cohort.engine.errors as problem:
        tables = [find_table(cohort.folder, name, cohort.columns)[0] for name in COLUMNS]
        broken = [one for table in tables if table for one in find_damage(table)]
        if not broken:
            raise
        raise UnusableInput("\n".join(map(str, broken)), path=broken[0].path) from problem


def offer_tables(cohort: Cohort, names: Sequence[str]) -> tuple[Finding, ...]:
    """Create the views of usable rows; returns the rows that are left out.

    Raises ``UnusableInput`` for a missing table and for unusable files.
    """
    tables = [require_table(cohort.folder, name, cohort.columns) for name in names]
    for table in tables:
        _offer(cohort, table, _has_text_ids(tables))
    return tuple(found for name in names for found in _count(cohort, name, only_left_out=True))


def _offer_study(cohort: Cohort) -> tuple[Finding, ...]:
    """Create the views of runs, pain and runners; without a table of runners, age and sex are unknown."""
    table, broken = find_table(cohort.folder, "runners", cohort.columns)
    if table or broken:
        return offer_tables(cohort, ["runs", "pain", "runners"])
    findings = offer_tables(cohort, ["runs", "pain"])
    unknown = "CAST(NULL AS INT) AS age, CAST(NULL AS STRING) AS sex, CAST(NULL AS STRING) AS status"
    cohort.engine.view("runners", f"SELECT runner_id, {unknown} FROM runs WHERE FALSE")
    return findings


def _has_text_ids(tables: Sequence[Table]) -> bool:
    """Whether runner ids are text in any table; they are then treated as text in all."""
    return any(table.has_text_ids for table in tables)


def _offer(cohort: Cohort, table: Table, ids_are_text: bool) -> None:
    cohort.engine.offer(table, ids_are_text)
    cohort.engine.view(table.name, quality.usable_rows(table.name, columns_of(table.name), cohort.as_of))


def _count(cohort: Cohort, name: str, only_left_out: bool) -> Iterator[Finding]:
    known = {fault.name: fault for fault in quality.faults_of(name, cohort.as_of)}
    for row in cohort.engine.rows(quality.count_faults(name, cohort.as_of, only_left_out)):
        fault = known[row["fault"]]
        yield Finding(row["file"], name, fault.what, row["n"], fault.left_out, fault.do)


def write_load(cohort: Cohort, out: Path) -> tuple[Finding, ...]:
    """``load_days`` and ``load_weeks``."""
    findings = offer_tables(cohort, ["runs"])
    with output_folder(out, "load_days") as folder:
        cohort.engine.write(rule_sql.load_days(), folder)
    with output_folder(out, "load_weeks") as folder:
        cohort.engine.write(rule_sql.load_weeks(cohort.engine.dialect.each_week), folder)
    return findings


def write_spikes(cohort: Cohort, out: Path) -> tuple[Finding, ...]:
    """``spikes``."""
    findings = offer_tables(cohort, ["runs"])
    with output_folder(out, "spikes") as folder:
        cohort.engine.write(rule_sql.spikes(), folder)
    return findings


def write_ceilings(cohort: Cohort, out: Path) -> tuple[Finding, ...]:
    """``ceilings``."""
    findings = offer_tables(cohort, ["runs"])
    with output_folder(out, "ceilings") as folder:
        cohort.engine.write_ceilings(rule_sql.run_days(), folder)
    return findings


def _slices(engine: Engine) -> Iterator[str]:
    """SQL conditions that select one slice of the runners after another; all at once if they fit into memory."""
    most = engine.dialect.slice_rows
    (counted,) = engine.rows("SELECT count(*) AS n FROM runs") if most else ({"n": 0},)
    n = 1 + counted["n"] // most if most else 1
    for i in range(n):
        yield engine.dialect.slice.format(n=n, i=i) if n > 1 else "TRUE"


def write_hazard(cohort: Cohort, out: Path) -> tuple[Finding, ...]:
    """``hazard``: for each measure and class the days at risk, injuries, and the hazard ratio with its interval."""
    findings = _offer_study(cohort)
    _write_hazards(hazards(cohort), out)
    return findings


def hazards(cohort: Cohort) -> list[dict[str, Any]]:
    """The rows of ``hazard``."""
    cells: dict[str, list[dict[str, Any]]] = {measure: [] for measure in MEASURES}
    for which in _slices(cohort.engine):
        cohort.engine.view("recorded_days", hazard_sql.recorded_days(which))
        for measure, found in cells.items():
            found += cohort.engine.rows(hazard_sql.count_cells(measure))
    rows = []
    for measure, found in cells.items():
        reference = definitions()["measures"][measure]["reference"]
        ratios = estimate(found, reference)
        rows += [{"measure": measure, "is_reference": ratio.name == reference, **asdict(ratio)} for ratio in ratios]
    return rows


def _write_hazards(rows: list[dict[str, Any]], out: Path) -> None:
    with output_folder(out, "hazard") as folder:
        pq.write_table(pa.Table.from_pylist(rows, schema=HAZARD), folder / "part-0.parquet")


def write_outcomes(cohort: Cohort, out: Path) -> tuple[Finding, ...]:
    """``outcomes``, a row for each injury, and its summary ``outcomes.json``."""
    findings = _offer_study(cohort)
    _write_outcomes(cohort, out)
    return findings


def _write_outcomes(cohort: Cohort, out: Path) -> dict[str, Any]:
    outcomes.offer_outcomes(cohort.engine)
    with output_folder(out, "outcomes") as folder:
        cohort.engine.write("SELECT * FROM outcomes", folder)
    summary = outcomes.summarise(cohort.engine)
    write_whole(out / "outcomes.json", json.dumps(summary, indent=1))
    return summary


def check_quality(cohort: Cohort) -> dict[str, Any]:
    """Every file with its number of rows, and the faults: unusable files, rows left out, rows that look wrong."""
    findings: list[Finding] = []
    tables: list[Table] = []
    damaged: list[Broken] = []
    for name in COLUMNS:
        table, broken = find_table(cohort.folder, name, cohort.columns)
        tables += [table] if table else []
        damaged += broken
        findings += [_whole_file(name, one) for one in broken]
    read = []
    for table in tables:
        try:
            _offer(cohort, table, _has_text_ids(tables))
            findings += _faults(cohort, table.name)
            read.append(table.name)
        except cohort.engine.errors:
            broken = find_damage(table)
            if not broken:
                raise
            damaged += broken
            findings += [_whole_file(table.name, one) for one in broken]
    findings += _unmatched(cohort, read)
    return {
        "as_of": cohort.as_of.isoformat(),
        "ok": not findings,
        "is_broken": bool(damaged),
        "files": [one for table in tables for one in _files(cohort, table, table.name in read)],
        "findings": [asdict(found) for found in findings],
    }


def _whole_file(name: str, one: Broken) -> Finding:
    return Finding(one.path, name, one.what, one.rows, True, one.do)


def _files(cohort: Cohort, table: Table, is_read: bool) -> list[dict[str, Any]]:
    """The files of a table with their number of rows, which has to be counted for CSV."""
    counted = {}
    if is_read and None in table.rows:
        counted = {row["file"]: int(row["n"]) for row in cohort.engine.rows(quality.count_rows(table.name))}
    files = zip(map(str, table.files), paths(table.files), table.rows, strict=True)
    return [
        {"file": name, "table": table.name, "rows": counted.get(path, 0) if rows is None and is_read else rows}
        for name, path, rows in files
    ]


def _faults(cohort: Cohort, name: str) -> list[Finding]:
    findings = list(_count(cohort, name, only_left_out=False))
    for row in cohort.engine.rows(quality.count_duplicates(name, cohort.as_of)):
        findings.append(Finding(row["file"], name, quality.DUPLICATE[name], int(row["n"]), False, quality.TAKE_OUT))
    return findings


def _unmatched(cohort: Cohort, read: Sequence[str]) -> Iterator[Finding]:
    """Rows whose runner is missing in the table that they are joined with."""
    for (name, other), (what, do) in quality.STRANGERS.items():
        if name in read and other in read:
            for row in cohort.engine.rows(quality.count_unmatched(name, other, cohort.as_of)):
                yield Finding(row["file"], name, what, int(row["n"]), False, do)


def write_report(cohort: Cohort, out: Path) -> Path:
    """``report.html`` with the results of quality, hazard and outcomes, which are computed first."""
    findings = check_quality(cohort)
    _offer_study(cohort)
    rows = hazards(cohort)
    _write_hazards(rows, out)
    summary = _write_outcomes(cohort, out)
    path = out / "report.html"
    write_whole(path, render_report(findings, rows, summary))
    return path


JOBS = {
    "load": write_load,
    "spikes": write_spikes,
    "ceilings": write_ceilings,
    "hazard": write_hazard,
    "outcomes": write_outcomes,
}
