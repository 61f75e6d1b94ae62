"""The files of a cohort: where they are, and whether they can be read at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from glob import escape, glob
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

FACTORS = {
    "distance_km": {"distance_km": 1.0, "distance_m": 0.001, "distance_mi": 1.609344},
    "duration_min": {"duration_min": 1.0, "duration_s": 1 / 60, "duration_h": 60.0},
}
"""Column of ``runs``: the roles it may come from, and what makes its unit of each."""

COLUMNS = {
    "runs": ("runner_id", "day", "distance_km", "duration_min", "source"),
    "pain": ("runner_id", "day", "score"),
    "runners": ("runner_id", "age", "sex", "status"),
}
OPTIONAL = {"duration_min", "source", "status"}
ROLES = {role for names in COLUMNS.values() for role in names} | {role for units in FACTORS.values() for role in units}


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that cannot be used as a whole. ``rows`` is None where the file does not say how many it has."""

    path: str
    rows: int | None
    what: str
    do: str

    def __str__(self) -> str:
        rows = "" if self.rows is None else f" ({self.rows} rows)"
        return f"{self.path}{rows}: {self.what} {self.do}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table's files. ``columns`` says for each of ours the header in the files and the factor to our unit."""

    name: str
    files: tuple[Path, ...]
    rows: tuple[int | None, ...]
    columns: Mapping[str, tuple[str, float]]

    @property
    def is_csv(self) -> bool:
        return self.files[0].suffix.lower() == ".csv"


def parse_columns(pairs: Sequence[str]) -> dict[str, str]:
    """``role=header`` pairs as a dict. Raises ``UnusableInput`` for a role that no table has."""
    found = {}
    for pair in pairs:
        role, is_pair, header = pair.partition("=")
        if not is_pair or role not in ROLES or not header:
            raise UnusableInput(
                gettext("--columns {pair}: write ROLE=HEADER, with one of the roles {names}.").format(
                    pair=pair, names=", ".join(sorted(ROLES))
                )
            )
        found[role] = header
    return found


def find_table(folder: Path, name: str, columns: Mapping[str, str]) -> tuple[Table | None, list[Broken]]:
    """The table ``name`` of the folder, or None, and its files that cannot be used.

    Its files are ``name.parquet``, ``name.csv`` or all of these kinds below ``name/``; ``runs`` may also be one file
    of any name.
    """
    files = _files_of(folder, name)
    if not files:
        return None, []
    kept: list[tuple[Path, int | None]] = []
    broken: list[Broken] = []
    used: dict[str, tuple[str, float]] = {}
    for path in files:
        try:
            headers, rows = _read_head(path)
        except (OSError, pa.ArrowException) as problem:
            broken.append(_unreadable(path, problem))
            continue
        found, missing = _match(name, headers, columns)
        if missing:
            broken.append(_lacking(path, rows, missing, headers))
        elif kept and found != used:
            broken.append(_unlike(path, rows, found, kept[0][0], used))
        else:
            kept.append((path, rows))
            used = found
    if not kept:
        return None, broken
    return Table(name, tuple(path for path, _ in kept), tuple(rows for _, rows in kept), used), broken


def require_table(folder: Path, name: str, columns: Mapping[str, str]) -> Table:
    """The table ``name``. Raises ``UnusableInput`` that names every file of it that cannot be used."""
    table, broken = find_table(folder, name, columns)
    if broken:
        raise UnusableInput("\n".join(map(str, broken)), path=broken[0].path)
    if table is None:
        raise UnusableInput(
            gettext(
                "There is no table {name!r} in {folder}: {name}.parquet, {name}.csv or a folder {name} of such files."
            ).format(name=name, folder=folder),
            path=str(folder),
        )
    return table


def _files_of(folder: Path, name: str) -> list[Path]:
    if folder.is_file():
        return [folder] if name == "runs" else []
    for suffix in (".parquet", ".csv"):
        one = folder / f"{name}{suffix}"
        found = [one] if one.is_file() else _below(folder / name, suffix)
        if found:
            return found
    return []


def _below(folder: Path, suffix: str) -> list[Path]:
    """The files of a kind in a folder and its folders, linked ones too (``Path.rglob`` would pass those by)."""
    found = glob(f"{escape(str(folder))}/**/*{suffix}", recursive=True)  # noqa: PTH207 -- follows links
    return sorted(map(Path, found))


def _read_head(path: Path) -> tuple[list[str], int | None]:
    """Headers and number of rows; raises ``pa.ArrowException`` or ``OSError`` for what is no table."""
    if path.suffix.lower() == ".csv":
        with pa_csv.open_csv(path) as reader:
            return list(reader.schema.names), None
    with pq.ParquetFile(path) as file:
        return list(file.schema_arrow.names), int(file.metadata.num_rows)


def _unreadable(path: Path, problem: Exception) -> Broken:
    what = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
    return Broken(str(path), None, f"It cannot be read: {what}", "Write it again, or take it out of the folder.")


def _match(
    name: str, headers: Sequence[str], named: Mapping[str, str]
) -> tuple[dict[str, tuple[str, float]], list[str]]:
    """Which header each column comes from, and the columns that have none."""
    used: dict[str, tuple[str, float]] = {}
    missing = []
    for column in COLUMNS[name]:
        roles = FACTORS.get(column, {column: 1.0})
        given = {role: named[role] for role in roles if role in named}
        names = given or {role: role for role in roles}
        there = [(header, roles[role]) for role, header in names.items() if header in headers]
        if there:
            used[column] = there[0]
        elif given or column not in OPTIONAL:
            missing.append(next(iter(given.values()), column))
    return used, missing


_Columns = Mapping[str, tuple[str, float]]


def _unlike(path: Path, rows: int | None, found: _Columns, first: Path, used: _Columns) -> Broken:
    """A file of another make than the first: other units, or columns the first does not have."""
    theirs, ours = ({header for header, _ in columns.values()} for columns in (found, used))
    what = f"Its columns {', '.join(sorted(theirs ^ ours))} are not those of {first}, so their units may differ."
    return Broken(str(path), rows, what, "Work on each kind of file by itself, or give them the same columns.")


def _lacking(path: Path, rows: int | None, missing: Sequence[str], headers: Sequence[str]) -> Broken:
    columns = "column" if len(missing) == 1 else "columns"
    return Broken(
        str(path),
        rows,
        f"It has no {columns} {', '.join(missing)}; it has {', '.join(headers)}.",
        "Say what is where with --columns ROLE=HEADER.",
    )
