"""The morning after a run: how it was, and whether runs, or long runs, make a difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median

from runback.knowledge.plan_rules import load_plan_rules
from runback.trends.finding import Finding
from runback.trends.noise import compare_means

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RunMorning:
    """A day with a run: its kilometres, and the pain (0 to 10) on that and the next morning, if known."""

    day: date
    km: float
    before: int | None
    after: int | None


def pair_mornings(mornings: Mapping[date, int], ran_km: Mapping[date, float]) -> tuple[RunMorning, ...]:
    """Each day with a run and the mornings before and after it, in order."""
    return tuple(
        RunMorning(day, km, mornings.get(day), mornings.get(day + _DAY)) for day, km in sorted(ran_km.items()) if km > 0
    )


def find_response(mornings: Mapping[date, int], ran_km: Mapping[date, float]) -> Finding | None:
    """Whether mornings after longer runs, or after any run, hurt more or less; None if it may be chance.

    Two comparisons must agree: of the raw mornings, and of each relative to those around it, so that a good month
    is not attributed to its runs.
    """
    apart = _set_apart(mornings)
    after_runs = [(ran_km[day - _DAY], day) for day in apart if ran_km.get(day - _DAY, 0.0) > 0]
    return _find_longer(mornings, apart, after_runs) or _find_any(mornings, apart, [day for _, day in after_runs])


def _set_apart(mornings: Mapping[date, int]) -> dict[date, float]:
    """Each morning's difference from the mean of those around it; mornings with few neighbours are left out."""
    days = load_plan_rules().findings.around_days
    found = {}
    for day, score in mornings.items():
        near = [mornings[other] for n in range(-days, days + 1) if (other := day + n * _DAY) in mornings]
        if len(near) > days:
            found[day] = score - fmean(near)
    return found


def _find_longer(
    mornings: Mapping[date, int], apart: Mapping[date, float], after_runs: Sequence[tuple[float, date]]
) -> Finding | None:
    if not after_runs:
        return None
    middle = median(km for km, _ in after_runs)
    longer, shorter = [d for km, d in after_runs if km > middle], [d for km, d in after_runs if km <= middle]
    return _compare("finding.longer_runs", mornings, apart, longer, shorter, (("km", round(middle, 1)),))


def _find_any(mornings: Mapping[date, int], apart: Mapping[date, float], after: Sequence[date]) -> Finding | None:
    ran = set(after)
    others = [day for day in apart if day not in ran]
    return _compare("finding.run_days", mornings, apart, after, others, ())


def _compare(
    say: str,
    mornings: Mapping[date, int],
    apart: Mapping[date, float],
    one: Sequence[date],
    other: Sequence[date],
    facts: tuple[tuple[str, float], ...],
) -> Finding | None:
    rules = load_plan_rules().findings
    if min(len(one), len(other)) < rules.mornings:
        return None
    here, there = [apart[day] for day in one], [apart[day] for day in other]
    plain_here, plain_there = [mornings[day] for day in one], [mornings[day] for day in other]
    mean, other_mean = fmean(plain_here), fmean(plain_there)
    difference = fmean(here) - fmean(there)
    is_same_way = (mean - other_mean) * difference > 0
    chance = max(compare_means(here, there), compare_means(plain_here, plain_there))
    if chance >= rules.chance or abs(difference) < rules.morning_points or not is_same_way:
        return None
    numbers = (("mean", round(mean, 1)), ("other", round(other_mean, 1)))
    return Finding(f"{say}_{'more' if difference > 0 else 'less'}", (*facts, *numbers), chance)
