"""The single-run ceiling for every day of every runner, from runs sorted by runner and day."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from runback.load.limits import distance_limits
from runback.load.many import longest_before_each, single_run_ceilings

PIECE_ROWS = 50_000
"""Rows processed at once, unless a single runner has more."""

PIECE_DAYS = 4_000_000
"""Days processed at once: a few rows can be decades apart."""

_Ints = npt.NDArray[np.int64]


def output_schema(runner_id: pa.DataType) -> pa.Schema:
    """runner_id, day, longest_30d_km (null: no run in 30 days), ceiling_km."""
    reals = [("longest_30d_km", pa.float64()), ("ceiling_km", pa.float64())]
    return pa.schema([("runner_id", runner_id), ("day", pa.date32()), *reals])


def daily_ceilings(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """For every day from each runner's first to last run: the longest run of the 30 days before, and the ceiling.

    ``batches`` hold runner_id, day, distance_km, sorted by all three; a batch may end within a runner.
    """
    for piece in whole_runners(batches):
        yield from ceilings_of(piece).to_batches()


def whole_runners(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in batches that do not split any runner."""
    pending: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if batch.num_rows == 0:
            continue
        pending.append(batch)
        rows += batch.num_rows
        if rows < PIECE_ROWS:
            continue
        table = pa.Table.from_batches(pending)
        start = _start_of_last_runner(table["runner_id"])
        if start:
            yield from _short_spans(table.slice(0, start))
        pending = table.slice(start).combine_chunks().to_batches()
        rows = table.num_rows - start
    if pending:
        yield from _short_spans(pa.Table.from_batches(pending))


def _short_spans(table: pa.Table) -> Iterator[pa.Table]:
    """Whole runners in batches of about ``PIECE_DAYS`` days from first to last run."""
    _, last, _, length = _spans(table)
    ends = np.cumsum(length)
    begin = 0
    for cut in np.flatnonzero(np.diff(ends // PIECE_DAYS)):
        yield table.slice(begin, last[cut] + 1 - begin)
        begin = last[cut] + 1
    yield table.slice(begin)


def _spans(table: pa.Table) -> tuple[_Ints, _Ints, _Ints, _Ints]:
    """The first and last row of each runner, the day of each row, and the days each runner spans."""
    ids = table["runner_id"].combine_chunks()
    days = table["day"].cast(pa.int32()).to_numpy().astype(np.int64)
    first = np.concatenate(([0], 1 + np.flatnonzero(_changes(ids))))
    last = np.concatenate((first[1:], [len(ids)])) - 1
    return first, last, days, days[last] - days[first] + 1


def _start_of_last_runner(ids: pa.ChunkedArray) -> int:
    return int(pc.index(ids, ids[-1]).as_py())


def ceilings_of(table: pa.Table) -> pa.Table:
    """The daily ceilings of whole runners, whose runs are sorted by runner_id, day, distance_km."""
    ids = table["runner_id"].combine_chunks()
    first, last, days, length = _spans(table)
    # all runners on one time axis, far enough apart not to affect each other
    apart = distance_limits().run_days
    begins = np.concatenate(([0], np.cumsum(length + apart)[:-1]))
    km = np.zeros(int(begins[-1] + length[-1]))
    km[days + np.repeat(begins - days[first], last - first + 1)] = table["distance_km"].to_numpy()
    where = np.arange(int(length.sum())) + np.repeat(begins - _sums_before(length), length)
    longest = longest_before_each(km)[where]
    day = (where + np.repeat(days[first] - begins, length)).astype(np.int32)
    columns = [
        ids.take(pa.array(np.repeat(first, length))),
        pa.array(day).cast(pa.date32()),
        pa.array(longest, mask=longest <= 0),
        pa.array(single_run_ceilings(longest)),
    ]
    return pa.table(columns, schema=output_schema(ids.type))


def _changes(ids: Any) -> npt.NDArray[np.bool_]:
    """The indices at which the runner changes."""
    changed: npt.NDArray[np.bool_] = pc.not_equal(ids.slice(1), ids.slice(0, len(ids) - 1)).to_numpy(
        zero_copy_only=False
    )
    return changed


def _sums_before(length: _Ints) -> _Ints:
    return np.concatenate(([0], np.cumsum(length)[:-1]))
