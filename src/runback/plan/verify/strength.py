"""Strength: two a week, days apart, never in the way of a run (5.6, 9.1, 9.6)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise

from runback.domain.plan import Plan, Session, SessionKind, Week
from runback.knowledge.exercises import load_exercises
from runback.plan.verify.broken import Broken
from runback.plan.verify.reading import Reading, days_of
from runback.plan.verify.sessions import TRAINING, is_quality, is_table_session
from runback.plan.verify.volume import is_plain

LONGER = 1.1
"""A run counts as the long run where it is over 10 % longer than every other run of its week."""

NO_LEGS = frozenset({"side_trunk", "front_trunk", "back_trunk", "anti_rotation", "pull", "push"})
"""Groups of exercises that leave the legs fresh for the next day."""

LOGS_DAYS = 14
"""A runner who logged a session in the last days logs strength."""


def check_spacing(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Leg days are 48 hours apart, over the end of a week too."""
    days = sorted({s.date for week in plan.weeks for s in week.sessions if _has_leg_work(s)})
    for before, day in pairwise(days):
        if (day - before).days < reading.rules.strength_with_runs.apart_days and day >= reading.as_of:
            yield Broken("strength_apart", day, f"strength on {before} and on the next day")


def check_most(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """At most two a week, sessions that were not done left out: strength counts by what was done (9)."""
    most = reading.rules.strength_with_runs.a_week
    for week in plan.weeks:
        days = [day for day in strength_days(week) if not _was_missed(day, reading)]
        if len(days) > most and days[-1] >= reading.as_of:
            yield Broken("strength_most", week.start, f"{len(days)} strength sessions")


def _was_missed(day: date, reading: Reading) -> bool:
    """Whether a session that is over was logged as missed, or has no log of a runner who logs strength."""
    logged = {log.day: log.done for log in reading.request.session_logs if log.kind is SessionKind.STRENGTH}
    done = {log.day for log in reading.request.strength_logs} | {one for one, is_done in logged.items() if is_done}
    logs_strength = any(0 < (reading.as_of - one).days <= LOGS_DAYS for one in done)
    is_over = day < reading.as_of
    return is_over and day not in done and (logs_strength or logged.get(day) is False)


def check_fewest(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Two a week where the days hold them; once from the thirtieth session on, twice from 60 years on (9.6).

    Weeks near races, reds and days off are left out, and plans that are held.
    """
    if plan.held_by:
        return
    need = _need(reading)
    for week in plan.weeks:
        days = strength_days(week)
        if len(days) < need and is_plain(week, reading) and len(_places(week, need, reading, days)) > 0:
            yield Broken("strength_fewest", week.start, f"{len(days)} strength sessions, {need} fit")


def _need(reading: Reading) -> int:
    keep = reading.rules.strength_maintain
    done = len({log.day for log in reading.request.strength_logs})
    is_keeping = done >= reading.rules.strength_phase_strong.sessions_until and (reading.age or 0) < keep.older_from
    return keep.a_week if is_keeping else reading.rules.strength_with_runs.a_week


def _places(week: Week, need: int, reading: Reading, used: Iterable[date]) -> list[tuple[date, ...]]:
    """Ways to put ``need`` sessions into a week whose runs stay where they are."""
    fitting = [day for day in days_of(week.start) if day in used or _fits(week, day, reading)]
    apart = reading.rules.strength_with_runs.apart_days
    return [
        days
        for days in combinations(fitting, need)
        if set(used) <= set(days)
        and all((b - a).days >= apart for a, b in pairwise(days))
        and days[0].weekday() > 0
        and days[-1].weekday() < 6
        and _rests(week, days, reading)
    ]


def _fits(week: Week, day: date, reading: Reading) -> bool:
    """Whether a short strength session fits on a day, alone or after an easy run that is not the long one."""
    runs = [session for session in week.sessions if session.date == day and session.is_run]
    minutes = reading.offered_min(day)
    spent = sum(
        session.duration_min or 0.0 for session in week.sessions if session.date == day and session.kind in TRAINING
    )
    long_day = long_run_day(week)
    is_easy = not any(is_quality(run) or run.kind is SessionKind.RACE or run.role == "long_run" for run in runs)
    is_free = long_day is None or (long_day - day).days not in (0, 1)
    room = float("inf") if minutes is None else minutes - spent
    return is_easy and is_free and room >= reading.rules.strength_with_runs.shared_min + 5 and reading.may_run_on(day)


def _rests(week: Week, days: Iterable[date], reading: Reading) -> bool:
    busy = {session.date for session in week.sessions if session.kind in TRAINING} | set(days)
    is_table = any(is_table_session(session) for session in week.sessions)
    need = reading.rules.rest_days.walk_run_days if is_table else reading.rules.rest_days.days
    return 7 - len(busy) >= need


def check_long_run(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No strength on the day before the long run where another day that is still to come could hold it."""
    for week in plan.weeks:
        long_day = long_run_day(week)
        if long_day is None or long_day < reading.as_of:
            continue
        eve = long_day - timedelta(days=1)
        is_strong = any(s.date == eve and _has_leg_work(s) for one in plan.weeks for s in one.sessions)
        has_other = eve < week.start or any(_could_hold(week, day, eve, reading) for day in days_of(week.start))
        if is_strong and has_other:
            yield Broken("strength_before_long", eve, f"strength on the day before the long run of {long_day}")


def check_shared(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Strength shares a day only with an easy run, after it; with the long one where no other day has room."""
    for week in plan.weeks:
        long_day = long_run_day(week)
        for day in strength_days(week):
            runs = [s for s in week.sessions if s.date == day and s.is_run]
            if day < reading.as_of or not runs:
                continue
            is_long = (
                day in leg_days(week)
                and day == long_day
                and any(_could_hold(week, other, day, reading) for other in days_of(week.start))
            )
            if is_long or any(is_quality(run) or run.kind is SessionKind.RACE for run in runs):
                yield Broken("strength_shared", day, "strength on the day of a long, a fast or a race run")
            if not _runs_first([s for s in week.sessions if s.date == day]):
                yield Broken("strength_first", day, "strength before the run of the day")


def _could_hold(week: Week, day: date, instead_of: date, reading: Reading) -> bool:
    """Whether a day that is still to come could hold the strength of another, two days from the rest of it."""
    others = [one for one in leg_days(week) if one != instead_of]
    apart = reading.rules.strength_with_runs.apart_days
    is_apart = all(abs((day - one).days) >= apart for one in others)
    return day >= reading.as_of and is_apart and _fits(week, day, reading)


def _runs_first(sessions: list[Session]) -> bool:
    kinds = [session.kind for session in sessions]
    last_run = max(n for n, session in enumerate(sessions) if session.is_run)
    return kinds.index(SessionKind.STRENGTH) > last_run


def leg_days(week: Week) -> list[date]:
    """The days of a week with strength for the legs."""
    return sorted({session.date for session in week.sessions if _has_leg_work(session)})


def _has_leg_work(session: Session) -> bool:
    """Whether it is strength that tires the legs, what a session of the trunk and arms alone does not."""
    book = load_exercises().by_id
    groups = {book[one.id].group for one in session.exercises if one.id in book}
    return session.kind is SessionKind.STRENGTH and not (groups and groups <= NO_LEGS)


def strength_days(week: Week) -> list[date]:
    """The days of a week with strength."""
    return sorted({session.date for session in week.sessions if session.kind is SessionKind.STRENGTH})


def long_run_day(week: Week) -> date | None:
    """The day of the long run: clearly longer than the others of a week with two runs or more.

    None while the table leads, whose sessions are of one kind, and in the week of a race, which is its longest.
    """
    runs = sorted((s for s in week.sessions if s.kind is SessionKind.RUN), key=lambda s: s.distance_km or 0.0)
    if any(is_table_session(s) or s.kind is SessionKind.RACE for s in week.sessions):
        return None
    if len(runs) < 2 or (runs[-1].distance_km or 0.0) <= LONGER * (runs[-2].distance_km or 0.0):
        return None
    return runs[-1].date


CHECKS = (check_spacing, check_most, check_fewest, check_long_run, check_shared)
