"""Planned workouts out: the sessions of the coming days, kept up to date by the id that Runback gives them.

Only workouts whose ``external_id`` begins with ``PREFIX`` are looked at. One that was deleted there stays deleted, one
that was changed there is put back, and one that has been done is left as it is. Each step can be repeated: what a
sync that was cut off has made is found again by its id.
"""

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from runback.domain.distances import showing
from runback.domain.plan import Plan, Session, SessionKind
from runback.domain.runner import Runner
from runback.domain.weights import weighing
from runback.export.calendar import describe
from runback.export.workout_text import count_blocks, write_workout_text
from runback.knowledge.sentences import render_sentence
from runback.languages.saved import translate_later
from runback.services.sharing.plan_files import exercise_names, is_guided
from runback.services.sync.account import Sent, SyncState
from runback.services.sync.client import Client, Event
from runback.services.training.plans import NeedsCheck, current_plan
from runback.services.training.preferences import read_preferences

PREFIX = "runback:v1:"
AHEAD = timedelta(days=7)
"""Watches are given about a week."""

_LOOK_AROUND = timedelta(days=60)
_MOST_NAME = 90
_TYPES = {
    SessionKind.RUN: "Run",
    SessionKind.WALK_RUN: "Run",
    SessionKind.RACE: "Run",
    SessionKind.WALK: "Walk",
    SessionKind.STRENGTH: "WeightTraining",
}
_SHOWN = ("start_date_local", "type", "name", "description", "external_id")


@dataclass(slots=True)
class PlanOut:
    """How many workouts were new, changed, put back, deleted or as they were; ``notices`` are sentences for the runner.

    ``declined`` counts those of the coming days that the runner deleted there.
    """

    new: int = 0
    changed: int = 0
    put_back: int = 0
    deleted: int = 0
    as_it_was: int = 0
    declined: int = 0
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Changes:
    """What to write: workouts to put there, and ids to delete."""

    put: tuple[Event, ...]
    delete: tuple[str, ...]


def wanted_workouts(runner: Runner, today: date) -> dict[str, tuple[Event, int]]:
    """The workouts of the coming days by their external id, each with how many steps the site will show.

    Empty while a plan is not allowed. Raises ``NeedsCheck``.
    """
    with showing(runner.units), weighing(lambda: read_preferences(runner).weights):
        return _workouts_of(current_plan(runner, today).plan, today)


def _workouts_of(plan: Plan, today: date) -> dict[str, tuple[Event, int]]:
    names = exercise_names()
    places: Counter[tuple[date, SessionKind]] = Counter()
    found = {}
    for session in (one for week in plan.weeks for one in week.sessions):
        if today <= session.date <= today + AHEAD and is_guided(session):
            places[session.date, session.kind] += 1
            event_id = f"{PREFIX}{session.date}:{session.kind}-{places[session.date, session.kind]}"
            found[event_id] = _event(event_id, session, names), count_blocks(session.steps)
    return found


def _event(event_id: str, session: Session, names: dict[str, str]) -> Event:
    """What leaves the machine of a session: day, kind, name, steps or exercises; no reason, nothing of health."""
    event: Event = {
        "category": "WORKOUT",
        "start_date_local": f"{session.date}T00:00:00",
        "type": _TYPES[session.kind],
        "name": render_sentence(session.title)[:_MOST_NAME],
        "external_id": event_id,
    }
    if session.kind is not SessionKind.STRENGTH:
        return event | {"description": write_workout_text(session.steps)}
    length = {"moving_time": round(session.duration_min * 60)} if session.duration_min else {}
    return event | {"description": describe(session, names)} | length


def send_plan(
    runner: Runner, client: Client, state: SyncState, today: date, paired: set[str], *, keep: bool
) -> PlanOut:
    """Make the coming workouts there what the plan says; without ``keep`` it is only counted.

    ``paired`` are ids of workouts that have been done. Raises ``SyncProblem``.
    """
    try:
        wanted = wanted_workouts(runner, today)
    except NeedsCheck:
        wanted = {}
    return _bring_about(client, state, today, wanted, paired, keep=keep)


def take_back(client: Client, state: SyncState, today: date) -> int:
    """Delete the coming workouts that Runback put there; returns how many. Raises ``SyncProblem``."""
    return _bring_about(client, state, today, {}, set(), keep=True).deleted


