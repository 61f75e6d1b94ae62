"""All whole-number fields of a few messages at once.

A session has a hundred fields and one row; a NumPy call for each would cost more than
the work. Here every field of up to four bytes is widened to eight by one gather with a
table made once for each layout, so that a handful of calls decode them all.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from runback.history.fit.columns import Bytes
from runback.history.fit.definitions import Definition, Slot
from runback.history.fit.profile import message_profile

MOST_ROWS = 256
"""With more messages than this, one call for each field is faster."""

_WIDE = 8
_MOST_BYTES = 4


@dataclass(frozen=True, slots=True, eq=False)
class BlockPlan:
    """How to decode a layout's single whole numbers: arrays of shape (fields, 1), ``gather`` (fields, 8).

    ``rows`` gives each field's place by the slot's offset in the message.
    """

    rows: dict[int, int]
    gather: NDArray[np.intp]
    sign: NDArray[np.int64]
    invalid: NDArray[np.int64]
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]


@lru_cache(maxsize=1024)
def plan_block(definition: Definition) -> BlockPlan | None:
    """The plan for a layout, None where it has no field that a block can hold."""
    fields = message_profile(definition.message).fields
    slots = [slot for slot in definition.slots if is_in_block(slot)]
    if not slots:
        return None
    gather = np.full((len(slots), _WIDE), definition.size, np.intp)
    sign, invalid, scale, offset = (np.zeros((len(slots), 1)) for _ in range(4))
    for row, slot in enumerate(slots):
        places = np.arange(slot.at, slot.at + slot.size)
        gather[row, : slot.size] = places if definition.order == "<" else places[::-1]
        field = fields.get(slot.number)
        sign[row] = 1 << 8 * slot.size - 1 if slot.base.code[0] == "i" else 0
        invalid[row] = slot.base.invalid
        scale[row], offset[row] = (field.scale, field.offset) if field else (1, 0)
    rows = {slot.at: row for row, slot in enumerate(slots)}
    return BlockPlan(rows, gather, sign.astype(np.int64), invalid.astype(np.int64), scale, offset)


def is_in_block(slot: Slot) -> bool:
    """Whether a field is a single whole number of at most four bytes."""
    return slot.count == 1 and slot.base.is_integer and slot.size <= _MOST_BYTES


def decode_block(raw: Bytes, plan: BlockPlan) -> NDArray[np.float64]:
    """The scaled fields of the messages ``raw``, shape (fields, messages), NaN where invalid."""
    rows, size = raw.shape
    padded = np.zeros((rows, size + 1), np.uint8)
    padded[:, :size] = raw
    wide = padded.take(plan.gather, axis=1).view("<i8").reshape(rows, -1)
    whole = np.ascontiguousarray(wide.T ^ plan.sign) - plan.sign
    columns = whole.astype(np.float64)
    columns /= plan.scale
    columns -= plan.offset
    columns[whole == plan.invalid] = np.nan
    return columns
