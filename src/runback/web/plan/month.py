"""The plan as a calendar: a row a week, and in each day the sessions that make it, short."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.distances import in_shown
from runback.domain.plan import Session, SessionKind, Week
from runback.domain.runner import WeekStart
from runback.knowledge.sentences import render_sentence
from runback.languages import localize_decimal
from runback.languages.catalogue import pgettext, pgettext_noop
from runback.web.plan.cards import is_secondary
from runback.web.plan.done import Done

_WEEK = timedelta(days=7)
_SHORT = {
    SessionKind.STRENGTH: pgettext_noop("letter of a session", "S"),
    SessionKind.CROSS: pgettext_noop("letter of a session", "X"),
    SessionKind.WALK: pgettext_noop("letter of a session", "W"),
    SessionKind.MOBILITY: pgettext_noop("letter of a session", "M"),
}
_RUN = pgettext_noop("letter of a session", "R")


@dataclass(frozen=True, slots=True)
class Mark:
    """A session in a cell: the distance of a run in the shown unit, else a letter; ``title`` is all of it."""

    short: str
    title: str
    session: Session
    is_done: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A day; ``is_new_month``: its month is named beside it."""

    day: date
    marks: tuple[Mark, ...]
    is_today: bool
    is_past: bool
    is_new_month: bool


def describe_month(weeks: Iterable[Week], done: Done, today: date, week_start: WeekStart) -> list[list[Cell]]:
    """The days from the first to the last planned week in rows of seven, from the day the runner's week starts."""
    by_day: dict[date, list[Session]] = {}
    for week in weeks:
        for one in week.days:
            by_day.setdefault(one, [])
        for session in week.sessions:
            by_day[session.date].append(session)
    for one, sessions in by_day.items():
        sessions += done.unplanned(one, sessions)
    first, last = min(by_day), max(by_day)
    day = first - timedelta(days=1) if week_start is WeekStart.SUN else first
    rows = []
    while day <= last:
        days = [day + timedelta(days=n) for n in range(7)]
        rows.append([_describe(one, by_day.get(one, []), done, today, is_first=one == first) for one in days])
        day += _WEEK
    return rows


def _describe(day: date, sessions: Iterable[Session], done: Done, today: date, *, is_first: bool) -> Cell:
    marks = tuple(
        _mark(session, done)
        for session in sorted(sessions, key=lambda one: not one.is_run)
        if not is_secondary(session)
    )
    return Cell(day, marks, day == today, day < today, is_first or day.day == 1)


def _mark(session: Session, done: Done) -> Mark:
    outcome = done.of(session)
    km = outcome.ran_km if outcome.is_done and outcome.ran_km else session.distance_km
    if session.is_run and km:
        short = localize_decimal(f"{in_shown(km):.1f}")
    else:
        short = pgettext("letter of a session", _SHORT.get(session.kind, _RUN))
    return Mark(short, render_sentence(session.title), session, outcome.is_done)
