"""All messages of one kind as a table of columns, decoded on first access."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column
from runback.history.fit.base_types import STRING
from runback.history.fit.blocks import MOST_ROWS, decode_together
from runback.history.fit.columns import Chunk
from runback.history.fit.components import expand
from runback.history.fit.definitions import Definition, Slot
from runback.history.fit.developer import Description, Descriptions, DeveloperColumn, developer_numbers
from runback.history.fit.placing import fill, place_rows
from runback.history.fit.profile import Component, Condition, MessageProfile, message_profile, words_of
from runback.history.fit.timestamps import own_timestamps


class Messages:
    """The messages of one kind, in file order.

    ``column`` returns numbers, ``words`` the profile's names for them, ``text`` strings.
    A field that no message has is None; where a single message lacks it, the value is NaN or None.
    """

    def __init__(self, profile: MessageProfile, chunks: Sequence[Chunk], descriptions: Descriptions) -> None:
        self._profile = profile
        self._chunks = tuple(chunks)
        self._descriptions = descriptions
        self._columns: dict[str, Column | None] | None = None if chunks else {}
        self._values: dict[str, list[float | None]] = {}
        self._count = sum(len(chunk) for chunk in self._chunks)

    def __len__(self) -> int:
        return self._count

    @property
    def name(self) -> str:
        """The kind's name in the profile, ``unknown_233`` if it has none."""
        return self._profile.name

    @property
    def number(self) -> int:
        """The kind's global message number."""
        return self._profile.number

    @cached_property
    def offsets(self) -> NDArray[np.intp]:
        """The byte offset of each message in the file."""
        if len(self._chunks) == 1:
            return self._chunks[0].offsets
        return np.sort(np.concatenate([chunk.offsets for chunk in self._chunks] or [np.zeros(0, np.intp)]))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that the messages have, in order of first definition."""
        timed = any(chunk.compressed for chunk in self._chunks) and "timestamp" not in self._slots
        return (*self._slots, "timestamp") if timed else tuple(self._slots)

    @cached_property
    def _slots(self) -> Mapping[str, tuple[tuple[int, Slot], ...]]:
        return _slots_by_name(tuple(chunk.definition for chunk in self._chunks))

    @cached_property
    def _rows(self) -> list[NDArray[np.intp]]:
        """The row numbers of each chunk's messages in file order."""
        if len(self._chunks) == 1:
            return [np.arange(self._count)]
        return [np.searchsorted(self.offsets, chunk.offsets) for chunk in self._chunks]

    def column(self, name: str) -> Column | None:
        """A field as scaled float64: shape (messages,), or (messages, n) for arrays; NaN is no value.

        Includes fields that are packed into the bits of another (``enhanced_speed`` from
        ``speed``, ``distance`` from ``compressed_speed_distance``) and subfields
        (``garmin_product``). None if no message has it or it is text.
        """
        if self._columns is None:
            derived = {"timestamp", *self._profile.components}
            self._columns = {name: column for name, column in self._together.items() if name not in derived}
        if name not in self._columns:
            self._columns[name] = None
            self._columns[name] = self._compute(name)
        return self._columns[name]

    def values(self, name: str) -> list[float | None]:
        """A field as Python numbers, one per message; None for a missing value, and for arrays."""
        if name not in self._values:
            column = self.column(name)
            if column is None or column.ndim != 1:
                self._values[name] = [None] * self._count
            else:
                self._values[name] = [None if value != value else value for value in column.tolist()]
        return self._values[name]

    def first(self, name: str) -> float | None:
        """The field's first value, None if it has none."""
        column = self.column(name)
        if column is None:
            return None
        known = column[np.isfinite(column)]
        return float(known[0]) if len(known) else None

    def words(self, name: str) -> list[str | None]:
        """An enumerated field by the profile's names, one per message; numbers without a name as digits."""
        field = self._profile.by_name.get(name)
        if field is None and name in self._profile.subfields:
            field = self._profile.subfields[name][0].field
        known = words_of(field.type) if field else {}
        return [None if value is None else known.get(int(value), f"{value:g}") for value in self.values(name)]

    def text(self, name: str) -> list[str | None]:
        """A text field up to its first NUL byte, one per message; None if empty or absent."""
        texts: list[str | None] = [None] * len(self)
        for place, slot in self._slots.get(name, ()):
            if slot.base is STRING:
                for row, text in zip(self._rows[place], self._chunks[place].strings(slot.at, slot.size), strict=True):
                    texts[row] = text
        return texts

    @cached_property
    def developer(self) -> dict[str, DeveloperColumn]:
        """Numeric developer fields by the name in their description; ``(2)`` marks a second one of the same name."""
        found: dict[tuple[int, int, str], DeveloperColumn] = {}
        for chunk, rows in zip(self._chunks, self._rows, strict=True):
            for slot in chunk.definition.developer_slots:
                description = self._descriptions.find(slot, chunk)
                values = None if description is None else developer_numbers(slot, chunk, description)
                if description is None or values is None:
                    continue
                key = (slot.developer, slot.number, description.name)
                before = found[key].values if key in found else None
                merged = place_rows(before, self._count, rows, values)
                found[key] = DeveloperColumn(
                    description.name, description.units, self._native_name(description), merged
                )
        return _by_name(found.values())

    def _native_name(self, description: Description) -> str | None:
        if description.native_field is None or description.native_message not in (None, self.number):
            return None
        known = self._profile.fields.get(description.native_field)
        return known.name if known else None

    def _compute(self, name: str) -> Column | None:
        if not self._chunks:
            return None
        column = self._timestamps() if name == "timestamp" else self._own(name)
        if name in self._profile.components:
            column = self._with_components(name, column)
        if column is None and name in self._profile.subfields:
            column = self._read_subfield(name)
        return column

    def _with_components(self, name: str, column: Column | None) -> Column | None:
        """``column`` with missing values filled from the bits of other fields."""
        for components in _by_source(self._profile.components[name]):
            first = components[0]
            source = self.column(first.source)
            if source is None:
                continue
            if first.conditions:
                source = self._where(first.conditions, source)
            expanded = expand(components, source, self._profile.by_name[first.source], column)
            column = expanded if column is None else fill(column, expanded)
        return column

    def _own(self, name: str) -> Column | None:
        """The scaled values that the messages store under that name."""
        together = self._together.get(name)
        if together is not None:
            return together
        slots = self._slots.get(name, ())
        if len(slots) == 1 and len(self._chunks) == 1:
            return self._decode(0, slots[0][1])
        column: Column | None = None
        for place, group in groupby(slots, key=lambda entry: entry[0]):
            values = self._decode_last(place, [slot for _, slot in group])
            if values is not None:
                column = place_rows(column, self._count, self._rows[place], values)
        return column

    def _decode_last(self, place: int, slots: Sequence[Slot]) -> Column | None:
        """A field of one chunk; if a message has it several times, the last value present."""
        values: Column | None = None
        for slot in slots:
            later = self._decode(place, slot)
            if later is not None:
                values = later if values is None else fill(later, values)
        return values

    @cached_property
    def _together(self) -> dict[str, Column]:
        """The simple fields, decoded together, of a kind with few messages."""
        return decode_together(self._chunks, self._rows, self._count) if 0 < self._count <= MOST_ROWS else {}

    def _decode(self, place: int, slot: Slot) -> Column | None:
        chunk = self._chunks[place]
        values = chunk.numbers(slot.at, slot.base, slot.count)
        field = self._profile.fields.get(slot.number)
        if values is not None and field is not None:
            if field.scale != 1:
                values /= field.scale
            if field.offset:
                values -= field.offset
        return values

    def _timestamps(self) -> Column | None:
        column: Column | None = None
        for chunk, rows in zip(self._chunks, self._rows, strict=True):
            timestamps = chunk.timestamps if chunk.compressed else own_timestamps(chunk)
            if timestamps is not None:
                column = place_rows(column, self._count, rows, timestamps)
        return column

    def _read_subfield(self, name: str) -> Column | None:
        column: Column | None = None
        for subfield in self._profile.subfields.get(name, ()):
            parent = self.column(subfield.parent)
            if parent is None:
                continue
            own = self._profile.by_name[subfield.parent]
            values = self._where(subfield.conditions, (parent + own.offset) * own.scale)
            values = values / subfield.field.scale - subfield.field.offset
            column = values if column is None else fill(column, values)
        return column if column is not None and np.isfinite(column).any() else None

    def _where(self, conditions: tuple[Condition, ...], values: Column) -> Column:
        """``values`` where one of the conditions holds, NaN elsewhere."""
        holds = np.zeros(len(self), bool)
        for condition in conditions:
            other = self.column(condition.field)
            if other is not None and other.ndim == 1:
                own = self._profile.by_name[condition.field]
                holds |= np.rint((other + own.offset) * own.scale) == condition.value
        return np.where(holds if values.ndim == 1 else holds[:, None], values, np.nan)


@lru_cache(maxsize=1024)
def _slots_by_name(definitions: tuple[Definition, ...]) -> Mapping[str, tuple[tuple[int, Slot], ...]]:
    """The position of each field: the definition's index and the slot, by name."""
    found: dict[str, list[tuple[int, Slot]]] = {}
    for place, definition in enumerate(definitions):
        profile = message_profile(definition.message)
        for slot in definition.slots:
            found.setdefault(profile.name_of(slot.number), []).append((place, slot))
    return {name: tuple(slots) for name, slots in found.items()}


def _by_source(components: Sequence[Component]) -> Iterator[list[Component]]:
    for _, group in groupby(components, key=lambda part: (part.source, part.conditions)):
        yield list(group)


def _by_name(found: Iterable[DeveloperColumn]) -> dict[str, DeveloperColumn]:
    named: dict[str, DeveloperColumn] = {}
    for entry in found:
        name, count = entry.name, 1
        while name in named:
            count += 1
            name = f"{entry.name} ({count})"
        named[name] = entry
    return named
