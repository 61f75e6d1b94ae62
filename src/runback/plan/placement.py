"""Which day of a week holds what: hard rules as constraints, wishes as costs, solved by CP-SAT.

Hard: minutes of the day, days closed to running, neighbours, rest days, strength not on
neighbouring days nor the day before the long or the hard run. Preferred, in this order: two
strength days, the number of runs, the days the runner chose, the quality run, the wished long-run day, no break of six
days, no strength on Sunday where it would close the next Monday, room on the run days,
strength on days without a run, runs spread over the week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from runback.plan.solver import Model

WEEK = range(7)
SHARED_STRENGTH_MIN = 15
ENOUGH_MIN = 45
BREAK_DAYS = 6
"""A first run so many days after the last one is still no return after a break."""


@dataclass(frozen=True, slots=True)
class WeekQuestion:
    """One week to place. Days are 0 (Monday) to 6; minutes of each day are the day's total.

    ``run_days`` are open to running; ``active_before`` counts days of this week that are
    over and were not rest; ``first_day`` is the first day to plan. ``run_before`` and
    ``strength_before`` are the last day with a run, or strength, before ``first_day``, on the
    same count (so -1 is last Sunday; -9 is long ago). ``is_long_last``: the last run of the
    week is the long one, whatever is wished (walk-run weeks). ``quality_wanted``: one run
    that is not the long one, nor its neighbour, may be a hard one. ``chosen_runs`` and
    ``chosen_strength`` are the days the runner wants them on; None without a choice.
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
    quality_wanted: bool = False
    chosen_runs: tuple[int, ...] | None = None
    chosen_strength: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Days of runs and strength; ``long_day`` is the run day of the long run, None without runs.

    ``gave_way`` names the wishes the week could not hold: strength, runs, long_run_day,
    quality; and ``rest`` where days that are over already broke the rest days.
    """

    runs: tuple[int, ...] = ()
    strength: tuple[int, ...] = ()
    long_day: int | None = None
    quality: int | None = None
    gave_way: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def place_week(question: WeekQuestion) -> Placed:
    """The best week; fewer runs, then fewer strength days, where the wanted ones do not fit."""
    if not question.run_days and not question.strength_days:
        return _told(question, (), (), None, None)
    return _Week(question).solve()


def strength_days(question: WeekQuestion) -> tuple[int, ...]:
    """The days open to strength; not Sunday where next week needs its Monday for the second session."""
    offered = [day for day in WEEK if question.minutes[day] >= question.strength_minutes_min]
    open_days = tuple(day for day in question.strength_days if day in offered)
    if _has_pair(offered, range(6)) and not _has_pair(offered, range(1, 7)):
        return tuple(day for day in open_days if day != 6)
    return open_days


def is_monday_offered(question: WeekQuestion) -> bool:
    """Whether a Monday holds a strength session, which one on the Sunday before it would close."""
    return question.minutes[0] >= question.strength_minutes_min


def _has_pair(offered: Sequence[int], among: Sequence[int]) -> bool:
    """Whether two of the offered days among these are not neighbours."""
    days = [day for day in offered if day in among]
    return bool(days) and days[-1] - days[0] >= 2


def long_rank(question: WeekQuestion, day: int) -> int:
    """How well a day suits the long run, 0 to 6: by its minutes, then the later."""
    return sorted(WEEK, key=lambda one: (question.minutes[one], one)).index(day)


class _Week:
    """The model of one week: a variable a day for run, strength, long run, hard run and both on a day."""

    def __init__(self, question: WeekQuestion) -> None:
        self.question = question
        self.model = Model()
        runs = [day for day in question.run_days if question.minutes[day] >= question.run_minutes_min]
        self.run = {day: self.model.add_variable() for day in runs}
        self.strong = {day: self.model.add_variable() for day in strength_days(question)}
        self.long = {day: self.model.add_variable() for day in runs}
        self.hard = {day: self.model.add_variable() for day in runs if question.quality_wanted}
        self.both = {day: self.model.add_variable() for day in runs if day in self.strong}
        self.widest_gap = self.model.add_variable(7)
        self.cost: dict[int, int] = {}

    def solve(self) -> Placed:
        self._bind_counts()
        self._bind_spacing()
        self._bind_long_and_hard()
        self._bind_shared_days()
        self._weigh()
        values = self.model.solve(self.cost)
        if values is None:
            return _told(self.question, (), (), None, None)

        def chosen(of: dict[int, int]) -> tuple[int, ...]:
            return tuple(day for day, variable in of.items() if values[variable])

        long, hard = chosen(self.long), chosen(self.hard)
        return _told(
            self.question, chosen(self.run), chosen(self.strong), long[0] if long else None, hard[0] if hard else None
        )

    def _bind_counts(self) -> None:
        question, model = self.question, self.model
        model.require(dict.fromkeys(self.run.values(), 1), 0, max(0, question.runs_wanted))
        model.require(dict.fromkeys(self.strong.values(), 1), 0, max(0, question.strength_wanted))
        room = max(0, 7 - question.rest_wanted - question.active_before)
        active = dict.fromkeys([*self.run.values(), *self.strong.values()], 1) | dict.fromkeys(self.both.values(), -1)
        model.require(active, None, room)

    def _bind_spacing(self) -> None:
        question = self.question
        run_apart = 1 if question.is_neighbour_ok else 2
        for of, apart, before in (
            (self.run, run_apart, question.run_before),
            (self.strong, 2, question.strength_before),
        ):
            for day, variable in of.items():
                if day - before < apart:
                    self.model.require({variable: 1}, 0, 0)
                for later in range(day + 1, day + apart):
                    if later in of:
                        self.model.require({variable: 1, of[later]: 1}, 0, 1)

    def _bind_long_and_hard(self) -> None:
        question, model = self.question, self.model
        for day, run in self.run.items():
            model.require({self.long[day]: 1, run: -1}, None, 0)
            model.require({run: 1} | dict.fromkeys(self.long.values(), -1), None, 0)
            for late in (self.long, self.hard):
                if day in late and day - 1 == question.strength_before:
                    model.require({late[day]: 1}, 0, 0)
                elif day in late and day - 1 in self.strong:
                    model.require({late[day]: 1, self.strong[day - 1]: 1}, 0, 1)
            if question.is_long_last:
                for later in (one for one in self.run if one > day):
                    model.require({self.long[day]: 1, self.run[later]: 1}, 0, 1)
        model.require(dict.fromkeys(self.long.values(), 1), 0, 1)
        model.require(dict.fromkeys(self.hard.values(), 1), 0, 1)
        for day, hard in self.hard.items():
            model.require({hard: 1, self.run[day]: -1}, None, 0)
            for near in (day - 1, day, day + 1):
                if near in self.long:
                    model.require({hard: 1, self.long[near]: 1}, 0, 1)

    def _bind_shared_days(self) -> None:
        question = self.question
        needed = question.run_minutes_min + question.strength_minutes_min
        for day, both in self.both.items():
            pair = {self.run[day]: 1, self.strong[day]: 1}
            self.model.require({**pair, both: -1}, None, 1)
            self.model.require({both: 1, self.run[day]: -1}, None, 0)
            self.model.require({both: 1, self.strong[day]: -1}, None, 0)
            if question.minutes[day] < needed:
                self.model.require(pair, 0, 1)

    def _weigh(self) -> None:
        """The costs: each level outweighs all levels below it."""
        question = self.question
        unit = 1

        def level(terms: dict[int, int], most: int) -> None:
            nonlocal unit
            for variable, weight in terms.items():
                self.cost[variable] = self.cost.get(variable, 0) + unit * weight
            unit *= most + 1

        level({run: day for day, run in self.run.items()}, 42)
        level({strong: day for day, strong in self.strong.items()}, 42)
        level({long: -long_rank(question, day) for day, long in self.long.items()}, 6)
        self._bind_widest_gap()
        level({self.widest_gap: 1}, 7)
        level({strong: -int(min(question.minutes[day], 30)) for day, strong in self.strong.items()}, 90)
        level(dict.fromkeys(self.both.values(), 1), 7)
        level(self._room_terms(2 * ENOUGH_MIN), 3 * 2 * ENOUGH_MIN)
        level(self._room_terms(ENOUGH_MIN), 3 * ENOUGH_MIN)
        level({self.strong[6]: 1} if 6 in self.strong and is_monday_offered(question) else {}, 1)
        level(dict.fromkeys(self._before_break(), -1), 3)
        level({self.long[question.long_day]: -1} if question.long_day in self.long else {}, 1)
        level(dict.fromkeys(self.hard.values(), -1), 1)
        level(dict.fromkeys(self._chosen(), -1), len(self._chosen()))
        level(dict.fromkeys(self.run.values(), -1), 7)
        level(dict.fromkeys(self.strong.values(), -1), 7)

    def _chosen(self) -> list[int]:
        """The runs and the strength sessions on days that the runner chose for them."""
        wanted = ((self.run, self.question.chosen_runs), (self.strong, self.question.chosen_strength))
        return [of[day] for of, days in wanted for day in days or () if day in of]

    def _room_terms(self, enough: int) -> dict[int, int]:
        """Minus the minutes of the run days up to ``enough``; a strength session on the day takes 15."""
        minutes = {day: self.question.minutes[day] for day in self.run}
        terms = {run: -int(min(minutes[day], enough)) for day, run in self.run.items()}
        for day, both in self.both.items():
            less = int(min(minutes[day] - SHARED_STRENGTH_MIN, enough))
            terms[both] = int(min(minutes[day], enough)) - less
        return terms

    def _bind_widest_gap(self) -> None:
        for day, run in self.run.items():
            for later in (one for one in self.run if one > day):
                between = {self.run[one]: -(later - day) for one in self.run if day < one < later}
                pair = {run: later - day, self.run[later]: later - day}
                self.model.require({**pair, **between, self.widest_gap: -1}, None, later - day)

    def _before_break(self) -> list[int]:
        """The runs that come before the days off would make a break of six days; empty where none is near."""
        last = self.question.run_before + BREAK_DAYS
        if not self.question.first_day <= last < 6:
            return []
        soon = [run for day, run in self.run.items() if day <= last]
        if not soon:
            return []
        kept = self.model.add_variable()
        self.model.require({kept: 1} | dict.fromkeys(soon, -1), None, 0)
        return [kept]


def _told(
    question: WeekQuestion, runs: tuple[int, ...], strength: tuple[int, ...], long: int | None, hard: int | None
) -> Placed:
    gave_way = []
    if len(runs) < question.runs_wanted and question.run_days and question.first_day == 0:
        gave_way.append("runs")
    if len(strength) < question.strength_wanted and question.first_day == 0:
        gave_way.append("strength")
    if runs and question.long_day is not None and long != question.long_day:
        gave_way.append("long_run_day")
    if runs and question.quality_wanted and hard is None:
        gave_way.append("quality")
    if question.active_before > 7 - question.rest_wanted:
        gave_way.append("rest")
    return Placed(runs, strength, long, hard, tuple(gave_way))
