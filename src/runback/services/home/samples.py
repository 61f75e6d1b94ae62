"""Questions across all samples, in SQL: DuckDB over the Parquet files of one runner."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow.fs import LocalFileSystem

from runback.domain.channels import CHANNELS
from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.store import streams
from runback.store.files import home_folder
from runback.store.models import ActivityRow
from runback.store.owned import rows_of

EXAMPLE = """
SELECT date_trunc('month', a.day) AS month,
       round(avg(s.heart_rate_bpm), 1) AS heart_rate_bpm,
       round(avg(s.cadence_spm), 1) AS cadence_spm,
       count(DISTINCT a.id) AS runs
FROM samples s JOIN activities a ON a.id = s.activity_id
WHERE a.sport = 'run' AND s.speed_mps BETWEEN 2.7 AND 3.1
GROUP BY month ORDER BY month
""".strip()
"""Whether the heart works less at the same speed: months of running at 5:20 to 6:10 a kilometre."""

_MOST_ROWS = 100_000
LIMIT_S = 30.0
_MEMORY = "400MB"
_MOST_BYTES = 600_000_000
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask_samples(runner: Runner, question: str, limit_s: float = LIMIT_S) -> Answer:
    """The answer to one SQL question over the runner's ``samples`` and ``activities``.

    ``samples`` has a row a sample: activity_id and every channel of domain/channels.py in its unit,
    null where it was not recorded. ``activities`` has a row an activity: id, sport, surface, day,
    start_utc, elapsed_s, moving_s, distance_m, ascent_m, avg_hr_bpm, avg_cadence_spm, title.
    The database lives in memory and may open no file and no network: a question changes nothing.
    Raises ``UnusableInput`` for an invalid question, for one that takes more than ``limit_s`` seconds or 400 MB,
    and where DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise UnusableInput(gettext("DuckDB is not installed. Install it with: pip install duckdb")) from None
    with duckdb.connect(":memory:", config=_closed()) as database:
        _offer(database, runner)
        database.execute("SET lock_configuration = true")
        try:
            with _time_limit(database, limit_s), _bounded_memory():
                found: Any = database.execute(question)
                if found is None:
                    raise UnusableInput(gettext("It contains no question, only a comment or nothing."))
                names = tuple(column[0] for column in found.description or ())
                return Answer(names, tuple(found.fetchmany(_MOST_ROWS)))
        except duckdb.InterruptException:
            raise UnusableInput(
                gettext("The question took more than {limit_s:g} seconds. Ask for less at a time.").format(
                    limit_s=limit_s
                )
            ) from None
        except (duckdb.OutOfMemoryException, MemoryError):
            raise UnusableInput(
                gettext("The question needs more than {memory} of memory. Ask for less at a time.").format(
                    memory=_MEMORY
                )
            ) from None
        except (duckdb.Error, pa.ArrowException, ValueError, OverflowError, TypeError, RuntimeError) as problem:
            what = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
            raise UnusableInput(gettext("The question cannot be answered: {what}").format(what=what)) from None


def _closed() -> dict[str, str | bool | int | float | list[str]]:
    """Settings under which DuckDB reaches nothing outside its memory, and no more of that than it is given."""
    return {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
        "memory_limit": _MEMORY,
        "temp_directory": "",
        "threads": str(_THREADS),
    }


@contextmanager
def _time_limit(database: Any, limit_s: float) -> Iterator[None]:
    timer = Timer(limit_s, database.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Let the system refuse memory beyond the limit: some of DuckDB's functions do not count what they take."""
    if sys.platform == "win32":  # pragma: no cover
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + _MOST_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _data_bytes() -> int:
    """Bytes of memory this process uses; raises ``OSError`` where the system does not say."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="ignore")
    (line,) = (line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


def _offer(database: Any, runner: Runner) -> None:
    """Make the two views; PyArrow reads the files for DuckDB, which itself may open none."""
    rows = list(rows_of(ActivityRow, runner).filter(is_deleted=False).order_by("start_utc", "pk"))
    database.register("activities_read", _table_of(rows))
    database.execute("CREATE TABLE activities AS SELECT * FROM activities_read")
    database.unregister("activities_read")
    home = home_folder()
    paths = {row.pk: streams.samples_path(home, row.pk, row.samples_version) for row in rows if row.samples_version}
    paths = {pk: path for pk, path in paths.items() if path.exists()}
    recorded = {name for row in rows if row.pk in paths for name in row.channels} & CHANNELS.keys()
    database.register("samples_read", _dataset(paths, recorded))
    columns = [
        f"{name} / {channel.scale}.0 AS {name}" if name in recorded else f"NULL::DOUBLE AS {name}"
        for name, channel in CHANNELS.items()
    ]
    database.execute(f"CREATE VIEW samples AS SELECT activity_id, {', '.join(columns)} FROM samples_read")  # noqa: S608 -- our own names


def _dataset(paths: dict[int, Path], recorded: Iterable[str]) -> Any:
    """The samples files as one table of scaled integers, with each file's activity."""
    schema = pa.schema([("activity_id", pa.int64()), *((name, pa.int64()) for name in sorted(recorded))])
    if not paths:
        return schema.empty_table()
    return ds.FileSystemDataset.from_paths(
        [str(path) for path in paths.values()],
        schema=schema,
        format=ds.ParquetFileFormat(),
        filesystem=LocalFileSystem(),
        partitions=[ds.field("activity_id") == pk for pk in paths],
    )


def _table_of(rows: list[ActivityRow]) -> pa.Table:
    reals = ("elapsed_s", "moving_s", "distance_m", "ascent_m", "avg_hr_bpm", "avg_cadence_spm")
    columns: dict[str, Any] = {"id": pa.array([row.pk for row in rows], pa.int64())}
    for name in ("sport", "surface", "title"):
        columns[name] = pa.array([getattr(row, name) for row in rows], pa.string())
    columns["day"] = pa.array([row.day for row in rows], pa.date32())
    columns["start_utc"] = pa.array([row.start_utc for row in rows], pa.timestamp("us", "UTC"))
    for name in reals:
        columns[name] = pa.array([getattr(row, name) for row in rows], pa.float64())
    return pa.table(columns)
