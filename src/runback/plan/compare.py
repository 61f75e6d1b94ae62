"""The difference between two plans, day by day, on days to come, each with its reason."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from runback.domain.adjust import DaysOff
from runback.domain.plan import Change, Plan, Session, SessionKind, Title
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.reasons import because

COMPARED = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE, SessionKind.STRENGTH, SessionKind.CROSS)
SAME_KM, SAME_MIN, SAME_STRENGTH_MIN = 0.15, 1.5, 4.0
SAME_SHARE = 0.05
"""Sessions that differ by less than this are the same to a runner."""


def compare_plans(old: Plan, new: Plan, as_of: date) -> tuple[Change, ...]:
    """What changed on days from ``as_of`` on that both plans cover, oldest first.

    Runs, strength and cross-training are compared; walks, rest and stretches are not. A difference smaller
    than a stride more or less is no change.
    """
    last = min(_last(old), _last(new))
    before, after = _by_day(old), _by_day(new)
    days = sorted(day for day in {*before, *after} if as_of <= day and (day <= last or not new.weeks or not old.weeks))
    found = []
    for day in days:
        was, now = before.get(day, ()), after.get(day, ())
        if not _is_same(was, now):
            found.append(Change(day, _titles(was), _titles(now), _why(old, new, day, was, now)))
    return tuple(found)


def _last(plan: Plan) -> date:
    return max((session.date for week in plan.weeks for session in week.sessions), default=date.max)


def _by_day(plan: Plan) -> dict[date, tuple[Session, ...]]:
    found: dict[date, tuple[Session, ...]] = {}
    for week in plan.weeks:
        for session in week.sessions:
            if session.kind in COMPARED:
                found[session.date] = (*found.get(session.date, ()), session)
    return found


def _is_same(was: tuple[Session, ...], now: tuple[Session, ...]) -> bool:
    return len(was) == len(now) and all(_are_alike(a, b) for a, b in zip(was, now, strict=True))


def _are_alike(a: Session, b: Session) -> bool:
    if a.kind is not b.kind:
        return False
    if a.kind is SessionKind.STRENGTH:
        return abs((a.duration_min or 0.0) - (b.duration_min or 0.0)) <= SAME_STRENGTH_MIN
    km, minutes = (a.distance_km or 0.0, b.distance_km or 0.0), (a.duration_min or 0.0, b.duration_min or 0.0)
    return (
        abs(km[0] - km[1]) <= max(SAME_KM, SAME_SHARE * km[0])
        and abs(minutes[0] - minutes[1]) <= max(SAME_MIN, SAME_SHARE * minutes[0])
        and _bouts(a) == _bouts(b)
    )


def _bouts(session: Session) -> str:
    """The repetitions of a walk-run, without its shorter last one, which follows the minutes."""
    return session.bout.partition(" run")[0].partition(" + ")[0]


def _titles(sessions: tuple[Session, ...]) -> tuple[Title, ...]:
    return tuple(session.title for session in sessions)


def _reason(plan: Plan, before: tuple[Session, ...], sessions: tuple[Session, ...]) -> Reason | None:
    """Why the day is as it is now: what blocks or stops it, what slows progress, else the first reason of its run."""
    if plan.blocked_by:
        return plan.blocked_by[0].reason
    runs = [session for session in sessions if session.is_run and session.reasons]
    if not runs and plan.held_by:
        return plan.held_by[-1].reason
    now = plan.progress.now if plan.progress else None
    is_less = _running_min(sessions) < _running_min(before)
    slow = now if now and (now.say in SLOWING or (is_less and now.say == "now.green")) else None
    if runs:
        return slow or runs[0].reasons[0]
    has_lost_its_run = any(session.is_run for session in before)
    return slow or (None if has_lost_its_run else _reason_of_strength(sessions)) or now


def _why(old: Plan, new: Plan, day: date, was: tuple[Session, ...], now: tuple[Session, ...]) -> Reason | None:
    """Why the day changed; where its runs are the same, why its strength did."""
    # a hold stops running alone
    if new.blocked_by or not _is_same(_without_strength(was), _without_strength(now)):
        return _reason(new, was, now)
    if len(was) == len(now):
        return _reason_of_strength(now)
    if _strength_in_week(old, day) == _strength_in_week(new, day):
        rule = load_plan_rules().strength_with_runs
        return because(rule, "change.strength", days=rule.apart_days)
    return _reason_of_strength(now) or because(load_plan_rules().strength_with_runs, "change.strength_less")


def _reason_of_strength(sessions: tuple[Session, ...]) -> Reason | None:
    reasons = (s.reasons[0] for s in sessions if s.kind is SessionKind.STRENGTH and s.reasons)
    return next(reasons, None)


def _strength_in_week(plan: Plan, day: date) -> int:
    """How many strength sessions the plan has in the week of that day."""
    weeks = (week for week in plan.weeks if week.start <= day < week.start + timedelta(days=7))
    return sum(s.kind is SessionKind.STRENGTH for week in weeks for s in week.sessions)


def _without_strength(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    return tuple(session for session in sessions if session.kind is not SessionKind.STRENGTH)


def _running_min(sessions: tuple[Session, ...]) -> float:
    return sum(session.running_min for session in sessions)


SLOWING = ("now.unknown", "now.amber", "now.cut", "now.after_red", "now.not_counted", "now.days")
"""Answers to "why am I not progressing?" that are the reason of a change."""


PLAIN_REASONS = ("run.", "now.", "strength_phase")
"""How reasons begin that say where the runner stands, and nothing of a change."""


def explain_move(changes: Iterable[Change], day: date, to: date) -> tuple[Change, ...]:
    """The changes, with the move as the reason on both of its days."""
    rule = load_plan_rules().wishes
    reasons = {day: because(rule, "change.moved_to", day=to), to: because(rule, "change.moved_here", day=day)}
    return tuple(replace(change, because=reasons.get(change.date, change.because)) for change in changes)


def explain_days_off(changes: Iterable[Change], days_off: Iterable[DaysOff]) -> tuple[Change, ...]:
    """The changes, with the days off as the reason on their days, and of less running in their weeks."""
    rules, known = load_plan_rules(), tuple(days_off)
    reasons = {day: because(rules.wishes, f"change.days_off_{off.why}") for off in known for day in off.days()}
    weeks = {monday_of(day) for day in reasons}
    part = because(rules.part_week, "change.part_week")

    def reason(change: Change) -> Reason | None:
        is_plain = change.because is not None and change.because.say.startswith(PLAIN_REASONS)
        is_part = is_plain and monday_of(change.date) in weeks and _km(change.after) < _km(change.before)
        return reasons.get(change.date, part if is_part else change.because)

    return tuple(replace(change, because=reason(change)) for change in changes)


def _km(titles: Iterable[Title]) -> float:
    return sum(title.distance_km or 0.0 for title in titles)
