"""One week of sessions: its runs, strength and mobility beside them, and what is planned on the other days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from runback.domain.plan import Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import round_down
from runback.plan.course.table import Track
from runback.plan.strength import TRUNK_ROLE, StrengthPlan, next_plan, strength_session, trunk_session
from runback.plan.weeks.around import add_around
from runback.plan.weeks.context import ONE, PlanContext, first_open_day
from runback.plan.weeks.draft import Draft
from runback.plan.weeks.quality import ROLES as QUALITY_ROLES
from runback.plan.weeks.question import may_strengthen, strength_days_before, strength_of_week, trunk_days_planned
from runback.plan.weeks.runs import RunWeek, ahead_of, reserved_min
from runback.plan.weeks.sessions import MOBILITY_MIN, mobility_session


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """A week and its draft, which the pages read."""

    week: Week
    draft: Draft


def fill_weeks(
    context: PlanContext, weeks: Sequence[RunWeek], strength: StrengthPlan, road: Sequence[RunWeek] = ()
) -> tuple[PlannedWeek, ...]:
    """The weeks with everything that is no run: strength as if each session before were done as planned.

    ``road`` are the weeks of a return from the first one on: what they leave for strength is kept to from the start.
    """
    planned = []
    rooms = [strength_room(context, week) for week in road]
    for number, week in enumerate(weeks):
        most = most_minutes(rooms[number:])
        sessions, strength = _with_strength(context, week, strength, most)
        context = ahead_of(context, week)
        sessions = add_around(context, week.monday, week.first, [*week.kept, *sessions])
        planned.append(PlannedWeek(_week(context, week, sessions), week.draft))
    return tuple(planned)


def strength_room(context: PlanContext, week: RunWeek) -> dict[date, float]:
    """The minutes that each strength session of a week has beside its runs and the mobility after them."""
    most, runs = load_plan_rules().strength_time.minutes_max, {run.date: run for run in week.runs}
    rooms = {}
    for day in week.strength_days:
        left = context.minutes(day) - (runs[day].duration_min or 0 if day in runs else 0)
        mobility = min(left - reserved_min(is_strong=True), MOBILITY_MIN) if day in runs else 0.0
        rooms[day] = min(most, left - max(0.0, mobility))
    return rooms


def most_minutes(rooms: Sequence[Mapping[date, float]]) -> float:
    """The minutes of a mean session of the first of these weeks, so that none has to shrink much as the runs grow.

    A week may hold a little less strength than one four weeks before it (rule strength_with_runs), or whoever has
    short days would start with sessions that the runs push out again.
    """
    rule = load_plan_rules().strength_with_runs
    means = [(n, sum(room.values()) / len(room)) for n, room in enumerate(rooms) if len(room) >= rule.a_week]
    return min((mean / rule.kept_share ** (n / rule.kept_weeks) for n, mean in means), default=float("inf"))


def _with_most(room: Mapping[date, float], most: float) -> dict[date, float]:
    """The minutes of each session: the longest are shorter where the week would hold more than lasts."""
    least = load_plan_rules().strength_with_runs.shared_min
    minutes = dict(room)
    # one longest session after the other comes down to the mean that lasts
    over = sum(minutes.values()) - most * len(minutes)
    for day in sorted(minutes, key=lambda day: -minutes[day]):
        lower = max(min(minutes.values()), least, minutes[day] - over)
        over -= max(0.0, minutes[day] - lower)
        minutes[day] = min(minutes[day], lower)
    share = most * len(minutes) / max(sum(minutes.values()), 1.0)
    return {day: min(left, max(least, left * share)) if over > 0 else left for day, left in minutes.items()}


def _with_strength(
    context: PlanContext, week: RunWeek, strength: StrengthPlan, most: float
) -> tuple[list[Session], StrengthPlan]:
    """The sessions from its first open day on: runs, mobility after them, strength in the minutes that are left.

    ``most`` are the minutes of a mean strength session.
    """
    runs = {run.date: run for run in week.runs}
    trunk_day = _trunk_day(context, week)
    sessions: list[Session] = []
    number = sum(day >= week.monday for day in strength_days_before(context, week.first))
    rooms = _with_most(strength_room(context, week), most)
    for day in (week.monday + n * ONE for n in range((week.first - week.monday).days, 7)):
        run, is_strong = runs.get(day), day in week.strength_days
        left = context.minutes(day)
        if run is not None:
            sessions.append(run)
            left -= run.duration_min or 0
            room = min(left - reserved_min(is_strong=is_strong), MOBILITY_MIN) if is_strong else left
            mobility = mobility_session(day, context.runner.traits, room)
            if run.kind is not SessionKind.RACE and room >= MOBILITY_MIN:
                sessions.append(mobility)
                left -= mobility.duration_min or 0
        if is_strong:
            is_short = _is_race_week(context, day)
            minutes = min(left, rooms.get(day, left))
            session = strength_session(day, strength, minutes, number, is_short=is_short, is_after_run=run is not None)
            sessions.append(session)
            strength = next_plan(strength, session)
            number += 1
        elif day == trunk_day:
            session = trunk_session(day, strength, left, is_after_run=run is not None)
            sessions.append(session)
            strength = next_plan(strength, session)
    return sessions, strength


def _trunk_day(context: PlanContext, week: RunWeek) -> date | None:
    """The day of a session without leg work, where the days of the week hold fewer with it than it asks for.

    It stands beside an easy run and tires no legs, so neighbouring days and the long run's own are open to it.
    A session that was missed does not become one: a week that has begun has what it was planned with.
    """
    begun = next((past for past in context.request.past_weeks if past.start == week.monday), None)
    if begun is not None and not any(session.role == TRUNK_ROLE for session in begun.sessions):
        return None
    wanted = strength_of_week(context, week.monday, week.first, week.before)
    done = strength_days_before(context, week.first) | trunk_days_planned(context)
    if len(week.strength_days) + sum(day >= week.monday for day in done) >= wanted:
        return None
    least = load_plan_rules().strength_with_runs.short_min + MOBILITY_MIN
    rooms = {
        run.date: context.minutes(run.date) - (run.duration_min or 0)
        for run in week.runs
        if run.date not in week.strength_days and run.kind is not SessionKind.RACE and run.role not in QUALITY_ROLES
    }
    open_to_it = [day for day, room in rooms.items() if room >= least and may_strengthen(context, day)]
    return max(open_to_it, key=lambda day: rooms[day], default=None)


def _is_race_week(context: PlanContext, day: date) -> bool:
    return any(0 <= (race.date - day).days < 7 for race in context.races)


def _week(context: PlanContext, week: RunWeek, sessions: list[Session]) -> Week:
    draft, before, after = week.draft, week.before, week.after
    runs = [run for run in week.all_runs if run.kind is not SessionKind.RACE]
    target = round(sum(run.distance_km or 0 for run in runs), 2)
    walking = target - sum(run.running_km for run in runs)
    usual = before.usual.km
    rules = load_plan_rules()
    is_taper = any(reason.rule == rules.race_taper.id for run in runs for reason in run.reasons)
    back = after.back
    week_number = None
    is_return = after.track is not Track.NEW and (not before.is_at_usual or not after.is_at_usual)
    if back is not None and is_return:
        week_number = (week.monday - (back.began - back.began.weekday() * ONE)).days // 7 + 1
    share = round(target / usual, 3) if usual > 0 else None
    # days that are over stay as they were planned
    first = first_open_day(context.request, week.monday)
    return Week(
        week.monday,
        target,
        max(target, round_down(draft.wanted_km + max(0.0, walking))),
        tuple(_with_share(one, share) if one.date >= first else one for one in sessions),
        is_deload=before.weeks_up >= rules.deload.weeks_up and bool(runs),
        is_taper=is_taper,
        usual_share=week.usual_share,
        back_week=week_number if week_number and week_number > 0 else None,
    )


_SAY_SHARE = ("run.return", "run.sore")


def _with_share(session: Session, share: float | None) -> Session:
    """The session whose reasons say the share of the usual week that the whole week came to, as the week itself."""

    if share is None or not any(reason.say in _SAY_SHARE for reason in session.reasons):
        return session

    def with_share(reason: Reason) -> Reason:
        if reason.say not in _SAY_SHARE:
            return reason
        return replace(reason, facts=tuple((name, share if name == "share" else fact) for name, fact in reason.facts))

    return replace(session, reasons=tuple(with_share(reason) for reason in session.reasons))
