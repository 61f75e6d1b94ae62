"""The same run in the exports of nine services: where, when, how far and how long is the same in all of them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runback.domain.activity import Activity, Sport, Surface
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.meaning import interpret
from runback.history.merge import is_same
from runback.history.read import read_source

HOUR = 3600
RUNS = [
    (datetime(2024, 9, 1, 5, 0, tzinfo=UTC), 2, 5040.0, 1800),
    (datetime(2024, 12, 31, 23, 30, tzinfo=UTC), 1, 8000.0, 2880),
    (datetime(2024, 7, 4, 1, 15, tzinfo=UTC), -7, 10_020.0, 3607),
    (datetime(2025, 3, 30, 1, 30, tzinfo=UTC), 2, 12_500.0, 4500),
    (datetime(2023, 2, 11, 18, 0, tzinfo=UTC), 5.5, 3200.0, 1260),
]
"""Start, hours ahead of UTC, metres and seconds."""

Run = tuple[datetime, float, float, int]
Export = tuple[str, bytes]


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _local(run: Run) -> datetime:
    return (run[0] + timedelta(hours=run[1])).replace(tzinfo=None)


def _offset(hours: float, form: str = "{sign}{h:02}:{m:02}") -> str:
    minutes = abs(round(hours * 60))
    return form.format(sign="-" if hours < 0 else "+", h=minutes // 60, m=minutes % 60)


def garmin(run: Run) -> Export:
    start, _, metres, seconds = run
    local = float(_ms(_local(run).replace(tzinfo=UTC)))
    entry = {
        "activityId": 1, "activityType": "running", "name": "Lunch", "startTimeGmt": float(_ms(start)),
        "startTimeLocal": local, "duration": seconds * 1000.0, "distance": metres * 100,
    }  # fmt: skip
    return "x_summarizedActivities.json", json.dumps([{"summarizedActivitiesExport": [entry]}]).encode()


def garmin_plain(run: Run) -> Export:
    start, _, metres, seconds = run
    local = f"{_local(run):%Y-%m-%d %H:%M:%S}"
    entry = {
        "activityId": 1, "activityType": {"typeKey": "running"}, "startTimeGmt": f"{start:%Y-%m-%d %H:%M:%S}",
        "startTimeLocal": local, "duration": float(seconds), "distance": metres,
    }  # fmt: skip
    return "x_summarizedActivities.json", json.dumps([entry]).encode()


def fitbit_csv(run: Run) -> Export:
    start, hours, metres, seconds = run
    end = start + timedelta(seconds=seconds)
    head = "exercise_id,exercise_start,exercise_end,utc_offset,activity_name,tracker_total_distance_mm"
    row = f"1,{start:%Y-%m-%d %H:%M:%S%z},{end:%Y-%m-%d %H:%M:%S%z},{_offset(hours)},Run,{metres * 1000:.0f}"
    return "UserExercises_2024-09-04.csv", f"{head}\n{row}\n".encode()


def samsung(run: Run) -> Export:
    start, hours, metres, seconds = run
    prefix = "com.samsung.health.exercise."
    head = ",".join(
        (
            "live_data",
            *(prefix + name for name in ("duration", "start_time", "exercise_type", "distance", "time_offset")),
        )
    )
    offset = "UTC" + _offset(hours, "{sign}{h:02}{m:02}")
    row = f",{seconds * 1000},{start:%Y-%m-%d %H:%M:%S}.000,1002,{metres},{offset}"
    return "com.samsung.shealth.exercise.1.csv", f"com.samsung.shealth.exercise,6210,7\n{head}\n{row}\n".encode()


def polar(run: Run) -> Export:
    _, hours, metres, seconds = run
    at = f"{_local(run):%Y-%m-%dT%H:%M:%S}.000"
    exercise = {
        "sport": "RUNNING",
        "startTime": at,
        "timezoneOffset": round(hours * 60),
        "duration": f"PT{seconds}S",
        "distance": metres,
    }
    session = {"exportVersion": "1.6", "name": "Run", "startTime": at, "distance": metres, "exercises": [exercise]}
    return "training-session-1.json", json.dumps(session).encode()


def adidas(run: Run) -> Export:
    start, hours, metres, seconds = run
    session = {
        "id": "a", "start_time": _ms(start), "end_time": _ms(start) + seconds * 1000, "duration": seconds * 1000,
        "distance": metres, "sport_type_id": "1", "start_time_timezone_offset": round(hours * HOUR * 1000),
    }  # fmt: skip
    return "Sport-sessions/a.json", json.dumps(session).encode()


def adidas_features(run: Run) -> Export:
    start, hours, metres, seconds = run
    features = [
        {"type": "track_metrics", "attributes": {"distance": metres}},
        {"type": "initial_values", "attributes": {"sport_type": {"id": "1"}}},
    ]
    session = {
        "id": "a", "start_time": _ms(start), "end_time": _ms(start) + seconds * 1000, "duration": seconds * 1000,
        "start_time_timezone_offset": round(hours * HOUR * 1000), "features": features,
    }  # fmt: skip
    return "a.json", json.dumps(session).encode()


def health_auto_export(run: Run) -> Export:
    _, hours, metres, seconds = run
    local, offset = _local(run), _offset(hours, "{sign}{h:02}{m:02}")
    start, end = (f"{at:%Y-%m-%d %H:%M:%S} {offset}" for at in (local, local + timedelta(seconds=seconds)))
    workout = {"name": "Outdoor Run", "start": start, "end": end, "distance": {"qty": metres / 1000, "units": "km"}}
    return "HealthAutoExport.json", json.dumps({"data": {"workouts": [workout]}}).encode()


WITH_ZONE: list[Callable[[Run], Export]] = [
    garmin, garmin_plain, fitbit_csv, samsung, polar, adidas, adidas_features, health_auto_export,
]  # fmt: skip


def fitbit_json(run: Run) -> Export:
    start, _, metres, seconds = run
    entry = {
        "logId": 1, "activityName": "Run", "startTime": f"{start:%m/%d/%y %H:%M:%S}", "duration": seconds * 1000,
        "activeDuration": seconds * 1000, "distance": metres / 1609.344, "distanceUnit": "Mile", "steps": 5000,
    }  # fmt: skip
    return "Takeout/Fitbit/Global Export Data/exercise-0.json", json.dumps([entry]).encode()


def zepp(run: Run) -> Export:
    start, _, metres, seconds = run
    head = "type,startTime,sportTime(s),maxPace(/meter),minPace(/meter),distance(m),avgPace(/meter),calories(kcal)"
    return "SPORT.csv", f"{head}\n1,{start:%Y-%m-%d %H:%M:%S}+0000,{seconds},3.4,2.2,{metres},2.77,310\n".encode()


def strava(run: Run) -> Export:
    start, _, metres, seconds = run
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename"
    at = f"{start:%b} {start.day}, {start:%Y, %I:%M:%S %p}"
    return "activities.csv", f'{head}\n1,"{at}",Treadmill before work,Run,{seconds},{metres / 1000},\n'.encode()


def runkeeper(run: Run) -> Export:
    start, _, metres, seconds = run
    head = (
        "Activity Id,Date,Type,Route Name,Distance (mi),Duration,Average Pace,Climb (ft),Average Heart Rate (bpm),Notes"
    )
    clock = str(timedelta(seconds=seconds)).removeprefix("0:")
    row = f'a1,{start:%Y-%m-%d %H:%M:%S},Running,,{metres / 1609.344:.5f},{clock},9:35,0,,"Long,\nand slow"'
    return "cardioActivities.csv", f"{head}\n{row}\n".encode()


def gadgetbridge(run: Run) -> Export:
    start, _, metres, seconds = run
    summary = json.dumps({"distanceMeters": {"value": metres, "unit": "meters"}, "averageHR": {"value": 255}})
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(
            "CREATE TABLE BASE_ACTIVITY_SUMMARY (_id INTEGER PRIMARY KEY, NAME TEXT, START_TIME INTEGER,"
            " END_TIME INTEGER, ACTIVITY_KIND INTEGER, SUMMARY_DATA TEXT)"
        )
        row = (1, None, _ms(start), _ms(start) + seconds * 1000, 0x10, summary)
        base.execute("INSERT INTO BASE_ACTIVITY_SUMMARY VALUES (?, ?, ?, ?, ?, ?)", row)
        base.commit()
        return "Gadgetbridge", base.serialize()


ALL = [*WITH_ZONE, fitbit_json, zepp, strava, runkeeper, gadgetbridge]


def only(export: Export, zone: str = "UTC") -> Activity:
    name, data = export
    (recording,) = read_source(data, name)
    return interpret(recording, sources=(), zone=zone)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("write", ALL)
def test_a_run_is_the_same_in_every_export(write: Callable[[Run], Export], run: Run) -> None:
    activity = only(write(run))
    start, _, metres, seconds = run
    assert activity.sport is Sport.RUN
    assert activity.start_utc == start
    assert activity.distance_m == pytest.approx(metres, abs=1)
    assert (activity.elapsed_s, activity.moving_s) == (seconds, seconds)
    assert activity.avg_hr_bpm is None


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("write", WITH_ZONE)
def test_its_day_is_the_runners_where_the_export_says_so(write: Callable[[Run], Export], run: Run) -> None:
    assert only(write(run), zone="Asia/Tokyo").start_local == _local(run)


@pytest.mark.parametrize("write", ALL)
def test_the_run_of_an_export_is_the_run_of_the_watch(write: Callable[[Run], Export]) -> None:
    assert is_same(only(write(RUNS[0])), only(garmin(RUNS[0])))


@pytest.mark.parametrize("write", ALL)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
def test_a_broken_export_is_an_error_and_no_crash(write: Callable[[Run], Export], share: float) -> None:
    name, data = write(RUNS[0])
    with suppress(UnreadableFile, NotAnActivity):
        read_source(data[: int(len(data) * share)], name)


@pytest.mark.parametrize("junk", [None, [], {}, "x", -1, True, "NaN", 1e400, [[]], {"typeKey": 3}])
@pytest.mark.parametrize("write", [garmin, polar, adidas, adidas_features, health_auto_export, fitbit_json])
def test_nonsense_in_any_field_of_json_never_crashes(write: Callable[[Run], Export], junk: Any) -> None:
    name, data = write(RUNS[0])
    whole = json.loads(data)
    for path in list(_paths(whole)):
        changed = json.loads(data)
        holder = changed
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = junk
        with suppress(UnreadableFile, NotAnActivity):
            for recording in read_source(json.dumps(changed).encode(), name):
                interpret(recording, sources=(), zone="UTC")


def _paths(found: Any, path: tuple[Any, ...] = ()) -> Any:
    pairs = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def test_a_treadmill_run_of_garmins_list_has_its_surface() -> None:
    name, data = garmin(RUNS[0])
    assert only((name, data.replace(b'"running"', b'"treadmill_running"'))).surface is Surface.TREADMILL


def test_polars_samples_are_read() -> None:
    session = json.loads(polar(RUNS[0])[1])
    points = [f"2024-09-01T07:{minute:02}:00.000" for minute in range(0, 30, 2)]
    session["exercises"][0]["samples"] = {
        "heartRate": [{"dateTime": at, "value": 140} for at in points],
        "speed": [{"dateTime": at, "value": 10.08} for at in points],
    }
    run = only(("training-session-1.json", json.dumps(session).encode()))
    assert run.samples is not None
    assert run.avg_hr_bpm == 140
    assert run.samples.columns["speed_mps"].tolist() == pytest.approx([2.8] * 15)


def test_a_list_of_strava_without_runs_of_its_own_says_what_it_is() -> None:
    with pytest.raises(NotAnActivity, match="list of activities"):
        read_source(b"Activity ID,Activity Date,Filename\n1,x,activities/1.fit.gz\n", "activities.csv")


def test_stravas_list_in_another_language_is_read_by_its_columns() -> None:
    head = "Aktivitäts-ID,Aktivitätsdatum,Name,Aktivitätsart,Text,Zeit,Distanz,Max,Aufwand,Pendeln,Notiz,Gear,Datei"
    rows = [
        "1,03.06.2024 05:00:00,Morgenlauf,Lauf,,1800,5.04,,,,,,activities/1.fit.gz",
        "2,04.06.2024 05:00:00,Laufband,Lauf,,2400,6.5,,,,,Blaue,",
    ]
    run = only(("activities.csv", "\n".join((head, *rows)).encode()))
    assert (run.sport, run.distance_m, run.elapsed_s, run.gear) == (Sport.RUN, 6500, 2400, "Blaue")
    assert run.start_utc == datetime(2024, 6, 4, 5, tzinfo=UTC)


def test_stravas_list_of_2018_counts_metres() -> None:
    head = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename"
    run = only(("activities.csv", f"{head}\n1,2016-11-15 11:28:35,Lunch,Run,,1800,5040.5,false,,\n".encode()))
    assert (run.distance_m, run.elapsed_s) == (5040.5, 1800)


@pytest.mark.parametrize(
    ("name", "found", "words"),
    [
        ("nike.json", {"id": "n", "active_duration_ms": 1, "summaries": []}, "Nike"),
        ("suunto.json", {"DeviceLog": {"Header": {}}}, "FIT file"),
        ("endomondo.json", [{"sport": "RUNNING"}, {"start_time": "x"}], "TCX"),
        ("motion path detail data.json", [{"sportType": 4, "totalDistance": 1}], "Huawei"),
        ("other.json", {"a": 1}, "not an export"),
        ("other.json", [1, 2], "not an export"),
    ],
)
def test_what_stays_refused_says_what_to_do_instead(name: str, found: Any, words: str) -> None:
    with pytest.raises(NotAnActivity, match=words):
        read_source(json.dumps(found).encode(), name)


def test_a_hostile_database_is_stopped() -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"CREATE VIEW BASE_ACTIVITY_SUMMARY AS {endless}")
        base.execute("CREATE TABLE t (BASE_ACTIVITY_SUMMARY)")
        data = base.serialize()
    assert read_source(data, "Gadgetbridge") == ()


@pytest.mark.parametrize(
    ("zone", "start", "local"),
    [
        ("Europe/Berlin", datetime(2024, 1, 15, 23, 30, tzinfo=UTC), "2024-01-16 00:30"),
        ("Europe/Berlin", datetime(2024, 7, 15, 21, 45, tzinfo=UTC), "2024-07-15 23:45"),
        ("Europe/Berlin", datetime(2024, 3, 31, 0, 59, tzinfo=UTC), "2024-03-31 01:59"),
        ("Europe/Berlin", datetime(2024, 3, 31, 1, 0, tzinfo=UTC), "2024-03-31 03:00"),
        ("America/New_York", datetime(2024, 1, 16, 0, 30, tzinfo=UTC), "2024-01-15 19:30"),
        ("America/New_York", datetime(2024, 7, 16, 0, 30, tzinfo=UTC), "2024-07-15 20:30"),
        ("Asia/Kathmandu", datetime(2024, 5, 1, 20, 0, tzinfo=UTC), "2024-05-02 01:45"),
    ],
)
@pytest.mark.parametrize("write", [fitbit_json, gadgetbridge])
def test_without_an_offset_the_day_is_that_of_the_runners_zone_on_that_date(write, zone, start, local) -> None:
    activity = only(write((start, 0, 5000.0, 1800)), zone=zone)
    assert f"{activity.start_local:%Y-%m-%d %H:%M}" == local


def test_fitbits_table_is_in_utc_with_and_without_its_offset() -> None:
    head = "exercise_id,exercise_start,exercise_end,utc_offset,activity_name,tracker_total_distance_mm"
    for start, offset in (
        ("2024-01-16 00:30:00+0000", "-05:00"),
        ("2024-01-16 00:30:00", "-05:00"),
        ("2024-01-16T00:30:00Z", ""),
    ):
        row = f"1,{start},,{offset},Run,5000000"
        activity = only(("UserExercises_2024-01-16.csv", f"{head}\n{row}\n".encode()), zone="America/New_York")
        assert f"{activity.start_local:%Y-%m-%d %H:%M}" == "2024-01-15 19:30"


def _listed(number: int, kind: str, metres: float, **more: Any) -> dict[str, Any]:
    start = float(_ms(datetime(2024, 9, 1, 5, 0, tzinfo=UTC)))
    return {"activityId": number, "activityType": kind, "startTimeGmt": start, "startTimeLocal": start,
            "duration": 1_800_000.0, "distance": metres * 100, **more}  # fmt: skip


@pytest.mark.parametrize("link", ["childIds", "parentId"])
def test_a_triathlon_of_garmins_list_is_its_legs_and_no_run_of_46_km(link: str) -> None:
    whole = _listed(10, "multi_sport", 46_500, **({"childIds": [11, 12]} if link == "childIds" else {}))
    of = {"parentId": 10} if link == "parentId" else {}
    legs = [_listed(11, "cycling", 40_000, **of), _listed(12, "running", 5000, **of)]
    found = read_source(json.dumps([{"summarizedActivitiesExport": [whole, *legs]}]).encode(), "a.json")
    assert [(each.sport, each.stated.distance_m) for each in found] == [("cycling", 40_000), ("running", 5000)]


def test_a_triathlon_of_garmins_list_without_its_legs_is_no_run() -> None:
    entry = _listed(10, "multi_sport", 46_500, childIds=[11, 12], steps=5000)
    (found,) = read_source(json.dumps([{"summarizedActivitiesExport": [entry]}]).encode(), "a.json")
    assert interpret(found, sources=(), zone="UTC").sport is Sport.OTHER


@pytest.mark.parametrize(
    ("distance", "active"),
    [
        ({"value": 5.04, "unit": "km"}, {"value": 30, "unit": "minutes"}),
        ({"value": 5040, "unit": "meters"}, {"value": 1800, "unit": "seconds"}),
        ({"value": 5040}, {"value": 1800}),
        (5040, 1800),
    ],
)
def test_gadgetbridges_values_are_in_the_unit_they_name(distance: Any, active: Any) -> None:
    summary = {"distanceMeters": distance, "activeSeconds": active}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE TABLE BASE_ACTIVITY_SUMMARY (START_TIME INT, END_TIME INT, ACTIVITY_KIND INT, SUMMARY_DATA TEXT)"
        )
        start = _ms(datetime(2024, 9, 1, 5, 0, tzinfo=UTC))
        row = (start, start + 2_000_000, 16, json.dumps(summary))
        connection.execute("INSERT INTO BASE_ACTIVITY_SUMMARY VALUES (?, ?, ?, ?)", row)
        connection.commit()
        (found,) = read_source(connection.serialize(), "Gadgetbridge")
    assert (found.stated.distance_m, found.stated.timer_s, found.stated.elapsed_s) == (5040, 1800, 2000)


@pytest.mark.parametrize("offset", [120, -300, 330])
def test_a_polar_session_of_todays_export_is_read(offset: int) -> None:
    times = {"startTime": "2025-05-14T07:30:00", "stopTime": "2025-05-14T08:05:00", "timezoneOffsetMinutes": offset}
    exercise = {**times, "sport": {"id": "17"}, "durationMillis": 1_800_000, "distanceMeters": 5040.0}
    session = {**times, "sport": {"id": "17"}, "hrAvg": 150, "exercises": [exercise]}
    (found,) = read_source(json.dumps(session).encode(), "training-session-2025-05-14.json")
    run = interpret(found, sources=(), zone="Asia/Tokyo")
    assert (run.sport, run.surface, run.distance_m) == (Sport.RUN, Surface.TREADMILL, 5040)
    assert run.start_utc == datetime(2025, 5, 14, 7, 30, tzinfo=UTC) - timedelta(minutes=offset)
    assert (run.utc_offset_s, run.elapsed_s, run.moving_s, run.avg_hr_bpm) == (offset * 60, 2100, 1800, 150)


def test_zepps_table_with_decimal_commas_is_read() -> None:
    table = "type;startTime;sportTime(s);distance(m)\n1;2024-05-14 05:30:00+0000;1800;5400,5\n"
    (found,) = read_source(table.encode("utf-8-sig"), "SPORT_1.csv")
    assert (found.stated.distance_m, found.stated.timer_s) == (5400.5, 1800)


@pytest.mark.parametrize(("cadence", "steps"), [("165.0", 165), ("82.5", 165), ("", None)])
def test_samsungs_mean_cadence_is_in_steps(cadence: str, steps: float | None) -> None:
    heading = "start_time,duration,exercise_type,distance,mean_cadence,time_offset"
    table = (
        f"com.samsung.shealth.exercise,6,4\n{heading}\n2024-09-01 05:00:00.000,1800000,1002,5040.0,{cadence},UTC+0200\n"
    )
    (found,) = read_source(table.encode(), "com.samsung.shealth.exercise.2024.csv")
    assert interpret(found, sources=(), zone="UTC").avg_cadence_spm == steps


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Laufen", {"isIndoor": True}),
        ("Laufen (Innenräume)", {}),
        ("Course en intérieur", {}),
        ("Indoor Run", {}),
        ("Running", {"location": "Indoor"}),
        ("室内ランニング", {}),
    ],
)
def test_a_run_indoors_of_health_auto_export_is_on_a_treadmill(name: str, more: dict[str, Any]) -> None:
    workout = {"name": name, "start": "2024-09-08 07:00:00 +0200", "end": "2024-09-08 07:30:00 +0200", **more}
    (found,) = read_source(json.dumps({"data": {"workouts": [workout]}}).encode(), "h.json")
    run = interpret(found, sources=(), zone="UTC")
    assert (run.sport, run.surface) == (Sport.RUN, Surface.TREADMILL)
