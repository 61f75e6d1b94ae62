"""The cohort in one process: DuckDB reads, sorts, sums and spills; two threads compute the ceilings alongside."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from runback.cohort.ceilings import ceilings_of, output_schema, whole_runners
from runback.cohort.engine import Dialect, as_rows, paths, select_columns
from runback.cohort.source import Table

MEMORY = "2500MB"
"""The memory limit at which DuckDB spills; the ceilings take a few hundred MB more."""

SLICE_ROWS = 8_000_000
"""The number of runs whose windows fit into that memory."""

WORKERS = 2
_MACROS = (
    "CREATE MACRO unix_date(d) AS CAST(d - DATE '1970-01-01' AS INT)",
    "CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)",
    "CREATE MACRO date_from_unix_date(n) AS DATE '1970-01-01' + n",
)

_READ_CSV = (
    "read_csv({files}, union_by_name=true, filename=true, all_varchar=true, header=true, delim=',', quote='\"',"
    " escape='\"')"
)
_READ_PARQUET = "read_parquet({files}, union_by_name=true, filename=true, hive_partitioning=false)"


class DuckEngine:
    """DuckDB in memory, with a folder to spill to."""

    dialect = Dialect(
        '"', ", unnest(generate_series(first, last, 7)) AS weeks(week)", "hash(runner_id) % {n} = {i}", SLICE_ROWS
    )

    def __init__(self, spill: Path, memory: str = MEMORY) -> None:
        import duckdb

        self.errors: tuple[type[Exception], ...] = (duckdb.Error, pa.ArrowException)
        self._folder = TemporaryDirectory(prefix=".spill-", dir=spill)
        self.database = duckdb.connect(
            config={
                "memory_limit": memory,
                "temp_directory": self._folder.name,
                "preserve_insertion_order": "false",
                "autoinstall_known_extensions": "false",
                # Parquet statistics leave NaN out, and DuckDB would conclude from them that no row is NaN
                "disabled_optimizers": "statistics_propagation",
            }
        )
        for macro in _MACROS:
            self.database.execute(macro)

    def offer(self, table: Table, ids_are_text: bool = False) -> None:
        """Make the view ``raw_NAME``."""
        as_text = ids_are_text or table.has_text_ids
        selects = []
        for part in table.parts:
            files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths(part.files))
            read = (_READ_CSV if part.is_csv else _READ_PARQUET).format(files=f"[{files}]")
            selects.append(f"SELECT {select_columns(table, part, self.dialect, 'filename', as_text)} FROM {read}")
        self.view(f"raw_{table.name}", " UNION ALL ".join(selects))

    def view(self, name: str, sql: str) -> None:
        """Make a view."""
        self.database.execute(f"CREATE OR REPLACE VIEW {name} AS {sql}")

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The result of a query with few rows."""
        return as_rows(self.database.sql(sql).to_arrow_table())

    def write(self, sql: str, folder: Path) -> None:
        """Write the result of a query as one Parquet file."""
        place = str(folder / "part-0.parquet").replace("'", "''")
        self.database.execute(f"COPY ({sql}) TO '{place}' (FORMAT parquet, COMPRESSION zstd)")

    def write_ceilings(self, sql: str, folder: Path) -> None:
        """Write the daily ceilings of the runs that ``sql`` selects."""
        ordered = f"{sql} ORDER BY runner_id, day, distance_km"
        reader = self.database.sql(ordered).to_arrow_reader(100_000)
        schema = output_schema(reader.schema.field("runner_id").type)
        with pq.ParquetWriter(folder / "part-0.parquet", schema, compression="zstd") as file:
            for table in _compute_in_parallel(whole_runners(reader)):
                file.write_table(table)

    def close(self) -> None:
        """Free memory and spilled files."""
        self.database.close()
        self._folder.cleanup()


def _compute_in_parallel(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The ceilings of each batch, in order; a few batches are processed at a time."""
    waiting: deque[Future[pa.Table]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool:
        for piece in pieces:
            waiting.append(pool.submit(ceilings_of, piece))
            if len(waiting) > 2 * WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
