"""The three tables of a cohort, as Parquet: ``runs``, ``pain`` and ``runners`` (interface of docs/cohort.md)."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

RUNS = pa.schema(
    [
        ("runner_id", pa.int64()),
        ("day", pa.date32()),
        ("distance_km", pa.float64()),
        ("duration_min", pa.float64()),
        ("source", pa.string()),
    ]
)
PAIN = pa.schema([("runner_id", pa.int64()), ("day", pa.date32()), ("score", pa.int32())])
RUNNERS = pa.schema([("runner_id", pa.int64()), ("age", pa.int32()), ("sex", pa.string()), ("status", pa.string())])
HAZARD = pa.schema(
    [
        ("measure", pa.string()),
        ("name", pa.string()),
        ("is_reference", pa.bool_()),
        ("days", pa.int64()),
        ("injuries", pa.int64()),
        ("per_1000", pa.float64()),
        ("ratio", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
SCHEMAS = {"runs": RUNS, "pain": PAIN, "runners": RUNNERS}


def empty_folder(path: Path) -> Path:
    """The folder, made again; what Parquet files of an earlier run it held are gone."""
    if path.is_dir():
        shutil.rmtree(path)
    path.mkdir(parents=True)
    return path


def write_bucket(folder: Path, bucket: int, name: str, table: pa.Table) -> None:
    """Write one bucket of one table: ``folder/name/bucket=0003/part.parquet``."""
    place = folder / name / f"bucket={bucket:04d}"
    place.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, place / "part.parquet", compression="zstd", compression_level=1)
