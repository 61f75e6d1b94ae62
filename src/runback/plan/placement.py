"""Which day of a week holds what: a small exhaustive search, the same answer for the same question.

Hard: minutes of the day, days closed to running, neighbours, rest days, strength not on
neighbouring days nor the day before the long run. Preferred, in this order: two strength
days, the number of runs, the wished long-run day, no strength on Sunday (it would close
the next Monday to strength), room on the run days, strength on
days without a run, runs spread over the week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

WEEK = range(7)
SHARED_STRENGTH_MIN = 15
ENOUGH_MIN = 45


@dataclass(frozen=True, slots=True)
class WeekQuestion:
    """One week to place. Days are 0 (Monday) to 6; minutes of each day are the day's total.

    ``run_days`` are open to running; ``active_before`` counts days of this week that are
    over and were not rest; ``first_day`` is the first day to plan. ``run_before`` and
    ``strength_before`` are the last day with a run, or strength, before ``first_day``, on the
    same count (so -1 is last Sunday; -9 is long ago). ``is_long_last``: the
    last run of the week is the long one, whatever is wished (walk-run weeks).
    """

    minutes: tuple[float, ...]
    run_days: tuple[int, ...]
    strength_days: tuple[int, ...]
    runs_wanted: int
    strength_wanted: int
    rest_wanted: int
    run_minutes_min: float
    strength_minutes_min: float
    long_day: int | None = None
    is_long_last: bool = False
    is_neighbour_ok: bool = False
    first_day: int = 0
    active_before: int = 0
    run_before: int = -9
    strength_before: int = -9


@dataclass(frozen=True, slots=True)
class Placed:
    """Days of runs and strength; ``long_day`` is the run day of the long run, None without runs."""

    runs: tuple[int, ...] = ()
    strength: tuple[int, ...] = ()
    long_day: int | None = None


@lru_cache(maxsize=4096)
def place_week(question: WeekQuestion) -> Placed:
    """The best week; fewer runs, then fewer strength days, where the wanted ones do not fit."""
    for strength_count in range(question.strength_wanted, -1, -1):
        best = _best_with(question, strength_count)
        if best is not None:
            return best
    return Placed()


def _best_with(question: WeekQuestion, strength_count: int) -> Placed | None:
    strengths = [
        days for days in combinations(_strength_days(question), strength_count) if _is_strength_ok(days, question)
    ]
    if not strengths:
        return None
    for run_count in range(min(question.runs_wanted, len(question.run_days)), -1, -1):
        runs = [days for days in combinations(question.run_days, run_count) if _are_runs_ok(days, question)]
        found = [placed for run in runs for strength in strengths if (placed := _join(run, strength, question))]
        if found:
            return min(found, key=lambda placed: _cost(placed, question))
    return None


def _strength_days(question: WeekQuestion) -> tuple[int, ...]:
    """The days open to strength; not Sunday where next week needs its Monday for the second session."""
    offered = [day for day in WEEK if question.minutes[day] >= question.strength_minutes_min]
    if _has_pair(offered, range(6)) and not _has_pair(offered, range(1, 7)):
        return tuple(day for day in question.strength_days if day != 6)
    return question.strength_days


def _has_pair(offered: Sequence[int], among: Sequence[int]) -> bool:
    """Whether two of the offered days among these are not neighbours."""
    days = [day for day in offered if day in among]
    return bool(days) and days[-1] - days[0] >= 2


def _is_strength_ok(days: tuple[int, ...], question: WeekQuestion) -> bool:
    spaced = all(b - a >= 2 for a, b in zip((question.strength_before, *days), days, strict=False))
    return spaced and all(question.minutes[day] >= question.strength_minutes_min for day in days)


def _are_runs_ok(days: tuple[int, ...], question: WeekQuestion) -> bool:
    apart = 1 if question.is_neighbour_ok else 2
    spaced = all(b - a >= apart for a, b in zip((question.run_before, *days), days, strict=False))
    return spaced and all(question.minutes[day] >= question.run_minutes_min for day in days)


def _join(runs: tuple[int, ...], strength: tuple[int, ...], question: WeekQuestion) -> Placed | None:
    for day in set(runs) & set(strength):
        if question.minutes[day] < question.run_minutes_min + question.strength_minutes_min:
            return None
    if len(set(runs) | set(strength)) + question.active_before > 7 - question.rest_wanted:
        return None
    if not runs:
        return Placed((), strength, None)
    lawful = [day for day in runs if day - 1 not in (*strength, question.strength_before)]
    if not lawful:
        return None
    if question.is_long_last:
        return Placed(runs, strength, runs[-1]) if runs[-1] in lawful else None
    if question.long_day in lawful:
        return Placed(runs, strength, question.long_day)
    return Placed(runs, strength, max(lawful, key=lambda day: (question.minutes[day], day)))


def _cost(placed: Placed, question: WeekQuestion) -> tuple[float, ...]:
    shared = set(placed.runs) & set(placed.strength)
    rooms = [question.minutes[day] - (SHARED_STRENGTH_MIN if day in shared else 0) for day in placed.runs]
    strength_room = sum(min(question.minutes[day], 30) for day in placed.strength)
    gaps = [b - a for a, b in zip(placed.runs, placed.runs[1:], strict=False)]
    return (
        question.long_day is not None and placed.long_day != question.long_day,
        6 in placed.strength,
        -sum(min(room, ENOUGH_MIN) for room in rooms),
        -sum(min(room, 2 * ENOUGH_MIN) for room in rooms),
        len(shared),
        -strength_room,
        max(gaps, default=0),
        -(placed.long_day or 0),
        *placed.runs,
        *placed.strength,
    )
