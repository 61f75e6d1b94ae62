"""Re-attaches pages of rows that are no longer linked to the page that was lost.

A table of SQLite is a tree: pages that only lead on, and leaves with the rows. Where a page that leads on is lost, all
rows below it are whole and cannot be found. Source: SQLite's "Database File Format", B-tree Pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_LEADS_ON, _LEAF = 0x05, 0x0D
_FIRST_FREE_AT, _RESERVED_AT = 32, 20
_HEAD = {_LEADS_ON: 12, _LEAF: 8}


@dataclass(frozen=True, slots=True)
class Tree:
    """A table: its first page and how many columns it has."""

    root: int
    columns: int


@dataclass(frozen=True, slots=True)
class _Lost:
    """A page that cannot be read; the ids below it are above ``low`` and up to ``high`` (None: any)."""

    number: int
    low: int | None
    high: int | None
    columns: int


@dataclass(frozen=True, slots=True)
class _Orphan:
    """A page of rows, or one that leads to some, not linked from anywhere: its first and last id, and columns."""

    number: int
    first: int
    last: int
    columns: int

    def fits(self, lost: _Lost) -> bool:
        is_within = (lost.low is None or self.first > lost.low) and (lost.high is None or self.last <= lost.high)
        return is_within and self.columns <= lost.columns  # rows from before a column was added have fewer


class _Odd(Exception):
    """A page that does not belong to a table."""


def reattach(database: Path, trees: Iterable[Tree], page_size: int) -> int:
    """Rebuild lost pages that pointed to rows; returns how many. ``trees`` are all tables, including the schema table.

    An orphan that could belong to more than one lost page is left alone. There must be no ``-wal`` file.
    """
    pages = _Pages(bytearray(database.read_bytes()), page_size)
    used: set[int] = set()
    lost = [found for tree in trees for found in _walk(pages, _Lost(tree.root, None, None, tree.columns), used)]
    orphans = list(_find_orphans(pages, used | set(pages.free()))) if lost else []
    repaired = 0
    for one in lost:
        own = sorted((each for each in orphans if _place_of(each, lost) == one), key=lambda orphan: orphan.first)
        is_apart = all(before.last < after.first for before, after in pairwise(own))
        if own and is_apart and one.number > 1 and pages.lead(one.number, own):
            repaired += 1
    if repaired:
        database.write_bytes(pages.data)
    return repaired


def _place_of(orphan: _Orphan, lost: Sequence[_Lost]) -> _Lost | None:
    """The one lost page that an orphan belongs under; None where that is not sure."""
    fitting = [one for one in lost if orphan.fits(one)]
    exact = [one for one in fitting if one.columns == orphan.columns]
    found = exact or fitting
    return found[0] if len(found) == 1 else None


def _walk(pages: "_Pages", place: _Lost, used: set[int]) -> Iterator[_Lost]:
    """The lost pages at and below a place; every page that is led to is put into ``used``."""
    if place.number in used:
        return
    used.add(place.number)
    try:
        children = pages.children(place.number)
    except _Odd:
        yield place
        return
    low = place.low
    for child, key in children:
        yield from _walk(pages, _Lost(child, low, place.high if key is None else key, place.columns), used)
        low = key


def _find_orphans(pages: "_Pages", known: set[int]) -> Iterator[_Orphan]:
    below: set[int] = set()
    found = []
    for number in range(2, pages.count + 1):
        if number in known:
            continue
        try:
            below |= {child for child, _ in pages.children(number)}
            found.append(number)
        except _Odd:
            continue
    for number in found:
        if number not in below and (leaves := [leaf for leaf in pages.leaves(number) if leaf[0]]):
            columns = max(width for _, width in leaves)
            yield _Orphan(number, leaves[0][0][0], leaves[-1][0][-1], columns)


class _Pages:
    """The pages of a database file, numbered from 1."""

    def __init__(self, data: bytearray, size: int) -> None:
        self.data, self.size = data, size
        self.count = len(data) // size
        self._usable = size - (data[_RESERVED_AT] if len(data) > _RESERVED_AT else 0)

    def _page(self, number: int) -> tuple[memoryview, int]:
        """The page, and where its own head begins; raises ``_Odd``."""
        if not 1 <= number <= self.count:
            raise _Odd
        return memoryview(self.data)[(number - 1) * self.size : number * self.size], 100 if number == 1 else 0

    def _cells(self, number: int, kind: int) -> list[memoryview]:
        """The cells of a page of that kind, each with what comes after it; raises ``_Odd``."""
        page, head = self._page(number)
        if page[head] != kind:
            raise _Odd
        start, count = head + _HEAD[kind], _big(page[head + 3 : head + 5])
        places = [_big(page[at : at + 2]) for at in range(start, start + 2 * count, 2)]
        if start + 2 * count > self._usable or any(not start + 2 * count <= at < self._usable for at in places):
            raise _Odd
        return [page[at : self._usable] for at in places]

    def children(self, number: int) -> list[tuple[int, int | None]]:
        """The pages that a page leads to, each with its highest id (None for the last); none of a leaf.

        Raises ``_Odd`` for a page that does not belong to a table.
        """
        page, head = self._page(number)
        if page[head] == _LEAF:
            _require_ascending([_varint(cell, _varint(cell, 0)[1])[0] for cell in self._cells(number, _LEAF)])
            return []
        cells = self._cells(number, _LEADS_ON)
        keys = [_varint(cell, 4)[0] for cell in cells]
        _require_ascending(keys)
        led = [_big(cell[:4]) for cell in cells] + [_big(page[head + 8 : head + 12])]
        if any(not 1 < child <= self.count for child in led):
            raise _Odd
        return list(zip(led, (*keys, None), strict=True))

    def leaves(self, number: int, above: tuple[int, ...] = ()) -> Iterator[tuple[list[int], int]]:
        """The ids of each leaf at and below a page, in order, and how many columns its first row has."""
        try:
            children = self.children(number)
            if self._page(number)[0][0] == _LEAF:
                cells = self._cells(number, _LEAF)
                yield [_varint(cell, _varint(cell, 0)[1])[0] for cell in cells], _width(cells[0]) if cells else 0
        except _Odd:
            return
        for child, _ in children:
            if child not in above:
                yield from self.leaves(child, (*above, number))

    def free(self) -> Iterator[int]:
        """The free pages, which may still contain deleted rows."""
        trunk, seen = _big(self.data[_FIRST_FREE_AT : _FIRST_FREE_AT + 4]), set[int]()
        while 1 < trunk <= self.count and trunk not in seen:
            seen.add(trunk)
            page, _ = self._page(trunk)
            count = min(_big(page[4:8]), self._usable // 4 - 2)
            yield from (trunk, *(_big(page[at : at + 4]) for at in range(8, 8 + 4 * count, 4)))
            trunk = _big(page[:4])

    def lead(self, number: int, below: Sequence[_Orphan]) -> bool:
        """Let a page lead to these; returns whether they have room in it."""
        cells = [one.number.to_bytes(4, "big") + _as_varint(one.last) for one in below[:-1]]
        start = self._usable - sum(map(len, cells))
        if start < _HEAD[_LEADS_ON] + 2 * len(cells):
            return False
        head = bytes([_LEADS_ON, 0, 0]) + len(cells).to_bytes(2, "big") + (start & 0xFFFF).to_bytes(2, "big") + b"\0"
        places, at = b"", start
        for cell in cells:
            places += at.to_bytes(2, "big")
            at += len(cell)
        page = (head + below[-1].number.to_bytes(4, "big") + places).ljust(start, b"\0") + b"".join(cells)
        self.data[(number - 1) * self.size : number * self.size] = page.ljust(self.size, b"\0")
        return True


def _require_ascending(ids: list[int]) -> None:
    if any(after <= before for before, after in pairwise(ids)):
        raise _Odd


def _big(data: "memoryview | bytearray") -> int:
    return int.from_bytes(data, "big")


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    """The number of one to nine bytes there, and where it ends; raises ``_Odd``."""
    value = 0
    for length in range(9):
        if at + length >= len(data):
            raise _Odd
        byte = data[at + length]
        if length == 8:
            return _signed(value << 8 | byte), at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + length + 1
    raise AssertionError


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _as_varint(value: int) -> bytes:
    if not 0 <= value < 1 << 56:
        return bytes([(value >> shift) & 0x7F | 0x80 for shift in range(57, 1, -7)] + [value & 0xFF])
    found = [value & 0x7F]
    while value := value >> 7:
        found.append(value & 0x7F | 0x80)
    return bytes(reversed(found))


def _width(cell: memoryview) -> int:
    """How many columns the row of a leaf's cell has; raises ``_Odd``."""
    _, at = _varint(cell, 0)
    _, start = _varint(cell, at)
    length, at = _varint(cell, start)
    count = 0
    while at < start + length:
        _, at = _varint(cell, at)
        count += 1
    return count
