"""Fields packed into the bits of another field, such as ``compressed_speed_distance``."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column
from runback.history.fit.accumulate import accumulate
from runback.history.fit.profile import Component, Field

_MOST_BITS = 53  # float64 holds whole numbers exactly up to here


def expand(components: Sequence[Component], source: Column, source_field: Field, target: Column | None) -> Column:
    """The target field's values decoded from ``components`` of one source field; NaN if the source has none.

    ``source`` holds scaled values, shape (n,), or (n, bytes) for packed bytes. The result
    has shape (n,), or (n, k) if one message packs k values. ``target`` holds the values
    recorded directly in the target field: accumulated values continue from them.
    """
    first = components[0]
    is_plain = first.whole and not first.accumulates and source.ndim == 1
    if is_plain and (first.scale, first.offset) == (source_field.scale, source_field.offset):
        return source
    packed, is_valid = _pack(source, source_field)
    available = packed.shape[1] * 8
    fitting = [part for part in components if part.first_bit + part.width <= available]
    if not fitting:
        return np.full(len(source), np.nan)
    counts = np.stack([_read_bits(packed, part) for part in fitting], axis=1)
    if first.accumulates:
        counts = _accumulate_rows(counts, is_valid, target, first)
    values = counts / first.scale - first.offset
    values[~is_valid] = np.nan
    return values[:, 0] if len(fitting) == 1 else values


def _pack(source: Column, field: Field) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The source's bytes in little-endian order, shape (n, bytes), and which rows have a value."""
    raw = (source + field.offset) * field.scale
    if source.ndim == 2:
        is_valid = np.asarray(((raw >= 0) & (raw <= 0xFF)).all(axis=1))
        return np.where(is_valid[:, None], raw, 0).astype(np.int64).astype(np.uint8), is_valid
    is_valid = np.abs(raw) < 2.0**_MOST_BITS
    whole = np.rint(np.where(is_valid, raw, 0)).astype("<i8")
    return whole.view(np.uint8).reshape(-1, 8), is_valid


def _read_bits(packed: NDArray[np.uint8], part: Component) -> NDArray[np.int64]:
    low = part.first_bit // 8
    high = (part.first_bit + part.width + 7) // 8
    count = np.zeros(len(packed), np.int64)
    for place in range(low, high):
        count |= packed[:, place].astype(np.int64) << (8 * (place - low))
    return (count >> (part.first_bit % 8)) & ((1 << part.width) - 1)


def _accumulate_rows(
    counts: NDArray[np.int64], is_valid: NDArray[np.bool_], target: Column | None, part: Component
) -> NDArray[np.int64]:
    """Full counts over all rows in file order; each row that records the target itself restarts the count."""
    rows, width = counts.shape
    used = np.repeat(is_valid[:, None], width, axis=1)
    resets = np.zeros((rows, width), bool)
    mixed = counts.copy()
    if target is not None:
        own = target.reshape(rows, -1)[:, 0]
        known = (np.abs(own) * part.scale < 2.0**_MOST_BITS) & ~is_valid
        mixed[known, 0] = np.rint((own[known] + part.offset) * part.scale).astype(np.int64)
        used[known, 0] = resets[known, 0] = True
    full = np.zeros_like(mixed)
    full[used] = accumulate(mixed[used], resets[used], part.width)
    return full
