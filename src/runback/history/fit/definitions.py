"""Definition messages, which give the byte layout of the data messages that follow."""

from dataclasses import dataclass

from runback.history.fit.base_types import BASE_TYPE_MASK, BASE_TYPES, BYTE, BaseType

DEFINITION_FLAG = 0x40
COMPRESSED_FLAG = 0x80
_DEVELOPER_FLAG = 0x20
_FIXED = 6  # header byte, reserved byte, byte order, message number (2), number of fields
_CACHE_LIMIT = 4096  # real files have dozens of layouts; a malicious one may define a new one for every message


@dataclass(frozen=True, slots=True)
class Slot:
    """The position of one field in a data message: ``at`` counts bytes from the message's header byte.

    It has ``count`` elements of ``base``; if its size is not a multiple of the base type's, it is read as bytes.
    """

    number: int
    at: int
    size: int
    base: BaseType
    count: int


@dataclass(frozen=True, slots=True)
class DeveloperSlot:
    """The position of one developer field; its type is in a field_description message."""

    number: int
    developer: int
    at: int
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One layout. ``size`` counts the header byte too; ``order`` is NumPy's byte order mark."""

    message: int
    order: str
    size: int
    slots: tuple[Slot, ...]
    developer_slots: tuple[DeveloperSlot, ...]


_known: dict[bytes, Definition] = {}


def definition_length(data: bytes, at: int) -> int:
    """The length in bytes of the definition message at ``at``. Raises ``IndexError`` past the end of ``data``."""
    length = _FIXED + 3 * data[at + 5]
    if data[at] & _DEVELOPER_FLAG:
        length += 1 + 3 * data[at + length]
    return length


def parse_definition(raw: bytes) -> Definition:
    """The layout in the complete definition message ``raw``; equal bytes return the same object."""
    known = _known.get(raw)
    if known is None:
        if len(_known) >= _CACHE_LIMIT:
            _known.clear()
        known = _known[raw] = _parse(raw)
    return known


def _parse(raw: bytes) -> Definition:
    order = ">" if raw[2] else "<"
    message = int.from_bytes(raw[3:5], "big" if raw[2] else "little")
    at, fields_end = 1, _FIXED + 3 * raw[5]
    slots = []
    for place in range(_FIXED, fields_end, 3):
        number, size, code = raw[place : place + 3]
        if size:
            slots.append(_slot(number, at, size, code))
        at += size
    developer_slots = []
    for place in range(fields_end + 1, len(raw), 3):
        number, size, developer = raw[place : place + 3]
        if size:
            developer_slots.append(DeveloperSlot(number, developer, at, size))
        at += size
    return Definition(message, order, at, tuple(slots), tuple(developer_slots))


def _slot(number: int, at: int, size: int, code: int) -> Slot:
    base = BASE_TYPES.get(code & BASE_TYPE_MASK, BYTE)
    if size % base.size:
        base = BYTE
    return Slot(number, at, size, base, size // base.size)
