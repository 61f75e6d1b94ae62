"""The only pass over a FIT file in Python: finds where each data message starts, grouped by layout."""

from collections.abc import Callable
from dataclasses import dataclass, field

from runback.history.fit.crc import crc16
from runback.history.fit.definitions import (
    COMPRESSED_FLAG,
    DEFINITION_FLAG,
    Definition,
    definition_length,
    parse_definition,
)
from runback.history.fit.errors import Fault, Strictness, UnreadableFit
from runback.languages.saved import translate_later

_SHORT_HEADER = 12
_LONG_HEADER = 14
_CRC_SIZE = 2
_LOCAL_MASK = 0x0F
_LONGEST_ROUND = 2000
_Entry = tuple[Callable[[int], None], int, list[int]]
"""The ``append`` method of a group's offsets, the size of its messages, and the offsets themselves."""


@dataclass(frozen=True, slots=True)
class Group:
    """Data messages of one layout: ``offsets`` of their header bytes, ascending."""

    definition: Definition
    compressed: bool
    offsets: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """One FIT file of a chain. ``end`` is where its messages should end; ``truncated``: they break off earlier."""

    start: int
    protocol: int
    profile: int
    end: int = 0
    truncated: bool = False
    faults: list[Fault] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


def scan(data: bytes, strictness: Strictness) -> list[Part]:
    """Every part of a file, with the positions of its data messages.

    Raises ``UnreadableFit`` if the first header is not FIT's and, if strict, at the first fault.
    """
    parts: list[Part] = []
    start = 0
    while start < len(data):
        reason = _refuse_header(data, start)
        if reason and not parts:
            raise UnreadableFit(reason, start)
        if reason:
            parts[-1].faults.append(
                Fault(
                    start,
                    translate_later("{value} bytes after the end of the file are no FIT file").format(
                        value=len(data) - start
                    ),
                )
            )
            _raise_if_strict(parts[-1], strictness)
            break
        part = _scan_part(data, start)
        _raise_if_strict(part, strictness)
        parts.append(part)
        start = part.end + _CRC_SIZE
    if not parts:
        raise UnreadableFit(translate_later("The file is empty"), 0)
    return parts


def _raise_if_strict(part: Part, strictness: Strictness) -> None:
    if strictness is Strictness.STRICT and part.faults:
        first = min(part.faults, key=lambda fault: fault.offset)
        raise UnreadableFit(first.reason, first.offset)


def _refuse_header(data: bytes, start: int) -> str | None:
    """Why no FIT file starts at ``start``; None if one does."""
    if data[start + 8 : start + _SHORT_HEADER] != b".FIT":
        return translate_later("Not a FIT file: its header lacks the mark .FIT")
    size = data[start]
    if size < _SHORT_HEADER or start + size > len(data):
        return translate_later("The header says it is {size} bytes long, which cannot be").format(size=size)
    return None


def _scan_part(data: bytes, start: int) -> Part:
    header_size = data[start]
    header = data[start : start + header_size]
    part = Part(start, header[1], int.from_bytes(header[2:4], "little"))
    first = start + header_size
    _check_header_crc(part, header)
    _find_end(part, data, first, int.from_bytes(header[4:8], "little"))
    _scan_messages(part, data, first)
    return part


def _check_header_crc(part: Part, header: bytes) -> None:
    if len(header) >= _LONG_HEADER:
        stated = int.from_bytes(header[12:14], "little")
        if stated and stated != crc16(header[:12]):
            part.faults.append(Fault(part.start + 12, translate_later("The header's checksum is wrong")))


def _find_end(part: Part, data: bytes, first: int, size: int) -> None:
    """Set where the messages end, and verify the checksum after them."""
    part.end = first + size
    whole = memoryview(data)[part.start :]
    if size == 0 and len(data) > first + _CRC_SIZE:
        part.faults.append(
            Fault(part.start + 4, translate_later("The header was never filled in: it says 0 bytes follow"))
        )
        closed = crc16(whole[:-_CRC_SIZE]) == int.from_bytes(data[-_CRC_SIZE:], "little")
        part.end = len(data) - (_CRC_SIZE if closed else 0)
        part.truncated = not closed
    elif part.end > len(data):
        missing = part.end - len(data)
        part.faults.append(
            Fault(
                len(data),
                translate_later("The file breaks off: {missing} bytes of messages are missing").format(missing=missing),
            )
        )
        part.end, part.truncated = len(data), True
    elif part.end + _CRC_SIZE > len(data):
        part.faults.append(Fault(part.end, translate_later("The checksum at the end is missing")))
    else:
        stated = int.from_bytes(data[part.end : part.end + _CRC_SIZE], "little")
        if stated != crc16(whole[: part.end - part.start]):
            part.faults.append(Fault(part.end, translate_later("The checksum at the end is wrong")))


