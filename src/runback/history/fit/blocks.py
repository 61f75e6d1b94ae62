"""Decodes all integer fields of a few messages at once.

A session has a hundred fields and one row; a NumPy call for each would cost more than
the decoding. Here every field of up to four bytes is widened to eight by one gather with a
table built once per layout, so that a few calls decode them all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column
from runback.history.fit.columns import Bytes, Chunk
from runback.history.fit.definitions import Definition, Slot
from runback.history.fit.profile import message_profile

MOST_ROWS = 256
"""With more messages than this, one call per field is faster."""

_WIDE = 8
_MOST_BYTES = 4


@dataclass(frozen=True, slots=True, eq=False)
class BlockPlan:
    """How to decode a layout's scalar integers: arrays of shape (fields, 1), ``gather`` (fields, 8).

    ``names`` are the fields in the block, ``others`` those of the layout that need a call of their
    own: arrays, text, floats, eight-byte numbers and fields recorded twice.
    """

    names: tuple[str, ...]
    others: frozenset[str]
    gather: NDArray[np.intp]
    sign: NDArray[np.int64]
    invalid: NDArray[np.int64]
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]


@lru_cache(maxsize=1024)
def plan_block(definition: Definition) -> BlockPlan:
    """The plan for a layout."""
    profile = message_profile(definition.message)
    sizes = Counter(profile.name_of(slot.number) for slot in definition.slots)
    slots = [slot for slot in definition.slots if _is_simple(slot) and sizes[profile.name_of(slot.number)] == 1]
    names = tuple(profile.name_of(slot.number) for slot in slots)
    gather = np.full((len(slots), _WIDE), definition.size, np.intp)
    sign, invalid = (np.zeros((len(slots), 1), np.int64) for _ in range(2))
    scale, offset = np.ones((len(slots), 1)), np.zeros((len(slots), 1))
    for row, slot in enumerate(slots):
        places = np.arange(slot.at, slot.at + slot.size)
        gather[row, : slot.size] = places if definition.order == "<" else places[::-1]
        sign[row] = 1 << 8 * slot.size - 1 if slot.base.code[0] == "i" else 0
        invalid[row] = slot.base.invalid or 0
        if field := profile.fields.get(slot.number):
            scale[row], offset[row] = field.scale, field.offset
    return BlockPlan(names, frozenset(sizes).difference(names), gather, sign, invalid, scale, offset)


def _is_simple(slot: Slot) -> bool:
    return slot.count == 1 and slot.base.is_integer and slot.size <= _MOST_BYTES


def decode_together(chunks: Sequence[Chunk], rows: Sequence[NDArray[np.intp]], count: int) -> dict[str, Column]:
    """The simple fields of all ``count`` messages of a kind, by name; ``rows`` are each chunk's row numbers.

    A field that any chunk stores differently is left out.
    """
    plans = [plan_block(chunk.definition) for chunk in chunks]
    if len(chunks) == 1:
        return dict(zip(plans[0].names, _decode(chunks[0].raw, plans[0]), strict=True))
    places: dict[str, int] = {}
    for plan in plans:
        for name in plan.names:
            places.setdefault(name, len(places))
    table = np.full((len(places), count), np.nan)
    for chunk, plan, taken in zip(chunks, plans, rows, strict=True):
        at = np.array([places[name] for name in plan.names], np.intp)
        table[at[:, None], taken] = _decode(chunk.raw, plan)
    others = frozenset[str]().union(*(plan.others for plan in plans))
    return {name: table[place] for name, place in places.items() if name not in others}


def _decode(raw: Bytes, plan: BlockPlan) -> Column:
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
