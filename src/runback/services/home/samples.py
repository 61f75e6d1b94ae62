"""Questions across all samples, in SQL: DuckDB over the Parquet files of one runner."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from runback.domain.channels import CHANNELS
from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
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


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask_samples(runner: Runner, question: str) -> Answer:
    """The answer to one SQL question over the runner's ``samples`` and ``activities``.

    ``samples`` has a row a sample: activity_id and every channel of domain/channels.py in its unit,
    null where it was not recorded. ``activities`` has a row an activity: id, sport, surface, day,
    start_utc, elapsed_s, moving_s, distance_m, ascent_m, avg_hr_bpm, avg_cadence_spm, title.
    The question reads these and nothing else: no other file, no network, nothing is changed.
    Raises ``UnusableInput`` for what is no question, and where DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise UnusableInput("DuckDB is not installed. Install it with: pip install duckdb") from None
    with duckdb.connect(":memory:") as database:
        _offer(database, runner)
        try:
            found = database.execute(question)
            names = tuple(column[0] for column in found.description or ())
            rows = tuple(found.fetchmany(_MOST_ROWS))
        except duckdb.Error as problem:
            raise UnusableInput(f"The question cannot be answered: {str(problem).splitlines()[0]}") from None
    return Answer(names, rows)


def _offer(database: Any, runner: Runner) -> None:
    """Make the two views, then shut every other door."""
    rows = list(rows_of(ActivityRow, runner).filter(is_deleted=False).order_by("start_utc", "pk"))
    database.register("activities_told", _table_of(rows))
    database.execute("CREATE TABLE activities AS SELECT * FROM activities_told")
    database.unregister("activities_told")
    home = home_folder()
    paths = [streams.samples_path(home, row.pk, row.samples_version) for row in rows if row.samples_version]
    paths = [path for path in paths if path.exists()]
    allowed = ", ".join(_quoted(path) for path in paths)
    database.execute(f"CREATE VIEW samples AS {_samples_query(paths, _recorded(rows))}")
    if paths:
        database.execute(f"SET allowed_paths = [{allowed}]")
    for setting in (
        "enable_external_access = false",
        "autoinstall_known_extensions = false",
        "lock_configuration = true",
    ):
        database.execute(f"SET {setting}")


def _recorded(rows: Iterable[ActivityRow]) -> set[str]:
    return {name for row in rows for name in row.channels}


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _samples_query(paths: list[Path], recorded: set[str]) -> str:
    columns = [
        f"{name} / {channel.scale}.0 AS {name}" if paths and name in recorded else f"NULL::DOUBLE AS {name}"
        for name, channel in CHANNELS.items()
    ]
    if not paths:
        return f"SELECT NULL::BIGINT AS activity_id, {', '.join(columns)} WHERE false"
    number = "CAST(regexp_extract(filename, '([0-9]+)(\\.[0-9]+)?\\.parquet$', 1) AS BIGINT)"
    files = ", ".join(_quoted(path) for path in paths)
    source = f"read_parquet([{files}], union_by_name = true, filename = true)"
    return f"SELECT {number} AS activity_id, {', '.join(columns)} FROM {source}"  # noqa: S608 -- our own names and paths


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
