"""One week of sessions: the draft settled with what happened since, each run made, the rest of the week around it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.adjust import DaysOffWhy
from runback.domain.plan import Light, Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import round_down
from runback.plan.course.happened import RunDay
from runback.plan.course.races import is_ready, run_walk_ready_km
from runback.plan.course.standing import (
    Standing,
    WeekDone,
    longest_on,
    record_run,
    running_ceiling,
    turn_week,
)
from runback.plan.course.table import Track, row_at
from runback.plan.reasons import because
from runback.plan.strength import StrengthPlan, next_plan, strength_session
from runback.plan.weeks.context import ACTIVE, ONE, PlanContext, first_open_day, kept_sessions
from runback.plan.weeks.draft import Draft, ask_week, draft_week, race_bounds, strength_days_before
from runback.plan.weeks.placement import place_week
from runback.plan.weeks.quality import quality_session
from runback.plan.weeks.sessions import (
    MOBILITY_MIN,
    RunAsked,
    cross_session,
    mobility_session,
    race_session,
    rest_session,
    run_session,
    walk_session,
)
from runback.plan.weeks.sizes import Aim, shortest_km

WALKS_A_WEEK = 5


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """A week, the standing after it, and what the pages say of it."""

    week: Week
    after: Standing
    draft: Draft
    strength: StrengthPlan


def plan_week(context: PlanContext, here: Standing, monday: date, strength: StrengthPlan) -> PlannedWeek:
    """The week from ``monday``; ``here`` is the standing on its first day. Days that are over stay as planned."""
    start = max(monday, context.request.started_on)
    draft, began = draft_week(context, here, monday, start)
    first = first_open_day(context.request, monday)
    first = max(first, start)
    now = began
    if first > start:
        now = live_days(context, here, start, min(first, monday + 7 * ONE))
        has_run = _ran_in(context, start, first)
        if now.is_break_on(first) and not has_run and any(day < first for day in draft.sizes):
            # the first run of the return was missed: the days that are left begin it
            draft, now = draft_week(context, now, monday, first)
        elif not has_run:
            now = replace(began, day=first)
    if first > start or any(context.is_held(monday + n * ONE) for n in range(7)):
        draft = settle(context, draft, now, first)
    kept = kept_sessions(context.request, monday)
    sessions, after, strength = _make_sessions(context, draft, now, first, kept, strength)
    sessions = _add_around(context, monday, first, [*kept, *sessions])
    return PlannedWeek(_week(monday, sessions, draft, after, here, context), after, draft, strength)


def live_days(context: PlanContext, here: Standing, first: date, until: date) -> Standing:
    """The standing after the real runs from ``first`` up to, not including, ``until``."""
    for run in context.happened.between(first, until, context.as_of):
        here = record_run(here, run)
    return replace(here, day=until)


def _ran_in(context: PlanContext, monday: date, until: date) -> bool:
    return any(monday <= day < until for day in context.happened.runs)


# --- what is left of a begun week


def settle(context: PlanContext, draft: Draft, now: Standing, first: date) -> Draft:
    """The draft with its remaining days placed again where a hold, a run or a day off is in the way.

    Missed runs are not made up; a run that nobody planned takes its distance from the runs that are left.
    """
    left = [day for day in sorted(draft.sizes) if day >= first]
    open_days = [
        day
        for day in (first + n * ONE for n in range((draft.monday + 6 * ONE - first).days + 1))
        if context.is_run_day(day)
        and not context.is_held(day)
        and context.race_on(day) is None
        and not race_bounds(context, now, day).is_rest
    ]
    strong = [day for day in draft.strength if day >= first]
    long_left = draft.long_day if draft.long_day in left else None
    ordered = ([long_left] if long_left else []) + [day for day in left if day != long_left]
    sizes = tuple(draft.sizes[day] for day in ordered)
    aim = Aim(sum(sizes), sizes, draft.wanted_km)
    kept = (
        tuple((day - draft.monday).days for day in left),
        tuple((day - draft.monday).days for day in strong),
    )
    question = ask_week(context, now, draft.monday, first, open_days, aim, kept)
    question = replace(
        question,
        strength_wanted=_strength_left(context, draft, first),
        active_before=_active_before(context, draft.monday, first),
        has_long=long_left is not None,
    )
    placed = place_week(question)
    days = [draft.monday + n * ONE for n in placed.runs]
    long_day = None if placed.long_day is None else draft.monday + placed.long_day * ONE
    new = _hand_out(sizes, days, long_day, is_long_left=long_left is not None)
    new = _less_what_was_extra(context, draft, now, new, first)
    return replace(
        draft,
        sizes=new,
        long_day=long_day if long_left is not None else None,
        strength=tuple(draft.monday + n * ONE for n in placed.strength),
    )


def _strength_left(context: PlanContext, draft: Draft, first: date) -> int:
    """The strength sessions of the week that are not done yet: one that was missed goes to a later day."""
    done = [day for day in strength_days_before(context, first) if day >= draft.monday]
    return max(0, len(draft.strength) - len(done))


def _hand_out(
    sizes: tuple[float, ...], days: list[date], long_day: date | None, *, is_long_left: bool
) -> dict[date, float]:
    """The sizes on their days: the long run on its day, the others in turn; runs that found no day are left out."""
    if not days:
        return {}
    if not is_long_left or long_day is None:
        return dict(zip(days, sizes, strict=False))
    others = [day for day in days if day != long_day]
    found = {long_day: sizes[0]} | dict(zip(others, sizes[1:], strict=False))
    return {day: found[day] for day in days}


def _less_what_was_extra(
    context: PlanContext, draft: Draft, now: Standing, sizes: dict[date, float], first: date
) -> dict[date, float]:
    planned = {d: s for d, s in context.happened.planned.items() if draft.monday <= d < first}
    runs = context.happened.between(draft.monday, first, context.as_of)
    extra = sum(run.km for run in runs if run.day not in planned)
    if extra <= 0 or not sizes:
        return sizes
    least = shortest_km(now)
    for day in sorted(sizes, key=lambda one: (one == draft.long_day, sizes[one])):
        taken = min(extra, max(0.0, sizes[day] - least))
        sizes[day] -= taken
        extra -= taken
    return sizes


def _active_before(context: PlanContext, monday: date, first: date) -> int:
    """Days of this week that are over and were no rest days; the ones that the week still needs are kept free."""
    ran = {day for day in context.happened.runs if monday <= day < first}
    kept = {
        s.date
        for s in kept_sessions(context.request, monday)
        if s.kind in ACTIVE and s.date not in context.happened.missed
    }
    return min(len(ran | kept), 5)


# --- the sessions


def _make_sessions(
    context: PlanContext, draft: Draft, here: Standing, first: date, kept: tuple[Session, ...], strength: StrengthPlan
) -> tuple[list[Session], Standing, StrengthPlan]:
    """The sessions of the days from ``first`` on, each run taken as done and green for the next."""
    sessions: list[Session] = []
    number = sum(s.kind is SessionKind.STRENGTH for s in kept)
    assumed: list[RunDay] = []
    for day in (draft.monday + n * ONE for n in range((first - draft.monday).days, 7)):
        race = _race(context, here, day)
        is_strong = day in draft.strength and race is None
        run = race or _run(context, draft, here, day, is_strong=is_strong, before=len(assumed))
        left = context.minutes(day)
        if run is not None:
            sessions.append(run)
            left -= run.duration_min or 0
            room = min(left - _reserved(is_strong), MOBILITY_MIN) if is_strong else left
            mobility = mobility_session(day, context.runner.traits, room)
            if race is None and (mobility.duration_min or 0) > 0:
                sessions.append(mobility)
                left -= mobility.duration_min or 0
            ran = assume(run, here)
            assumed.append(ran)
            here = record_run(here, ran)
        if is_strong:
            session = strength_session(day, strength, left, number, is_short=_is_race_week(context, day))
            sessions.append(session)
            strength = next_plan(strength, session)
            number += 1
    after = _turn(context, here, draft, [*kept, *sessions], assumed)
    return sessions, after, strength


def _reserved(is_strong: bool) -> float:
    return load_plan_rules().strength_with_runs.short_min if is_strong else 0.0


def _is_race_week(context: PlanContext, day: date) -> bool:
    return any(0 <= (race.date - day).days < 7 for race in context.races)


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
    return turn_week(
        here, next_monday, week_done(context, monday, tuple(days.values()), tuple(sessions), draft.wanted_km)
    )


def week_done(
    context: PlanContext, monday: date, runs: tuple[RunDay, ...], sessions: tuple[Session, ...], wanted_km: float
) -> WeekDone:
    """The week as it counts: planned and done running, days that were open to training."""
    planned = sum(s.running_km for s in sessions if s.is_run and s.kind is not SessionKind.RACE)
    has_plan = any(s.date.toordinal() - monday.toordinal() < 7 for s in sessions)
    off = sum(monday + n * ONE in context.request.off_days for n in range(7))
    return WeekDone(
        planned_km=planned if has_plan else wanted_km,
        done_km=sum(run.km for run in runs if not run.is_race),
        runs=runs,
        days_open=7 - off,
    )


def _race(context: PlanContext, here: Standing, day: date) -> Session | None:
    """The race of the day, where it is ready; else nothing (the goal's offers say what to do)."""
    race = context.race_on(day)
    if race is None or context.gates.stops or day in context.request.off_days:
        return None
    longest = max(longest_on(here, day), _longest_really_run(context, day))
    if context.is_held(day) or not is_ready(race, context.happened, longest):
        return None
    rules = load_plan_rules()
    reason = because(rules.race_ready, "race.today", km=race.race_km)
    walk_breaks = longest < rules.race_ready.share * race.race_km and race.race_km > run_walk_ready_km(race.race_km)
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
    room = context.run_room(day) - _reserved(is_strong)
    row = None if here.position is None else row_at(here.track, here.position)
    is_exact = here.track is Track.NEW and row is not None
    if is_exact and row is not None:
        km = row.run_min / here.usual.pace
        if here.start.is_heavy and here.is_first_week:
            km = min(km, load_plan_rules().entry_heavy.first_week_km / load_plan_rules().walk_run.runs_a_week)
    if row is not None and not is_exact and km * here.usual.pace <= row.run_s / 60 + 0.5:
        row = row if row.bout_min < load_plan_rules().run_bouts.walk_run_below_min else None
    is_long = draft.is_long(day)
    role = "walk_run" if row is not None and row.bout_min < 10 else "long_run" if is_long else "easy_run"
    if row is not None and row.bout_min >= load_plan_rules().run_bouts.walk_run_below_min:
        role = "run_breaks"
    greens = sum(run.light is Light.GREEN for run in here.runs)
    runner = context.runner_on(day, before, may_build_up=greens >= 6 and not here.start.is_bone_stress)
    asked = RunAsked(day, km, row, role, reasons, is_exact, None if row is None else row.stage)
    session = run_session(asked, runner, room)
    if _wants_quality(context, draft, here, day, before):
        session = quality_session(session, runner, (draft.monday - date.min).days // 7)
    return session


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
    if here.cut_until is not None and here.cut_since is not None and here.cut_since <= day <= here.cut_until:
        km *= 1 - rules.light_amber.cut
        reasons.insert(0, because(rules.light_amber, "run.cut", until=here.cut_until, cut=rules.light_amber.cut))
    last = here.runs[-1] if here.runs else None
    if last is not None and last.light is Light.AMBER and here.position is None:
        km = min(km, max(last.longest_km, shortest_km(here)))
        reasons.insert(0, because(rules.light_amber, "run.after_amber", day=last.day))
    if here.after_red and here.position is None:
        share = rules.light_red.first_share if here.after_red == 1 else rules.light_red.second_share
        km = max(min(km, share * max(here.red_km, shortest_km(here))), shortest_km(here) * share)
        reasons.insert(0, because(rules.light_red, "run.after_red", share=share))
    ceiling = running_ceiling(here, day)
    if km >= ceiling - 0.005:
        km = ceiling
        reasons.append(because(rules.single_run_ceiling, "run.ceiling", km=ceiling))
    return km, tuple(reasons)


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
    """One run of the week may be a harder one: three green weeks near the usual, three runs, not the long one."""
    rule = load_plan_rules().quality
    runs = sorted(draft.sizes)
    if len(runs) < rule.runs or draft.is_long(day) or here.position is not None or here.start.is_bone_stress:
        return False
    if here.start.is_older or race_bounds(context, here, day).race is not None or here.cut_until or here.after_red:
        return False
    if here.usual.km <= 0 or min((*here.counted, 0.0) if len(here.counted) < rule.green_weeks else here.counted) < (
        rule.usual_share * here.usual.km
    ):
        return False
    recent = [run for run in here.runs if run.day >= day - timedelta(weeks=rule.green_weeks)]
    if len(recent) < rule.runs * rule.green_weeks or any(run.light is not Light.GREEN for run in recent):
        return False
    middle = [d for d in runs if not draft.is_long(d) and d + ONE != draft.long_day and d - ONE != draft.long_day]
    return bool(middle) and day == middle[0]


# --- around the runs


def _add_around(context: PlanContext, monday: date, first: date, sessions: list[Session]) -> list[Session]:
    """Rest, walks, test walks and cross-training on the days that are left; sorted by day."""
    days = [monday + n * ONE for n in range((first - monday).days, 7)]
    active = {s.date for s in sessions if s.kind in ACTIVE}
    crossed = _cross_days(context, days, active)
    tests = {day for hold in context.holds for day in hold.test_days}
    ill = {day for off in context.request.days_off if off.why is DaysOffWhy.ILL for day in off.days()}
    rule, gate = load_plan_rules().recovery_walk, load_plan_rules().walk_gate
    walks = 0
    found = list(sessions)
    for day in days:
        has_run = any(s.is_run and s.date == day for s in sessions)
        if day in crossed:
            found.append(cross_session(day, context.runner.traits, _hold_reasons(context, day)[:1]))
        elif day not in active:
            found.append(rest_session(day, context.runner.traits))
        if day in tests and not has_run:
            found.append(walk_session(day, gate.walk_min, _hold_reasons(context, day), is_test=True))
        elif not has_run and day not in crossed | ill and walks < WALKS_A_WEEK:
            walks += 1
            is_early = day < context.request.started_on + timedelta(weeks=2)
            reasons = _hold_reasons(context, day)
            found.append(
                walk_session(day, rule.minutes_low if is_early and not reasons else rule.minutes_high, reasons)
            )
    order = {kind: n for n, kind in enumerate((*ACTIVE[:3], SessionKind.MOBILITY, *ACTIVE[3:], SessionKind.WALK))}
    return sorted(found, key=lambda s: (s.date, order.get(s.kind, 9)))


def _hold_reasons(context: PlanContext, day: date) -> tuple[Reason, ...]:
    stops = tuple(stop.reason for stop in context.gates.stops)
    return stops + tuple(hold.block.reason for hold in context.holds if day < hold.first_open)


def _cross_days(context: PlanContext, days: list[date], active: set[date]) -> set[date]:
    """Days of a red hold that may hold cross-training: not the day of the red nor the next, room left for rest."""
    rules = load_plan_rules()
    reds = {rules.light_red.id, rules.two_reds.id}
    holds = [hold for hold in context.holds if hold.block.reason.rule in reds]
    if not holds or context.gates.stops:
        return set()
    until = max(hold.first_open for hold in holds)
    red_days = {red.day + n * ONE for red in context.happened.reds for n in (0, 1)}
    room = 7 - rules.rest_days.walk_run_days - len(active & set(days))
    open_days = [
        day
        for day in days
        if day < until
        and day not in active | red_days | context.request.off_days
        and context.minutes(day) >= rules.cross_swap.minutes
    ]
    return set(open_days[: max(0, min(room, rules.cross_swap.a_week))])


# --- the week


def _week(
    monday: date, sessions: list[Session], draft: Draft, after: Standing, before: Standing, context: PlanContext
) -> Week:
    runs = [s for s in sessions if s.is_run and s.kind is not SessionKind.RACE]
    target = round(sum(s.distance_km or 0 for s in runs), 2)
    running = sum(s.running_km for s in runs)
    usual = before.usual.km
    walking = target - running
    cap = max(target, round_down(draft.wanted_km + max(0.0, walking)))
    rules = load_plan_rules()
    is_taper = any(reason.rule == rules.race_taper.id for s in runs for reason in s.reasons)
    is_deload = before.weeks_up >= rules.deload.weeks_up and bool(runs)
    back = after.back
    week_number = None
    if back is not None and (not before.is_at_usual or not after.is_at_usual):
        week_number = (monday - (back.began - back.began.weekday() * ONE)).days // 7 + 1
    return Week(
        monday,
        target,
        cap,
        tuple(sessions),
        is_deload=is_deload,
        is_taper=is_taper,
        usual_share=round(running / usual, 3) if usual > 0 else None,
        back_week=week_number if week_number and week_number > 0 else None,
    )
