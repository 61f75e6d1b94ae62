"""``find_due``: which questionnaires are due on a day, counted in weeks from the first check of the course."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from runback.knowledge.instruments import FollowUpWeeks

EARLY = timedelta(days=3)
"""An answer up to so many days before a time counts for it."""


@dataclass(frozen=True, slots=True)
class Due:
    """A questionnaire that is due since ``since``, for the week counted from the first check."""

    instrument: str
    week: int
    since: date


def weeks_until(started_on: date, as_of: date, follow_up: FollowUpWeeks) -> tuple[int, ...]:
    """The weeks whose time has come by ``as_of``, ascending."""
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
    """The questionnaires without an answer or a skip since the latest time; earlier times are not made up for."""
    weeks = weeks_until(started_on, as_of, follow_up)
    if not weeks:
        return ()
    since = started_on + timedelta(weeks=weeks[-1])
    done = {instrument for instrument, day in answered if since - EARLY <= day <= as_of}
    return tuple(Due(one, weeks[-1], since) for one in instruments if one not in done)


def week_of(day: date, started_on: date) -> int:
    """The week after the first check in which a day lies, to the nearest."""
    return round((day - started_on).days / 7)
