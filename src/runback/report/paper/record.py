"""What is on a report, in words and numbers as they are printed; where it goes on the page is the template's."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with lines of text and a table; ``head`` names the columns (empty: a list of name and value).

    ``stands_out`` are lines that must be seen first, ``note`` is small.
    """

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    stands_out: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to print."""
        return not (self.stands_out or self.lines or self.rows or self.note)


@dataclass(frozen=True, slots=True)
class ChartWeek:
    """A week from Monday: its running and its longest run, both in the unit of the reader."""

    start: date
    distance: float
    longest: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Running by week above the worst pain of each day or week (0 to 10), on one time axis.

    ``running_title`` names the unit, ``pain_title`` days or weeks; ``says`` is the chart in words.
    """

    title: str
    weeks: tuple[ChartWeek, ...]
    pain: tuple[tuple[date, int], ...]
    running_title: str
    pain_title: str
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """The two pages for a physio or doctor; ``urgent`` is what cannot wait, None where nothing is urgent."""

    title: str
    subtitle: str
    footer: str
    made_on: date
    urgent: Section | None
    front: tuple[Section, ...]
    chart: Chart | None
    back: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class DeskSheet:
    """The one page to show at a reception desk: what is asked for, why, and what was answered."""

    title: str
    headline: str
    intro: str
    footer: str
    made_on: date
    reasons: tuple[str, ...]
    sections: tuple[Section, ...]
