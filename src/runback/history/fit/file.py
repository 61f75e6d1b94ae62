"""A FIT file read: its messages by kind, and what was wrong with it."""

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
        """What was wrong, by place in the file; empty for a sound file."""
        return tuple(sorted((f for part in self._parts for f in part.faults), key=lambda fault: fault.offset))

    @property
    def truncated(self) -> bool:
        """Whether messages are missing because the file breaks off or cannot be followed further."""
        return any(part.truncated for part in self._parts)

    @property
    def parts(self) -> int:
        """How many FIT files are chained in this one."""
        return len(self._parts)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of messages present, by name, in order of first definition."""
        return tuple(message_profile(number).name for number in self._chunks)

    def split(self) -> tuple["FitFile", ...]:
        """Each file of the chain by itself; a file that is no chain gives itself."""
        if len(self._parts) == 1:
            return (self,)
        return tuple(FitFile(self._data, (part,)) for part in self._parts)

    def messages(self, kind: str | int) -> Messages:
        """All messages of a kind, by profile name (``record``) or global number; empty where there are none.

        Raises ``KeyError`` for a name that is neither the profile's nor like ``unknown_233``.
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
    """Read a FIT file. Columns are worked out when asked for.

    Raises ``UnreadableFit``, with the byte where it breaks, where the bytes are no FIT
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
