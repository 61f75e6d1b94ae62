"""Other content of an export is neither a run nor a diary: plans, nights, and tables with many rows a day."""

import json
from datetime import datetime, timedelta

import pytest

from runback.domain.activity import Activity, Source, Sport
from runback.history.diary_table import guess_columns
from runback.history.errors import NotAnActivity
from runback.history.meaning import interpret
from runback.history.read import read_source

DAYS = [f"2026-04-{day:02}" for day in range(1, 15)]
HOURS = [7, 12, 13, 18]


def only(data: str, name: str) -> Activity:
    (found,) = read_source(data.encode(), name)
    return interpret(found, sources=(Source(name, "a" * 64, found.format),), zone="Europe/Berlin")


def moments(heading: str, row: str) -> str:
    """A table with four rows a day; ``{day}``, ``{hour}`` and ``{n}`` are replaced by their values."""
    rows = [row.format(day=day, hour=f"{hour:02}", n=60 + hour) for day in DAYS for hour in HOURS]
    return "\n".join([heading, *rows])


def nights(heading: str, row: str) -> str:
    return "\n".join([heading, *(row.format(day=day) for day in DAYS)])


MOMENTS = [
    ("date,start,stop,distance,calories,steps", "{day},{hour}:30,{hour}:42,7{n},30,9{n}"),  # Zepp's stages of walking
    ("date,time,steps", "{day},{hour}:30,{n}"),
    ("date,time,heartRate", "{day},{hour}:30,{n}"),
    ("time,heartRate", "{day} {hour}:30:00+0000,{n}"),
    ("date_time,heart_zone_id,total_minutes", "{day}T{hour}:30,FAT_BURN,1"),  # Fitbit's active zone minutes
    ("timestamp,rmssd,coverage,minutes", "{day}T{hour}:30:00,41.{n},0.9,5"),
    ("Datum,Uhrzeit,Schritte,Minuten", "{day},{hour}:30,{n},10"),
    ("Date,Time,Stress,Duration", "{day},{hour}:30,{n},3"),
    ("Fecha,Hora,Pasos,Minutos", "{day},{hour}:30,{n},10"),
    ("date,time,spo2,minutes", "{day},{hour}:30,9{n},5"),
    ("day,hour,floors,minutes", "{day},{hour}:00,2,5"),
    ("Date;Heure;Pas;Minutes", "{day};{hour}:30;{n};10"),
]
NIGHTS = [
    (
        "com.samsung.shealth.sleep,6312006,1\nsleep_duration,com.samsung.health.sleep.start_time",
        "420,{day} 00:30:00.000",
    ),
    ("Date,Sleep duration", "{day},7:30"),
    ("Datum,Schlafdauer", "{day},7:30"),
    ("Date,Sleep (hours),HRV", "{day},7.5,60"),
    ("sleep_start,sleep_minutes,score", "{day}T00:30:00,420,80"),
    ("Fecha,Horas de sueño", "{day},7:30"),
    ("Date,Durée du sommeil", "{day},7:30"),
    ("Data,Durata del sonno", "{day},7:30"),
    ("Datum,Slaap (uren)", "{day},7.5"),
    ("Dato,Søvn timer", "{day},7.5"),
    ("date,time asleep,time in bed", "{day},7:10,8:00"),
    ("日付,睡眠 時間", "{day},7:30"),
]


@pytest.mark.parametrize(("heading", "row"), MOMENTS, ids=[heading for heading, _ in MOMENTS])
def test_many_rows_for_each_day_are_no_diary(heading: str, row: str) -> None:
    table = moments(heading, row)
    assert guess_columns(table.encode()) is None
    with pytest.raises(NotAnActivity, match=r"many rows for each day|steps of whole days"):
        read_source(table.encode(), "table.csv")


@pytest.mark.parametrize(("heading", "row"), NIGHTS, ids=[heading[-24:] for heading, _ in NIGHTS])
def test_nights_are_no_diary(heading: str, row: str) -> None:
    table = nights(heading, row)
    assert guess_columns(table.encode()) is None
    with pytest.raises(NotAnActivity, match="not an activity file"):
        read_source(table.encode(), "table.csv")


@pytest.mark.parametrize("beside", ["Sleep", "Schlaf (h)", "Sleep duration", "Sueño", "Bedtime"])
@pytest.mark.parametrize("first", [True, False])
def test_a_diary_with_sleep_columns_is_recognised_and_its_runs_have_the_right_length(beside: str, first: bool) -> None:
    heading = ["Date", beside, "Distance", "Time"] if first else ["Date", "Distance", "Time", beside]
    cells = ["{day}", "7:30", "8.2", "0:49:00"] if first else ["{day}", "8.2", "0:49:00", "7:30"]
    guess = guess_columns(nights(",".join(heading), ",".join(cells)).encode())
    assert guess is not None
    assert (guess.columns["date"], guess.columns["distance"], guess.columns["time"]) == ("Date", "Distance", "Time")


