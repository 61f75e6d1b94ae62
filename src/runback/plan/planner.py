"""``make_plan``: from everything known of a runner to weeks of sessions, or why there are none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.plan import Light, Note, Plan, PlanStatus, SessionKind, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.limits import single_run_ceiling
from runback.load.measure import monday_of, round_down
from runback.plan.course.aim import is_below_usual_lately
from runback.plan.course.ceiling import ROUNDED, longest_on, published_ceiling, running_ceiling
from runback.plan.course.entry import days_off_at_start, open_course
from runback.plan.course.fold import stand_on_monday
from runback.plan.course.gates import Gates, has_bone_flags, pass_gates
from runback.plan.course.goal import goal_notes, view_goal
from runback.plan.course.happened import Happened, read_happened
from runback.plan.course.holds import Hold, find_holds
from runback.plan.course.limits import limit_notes, limited_since, run_limit_km, who_limits
from runback.plan.course.progress import Road, find_progress, look_ahead
from runback.plan.course.races import all_races, next_goal
from runback.plan.course.record import is_near_race
from runback.plan.course.standing import Standing, restart
from runback.plan.course.table import Track, row_at
from runback.plan.course.usual import find_usual, longest_before
from runback.plan.reasons import as_facts, because
from runback.plan.request import PlanRequest
from runback.plan.strength import plan_strength
from runback.plan.weeks.context import ONE, PlanContext
from runback.plan.weeks.outlook import LOOK_WEEKS, Outlook, plan_weeks, weeks_ahead
from runback.plan.weeks.race_notes import race_notes
from runback.plan.weeks.runs import RunWeek, ahead_of, live_days
from runback.plan.weeks.sessions import Runner
from runback.plan.weeks.week import PlannedWeek, fill_weeks

WEEK = timedelta(days=7)
CUT_MIN = 5
"""So many minutes of a week that find no room are not worth a word."""

LOOK_AHEAD_WEEKS = 30
"""This many weeks are looked ahead for the road's milestones."""

SAME_WEEKS = 5
"""So many equal weeks, longer than the 30 days that the longest run looks back, are followed by more of the same."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The weeks ahead: their runs, the standing of today, the road with its weeks, and the weeks with all sessions."""

    outlook: Outlook
    now: Standing
    road: Road
    road_weeks: tuple[RunWeek, ...]
    planned: tuple[PlannedWeek, ...]


def look_ahead_from(context: PlanContext, here: Standing, weeks: int) -> Ahead:
    """The weeks ahead of that standing; most of the work of a plan, and the same for the same three."""
    outlook = plan_weeks(context, here, weeks)
    # the road is the same for plans of few and of many weeks
    ahead = outlook if weeks <= LOOK_WEEKS else plan_weeks(context, here, LOOK_WEEKS)
    now = _standing_today(outlook.context, here)
    road, road_weeks = _road(ahead, now)
    planned = fill_weeks(outlook.context, outlook.weeks, outlook.context.strength, road_weeks)
    return Ahead(outlook, now, road, road_weeks, planned)


def make_plan(request: PlanRequest, look: Callable[[PlanContext, Standing, int], Ahead] = look_ahead_from) -> Plan:
    """The plan of a runner on ``as_of``: ``request.weeks`` weeks from the Monday of that week, or blocked.

    The same request gives the same plan. Order of force: red flag, pain rule, single-run ceiling, weekly cap,
    days and minutes, goal date. Days before ``as_of`` hold what ``past_weeks`` held. Later weeks assume that
    every run before them is done and green; each log plans them again.

    ``look`` may answer from memory. It is given what the pain scores came to and not the scores, so that one that
    changes no light, hold or morning is answered as before.
    """
    is_bone_stress = has_bone_flags(request)
    happened = read_happened(request, is_bone_stress=is_bone_stress)
    gates = pass_gates(request, happened)
    usual = find_usual(request)
    opening = open_course(request, happened, usual, is_bone_stress=is_bone_stress)
    if gates.blocked_by:
        is_purple = any(block.reason.rule == load_plan_rules().light_purple.id for block in gates.blocked_by)
        light = Light.PURPLE if is_purple else None
        return Plan(PlanStatus.BLOCKED, blocked_by=gates.blocked_by, goal=None, light=light)
    here = stand_on_monday(request, happened, opening)
    entered = _context(request, happened, gates, here)
    ahead = look(replace(entered, request=replace(request, pain_entries=())), here, request.weeks)
    context = replace(ahead.outlook.context, request=request)
    outlook, now, road, road_weeks, planned = (
        replace(ahead.outlook, context=context),
        ahead.now,
        ahead.road,
        ahead.road_weeks,
        ahead.planned,
    )
    ceiling_km, ceiling = todays_ceiling(context, now, planned[0].week)
    goal = view_goal(request, happened, now, outlook.seen(next_goal(request)), _longest_planned(outlook))
    weeks = tuple(one.week for one in planned)
    short, short_ahead = (_short_days(one, now, road, road_weeks) for one in (planned[0], _most_cut(planned)))
    progress = find_progress(
        request,
        happened,
        gates,
        context.holds,
        now,
        weeks[0],
        short,
        short_ahead,
        road,
    )
    return Plan(
        PlanStatus.PLAN,
        weeks=weeks,
        notes=(
            *_notes(context, now, planned, short or short_ahead),
            *race_notes(outlook, goal),
            *goal_notes(goal, weeks, request),
        ),
        held_by=(*gates.stops, *(hold.block for hold in context.holds)),
        ceiling_km=ceiling_km,
        ceiling=ceiling,
        progress=progress,
        goal=goal,
        light=_light(context, now),
    )


