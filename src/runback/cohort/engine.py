"""What DuckDB and Spark both do for a cohort, and the SQL in which they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from runback.cohort.source import COLUMNS, Table

TYPES = {"day": "DATE", "distance_km": "DOUBLE", "duration_min": "DOUBLE", "score": "INT", "age": "INT"}
DEFAULTS = {"duration_min": "coalesce(duration_min, 0e0) AS duration_min"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The SQL in which an engine has its own way.

    ``each_week`` makes a row a week of ``first`` and ``last``; ``quote`` stands around a header. A question that would
    need too much memory is put to slices of the runners: ``slice`` is true in slice ``i`` of ``n``, and a slice has
    ``slice_rows`` runs (None: the engine needs no slices).
    """

    quote: str
    each_week: str
    slice: str = ""
    slice_rows: int | None = None


class Engine(Protocol):
    """Reads tables, answers SQL over them, writes Parquet."""

    dialect: Dialect

    def offer(self, table: Table) -> None:
        """Make the view ``raw_NAME`` of a table: our columns in our units, and the file each row is from."""

    def view(self, name: str, sql: str) -> None:
        """Make a view."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The answer to a question that has few rows."""

    def write(self, sql: str, folder: Path) -> None:
        """Write the answer to a question as Parquet files of a folder that is empty."""

    def write_ceilings(self, sql: str, folder: Path) -> None:
        """Write the daily ceilings of the runs (runner_id, day, distance_km) that ``sql`` asks for."""

    def close(self) -> None:
        """Free what it holds."""


def select_columns(table: Table, dialect: Dialect, file: str) -> str:
    """What ``raw_NAME`` selects: each of our columns with its type and unit, NULL where the files have none."""
    return ", ".join([*(_column(table, name, dialect) for name in COLUMNS[table.name]), f"{file} AS file"])


def _column(table: Table, name: str, dialect: Dialect) -> str:
    kind = TYPES.get(name)
    if name not in table.columns:
        return f"CAST(NULL AS {kind or 'STRING'}) AS {name}"
    header, factor = table.columns[name]
    quoted = f"{dialect.quote}{header.replace(dialect.quote, dialect.quote * 2)}{dialect.quote}"
    value = quoted if kind is None else f"TRY_CAST({quoted} AS {kind})"
    return f"{value} AS {name}" if factor == 1 else f"{value} * {factor!r}e0 AS {name}"


def columns_of(name: str) -> str:
    """The columns of a view of usable rows."""
    return ", ".join(DEFAULTS.get(column, column) for column in COLUMNS[name])


def one_row(engine: Engine, sql: str) -> Mapping[str, Any]:
    """The only row of an answer."""
    (row,) = engine.rows(sql)
    return row


def as_rows(table: pa.Table) -> list[dict[str, Any]]:
    """An Arrow table as rows."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def paths(files: Iterable[Path]) -> Sequence[str]:
    """The files as an engine takes them."""
    return [str(path.absolute()) for path in files]