def test_a_diary_of_two_runs_a_day_is_one() -> None:
    rows = [f"{day},{km},0:{km}0:00" for day in DAYS for km in (3, 5)]
    assert guess_columns("\n".join(["Date,Distance,Time", *rows]).encode()) is not None


SESSION = {"exportVersion": "1.6", "name": "Run", "startTime": "2026-05-03T18:30:00.000", "timeZoneOffset": 120}
TARGET = {"sport": "RUNNING", "startTime": "2026-05-03T18:30:00.000", "distance": 10_000}


@pytest.mark.parametrize(
    "exercise",
    [
        {},
        {"phases": []},
        {"phases": [{"name": "Warm up", "duration": "PT600S"}]},
        {"phases": [{"name": "Warm up"}], "duration": "PT3600S"},
        {"targets": [{"type": "DURATION", "duration": "PT3600S"}], "duration": "PT3600S"},
        {"duration": None, "samples": {}},
    ],
)
def test_a_session_that_is_still_to_be_run_is_none(exercise: dict) -> None:
    """Polar's export also has ``training-target-*.json``."""
    with pytest.raises(NotAnActivity):
        read_source(json.dumps(SESSION | {"exercises": [TARGET | exercise], "done": False}).encode(), "target.json")


@pytest.mark.parametrize("stated", [{"duration": "PT1800S"}, {"stopTime": "2026-05-03T19:00:00.000"}])
def test_a_session_that_was_run_is_one(stated: dict) -> None:
    run = only(json.dumps(SESSION | {"exercises": [TARGET | stated | {"distance": 5000}]}), "session.json")
    assert (run.sport, run.distance_m, run.elapsed_s) == (Sport.RUN, 5000, 1800)


FITBIT = {"logId": 1, "activityName": "Run", "distance": 5.2, "distanceUnit": "Kilometer", "activeDuration": 1_800_000}


@pytest.mark.parametrize(
    "text",
    ["05/03/26 16:30:00", "05/03/26 04:30:00 PM", "5/3/26 4:30:00 PM", "05/03/26 4:30:00\u202fPM", "5/3/26 4:30:00pm"],
)
def test_fitbits_times_are_read_with_both_clocks(text: str) -> None:
    run = only(json.dumps([FITBIT | {"startTime": text, "duration": 1_800_000}]), "exercise-0.json")
    assert f"{run.start_utc:%Y-%m-%d %H:%M}" == "2026-05-03 16:30"


@pytest.mark.parametrize("kind", ["transition_v2", "swimToBikeTransition_v2", "bikeToRunTransition_v2", "breathwork"])
def test_the_change_between_two_legs_is_no_run_however_fast(kind: str) -> None:
    entry = {"activityId": 1, "activityType": kind, "name": "Triathlon", "startTimeGmt": 1_777_825_800_000}
    listed = [{"summarizedActivitiesExport": [entry | {"duration": 120_000, "distance": 40_000, "avgRunCadence": 85}]}]
    assert only(json.dumps(listed), "a_summarizedActivities.json").sport is Sport.OTHER


WORKOUT = {"name": "Outdoor Run", "start": "2026-05-03 18:30:00 +0200", "end": "2026-05-03 19:00:00 +0200"}
KM = {"qty": 5.2, "units": "km"}
PARTS = [
    {"date": f"{datetime(2026, 5, 3, 18, 30) + timedelta(minutes=minute):%Y-%m-%d %H:%M:%S} +0200", **KM, "qty": 0.1}
    for minute in range(30)
]


@pytest.mark.parametrize(
    ("stated", "metres"),
    [
        ({"distance": KM}, 5200),
        ({"totalDistance": KM}, 5200),
        ({"walkingAndRunningDistance": PARTS}, 3000),
        ({"distance": KM, "walkingAndRunningDistance": PARTS}, 5200),
        ({"distance": KM | {"qty": 0}, "walkingAndRunningDistance": PARTS}, 3000),
        ({"distance": None, "totalDistance": {"qty": 5200, "units": "m"}}, 5200),
    ],
)
def test_health_auto_exports_distance_is_its_total_or_the_sum_of_its_parts(stated: dict, metres: float) -> None:
    run = only(json.dumps({"data": {"workouts": [WORKOUT | stated]}}), "export.json")
    assert run.distance_m == pytest.approx(metres)


@pytest.mark.parametrize(
    ("timer", "km", "moving_s"),
    [
        (1800, 5.2, 1800),
        (30, 5.2, 1800),  # minutes
        (25, 5.2, 1500),
        (1.0, 5.2, 1800),  # nothing that fits: the whole time
        (700, 5.2, 1800),  # faster than the record, and no minutes
        (1200, 5.2, 1200),  # with pauses
        (30, 0.1, 30),  # a sprint
    ],
)
def test_a_moving_time_in_which_nobody_gets_that_far_is_not_used(timer: float, km: float, moving_s: float) -> None:
    workout = WORKOUT | {"duration": timer, "distance": KM | {"qty": km}}
    run = only(json.dumps({"data": {"workouts": [workout]}}), "export.json")
    assert run.moving_s == pytest.approx(moving_s)
