"""Which day of a week gets what: every allowed week is tried, the cheapest is taken.

Hard: minutes of the day, closed days, runs apart where they must be, rest days, strength two days apart, not on
the day before the long run, and on its day only where the week would have none else. Preferred, in this order: the
number of runs, two strength days, no gap so long that it counts as a break, the days the runner chose, the days already
planned, room for every run's minutes and for the long run to grow, the first open day after a short break, a Sunday
that leaves the next Monday open where the next week needs it, the wished day of the long run, few neighbouring runs,
no long gaps, room for strength, strength on separate days.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise

WEEK = range(7)
STRENGTH_MIN = 25
"""A whole strength session takes so many minutes or more (plan_rules_2, 9.7)."""

IN_A_ROW = 4
"""Four runs a week are not on four days in a row; five and more may be."""

SHORT_BREAK_DAYS = 14
"""Up to so many days off each day more takes five hundredths and more of the week that a return begins with."""

LONG_DAY_MIN = 10
"""The wished day of the long run is given up only where another layout has more than this many minutes more."""


@dataclass(frozen=True, slots=True)
class WeekQuestion:
    """One week to place. Days are 0 (Monday) to 6; ``minutes`` of each day are the day's total.

    ``run_minutes`` are the minutes each run needs, the long run first; with their count comes the number of runs.
    ``run_days`` are open to running, ``strength_days`` to strength. ``run_before`` and ``strength_before`` are
    the last day with a run, or strength, before ``first_day`` on the same count (-1 is last Sunday, -9 long ago).
    ``shared_days`` have room for a run and strength together. ``active_before`` counts training days of this week
    that are over. ``runs_apart``: 2 where no two runs may be neighbours; ``neighbours_free``: so many neighbouring
    pairs cost nothing. ``chosen`` are days the runner chose, ``kept`` days already planned: each (runs, strength).
    ``long_last``: the long run is the last one; without ``has_long`` it is over; with ``is_long_kept`` it stays on
    ``long_day`` where the week allows it. Without ``is_long_hard`` it is as easy as the others, and with
    ``is_first_short`` it is not the first run, which needs ``first_most_min`` minutes at most. With
    ``is_whole_week`` these are all the runs of the week, and four of them are not on four days in a row.
    ``long_goal_min`` are the minutes that the long run is to grow to: it goes where there is room for them. More than
    ``break_days`` from one run to the next are a break, with a new return after it. ``next_days`` are the days of the
    next week that hold a run, ``next_runs`` how many it may have: it loses one where this Sunday closes a Monday that
    it needs.
    """

    minutes: tuple[int, ...]
    run_minutes: tuple[int, ...]
    run_days: tuple[int, ...]
    strength_days: tuple[int, ...]
    strength_wanted: int
    strength_minutes: int
    rest_wanted: int
    long_day: int | None = None
    long_last: bool = False
    runs_apart: int = 1
    neighbours_free: int = 0
    rest_after_long: bool = False
    first_day: int = 0
    shared_days: tuple[int, ...] = tuple(WEEK)
    active_before: int = 0
    run_before: int = -9
    strength_before: int = -9
    strength_apart: int = 2
    has_long: bool = True
    is_long_kept: bool = False
    is_long_hard: bool = True
    is_first_short: bool = False
    first_most_min: int = 999
    is_whole_week: bool = False
    long_goal_min: int = 0
    break_days: int = 99
    next_days: tuple[int, ...] = ()
    next_runs: int = 0
    chosen: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    kept: tuple[tuple[int, ...], tuple[int, ...]] | None = None

    @property
    def keeps_long_free(self) -> bool:
        """Whether the long run is more than an easy run, so that no strength should follow it."""
        return self.has_long and self.is_long_hard and not self.long_last and len(self.run_minutes) > 1

    @property
    def needs_monday(self) -> bool:
        """Whether the next week holds fewer of the wanted runs without its Monday."""
        without = _most_runs([day for day in self.next_days if day > 0], self.runs_apart)
        return without < min(self.next_runs, _most_runs(self.next_days, self.runs_apart))


@dataclass(frozen=True, slots=True)
class Placed:
    """Days of runs and strength, ascending; ``long_day`` is the run day of the long run, None without runs.

    ``cut_minutes`` are the minutes of running that found no room, ``strength_short`` those that a whole strength
    session would need beside them, ``long_short`` those that the long run will lack once it has grown.
    """

    runs: tuple[int, ...] = ()
    strength: tuple[int, ...] = ()
    long_day: int | None = None
    cut_minutes: int = 0
    strength_short: int = 0
    long_short: int = 0


@lru_cache(maxsize=16384)
def place_week(question: WeekQuestion) -> Placed:
    """The best week; fewer runs, then fewer strength days, where the wanted ones do not fit."""
    found = _search(question)
    if not found.runs and question.run_days and question.strength_before == question.first_day - 1:
        # last week's strength closes the only run day to a long run, and a run is worth more than that
        found = _search(replace(question, has_long=False))
    if question.is_long_kept and len(found.runs) < len(question.run_minutes):
        return _search(replace(question, is_long_kept=False))
    return found


def _search(question: WeekQuestion) -> Placed:
    wanted = len(question.run_minutes)
    for count in range(min(wanted, len(question.run_days)), -1, -1):
        for strength, is_long_free in _strength_choices(question):
            found = _best(question, count, strength, is_long_free=is_long_free)
            if found is not None:
                return found
    return Placed()


def _strength_choices(question: WeekQuestion) -> list[tuple[int, bool]]:
    """How many strength days to try, and whether the long run's day is none of them; the best first."""
    counts = list(range(question.strength_wanted, 0, -1))
    if not question.keeps_long_free:
        return [*((count, False) for count in counts), (0, False)]
    return [*((count, True) for count in counts), *((1, False) for _ in counts[:1]), (0, False)]


