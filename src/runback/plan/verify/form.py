"""The form of a plan: weeks, days, numbers that add up, reasons, blocks, and a past that stays."""

from collections.abc import Iterator
from datetime import timedelta

from runback.domain.plan import Block, Plan, Session, SessionKind, StepKind
from runback.load.measure import monday_of
from runback.plan.verify.broken import Broken
from runback.plan.verify.done import planned_before
from runback.plan.verify.reading import Reading
from runback.plan.verify.sessions import in_turn, running_km, step_min

MINUTES = 1.5
"""Sessions are rounded to whole minutes, their steps to whole seconds."""

KM = 0.15
"""Sessions are rounded to 100 m; a week sums up to seven of them."""

LEAST = 0.1
"""A run has so many kilometres and minutes at least."""

SHARE = 0.05
"""Drills and walks are counted in several ways."""


def check_weeks(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The weeks follow one another from the week of today on, as many as were asked for."""
    first = monday_of(reading.as_of)
    for number, week in enumerate(plan.weeks):
        if week.start != first + timedelta(weeks=number):
            yield Broken("form_weeks", week.start, f"week {number + 1} starts on {week.start}, not on its Monday")
    if plan.weeks and len(plan.weeks) < reading.request.weeks:
        yield Broken("form_weeks", first, f"{len(plan.weeks)} weeks instead of {reading.request.weeks}")


def check_days(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Each session is in its week, and the sessions of a week are in order."""
    for week in plan.weeks:
        days = [session.date for session in week.sessions]
        if days != sorted(days):
            yield Broken("form_days", week.start, "the sessions are not in order")
        for day in days:
            if monday_of(day) != week.start:
                yield Broken("form_days", day, f"stands in the week of {week.start}")


def check_numbers(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Runs have kilometres and minutes above 0, and the steps add up to the minutes and to the running."""
    for session in _sessions(plan, reading):
        if session.is_run and min(session.distance_km or 0, session.duration_min or 0, session.running_min) < LEAST:
            yield Broken("form_numbers", session.date, f"{session.distance_km} km in {session.duration_min} min")
        elif session.is_run and session.kind is not SessionKind.RACE:
            yield from _sums(session)


def _sums(session: Session) -> Iterator[Broken]:
    steps = list(in_turn(session.steps))
    whole = sum(step_min(session, step) for step in steps)
    running = sum(step_min(session, step) for step in steps if step.kind is StepKind.RUN)
    if abs(whole - (session.duration_min or 0.0)) > MINUTES:
        yield Broken("form_steps", session.date, f"steps of {whole:.1f} min in {session.duration_min:.1f} min")
    if abs(running - session.running_min) > MINUTES:
        yield Broken("form_steps", session.date, f"{running:.1f} min of running steps, {session.running_min:.1f} named")
    if abs(running_km(session) - session.running_km) > KM + SHARE * session.running_km:
        how = f"{running_km(session):.2f} km of running in the steps, {session.running_km:.2f} named"
        yield Broken("form_running_km", session.date, how)


def check_target(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The target of a week is the sum of its runs and walk-runs, and not above its cap."""
    for week in plan.weeks:
        total = sum(s.distance_km or 0.0 for s in week.sessions if s.is_run and s.kind is not SessionKind.RACE)
        if abs(total - week.target_km) > KM:
            yield Broken("form_target", week.start, f"target {week.target_km:.2f} km, sessions {total:.2f} km")
        if week.target_km > week.cap_km + KM:
            yield Broken("form_cap", week.start, f"target {week.target_km:.2f} km over the cap {week.cap_km:.2f} km")


def check_reasons(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Each session that trains says why, by a rule of the book."""
    known = {rule.id for rule in reading.rules.rules}
    for session in _sessions(plan, reading):
        if session.kind in (SessionKind.REST, SessionKind.MOBILITY):
            continue
        if not session.reasons:
            yield Broken("form_reasons", session.date, f"a {session.kind} without a reason")
        for reason in session.reasons:
            if reason.rule not in known:
                yield Broken("form_reasons", session.date, f"there is no rule {reason.rule}")


def check_blocks(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Every block and hold says since when and what lifts it (``Plan`` itself ensures that a block has no week)."""
    for block in (*plan.blocked_by, *plan.held_by):
        yield from _block(block, reading)


def _block(block: Block, reading: Reading) -> Iterator[Broken]:
    if block.since > reading.as_of:
        yield Broken("block_since", reading.as_of, f"{block.reason.rule} since {block.since}, which is to come")
    if not block.lifts.say:
        yield Broken("block_lifts", reading.as_of, f"{block.reason.rule} does not say what lifts it")


def check_past(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The days before today are those of the plans that were shown on them (0.7)."""
    shown = planned_before(reading.request)
    known = {week.start for week in reading.request.past_weeks}
    for week in plan.weeks:
        if week.start not in known:
            continue
        for day in (week.start + timedelta(days=n) for n in range(7)):
            now = tuple(session for session in week.sessions if session.date == day)
            if day < reading.as_of and now != shown.get(day, ()):
                yield Broken("past", day, "the plan of a day that is over has changed")


def check_ceiling(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run of today is longer than the ceiling that the plan names for today."""
    if plan.ceiling_km is None:
        return
    for session in _sessions(plan, reading):
        is_bound = session.kind is SessionKind.RUN and session.date == reading.as_of
        if is_bound and (session.distance_km or 0.0) > plan.ceiling_km + KM:
            how = f"a run of {session.distance_km:.1f} km over the ceiling of {plan.ceiling_km:.1f} km that is named"
            yield Broken("ceiling_named", session.date, how)


def _sessions(plan: Plan, reading: Reading) -> Iterator[Session]:
    """The sessions from today on; those of days that are over may come from older versions."""
    return (session for week in plan.weeks for session in week.sessions if session.date >= reading.as_of)


CHECKS = (
    check_weeks,
    check_days,
    check_numbers,
    check_target,
    check_reasons,
    check_blocks,
    check_past,
    check_ceiling,
)
