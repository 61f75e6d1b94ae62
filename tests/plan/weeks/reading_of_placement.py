"""The hard rules of a week read once more, day by day, and every week that keeps them tried."""

from collections.abc import Iterator
from itertools import combinations

from runback.plan.weeks.placement import Placed, WeekQuestion


def broken(placed: Placed, asked: WeekQuestion) -> list[str]:
    """The hard rules that a placed week breaks."""
    runs, strong = set(placed.runs), set(placed.strength)
    found = []
    if not runs <= set(asked.run_days) or not strong <= set(asked.strength_days):
        found.append("a closed day is used")
    for day in runs:
        near = [day - n for n in range(1, asked.runs_apart)]
        if any(one in runs or one == asked.run_before for one in near):
            found.append("runs stand too near")
    if asked.is_whole_week and len(runs) == 4 and max(runs) - min(runs) == 3:
        found.append("four runs on four days in a row")
    for day in strong:
        if day - 1 in strong or day - 1 == asked.strength_before:
            found.append("strength on neighbouring days")
    if len(runs | strong) + asked.active_before > 7 - asked.rest_wanted:
        found.append("too few rest days")
    if bool(runs) != (placed.long_day is not None) or (runs and placed.long_day not in runs):
        found.append("the long run is on no run day")
    found += _around_the_long_run(placed, asked, strong)
    return found


def _around_the_long_run(placed: Placed, asked: WeekQuestion, strong: set[int]) -> Iterator[str]:
    long_day = placed.long_day
    if long_day is None or not asked.has_long:
        return
    # a lone run after last week's strength is better than none
    is_lone = placed.runs == (long_day,) == (asked.first_day,)
    is_only = asked.is_whole_week and len(placed.runs) == 1
    is_drafted = asked.is_long_kept and asked.kept is not None and long_day - 1 in asked.kept[1]
    if is_only or is_drafted:
        pass  # the only run of a week is no long one
    elif long_day - 1 in strong or (long_day - 1 == asked.strength_before and not is_lone):
        yield "strength on the day before the long run"
    if asked.rest_after_long and long_day + 1 in placed.runs:
        yield "no rest after the long run"
    if is_after_a_hard_run(placed, asked) and len(strong) > 1:
        yield "strength after the long run beside strength on another day"


def is_after_a_hard_run(placed: Placed, asked: WeekQuestion) -> bool:
    """Whether strength follows a long run that is longer than the other runs (a walk-run never is)."""
    is_hard = asked.has_long and asked.is_long_hard and not asked.long_last and len(asked.run_minutes) > 1
    return is_hard and placed.long_day in placed.strength


def best_counts(asked: WeekQuestion) -> tuple[int, int]:
    """The most runs of any lawful week, and the most strength days beside so many runs."""
    best = (0, 0)
    for runs in _some(asked.run_days, len(asked.run_minutes)):
        for strong in _some(asked.strength_days, asked.strength_wanted):
            if (len(runs), len(strong)) <= best:
                continue
            longs: tuple[int | None, ...] = runs or (None,)
            if any(not broken(Placed(runs, strong, day), asked) for day in longs):
                best = (len(runs), len(strong))
    return best


def _some(days: tuple[int, ...], most: int) -> Iterator[tuple[int, ...]]:
    for count in range(min(most, len(days)) + 1):
        yield from combinations(days, count)
