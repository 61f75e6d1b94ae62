"""``measure_load``: what `runback load` prints, from the runs of one runner."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from runback.domain.load import DayLoad, Gap, LoadReport, Run, Spike, SpikeSize, WeekLoad
from runback.knowledge.plan_rules import load_plan_rules, value_at
from runback.load.limits import distance_limits, first_week_cap, single_run_ceiling, weekly_rise_cap
from runback.load.unmeasured import hold_to_measured

GAP_DAYS_MIN = 6
"""The shortest gap that is reported: the first row of the gap table with a consequence."""

USUAL_DAYS = 28
"""The usual week before a break is the mean of this many days up to the last run."""

NO_HISTORY_RUNS = 3
"""The first weekly cap of a runner without any runs, in single-run ceilings."""


def measure_load(runs: Sequence[Run], as_of: date) -> LoadReport:
    """The load of a runner on the day ``as_of``; runs after it are left out.

    ``days`` has a row for each day with a run, ``weeks`` one for each week (from
    Monday) from the first to the last run, empty ones included. "The last 30 days" of
    a day are the 30 days before it, the day itself not included: so the ceiling of a
    day does not rise by the run of that day. Ceiling and cap are rounded down to 10 m.
    A distance that was estimated counts in its day and week and may be a spike, but it
    is no longest run above what was measured (``hold_to_measured``).
    The cap always leaves room for one run up to the ceiling, 3.5 km of it.
    """
    known = sorted((run for run in runs if run.day <= as_of), key=lambda run: run.day)
    held = hold_to_measured(known)
    days = _sum_days(known, held)
    longest = _longest_before(days, as_of)
    return LoadReport(
        as_of=as_of,
        days=days,
        weeks=_sum_weeks(days),
        longest_run_30d_km=longest,
        single_run_ceiling_km=round_down(single_run_ceiling(longest)),
        weekly_cap_km=round_down(_weekly_cap(days, as_of)),
        spikes=_find_spikes(known, held),
        gaps=_find_gaps(days, as_of),
    )


def round_down(km: float) -> float:
    """``km`` rounded down to two decimals, ignoring floating-point noise."""
    return int(km * 100 + 1e-6) / 100


def monday_of(day: date) -> date:
    """The Monday of the week of that day."""
    return day - timedelta(days=day.weekday())


def _sum_days(runs: Sequence[Run], held: Sequence[Run]) -> tuple[DayLoad, ...]:
    """``held`` are the same runs as they may stand behind a ceiling."""
    by_day: dict[date, list[Run]] = defaultdict(list)
    longest: dict[date, float] = defaultdict(float)
    for run, counted in zip(runs, held, strict=True):
        by_day[run.day].append(run)
        longest[run.day] = max(longest[run.day], counted.distance_km)
    return tuple(
        DayLoad(
            date=day,
            distance_km=sum(run.distance_km for run in runs_of_day),
            duration_min=sum(run.duration_min for run in runs_of_day),
            longest_run_km=longest[day],
        )
        for day, runs_of_day in by_day.items()
    )


def _sum_weeks(days: Sequence[DayLoad]) -> tuple[WeekLoad, ...]:
    if not days:
        return ()
    totals: dict[date, float] = defaultdict(float)
    for day in days:
        totals[monday_of(day.date)] += day.distance_km
    first, last = monday_of(days[0].date), monday_of(days[-1].date)
    weeks: list[WeekLoad] = []
    before = 0.0
    for number in range((last - first).days // 7 + 1):
        start = first + timedelta(weeks=number)
        total = totals.get(start, 0.0)
        weeks.append(WeekLoad(start, total, (total / before - 1) * 100 if before > 0 else None))
        before = total
    return tuple(weeks)


def _longest_before(days: Sequence[DayLoad], day: date) -> float | None:
    rows = _between(days, day - timedelta(days=distance_limits().run_days), day)
    return max((row.longest_run_km for row in rows if row.longest_run_km > 0), default=None)


def _between(days: Sequence[DayLoad], since: date, until: date) -> Sequence[DayLoad]:
    """The rows from ``since`` up to, but excluding, ``until``; ``days`` are sorted."""
    return days[bisect_left(days, since, key=_date_of) : bisect_left(days, until, key=_date_of)]


def _date_of(row: DayLoad) -> date:
    return row.date


def _total(days: Sequence[DayLoad], since: date, until: date) -> float:
    return sum(row.distance_km for row in _between(days, since, until))


def _weekly_cap(days: Sequence[DayLoad], as_of: date) -> float:
    earlier = [row for row in days if row.date < as_of]
    if not earlier:
        return min(distance_limits().first_week_km, NO_HISTORY_RUNS * single_run_ceiling(None))
    last = earlier[-1].date
    days_off = (as_of - last).days - 1  # today is not over yet, so it is not a day off
    floor = min(single_run_ceiling(_longest_before(days, as_of)), single_run_ceiling(None))
    if days_off >= GAP_DAYS_MIN:
        return max(floor, _cap_after_break(days, last, days_off))
    return max(floor, _cap_of_week(days, as_of))


def _cap_of_week(days: Sequence[DayLoad], as_of: date) -> float:
    """The cap from last week's distance; a deload week is replaced by the week before it."""
    monday = monday_of(as_of)
    one, two = (_total(days, monday - timedelta(weeks=n), monday - timedelta(weeks=n - 1)) for n in (1, 2))
    return weekly_rise_cap(two if is_deload(one, two) else one)


