"""The common interface of DuckDB and Spark for cohorts, and the SQL in which they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from runback.cohort.kinds import absent, value
from runback.cohort.source import COLUMNS, Part, Table

DEFAULTS = {"duration_min": "coalesce(duration_min, 0e0) AS duration_min"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The SQL that differs between engines.

    ``each_week`` makes a row for each week from ``first`` to ``last``; ``quote`` quotes a header. A query that would
    need too much memory is run on slices of the runners: ``slice`` is true in slice ``i`` of ``n``, and a slice has
    ``slice_rows`` runs (None: the engine needs no slices).
    """

    quote: str
    each_week: str
    slice: str = ""
    slice_rows: int | None = None


class Engine(Protocol):
    """Reads tables, answers SQL over them, writes Parquet."""

    dialect: Dialect
    errors: tuple[type[Exception], ...]
    """The errors it raises when it fails."""

    def offer(self, table: Table, ids_are_text: bool = False) -> None:
        """Make the view ``raw_NAME`` of a table: our columns in our units, and the file each row is from.

        ``ids_are_text`` converts numeric runner ids to text, because another table has text.
        """

    def view(self, name: str, sql: str) -> None:
        """Make a view."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The result of a query with few rows."""

    def write(self, sql: str, folder: Path) -> None:
        """Write the result of a query as Parquet files in an empty folder."""

    def write_ceilings(self, sql: str, folder: Path) -> None:
        """Write the daily ceilings of the runs (runner_id, day, distance_km) that ``sql`` selects."""

    def close(self) -> None:
        """Release its resources."""


def select_columns(table: Table, part: Part, dialect: Dialect, file: str, ids_are_text: bool) -> str:
    """What ``raw_NAME`` selects of some files: each of our columns with its type and unit, else NULL."""
    columns = []
    for name in COLUMNS[table.name]:
        if name in table.columns:
            header, factor = table.columns[name]
            quoted = f"{dialect.quote}{header.replace(dialect.quote, dialect.quote * 2)}{dialect.quote}"
            columns.append(f"{value(name, quoted, part.kinds[name], factor, ids_are_text)} AS {name}")
        else:
            columns.append(f"{absent(name, ids_are_text)} AS {name}")
    return ", ".join([*columns, f"{file} AS file"])


def columns_of(name: str) -> str:
    """The columns of a view of usable rows."""
    return ", ".join(DEFAULTS.get(column, column) for column in COLUMNS[name])


def one_row(engine: Engine, sql: str) -> Mapping[str, Any]:
    """The only row of a result."""
    (row,) = engine.rows(sql)
    return row


def as_rows(table: pa.Table) -> list[dict[str, Any]]:
    """An Arrow table as rows."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def paths(files: Iterable[Path]) -> Sequence[str]:
    """The paths in the form that engines expect."""
    return [str(path.absolute()) for path in files]
