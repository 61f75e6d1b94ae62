"""The runner: what does not change from day to day, and their shoes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runback.domain.checks import require_between
from runback.domain.errors import BadAnswer


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Runner:
    """A runner; ``zone`` is an IANA time zone name, used where a file does not tell its own."""

    name: str
    zone: str = "UTC"
    id: int | None = None

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
            raise BadAnswer("zone", f"{self.zone!r} is not a time zone. Use a name like Europe/Berlin.") from None


@dataclass(frozen=True, slots=True)
class Shoe:
    """A pair of shoes; ``start_km`` is what they had run before Runback knew them."""

    name: str
    bought_on: date | None = None
    retired_on: date | None = None
    start_km: float = 0.0
    id: int | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadAnswer("name", "A shoe needs a name.")
        require_between("start_km", self.start_km, 0, 20_000)
