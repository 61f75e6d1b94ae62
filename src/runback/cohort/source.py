"""The files of a cohort: finds them, and determines whether they can be read at all."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from runback.cohort.kinds import ALLOWED, Kind, kind_of
from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

FACTORS = {
    "distance_km": {"distance_km": 1.0, "distance_m": 0.001, "distance_mi": 1.609344},
    "duration_min": {"duration_min": 1.0, "duration_s": 1 / 60, "duration_h": 60.0},
}
"""Column of ``runs`` to the roles it can come from, with the factor to its unit."""

COLUMNS = {
    "runs": ("runner_id", "day", "distance_km", "duration_min", "source"),
    "pain": ("runner_id", "day", "score"),
    "runners": ("runner_id", "age", "sex", "status"),
}
SUFFIXES = {".parquet", ".csv"}
_OF_SPARK = {"_SUCCESS", "_metadata", "_common_metadata"}
OPTIONAL = {"duration_min", "source", "status"}
ROLES = {role for names in COLUMNS.values() for role in names} | {role for units in FACTORS.values() for role in units}


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that cannot be used at all. ``rows`` is None if their number is unknown."""

    path: str
    rows: int | None
    what: str
    do: str

    def __str__(self) -> str:
        rows = "" if self.rows is None else f" ({self.rows} rows)"
        return f"{self.path}{rows}: {self.what} {self.do}"


@dataclass(frozen=True, slots=True)
class Part:
    """Files of a table with columns of the same types; ``kinds`` maps our columns to the kind of their values."""

    files: tuple[Path, ...]
    rows: tuple[int | None, ...]
    kinds: Mapping[str, Kind]

    @property
    def is_csv(self) -> bool:
        return is_csv(self.files[0])


@dataclass(frozen=True, slots=True)
class Table:
    """One table's files. ``columns`` maps our columns to the header in the files and the factor to our unit."""

    name: str
    parts: tuple[Part, ...]
    columns: Mapping[str, tuple[str, float]]

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(path for part in self.parts for path in part.files)

    @property
    def rows(self) -> tuple[int | None, ...]:
        return tuple(rows for part in self.parts for rows in part.rows)

    @property
    def has_text_ids(self) -> bool:
        return any(part.kinds.get("runner_id") in {Kind.TEXT, Kind.WIDE} for part in self.parts)


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
    """The table ``name`` in the folder, or None, and its unusable files.

    Its files are ``name.parquet``, ``name.csv`` and all those below ``name/``; ``runs`` can also be a single file of
    any name. Each of them is used or reported; only hidden files (with a leading dot) are ignored.
    """
    broken: list[Broken] = []
    heads: list[_Head] = []
    for path in table_files(folder, name):
        head = _inspect(path, name, columns, heads[0] if heads else None)
        if isinstance(head, Broken):
            broken.append(head)
        else:
            heads.append(head)
    if not heads:
        return None, broken
    alike: dict[tuple[str, ...], list[_Head]] = {}
    for head in heads:
        alike.setdefault(head.types, []).append(head)
    parts = [
        Part(tuple(one.path for one in same), tuple(one.rows for one in same), same[0].kinds) for same in alike.values()
    ]
    return Table(name, tuple(parts), heads[0].used), broken


@dataclass(frozen=True, slots=True)
class _Head:
    """What is known about a file before its rows are read; ``types`` are those of the used columns."""

    path: Path
    rows: int | None
    used: Mapping[str, tuple[str, float]]
    kinds: Mapping[str, Kind]
    types: tuple[str, ...]


def _inspect(path: Path, name: str, columns: Mapping[str, str], first: _Head | None) -> _Head | Broken:
    """The head of a file, or why it cannot be used; ``first`` is the head of the table's first file."""
    if path.suffix.lower() not in SUFFIXES:
        what = "It is neither Parquet (.parquet) nor CSV (.csv)."
        return Broken(str(path), None, what, "Make one of these of it, or take it out of the folder.")
    if path.name.startswith("_"):
        what = "Its name begins with _, and Spark would pass it by."
        return Broken(str(path), None, what, "Give it another name, or take it out of the folder.")
    try:
        schema, rows = read_head(path)
    except (OSError, pa.ArrowException) as problem:
        return unreadable(path, problem)
    used, missing = _match(name, schema.names, columns)
    if missing:
        return _lacking(path, rows, missing, schema.names)
    twice = _named_twice(schema.names, used, columns)
    if twice:
        what = f"It has {' and '.join(twice)}, so it is not clear which one is meant."
        return Broken(str(path), _known(path, rows), what, "Say what is where with --columns ROLE=HEADER.")
    if first and is_csv(path) != is_csv(first.path):
        what = f"It is {path.suffix.lower()}, and {first.path} is {first.path.suffix.lower()}."
        return Broken(
            str(path), _known(path, rows), what, "Work on each kind of file by itself, or make them one kind."
        )
    if first and used != first.used:
        return _unlike(path, _known(path, rows), used, first.path, first.used)
    return _typed(path, rows, schema, used)


def _typed(path: Path, rows: int | None, schema: pa.Schema, used: Mapping[str, tuple[str, float]]) -> _Head | Broken:
    kinds = {}
    for column, (header, _) in used.items():
        made = schema.field(header).type
        kind = Kind.TEXT if is_csv(path) else kind_of(made)
        if kind is None or kind not in ALLOWED[column]:
            what = f"Its column {header} is of type {made}, which is no {column}."
            do = "Write it with a type of its kind; a day is the runner's local day, without a time zone."
            return Broken(str(path), rows, what, do)
        kinds[column] = kind
    types = () if is_csv(path) else tuple(str(schema.field(header).type) for header, _ in used.values())
    return _Head(path, rows, used, kinds, types)