def _light(context: PlanContext, now: Standing) -> Light | None:
    """The light in force: red while a red stops running, else that of the last run of seven days."""
    rules = load_plan_rules()
    reds = {rules.light_red.id, rules.two_reds.id, rules.three_reds.id}
    if any(hold.block.reason.rule in reds for hold in context.holds):
        return Light.RED
    last = context.happened.last_run_before(context.as_of + ONE)
    run = context.happened.runs.get(last) if last is not None else None
    if run is None or (context.as_of - run.day).days > 7:
        return None
    if run.light in (Light.RED, Light.PURPLE):
        # running is open again: with care
        return Light.AMBER
    return run.light


def _context(request: PlanRequest, happened: Happened, gates: Gates, here: Standing) -> PlanContext:
    strength = replace(plan_strength(request), is_returning=here.is_returning)
    last = max((run.day for run in request.runs if run.day < request.started_on and run.distance_km > 0), default=None)
    holds: tuple[Hold, ...] = ()
    opened_on = request.started_on
    if not gates.stops:
        holds, opened_on = find_holds(request, happened, days_off_at_start(request, last))
    return PlanContext(
        request=request,
        happened=happened,
        gates=gates,
        holds=holds,
        opened_on=opened_on,
        runner=Runner(here.usual.pace, load_plan_rules().paces.walk_min_per_km, strength.traits),
        strength=strength,
        races=all_races(request),
    )


def _standing_today(context: PlanContext, here: Standing) -> Standing:
    """The standing on ``as_of``, before a run of today."""
    return live_days(context, here, max(monday_of(context.as_of), context.request.started_on), context.as_of)


def _road(outlook: Outlook, now: Standing) -> tuple[Road, tuple[RunWeek, ...]]:
    """The milestones ahead, from the weeks planned and as many more as the return may take, and the weeks up to them.

    Far races are left aside. Without a return under way there are no weeks.
    """
    races = tuple(race for race in outlook.context.races if race.date < outlook.until)
    context = replace(outlook.context, races=races)
    weeks = list(outlook.weeks)
    usual = now.usual.km if now.usual.is_known else 0.0
    road = look_ahead(weeks, usual, context.as_of)
    if now.is_at_usual or context.gates.stops:
        return road, ()
    for week in weeks:
        context = ahead_of(context, week)
    more = weeks_ahead(context, weeks[-1].after, weeks[-1].monday + WEEK)
    while ((road.usual_on is None and usual > 0) or road.continuous_on is None) and len(weeks) < LOOK_AHEAD_WEEKS:
        if _makes_no_progress(context, weeks[-SAME_WEEKS:]):
            break
        weeks.append(next(more))
        road = look_ahead(weeks, usual, context.as_of)
    until = (road.usual_on if usual > 0 else road.continuous_on) or date.max
    return road, tuple(week for week in weeks if week.monday <= until)


def _makes_no_progress(context: PlanContext, weeks: Sequence[RunWeek]) -> bool:
    """Whether the weeks are all alike, and nothing that has a date can change those after them."""
    request, later = context.request, timedelta(days=load_plan_rules().single_run_ceiling.days)
    ends = [race.date for race in context.races]
    ends += [off.last for off in request.days_off]
    ends += [day + later for limit in request.limits for day in (limit.first, limit.until) if day is not None]
    ends += [hold.first_open for hold in context.holds]
    ends += [] if context.gates.until is None else [context.gates.until]
    first = weeks[0].monday
    return (
        len(weeks) == SAME_WEEKS and max(ends, default=first) <= first and len({_layout(week) for week in weeks}) == 1
    )


