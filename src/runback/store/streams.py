"""Samples to and from Parquet: scaled integers, delta-coded, null for what was not recorded.

NumPy and PyArrow (70 MB) are imported inside the functions: most pages have no samples.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from runback.domain.activity import Column, Samples
from runback.domain.channels import CHANNELS
from runback.domain.errors import NotFound
from runback.languages.saved import translate_later
from runback.store.originals import DamagedFile

SCALES_KEY = b"runback.scales"
_INT32 = 1 << 31


def encode_samples(samples: Samples) -> bytes:
    """The samples as one Parquet file.

    Every column contains integers: the value times the channel's ``scale``
    (domain/channels.py), rounded; NaN is null. The scales are in the file's
    metadata under ``runback.scales``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [name for name in CHANNELS if name in samples.columns]
    columns = [_scaled(samples.columns[name], CHANNELS[name].scale) for name in names]
    scales = json.dumps({name: CHANNELS[name].scale for name in names})
    table = pa.table(columns, names=names)
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=3,
        use_dictionary=False,
        column_encoding="DELTA_BINARY_PACKED",
        write_statistics=False,
        store_schema=False,
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({SCALES_KEY.decode(): scales})
    return bytes(sink.getvalue())


def _scaled(column: Column, scale: int) -> Any:
    import numpy as np
    import pyarrow as pa

    missing = ~np.isfinite(column)
    scaled = np.rint(np.where(missing, 0.0, column) * scale)
    is_narrow = scaled.size == 0 or (scaled.min() >= -_INT32 and scaled.max() < _INT32)
    return pa.array(scaled.astype(np.int32 if is_narrow else np.int64), mask=missing)


def decode_samples(data: bytes) -> Samples:
    """The samples of one such Parquet file; raises ``DamagedFile``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        table = file.read(use_threads=False)
        scales = json.loads(file.metadata.metadata[SCALES_KEY])
        return Samples({name: _unscaled(table.column(name), scales[name]) for name in table.column_names})
    except (pa.ArrowInvalid, OSError, KeyError, TypeError, ValueError) as problem:
        raise DamagedFile(
            translate_later("The kept samples cannot be read: {problem}.").format(problem=problem)
        ) from None


def _unscaled(column: Any, scale: int) -> Column:
    import numpy as np

    values: Column = np.asarray(column.to_numpy(), dtype=np.float64)  # null is NaN
    return values / scale


def checksum(data: bytes) -> str:
    """The SHA-256 of a samples file, stored in the activity's row."""
    return hashlib.sha256(data).hexdigest()


def samples_path(home: Path, activity_id: int, version: int) -> Path:
    """Where an activity's samples are; a merge writes the next version, then removes the last."""
    name = f"{activity_id}.parquet" if version == 1 else f"{activity_id}.{version}.parquet"
    return home / "samples" / name


def read_samples(path: Path, sha256: str) -> Samples:
    """The samples of that file; raises ``NotFound`` or, against its checksum, ``DamagedFile``."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(translate_later("The samples of this activity are missing."), path=str(path)) from None
    if checksum(data) != sha256:
        raise DamagedFile(translate_later("The samples of this activity have changed on disk."), path=str(path))
    return decode_samples(data)
