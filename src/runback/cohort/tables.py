"""The three tables of a cohort, as Parquet: ``runs``, ``pain`` and ``runners`` (interface of docs/cohort.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

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
        ("runners", pa.int64()),
        ("runners_hurt", pa.int64()),
        ("days", pa.int64()),
        ("injuries", pa.int64()),
        ("per_1000", pa.float64()),
        ("ratio", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
SCHEMAS = {"runs": RUNS, "pain": PAIN, "runners": RUNNERS}


@contextmanager
def output_folder(out: Path, name: str) -> Iterator[Path]:
    """An atomically written folder ``out/name``: it is written under a temporary name and then moved.

    The output of an earlier command is replaced; of two simultaneous commands the later one wins. Raises
    ``UnusableInput`` for an existing file or folder of that name that none of our commands wrote.
    """
    final = out / name
    _require_ours(final)
    with TemporaryDirectory(prefix=f".{name}-", dir=out) as beside:
        part = Path(beside) / "new"
        part.mkdir()
        yield part
        _require_ours(final)
        for number in range(_TRIES):
            try:
                if final.exists():
                    final.rename(Path(beside) / f"old-{number}")
                part.rename(final)
            except OSError:  # another command created its own in between
                if number == _TRIES - 1:
                    raise
            else:
                return


_TRIES = 100
_OURS = ("part", "bucket=", "_SUCCESS", ".")


def _require_ours(place: Path) -> None:
    """Refuse to replace anything but Parquet files named like ours, and folders of those."""
    try:
        theirs = not all(one.name.startswith(_OURS) for one in place.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        theirs = True
    if theirs:
        raise UnusableInput(
            gettext(
                "{place} already exists and was not written by this command. Name another folder with --out."
            ).format(place=place),
            path=str(place),
        )


def write_whole(path: Path, text: str) -> None:
    """Write a text file atomically."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-", encoding="utf-8", delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)


def write_bucket(folder: Path, bucket: int, table: pa.Table) -> None:
    """Write one bucket of one table: ``folder/bucket=0003/part.parquet``."""
    place = folder / f"bucket={bucket:04d}"
    place.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, place / "part.parquet", compression="zstd", compression_level=1)