def _layout(week: RunWeek) -> frozenset[tuple[int, float | None]]:
    return frozenset((run.date.weekday(), run.distance_km) for run in week.all_runs)


def todays_ceiling(context: PlanContext, now: Standing, week: Week) -> tuple[float, Reason]:
    """The longest single run of today in km, rounded down to 10 m, and why.

    While walking and running it counts the walking of the session too, since a watch does.
    """
    rules = load_plan_rules()
    day = context.as_of
    here = restart(now, day, now.days_off_on(day)) if now.is_break_on(day) else now
    km = running_ceiling(here, day)
    say, facts = "ceiling.return", {"km": km}
    longest = longest_on(here, day)
    before = longest_before(context.request, day, context.request.checks[0].intake)
    back = here.back
    is_freed = limited_since(here.start.limits, day) is not None
    if back is not None and not back.is_break and before and not is_freed:
        km = max(km, single_run_ceiling(before))
        say, facts = "ceiling.longest", {"km": km, "longest": before}
    elif longest > 0 and km < single_run_ceiling(longest) - ROUNDED:
        say, facts = "ceiling.held", {"km": km}
    elif longest > 0 and km <= single_run_ceiling(longest) + ROUNDED:
        say, facts = "ceiling.since", {"km": km, "longest": longest}
    elif before is None and not here.usual.is_known:
        say, facts = "ceiling.first", {"km": km}
    if here.is_walk_running:
        today = [s for s in week.sessions if s.is_run and s.date == day]
        planned = max((s.distance_km or 0.0 for s in today or week.sessions if s.is_run), default=0.0)
        row = row_at(here.track, here.position or 0.0)
        walked = (row.reps * row.walk_s / 60 + 2 * rules.walk_run.end_walk_min) / rules.paces.walk_min_per_km
        # an earlier walk-run's distance holds its walking already
        km = max(min(running_ceiling(here, day) + walked, published_ceiling(here, day)), planned + 0.01)
        say, facts = "ceiling.walk_run", {"km": km}
    today_km = max(
        (s.distance_km or 0 for s in week.sessions if s.is_run and s.date == day and s.kind is not SessionKind.RACE),
        default=0.0,
    )
    limit = who_limits(here.start.limits, day, km, here.usual.pace)
    if limit is not None:
        km = min(km, run_limit_km(here.start.limits, day, here.usual.pace))
    km = max(round_down(km), round_down(today_km + 0.009))
    if limit is not None:
        return km, because(rules.clinician_limit, "ceiling.limit", km=km, by=limit.by)
    facts["km"] = km
    return km, because(rules.single_run_ceiling, say, **facts)


def _short_days(
    planned: PlannedWeek, now: Standing, road: Road, road_weeks: Sequence[RunWeek]
) -> tuple[float, float] | None:
    """The km a week that the offered days hold and those they lack it of, where they keep the runner below the usual.

    None where they have room for it: a step of the return that one day cuts is made good by the others.
    """
    draft = planned.draft
    if draft.cut_min <= CUT_MIN or is_near_race(planned.week.sessions):
        return None
    wanted = max(draft.wanted_km, now.usual.km) if now.track is Track.TRAINED else draft.wanted_km
    if now.is_at_usual or not road_weeks:
        return min(draft.held_km, draft.wanted_km), wanted
    if road.usual_on is not None:
        return None
    runs = ([run for run in week.all_runs if run.kind is not SessionKind.RACE] for week in road_weeks)
    return min(wanted, max(sum(run.running_km for run in week) for week in runs)), wanted


def _longest_planned(outlook: Outlook) -> float:
    """The longest run of the first week that has one, in km of running; races left aside."""
    runs = ([run.running_km for run in week.all_runs if run.kind is not SessionKind.RACE] for week in outlook.weeks)
    return max(next((week for week in runs if week), ()), default=0.0)


def _most_cut(planned: Sequence[PlannedWeek]) -> PlannedWeek:
    """The planned week that the offered days cut most."""
    return max(planned, key=lambda one: one.draft.cut_min)


