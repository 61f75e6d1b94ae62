"""What is planned on the days around the runs: walks, cross-training, rest."""

from datetime import date, timedelta

from runback.domain.adjust import DaysOffWhy
from runback.domain.plan import Session, SessionKind
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.weeks.context import ACTIVE, ONE, PlanContext
from runback.plan.weeks.sessions import (
    cross_session,
    rest_session,
    walk_session,
)


def add_around(context: PlanContext, monday: date, first: date, sessions: list[Session]) -> list[Session]:
    """Rest, walks, test walks and cross-training on the days that are left; sorted by day."""
    days = [monday + n * ONE for n in range((first - monday).days, 7)]
    active = {s.date for s in sessions if s.kind in ACTIVE}
    done = sum(s.kind is SessionKind.CROSS for s in sessions)
    crossed = _cross_days(context, days, active, done)
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
        elif not has_run and day not in crossed | ill and walks < rule.days_goal:
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


def _cross_days(context: PlanContext, days: list[date], active: set[date], done: int) -> set[date]:
    """Days of a red hold that may hold cross-training: not the day of the red nor the next, room left for rest.

    ``active`` are the training days of the whole week, ``done`` of them hold cross-training already.
    """
    rules = load_plan_rules()
    reds = {rules.light_red.id, rules.two_reds.id}
    holds = [hold for hold in context.holds if hold.block.reason.rule in reds]
    if not holds or context.gates.stops:
        return set()
    until = max(hold.first_open for hold in holds)
    red_days = {red.day + n * ONE for red in context.happened.reds for n in (0, 1)}
    room = 7 - rules.rest_days.walk_run_days - len(active)
    open_days = [
        day
        for day in days
        if day < until
        and day not in active | red_days | context.request.off_days
        and context.minutes(day) >= rules.cross_swap.minutes
    ]
    return set(open_days[: max(0, min(room, rules.cross_swap.a_week - done))])
