"""The runs of one week: the draft settled with what happened since, and each run made as if those before were green.

Nothing else of a week moves its runs: strength only needs the minutes of its days. So the road ahead is built from
these.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from runback.domain.adjust import DaysOffWhy
from runback.domain.plan import Light, Session, SessionKind
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import Stage, load_plan_rules, value_at
from runback.plan.course.ceiling import longest_on, published_ceiling, running_ceiling, shortest_km
from runback.plan.course.happened import RunDay
from runback.plan.course.limits import is_without_hills, is_without_speed, run_limit_km, who_limits
from runback.plan.course.races import READY_KM, is_ready, is_too_long, ready_km, strain_days
from runback.plan.course.record import WeekDone, is_near_race, open_days, record, record_run, turn_week
from runback.plan.course.standing import Standing
from runback.plan.course.table import Track, row_at
from runback.plan.reasons import because
from runback.plan.weeks import quality
from runback.plan.weeks.begun import settle
from runback.plan.weeks.context import ONE, PlanContext, first_open_day, kept_sessions
from runback.plan.weeks.draft import Draft, draft_week, race_bounds
from runback.plan.weeks.sessions import RunAsked, one_walk_break, race_session, run_session


@dataclass(frozen=True, slots=True)
class RunWeek:
    """The runs of a week: those ``kept`` with all sessions that are over, those made from ``first`` on, races included.

    ``before`` and ``after`` are the standings on its Monday and on the next.
    """

    draft: Draft
    first: date
    kept: tuple[Session, ...]
    runs: tuple[Session, ...]
    before: Standing
    after: Standing

    @property
    def monday(self) -> date:
        """Its first day."""
        return self.draft.monday

    @property
    def all_runs(self) -> tuple[Session, ...]:
        """The runs of the whole week, those that are over included."""
        return (*(one for one in self.kept if one.is_run), *self.runs)

    @property
    def strength_days(self) -> tuple[date, ...]:
        """The days from ``first`` on that hold strength; no race day does."""
        races = {run.date for run in self.runs if run.kind is SessionKind.RACE}
        return tuple(day for day in self.draft.strength if day >= self.first and day not in races)

    @property
    def usual_share(self) -> float | None:
        """Its running over the usual week, races left aside; None where the usual week is not known."""
        usual = self.before.usual.km
        running = sum(run.running_km for run in self.all_runs if run.kind is not SessionKind.RACE)
        return round(running / usual, 3) if usual > 0 else None


def plan_runs(context: PlanContext, here: Standing, monday: date) -> RunWeek:
    """The runs of the week from ``monday``; ``here`` is the standing on its first day.

    Days that are over stay as planned.
    """
    start = max(monday, context.request.started_on, _well_again(context, monday))
    draft, began = draft_week(context, here, monday, start)
    first = first_open_day(context.request, monday)
    first = max(first, start)
    now = live_days(context, began, start, start)
    if first > start:
        now = live_days(context, here, start, min(first, monday + 7 * ONE))
        has_run = _ran_in(context, start, first)
        next_run = min((day for day in draft.sizes if day >= first), default=first)
        is_break = now.days_off_on(next_run) >= now.break_days
        if is_break and not has_run and any(day < first for day in draft.sizes):
            draft, now = _begin_later(context, draft, here, start, first)
        elif not has_run:
            now = live_days(context, began, start, first)
    if first > start or any(context.is_held(monday + n * ONE) for n in range(7)):
        draft = settle(context, draft, now, first)
    kept = kept_sessions(context.request, monday)
    runs, assumed, now = _make_runs(context, draft, now, first)
    after = _turn(context, now, draft, [*kept, *runs], assumed)
    return RunWeek(draft, first, kept, tuple(runs), here, after)


def _begin_later(
    context: PlanContext, draft: Draft, here: Standing, start: date, first: date
) -> tuple[Draft, Standing]:
    """The draft whose first run was to begin a return and was missed: the days that are left from ``first`` begin it.

    One missed run after the other, so that none of them makes a later run longer.
    """
    now = here
    missed = [day for day in sorted(draft.sizes) if day < first]
    for until in (*(day + ONE for day in missed[:-1]), first):
        now = live_days(context, here, start, until)
        left = [day for day in draft.sizes if day >= until]
        if until == first or (left and now.is_break_on(min(left))):
            draft, now = draft_week(context, now, draft.monday, until, missed=draft)
    return draft, now


def _well_again(context: PlanContext, monday: date) -> date:
    """The first day of the week on which an illness and the days after it are over; its Monday without one.

    The runs of the days before were closed, not missed: the week begins there.
    """
    free = load_plan_rules().ill.free_days + 1
    days = (
        off.last + free * ONE
        for off in context.request.days_off
        if off.why is DaysOffWhy.ILL and off.first <= context.as_of
    )
    within = [day for day in days if monday < day <= monday + 6 * ONE and not _ran_in(context, monday, day)]
    return max(within, default=monday)


def ahead_of(context: PlanContext, week: RunWeek) -> PlanContext:
    """The context of the week after that one: its strength is two days from that week's."""
    days = tuple(day for day in week.strength_days if day >= context.as_of)
    return replace(context, strength_ahead=(*context.strength_ahead, *days))


