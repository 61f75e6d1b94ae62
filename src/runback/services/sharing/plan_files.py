"""The plan and the diary for other programs: calendar, watch workouts, tables, or everything."""

import json
from datetime import date

from django.utils.crypto import salted_hmac

from runback.domain.errors import UnusableInput
from runback.domain.plan import RUNNING_KINDS, Plan, Session, SessionKind
from runback.domain.runner import Runner
from runback.export import tables
from runback.export.documents import plan_document
from runback.knowledge.exercises import load_exercises
from runback.knowledge.routines import load_routines
from runback.services import clock
from runback.services.activities import list_activities
from runback.services.training.diary import list_pain, list_sessions, list_strength
from runback.services.training.plans import NeedsCheck, PlanView, current_plan, list_revisions
from runback.services.training.preferences import read_preferences
from runback.services.training.profile import read_session_times
from runback.store.owned import owner_id

GUIDED = (*RUNNING_KINDS, SessionKind.STRENGTH)


def export_calendar(runner: Runner, as_of: date, *, with_reasons: bool = False) -> bytes:
    """The plan as an iCalendar file; sessions of earlier revisions that are gone are cancelled.

    Without ``with_reasons`` nothing in it reveals the runner's health.

    The sequence number is the count of revisions, so that a later file updates an earlier
    one. Raises ``NeedsCheck``.
    """
    from runback.export.calendar import write_calendar

    view = current_plan(runner, as_of)
    revisions = list_revisions(runner)
    return write_calendar(
        view.plan,
        made_at=clock.now(),
        zone=runner.zone,
        sequence=len(revisions) - 1,
        cancelled=_gone(view.plan, revisions, as_of),
        times=read_session_times(runner),
        exercise_names=exercise_names(),
        owner=calendar_owner(runner),
        reminder_min=read_preferences(runner).reminder_min,
        with_reasons=with_reasons,
    )


def export_empty_calendar(runner: Runner) -> bytes:
    """A calendar without entries: there is no check yet, and so no plan."""
    from runback.export.calendar import write_calendar

    return write_calendar(None, made_at=clock.now(), zone=runner.zone)


def calendar_owner(runner: Runner) -> str:
    """What ends the ids of this runner's events: the same for ever, and different for another runner."""
    return f"{salted_hmac('runback.calendar', str(owner_id(runner))).hexdigest()[:12]}.runback"


def _gone(plan: Plan, revisions: tuple[PlanView, ...], as_of: date) -> tuple[Session, ...]:
    """Sessions from today on that an earlier revision had; each day, kind and place once.

    The calendar leaves out those whose place is still filled.
    """
    found: dict[tuple[date, SessionKind, int], Session] = {}
    for view in revisions:
        places: dict[tuple[date, SessionKind], int] = {}
        for session in (one for week in view.plan.weeks for one in week.sessions if one.date >= as_of):
            key = (session.date, session.kind)
            places[key] = places.get(key, 0) + 1
            found.setdefault((*key, places[key]), session)
    return tuple(session for _, session in sorted(found.items(), key=lambda pair: (pair[0][0], str(pair[0][1]))))


def export_workouts(runner: Runner, as_of: date) -> dict[str, bytes]:
    """One FIT workout a coming run, race, test walk or strength session, by file name. Raises ``NeedsCheck``."""
    from runback.export.fit_workout import write_workout

    plan = current_plan(runner, as_of).plan
    names = exercise_names()
    guided = [s for week in plan.weeks for s in week.sessions if s.date >= as_of and is_guided(s)]
    return {f"{session.date}-{session.kind}.fit": write_workout(session, names) for session in guided}


def is_guided(session: Session) -> bool:
    """Whether a watch can lead through the session: it has steps or exercises, and is more than a walk."""
    has_steps = bool(session.steps or session.exercises)
    return has_steps and (session.kind in GUIDED or session.role == "test_walk")


def export_tables(runner: Runner, as_of: date) -> dict[str, bytes]:
    """Activities, pain, logged sessions and strength up to ``as_of`` as CSV, by file name; the plan if there is one."""
    found = {
        "activities.csv": tables.activities_table(list_activities(runner, until=as_of)),
        "pain.csv": tables.pain_table(list_pain(runner, until=as_of)),
        "sessions.csv": tables.sessions_table(list_sessions(runner, until=as_of)),
        "strength.csv": tables.strength_table(list_strength(runner, until=as_of)),
    }
    try:
        return found | {"plan.csv": tables.plan_table(current_plan(runner, as_of).plan)}
    except NeedsCheck:
        return found


def export_all(runner: Runner, as_of: date) -> dict[str, bytes]:
    """The tables; and the calendar, the workouts and the plan as JSON where there is a check."""
    found = {f"tables/{name}": data for name, data in export_tables(runner, as_of).items()}
    try:
        plan = current_plan(runner, as_of).plan
    except NeedsCheck:
        return found
    workouts = {f"workouts/{name}": data for name, data in export_workouts(runner, as_of).items()}
    document = json.dumps(plan_document(plan), ensure_ascii=False, indent=1).encode()
    return found | {"runback.ics": export_calendar(runner, as_of), "plan.json": document} | workouts


def exercise_names() -> dict[str, str]:
    """Ids of exercises and stretches to the names people read."""
    names = {exercise.id: exercise.name for exercise in load_exercises().exercises}
    return names | {part.id: part.name for part in load_routines().mobility.parts}


class NothingToExport(UnusableInput):
    """There is no coming session to write."""

    code = "nothing_to_export"
