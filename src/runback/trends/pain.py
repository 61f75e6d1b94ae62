"""Pain by week: the data of the chart, and whether it fell or rose."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from runback.knowledge.plan_rules import load_plan_rules
from runback.trends.finding import Finding
from runback.trends.noise import fit_line

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PainWeek:
    """The daily worst pain in a week (0 to 10): its mean and its maximum."""

    start: date
    mean: float
    worst: int


def pain_by_week(worst: Mapping[date, int]) -> tuple[PainWeek, ...]:
    """The weeks (from Monday) that have an entry, ascending, from the worst pain of each day."""
    scores: dict[date, list[int]] = defaultdict(list)
    for day, score in worst.items():
        scores[day - timedelta(days=day.weekday())].append(score)
    return tuple(PainWeek(start, fmean(found), max(found)) for start, found in sorted(scores.items()))


def find_pain_trend(weeks: Sequence[PainWeek]) -> Finding | None:
    """Whether pain fell or rose over these weeks; None if the change is too small, too short, or may be chance."""
    rules = load_plan_rules().findings
    if len(weeks) < rules.weeks:
        return None
    line = fit_line([(week.start - weeks[0].start) / _WEEK for week in weeks], [week.mean for week in weeks])
    first, last = (min(max(end, 0.0), 10.0) for end in (line.first, line.last))
    if line.chance >= rules.chance or abs(last - first) < rules.pain_points:
        return None
    facts = (("before", round(first, 1)), ("after", round(last, 1)), ("since", weeks[0].start.isoformat()))
    return Finding("finding.pain_fell" if last < first else "finding.pain_rose", facts, line.chance)
