"""Where a runner stands at the start of a day, folded forward from dated facts (plan_rules_2, 2 to 4).

``Standing`` is what the next week follows from. ``record`` moves it on, ``aim`` and ``ceiling`` read it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.adjust import Limit
from runback.domain.plan import Light
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.curve import Return
from runback.plan.course.happened import RunDay
from runback.plan.course.table import Track, enter_trained, lower_for_break, row_at, rows_of
from runback.plan.course.usual import Usual

ONE = timedelta(days=1)
WEEK = timedelta(days=7)
REMEMBERED = timedelta(days=35)
REACHED = 0.97
"""The usual week is reached with so much of it."""

FREE_DAYS = 2
"""The course may begin with two days of test walks."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the course begins, from the answers of the first check.

    ``pain`` in runs (0 to 10), ``starts_on`` the first day, ``ease`` the factor of an irritable back,
    ``bout_max_min`` a special start (after birth, nerve pain, bone stress), ``is_slow`` a slower pace on the
    table (bone stress, a heavy or sore new runner), ``entry`` the position of a new runner. ``choice`` is
    standard, gentle or articles, ``earlier`` the runs before the course (day, km), ``lately_km`` the most running of
    seven days in its last three weeks (None without a history), ``target_km`` and ``target_long_km`` what a race asks
    for. ``places`` are the days of a week that hold a run, ``places_apart`` the most of them no two of which are
    neighbours, 3 at most. ``race_days`` are those of races and the rest planned after them. ``limits`` are a
    clinician's.
    """

    pain: float
    starts_on: date = date.min
    ease: float = 1.0
    bout_max_min: float | None = None
    is_slow: bool = False
    is_older: bool = False
    is_heavy: bool = False
    is_bone_stress: bool = False
    entry: float | None = None
    choice: str = "standard"
    earlier: tuple[tuple[date, float], ...] = ()
    lately_km: float | None = None
    target_km: float | None = None
    target_long_km: float | None = None
    places: int = 7
    places_apart: int = 3
    race_days: frozenset[date] = frozenset()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the runner stands at the start of ``day``.

    ``back`` is the return under way, None before the first run. ``step`` is its week (1 is the first; half steps
    come from runs without an answer), ``last_gain`` how far the last week moved it. ``counted`` are the last three
    counted weeks in km. ``position`` is that on the walk-run table (None: off it), ``greens`` what is gathered towards
    the next row, ``gained`` the days on which rows were gained, ``best`` the highest position that was green.
    ``runs`` are those of the last five weeks, ``raised`` the days on which the longest run grew.
    ``beyond`` is the last run far over its limit: its day, its km and the limit.
    ``after_red`` is 1 before the half run, 2 before the three-quarter run, 3 before one as planned then, 0 else;
    ``red_km`` is what was planned, 0 after a flare outside running: then each run's own size. ``flare_on`` is the
    last day of such a flare.
    ``weeks_up`` counts weeks in a row that rose above the usual week, ``flat_weeks`` those below it without a rise.
    """

    day: date
    usual: Usual
    track: Track
    start: Start
    back: Return | None = None
    step: float = 1.0
    last_gain: float = 0.0
    counted: tuple[float, ...] = ()
    position: float | None = None
    greens: float = 0.0
    gained: tuple[date, ...] = ()
    best: float = 0.0
    runs: tuple[RunDay, ...] = ()
    last_run: date | None = None
    raised: tuple[date, ...] = ()
    beyond: tuple[date, float, float] | None = None
    after_red: int = 0
    red_km: float = 0.0
    flare_on: date | None = None
    cut_until: date | None = None
    cut_since: date | None = None
    hold_raise_until: date | None = None
    weeks_up: int = 0
    is_first_week: bool = True
    amber_weeks: int = 0
    flat_weeks: int = 0

    @property
    def base_km(self) -> float:
        """The week the course leads to: the usual week, or what the goal asks for above it."""
        return max(self.own_km, self.start.target_km or 0.0)

    @property
    def long_km(self) -> float:
        """The long run the course leads to, in km."""
        least = self.own_long_km
        if self.track is Track.NEW:
            least = max(least, load_plan_rules().long_run_share.own_max * self.base_km)
        return max(least, self.start.target_long_km or 0.0)

    @property
    def own_km(self) -> float:
        """The week a return leads to, whatever the goal: the usual one, or what a new runner comes to."""
        rules = load_plan_rules()
        if self.track is Track.TRAINED:
            return self.usual.km
        free_km = rules.return_floor.sessions * rules.run_bouts.free_min / self.usual.pace
        return max(self.usual.km, free_km, rules.weekly_rise.new_usual_km)

    @property
    def own_long_km(self) -> float:
        """The long run a return leads to, whatever the goal, in km."""
        if self.track is Track.TRAINED:
            return self.usual.long_km
        return max(self.usual.long_km, load_plan_rules().long_run_share.own_max * self.own_km)

    @property
    def is_returning(self) -> bool:
        """Whether the way back to the usual week is under way."""
        if self.back is None:
            return True
        if self.position is not None:
            return True
        return not self.is_at_usual

    @property
    def is_at_usual(self) -> bool:
        """Whether the usual week is reached (a new runner: what the course leads to)."""
        if self.back is None or self.position is not None:
            return False
        reached = self.usual.km if self.track is Track.TRAINED else self.base_km
        # by the articles' start a tenth a week leads all the way, however many weeks that takes
        is_by_weeks = self.track is Track.TRAINED and self.start.choice != "articles"
        is_over = self.back.is_over(self.step) and self.back.before is None and is_by_weeks
        return is_over or max(self.counted, default=0.0) >= REACHED * reached

    @property
    def has_reached_usual(self) -> bool:
        """Whether the usual week was really run, or there was no break: time alone does not bring a runner back."""
        if not self.is_at_usual or self.back is None:
            return False
        stayed = not self.back.is_break and (self.start.lately_km or self.own_km) >= REACHED * self.own_km
        return stayed or max(self.counted, default=0.0) >= REACHED * self.own_km

    @property
    def bout_min(self) -> float | None:
        """Minutes of one run between walks today; None where no walks are planned."""
        return None if self.position is None else row_at(self.track, self.position).bout_min

    @property
    def is_walk_running(self) -> bool:
        """Whether the bouts are so short that the sessions are called walk-run (under 10 minutes)."""
        bout = self.bout_min
        return bout is not None and bout < load_plan_rules().run_bouts.walk_run_below_min

    @property
    def is_on_short_bouts(self) -> bool:
        """Whether the table leads: its sessions keep their number and their days apart."""
        return self.is_walk_running or (self.track is Track.NEW and self.position is not None)

    def days_off_on(self, day: date) -> int:
        """Days without a run before ``day``, but for a race and the rest planned after it (rule race_after)."""
        if self.last_run is None:
            return 10**6
        planned = sum(self.last_run < one < day for one in self.start.race_days)
        return (day - self.last_run).days - 1 - planned

    def after_red_on(self, day: date) -> int:
        """The step of the way out of a red, 1 before its first run; 0 where there is none, or it has expired."""
        reds = [run.day for run in self.runs if run.light in (Light.RED, Light.PURPLE)]
        last = max((*reds[-1:], *((self.flare_on,) if self.flare_on else ())), default=None)
        has_expired = last is None or (day - last).days > load_plan_rules().expiry.red_days
        return 0 if has_expired else self.after_red

    def red_share_on(self, day: date) -> float | None:
        """The share of the run before the red that a run of that day may have; None where no red bounds it."""
        rule, step = load_plan_rules().light_red, self.after_red_on(day)
        return {0: None, 1: rule.first_share, 2: rule.second_share}.get(step, 1.0)

    @property
    def break_days(self) -> int:
        """So many days without a run make a break; one run a week, by habit or days, has its own, longer gap."""
        least = load_plan_rules().break_in_return.days_off
        places = self.start.places if self.position is None else self.start.places_apart
        return least if min(self.usual.runs, places) > 1 else least + 4

    def is_break_on(self, day: date) -> bool:
        """Whether a run on that day would end a break."""
        if self.back is None:
            return True
        return self.back.began != day and self.days_off_on(day) >= self.break_days