def _notes(
    context: PlanContext, now: Standing, planned: Sequence[PlannedWeek], short: tuple[float, float] | None
) -> tuple[Note, ...]:
    request = context.request
    weeks = [one.week for one in planned]
    notes = [
        Note.of("days_off", f"days_off.{off.why}", **as_facts({"first": off.first, "last": off.last}))
        for off in request.days_off
        if off.last >= request.as_of
    ]
    notes += limit_notes(request)
    if context.gates.until is not None:
        notes.append(Note.of("clearance_ends", "clearance.ends", **as_facts({"day": context.gates.until})))
    has_runs = any(s.is_run for week in weeks for s in week.sessions)
    if has_runs:
        notes.append(Note.of("assumes_green", "assumes_green"))
    if now.usual.is_in_doubt:
        facts = {"answered": now.usual.answered_km or 0.0, "history": now.usual.history_km or 0.0}
        notes.append(Note.of("usual_in_doubt", "usual.in_doubt", **as_facts(facts)))
    if is_below_usual_lately(now):
        facts = {"lately": now.start.lately_km or 0.0, "usual": now.usual.km}
        notes.append(Note.of("lately_less", "usual.lately_less", **as_facts(facts)))
    notes += _beyond_notes(request, now)
    notes += _unknown_notes(request, now)
    notes += [Note.of("wish_not_met", f"wish.{name}") for name in _gave_way(context, planned)]
    if short is not None:
        notes.append(Note.of("wish_not_met", "wish.minutes", **as_facts({"km": short[0], "wanted": short[1]})))
    notes += _check_notes(request, now)
    return tuple(notes)


def _beyond_notes(request: PlanRequest, now: Standing) -> list[Note]:
    """A plain word about a run far over its limit, for as long as nothing is raised after it (rule ran_more)."""
    if now.beyond is None:
        return []
    day, km, limit = now.beyond
    until = day + load_plan_rules().ran_more.hold_days * ONE
    if until < request.as_of:
        return []
    return [Note.of("ran_beyond", "ran_beyond", **as_facts({"day": day, "km": km, "limit": limit, "until": until}))]


def _unknown_notes(request: PlanRequest, now: Standing) -> list[Note]:
    intake = request.checks[0].intake
    notes = []
    if intake.pain_running is None and intake.pain_now is not None and now.back is None:
        notes.append(Note.of("pain_running_unknown", "unknown.pain_running", **as_facts({"pain": now.start.pain})))
    if not now.usual.is_known and intake.runner_status in ("regular", "returning", "competitive"):
        notes.append(Note.of("usual_unknown", "unknown.usual"))
    return notes


def _gave_way(context: PlanContext, planned: Sequence[PlannedWeek]) -> list[str]:
    names = {name for one in planned for name in one.draft.gave_way if name != "strength" or not _has_strength(one)}
    days = context.request.intake.wishes.days
    if days is not None and not any(
        s.is_run or s.kind is SessionKind.STRENGTH for one in planned for s in one.week.sessions
    ):
        return ["nothing_fits"] if not context.gates.stops and not context.holds else []
    return sorted(names)


def _has_strength(planned: PlannedWeek) -> bool:
    return any(session.kind is SessionKind.STRENGTH for session in planned.week.sessions)


def _weeks_late(request: PlanRequest, now: Standing) -> float:
    """How many weeks the course lasts beyond those that the curve needs to the usual week."""
    back = None if now.back is None else now.back.before or now.back
    return (request.as_of - request.started_on).days / 7 - (back.weeks if back else 0.0)


def _check_notes(request: PlanRequest, now: Standing) -> list[Note]:
    """The check-in that is due: day 14, six weeks, twelve weeks; or three amber weeks in a row."""
    rules = load_plan_rules()
    if now.amber_weeks >= rules.light_amber.weeks_to_check:
        return [Note.of("amber_weeks", "check.amber_weeks", weeks=now.amber_weeks)]
    if now.flat_weeks >= rules.plateau.weeks and now.usual.is_known:
        is_late = _weeks_late(request, now) >= rules.plateau.late_weeks
        km = max(now.counted, default=0.0)
        return [Note.of("plateau", "plateau.late" if is_late else "plateau.flat", weeks=now.flat_weeks, km=round(km))]
    for rule in (rules.check_12_weeks, rules.check_6_weeks, rules.check_day_14):
        due = request.started_on + rule.days * ONE
        if request.as_of >= due:
            return [Note.of(rule.id, f"check.{rule.id}")] if request.check_day < due else []
    return []
