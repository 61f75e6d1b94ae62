"""From the bytes of one layout to columns: a strided gather per definition, then a view per field."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column
from runback.history.fit.base_types import BYTE, STRING, BaseType
from runback.history.fit.definitions import Definition, Slot

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.intp]

_LARGEST = 1e100
"""Floats beyond this count as missing, so that no later sum overflows."""


@dataclass(slots=True, eq=False)
class Chunk:
    """Messages of one layout, gathered from the file on first access.

    ``raw`` has shape (messages, message size). ``timestamps`` are those computed for
    compressed headers, None if the messages have their own.
    """

    definition: Definition
    part: int
    offsets: Offsets
    compressed: bool
    data: bytes
    timestamps: Column | None = None
    _raw: Bytes | None = field(default=None)

    def __len__(self) -> int:
        return len(self.offsets)

    @property
    def raw(self) -> Bytes:
        """The messages' bytes, header byte first, one row a message."""
        if self._raw is None:
            size = self.definition.size
            windows: NDArray[np.void] = np.ndarray(
                (len(self.data) - size + 1,), dtype=np.dtype(("V", size)), buffer=self.data, strides=(1,)
            )
            self._raw = windows[self.offsets].view(np.uint8).reshape(-1, size)
        return self._raw

    def find(self, number: int) -> Slot | None:
        """The last slot with that field number (definitions may repeat one), None if there is none."""
        for slot in reversed(self.definition.slots):
            if slot.number == number:
                return slot
        return None

    def elements(self, at: int, base: BaseType, count: int) -> NDArray[np.generic]:
        """A field's elements as stored: shape (messages,), or (messages, count) for arrays."""
        raw = self.raw
        rows, size = raw.shape
        dtype = np.dtype(self.definition.order + base.code)
        if count == 1:
            return np.ndarray((rows,), dtype=dtype, buffer=raw.data, offset=at, strides=(size,))
        return np.ndarray((rows, count), dtype=dtype, buffer=raw.data, offset=at, strides=(size, base.size))

    def numbers(self, at: int, base: BaseType, count: int) -> Column | None:
        """A field as float64, NaN where invalid; None for strings."""
        if base is STRING:
            return None
        stored = self.elements(at, base, count)
        if base.invalid is None:
            return _read_fractions(stored)
        column = stored.astype(np.float64)
        missing = stored == base.invalid
        if count > 1 and base is BYTE:
            missing = np.broadcast_to(missing.all(axis=1, keepdims=True), missing.shape)
        if missing.any():
            column[missing] = np.nan
        return column

    def strings(self, at: int, size: int) -> list[str | None]:
        """A text field up to its first NUL byte, one per message; None if empty."""
        cut = self.raw[:, at : at + size]
        return [_decode(row.tobytes()) for row in cut]


def _read_fractions(stored: NDArray[np.generic]) -> Column:
    with np.errstate(invalid="ignore"):
        column = stored.astype(np.float64)
    column[~(np.abs(column) <= _LARGEST)] = np.nan
    return column


def _decode(stored: bytes) -> str | None:
    text = stored.partition(b"\0")[0].decode("utf-8", errors="replace").strip()
    return text or None
