"""What the search of Help finds: pages by their title and hint, exercises by name, group, muscles and equipment."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from runback.knowledge.exercises import load_exercises
from runback.languages.catalogue import gettext, gettext_noop
from runback.web.navigation import list_entries

MOST = 30
_WORD = re.compile(r"[^\W_]+")
MORE_PAGES = (
    ("strength-warm-up", gettext_noop("Warm-up"), gettext_noop("before a run, drills, by the clock")),
    (
        "strength-seven-minutes",
        gettext_noop("Seven minutes with dumbbells"),
        gettext_noop("short strength for a busy day"),
    ),
    ("strength-session", gettext_noop("Today's strength session"), gettext_noop("player, sets, weights")),
    ("player-run", gettext_noop("Today's run, step by step"), gettext_noop("player, walk-run, intervals, timer")),
    (
        "history-add",
        gettext_noop("Add a run"),
        gettext_noop("log a run or walk by hand, enter, without a watch, not planned, forgotten"),
    ),
    ("plan-races", gettext_noop("Races"), gettext_noop("goal, 5 km, 10 km, half marathon, marathon")),
    ("plan-off", gettext_noop("Days off"), gettext_noop("ill, travel, holiday, busy, pause")),
    ("plan-out", gettext_noop("Calendar, watch, paper"), gettext_noop("export, ics, garmin, print")),
    ("check-weekly", gettext_noop("Check-in"), gettext_noop("something is new or worse, weekly questions")),
    ("help-tour", gettext_noop("The tour"), gettext_noop("how Runback works, four steps")),
)
"""Pages that are in no navigation, with words that people look for."""


@dataclass(frozen=True, slots=True)
class Found:
    """One result."""

    title: str
    address: str
    hint: str
    is_exercise: bool = False


def search(text: str) -> tuple[Found, ...]:
    """What has a word that begins with each word of ``text``; titles before hints, 30 at most."""
    wanted = _words(text)
    if not wanted:
        return ()
    ranked = [(_rank(one, wanted), place, one) for place, one in enumerate(_list_all())]
    return tuple(one for rank, _, one in sorted(ranked, key=lambda each: each[:2]) if rank < _NOTHING)[:MOST]


_NOTHING = 9


def _rank(one: Found, wanted: list[str]) -> int:
    """0 where the title has every word, 1 where title and hint do; ``_NOTHING`` where they do not."""
    if _holds(_words(one.title), wanted):
        return 0
    return 1 if _holds(_words(f"{one.title} {one.hint}"), wanted) else _NOTHING


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _holds(words: Iterable[str], wanted: Iterable[str]) -> bool:
    known = tuple(words)
    return all(any(word.startswith(one) for word in known) for one in wanted)


def _list_all() -> Iterator[Found]:
    for entry in (*list_entries("bar"), *list_entries("more")):
        yield Found(entry.title, reverse(entry.url_name), entry.hint)
    for name, title, hint in MORE_PAGES:
        yield Found(gettext(title), reverse(name), gettext(hint))
    book = load_exercises()
    for exercise in book.exercises:
        hint = ", ".join((book.groups[exercise.group], *exercise.muscles, *exercise.kit))
        yield Found(exercise.name, reverse("strength-exercise", args=[exercise.id]), hint, is_exercise=True)