def _cap_after_break(days: Sequence[DayLoad], last: date, days_off: int) -> float:
    after = last + timedelta(days=1)
    # never less than a week: a single run must not count for every day of one
    known = min(USUAL_DAYS, max(7, (after - days[0].date).days))
    usual = _total(days, after - timedelta(days=USUAL_DAYS), after) * 7 / known
    share = value_at(load_plan_rules().return_curve.share, days_off)
    return min(usual * share, first_week_cap(usual, days_off))


def is_deload(week_km: float, before_km: float) -> bool:
    """Whether a week was a deload week: 15 to 35 % below the week before it."""
    return before_km > 0 and 0.65 <= week_km / before_km <= 0.85


def _find_spikes(runs: Sequence[Run], held: Sequence[Run]) -> tuple[Spike, ...]:
    """Runs beyond 110 % of the longest of the 30 days before; a sliding maximum, linear in the runs."""
    limits = distance_limits()
    window: deque[tuple[int, float]] = deque()
    waiting: list[Run] = []
    spikes: list[Spike] = []
    for run, counted in zip(runs, held, strict=True):
        if waiting and waiting[0].day != run.day:  # two runs of one day are not measured against each other
            _enter(window, waiting)
            waiting = []
        oldest = run.day.toordinal() - limits.run_days
        while window and window[0][0] < oldest:
            window.popleft()
        longest = window[0][1] if window else 0.0
        if run.distance_km > longest > 0 and (spike := _as_spike(run, longest)):
            spikes.append(spike)
        waiting.append(counted)
    return tuple(spikes)


def _enter(window: deque[tuple[int, float]], runs: Sequence[Run]) -> None:
    longest = max(run.distance_km for run in runs)
    while window and window[-1][1] <= longest:
        window.pop()
    window.append((runs[0].day.toordinal(), longest))


def _as_spike(run: Run, longest_km: float) -> Spike | None:
    rule = load_plan_rules().single_run_ceiling
    ratio = run.distance_km / longest_km
    if ratio <= rule.factor:
        return None
    size = SpikeSize.SMALL
    if ratio > rule.large_over:
        size = SpikeSize.LARGE
    elif ratio > rule.moderate_over:
        size = SpikeSize.MODERATE
    return Spike(run.day, run.distance_km, longest_km, ratio, size)


def _find_gaps(days: Sequence[DayLoad], as_of: date) -> tuple[Gap, ...]:
    if not days:
        return ()
    one = timedelta(days=1)
    edges = [row.date for row in days] + [as_of + one]
    return tuple(
        Gap(before + one, after - one, (after - before).days - 1)
        for before, after in pairwise(edges)
        if (after - before).days > GAP_DAYS_MIN
    )