def _scan_messages(part: Part, data: bytes, at: int) -> None:
    """Walk the messages up to the end or the first invalid one; this loop takes most of the reading time.

    Watches repeat the same few messages each second. If a message of one kind repeats at the same distance as the
    time before, the messages in between are assumed to repeat too, and are checked for many seconds at once.
    """
    end = part.end
    groups: dict[bytes, tuple[Group, Group]] = {}
    table: list[_Entry | None] = [None] * 256
    last, step = [0] * 256, [0] * 256
    while at < end:
        head = data[at]
        entry = table[head]
        if entry is not None:
            length = at - last[head]
            if length == step[head]:
                after = _skip_rounds(data, at, end, length, table) if length <= _LONGEST_ROUND else at
                if after > at:
                    at = after
                    continue
                length = 0  # not tried again in the next round
            last[head], step[head] = at, length
            entry[0](at)
            at += entry[1]
        else:
            after = _define(data, at, end, groups, table)
            if after == at:
                break
            at = after
    if at < end:
        part.faults.append(Fault(at, _stop_reason(data, at)))
        part.truncated = True
    part.groups = [group for pair in groups.values() for group in pair if group.offsets]
    if at > end:
        _drop_cut(part, end)


def _skip_rounds(data: bytes, at: int, end: int, length: int, table: list[_Entry | None]) -> int:
    """Add whole rounds that repeat the messages of the round before ``at``, as long as the header bytes match.

    A round is ``length`` bytes long. The same header bytes at the same positions mean the same messages of the same
    sizes, so the positions in the next round follow. Returns where the first message that differs starts.
    """
    places, place = [], at - length
    while place < at:
        entry = table[data[place]]
        if entry is None:
            return at  # there is a definition in between
        places.append((place + length, data[place], entry[2]))
        place += entry[1]
    if place != at:
        return at  # a kind was redefined in between, with longer or shorter messages
    if len({id(offsets) for _, _, offsets in places}) < len(places):
        return at  # two messages of one layout in a round: their positions would not be in ascending order
    rounds = (end - at) // length
    for first, head, _ in places:
        if rounds == 0:
            return at
        column = data[first : at + rounds * length : length]
        rounds = len(column) - len(column.lstrip(bytes((head,))))
    after = at + rounds * length
    for first, _, offsets in places:
        offsets.extend(range(first, after, length))
    return after


def _define(
    data: bytes,
    at: int,
    end: int,
    groups: dict[bytes, tuple[Group, Group]],
    table: list[_Entry | None],
) -> int:
    """Add the definition at ``at``; return where the next message starts, or ``at`` if it is invalid."""
    head = data[at]
    if head & COMPRESSED_FLAG or not head & DEFINITION_FLAG:
        return at
    try:
        after = at + definition_length(data, at)
    except IndexError:
        return at
    if after > end:
        return at
    raw = data[at:after]
    pair = groups.get(raw)
    if pair is None:
        definition = parse_definition(raw)
        pair = groups[raw] = (Group(definition, False), Group(definition, True))
    local = head & _LOCAL_MASK
    size = pair[0].definition.size
    for reserved in (0x00, 0x10, 0x20, 0x30):
        table[local | reserved] = (pair[0].offsets.append, size, pair[0].offsets)
    if local < 4:
        low = COMPRESSED_FLAG | local << 5
        table[low : low + 32] = [(pair[1].offsets.append, size, pair[1].offsets)] * 32
    return after


def _stop_reason(data: bytes, at: int) -> str:
    if data[at] & DEFINITION_FLAG and not data[at] & COMPRESSED_FLAG:
        return translate_later("A definition message breaks off")
    return translate_later("A message of a kind never defined (header byte 0x{data})").format(data=f"{data[at]:02x}")


def _drop_cut(part: Part, end: int) -> None:
    """Drop the last message, which runs past the end of the data."""
    last = max(part.groups, key=lambda group: group.offsets[-1])
    at = last.offsets.pop()
    part.truncated = True
    part.faults.append(Fault(at, translate_later("The last message breaks off at byte {end}").format(end=end)))
    part.groups = [group for group in part.groups if group.offsets]
