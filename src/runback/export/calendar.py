"""The plan as iCalendar (RFC 5545): stable ids, updates, cancellations, time zones and alarms."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from runback.domain.plan import ExerciseSet, Plan, Session, SessionKind, Step
from runback.knowledge.sentences import say

_PRODUCT = "-//Runback//Plan//EN"
_DEFAULT_MIN = 30.0  # an event needs a length where the session has none
STOP_RULE = "Stop and walk home at pain 5 or more, if it rises, turns sharp, or goes into a leg. Log how it was."


def write_calendar(
    plan: Plan,
    *,
    made_at: datetime,
    zone: str,
    sequence: int = 0,
    cancelled: Sequence[Session] = (),
    starts_at: time | None = time(7, 0),
    times: Mapping[int, time] = MappingProxyType({}),
    exercise_names: Mapping[str, str] | None = None,
    owner: str = "runback",
) -> bytes:
    """The plan's sessions as a calendar; rest days are left out.

    An event's UID is made of its date, kind and place in that day, so a later file
    updates the same entry when ``sequence`` has grown. ``cancelled`` are sessions of
    an earlier file that are gone now. ``owner`` ends each UID; it keeps two runners'
    sessions apart in one calendar. ``starts_at`` is local time in ``zone`` (an
    IANA name); None makes all-day events. ``times`` holds the start on single days of the week (0 is Monday).
    ``made_at`` is an aware instant.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Runback")
    names = exercise_names or {}
    kept = [session for week in plan.weeks for session in week.sessions]
    events = _identified(kept, owner)

    def make_event(uid: str, session: Session) -> Event:
        at = starts_at and times.get(session.date.weekday(), starts_at)
        return _event(uid, session, made_at, zone, sequence, at, names)

    for uid, session in events.items():
        calendar.add_component(make_event(uid, session))
    for uid, session in _identified(cancelled, owner).items():
        if uid not in events:
            event = make_event(uid, session)
            event.add("status", "CANCELLED")
            calendar.add_component(event)
    if starts_at is not None:
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _identified(sessions: Iterable[Session], owner: str) -> dict[str, Session]:
    found: dict[str, Session] = {}
    for session in sessions:
        if session.kind is SessionKind.REST:
            continue
        place = 1
        while (uid := f"{session.date.isoformat()}-{session.kind}-{place}@{owner}") in found:
            place += 1
        found[uid] = session
    return found


def _event(
    uid: str,
    session: Session,
    made_at: datetime,
    zone: str,
    sequence: int,
    starts_at: time | None,
    names: Mapping[str, str],
) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at)
    event.add("last-modified", made_at)
    event.add("sequence", sequence)
    event.add("summary", say(session.title))
    event.add("description", describe(session, names))
    event.add("transp", "TRANSPARENT" if starts_at is None else "OPAQUE")
    begin, end = _span(session, zone, starts_at)
    event.add("dtstart", begin)
    event.add("dtend", end)
    if starts_at is not None:
        event.add_component(_alarm(session))
    return event


def _span(session: Session, zone: str, starts_at: time | None) -> tuple[date, date]:
    if starts_at is None:
        return session.date, session.date + timedelta(days=1)
    begin = datetime.combine(session.date, starts_at, ZoneInfo(zone))
    return begin, begin + timedelta(minutes=round(session.duration_min or _DEFAULT_MIN))


def _alarm(session: Session) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", say(session.title))
    alarm.add("trigger", timedelta(minutes=-30))
    return alarm


def describe(session: Session, exercise_names: Mapping[str, str] | None = None) -> str:
    """The session in plain lines: what to do, why, and for runs when to stop."""
    names = exercise_names or {}
    lines = [_step_line(step) for step in session.steps]
    lines += [_exercise_line(exercise, names) for exercise in session.exercises]
    lines += [f"Why: {say(reason)}" for reason in session.reasons]
    if session.is_run:
        lines.append(STOP_RULE)
    return "\n".join(lines)


def _step_line(step: Step) -> str:
    length = f"{step.distance_m:g} m" if step.distance_m is not None else _clock(step.duration_s or 0)
    times = f"{step.repeat} x " if step.repeat > 1 else ""
    how = say(step)
    return f"{times}{step.kind.replace('_', ' ')} {length}" + (f": {how}" if how else "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min" if not rest else f"{minutes}:{rest:02d} min" if minutes else f"{rest} s"


def _exercise_line(exercise: ExerciseSet, names: Mapping[str, str]) -> str:
    name = names.get(exercise.id, exercise.id.replace("_", " "))
    dose = " x ".join(str(n) for n in (exercise.sets, exercise.reps) if n is not None)
    hold = f" x {exercise.hold_s} s" if exercise.hold_s is not None else ""
    load = f" with {exercise.load_kg:g} kg" if exercise.load_kg else ""
    return f"{name}: {dose}{hold}{' each side' if exercise.per_side else ''}{load}"
