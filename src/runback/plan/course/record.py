"""What a run, and a week that is over, change in where the runner stands (plan_rules_2, 2, 3.3 and 4).

Both work with what really happened and, for days to come, with the planned sessions taken as done and green.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from runback.domain.plan import Light, Session
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.ceiling import longest_on, running_ceiling
from runback.plan.course.happened import FLARE_GAP_DAYS, Red, RunDay
from runback.plan.course.standing import ONE, REMEMBERED, WEEK, Standing, lowered_by_flare, restart
from runback.plan.course.table import Track, minutes_at, rows_of

AS_PLANNED = 0.05
"""A run within a twentieth of its plan was run as planned."""


def record(here: Standing, event: RunDay | Red) -> Standing:
    """The standing after a run, or after a day of a flare outside running."""
    return record_run(here, event) if isinstance(event, RunDay) else _record_flare(here, event)


def _record_flare(here: Standing, flare: Red) -> Standing:
    """The next run is half as long, as after a red run, or one row back; a flare of several days counts once."""
    if here.back is None:
        return replace(here, flare_on=flare.day)
    reds = [run.day for run in here.runs if run.light in (Light.RED, Light.PURPLE)]
    last = max((*reds[-1:], *((here.flare_on,) if here.flare_on else ())), default=date.min)
    here = replace(here, flare_on=flare.day, greens=0.0)
    if (flare.day - last).days <= FLARE_GAP_DAYS + 1:
        return here
    return lowered_by_flare(here)


def record_run(here: Standing, run: RunDay) -> Standing:
    """The standing after the run of that day, its light included (a pending light counts once it is known)."""
    if here.is_break_on(run.day):
        here = restart(here, run.day, here.days_off_on(run.day))
    longest = longest_on(here, run.day)
    # a stride more or less is no raise: it would take the long run's
    has_grown = _as_meant(run) > longest * load_plan_rules().first_ceiling.raise_over and longest > 0
    if (has_grown or longest <= 0) and _is_far_beyond(here, run):
        until = run.day + load_plan_rules().ran_more.hold_days * ONE
        here = replace(here, hold_raise_until=until, beyond=(run.day, run.longest_km, running_ceiling(here, run.day)))
    here = replace(
        here,
        day=run.day,
        last_run=run.day,
        runs=(*(one for one in here.runs if one.day > run.day - REMEMBERED), run),
        raised=(*here.raised, run.day)[-6:] if has_grown else here.raised,
    )
    return _read_light(here, run)


def _is_far_beyond(here: Standing, run: RunDay) -> bool:
    limit = running_ceiling(here, run.day) * load_plan_rules().ran_more.single_run_factor
    return not run.is_assumed and not run.is_race and run.longest_km > limit


def _as_meant(run: RunDay) -> float:
    """The longest run of a day, in km; as planned where it was within a twentieth of that."""
    planned = run.planned.running_km if run.planned else 0.0
    return planned if abs(run.longest_km - planned) <= AS_PLANNED * planned else run.longest_km


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
    in_a_row = len(list(takewhile(lambda one: one.light is Light.AMBER, reversed(here.runs))))
    here = replace(here, greens=0.0)
    if in_a_row < rule.in_a_row:
        return here
    if here.cut_until is not None and here.cut_until >= run.day:
        return here
    if here.position is not None:
        # two ambers in a row: the earlier row once while the cut lasts, at most two below the best green one
        here = replace(here, position=max(here.position - 1, here.best - 2, 0.0))
    return replace(here, cut_since=run.day + ONE, cut_until=run.day + rule.cut_days * ONE)


def _after_calm(here: Standing, run: RunDay) -> Standing:
    """A green or an unknown run: recovery from a red continues, a cut ends after two green runs."""
    if run.light is Light.GREEN and here.after_red:
        step = here.after_red_on(run.day)
        here = replace(here, after_red=step + 1 if 0 < step < load_plan_rules().expiry.red_greens else 0)
    greens = [one for one in here.runs if here.cut_since and one.day >= here.cut_since and one.light is Light.GREEN]
    if here.cut_until is not None and len(greens) >= load_plan_rules().expiry.amber_greens:
        here = replace(here, cut_until=None, cut_since=None)
    return here


def _climb(here: Standing, run: RunDay) -> Standing:
    """Progress on the table: a row for each green session, or two, within what a week may gain."""
    position = here.position
    if run.is_race:
        return here
    step_min = minutes_at(here.track, position)
    planned_min = run.planned.running_min if run.planned else step_min
    if position is None or run.minutes < load_plan_rules().done_week.share * min(planned_min, step_min):
        return here
    here = replace(here, best=max(here.best, position))
    greens = here.greens + run.weight
    last = len(rows_of(here.track)) - 1
    is_last = int(position + 1e-9) >= last
    # a new runner's table ends with two green sessions of its last row, whatever rows the week has gained
    may_gain = _may_gain(here, run.day) or (is_last and here.track is Track.NEW)
    if greens < greens_needed(here) - 1e-9 or not may_gain:
        return replace(here, greens=min(greens, greens_needed(here)))
    gained = (*(day for day in here.gained if day > run.day - 2 * WEEK), run.day)
    if is_last:
        return replace(here, position=None, greens=0.0, gained=gained)
    return replace(here, position=min(float(last), position + 1), greens=0.0, gained=gained)


def greens_needed(here: Standing) -> int:
    """How many green sessions the next row of the table takes."""
    rules = load_plan_rules()
    if here.track is Track.NEW:
        return rules.advance_new.greens
    off = here.back.longest_off if here.back else 0
    return 2 if off > rules.advance_trained.two_greens_over_days else 1


def _may_gain(here: Standing, day: date) -> bool:
    """Whether this plan week (for new runners: these two) may still gain a row."""
    rules = load_plan_rules()
    monday = day - timedelta(days=day.weekday())
    this_week = sum(one >= monday for one in here.gained)
    if here.track is Track.NEW:
        if here.start.is_heavy:
            return this_week < rules.entry_heavy.stages_a_week
        if here.start.is_slow:
            return this_week < rules.advance_new.a_week_sore
        fortnight = sum(one >= monday - WEEK for one in here.gained)
        return this_week < 2 and fortnight < rules.advance_new.per_fortnight
    rule = rules.advance_trained
    back = here.back
    is_fast = (
        back is not None
        and back.longest_off < rule.fast_below_days
        and back.pain < rule.fast_below_pain
        and not here.start.is_slow
    )
    return this_week < (rule.a_week if is_fast else rule.a_week_slow)


# --- a new week


@dataclass(frozen=True, slots=True)
class WeekDone:
    """One week that is over: km planned and done (running), its lights, the days of it that were open to training.

    ``aim_km`` is what a whole week would have held; ``is_near_race`` whether a race made its runs shorter.
    """

    planned_km: float
    done_km: float
    runs: tuple[RunDay, ...]
    days_open: int = 7
    aim_km: float = 0.0
    is_near_race: bool = False


def is_near_race(sessions: Iterable[Session]) -> bool:
    """Whether a race before or after them made some of these sessions shorter."""
    rules = load_plan_rules()
    around = {rules.race_taper.id, rules.race_after.id}
    return any(reason.rule in around for session in sessions for reason in session.reasons)


def open_days(here: Standing, monday: date, days_off: Collection[date]) -> int:
    """The days of the week that were open to training: none off, and none before the course began."""
    return sum(day >= here.start.starts_on and day not in days_off for day in (monday + n * ONE for n in range(7)))


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
        flat_weeks=_flat_weeks(here, week, counted),
    )
    if gained <= 0:
        return here
    if not here.is_on_short_bouts and any(run.light is Light.AMBER for run in week.runs):
        # a week with one amber counts, and the long run waits for the next
        here = replace(here, hold_raise_until=max(here.hold_raise_until or date.min, monday + 6 * ONE))
    here = replace(here, step=here.step + gained)
    if here.back is not None and here.back.before is not None and here.back.is_over(here.step):
        # the break inside the return is made up for: the return before it continues from the week it was at
        counted = here.counted or (here.back.base_km,)
        here = replace(here, back=here.back.resumed(here.usual.pace), step=here.back.step_before, counted=counted)
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
    """The counted weeks: what was done; what was planned where it was met (a stride more or less changes nothing).

    A first week that began late counts as a whole one would, until a whole one is done, and not at all with too few
    days (rule part_week). The weeks around a race are lighter by plan and change nothing.
    """
    days = _days_of_return(here)
    if gained <= 0 or week.is_near_race or days < load_plan_rules().part_week.days_min:
        return here.counted
    is_met = abs(week.done_km - week.planned_km) <= 0.1 * week.planned_km
    km = week.planned_km if is_met else min(week.done_km, load_plan_rules().ran_more.week_factor * week.planned_km)
    km = max(km, min(week.aim_km, km * 7 / days))
    if days == 7 and _was_first_week_late(here):
        return (km,)
    return (*here.counted, km)[-load_plan_rules().return_curve.counted_weeks :]


def _was_first_week_late(here: Standing) -> bool:
    """Whether the one week counted so far began late, so that its kilometres are those of a week that never was."""
    began = here.back.began if here.back is not None else here.day
    return len(here.counted) == 1 and began.weekday() > 0 and here.day - 2 * WEEK <= began < here.day - WEEK


def _days_of_return(here: Standing) -> int:
    """The days of the week before ``here.day`` since the first run of a return that began in it; else all seven."""
    monday = here.day - WEEK
    has_begun = here.back is not None and here.back.began >= monday and not here.counted
    return 7 - here.back.began.weekday() if here.back is not None and has_begun else 7


def _weeks_up(here: Standing, counted: tuple[float, ...], gained: float) -> int:
    """Weeks in a row that rose above the usual week; an easier one begins the row again."""
    if here.track is Track.NEW or gained <= 0 or not here.counted or counted[-1] <= here.usual.km * 1.02:
        return 0
    return here.weeks_up + 1 if counted[-1] > here.counted[-1] else 0


def _flat_weeks(here: Standing, week: WeekDone, counted: tuple[float, ...]) -> int:
    """Weeks in a row below the usual one and without a red that brought neither kilometres nor a row (rule plateau)."""
    has_red = any(run.light in (Light.RED, Light.PURPLE) for run in week.runs)
    has_risen = bool(counted) and counted[-1] > max(here.counted, default=0.0) * 1.02
    has_risen = has_risen or any(one >= here.day - WEEK for one in here.gained)
    if has_red or has_risen or here.is_at_usual or week.is_near_race:
        return 0
    return here.flat_weeks + 1


def _amber_weeks(here: Standing, week: WeekDone) -> int:
    has_ambers = sum(run.light is Light.AMBER for run in week.runs) > load_plan_rules().done_week.ambers_max
    return here.amber_weeks + 1 if has_ambers else 0
