"""What a runner changes about a plan by hand: sessions on other days, and days off."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from runback.domain.checks import require_between
from runback.domain.errors import BadAnswer


class DaysOffWhy(StrEnum):
    """Why days are off. ``ill``: nothing but rest; ``travel`` and ``busy``: a walk is welcome."""

    ILL = "ill"
    TRAVEL = "travel"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Layout:
    """On which days of one week the runner wants runs and strength; 0 is Monday. A wish: the rules come first."""

    start: date
    runs: tuple[int, ...]
    strength: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.start.weekday() != 0:
            raise BadAnswer("start", f"A week starts on Monday; {self.start} is none.")
        for day in (*self.runs, *self.strength):
            require_between("day", day, 0, 6)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days without training, both ends included; four weeks at most."""

    first: date
    last: date
    why: DaysOffWhy = DaysOffWhy.BUSY
    id: int | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadAnswer("last", "The last day lies before the first.")
        if (self.last - self.first).days >= 28:
            raise BadAnswer("last", "Four weeks at most. Later days can be added when they come near.")

    def days(self) -> frozenset[date]:
        """Every day of it."""
        return frozenset(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
