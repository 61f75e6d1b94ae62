"""Whole plans leave the program and come back equal: workouts by Garmin's SDK, the calendar by a client's store."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from garmin_fit_sdk import Decoder, Stream
from icalendar import Calendar, Event

from benchmarks.random_runners import random_request
from runback.domain.plan import Plan, PlanStatus, Session, SessionKind
from runback.export.calendar import write_calendar
from runback.export.fit_workout import write_workout
from runback.plan import make_plan

MADE = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
GUIDED = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE, SessionKind.STRENGTH)


def plans(count: int) -> list[Plan]:
    made = (make_plan(random_request(Random(f"export {seed}"), 2)) for seed in range(count * 2))
    return [plan for plan in made if plan.status is PlanStatus.PLAN][:count]


def unrolled(steps: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """What the watch does, one after the other: the intensity and seconds, metres or repetitions of each step."""
    done: list[tuple[str, float]] = []
    for index, step in enumerate(steps):
        if step["duration_type"] != "repeat_until_steps_cmplt":
            done.append(_length(step))
            continue
        block = [_length(one) for one in steps[step["duration_step"] : index]]
        done += block * (step["repeat_steps"] - 1)
    return done


def _length(step: dict[str, Any]) -> tuple[str, float]:
    keys = {"time": "duration_time", "distance": "duration_distance", "reps": "duration_reps"}
    return step["intensity"], step[keys[step["duration_type"]]]


INTENSITY = {"run": "active", "walk": "recovery", "drill": "warmup", "warm_up": "warmup", "cool_down": "cooldown"}


def planned(session: Session) -> list[tuple[str, float]]:
    """The same of the session; neighbours with the same repeat are done in turn."""
    done: list[tuple[str, float]] = []
    block: list[Any] = []
    for n, step in enumerate(session.steps):
        block.append(step)
        following = session.steps[n + 1] if n + 1 < len(session.steps) else None
        if following is None or following.repeat != step.repeat:
            once = [(INTENSITY[one.kind], one.duration_s or one.distance_m) for one in block]
            done += once * step.repeat
            block = []
    for one in session.exercises:
        work = one.reps if one.hold_s is None else one.hold_s * (one.reps or 1)
        sides = 2 if one.per_side else 1
        done += [*[("active", work)] * sides, ("rest", one.rest_s)] * one.sets
    return done


def test_every_session_a_watch_can_guide_comes_back_step_by_step_as_it_was_planned():
    sessions = [s for plan in plans(25) for week in plan.weeks for s in week.sessions if s.kind in GUIDED]
    assert len(sessions) > 80
    for session in sessions:
        messages, errors = Decoder(Stream.from_byte_array(bytearray(write_workout(session)))).read()
        assert errors == []
        steps = messages["workout_step_mesgs"]
        assert messages["workout_mesgs"][0]["num_valid_steps"] == len(steps)
        assert unrolled(steps) == [(kind, pytest.approx(length)) for kind, length in planned(session)]


def test_no_step_of_a_run_lasts_no_time():
    # of 400 random runners 16 have such a run in their first two weeks; these are three of them
    plans = [make_plan(random_request(Random(f"export {seed}"), 2)) for seed in (31, 73, 138)]
    steps = [step for plan in plans for week in plan.weeks for one in week.sessions for step in one.steps]
    assert all((step.duration_s or step.distance_m or 0) > 0 for step in steps)


@dataclass
class Client:
    """A calendar program's store: by UID, the higher SEQUENCE wins, CANCELLED goes."""

    kept: dict[str, Event]

    def take_in(self, data: bytes) -> None:
        for event in Calendar.from_ical(data).walk("VEVENT"):
            old = self.kept.get(str(event["uid"]))
            if old is None or int(old["sequence"]) <= int(event["sequence"]):
                self.kept[str(event["uid"])] = event

    def shows(self) -> dict[str, tuple[Any, str]]:
        alive = {uid: event for uid, event in self.kept.items() if event.get("status") != "CANCELLED"}
        return {uid: (event["dtstart"].dt, str(event["summary"])) for uid, event in alive.items()}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_a_client_that_took_in_an_old_file_shows_after_the_new_one_just_the_new_plan(zone):
    old, new, *_ = plans(2)
    gone = [session for week in old.weeks for session in week.sessions]
    first = write_calendar(old, made_at=MADE, zone=zone, sequence=1)
    second = write_calendar(new, made_at=MADE + timedelta(days=1), zone=zone, sequence=2, cancelled=gone)
    both, fresh = Client({}), Client({})
    both.take_in(first)
    both.take_in(second)
    fresh.take_in(second)

    assert both.shows() == fresh.shows()
    assert len(both.shows()) > 10


def test_every_event_of_a_plan_has_what_the_standard_demands_and_an_alarm():
    for plan in plans(5):
        calendar = Calendar.from_ical(write_calendar(plan, made_at=MADE, zone="Europe/Berlin"))
        assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
        uids = [str(event["uid"]) for event in calendar.walk("VEVENT")]
        assert len(uids) == len(set(uids))
        for event in calendar.walk("VEVENT"):
            assert event["dtstamp"].dt == MADE
            assert event["dtend"].dt > event["dtstart"].dt
            (alarm,) = event.walk("VALARM")
            assert alarm["trigger"].dt == timedelta(minutes=-30)
