"""Planned workouts out: what is there is what the plan says, and nothing of the runner's own is touched."""

import json
from datetime import date, timedelta

import pytest

from runback.domain.plan import SessionKind
from runback.services.sync import account, plan_out, run
from runback.services.sync.errors import AskedToWait, SyncProblem
from runback.services.training import adjust, check_in
from runback.services.training.plans import current_plan
from tests.runs import add_run
from tests.services.made_up import ANSWERS
from tests.services.sync.made_up import KEY, Killed, always, once, read_workout_text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 14)
EMERGENCY = ANSWERS | {"red_flags": ["ces_saddle"]}
OWN = {
    1: {"id": 1, "category": "WORKOUT", "start_date_local": "2026-05-15T00:00:00", "name": "My swim", "type": "Swim"},
    2: {"id": 2, "category": "WORKOUT", "start_date_local": "2026-05-16T00:00:00", "external_id": "coach:1"},
    3: {"id": 3, "category": "NOTE", "start_date_local": "2026-05-16T00:00:00", "name": "Holiday"},
}  # fmt: skip


@pytest.fixture
def planned(connected, there):
    """A runner with a plan, and events of her own on the other side."""
    for days in range(1, 43, 2):
        add_run(connected, TODAY - timedelta(days=days), 5.0)
    check_in.save_check(connected, ANSWERS, TODAY)
    there.events.update({number: dict(event) for number, event in OWN.items()})
    return connected


def guided(runner, last: date = TODAY + timedelta(days=7)) -> list[tuple[date, SessionKind]]:
    weeks = current_plan(runner, TODAY).plan.weeks
    sessions = [s for week in weeks for s in week.sessions if TODAY <= s.date <= last]
    return [
        (s.date, s.kind)
        for s in sessions
        if s.kind in (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH) or s.role == "test_walk"
    ]


def own_events(there) -> dict:
    return {number: there.events[number] for number in OWN}


def test_the_coming_week_is_there_with_its_steps(planned, home, there):
    report = run.sync(planned, home)
    ours = there.ours()
    days = sorted((date.fromisoformat(event["start_date_local"][:10]), event["type"]) for event in ours.values())
    types = {SessionKind.STRENGTH: "WeightTraining", SessionKind.WALK: "Walk"}
    assert days == sorted((day, types.get(kind, "Run")) for day, kind in guided(planned))
    assert report.plan.new == len(ours) > 2
    assert report.notices == ()
    assert own_events(there) == OWN


def test_the_second_sync_writes_nothing(planned, home, there):
    run.sync(planned, home)
    there.asked.clear()
    report = run.sync(planned, home)
    assert {verb for verb, _ in there.asked} == {"GET"}
    assert report.plan.as_it_was == len(there.ours())


def test_a_session_that_moves_moves_there_too(planned, home, there):
    run.sync(planned, home)
    before = set(there.ours())
    day, kind, target = next(
        (day, kind, choices[0].day)
        for day, kind in guided(planned)
        if day > TODAY and (choices := adjust.move_choices(planned, TODAY, day, kind))
    )
    adjust.move_session(planned, TODAY, day, kind, target)
    report = run.sync(planned, home)
    after = set(there.ours())
    assert f"runback:v1:{day}:{kind}-1" in before - after
    assert report.plan.deleted >= 1
    assert sorted(guided(planned)) == sorted((date.fromisoformat(n[11:21]), SessionKind(n[22:-2])) for n in after)
    assert own_events(there) == OWN


def test_what_was_deleted_there_stays_deleted(planned, home, there):
    run.sync(planned, home)
    name, gone = next(iter(there.ours().items()))
    del there.events[gone["id"]]
    for _ in range(3):
        assert run.sync(planned, home).plan.declined == 1
        assert name not in there.ours()


@pytest.mark.parametrize(
    "change",
    [
        {"start_date_local": "2026-05-30T00:00:00"},
        {"start_date_local": "2026-05-08T00:00:00"},
        {"description": "- Sprint 10m"},
    ],
    ids=["moved far ahead", "moved into the past", "other steps"],
)
def test_what_was_changed_there_is_put_back(planned, home, there, change):
    run.sync(planned, home)
    name, event = next(iter(there.ours().items()))
    before = {key: event[key] for key in change}
    there.events[event["id"]] |= change
    assert run.sync(planned, home).plan.put_back == 1
    after = there.ours()[name]
    assert {key: after[key] for key in change} == before
    assert run.sync(planned, home).plan.put_back == 0


def test_a_warning_sign_takes_every_coming_workout_back(planned, home, there):
    run.sync(planned, home)
    check_in.save_check(planned, EMERGENCY, TODAY)
    report = run.sync(planned, home)
    assert there.ours() == {}
    assert report.plan.deleted > 2
    assert own_events(there) == OWN


def test_a_workout_that_has_been_done_is_left_as_it_is(planned, home, there):
    run.sync(planned, home)
    name, event = next(iter(there.ours().items()))
    there.add_run("17", TODAY, None, source="STRAVA", paired_event_id=event["id"])
    there.activities[0]["source"] = "GARMIN_CONNECT"
    check_in.save_check(planned, EMERGENCY, TODAY)
    run.sync(planned, home)
    assert set(there.ours()) == {name}


