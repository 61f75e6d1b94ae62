"""Runs that were not as planned, noticed when they come in: beyond the limit of their day, or extra ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from runback.domain.load import Run
from runback.domain.plan import Change, Session, SessionKind, Week
from runback.load import measure_load
from runback.load.measure import monday_of
from runback.plan.reasons import km, say_day

NOTICED_MAX = 5
NOTICED_DAYS = 30
SLACK_KM = 0.05
STEP_SLACK = 1.1


@dataclass(frozen=True, slots=True)
class RunNotice:
    """One run to tell the runner about: its day, and what is said of it."""

    day: date
    text: str


def notice_runs(
    before: Sequence[Run], after: Sequence[Run], weeks: Sequence[Week] = (), since: date = date.min
) -> tuple[RunNotice, ...]:
    """A notice for each run of ``after``, from ``since`` on, that ``before`` did not hold and that was not planned so.

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
        if text := _beyond_ceiling(run, after) or _unlike_plan(run, weeks):
            brought = f"Your watch brought a run of {km(run.distance_km)} on {_day(run.day)}."
            found.append(RunNotice(run.day, f"{brought} {text}"))
    return tuple(found[:NOTICED_MAX])


def _key(run: Run) -> tuple[object, ...]:
    return (run.day, round(run.distance_km, 2), round(run.duration_min))


def _day(day: date) -> str:
    return f"{day:%A} {say_day(day)}"


def _beyond_ceiling(run: Run, runs: Sequence[Run]) -> str:
    report = measure_load([one for one in runs if one.day < run.day], run.day)
    longest = report.longest_run_30d_km
    if not longest or run.distance_km <= report.single_run_ceiling_km + SLACK_KM:
        return ""
    return (
        f"That day's limit was {km(report.single_run_ceiling_km)}, because your longest run in the 30 days before "
        f"was {km(longest)}. One longer run does not undo your progress. Log how your back took it, that evening "
        "and next morning: if it took it well, your limit grows with it."
    )


def _unlike_plan(run: Run, weeks: Sequence[Week]) -> str:
    """What sets the run apart from the plan; empty where there is no plan for that week, or it was as planned."""
    week = next((one for one in weeks if 0 <= (run.day - one.start).days < 7), None)
    if week is None or run.distance_km <= 0:
        return ""
    planned = [session for session in week.sessions if session.is_run]
    steps = [session.distance_km or 0.0 for session in planned if session.kind is SessionKind.WALK_RUN]
    if steps and run.distance_km > max(steps) * STEP_SLACK + SLACK_KM:
        return (
            f"You are on the walk-run steps: the limit that week was {km(max(steps))}, walking included. Log how your "
            "back took it, that evening and next morning; the steps go on from there."
        )
    return "" if any(session.date == run.day for session in planned) else _extra(run, planned)


def _extra(run: Run, planned: Sequence[Session]) -> str:
    later = next((session for session in planned if session.date > run.day), None)
    where = f"The next one was planned for {_day(later.date)}." if later else "None was planned on that day."
    return f"{where} It counts all the same, and the rest of the week is planned from it."


def explain_notices(changes: Iterable[Change], notices: Sequence[RunNotice]) -> tuple[Change, ...]:
    """The changes; a session that is gone in the week of a noticed run has that run as its reason."""
    told = {monday_of(one.day): f"your run of {_day(one.day)} counts for this week." for one in reversed(notices)}

    def because(change: Change) -> str:
        return change.because if change.after else told.get(monday_of(change.date), change.because)

    return tuple(replace(one, because=because(one)) for one in changes)