def live_days(context: PlanContext, here: Standing, first: date, until: date) -> Standing:
    """The standing on ``until``, after the real runs from ``first`` on and the flares, that morning's included."""
    for event in context.happened.events(first, until, context.as_of):
        here = record(here, event)
    return replace(here, day=until)


def _ran_in(context: PlanContext, monday: date, until: date) -> bool:
    return any(monday <= day < until for day in context.happened.runs)


# --- the runs


def _make_runs(
    context: PlanContext, draft: Draft, here: Standing, first: date
) -> tuple[list[Session], list[RunDay], Standing]:
    """The runs of the days from ``first`` on, each taken as done and green for the next; the standing after them."""
    runs: list[Session] = []
    assumed: list[RunDay] = []
    for day in (draft.monday + n * ONE for n in range((first - draft.monday).days, 7)):
        race = _race(context, here, day)
        is_strong = day in draft.strength and race is None
        run = race or _run(context, draft, here, day, is_strong=is_strong, before=len(assumed))
        if run is not None:
            runs.append(run)
            assumed.append(assume(run, here))
            here = record_run(here, assumed[-1])
    return runs, assumed, here


def reserved_min(*, is_strong: bool) -> float:
    """The minutes of a run's day that are kept for its strength session."""
    return load_plan_rules().strength_with_runs.short_min if is_strong else 0.0


def assume(session: Session, here: Standing) -> RunDay:
    """The run as if done as planned and felt green."""
    return RunDay(
        day=session.date,
        km=session.running_km,
        longest_km=session.running_km,
        minutes=session.running_min,
        whole_km=session.distance_km or 0.0,
        light=Light.GREEN,
        weight=1.0,
        fixed_on=session.date,
        planned=session,
        is_race=session.kind is SessionKind.RACE,
        is_assumed=True,
    )


def _turn(
    context: PlanContext, here: Standing, draft: Draft, sessions: list[Session], assumed: list[RunDay]
) -> Standing:
    """The standing on the next Monday, this week counted."""
    monday = draft.monday
    next_monday = monday + 7 * ONE
    real = context.happened.between(monday, next_monday, context.as_of)
    days = {run.day: run for run in (*real, *assumed)}
    runs = tuple(days.values())
    week = WeekDone(
        planned_km=sum(s.running_km for s in sessions if s.is_run and s.kind is not SessionKind.RACE),
        done_km=sum(run.km for run in runs if not run.is_race),
        runs=runs,
        days_open=open_days(here, monday, context.request.off_days),
        aim_km=draft.wanted_km,
        is_near_race=is_near_race(sessions),
    )
    return turn_week(here, next_monday, week)


def _race(context: PlanContext, here: Standing, day: date) -> Session | None:
    """The race of the day, where it is ready; else nothing (the goal's offers say what to do)."""
    race = context.race_on(day)
    if race is None or context.gates.stops or day in context.request.off_days:
        return None
    longest = max(longest_on(here, day), _longest_really_run(context, day))
    if context.is_held(day) or is_too_long(race, published_ceiling(here, day), context.races):
        return None
    if race.race_km > run_limit_km(here.start.limits, day, here.usual.pace):
        return None
    if not is_ready(race, context.happened, longest, strain_days(context.request)):
        return None
    rules = load_plan_rules()
    reason = because(rules.race_ready, "race.today", km=race.race_km)
    walk_breaks = longest < ready_km(race.race_km) - READY_KM
    return race_session(
        day, race.race_km, context.runner, (reason, because(rules.race_no_masking)), walk_breaks=walk_breaks
    )


