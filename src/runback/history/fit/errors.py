"""What can be wrong with a FIT file, with the byte where the trouble starts."""

from dataclasses import dataclass
from enum import StrEnum

from runback.domain.errors import UnusableInput


class Strictness(StrEnum):
    """How to meet a fault: STRICT raises at the first, LENIENT keeps what can be read and lists the faults."""

    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file that was read all the same; ``offset`` counts bytes from its start."""

    offset: int
    reason: str


class UnreadableFit(UnusableInput):
    """The bytes are no FIT file, or (strict) a broken one; ``offset`` is the byte where it breaks."""

    code = "unreadable_fit"

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(f"{reason} (byte {offset})", offset=offset)
        self.reason = reason
        self.offset: int = offset


class NotAnActivityFile(UnusableInput):
    """A FIT file that records no activity, such as settings or a workout; ``file_type`` is its own word."""

    code = "not_activity"

    def __init__(self, reason: str, file_type: str | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file_type = file_type