def restart(here: Standing, day: date, days_off: int, ease: float = 1.0) -> Standing:
    """The standing of a run on ``day`` that ends ``days_off`` days without running: a return begins.

    The first return starts from the answers; a later one from the last counted week and the pain of the last runs.
    """
    if here.back is None:
        return _first_return(here, day, days_off, ease)
    counted = max(here.counted, default=_level_before_a_whole_week(here, here.back))
    before = here.back if here.back.before is None else here.back.before
    step_before = here.step if here.back.before is None else here.back.step_before
    back = Return(
        began=day,
        days_off=days_off,
        pain=_last_pain(here),
        base_km=min(counted, here.base_km) or here.base_km,
        long_km=min(here.long_km, longest_between(here, day - REMEMBERED, day) or here.long_km),
        ease=ease,
        first_max_km=_longest_of_last_week(here),
        before=before,
        step_before=step_before,
    )
    return replace(
        here,
        back=back,
        step=1.0,
        last_gain=0.0,
        counted=(),
        position=_position_after_break(here, back),
        greens=0.0,
        raised=(),
        weeks_up=0,
        after_red=0,
        is_first_week=True,
    )


def _first_return(here: Standing, day: date, days_off: int, ease: float) -> Standing:
    start, rules = here.start, load_plan_rules()
    since_start = max(0, (day - start.starts_on).days)
    has_walk_gate = days_off - since_start >= rules.walk_gate.ran_days
    if has_walk_gate and days_off < rules.first_week_cap.from_days + FREE_DAYS:
        # up to two weeks off the days of the test walk do not make the break longer
        days_off -= min(FREE_DAYS, since_start)
    back = Return(day, days_off, start.pain, here.own_km, here.own_long_km, start.ease * ease)
    entry = enter_trained(days_off, start.pain, start.bout_max_min)
    position = entry if here.track is Track.TRAINED else start.entry
    if start.choice == "gentle" and (back.is_break or back.pain > 0):
        # one row lower: shorter runs between walks
        last = len(rows_of(here.track)) - 1.0
        position = max(0.0, (last if position is None else position) - 1)
    here = replace(here, back=back, position=position, best=position or 0.0, is_first_week=True)
    flare = here.flare_on
    is_recent = flare is not None and (day - flare).days <= rules.expiry.red_days
    return lowered_by_flare(here) if is_recent else here


