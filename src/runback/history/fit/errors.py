"""What can be wrong with a FIT file, with the byte at which it starts."""

from dataclasses import dataclass
from enum import StrEnum

from runback.domain.errors import UnusableInput


class Strictness(StrEnum):
    """How to handle faults: STRICT raises at the first, LENIENT reads what it can and lists the faults."""

    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a file that was read nevertheless; ``offset`` counts bytes from its start."""

    offset: int
    reason: str


class UnreadableFit(UnusableInput):
    """The bytes are not a FIT file, or (strict) a broken one; ``offset`` is the byte where it breaks."""

    code = "unreadable_fit"

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(f"{reason} (byte {offset})", offset=offset)
        self.reason = reason
        self.offset: int = offset


class NotAnActivityFile(UnusableInput):
    """A FIT file that records no activity, such as settings or a workout; ``file_type`` is the type it states."""

    code = "not_activity"

    def __init__(self, reason: str, file_type: str | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file_type = file_type
