"""``find_due``: which questionnaires are due on a day, counted in weeks from the first check of the course."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from runback.knowledge.instruments import FollowUpWeeks

EARLY = timedelta(days=3)
"""Answers up to this many days before a due date count for it."""


@dataclass(frozen=True, slots=True)
class Due:
    """A questionnaire that has been due since ``since``, for the week counted from the first check."""

    instrument: str
    week: int
    since: date


def weeks_until(started_on: date, as_of: date, follow_up: FollowUpWeeks) -> tuple[int, ...]:
    """The weeks that are due by ``as_of``, ascending."""
    passed = (as_of - started_on).days // 7
    weeks = [week for week in follow_up.weeks if week <= passed]
    week = follow_up.weeks[-1] + follow_up.then_every_weeks
    while week <= passed:
        weeks.append(week)
        week += follow_up.then_every_weeks
    return tuple(weeks)


def find_due(
    instruments: Iterable[str],
    answered: Iterable[tuple[str, date]],
    started_on: date,
    as_of: date,
    follow_up: FollowUpWeeks,
) -> tuple[Due, ...]:
    """The questionnaires not answered or skipped since the latest due date; earlier ones are not made up for."""
    weeks = weeks_until(started_on, as_of, follow_up)
    if not weeks:
        return ()
    since = started_on + timedelta(weeks=weeks[-1])
    done = {instrument for instrument, day in answered if since - EARLY <= day <= as_of}
    return tuple(Due(one, weeks[-1], since) for one in instruments if one not in done)


def week_of(day: date, started_on: date) -> int:
    """The number of weeks from the first check to a day, rounded."""
    return round((day - started_on).days / 7)