def _bring_about(
    client: Client,
    state: SyncState,
    today: date,
    wanted: dict[str, tuple[Event, int]],
    paired: set[str],
    *,
    keep: bool,
) -> PlanOut:
    out = PlanOut()
    there = _list_ours(client, today)
    state.events = {name: sent for name, sent in state.events.items() if _day_of(name) >= today}
    state.declined = [name for name in state.declined if _day_of(name) >= today]
    changes = _compare(there, {name: event for name, (event, _) in wanted.items()}, state, today, paired, out)
    if not keep:
        return out
    # Forgotten first: one that is deleted there and still remembered would look as if the runner had deleted it.
    gone = set(changes.delete)
    state.events = {name: sent for name, sent in state.events.items() if sent.id not in gone}
    if changes.delete:
        client.delete_events(changes.delete)
    if changes.put:
        client.put_events(changes.put)
        _read_back(client, state, today, changes.put, {name: count for name, (_, count) in wanted.items()}, out)
    return out


def _list_ours(client: Client, today: date) -> dict[str, list[Event]]:
    """Runback's workouts by external id; also of days around, because one may have been moved there."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in client.list_events((today - _LOOK_AROUND).isoformat(), (today + _LOOK_AROUND).isoformat()):
        name = str(event.get("external_id") or "")
        if name.startswith(PREFIX) and _day_of(name) >= today:
            found[name].append(event)
    return found


def _day_of(name: str) -> date:
    """The planned day in an external id; one that is none is long past."""
    try:
        return date.fromisoformat(name.removeprefix(PREFIX)[:10])
    except ValueError:
        return date.min


def _compare(
    there: dict[str, list[Event]],
    wanted: dict[str, Event],
    state: SyncState,
    today: date,
    paired: set[str],
    out: PlanOut,
) -> _Changes:
    put, delete = [], []
    for name, events in there.items():
        first, *twins = sorted(events, key=lambda event: str(event["id"]))
        delete += [str(twin["id"]) for twin in twins]
        is_done = str(first["id"]) in paired
        if is_done:
            out.as_it_was += 1
        elif name not in wanted:
            delete.append(str(first["id"]))
        elif _is_as_sent(first, wanted[name], state.events.get(name), out):
            out.as_it_was += 1
        else:
            put.append(wanted[name])
    for name, event in wanted.items():
        if name not in there and _is_declined(name, state):
            out.declined += 1
        elif name not in there:
            out.new += 1
            put.append(event)
    out.deleted = len(delete)
    return _Changes(tuple(put), tuple(delete))


def _is_declined(name: str, state: SyncState) -> bool:
    """Whether the runner deleted it there: it was there, and it was not deleted here."""
    if state.events.pop(name, None) is not None:
        state.declined.append(name)
    return name in state.declined


def _is_as_sent(event: Event, wanted: Event, sent: Sent | None, out: PlanOut) -> bool:
    """Whether it shows what the plan says; counts it as changed or put back where not."""
    if sent is None or sent.sent != _digest(wanted):
        out.changed += 1
        return False
    if sent.shown != _digest_shown(event):
        out.put_back += 1
        return False
    return True


def _read_back(
    client: Client, state: SyncState, today: date, put: tuple[Event, ...], steps: dict[str, int], out: PlanOut
) -> None:
    """Look at what became of the workouts that were put there, remember it, and say what is wrong with it."""
    there = _list_ours(client, today)
    for event in put:
        name = event["external_id"]
        found = next(iter(there.get(name, ())), None)
        if found is None:
            words = translate_later("{workout} on {day} was not taken by intervals.icu.")
            out.notices.append(words.format(workout=event["name"], day=_day_of(name)))
            continue
        state.events[name] = Sent(str(found["id"]), _digest(event), _digest_shown(found))
        out.notices += _describe_problems(found, event, steps[name])


def _describe_problems(found: Event, event: Event, steps: int) -> list[str]:
    named = {"workout": event["name"], "day": _day_of(event["external_id"])}
    workout: Any = found.get("workout_doc")
    understood = len(workout.get("steps") or ()) if isinstance(workout, dict) else steps
    troubles = []
    if steps and understood != steps:
        words = translate_later("intervals.icu did not understand the steps of {workout} on {day}.")
        troubles.append(words.format(**named))
    errors = found.get("push_errors")
    words = translate_later("{workout} on {day} did not reach {service}: {reason}.")
    return troubles + [
        words.format(
            **named,
            service=error.get("service", translate_later("the watch")),
            reason=error.get("message", translate_later("no reason given")),
        )
        for error in (errors if isinstance(errors, list) else ())
        if isinstance(error, dict)
    ]


def _digest(event: Event) -> str:
    return hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()[:16]


def _digest_shown(event: Event) -> str:
    return _digest({name: event.get(name) for name in _SHOWN})
