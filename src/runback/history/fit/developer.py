"""Developer fields: values that an app adds to messages, described by field_description messages in the file."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from runback.domain.activity import Column
from runback.history.fit.base_types import BASE_TYPE_MASK, BASE_TYPES, STRING, BaseType
from runback.history.fit.columns import Chunk
from runback.history.fit.definitions import DeveloperSlot

FIELD_DESCRIPTION = 206
_DEVELOPER, _NUMBER, _BASE, _NAME, _SCALE, _OFFSET, _UNITS, _NATIVE_MESSAGE, _NATIVE_FIELD = 0, 1, 2, 3, 6, 7, 8, 14, 15


@dataclass(frozen=True, slots=True)
class Description:
    """One field_description message; it applies to messages after byte ``offset`` of its part.

    ``native_field`` is the number of the field of message ``native_message`` that the developer field
    replaces, if stated.
    """

    part: int
    offset: int
    developer: int
    number: int
    base: BaseType
    name: str
    units: str
    scale: float
    shift: float
    native_message: int | None
    native_field: int | None


@dataclass(frozen=True, slots=True, eq=False)
class DeveloperColumn:
    """One developer field of a message kind. ``native`` names the profile field it replaces.

    ``values`` is float64 with NaN if not recorded, shape (messages,) or (messages, n).
    """

    name: str
    units: str
    native: str | None
    values: Column


class Descriptions:
    """The descriptions in a file; those that lack index, number or type are left out."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        found = sorted((entry for chunk in chunks for entry in _describe(chunk)), key=lambda entry: entry.offset)
        self._found: dict[tuple[int, int, int], list[Description]] = {}
        for entry in found:
            self._found.setdefault((entry.part, entry.developer, entry.number), []).append(entry)

    def find(self, slot: DeveloperSlot, chunk: Chunk) -> Description | None:
        """The description that applies to a chunk: the last one before its first message, else the first one after."""
        fitting = self._found.get((chunk.part, slot.developer, slot.number))
        if not fitting:
            return None
        later = bisect_left(fitting, int(chunk.offsets[0]), key=lambda entry: entry.offset)
        return fitting[max(later - 1, 0)]


def _describe(chunk: Chunk) -> list[Description]:
    developer, number, base = (_numbers(chunk, field) for field in (_DEVELOPER, _NUMBER, _BASE))
    if developer is None or number is None or base is None:
        return []
    names, units = _texts(chunk, _NAME), _texts(chunk, _UNITS)
    scale, shift, native_message, native_field = (
        _numbers(chunk, field) or [None] * len(chunk) for field in (_SCALE, _OFFSET, _NATIVE_MESSAGE, _NATIVE_FIELD)
    )
    found = []
    for row in range(len(chunk)):
        index, field, code = developer[row], number[row], base[row]
        if index is None or field is None or code is None:
            continue
        known = BASE_TYPES.get(code & BASE_TYPE_MASK)
        if known is None:
            continue
        found.append(
            Description(
                chunk.part,
                int(chunk.offsets[row]),
                index,
                field,
                known,
                names[row] or f"developer_{index}_{field}",
                units[row] or "",
                float(scale[row] or 1),
                float(shift[row] or 0),
                native_message[row],
                native_field[row],
            )
        )
    return found


def _numbers(chunk: Chunk, number: int) -> list[int | None] | None:
    slot = chunk.find(number)
    if slot is None or not slot.base.is_integer or slot.count != 1:
        return None
    stored = chunk.elements(slot.at, slot.base, 1).tolist()
    return [None if value == slot.base.invalid else int(value) for value in stored]


def _texts(chunk: Chunk, number: int) -> list[str | None]:
    slot = chunk.find(number)
    if slot is None or slot.base is not STRING:
        return [None] * len(chunk)
    return chunk.strings(slot.at, slot.size)


def developer_numbers(slot: DeveloperSlot, chunk: Chunk, description: Description) -> Column | None:
    """The field's scaled values; None for text and if the size does not match the type."""
    if description.base is STRING or slot.size % description.base.size:
        return None
    values = chunk.numbers(slot.at, description.base, slot.size // description.base.size)
    if values is None or (description.scale == 1 and description.shift == 0):
        return values
    return values / description.scale - description.shift
