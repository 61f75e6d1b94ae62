"""Where a runner answers what a note of the plan asks for."""

from dataclasses import dataclass

from django.urls import reverse

from runback.domain.plan import Note


@dataclass(frozen=True, slots=True)
class Place:
    """A page and what its link says."""

    url: str
    text: str


_PLACES = (
    ("unknown.", "check-running", "", "Your running"),
    ("usual.", "check-running", "", "Your running"),
    ("wish.", "check-week", "", "Your days"),
    ("check.amber", "check-week", "", "Your days"),
    ("check.", "check-weekly", "?all=1", "Check-in"),
    ("goal.", "plan-races", "", "Races"),
    ("days_off.", "plan-off", "", "Days off"),
    ("limit.", "limits", "", "Limits"),
)
"""Beginnings of sentence ids, and the page that takes the answer; the first that fits counts."""


def find_place(note: Note) -> Place | None:
    """The page for what a note asks, None where it asks nothing."""
    for beginning, name, query, text in _PLACES:
        if note.say.startswith(beginning):
            return Place(reverse(name) + query, text)
    return None