def _best(question: WeekQuestion, runs: int, strength: int, *, is_long_free: bool) -> Placed | None:
    best: tuple[tuple[float, ...], Placed] | None = None
    strengths = [days for days in combinations(question.strength_days, strength) if _is_strength_spaced(days, question)]
    for run_days in combinations(question.run_days, runs):
        if not _are_runs_spaced(run_days, question):
            continue
        for strong in strengths:
            if not set(run_days).intersection(strong) <= set(question.shared_days):
                continue
            if len({*run_days, *strong}) + question.active_before > 7 - question.rest_wanted:
                continue
            for long_day in _long_days(run_days, strong, question):
                if is_long_free and long_day in strong:
                    continue
                placed = _fill(run_days, strong, long_day, question)
                cost = _cost(placed, question)
                if best is None or cost < best[0]:
                    best = (cost, placed)
    return best[1] if best else None


def _is_strength_spaced(days: tuple[int, ...], question: WeekQuestion) -> bool:
    return all(b - a >= question.strength_apart for a, b in pairwise((question.strength_before, *days)))


def _are_runs_spaced(days: tuple[int, ...], question: WeekQuestion) -> bool:
    if question.is_whole_week and len(days) == IN_A_ROW and days[-1] - days[0] == IN_A_ROW - 1:
        return False
    return all(b - a >= question.runs_apart for a, b in pairwise((question.run_before, *days)))


def _long_days(runs: tuple[int, ...], strong: tuple[int, ...], question: WeekQuestion) -> tuple[int | None, ...]:
    """The run days that may hold the long run: not the day after strength; its own day is only dearer."""
    if not runs:
        return (None,)
    if not question.has_long:
        return (runs[-1],)
    before = {*strong, question.strength_before}
    if question.is_long_kept:
        is_free = question.long_day in runs and (question.long_last or question.long_day not in strong)
        # strength that the week was drafted with on the day before stays there
        before -= set(question.kept[1] if question.kept else ())
        return (question.long_day,) if is_free and (question.long_day or 0) - 1 not in before else ()
    longer = runs[1:] if question.is_first_short and len(runs) > 1 else runs
    # the only run of a week is no long one and may follow strength
    is_only = question.is_whole_week and len(runs) == 1
    free = tuple(day for day in longer if is_only or day - 1 not in before)
    if question.rest_after_long:
        free = tuple(day for day in free if day + 1 not in runs)
    if question.long_last and runs[-1] in free:
        return (runs[-1],)
    return free


