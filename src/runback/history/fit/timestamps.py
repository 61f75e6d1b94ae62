"""Times of messages with a compressed header: five bits relative to the last full timestamp."""

from collections.abc import Sequence

import numpy as np

from runback.history.fit.accumulate import accumulate
from runback.history.fit.columns import Chunk
from runback.history.fit.profile import TIMESTAMP

_BITS = 5
_OFFSET_MASK = 0x1F
_LONGEST = 4  # bytes: a timestamp has 32 bits


def fill_compressed(chunks: Sequence[Chunk]) -> None:
    """Set ``timestamps`` of the compressed chunks of one part.

    The reference is the last timestamp of any earlier message; without one the time
    stays NaN. A compressed message with a field 253 of its own uses that.
    """
    if not any(chunk.compressed for chunk in chunks):
        return
    offsets, values, full = [], [], []
    for chunk in chunks:
        own = own_timestamps(chunk)
        if own is None and not chunk.compressed:
            continue
        explicit = np.zeros(len(chunk), bool) if own is None else np.isfinite(own)
        value = np.zeros(len(chunk)) if own is None else np.where(explicit, own, 0)
        if chunk.compressed:
            value = np.where(explicit, value, chunk.raw[:, 0] & _OFFSET_MASK)
            chosen = np.ones(len(chunk), bool)
        else:
            chosen = explicit
        offsets.append(chunk.offsets[chosen])
        values.append(value[chosen])
        full.append(explicit[chosen])
    at = np.concatenate(offsets)
    order = np.argsort(at, kind="stable")
    at, is_full = at[order], np.concatenate(full)[order]
    counts = np.concatenate(values)[order].astype(np.int64)
    times = accumulate(counts, is_full, _BITS).astype(np.float64)
    times[np.cumsum(is_full) == 0] = np.nan
    for chunk in chunks:
        if chunk.compressed:
            chunk.timestamps = times[np.searchsorted(at, chunk.offsets)]


def own_timestamps(chunk: Chunk) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """The timestamps stored in the messages, None if the layout has none."""
    slot = chunk.find(TIMESTAMP)
    if slot is None or slot.count != 1 or not slot.base.is_integer or slot.size > _LONGEST:
        return None
    column = chunk.numbers(slot.at, slot.base, 1)
    return None if column is None else column.reshape(-1)
