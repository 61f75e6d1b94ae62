"""The plan leaves the program: a calendar a client reads, workouts Garmin's SDK reads back, tables."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from garmin_fit_sdk import Decoder, Stream
from icalendar import Calendar

from runback.domain.adjust import Race
from runback.domain.diary import PainMoment
from runback.domain.plan import SessionKind, Step
from runback.knowledge.sentences import render_sentence
from runback.services.sharing import plan_files
from runback.services.training import adjust, check_in, diary, plans
from runback.services.training.plans import NeedsCheck
from tests.runs import add_run
from tests.services.made_up import ANSWERS, MONDAY, THURSDAY, URGENT

NOON = datetime(2026, 5, 14, 9, tzinfo=UTC)


def events(data):
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def live_events(data):
    return {uid for uid, event in events(data).items() if event.get("status") != "CANCELLED"}


def test_without_a_check_there_is_no_calendar_but_there_are_tables(ada, outcome, day):
    add_run(ada, MONDAY, 6.0)
    with pytest.raises(NeedsCheck):
        plan_files.export_calendar(ada, THURSDAY)
    assert set(plan_files.export_tables(ada, THURSDAY)) == {
        "activities.csv", "pain.csv", "sessions.csv", "strength.csv",
    }  # fmt: skip


def test_every_coming_session_but_rest_is_an_event(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    read = events(plan_files.export_calendar(ada, MONDAY))
    plan = plans.current_plan(ada, MONDAY).plan
    sessions = [s for week in plan.weeks for s in week.sessions if s.kind is not SessionKind.REST]
    assert len(read) == len(sessions)
    assert {int(event["sequence"]) for event in read.values()} == {0}


def test_a_block_cancels_every_coming_event_under_a_higher_sequence(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    before = live_events(plan_files.export_calendar(ada, MONDAY))
    outcome(URGENT)
    check_in.save_check(ada, ANSWERS, THURSDAY)
    data = plan_files.export_calendar(ada, THURSDAY)
    assert live_events(data) == set()
    cancelled = events(data)
    assert set(cancelled) == {uid for uid in before if uid[:10] >= THURSDAY.isoformat()}
    assert {int(event["sequence"]) for event in cancelled.values()} == {1}


def test_each_coming_run_reads_back_equal_as_a_workout(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    files = plan_files.export_workouts(ada, MONDAY)
    plan = plans.current_plan(ada, MONDAY).plan
    runs = [s for week in plan.weeks for s in week.sessions if s.is_run]
    assert runs
    for run in runs:
        messages, errors = Decoder(Stream.from_byte_array(bytearray(files[f"{run.date}-{run.kind}.fit"]))).read()
        assert errors == []
        assert [one for one in messages["workout_step_mesgs"] if "repeat_steps" not in one]
        planned = [(s.kind, s.duration_s, s.distance_m, s.repeat, notes(s)) for s in run.steps]
        assert written(messages["workout_step_mesgs"]) == planned


def notes(step: Step) -> str:
    """What the watch shows of a step: its sentence, else its effort."""
    return render_sentence(step) or step.effort


def written(messages):
    """The workout's steps as the plan's steps: kind by name and intensity, lengths, repeats, words."""
    kinds = {"Warm up": "warm_up", "Drill": "drill", "Run": "run", "Walk": "walk", "Cool down": "cool_down"}
    steps = []
    for one in messages:
        if "repeat_steps" in one:
            first = one["duration_step"]
            steps[first:] = [(*step[:3], one["repeat_steps"], step[4]) for step in steps[first:]]
            continue
        kind = kinds[one["wkt_step_name"]]
        steps.append((kind, one.get("duration_time"), one.get("duration_distance"), 1, one["notes"]))
    return steps


def test_tables_contain_what_was_logged_and_disarm_formulas(ada, outcome, day):
    add_run(ada, MONDAY, 6.0)
    diary.log_pain(ada, 3, PainMoment.MORNING, NOON, note="=HYPERLINK(1)")
    files = plan_files.export_tables(ada, THURSDAY)
    [run] = csv.DictReader(io.StringIO(files["activities.csv"].decode()))
    [sore] = csv.DictReader(io.StringIO(files["pain.csv"].decode()))
    assert (run["sport"], float(run["distance_m"])) == ("run", 6000)
    assert (sore["score"], sore["moment"], sore["note"]) == ("3", "morning", "'=HYPERLINK(1)")


def test_a_race_and_a_test_walk_leave_with_their_titles(ada, outcome, day):
    """A runner who has not run for five weeks walks first; the race is on its day."""
    check_in.save_check(ada, ANSWERS | {"weeks_off": 5, "pain_now": 3}, MONDAY)
    adjust.add_race(ada, MONDAY, Race(MONDAY + timedelta(days=20), 5.0))
    titles = {str(event["summary"]) for event in events(plan_files.export_calendar(ada, MONDAY)).values()}
    assert {"Test walk, 30 min", "Race, 5.0 km"} <= titles
    rows = list(csv.DictReader(io.StringIO(plan_files.export_tables(ada, MONDAY)["plan.csv"].decode())))
    assert {"Test walk, 30 min", "Race, 5.0 km"} <= {row["title"] for row in rows}
    names = set(plan_files.export_workouts(ada, MONDAY))
    assert f"{MONDAY + timedelta(days=20)}-race.fit" in names
    assert any(name.endswith("-walk.fit") for name in names)


def test_everything_is_the_calendar_the_workouts_the_plan_and_the_tables(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    names = set(plan_files.export_all(ada, MONDAY))
    assert {"runback.ics", "plan.json", "tables/activities.csv", "tables/plan.csv"} <= names
    assert any(name.startswith("workouts/") and name.endswith(".fit") for name in names)