def test_twins_and_workouts_of_a_lost_memory_are_put_in_order(planned, home, there):
    run.sync(planned, home)
    name, event = next(iter(there.ours().items()))
    there.events[900] = event | {"id": 900}
    there.events[901] = event | {"id": 901, "external_id": "runback:v1:2026-05-18:cross-1"}
    (home / account.STATE_NAME).unlink()
    count = len(there.ours()) - 1
    run.sync(planned, home)
    assert len([e for e in there.events.values() if e.get("external_id") == name]) == 1
    assert len(there.ours()) >= count - 1
    assert "runback:v1:2026-05-18:cross-1" not in there.ours()
    assert own_events(there) == OWN


def test_before_the_first_check_nothing_is_sent(connected, home, there):
    run.sync(connected, home)
    assert there.events == {}


def test_who_keeps_the_plan_here_sends_nothing(planned, home, there):
    run.connect(planned, home, KEY, TODAY, sends_plan=False)
    assert run.sync(planned, home).plan is None
    assert there.ours() == {}


def test_switching_off_takes_the_coming_workouts_back_and_forgets_the_key(planned, home, there):
    run.sync(planned, home)
    count = len(there.ours())
    assert run.disconnect(planned, home) == count
    assert there.events == OWN
    assert not account.is_switched_on(home)


def test_switching_off_without_an_answer_forgets_the_key_all_the_same(planned, home, there):
    run.sync(planned, home)
    there.faults.append(always(500))
    assert run.disconnect(planned, home) is None
    assert not account.is_switched_on(home)


def test_nothing_of_the_runners_health_leaves_the_machine(planned, home, there):
    """The check's own words, scores and reasons, and the words of the back, are in nothing that was sent."""
    run.sync(planned, home)
    text = json.dumps(list(there.ours().values())).lower()
    for word in ("back", "spine", "disc", "sore", "ache", "stop and walk", "why", "ada", "check"):
        assert word not in text.replace("runback:", "")


def test_a_dry_run_says_what_it_would_send_and_sends_nothing(planned, home, there):
    report = run.sync(planned, home, dry_run=True)
    assert report.plan.new == len(guided(planned))
    assert there.events == OWN


def test_a_watch_that_takes_no_workouts_is_said(planned, home, there):
    there.athlete["icu_garmin_upload_workouts"] = False
    assert "Upload planned workouts" in run.sync(planned, home).notices[0]


def test_workouts_that_were_not_sent_or_not_understood_are_reported(planned, home, there):
    original = there._upsert

    def upsert(event):
        stored = original(event)
        stored["push_errors"] = [{"service": "GARMIN", "message": "too long", "date": "2026-05-14"}]
        stored["workout_doc"] = {"steps": []}
        return stored

    there._upsert = upsert
    notices = run.sync(planned, home).notices
    assert any("GARMIN" in notice for notice in notices)
    assert any("did not understand" in notice for notice in notices)


@pytest.mark.parametrize("status", [422, 429, 500])
def test_a_refused_write_is_not_repeated_at_once_and_made_good_later(planned, home, there, status):
    there.faults.append(once(status, part="/bulk"))
    with pytest.raises((SyncProblem, AskedToWait)):
        run.sync(planned, home)
    assert there.count("POST", "/bulk") == 1
    state = account.read_state(home)
    state.wait_until = 0
    account.write_state(home, state)
    run.sync(planned, home)
    assert len(there.ours()) == len(guided(planned))


def test_a_write_whose_answer_was_lost_makes_no_twins(planned, home, there):
    there.half_answers.add("/bulk")
    with pytest.raises(SyncProblem):
        run.sync(planned, home)
    there.half_answers.clear()
    run.sync(planned, home)
    names = [event.get("external_id") for event in there.events.values() if event["id"] not in OWN]
    assert sorted(names) == sorted(set(names))
    assert len(names) == len(guided(planned))


@pytest.mark.parametrize("moment", ["put_events", "delete_events", "list_events"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_a_write_the_next_sync_puts_things_in_order(planned, home, there, monkeypatch, moment, after):
    run.sync(planned, home)
    name, event = next(iter(there.ours().items()))
    there.events[900] = event | {"id": 900, "external_id": "runback:v1:2026-05-18:cross-1"}
    there.events[event["id"]] |= {"name": "Other"}
    original = getattr(plan_out.Client, moment)

    def die(client, *arguments):
        if after:
            original(client, *arguments)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(plan_out.Client, moment, die)
        with pytest.raises(Killed):
            run.sync(planned, home)
    report = run.sync(planned, home)
    assert report.plan.declined == 0
    assert len(there.ours()) == len(guided(planned))
    assert there.ours()[name]["name"] != "Other"
    assert own_events(there) == OWN


def test_workout_text_is_read_as_the_steps_it_was_made_of(planned):
    for event, count in plan_out.wanted_workouts(planned, TODAY).values():
        if event["type"] != "WeightTraining":
            assert len(read_workout_text(event["description"])) == count > 0
