"""The weight of an exercise leaves the program with it."""

from datetime import date

from garmin_fit_sdk import Decoder, Stream

from runback.domain.plan import ExerciseSet, Session, SessionKind
from runback.export.calendar import describe
from runback.export.fit_workout import write_workout

SQUATS = Session(
    date(2026, 11, 25),
    SessionKind.STRENGTH,
    "strength",
    duration_min=25,
    exercises=(ExerciseSet("goblet_squat", 3, reps=12, load_kg=10.5), ExerciseSet("bird_dog", 2, reps=8)),
)


def test_the_watch_gets_the_weight_and_none_where_there_is_none():
    messages, errors = Decoder(Stream.from_byte_array(bytearray(write_workout(SQUATS)))).read()
    assert errors == []
    steps = {step["wkt_step_name"]: step for step in messages["workout_step_mesgs"] if "wkt_step_name" in step}
    assert steps["goblet squat"]["exercise_weight"] == 10.5
    assert steps["goblet squat"]["weight_display_unit"] == "kilogram"
    assert "exercise_weight" not in steps["bird dog"]


def test_the_calendar_shows_the_weight():
    assert describe(SQUATS).splitlines() == ["goblet squat: 3 x 12 with 10.5 kg", "bird dog: 2 x 8"]
