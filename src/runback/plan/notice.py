"""Runs that were not as planned, noticed when they come in: beyond the limit of their day, or extra ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from runback.domain.load import Run
from runback.domain.plan import Change, SessionKind, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load import measure_load
from runback.load.measure import monday_of
from runback.plan.reasons import because

NOTICED_MAX = 5
NOTICED_DAYS = 30
SLACK_KM = 0.05
STEP_SLACK = 1.1


@dataclass(frozen=True, slots=True)
class RunNotice:
    """One run that the runner hears about: its day, and what is said about it."""

    day: date
    reason: Reason


def notice_runs(
    before: Sequence[Run], after: Sequence[Run], weeks: Sequence[Week] = (), since: date = date.min
) -> tuple[RunNotice, ...]:
    """A notice for each run of ``after``, from ``since`` on, that is not in ``before`` and was not planned like this.

    Noticed are runs beyond their day's ceiling, in walk-run weeks beyond their step, and runs
    on days without one in ``weeks`` (the plan as it was). Newest first, five at most, of the
    30 days up to the newest run; a first run has no ceiling to pass.
    """
    known = {_key(run) for run in before}
    new = sorted((run for run in after if _key(run) not in known), key=lambda run: run.day, reverse=True)
    latest = max((run.day for run in after), default=None)
    found = []
    for run in new:
        if latest is None or (latest - run.day).days > NOTICED_DAYS or run.day < since:
            break
        reason = _beyond_ceiling(run, after) or _unlike_plan(run, weeks)
        if reason is not None:
            found.append(RunNotice(run.day, reason))
    return tuple(found[:NOTICED_MAX])


def _key(run: Run) -> tuple[object, ...]:
    return (run.day, round(run.distance_km, 2), round(run.duration_min))


def _beyond_ceiling(run: Run, runs: Sequence[Run]) -> Reason | None:
    report = measure_load([one for one in runs if one.day < run.day], run.day)
    longest = report.longest_run_30d_km
    if not longest or run.distance_km <= report.single_run_ceiling_km + SLACK_KM:
        return None
    return because(
        load_plan_rules().single_run_ceiling,
        "notice.ceiling",
        km=run.distance_km,
        day=run.day,
        limit=report.single_run_ceiling_km,
        longest=longest,
    )


def _unlike_plan(run: Run, weeks: Sequence[Week]) -> Reason | None:
    """What sets the run apart from the plan; None where there is no plan for that week, or it was as planned."""
    week = next((one for one in weeks if 0 <= (run.day - one.start).days < 7), None)
    if week is None or run.distance_km <= 0:
        return None
    planned = [session for session in week.sessions if session.is_run]
    # one step among runs with longer bouts is no limit of the week
    longest = max((session.distance_km or 0.0 for session in planned), default=0.0)
    has_steps = any(session.kind is SessionKind.WALK_RUN for session in planned)
    rules = load_plan_rules()
    if has_steps and run.distance_km > longest * STEP_SLACK + SLACK_KM:
        return because(rules.walk_run, "notice.step", km=run.distance_km, day=run.day, limit=longest)
    if any(session.date == run.day for session in planned):
        return None
    later = next((session.date for session in planned if session.date > run.day), None)
    if later is None:
        return because(rules.ran_more, "notice.extra", km=run.distance_km, day=run.day)
    return because(rules.ran_more, "notice.extra_next", km=run.distance_km, day=run.day, next=later)


def explain_notices(changes: Iterable[Change], notices: Sequence[RunNotice]) -> tuple[Change, ...]:
    """The changes; a session that is gone in the week of a noticed run has that run as its reason."""
    by_week = {monday_of(notice.day): notice.reason for notice in reversed(notices)}

    def because_of(change: Change) -> Change:
        reason = by_week.get(monday_of(change.date))
        return change if change.after or reason is None else replace(change, because=reason)

    return tuple(because_of(one) for one in changes)
