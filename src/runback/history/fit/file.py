"""A FIT file that was read: its messages by kind, and its faults."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from runback.history.fit.columns import Chunk
from runback.history.fit.developer import FIELD_DESCRIPTION, Descriptions
from runback.history.fit.errors import Fault, Strictness
from runback.history.fit.messages import Messages
from runback.history.fit.profile import message_numbers, message_profile
from runback.history.fit.scan import Part, scan
from runback.history.fit.timestamps import fill_compressed


class FitFile:
    """The messages of a FIT file, or of a chain of them, read together in file order."""

    def __init__(self, data: bytes, parts: Sequence[Part]) -> None:
        self._data = data
        self._parts = tuple(parts)
        self._chunks = _gather(data, self._parts)
        self._kinds: dict[int, Messages] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults in order of their position in the file; empty for a valid file."""
        return tuple(sorted((f for part in self._parts for f in part.faults), key=lambda fault: fault.offset))

    @property
    def truncated(self) -> bool:
        """Whether messages are missing because the file breaks off or cannot be parsed any further."""
        return any(part.truncated for part in self._parts)

    @property
    def parts(self) -> int:
        """The number of FIT files chained in this one."""
        return len(self._parts)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of messages present, by name, in order of first definition."""
        return tuple(message_profile(number).name for number in self._chunks)

    def split(self) -> tuple["FitFile", ...]:
        """The files of the chain, one by one; a file that is not chained yields itself."""
        if len(self._parts) == 1:
            return (self,)
        return tuple(FitFile(self._data, (part,)) for part in self._parts)

    def messages(self, kind: str | int) -> Messages:
        """All messages of a kind, by profile name (``record``) or global number; empty where there are none.

        Raises ``KeyError`` for a name that is neither in the profile nor of the form ``unknown_233``.
        """
        number = kind if isinstance(kind, int) else _number_of(kind)
        known = self._kinds.get(number)
        if known is None:
            profile = message_profile(number)
            known = self._kinds[number] = Messages(profile, self._chunks.get(number, ()), self._descriptions)
        return known

    @cached_property
    def _descriptions(self) -> Descriptions:
        return Descriptions(self._chunks.get(FIELD_DESCRIPTION, ()))


def read_fit(data: bytes, strictness: Strictness = Strictness.LENIENT) -> FitFile:
    """Read a FIT file. Columns are decoded on first access.

    Raises ``UnreadableFit``, with the byte at which reading fails, if the bytes are not a FIT
    file; with ``Strictness.STRICT`` at the first fault of any kind.
    """
    return FitFile(data, scan(data, strictness))


def _number_of(kind: str) -> int:
    name = kind.removeprefix("unknown_")
    if name != kind and name.isdecimal():
        return int(name)
    return message_numbers()[kind]


def _gather(data: bytes, parts: Sequence[Part]) -> dict[int, list[Chunk]]:
    kinds: dict[int, list[Chunk]] = {}
    for index, part in enumerate(parts):
        chunks = [
            Chunk(group.definition, index, np.array(group.offsets, np.intp), group.compressed, data)
            for group in part.groups
        ]
        fill_compressed(chunks)
        for chunk in chunks:
            kinds.setdefault(chunk.definition.message, []).append(chunk)
    return kinds
