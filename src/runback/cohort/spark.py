"""The cohort on Spark 4, on this machine, on a cluster or through Spark Connect: the same SQL, the same ceilings."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from runback.cohort.ceilings import daily_ceilings, output_schema
from runback.cohort.engine import Dialect, as_rows, paths, select_columns
from runback.cohort.source import Table
from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

MASTER = "local[2]"
MEMORY = "2g"
INSTALL = "Install it with: pip install 'runback[spark]' (or make cohort-spark in a checkout)."
JAVA = "Spark needs Java 17 or 21 (on Debian: apt-get install openjdk-17-jre-headless), found by PATH or JAVA_HOME."
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
}
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "16",
    "spark.sql.catalogImplementation": "in-memory",
    # a command runs for a minute, which is too short for the second-tier compiler
    "spark.driver.extraJavaOptions": " ".join(
        f"-XX:Tier4{name}Threshold={calls}"
        for name, calls in (
            ("Invocation", 50_000),
            ("MinInvocation", 6_000),
            ("Compile", 150_000),
            ("BackEdge", 400_000),
        )
    ),
}


class SparkEngine:
    """A Spark session of its own; ``master`` is a Spark master, or sc://HOST:PORT for Spark Connect.

    On a cluster, every node needs access to the folders and Runback installed. Raises ``UnusableInput`` if pyspark or
    Java is missing, or if there is no connection.
    """

    dialect = Dialect("`", " LATERAL VIEW explode(sequence(first, last, 7)) weeks AS week")

    def __init__(self, spill: Path, master: str | None = None, memory: str | None = None) -> None:
        self._folder = TemporaryDirectory(prefix=".spark-", dir=spill)
        self.errors: tuple[type[Exception], ...] = ()
        try:
            self.session = _start(master or MASTER, memory or MEMORY, self._folder.name)
            self.errors = _errors()
        except UnusableInput:
            self._folder.cleanup()
            raise

    def offer(self, table: Table, ids_are_text: bool = False) -> None:
        """Make the view ``raw_NAME``."""
        if table.parts[0].is_csv:
            raise UnusableInput(
                gettext("Spark reads Parquet here; {file} is CSV. Use --engine duckdb, or convert it.").format(
                    file=table.files[0]
                ),
                path=str(table.files[0]),
            )
        as_text = ids_are_text or table.has_text_ids
        # paths are URIs, in which a plus is literal
        file = "url_decode(replace(regexp_replace(input_file_name(), '^file:/+', '/'), '+', '%2B'))"
        selects = []
        for number, part in enumerate(table.parts):
            # listed by file, so that folders like bucket=0003 do not add a column
            files = self.session.read.option("recursiveFileLookup", "true").parquet(*paths(part.files))
            files.createOrReplaceTempView(f"files_{table.name}_{number}")
            columns = select_columns(table, part, self.dialect, file, as_text)
            selects.append(f"SELECT {columns} FROM files_{table.name}_{number}")
        self.view(f"raw_{table.name}", " UNION ALL ".join(selects))

    def view(self, name: str, sql: str) -> None:
        """Make a view."""
        self.session.sql(sql).createOrReplaceTempView(name)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The result of a query with few rows."""
        return as_rows(self.session.sql(sql).toArrow())

    def write(self, sql: str, folder: Path) -> None:
        """Write the result of a query as Parquet files."""
        self._save(self.session.sql(sql), folder)

    def write_ceilings(self, sql: str, folder: Path) -> None:
        """Write the daily ceilings; a runner's rows are in one partition, in order, and reach Python in batches.

        Python also writes them: sending them back through Java would cost more than all the rest.
        """
        runs = self.session.sql(sql)
        parts = int(self.session.conf.get("spark.sql.shuffle.partitions"))
        ordered = runs.repartition(parts, "runner_id").sortWithinPartitions("runner_id", "day", "distance_km")
        write = partial(_write_part, str(folder.absolute()))
        written = {row["name"] for row in as_rows(ordered.mapInArrow(write, "name string").toArrow())}
        for path in folder.iterdir():
            if path.name not in written:  # from a task that was retried
                path.unlink()
        if not written:
            ids = pa.string() if runs.schema["runner_id"].dataType.simpleString() == "string" else pa.int64()
            pq.write_table(output_schema(ids).empty_table(), folder / "part-0.parquet")

    def _save(self, frame: Any, folder: Path) -> None:
        frame.write.mode("overwrite").option("compression", "zstd").parquet(str(folder.absolute()))

    def close(self) -> None:
        """End the session."""
        self.session.stop()
        self._folder.cleanup()


def _write_part(folder: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Write the ceilings of one partition as a file in the folder; yields its name. Runs on the worker."""
    from pyspark import TaskContext

    task: Any = TaskContext.get()
    name = f"part-{task.partitionId():05d}-{task.taskAttemptId()}.parquet"
    ceilings = daily_ceilings(batches)
    first = next(ceilings, None)
    if first is None:
        return
    with pq.ParquetWriter(Path(folder) / name, first.schema, compression="zstd") as file:
        for batch in chain([first], ceilings):
            file.write_batch(batch)
    yield pa.RecordBatch.from_pydict({"name": [name]})


def _start(master: str, memory: str, folder: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UnusableInput(gettext("Spark is not installed. {install}").format(install=INSTALL)) from None
    builder = SparkSession.builder.appName("runback cohort")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    if master.startswith("sc://"):
        _require_server(master)
        return builder.remote(master).getOrCreate()
    _require_java()
    # workers must use this Python, not the first python3 in PATH
    os.environ["PYSPARK_PYTHON"] = sys.executable
    if master.startswith("local"):
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        for name, value in {**_LOCAL, "spark.driver.memory": memory, "spark.local.dir": folder}.items():
            builder = builder.config(name, value)
    session = builder.master(master).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _errors() -> tuple[type[Exception], ...]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JError)


def _require_server(address: str) -> None:
    """Check the server first, because Spark Connect itself would retry for ten minutes."""
    where = urlsplit(address)
    try:
        with socket.create_connection((where.hostname or "", where.port or 15002), timeout=5):
            return
    except OSError as problem:
        raise UnusableInput(
            gettext("There is no Spark Connect server at {address}: {reason}").format(
                address=address, reason=problem.strerror or problem
            )
        ) from None


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and shutil.which("java") is None:
        raise UnusableInput(JAVA)
