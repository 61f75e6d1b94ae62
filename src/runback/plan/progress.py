"""Progress along the walk-run stages and into mileage, folded over the lights of the runs."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.plan import Light, Session
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.entry import Entry
from runback.plan.lights import JudgedRun
from runback.plan.request import PlanRequest
from runback.plan.stages import is_at_top, stage_of

LAST_STAGE = 12
LIGHT_DAYS = 14
"""A red or a pair of ambers lowers mileage for so many days."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a runner stands. ``stage`` None is mileage.

    ``greens`` counts green sessions at the upper count of this stage; ``promoted`` the
    stages won in the week of ``week``; ``due`` a stage won that begins next week.
    ``cut`` is the share of repetitions (or km) after ambers, gaps and reds.
    """

    stage: int | None
    is_fast: bool
    greens: int = 0
    ambers: int = 0
    cut: float = 1.0
    due: bool = False
    promoted: int = 0
    week: date | None = None
    last_red: date | None = None
    last_run: date | None = None
    continuous_greens: int = 0


def turn_week(progress: Progress, day: date) -> Progress:
    """The progress as it stands on ``day``: a stage that is due begins with the new week."""
    week = monday_of(day)
    if progress.week == week:
        return progress
    fresh = replace(progress, week=week, promoted=0, continuous_greens=0)
    if progress.due and progress.stage is not None:
        stage = None if progress.stage == LAST_STAGE else progress.stage + 1
        fresh = replace(fresh, stage=stage, due=False, greens=0, promoted=1)
    return fresh


def after_run(progress: Progress, day: date, light: Light, *, is_counted: bool, is_top: bool) -> Progress:
    """The progress after one run with its light."""
    progress = replace(turn_week(progress, day), last_run=day)
    if light in (Light.RED, Light.PURPLE):
        return _after_red(progress, day)
    if light is Light.AMBER:
        return _after_amber(progress)
    return _after_green(progress, is_counted=is_counted, is_top=is_top)


def _after_red(progress: Progress, day: date) -> Progress:
    rules = load_plan_rules()
    again = progress.last_red is not None and (day - progress.last_red).days <= rules.number("light_red", "again_days")
    back = rules.whole("light_red", "stages_back_again" if again else "stages_back")
    stage = None if progress.stage is None else max(1, progress.stage - back)
    return replace(_after_amber(progress), stage=stage, last_red=day)


def _after_amber(progress: Progress) -> Progress:
    """Held, and cut after two in a row; a red counts as one too, so that it never leaves more than an amber."""
    rules = load_plan_rules()
    ambers = progress.ambers + 1
    twice = ambers >= rules.number("light_amber", "repeats_for_cut")
    cut = 1 - rules.number("light_amber", "cut") if twice else progress.cut
    return replace(progress, ambers=ambers, greens=0, due=False, cut=min(cut, progress.cut), continuous_greens=0)


def _after_green(progress: Progress, *, is_counted: bool, is_top: bool) -> Progress:
    if not is_counted:
        return progress
    progress = replace(progress, ambers=0, cut=1.0)
    if progress.stage is None or not is_top:
        return progress
    rules = load_plan_rules()
    greens = progress.greens + 1
    if progress.stage == LAST_STAGE:
        continuous = progress.continuous_greens + 1
        done = continuous >= rules.number("mileage_start", "sessions")
        return replace(progress, greens=greens, continuous_greens=continuous, due=progress.due or done)
    rule = "walk_run_progress_fast" if progress.is_fast else "walk_run_progress"
    stage = progress.stage
    progress = replace(progress, greens=greens)
    if greens < rules.number(rule, "greens"):
        return progress
    if not progress.is_fast:
        return replace(progress, due=True)
    if progress.promoted < rules.number(rule, "stages_per_week"):
        return replace(progress, stage=stage + 1, greens=0, promoted=progress.promoted + 1)
    return replace(progress, due=True)


def after_gap(progress: Progress, gap_days: int, *, was_painless: bool) -> Progress:
    """The progress after ``gap_days`` days without a run within the program (plan_rules 5 and 12)."""
    number = load_plan_rules().number
    if gap_days <= number("gap_0_5", "days_high"):
        return progress
    fresh = replace(progress, greens=0, due=False, continuous_greens=0)
    if gap_days <= number("gap_6_13", "days_high"):
        return replace(fresh, cut=min(fresh.cut, number("gap_6_13", "share")))
    return replace(fresh, stage=_stage_after_gap(fresh.stage, gap_days, was_painless=was_painless))


def _stage_after_gap(stage: int | None, gap_days: int, *, was_painless: bool) -> int | None:
    rules = load_plan_rules()
    if gap_days > rules.number("gap_29_56", "days_high"):
        return min(stage or LAST_STAGE, rules.whole("entry_long_off", "stage"))
    if gap_days > rules.number("gap_14_28", "days_high"):
        limit = rules.whole("gap_29_56" if was_painless else "entry_chronic", "stage_low")
        return min(stage or LAST_STAGE, limit)
    if stage is None:
        return None if was_painless else rules.whole("entry_weeks_off", "stage")
    return max(1, stage - 2) if was_painless else min(stage, rules.whole("entry_weeks_off", "stage"))


def fold_progress(request: PlanRequest, entry: Entry, judged: tuple[JudgedRun, ...]) -> Progress:
    """The progress on ``as_of`` from the entry and every judged run; the week is turned to ``as_of``."""
    planned = {s.date: s for week in request.past_weeks for s in week.sessions if s.is_run}
    progress = Progress(entry.stage, entry.is_fast)
    was_painless = False
    for one in judged:
        day = one.log.day
        if progress.last_run is not None:
            progress = after_gap(progress, (day - progress.last_run).days - 1, was_painless=was_painless)
        is_top = _was_top(planned.get(day), one)
        if one.light is not Light.GREEN:
            progress = _at_stage_done(progress, planned.get(day))
        progress = after_run(progress, day, one.light, is_counted=one.is_counted, is_top=is_top)
        was_painless = one.light is Light.GREEN and one.log.pain_during == 0
    if progress.last_run is not None:
        progress = after_gap(progress, (request.as_of - progress.last_run).days - 1, was_painless=was_painless)
    return turn_week(progress, request.as_of)


def _at_stage_done(progress: Progress, session: Session | None) -> Progress:
    """The progress at the stage that was run, where minutes or the ceiling had left no room for the one reached."""
    done = None if session is None else stage_of(session)
    return progress if done is None or progress.stage is None else replace(progress, stage=min(progress.stage, done))


def _was_top(session: Session | None, one: JudgedRun) -> bool:
    """Whether a logged run was the upper count: planned so, and done for most of the planned time."""
    if session is None:
        return False
    done = one.log.duration_min
    return is_at_top(session) and (done is None or done >= 0.8 * (session.duration_min or 0))


def mileage_factor(judged: tuple[JudgedRun, ...], as_of: date) -> tuple[float, bool]:
    """The share of mileage left after the lights of the last 14 days, and whether no rise is allowed.

    Each red takes a fifth, as do two ambers in a row; any light but green holds.
    """
    cut = 1 - load_plan_rules().number("light_amber", "cut")
    recent = [one for one in judged if one.log.day > as_of - timedelta(days=LIGHT_DAYS)]
    factor = 1.0
    ambers = 0
    for one in recent:
        if one.light.rank >= Light.RED.rank:
            factor, ambers = factor * cut, 0
        elif one.light is Light.AMBER:
            ambers += 1
        elif one.is_counted:
            ambers = 0
        if ambers == load_plan_rules().number("light_amber", "repeats_for_cut"):
            factor *= cut
    return factor, any(one.light is not Light.GREEN for one in recent)


def green_weeks(judged: tuple[JudgedRun, ...], as_of: date) -> int:
    """Whole weeks in a row before the week of ``as_of`` with three runs or more, all green."""
    need = load_plan_rules().number("intensity_wait", "runs")
    week = monday_of(as_of) - timedelta(weeks=1)
    count = 0
    while True:
        runs = [one for one in judged if monday_of(one.log.day) == week]
        if len(runs) < need or not all(one.is_counted for one in runs):
            return count
        count += 1
        week -= timedelta(weeks=1)
