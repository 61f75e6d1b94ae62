"""Where a runner stands at the start of a day, folded forward from dated facts (plan_rules_2, 2 to 4).

``Standing`` is what the next week follows from. ``record_run`` and ``turn_week`` move it on, with what really
happened or, for days to come, with the planned sessions taken as done and green.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.plan import Light
from runback.knowledge.plan_rules import load_plan_rules, value_at
from runback.load.limits import single_run_ceiling
from runback.plan.course.curve import Return, careful_rise, rise_from, rise_limit
from runback.plan.course.happened import RunDay
from runback.plan.course.table import Track, enter_trained, lower_for_break, minutes_at, row_at, rows_of
from runback.plan.course.usual import Usual

ONE = timedelta(days=1)
WEEK = timedelta(days=7)
REMEMBERED = timedelta(days=35)
FREE_DAYS = 2
"""The course may begin with two days of test walks."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the course begins, from the answers of the first check.

    ``pain`` in runs (0 to 10), ``starts_on`` the first day, ``ease`` the factor of an irritable back,
    ``bout_max_min`` a special start (after birth, nerve pain, bone stress), ``is_slow`` a slower pace on the
    table (bone stress, a heavy or sore new runner), ``entry`` the position of a new runner. ``choice`` is
    standard, gentle or articles, ``earlier`` the runs before the course (day, km), ``target_km`` and
    ``target_long_km`` what a race asks for.
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
    target_km: float | None = None
    target_long_km: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the runner stands at the start of ``day``.

    ``back`` is the return under way, None before the first run. ``step`` is its week (1 is the first; half steps
    come from runs nobody answered for), ``last_gain`` how far the last week moved it. ``counted`` are the last three
    counted weeks in km. ``position`` is that on the walk-run table (None: off it), ``greens`` what is gathered towards
    the next row, ``gained`` the days on which rows were gained, ``best`` the highest position that was green.
    ``runs`` are those of the last five weeks, ``raised`` the days on which the longest run grew.
    ``after_red`` is 1 before the half run, 2 before the three-quarter run, 0 else; ``red_km`` is what was planned.
    ``weeks_up`` counts weeks in a row that rose above the usual week.
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
    after_red: int = 0
    red_km: float = 0.0
    cut_until: date | None = None
    cut_since: date | None = None
    hold_raise_until: date | None = None
    weeks_up: int = 0
    is_first_week: bool = True
    amber_weeks: int = 0

    @property
    def base_km(self) -> float:
        """The week the course leads to: the usual week, or what the goal asks for above it."""
        rules = load_plan_rules()
        if self.track is Track.NEW:
            free_km = rules.return_floor.sessions * rules.run_bouts.free_min / self.usual.pace
            least = max(self.usual.km, free_km, rules.weekly_rise.new_usual_km)
        else:
            least = self.usual.km
        return max(least, self.start.target_km or 0.0)

    @property
    def long_km(self) -> float:
        """The long run the course leads to, in km."""
        least = self.usual.long_km
        if self.track is Track.NEW:
            least = max(least, load_plan_rules().long_run_share.own_max * self.base_km)
        return max(least, self.start.target_long_km or 0.0)

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
        is_over = self.back.is_over(self.step) and self.back.before is None and self.track is Track.TRAINED
        return is_over or max(self.counted, default=0.0) >= 0.97 * reached

    @property
    def bout_min(self) -> float | None:
        """Minutes of one run between walks today; None where no walks are planned."""
        return None if self.position is None else row_at(self.track, self.position).bout_min

    @property
    def is_walk_running(self) -> bool:
        """Whether the bouts are so short that the sessions are called walk-run (under 10 minutes)."""
        bout = self.bout_min
        return bout is not None and bout < load_plan_rules().run_bouts.walk_run_below_min

    def days_off_on(self, day: date) -> int:
        """Days without a run before ``day``."""
        return 10**6 if self.last_run is None else (day - self.last_run).days - 1

    @property
    def break_days(self) -> int:
        """So many days without a run make a break; a habit of one run a week has a longer gap of its own."""
        least = load_plan_rules().break_in_return.days_off
        return least if self.usual.runs > 1 else least + 4

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
        return _first_return(here, day, days_off)
    counted = max(here.counted, default=here.back.base_km * here.back.volume_share(here.step))
    before = here.back if here.back.before is None else here.back.before
    step_before = here.step if here.back.before is None else here.back.step_before
    back = Return(
        began=day,
        days_off=days_off,
        pain=_last_pain(here),
        base_km=min(counted, here.base_km) or here.base_km,
        long_km=min(here.long_km, _longest(here, day - REMEMBERED, day) or here.long_km),
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


def _first_return(here: Standing, day: date, days_off: int) -> Standing:
    start = here.start
    if days_off < load_plan_rules().first_week_cap.from_days + FREE_DAYS:
        # up to two weeks off the days of the test walk do not make the break longer
        days_off -= min(FREE_DAYS, max(0, (day - start.starts_on).days))
    back = Return(day, days_off, start.pain, here.base_km, here.long_km, start.ease)
    entry = enter_trained(days_off, start.pain, start.bout_max_min)
    position = entry if here.track is Track.TRAINED else start.entry
    if start.choice == "gentle" and (back.is_break or back.pain > 0):
        # one row lower: shorter runs between walks
        last = len(rows_of(here.track)) - 1.0
        position = max(0.0, (last if position is None else position) - 1)
    return replace(here, back=back, position=position, best=position or 0.0, is_first_week=True)


def _last_pain(here: Standing) -> float:
    """The worst pain of the last three runs that were answered, 4 at most; of the start where none was."""
    said = [run.felt.pain for run in here.runs if run.felt.pain is not None][-3:]
    highest = load_plan_rules().no_run_pain.pain_after
    return min(max(said), highest) if said else min(here.start.pain, highest)


def _longest(here: Standing, since: date, until: date) -> float | None:
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


# --- a day with a run


def record_run(here: Standing, run: RunDay) -> Standing:
    """The standing after the run of that day, its light included (a pending light counts once it is known)."""
    if here.is_break_on(run.day):
        here = restart(here, run.day, here.days_off_on(run.day))
    longest = _longest_since_return(here, run.day)
    has_grown = run.longest_km > longest * 1.005 and longest > 0
    here = replace(
        here,
        day=run.day,
        last_run=run.day,
        runs=(*(one for one in here.runs if one.day > run.day - REMEMBERED), run),
        raised=(*here.raised, run.day)[-6:] if has_grown else here.raised,
    )
    return _read_light(here, run)


def _longest_since_return(here: Standing, day: date) -> float:
    began = here.back.began if here.back else day
    window = timedelta(days=load_plan_rules().single_run_ceiling.days)
    return _longest(here, max(began, day - window), day) or 0.0


def _read_light(here: Standing, run: RunDay) -> Standing:
    if run.light in (Light.RED, Light.PURPLE):
        return _after_red(here, run)
    if run.light is Light.AMBER:
        return _after_amber(here, run)
    here = _after_calm(here, run)
    return here if here.position is None else _climb(here, run)


def _after_red(here: Standing, run: RunDay) -> Standing:
    planned = run.planned.running_km if run.planned else run.longest_km
    here = replace(here, after_red=1, red_km=max(planned, run.longest_km), greens=0.0)
    if here.position is None:
        return here
    return replace(here, position=max(0.0, here.position - 1), after_red=0 if here.is_walk_running else 1)


def _after_amber(here: Standing, run: RunDay) -> Standing:
    rule = load_plan_rules().light_amber
    recent = [one for one in here.runs if one.day <= run.day][-rule.in_a_row :]
    here = replace(here, greens=0.0)
    if len(recent) < rule.in_a_row or any(one.light is not Light.AMBER for one in recent):
        return here
    if here.position is not None:
        # two ambers in a row: the earlier row once, at most two below the best green one
        here = replace(here, position=max(here.position - 1, here.best - 2, 0.0))
    if here.cut_until is not None and here.cut_until >= run.day:
        return here
    return replace(here, cut_since=run.day + ONE, cut_until=run.day + rule.cut_days * ONE)


def _after_calm(here: Standing, run: RunDay) -> Standing:
    """A green or an unknown run: the way out of a red goes on, a cut ends after two green runs."""
    if run.light is Light.GREEN and here.after_red:
        here = replace(here, after_red=here.after_red + 1 if here.after_red < 2 else 0)
    greens = [one for one in here.runs if here.cut_since and one.day >= here.cut_since and one.light is Light.GREEN]
    if here.cut_until is not None and len(greens) >= load_plan_rules().expiry.amber_greens:
        here = replace(here, cut_until=None, cut_since=None)
    return here


def _climb(here: Standing, run: RunDay) -> Standing:
    """Progress on the table: a row for each green session, or two, within what a week may gain."""
    position = here.position
    step_min = minutes_at(here.track, position)
    planned_min = run.planned.running_min if run.planned else step_min
    if position is None or run.minutes < load_plan_rules().done_week.share * min(planned_min, step_min):
        return here
    here = replace(here, best=max(here.best, position))
    greens = here.greens + run.weight
    if greens < _greens_needed(here) - 1e-9 or not _may_gain(here, run.day):
        return replace(here, greens=min(greens, _greens_needed(here)))
    last = len(rows_of(here.track)) - 1
    gained = (*(day for day in here.gained if day > run.day - 2 * WEEK), run.day)
    if int(position + 1e-9) >= last:
        return replace(here, position=None, greens=0.0, gained=gained)
    return replace(here, position=min(float(last), position + 1), greens=0.0, gained=gained)


def _greens_needed(here: Standing) -> int:
    rules = load_plan_rules()
    if here.track is Track.NEW:
        return rules.advance_new.greens
    off = here.back.days_off if here.back else 0
    return 2 if off > rules.advance_trained.two_greens_over_days else 1


def _may_gain(here: Standing, day: date) -> bool:
    """Whether this plan week (for new runners: these two) may still gain a row."""
    rules = load_plan_rules()
    monday = day - timedelta(days=day.weekday())
    this_week = sum(one >= monday for one in here.gained)
    if here.track is Track.NEW:
        if here.start.is_slow:
            return this_week < rules.advance_new.a_week_sore
        fortnight = sum(one >= monday - WEEK for one in here.gained)
        return this_week < 2 and fortnight < rules.advance_new.per_fortnight
    rule = rules.advance_trained
    back = here.back
    is_fast = (
        back is not None
        and back.days_off < rule.fast_below_days
        and back.pain < rule.fast_below_pain
        and not here.start.is_slow
    )
    return this_week < (rule.a_week if is_fast else rule.a_week_slow)


# --- a new week


@dataclass(frozen=True, slots=True)
class WeekDone:
    """One week that is over: km planned and done (running), its lights, the share of it that was open to training."""

    planned_km: float
    done_km: float
    runs: tuple[RunDay, ...]
    days_open: int = 7
    was_open: bool = True


def turn_week(here: Standing, monday: date, week: WeekDone) -> Standing:
    """The standing at the start of ``monday``, the week before it counted (rules done_week, ran_more, plateau)."""
    if here.back is None or here.back.began >= monday:
        return replace(here, day=monday)
    here = replace(here, day=monday, is_first_week=False)
    gained = step_gained(here, week)
    counted = _count(here, week, gained)
    here = replace(
        here,
        last_gain=gained,
        weeks_up=_weeks_up(here, counted, gained),
        counted=counted,
        amber_weeks=_amber_weeks(here, week),
    )
    if gained <= 0:
        return here
    here = replace(here, step=here.step + gained)
    if here.back is not None and here.back.before is not None and here.back.is_over(here.step):
        # the break inside the return is made good: the return before it goes on
        here = replace(here, back=replace(here.back.before, began=here.back.began), step=here.back.step_before)
    return here


def step_gained(here: Standing, week: WeekDone) -> float:
    """How far a week moves the return on: 1, a half where most of its runs were not answered for, or 0."""
    rule = load_plan_rules().done_week
    reds = [run for run in week.runs if run.light in (Light.RED, Light.PURPLE)]
    ambers = [run for run in week.runs if run.light is Light.AMBER]
    if week.planned_km <= 0 or week.done_km < rule.share * week.planned_km:
        return 0.0
    if reds or len(ambers) > rule.ambers_max or week.days_open < load_plan_rules().part_week.days_min:
        return 0.0
    calm = [run for run in week.runs if run.light is not Light.AMBER]
    mean = sum(run.weight for run in calm) / len(calm) if calm else 0.0
    return 1.0 if mean > 0.75 else 0.5


def _count(here: Standing, week: WeekDone, gained: float) -> tuple[float, ...]:
    """The counted weeks: what was done; what was planned where it was met (a stride more or less changes nothing)."""
    if gained <= 0:
        return here.counted
    is_met = abs(week.done_km - week.planned_km) <= 0.1 * week.planned_km
    km = week.planned_km if is_met else min(week.done_km, load_plan_rules().ran_more.week_factor * week.planned_km)
    return (*here.counted, km)[-load_plan_rules().return_curve.counted_weeks :]


def _weeks_up(here: Standing, counted: tuple[float, ...], gained: float) -> int:
    """Weeks in a row that rose above the usual week; an easier one begins the row anew."""
    if gained <= 0 or not here.counted or counted[-1] <= here.usual.km * 1.02:
        return 0
    return here.weeks_up + 1 if counted[-1] > here.counted[-1] else 0


def _amber_weeks(here: Standing, week: WeekDone) -> int:
    has_ambers = sum(run.light is Light.AMBER for run in week.runs) > load_plan_rules().done_week.ambers_max
    return here.amber_weeks + 1 if has_ambers else 0


# --- what a week aims at


def weekly_aim(here: Standing) -> float:
    """The running of the coming week in km, before days, minutes and single runs bound it (rules 3.2 and 3.4)."""
    if here.back is None:
        return 0.0
    if here.track is Track.NEW:
        return _new_aim(here, here.back)
    return _above_usual(here) if here.is_at_usual else _return_aim(here, here.back)


def _new_aim(here: Standing, back: Return) -> float:
    rules = load_plan_rules()
    sessions = rules.return_floor.sessions
    if here.position is not None:
        km = sessions * minutes_at(here.track, int(here.position)) / here.usual.pace
        if not back.is_break:
            km = max(km, here.usual.km * back.pain_share)
        is_heavy_start = here.start.is_heavy and here.is_first_week
        return min(km, rules.entry_heavy.first_week_km) if is_heavy_start else km
    last = max(here.counted, default=0.0)
    if not here.counted:
        last = max(back.base_km * back.share, sessions * rules.shortest_run.km)
    return min(careful_rise(last) if here.last_gain > 0 else last, here.base_km)


def _return_aim(here: Standing, back: Return) -> float:
    rules = load_plan_rules()
    factor = back.pain_factor(here.step)
    floor = floor_km(here) * rules.return_floor.sessions * factor
    aim = back.base_km * back.volume_share(here.step) * factor
    if not here.counted:
        cap = rules.first_week_cap.km if here.start.choice == "articles" else back.first_week_cap_km()
        return min(max(min(aim, cap * factor), floor), here.usual.km)
    counted = max(here.counted)
    # on the table the curve and the table lead; the tenth a week is for running without walks
    may_rise = here.last_gain > 0 and here.position is None
    least = rise_from(counted, here.last_gain) if may_rise else counted
    if here.start.choice == "articles":
        return min(max(careful_rise(counted) if may_rise else counted, floor), here.usual.km)
    aim = max(aim, floor, least)
    if back.is_break:
        aim = min(aim, rise_limit(counted))
    return min(aim, here.usual.km)


def floor_km(here: Standing) -> float:
    """What the walk-run table alone gives a session, in km of running (rule return_floor); 0 without a break."""
    rules = load_plan_rules()
    if here.back is None or not here.back.is_break:
        return 0.0
    km = minutes_at(Track.TRAINED, here.position) / here.usual.pace
    share = 1.0 if here.counted else rules.return_floor.share_max
    return min(km, here.usual.km * share / rules.return_floor.sessions)


def _above_usual(here: Standing) -> float:
    """At the usual week: hold it; above it only where the goal asks, three weeks up and one easier."""
    rules = load_plan_rules()
    if here.base_km <= here.usual.km + 1e-6 or not here.counted:
        return here.usual.km
    last = max(here.counted[-1], here.usual.km)
    if here.weeks_up >= rules.deload.weeks_up:
        return max(here.usual.km, last * (1 - rules.deload.cut))
    best = max(max(here.counted), here.usual.km)
    return min(here.base_km, careful_rise(best) if here.last_gain > 0 else best)


# --- single runs


def longest_on(here: Standing, day: date) -> float:
    """The longest running of the last 30 days since the return began, in km; 0 before the first run."""
    return _longest_since_return(here, day)


def running_ceiling(here: Standing, day: date) -> float:
    """The longest running a run on ``day`` may hold, in km (rules single_run_ceiling and first_ceiling)."""
    back = here.back
    if back is None:
        return 0.0
    is_new = here.track is Track.NEW and not back.is_break
    first = 0.0 if is_new else back.first_ceiling_km(here.usual.pace)
    table = _table_km(here)
    longest = longest_on(here, day)
    if longest <= 0:
        return max(first, table)
    grown = single_run_ceiling(longest) if _may_raise(here, day, longest) else longest
    return min(max(first, table, grown), published_ceiling(here, day))


def published_ceiling(here: Standing, day: date) -> float:
    """The published rule alone: a tenth over the longest run of the last 30 days, those before the course included.

    Infinite without a run in these days. Walks of walk-run sessions count here, since a watch counts them.
    """
    since = day - timedelta(days=load_plan_rules().single_run_ceiling.days)
    known = [km for one, km in here.start.earlier if since <= one < day]
    known += [max(run.whole_km, run.longest_km) for run in here.runs if since <= run.day < day]
    return single_run_ceiling(max(known)) if known else float("inf")


def _table_km(here: Standing) -> float:
    """A table session's running always fits (rule 2.7): the table is short."""
    if here.position is None or here.back is None:
        return 0.0
    minutes = minutes_at(here.track, int(here.position))
    factor = here.back.pain_factor(here.step) if here.track is Track.TRAINED else 1.0
    return minutes * factor / here.usual.pace


def _may_raise(here: Standing, day: date, longest: float) -> bool:
    if here.hold_raise_until is not None and day <= here.hold_raise_until:
        return False
    monday = day - timedelta(days=day.weekday())
    this_week = [one for one in here.raised if monday <= one < day]
    return len(this_week) < raises_a_week(here, longest) and day - ONE not in here.raised


def raises_a_week(here: Standing, longest: float) -> int:
    """How often a week the longest run may grow: twice below the usual long run; once above it, or if new or older.

    Once too after more than half a year off.
    """
    rules = load_plan_rules()
    if here.start.is_older:
        return rules.older.raises_a_week
    is_long_break = here.back is not None and here.back.days_off > rules.advance_trained.two_greens_over_days
    if longest >= here.long_km or here.track is Track.NEW or is_long_break:
        return rules.first_ceiling.raises_above_long
    return rules.first_ceiling.raises_a_week


def runs_wanted(here: Standing) -> int:
    """How many runs the week has (rule runs_a_week), before days and minutes bound it."""
    rules = load_plan_rules()
    rule, habit = rules.runs_a_week, here.usual.runs
    if here.is_walk_running or here.track is Track.NEW:
        return (
            min(rules.walk_run.runs_a_week, habit)
            if habit < 3 and here.track is Track.TRAINED
            else rules.walk_run.runs_a_week
        )
    if here.start.is_bone_stress and here.position is not None:
        return min(habit, rules.gate_bone_stress.runs_a_week)
    share = here.back.volume_share(here.step) if here.back else 1.0
    most = rule.most_older if here.start.is_older else rule.most
    wanted = round(habit * (rule.base + rule.per_share * share))
    return max(min(rule.least, habit), min(wanted, habit, most))


def long_share(here: Standing, runs: int) -> float:
    """The share of the week that the longest run holds (rule long_run_share)."""
    rule = load_plan_rules().long_run_share
    share = value_at(rule.by_runs, runs)
    if runs >= 4 and here.usual.km > 0:
        share = max(share, min(rule.own_max, here.usual.long_km / here.usual.km))
    return share


def known_by(runs: Iterable[RunDay], day: date) -> list[RunDay]:
    """The runs whose light is known at the start of ``day``."""
    return [run for run in runs if run.fixed_on <= day or run.is_assumed]