def lowered_by_flare(here: Standing) -> Standing:
    """The standing after a flare outside running: one row lower; off short bouts the next run is half as long."""
    if here.position is not None:
        here = replace(here, position=max(0.0, here.position - 1))
    return here if here.is_walk_running else replace(here, after_red=1, red_km=0.0)


def _level_before_a_whole_week(here: Standing, back: Return) -> float:
    """What stands for the last counted week where none was: what the curve gave, or the best week run if less.

    A week that the return began within counts as a whole one would: one run on a Saturday is no week of one run.
    """
    weeks: dict[date, float] = {}
    for run in here.runs:
        if run.day >= back.began:
            monday = run.day - run.day.weekday() * ONE
            days = 7 - max(0, (back.began - monday).days)
            weeks[monday] = weeks.get(monday, 0.0) + run.km * 7 / days
    level = back.base_km * back.volume_share(here.step)
    return min(level, max(weeks.values(), default=level))


def _last_pain(here: Standing) -> float:
    """The worst pain of the last three runs that were answered, 4 at most; of the start where none was."""
    said = [run.felt.pain for run in here.runs if run.felt.pain is not None][-3:]
    highest = load_plan_rules().no_run_pain.pain_after
    return min(max(said), highest) if said else min(here.start.pain, highest)


def longest_between(here: Standing, since: date, until: date) -> float | None:
    """The longest run of those days that was no race, in km; None without one."""
    return max((run.longest_km for run in here.runs if since <= run.day < until and not run.is_race), default=None)


def _longest_of_last_week(here: Standing) -> float:
    """The longest run, planned or done, of the week that ended with the last run."""
    if here.last_run is None:
        return float("inf")
    week = [run for run in here.runs if run.day > here.last_run - WEEK and not run.is_race]
    sizes = [max(run.longest_km, run.planned.running_km if run.planned else 0.0) for run in week]
    return max(sizes, default=float("inf"))


def _position_after_break(here: Standing, back: Return) -> float | None:
    if here.track is Track.NEW and here.position is not None:
        return lower_for_break(Track.NEW, here.position, back.share)
    entry = enter_trained(back.days_off, back.pain, here.start.bout_max_min if here.position is not None else None)
    if here.track is Track.NEW:
        return None if entry is None else lower_for_break(Track.NEW, len(rows_of(Track.NEW)) - 1.0, back.share)
    if here.position is None or entry is None:
        return entry if here.position is None else here.position
    return min(here.position, entry)
