"""What the diary and the history show over a span: the numbers behind each chart of Trends, and the findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from runback.domain.diary import SelfTestLog
from runback.domain.load import Run
from runback.domain.plan import RUNNING_KINDS, SessionKind
from runback.domain.runner import Runner
from runback.knowledge.exercises import load_exercises
from runback.knowledge.self_tests import load_self_tests
from runback.load.limits import single_run_ceiling
from runback.services.activities import list_runs
from runback.services.training import diary
from runback.services.training.check_in import recent_checks
from runback.store.models import PlannedWeekRow
from runback.store.owned import rows_of
from runback.trends.adherence import PlannedSession, WeekDone, done_by_week, find_left_out
from runback.trends.finding import Finding
from runback.trends.mornings import RunMorning, find_response, pair_mornings
from runback.trends.pain import find_pain_trend, pain_by_week
from runback.trends.self_tests import Repeats, find_progress

_DAY = timedelta(days=1)
_DAYS_APART, _WEEKS_APART = 28, 364
"""Spans of up to this many days are shown day by day, week by week; longer ones month by month."""

_SPIKE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day, week or month of the chart.

    Kilometres run, the longest run, the length above which a run is a big jump in distance (on its first day), and the
    mean and the worst of its days' worst pain; None where there is none.
    """

    start: date
    days: int
    distance_km: float
    longest_km: float | None
    spike_over_km: float
    pain_mean: float | None
    pain_worst: int | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """A line of exercises that was trained: the exercise it began with, the one of the last session, and how often."""

    first: str
    last: str
    rungs: tuple[int, int]
    top: int
    sessions: int


@dataclass(frozen=True, slots=True)
class TrendsView:
    """Everything that Trends shows of the days from ``first`` to ``today``; findings are None where there is none.

    ``places`` are ids of the answer ``locations`` by day, from checks and from the pain diary, ascending.
    """

    first: date
    today: date
    stretches: tuple[Stretch, ...]
    worst: Mapping[date, int]
    pain: Finding | None
    mornings: tuple[RunMorning, ...]
    response: Finding | None
    weeks: tuple[WeekDone, ...]
    left_out: Finding | None
    ladders: tuple[Ladder, ...]
    repeats: tuple[Repeats, ...]
    progress: Finding | None
    places: Mapping[date, frozenset[str]]
    leg_days: int


def view_trends(runner: Runner, today: date, days: int) -> TrendsView:
    """The trends of this many days up to and including ``today``."""
    first = today - timedelta(days=days - 1)
    runs = list_runs(runner, until=today)
    worst = diary.worst_pain(runner, first, today)
    mornings = diary.morning_pain(runner, first, today)
    ran = _ran_km(run for run in runs if run.day >= first)
    sessions = _planned_sessions(runner, first, today, ran)
    repeats = _list_repeats(diary.list_self_tests(runner, since=first, until=today))
    return TrendsView(
        first=first,
        today=today,
        stretches=tuple(_stretches(first, today, runs, worst)),
        worst=worst,
        pain=find_pain_trend(pain_by_week(worst)),
        mornings=pair_mornings(mornings, ran),
        response=find_response(mornings, ran),
        weeks=done_by_week(sessions),
        left_out=find_left_out(sessions),
        ladders=_list_ladders(runner, first, today),
        repeats=repeats,
        progress=find_progress(repeats),
        places=_list_places(runner, first, today),
        leg_days=diary.count_leg_days(runner, first, today),
    )


def _ran_km(runs: Iterable[Run]) -> dict[date, float]:
    km: dict[date, float] = defaultdict(float)
    for run in runs:
        km[run.day] += run.distance_km
    return dict(km)


# --- distance and pain


def _stretches(first: date, today: date, runs: Sequence[Run], worst: Mapping[date, int]) -> Iterator[Stretch]:
    by_day: dict[date, list[float]] = defaultdict(list)
    for run in runs:
        by_day[run.day].append(run.distance_km)
    for start, end in _split(first, today):
        days = [start + n * _DAY for n in range((end - start).days + 1)]
        there = [km for day in days for km in by_day.get(day, ())]
        scores = [worst[day] for day in days if day in worst]
        yield Stretch(
            start,
            len(days),
            sum(there),
            max(there, default=None),
            single_run_ceiling(_longest_before(by_day, start)),
            fmean(scores) if scores else None,
            max(scores, default=None),
        )


