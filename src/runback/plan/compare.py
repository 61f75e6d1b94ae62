"""The difference between two plans, day by day, each with its reason."""

from datetime import date

from runback.domain.plan import Change, Plan, Session, SessionKind

COMPARED = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS)


def compare_plans(old: Plan, new: Plan) -> tuple[Change, ...]:
    """What changed on the days both plans cover, oldest first.

    Runs, strength and cross-training are compared; walks, rest and stretches are not.
    """
    first, last = _span(new)
    old_first, old_last = _span(old)
    before, after = _by_day(old), _by_day(new)
    days = sorted(d for d in {*before, *after} if max(first, old_first) <= d <= min(last, old_last))
    if not new.weeks or not old.weeks:
        days = sorted({*before, *after})
    found = []
    for day in days:
        was, now = _words(before.get(day, ())), _words(after.get(day, ()))
        if was != now:
            found.append(Change(day, was, now, _reason(new, after.get(day, ()))))
    return tuple(found)


def _span(plan: Plan) -> tuple[date, date]:
    dates = [session.date for week in plan.weeks for session in week.sessions]
    return min(dates, default=date.min), max(dates, default=date.min)


def _by_day(plan: Plan) -> dict[date, tuple[Session, ...]]:
    found: dict[date, tuple[Session, ...]] = {}
    for week in plan.weeks:
        for session in week.sessions:
            if session.kind in COMPARED:
                found[session.date] = (*found.get(session.date, ()), session)
    return found


def _words(sessions: tuple[Session, ...]) -> str:
    return ", ".join(_word(session) for session in sessions)


def _word(session: Session) -> str:
    if session.kind is SessionKind.WALK_RUN:
        return f"{session.distance_km:.1f} km walk-run ({session.title.removeprefix('Walk-run, ')})"
    if session.kind is SessionKind.RUN:
        return f"{session.distance_km:.1f} km run"
    return {SessionKind.STRENGTH: "strength", SessionKind.CROSS: "cross-training"}[session.kind]


def _reason(plan: Plan, sessions: tuple[Session, ...]) -> str:
    """Why the day is as it is now: its first reason, else what blocks or holds the plan."""
    if plan.blocked_by:
        return plan.blocked_by[0].because
    for session in sessions:
        if session.is_run and session.reasons:
            return session.reasons[0].because
    return plan.notes[0].text if plan.notes else ""