def _longest_really_run(context: PlanContext, day: date) -> float:
    window = timedelta(days=load_plan_rules().single_run_ceiling.days)
    runs = [r.distance_km for r in context.request.runs if day - window <= r.day < day]
    return max(runs, default=0.0)


def _run(
    context: PlanContext, draft: Draft, here: Standing, day: date, *, is_strong: bool, before: int
) -> Session | None:
    """The run of the day: its size bounded by what happened and by races, in bouts of its row."""
    if day not in draft.sizes:
        return None
    km, reasons = _bounded(context, draft, here, day)
    room = context.run_room(day) - reserved_min(is_strong=is_strong)
    limit_km = run_limit_km(here.start.limits, day, here.usual.pace)
    row = _row_within(here, limit_km)
    if row is not None and not row.walk_s:
        row = None  # the last row is running without walks
    is_exact = here.track is Track.NEW and row is not None
    if is_exact and row is not None:
        km = min(row.run_min / here.usual.pace, limit_km)
        if here.start.is_heavy and here.is_first_week:
            km = min(km, load_plan_rules().entry_heavy.first_week_km / load_plan_rules().walk_run.runs_a_week)
    if row is not None and not is_exact and km * here.usual.pace <= row.run_s / 60 + 0.5:
        row = row if row.bout_min < load_plan_rules().run_bouts.walk_run_below_min else None
    stage = None if row is None else row.stage
    if row is None and _cut_until(here, day):
        row = one_walk_break(km * here.usual.pace)
    is_long = draft.is_long(day)
    role = "walk_run" if row is not None and row.bout_min < 10 else "long_run" if is_long else "easy_run"
    if row is not None and row.bout_min >= load_plan_rules().run_bouts.walk_run_below_min:
        role = "run_breaks"
    rules = load_plan_rules()
    greens = sum(run.light is Light.GREEN for run in here.runs)
    are_enough = greens >= rules.warm_up.build_ups_green_weeks * rules.walk_run.runs_a_week
    runner = context.runner_on(day, before, may_build_up=are_enough and not here.start.is_bone_stress)
    most = {"is_most": km >= limit_km - 0.005, "whole_km": published_ceiling(here, day)}
    asked = RunAsked(day, km, row, role, reasons, is_exact, stage, **most)
    session = run_session(asked, runner, room)
    if _wants_quality(context, draft, here, day, before):
        is_flat = is_without_hills(here.start.limits, day)
        session = quality.quality_session(session, runner, (draft.monday - date.min).days // 7, is_flat=is_flat)
    return session


def _row_within(here: Standing, limit_km: float) -> Stage | None:
    """The row of today; where one of its bouts is longer than a clinician's limit, the highest row that is not."""
    if here.position is None:
        return None
    places = range(int(here.position), 0, -1)
    fits = (place for place in places if row_at(here.track, place).run_s / 60 <= limit_km * here.usual.pace)
    return row_at(here.track, here.position if limit_km == float("inf") else next(fits, 0))


def _bounded(context: PlanContext, draft: Draft, here: Standing, day: date) -> tuple[float, tuple[Reason, ...]]:
    rules = load_plan_rules()
    km = draft.sizes[day]
    reasons = [_why_so_much(here, draft, day)]
    bounds = race_bounds(context, here, day)
    if bounds.share < 1 or km > bounds.km_max:
        km = min(km * bounds.share, bounds.km_max)
        say = "run.taper" if bounds.is_taper else "run.near_race"
        rule = rules.race_taper if bounds.race is None or bounds.race.date >= day else rules.race_after
        reasons.insert(0, because(rule, say, race=bounds.race.race_km if bounds.race else 0.0))
    if until := _cut_until(here, day):
        km *= 1 - rules.light_amber.cut
        reasons.insert(0, because(rules.light_amber, "run.cut", until=until, cut=rules.light_amber.cut))
    last = here.runs[-1] if here.runs else None
    if last is not None and last.light is Light.AMBER and not here.is_on_short_bouts:
        km = min(km, max(last.longest_km, shortest_km(here), _least_of_ambers(here, draft.sizes[day])))
        reasons.insert(0, because(rules.light_amber, "run.after_amber", day=last.day))
    if share := here.red_share_on(day):
        # after a flare outside running there is no red run to be half of
        whole = max(here.red_km or km, shortest_km(here))
        km = max(min(km, share * whole), shortest_km(here) * share)
        if share < 1:
            say = "run.after_red" if here.red_km else "run.after_flare"
            reasons.insert(0, because(rules.light_red, say, share=share))
    ceiling = running_ceiling(here, day)
    limit = who_limits(here.start.limits, day, ceiling, here.usual.pace)
    if km >= ceiling - 0.005:
        km = ceiling
        if limit is None:
            reasons.append(because(rules.single_run_ceiling, "run.ceiling", km=ceiling))
        else:
            reasons.append(because(rules.clinician_limit, "run.limit", km=ceiling, by=limit.by))
    return km, tuple(reasons)


def _least_of_ambers(here: Standing, km: float) -> float:
    """What a run of ``km`` keeps while one amber follows the other for more than a week; 0 before.

    Each run no longer than the one before would end at the shortest of all, while the same pain at the start of a
    course leaves most of the usual week: its share is kept then.
    """
    rules = load_plan_rules()
    chain = list(takewhile(lambda run: run.light is Light.AMBER, reversed(here.runs)))
    if (chain[0].day - chain[-1].day).days < rules.expiry.amber_days:
        return 0.0
    pain = max(chain[0].felt.pain or 0, chain[0].felt.morning or 0)
    return km * min(value_at(rules.pain_share.share, pain), 1 - rules.light_amber.cut)


def _cut_until(here: Standing, day: date) -> date | None:
    """The last day of the cut after two ambers in a row, where it is in force on ``day``."""
    is_cut = here.cut_until is not None and here.cut_since is not None and here.cut_since <= day <= here.cut_until
    return here.cut_until if is_cut else None


def _why_so_much(here: Standing, draft: Draft, day: date) -> Reason:
    rules = load_plan_rules()
    back = here.back
    if here.position is not None:
        row = row_at(here.track, here.position)
        rows = len(rules.table_trained if here.track is Track.TRAINED else rules.table_new)
        return because(rules.walk_run, "run.table", stage=row.stage, stages=rows)
    if here.track is Track.NEW:
        return because(rules.weekly_rise, "run.new")
    if back is not None and not here.is_at_usual:
        share = draft.wanted_km / here.usual.km if here.usual.km else 1.0
        if back.is_break:
            weeks = max(1, round(back.weeks))
            week = min(int(here.step), weeks)
            return because(rules.return_curve, "run.return", share=share, week=week, weeks=weeks)
        return because(rules.pain_share, "run.sore", share=share, pain=back.pain)
    if draft.wanted_km > here.usual.km * 1.01:
        return because(rules.weekly_rise, "run.above_usual", usual=here.usual.km)
    return because(rules.usual_week, "run.usual", usual=here.usual.km)


def _wants_quality(context: PlanContext, draft: Draft, here: Standing, day: date, before: int) -> bool:
    """One run of the week may be a harder one: three green weeks near the usual, three runs, not the long one.

    One that stood earlier in the week was it, done or missed.
    """
    rule = load_plan_rules().quality
    if any(session.role in quality.ROLES for session in kept_sessions(context.request, draft.monday)):
        return False
    runs = sorted(draft.sizes)
    if len(runs) < rule.runs or draft.is_long(day) or here.position is not None or here.start.is_bone_stress:
        return False
    if here.start.is_older or here.cut_until or here.after_red_on(day) or is_without_speed(here.start.limits, day):
        return False
    if race_bounds(context, here, day).race is not None:
        return False
    if here.usual.km <= 0 or min((*here.counted, 0.0) if len(here.counted) < rule.green_weeks else here.counted) < (
        rule.usual_share * here.usual.km
    ):
        return False
    recent = [run for run in here.runs if run.day >= day - timedelta(weeks=rule.green_weeks)]
    if len(recent) < rule.runs * rule.green_weeks or any(run.light is not Light.GREEN for run in recent):
        return False
    # a chronic back may be green with a 3 or a 4; faster minutes end with pain over 2 for everybody
    if any((run.felt.pain or 0) > load_plan_rules().light_green.pain_max for run in recent):
        return False
    easy = (d for d in runs if not draft.is_long(d) and d not in draft.strength)
    middle = [d for d in easy if d + ONE != draft.long_day and d - ONE != draft.long_day]
    return bool(middle) and day == middle[0]