def find_damage(table: Table) -> list[Broken]:
    """The files of a table with unreadable rows, damaged after the head. Reads all rows."""
    broken = []
    for path, rows in zip(table.files, table.rows, strict=True):
        try:
            count_rows(path)
        except (OSError, pa.ArrowException) as problem:
            broken.append(replace(unreadable(path, problem), rows=rows))
    return broken


def require_table(folder: Path, name: str, columns: Mapping[str, str]) -> Table:
    """The table ``name``. Raises ``UnusableInput`` with all its unusable files."""
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


def table_files(folder: Path, name: str) -> list[Path]:
    """Every file that belongs to a table, whatever its content; symbolic links are followed, each file counts once."""
    if folder.is_file():
        return [folder] if name == "runs" else []
    named = [path for path in folder.iterdir() if path.stem == name and path.suffix.lower() in SUFFIXES]
    beside = [path for path in named if not path.is_dir()]
    found: dict[Path, Path] = {}
    for path in sorted([*beside, *_below(folder / name)]):
        if not path.name.startswith(".") and path.name not in _OF_SPARK:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder; each folder is visited once, however many links lead to it."""
    seen = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        seen.add(os.path.realpath(place))
        folders[:] = [
            one for one in folders if not one.startswith(".") and os.path.realpath(Path(place) / one) not in seen
        ]
        yield from (Path(place) / name for name in names)


def is_csv(path: Path) -> bool:
    """Whether the file is CSV, by its name."""
    return path.suffix.lower() == ".csv"


def read_head(path: Path) -> tuple[pa.Schema, int | None]:
    """Columns and number of rows; raises ``pa.ArrowException`` or ``OSError`` if it is not a table."""
    if is_csv(path):
        with pa_csv.open_csv(path) as reader:
            return reader.schema, None
    with pq.ParquetFile(path) as file:
        return file.schema_arrow, int(file.metadata.num_rows)


def count_rows(path: Path) -> int:
    """The number of rows of a file, by reading them all; raises ``pa.ArrowException`` or ``OSError`` if that fails."""
    if not is_csv(path):
        with pq.ParquetFile(path) as file:
            return sum(batch.num_rows for batch in file.iter_batches())
    schema, _ = read_head(path)
    as_text = pa_csv.ConvertOptions(column_types={name: pa.string() for name in schema.names})
    with pa_csv.open_csv(path, convert_options=as_text) as reader:
        return sum(batch.num_rows for batch in reader)


def _known(path: Path, rows: int | None) -> int | None:
    """The number of rows, counted if the head does not state it; None if they cannot be read."""
    try:
        return count_rows(path) if rows is None else rows
    except (OSError, pa.ArrowException):
        return None


def unreadable(path: Path, problem: Exception) -> Broken:
    """A file that cannot be read, and why."""
    what = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
    do = "Write it again, or take it out of the folder."
    if is_csv(path):
        do = "Write it again in UTF-8 with commas between the columns, or take it out of the folder."
    return Broken(str(path), None, f"It cannot be read: {what}", do)


def _named_twice(
    headers: Sequence[str], used: Mapping[str, tuple[str, float]], named: Mapping[str, str]
) -> tuple[str, ...]:
    """Headers of which two match the same column: in two units, or in different case."""
    for column, (header, _) in used.items():
        roles = FACTORS.get(column, {column: 1.0})
        of_units = [role for role in roles if role in headers] if not any(role in named for role in roles) else []
        alike = [one for one in headers if one.lower() == header.lower()]
        for two in (of_units, alike):
            if len(two) > 1:
                return tuple(two)
    return ()


def _match(
    name: str, headers: Sequence[str], named: Mapping[str, str]
) -> tuple[dict[str, tuple[str, float]], list[str]]:
    """The header for each column, and the columns without one."""
    used: dict[str, tuple[str, float]] = {}
    missing = []
    for column in COLUMNS[name]:
        roles = FACTORS.get(column, {column: 1.0})
        given = {role: named[role] for role in roles if role in named}
        names = given or {role: role for role in roles}
        found = [(header, roles[role]) for role, header in names.items() if header in headers]
        if found:
            used[column] = found[0]
        elif given or column not in OPTIONAL:
            missing.append(next(iter(given.values()), column))
    return used, missing


_Columns = Mapping[str, tuple[str, float]]


def _unlike(path: Path, rows: int | None, found: _Columns, first: Path, used: _Columns) -> Broken:
    """A file that differs from the first one: in units, or with columns that the first does not have."""
    theirs, ours = ({header for header, _ in columns.values()} for columns in (found, used))
    what = f"Its columns {', '.join(sorted(theirs ^ ours))} are not those of {first}, so their units may differ."
    return Broken(str(path), rows, what, "Work on each kind of file by itself, or give them the same columns.")


def _lacking(path: Path, rows: int | None, missing: Sequence[str], headers: Sequence[str]) -> Broken:
    columns = "column" if len(missing) == 1 else "columns"
    return Broken(
        str(path),
        _known(path, rows),
        f"It has no {columns} {', '.join(missing)}; it has {', '.join(headers)}.",
        "Say what is where with --columns ROLE=HEADER.",
    )
