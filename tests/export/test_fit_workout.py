"""Workout files: what the plan says, Garmin's SDK reads back."""

from datetime import date

import pytest
from garmin_fit_sdk import Decoder, Stream

from runback.domain.errors import UnusableInput
from runback.domain.plan import ExerciseSet, Session, SessionKind, Step, StepKind
from runback.export.fit_workout import write_workout

DAY = date(2026, 11, 24)
WALK_RUN = Session(
    DAY,
    SessionKind.WALK_RUN,
    "walk_run",
    distance_km=3.1,
    duration_min=30,
    bout="10 x 1 min run, 1 min walk",
    steps=(
        Step(StepKind.WARM_UP, duration_s=300, say="brisk_walk"),
        Step(StepKind.RUN, duration_s=60, repeat=10),
        Step(StepKind.WALK, duration_s=60, repeat=10),
        Step(StepKind.COOL_DOWN, duration_s=300),
    ),
)


def decode(session, names=None):
    messages, errors = Decoder(Stream.from_byte_array(bytearray(write_workout(session, names)))).read()
    assert errors == []
    return messages["workout_mesgs"][0], messages["workout_step_mesgs"]


def test_a_walk_run_is_a_running_workout_with_one_repeat_block():
    workout, steps = decode(WALK_RUN)
    assert workout["sport"] == "running"
    assert workout["wkt_name"] == f"{DAY.day} {DAY:%b}: Walk-run, 10 x 1 min run, 1 min walk"[:47]
    assert workout["num_valid_steps"] == 5
    assert [s.get("intensity") for s in steps] == ["warmup", "active", "recovery", None, "cooldown"]
    assert [s.get("duration_time") for s in steps] == [300, 60, 60, None, 300]
    block = steps[3]
    assert block["duration_type"] == "repeat_until_steps_cmplt"
    assert block["duration_step"] == 1
    assert block["repeat_steps"] == 10


def test_a_race_is_a_running_workout_with_the_words_of_its_step():
    steps = (Step(StepKind.RUN, distance_m=10_000, effort="race", say="race"),)
    workout, (step,) = decode(Session(DAY, SessionKind.RACE, "race", 10.0, 70, steps=steps))
    assert (workout["sport"], workout["wkt_name"]) == ("running", f"{DAY.day} {DAY:%b}: Race, 10.0 km")
    assert (step["duration_distance"], step["notes"]) == (10_000, "The race. Start slower than you feel like.")


def test_a_distance_step_keeps_its_metres():
    _, (step,) = decode(
        Session(DAY, SessionKind.RUN, "easy_run", 5.0, 30, steps=(Step(StepKind.RUN, distance_m=5000),))
    )
    assert step["duration_type"] == "distance"
    assert step["duration_distance"] == 5000


def test_strength_counts_repetitions_holds_and_rests():
    exercises = (
        ExerciseSet("goblet_squat", sets=3, reps=12, rest_s=90),
        ExerciseSet("side_plank", sets=1, hold_s=30, per_side=True),
    )
    workout, steps = decode(
        Session(DAY, SessionKind.STRENGTH, "strength", duration_min=25, exercises=exercises),
        {"goblet_squat": "Goblet squat"},
    )
    assert (workout["sport"], workout["sub_sport"]) == ("training", "strength_training")
    squat, rest, again, left, right, _ = steps
    assert (squat["wkt_step_name"], squat["duration_reps"]) == ("Goblet squat", 12)
    assert (rest["intensity"], rest["duration_time"]) == ("rest", 90)
    assert (again["duration_step"], again["repeat_steps"]) == (0, 3)
    assert (left["wkt_step_name"], left["duration_time"]) == ("side plank, left", 30)
    assert (right["wkt_step_name"], right["duration_time"]) == ("side plank, right", 30)


def test_a_long_title_is_cut_and_never_in_the_middle_of_a_letter():
    workout, _ = decode(
        Session(DAY, SessionKind.RUN, "", 5.0, 30, steps=(Step(StepKind.RUN, distance_m=1),), text="ä" * 60)
    )
    head = f"{DAY.day} {DAY:%b}: "
    assert workout["wkt_name"] == head + "ä" * ((47 - len(head)) // 2)


def test_a_rest_day_has_nothing_for_a_watch():
    with pytest.raises(UnusableInput, match="nothing a watch could guide"):
        write_workout(Session(DAY, SessionKind.REST, "rest"))