def _fill(runs: tuple[int, ...], strong: tuple[int, ...], long_day: int | None, question: WeekQuestion) -> Placed:
    """The week with the running minutes that find no room counted: the longest runs take the roomiest days.

    A run beside strength is never longer than the long run, or its day would be the long one; level runs have none.
    """
    if long_day is None:
        return Placed((), strong)
    rooms = {day: question.minutes[day] - (question.strength_minutes if day in strong else 0) for day in runs}
    others = sorted((day for day in runs if day != long_day), key=lambda day: rooms[day], reverse=True)
    needs = question.run_minutes[: len(runs)]
    given = dict(zip((long_day, *others), (needs[0], *sorted(needs[1:], reverse=True)), strict=True))
    given[runs[0]] = min(given[runs[0]], question.first_most_min)
    longest = min(needs[0], rooms[long_day])
    is_bound = question.has_long and question.is_long_hard
    most = {day: min(rooms[day], longest) if day in strong and is_bound else rooms[day] for day in given}
    cut = sum(max(0, need - most[day]) for day, need in given.items())
    left = (question.minutes[day] - min(given.get(day, 0), rooms.get(day, 0)) for day in strong)
    long_short = max(0, question.long_goal_min - rooms[long_day]) if question.has_long else 0
    return Placed(runs, strong, long_day, cut, sum(max(0, STRENGTH_MIN - minutes) for minutes in left), long_short)


def _cost(placed: Placed, question: WeekQuestion) -> tuple[float, ...]:
    runs, strong = placed.runs, placed.strength
    neighbours = sum(b - a == 1 for a, b in pairwise((question.run_before, *runs)))
    gaps = [b - a for a, b in pairwise((*((question.run_before,) if question.run_before > -7 else ()), *runs))]
    gaps.append(9 - runs[-1] if runs else 0)
    own_days = [day for day in strong if day not in runs]
    is_elsewhere = question.long_day is not None and placed.long_day != question.long_day
    return (
        _breaks(placed, question),
        question.has_long and placed.long_day in strong and not question.long_last,
        _misses(placed, question.chosen),
        _misses(placed, question.kept),
        (placed.cut_minutes + placed.long_short + LONG_DAY_MIN * is_elsewhere) // 3,
        _waits(placed, question),
        _closes_monday(placed, question) and question.needs_monday,
        is_elsewhere,
        max(0, neighbours - question.neighbours_free),
        max((gap for gap in gaps if gap > 3), default=0),
        placed.strength_short // 5,
        len(strong) - len(own_days),
        neighbours,
        max(gaps, default=0),
        # a roomy day, and the later one, for the long run
        -(question.minutes[placed.long_day] if placed.long_day is not None else 0),
        -(placed.long_day or 0),
        sum(abs(day - 2 * n) for n, day in enumerate(runs)),
        sum(strong),
        *runs,
    )


def _breaks(placed: Placed, question: WeekQuestion) -> int:
    """How many gaps between runs are breaks that this week makes itself, the one to the next week's first day too."""
    is_running = question.first_day - question.run_before <= question.break_days
    before = (question.run_before,) if is_running else ()
    after = tuple(7 + day for day in question.next_days[:1])
    return sum(b - a > question.break_days for a, b in pairwise((*before, *placed.runs, *after)))


def _waits(placed: Placed, question: WeekQuestion) -> int:
    """The days that a short break continues though a run day was open: each makes the return smaller."""
    off = question.first_day - question.run_before - 1
    is_short_break = question.break_days <= off <= SHORT_BREAK_DAYS
    return placed.runs[0] - question.first_day if placed.runs and is_short_break else 0


def _closes_monday(placed: Placed, question: WeekQuestion) -> bool:
    """Whether no run may stand on the Monday after this week."""
    is_long_last = placed.long_day == WEEK[-1] and question.rest_after_long
    return is_long_last or (question.runs_apart > 1 and placed.runs[-1:] == (WEEK[-1],))


def _most_runs(days: Iterable[int], apart: int) -> int:
    """How many runs these days of a week hold, ascending, with ``apart`` days from one to the next."""
    last, count = -apart, 0
    for day in days:
        if day - last >= apart:
            last, count = day, count + 1
    return count


def _misses(placed: Placed, wanted: tuple[tuple[int, ...], tuple[int, ...]] | None) -> int:
    """How many sessions stand on other days than wanted."""
    if wanted is None:
        return 0
    runs, strong = wanted
    return len(set(placed.runs) - set(runs)) + len(set(placed.strength) - set(strong))
