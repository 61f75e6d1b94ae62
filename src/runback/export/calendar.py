"""The plan as iCalendar (RFC 5545): stable ids, updates, cancellations, time zones and alarms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration

from runback.domain.distances import format_distance
from runback.domain.plan import ExerciseSet, Plan, Session, SessionKind, Step, StepKind
from runback.domain.weights import format_weight
from runback.knowledge.sentences import render_sentence
from runback.languages.catalogue import gettext, gettext_noop, pgettext, pgettext_noop

_PRODUCT = "-//Runback//Plan//EN"
_DEFAULT_MIN = 30.0  # for sessions without a duration, because an event needs one
_ASK_EVERY = timedelta(hours=1)
_A_KILOMETRE = 1000.0
REMINDER_MIN = 30
_LAST_MINUTE = 23 * 60 + 59
STOP_RULE = gettext_noop(
    "Stop and walk home at pain 5 or more, if it rises, turns sharp, or goes into a leg. Log how it was."
)


_KINDS = {
    StepKind.RUN: pgettext_noop("calendar", "run"),
    StepKind.WALK: pgettext_noop("calendar", "walk"),
    StepKind.DRILL: pgettext_noop("calendar", "drill"),
    StepKind.WARM_UP: pgettext_noop("calendar", "warm up"),
    StepKind.COOL_DOWN: pgettext_noop("calendar", "cool down"),
}


def write_calendar(
    plan: Plan | None,
    *,
    made_at: datetime,
    zone: str,
    sequence: int = 0,
    cancelled: Sequence[Session] = (),
    starts_at: time | None = time(7, 0),
    times: Mapping[int, time] = MappingProxyType({}),
    exercise_names: Mapping[str, str] | None = None,
    owner: str = "runback",
    reminder_min: int = REMINDER_MIN,
    with_reasons: bool = False,
) -> bytes:
    """The plan's sessions as a calendar; without rest days, and empty if the plan is None.

    Calendars are shared and appear on lock screens, so entries say what to do and nothing about the runner's health;
    ``with_reasons`` adds why, and when to stop. Sessions of a day follow one another from ``starts_at`` on.

    An event's UID consists of its date, kind and position in that day, so a later file
    with a higher ``sequence`` updates the same entry. ``cancelled`` are sessions of
    an earlier file that no longer exist. ``owner`` ends each UID, which keeps two runners'
    sessions apart in one calendar. ``starts_at`` is local time in ``zone`` (an
    IANA name); None makes all-day events. ``times`` has the start on single days of the week (0 is Monday).
    The calendar reminds of each session ``reminder_min`` minutes before it, never with 0. ``made_at`` is an aware
    instant.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Runback")
    every = vDuration(_ASK_EVERY)
    every.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", every)
    calendar.add("x-published-ttl", vDuration(_ASK_EVERY))
    style = _Style(made_at, zone, sequence, starts_at, exercise_names or {}, with_reasons)
    sessions = [session for week in plan.weeks for session in week.sessions] if plan is not None else []
    events = _identified(sessions, owner)
    begins = _begins(events.values(), starts_at, times)
    for uid, session in events.items():
        event = _event(uid, session, style, begins.get(id(session)))
        if starts_at is not None and reminder_min:
            event.add_component(_alarm(session, reminder_min))
        calendar.add_component(event)
    for uid, session in _identified(cancelled, owner).items():
        if uid not in events:
            event = _event(uid, session, style, starts_at and times.get(session.date.weekday(), starts_at))
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


@dataclass(frozen=True, slots=True)
class _Style:
    """The settings shared by all entries."""

    made_at: datetime
    zone: str
    sequence: int
    starts_at: time | None
    names: Mapping[str, str]
    with_reasons: bool


def _begins(sessions: Iterable[Session], starts_at: time | None, times: Mapping[int, time]) -> dict[int, time]:
    """The start of each session: the first of a day at that day's time, the next when it ends; never past midnight."""
    found: dict[int, time] = {}
    if starts_at is None:
        return found
    day_begins: dict[date, int] = {}
    for session in sessions:
        first = times.get(session.date.weekday(), starts_at)
        minute = day_begins.get(session.date, first.hour * 60 + first.minute)
        found[id(session)] = time(minute // 60, minute % 60)
        day_begins[session.date] = min(minute + _length_min(session), _LAST_MINUTE)
    return found


def _length_min(session: Session) -> int:
    return round(session.duration_min or _DEFAULT_MIN)


def _event(uid: str, session: Session, style: _Style, at: time | None) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", style.made_at)
    event.add("last-modified", style.made_at)
    event.add("sequence", style.sequence)
    event.add("summary", _summary(session))
    event.add("description", describe(session, style.names, with_reasons=style.with_reasons))
    event.add("transp", "TRANSPARENT" if style.starts_at is None else "OPAQUE")
    begin, end = _span(session, style.zone, at)
    event.add("dtstart", begin)
    event.add("dtend", end)
    return event


def _summary(session: Session) -> str:
    """The title; one that mentions a forbidden run is replaced by a neutral one."""
    if session.kind is SessionKind.CROSS:
        return gettext("Cross-training, {minutes} min").format(minutes=_length_min(session))
    return render_sentence(session.title)


def _span(session: Session, zone: str, at: time | None) -> tuple[date, date]:
    if at is None:
        return session.date, session.date + timedelta(days=1)
    begin = datetime.combine(session.date, at, ZoneInfo(zone))
    return begin, begin + timedelta(minutes=_length_min(session))


def _alarm(session: Session, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(session))
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def describe(session: Session, exercise_names: Mapping[str, str] | None = None, *, with_reasons: bool = False) -> str:
    """The session as lines of text: what to do and, with its reasons, why and when to stop a run."""
    names = exercise_names or {}
    lines = [_step_line(step) for step in session.steps]
    lines += [_exercise_line(exercise, names) for exercise in session.exercises]
    if with_reasons:
        lines += [gettext("Why: {because}").format(because=render_sentence(reason)) for reason in session.reasons]
        lines += [gettext(STOP_RULE)] if session.is_run else []
    return "\n".join(lines)


def _step_line(step: Step) -> str:
    length = _distance(step.distance_m) if step.distance_m is not None else _clock(step.duration_s or 0)
    times = f"{step.repeat} x " if step.repeat > 1 else ""
    how = render_sentence(step)
    return f"{times}{pgettext('calendar', _KINDS[step.kind])} {length}" + (f": {how}" if how else "")


def _distance(metres: float) -> str:
    return format_distance(metres / 1000) if metres >= _A_KILOMETRE else f"{metres:.0f} m"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min" if not rest else f"{minutes}:{rest:02d} min" if minutes else f"{rest} s"


def _exercise_line(exercise: ExerciseSet, names: Mapping[str, str]) -> str:
    name = names.get(exercise.id, exercise.id.replace("_", " "))
    dose = " x ".join(str(n) for n in (exercise.sets, exercise.reps) if n is not None)
    hold = f" x {exercise.hold_s} s" if exercise.hold_s is not None else ""
    parts = [f"{name}: {dose}{hold}"]
    parts += [gettext("each side")] if exercise.per_side else []
    parts += [gettext("with {weight}").format(weight=format_weight(exercise.load_kg))] if exercise.load_kg else []
    return " ".join(parts)