def _longest_before(by_day: Mapping[date, Sequence[float]], day: date) -> float | None:
    found = [km for n in range(1, _SPIKE_DAYS + 1) for km in by_day.get(day - n * _DAY, ())]
    return max(found, default=None)


def _split(first: date, today: date) -> Iterator[tuple[date, date]]:
    """First and last day of each stretch: days, weeks from Monday, or months; the first and last are complete too."""
    span = (today - first).days + 1
    start = first
    if span > _WEEKS_APART:
        start = first.replace(day=1)
    elif span > _DAYS_APART:
        start = first - timedelta(days=first.weekday())
    while start <= today:
        after = start + _DAY
        if span > _WEEKS_APART:
            after = (start + timedelta(days=31)).replace(day=1)
        elif span > _DAYS_APART:
            after = start + timedelta(days=7)
        yield start, after - _DAY
        start = after


# --- planned and done


def _planned_sessions(runner: Runner, first: date, today: date, ran: Mapping[date, float]) -> list[PlannedSession]:
    """The runs and strength sessions that were planned on days before today, and whether each was done."""
    logs = [log for log in diary.list_sessions(runner, since=first, until=today) if log.done]
    run_days = {log.day for log in logs if log.kind in RUNNING_KINDS} | set(ran)
    strength_days = {log.day for log in logs if log.kind is SessionKind.STRENGTH}
    weeks = rows_of(PlannedWeekRow, runner).filter(start__gt=first - timedelta(days=7), start__lte=today)
    found = []
    for row in weeks.order_by("start"):
        for raw in row.week["sessions"]:
            day, kind = date.fromisoformat(raw["date"]), raw["kind"]
            if not first <= day < today:
                continue
            if kind in RUNNING_KINDS:
                found.append(PlannedSession(day, "run", day in run_days))
            elif kind == SessionKind.STRENGTH:
                found.append(PlannedSession(day, "strength", day in strength_days))
    return found


# --- where it hurts


def _list_places(runner: Runner, first: date, today: date) -> dict[date, frozenset[str]]:
    found = diary.list_places(runner, first, today)
    for check in recent_checks(runner, first, today):
        if check.intake.locations:
            found[check.made_on] = found.get(check.made_on, frozenset()) | frozenset(check.intake.locations)
    return dict(sorted(found.items()))


# --- strength and self-tests


def _list_ladders(runner: Runner, first: date, today: date) -> tuple[Ladder, ...]:
    book = load_exercises()
    done: dict[str, list[tuple[date, int, str]]] = defaultdict(list)
    for log in diary.list_strength(runner, since=first, until=today):
        exercise = book.by_id.get(log.exercise_id)
        if exercise is not None and exercise.ladder:
            done[exercise.ladder].append((log.day, exercise.rung, exercise.name))
    return tuple(
        Ladder(
            first=entries[0][2],
            last=entries[-1][2],
            rungs=(entries[0][1], entries[-1][1]),
            top=max(one.rung for one in book.ladders[name]),
            sessions=len({day for day, _, _ in entries}),
        )
        for name, entries in sorted(done.items())
    )


_SIDES = {"left": ", left", "right": ", right", "weaker": ", weaker side", "single": ""}


def _list_repeats(logs: Iterable[SelfTestLog]) -> tuple[Repeats, ...]:
    tests = load_self_tests().tests
    found: dict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
    for log in logs:
        for key, value in log.results.items():
            if isinstance(value, int | float):
                found[log.test_id, key].append((log.day, float(value)))
    repeats = []
    for (test_id, key), results in found.items():
        if (test := tests.get(test_id)) is not None:
            side = next((name for name, known in test.keys.items() if known == key), "single")
            repeats.append(Repeats(test_id, test.label + _SIDES[side], test.unit, tuple(results)))
    return tuple(sorted(repeats, key=lambda one: one.label))
