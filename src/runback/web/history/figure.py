"""What the chart of History shows: kilometres and pain by week, and the finding that is its title."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from runback.domain.diary import PainEntry
from runback.domain.load import LoadReport, Spike
from runback.web import words

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One row of the table behind the chart; pain is the mean of the days' worst, None without entries."""

    start: date
    distance_km: float
    pain_mean: float | None
    pain_worst: int | None


def summarise_weeks(load: LoadReport, pain: Sequence[PainEntry], first: date, last: date) -> list[WeekRow]:
    """Every week from the one of ``first`` to the one of ``last``, oldest first; an empty week has 0 km."""
    km = {week.start: week.distance_km for week in load.weeks}
    by_week: dict[date, list[int]] = defaultdict(list)
    for day, score in worst_by_day(pain).items():
        by_week[_monday(day)].append(score)
    rows = []
    start = _monday(first)
    while start <= last:
        scores = by_week.get(start)
        mean, worst = (round(fmean(scores), 1), max(scores)) if scores else (None, None)
        rows.append(WeekRow(start, km.get(start, 0.0), mean, worst))
        start += _WEEK
    return rows


def worst_by_day(pain: Sequence[PainEntry]) -> dict[date, int]:
    """The worst score of each day that has one."""
    worst: dict[date, int] = {}
    for entry in pain:
        worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    return worst


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def find_title(rows: Sequence[WeekRow], load: LoadReport, pain: Sequence[PainEntry]) -> str:
    """What the chart shows, in a sentence: a rise after a long run, else the trend, else the amount."""
    worst = worst_by_day(pain)
    for spike in reversed(load.spikes):
        if rows and spike.date >= rows[0].start and _rose_after(spike, worst):
            return f"Pain rose after the {spike.run_km:.0f} km run on {spike.date.day} {spike.date:%B}"
    days = sorted(worst)
    if len(days) >= 4:
        early, late = fmean(worst[day] for day in days[:3]), fmean(worst[day] for day in days[-3:])
        if abs(early - late) >= 1:
            verb = "fell" if late < early else "rose"
            return f"Pain {verb} from {early:.0f} to {late:.0f} since {days[0].day} {days[0]:%B}"
    km = [row.distance_km for row in rows]
    if not any(km):
        return "No runs in this period"
    return f"You ran {words.km(fmean(km))} a week on average"


def _rose_after(spike: Spike, worst: Mapping[date, int]) -> bool:
    """Whether the week after had pain that the week before had not, by one point or more."""
    before = [score for day, score in worst.items() if spike.date - _WEEK <= day < spike.date]
    after = [score for day, score in worst.items() if spike.date < day <= spike.date + timedelta(days=4)]
    if not after:
        return False
    return fmean(after) >= (fmean(before) if before else 0.0) + 1
