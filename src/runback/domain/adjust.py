"""What is changed about a plan: sessions on other days, days off, races, a clinician's limits."""

import datetime as dt
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from runback.domain.checks import require_between
from runback.domain.errors import BadAnswer
from runback.languages.catalogue import gettext


class DaysOffWhy(StrEnum):
    """Why days are off. ``ill``: only rest; ``travel`` and ``busy``: a walk is welcome."""

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
            raise BadAnswer("start", gettext("A week starts on Monday; {start} is none.").format(start=self.start))
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
            raise BadAnswer("last", gettext("The last day is before the first."))
        if (self.last - self.first).days >= 28:
            raise BadAnswer("last", gettext("Four weeks at most. Later days can be added when they come near."))

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


@dataclass(frozen=True, slots=True)
class Limit:
    """What a clinician limits or adds, set ``by`` them from ``first`` up to ``until`` (None: until it is removed).

    ``run_minutes_max`` and ``run_km_max`` bound one run, ``week_km_max`` the running of a week. ``no_running`` stops
    all of it. ``without`` and ``added`` are exercise ids. ``recheck_on`` is the day on which they want to see the
    runner again.
    """

    by: str
    first: date
    until: date | None = None
    run_minutes_max: float | None = None
    run_km_max: float | None = None
    week_km_max: float | None = None
    no_hills: bool = False
    no_speed: bool = False
    without: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    recheck_on: date | None = None
    no_running: bool = False
    id: int | None = None
    entered_on: date | None = None

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise BadAnswer("by", gettext("Say who set the limit: name and role."))
        if self.until is not None and self.until < self.first:
            raise BadAnswer("until", gettext("The last day is before the first."))
        require_between("run_minutes", self.run_minutes_max, 5, 600)
        require_between("run_km", self.run_km_max, 0.5, 200)
        require_between("week_km", self.week_km_max, 1, 500)
        if set(self.without) & set(self.added):
            raise BadAnswer("added", gettext("An exercise is left out or added, not both."))
        if not self.says_something:
            raise BadAnswer(
                "limit",
                gettext("Say what is limited or added: running, minutes, km, hills, speed, exercises, a recheck."),
            )

    @property
    def says_something(self) -> bool:
        """Whether it limits, adds or asks for anything."""
        numbers = (self.run_minutes_max, self.run_km_max, self.week_km_max, self.recheck_on)
        has_number = any(one is not None for one in numbers)
        is_closed = self.no_running or self.no_hills or self.no_speed
        return has_number or is_closed or bool(self.without or self.added)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.first <= day and (self.until is None or day <= self.until)
