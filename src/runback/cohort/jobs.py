"""The jobs of `runback cohort`: each reads the tables of a folder and writes its result beside the others."""

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
from runback.cohort.engine import Engine, columns_of
from runback.cohort.hazard import estimate
from runback.cohort.report import render_report
from runback.cohort.source import Table, find_table, require_table
from runback.cohort.study import MEASURES, definitions
from runback.cohort.tables import HAZARD, empty_folder

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
    """Rows of one file with one fault; ``left_out`` says whether they enter no figure."""

    file: str
    table: str
    what: str
    rows: int | None
    left_out: bool
    do: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """What a job works on: the folder, its column map, the day of the data, and the engine."""

    folder: Path
    as_of: date
    engine: Engine
    columns: Mapping[str, str] = field(default_factory=dict)


def offer_tables(cohort: Cohort, names: Sequence[str]) -> tuple[Finding, ...]:
    """Make the views of usable rows; returns the rows that are left out.

    Raises ``UnusableInput`` for a table that is not there and for files that cannot be used.
    """
    for table in [require_table(cohort.folder, name, cohort.columns) for name in names]:
        _offer(cohort, table)
    return tuple(found for name in names for found in _count(cohort, name, only_left_out=True))


def _offer_study(cohort: Cohort) -> tuple[Finding, ...]:
    """Make the views of runs, pain and runners; without a table of runners nobody's age and sex are known."""
    table, broken = find_table(cohort.folder, "runners", cohort.columns)
    if table or broken:
        return offer_tables(cohort, ["runs", "pain", "runners"])
    findings = offer_tables(cohort, ["runs", "pain"])
    unknown = "CAST(NULL AS INT) AS age, CAST(NULL AS STRING) AS sex, CAST(NULL AS STRING) AS status"
    cohort.engine.view("runners", f"SELECT runner_id, {unknown} FROM runs WHERE FALSE")
    return findings


def _offer(cohort: Cohort, table: Table) -> None:
    cohort.engine.offer(table)
    cohort.engine.view(table.name, quality.usable_rows(table.name, columns_of(table.name), cohort.as_of))


def _count(cohort: Cohort, name: str, only_left_out: bool) -> Iterator[Finding]:
    known = {fault.name: fault for fault in quality.faults_of(name, cohort.as_of)}
    for row in cohort.engine.rows(quality.count_faults(name, cohort.as_of, only_left_out)):
        fault = known[row["fault"]]
        yield Finding(row["file"], name, fault.what, row["n"], fault.left_out, fault.do)


@contextmanager
def output_folder(out: Path, name: str) -> Iterator[Path]:
    """A folder ``out/name`` that is there whole or not at all: it is written beside its place and then moved."""
    part = empty_folder(out / f".{name}-part")
    yield part
    final = empty_folder(out / name)
    final.rmdir()
    part.rename(final)


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
    """SQL that is true of one slice of the runners after another; of all at once where they fit into memory."""
    most = engine.dialect.slice_rows
    (counted,) = engine.rows("SELECT count(*) AS n FROM runs") if most else ({"n": 0},)
    n = 1 + counted["n"] // most if most else 1
    for i in range(n):
        yield engine.dialect.slice.format(n=n, i=i) if n > 1 else "TRUE"


def write_hazard(cohort: Cohort, out: Path) -> tuple[Finding, ...]:
    """``hazard``: for each measure and class the days at risk, injuries, and the hazard ratio with its interval."""
    findings = _offer_study(cohort)
    cells: dict[str, list[dict[str, Any]]] = {measure: [] for measure in MEASURES}
    for which in _slices(cohort.engine):
        cohort.engine.view("days_lived", hazard_sql.days_lived(which))
        for measure, found in cells.items():
            found += cohort.engine.rows(hazard_sql.count_cells(measure))
    rows = []
    for measure, found in cells.items():
        reference = definitions()["measures"][measure]["reference"]
        ratios = estimate(found, reference)
        rows += [{"measure": measure, "is_reference": one.name == reference, **asdict(one)} for one in ratios]
    with output_folder(out, "hazard") as folder:
        pq.write_table(pa.Table.from_pylist(rows, schema=HAZARD), folder / "part-0.parquet")
    return findings


def write_outcomes(cohort: Cohort, out: Path) -> tuple[Finding, ...]:
    """``outcomes``, a row for each injury, and its summary ``outcomes.json``."""
    findings = _offer_study(cohort)
    outcomes.offer_outcomes(cohort.engine)
    with output_folder(out, "outcomes") as folder:
        cohort.engine.write("SELECT * FROM outcomes", folder)
    summary = json.dumps(outcomes.summarise(cohort.engine), indent=1)
    (out / "outcomes.json").write_text(summary, encoding="utf-8")
    return findings


def check_quality(cohort: Cohort) -> dict[str, Any]:
    """Every file with its rows, and what is wrong: files as a whole, rows left out, rows that look wrong."""
    files: list[dict[str, Any]] = []
    findings: list[Finding] = []
    is_broken = False
    for name in ("runs", "pain", "runners"):
        table, broken = find_table(cohort.folder, name, cohort.columns)
        is_broken |= bool(broken)
        findings += [Finding(one.path, name, one.what, one.rows, True, one.do) for one in broken]
        if table is None:
            continue
        files += [{"file": str(p), "table": name, "rows": n} for p, n in zip(table.files, table.rows, strict=True)]
        _offer(cohort, table)
        findings += [*_count(cohort, name, only_left_out=False), *_count_duplicates(cohort, name)]
    return {
        "as_of": cohort.as_of.isoformat(),
        "ok": not findings,
        "is_broken": is_broken,
        "files": files,
        "findings": [asdict(found) for found in findings],
    }


def _count_duplicates(cohort: Cohort, name: str) -> Iterator[Finding]:
    if name not in quality.SAME_ROW:
        return
    what = quality.DUPLICATE if name == "runs" else quality.DUPLICATE_PAIN
    for row in cohort.engine.rows(quality.count_duplicates(name, cohort.as_of)):
        do = "Take one of each out if they are one and the same."
        yield Finding(row["file"], name, what, int(row["n"]), False, do)


def write_report(cohort: Cohort, out: Path) -> Path:
    """``report.html`` with the figures of quality, hazard and outcomes, which are worked out first."""
    findings = check_quality(cohort)
    write_hazard(cohort, out)
    write_outcomes(cohort, out)
    rows = pq.read_table(out / "hazard" / "part-0.parquet").to_pylist()
    summary = json.loads((out / "outcomes.json").read_text(encoding="utf-8"))
    path = out / "report.html"
    path.write_text(render_report(findings, rows, summary), encoding="utf-8")
    return path


JOBS = {
    "load": write_load,
    "spikes": write_spikes,
    "ceilings": write_ceilings,
    "hazard": write_hazard,
    "outcomes": write_outcomes,
}
