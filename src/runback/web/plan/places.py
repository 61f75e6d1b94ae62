"""Where a runner answers what a note of the plan asks for."""

from dataclasses import dataclass

from django.urls import reverse

from runback.domain.plan import Note
from runback.languages.catalogue import gettext, gettext_noop


@dataclass(frozen=True, slots=True)
class Place:
    """A page and what its link says."""

    url: str
    text: str


_PLACES = (
    ("unknown.", "check-running", "", gettext_noop("Your running")),
    ("usual.", "check-running", "", gettext_noop("Your running")),
    ("wish.", "check-week", "", gettext_noop("Your days")),
    ("check.amber", "check-week", "", gettext_noop("Your days")),
    ("check.", "check-weekly", "?all=1", gettext_noop("Check-in")),
    ("goal.", "plan-races", "", gettext_noop("Races")),
    ("days_off.", "plan-off", "", gettext_noop("Days off")),
    ("limit.", "limits", "", gettext_noop("Limits")),
)
"""Beginnings of sentence ids, and the page that takes the answer; the first that fits counts."""


def find_place(note: Note) -> Place | None:
    """The page for what a note asks, None where it asks nothing."""
    for beginning, name, query, text in _PLACES:
        if note.say.startswith(beginning):
            return Place(reverse(name) + query, gettext(text))
    return None
