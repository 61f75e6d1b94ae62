"""The tables of a cohort out of data homes and complete exports: distances, days and scores, no names, no notes."""

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from runback.cohort.tables import SCHEMAS, write_bucket
from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext
from runback.load.unmeasured import estimate_km
from runback.services.home.soundness import DATABASE
from runback.services.home.zips import open_zip

_COLUMNS = {
    "activity": ("sport", "day", "distance_m", "moving_s", "elapsed_s", "is_deleted", "start_utc"),
    "pain_entry": ("day", "score"),
    "check": ("made_on", "answers"),
}
_BROKEN = (sqlite3.Error, zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, TypeError)

Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class _Tables:
    """The rows so far, runners numbered from 1 in the order in which they were met."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})

    def add(self, rows: Rows) -> None:
        who = len(self.rows["runners"]) + 1
        for one in sorted(rows["activity"], key=lambda row: row["start_utc"]):
            if one["sport"] == "run" and not one["is_deleted"]:
                self.rows["runs"].append((who, *_run(one), "runback"))
        self.rows["pain"] += [(who, date.fromisoformat(one["day"]), one["score"]) for one in rows["pain_entry"]]
        self.rows["runners"].append((who, *_person(rows["check"]), "active"))


def gather(sources: Sequence[Path], folder: Path) -> Path:
    """Write runs, pain and runners of these homes and exports below ``folder`` and return it.

    The homes are only read. Raises ``UnusableInput`` that names what is neither a home nor a complete export.
    """
    tables = _Tables()
    for source in sources:
        try:
            for rows in _read_home(source) if source.is_dir() else _read_export(source):
                tables.add(rows)
        except _BROKEN as problem:
            what = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
            raise UnusableInput(
                gettext(
                    "{source} is neither a data home nor a complete export (runback export all), or is damaged: {what}"
                ).format(source=source, what=what),
                path=str(source),
            ) from None
    for name, schema in SCHEMAS.items():
        columns = list(zip(*tables.rows[name], strict=True)) or [() for _ in schema]
        arrays = [pa.array(column, one.type) for column, one in zip(columns, schema, strict=True)]
        write_bucket(folder / name, 0, pa.table(arrays, schema=schema))
    return folder


def find_exports(folder: Path) -> list[Path]:
    """The zips of a folder that are complete exports; none where it is no folder."""
    return [path for path in sorted(folder.glob("*.zip")) if _is_export(path)] if folder.is_dir() else []


def _is_export(path: Path) -> bool:
    """Whether the zip has the rows of an export; decided without Django, which a cohort of tables does not need."""
    try:
        with open_zip(path) as archive:
            return {f"rows/{name}.jsonl" for name in _COLUMNS} <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _read_home(home: Path) -> Iterator[Rows]:
    file = home / DATABASE
    if not file.is_file():
        raise ValueError(f"it has no {DATABASE}")
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        for (who,) in database.execute("SELECT id FROM runner ORDER BY id").fetchall():
            yield {name: _owned(database, name, who) for name in _COLUMNS}


def _owned(database: sqlite3.Connection, table: str, who: int) -> list[dict[str, Any]]:
    question = f'SELECT {", ".join(_COLUMNS[table])} FROM "{table}" WHERE runner_id = ? ORDER BY id'  # noqa: S608 -- ours
    return [dict(row) for row in database.execute(question, (who,))]


def _read_export(path: Path) -> Iterator[Rows]:
    with zipfile.ZipFile(path) as archive:
        yield {
            name: [json.loads(line) for line in archive.read(f"rows/{name}.jsonl").splitlines()] for name in _COLUMNS
        }


def _run(row: dict[str, Any]) -> tuple[date, float, float]:
    """Day, km and minutes, as ``services.activities.list_runs`` gives them to `runback load`."""
    seconds = row["moving_s"] or row["elapsed_s"] or 0.0
    km = (row["distance_m"] or 0.0) / 1000 or (estimate_km(seconds) if seconds > 0 else 0.0)
    return (
        date.fromisoformat(row["day"]),
        min(km, 1_000.0),
        min(seconds / 60, 20_000.0),
    )


def _person(checks: Sequence[dict[str, Any]]) -> tuple[int | None, str | None]:
    """Age and sex of the last check that says so; None without one."""
    age, sex = None, None
    for check in sorted(checks, key=lambda row: row["made_on"]):
        answers = json.loads(check["answers"]) if isinstance(check["answers"], str) else check["answers"]
        age = answers.get("age_years", age)
        sex = {"female": "F", "male": "M"}.get(answers.get("sex"), sex)
    return None if age is None else int(age), sex
