"""What a runner changes about a plan: sessions on other days, days off, races."""

import datetime as dt
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
    """Days without training, both ends included; four weeks at most. ``entered_on``: the day it was entered."""

    first: date
    last: date
    why: DaysOffWhy = DaysOffWhy.BUSY
    id: int | None = None
    entered_on: date | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadAnswer("last", "The last day lies before the first.")
        if (self.last - self.first).days >= 28:
            raise BadAnswer("last", "Four weeks at most. Later days can be added when they come near.")

    def days(self) -> frozenset[date]:
        """Every day of it."""
        return frozenset(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


class Priority(StrEnum):
    """``a``: the plan tapers for it; ``b``: three easy days, it takes the place of the long run."""

    A = "a"
    B = "b"


@dataclass(frozen=True, slots=True)
class Race:
    """A race on a day; ``entered_on`` is the day it was entered (None: with the answers of the check)."""

    date: date
    race_km: float
    priority: Priority = Priority.A
    id: int | None = None
    entered_on: dt.date | None = None

    def __post_init__(self) -> None:
        require_between("race_km", self.race_km, 0.1, 500)
