"""What a broken rule is."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a plan does not keep: its id, the day (the Monday of a week) and how it is broken."""

    rule: str
    day: date
    how: str
