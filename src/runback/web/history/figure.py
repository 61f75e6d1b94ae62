"""What the chart of History shows: kilometres and pain by week, and the finding that is its title."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from runback.domain.load import LoadReport
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext
from runback.trends.pain import find_pain_trend, pain_by_week
from runback.web import words

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One row of the table behind the chart; pain is the mean of the days' worst, None without entries."""

    start: date
    distance_km: float
    pain_mean: float | None
    pain_worst: int | None


def summarise_weeks(load: LoadReport, worst: Mapping[date, int], first: date, last: date) -> list[WeekRow]:
    """Every week from the one of ``first`` to the one of ``last``, oldest first; an empty week has 0 km.

    ``worst`` is the worst pain of each day that has one.
    """
    km = {week.start: week.distance_km for week in load.weeks}
    by_week: dict[date, list[int]] = defaultdict(list)
    for day, score in worst.items():
        by_week[_monday(day)].append(score)
    rows = []
    start = _monday(first)
    while start <= last:
        scores = by_week.get(start)
        mean, highest = (round(fmean(scores), 1), max(scores)) if scores else (None, None)
        rows.append(WeekRow(start, km.get(start, 0.0), mean, highest))
        start += _WEEK
    return rows


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def find_title(rows: Sequence[WeekRow], worst: Mapping[date, int], began: date | None = None) -> str:
    """A finding where there is one that is larger than its noise, else how much was run.

    Weeks before ``began``, the first day of the history, are not weeks without a run.
    """
    found = find_pain_trend(pain_by_week(worst))
    if found is not None:
        return render_by_id(found.say, found.facts)
    km = [row.distance_km for row in rows if began is None or row.start + _WEEK > began]
    if not any(km):
        return gettext("No runs in this period")
    return gettext("You ran {distance} a week on average").format(distance=words.km(fmean(km)))
