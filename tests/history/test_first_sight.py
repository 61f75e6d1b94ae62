"""Exports as runners really have them, of many services, written without a look at the readers: each is right at once.

Nobody's data. What comes out is worked out by hand from what each text says.
"""

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runback.domain.activity import Activity, Sport, Surface
from runback.domain.imports import Verdict
from runback.history.diary_table import guess_columns
from runback.history.merge import is_same
from runback.history.source_file import FileProblem
from runback.history.sources import walk
from runback.services.imports.reading import FileJob, ReadFile, load, read_file
from tests.history.fit.build_fit import fit_run, seconds_of
from tests.history.made_up import METRES_A_DEGREE, write_tcx, write_zip

ZONE = "Europe/Berlin"


def read_folder(folder: Path) -> list[ReadFile | FileProblem]:
    """Every file under a folder as an import reads it, a diary's columns as they are guessed."""
    found: list[ReadFile | FileProblem] = []
    for source in walk([folder]):
        if isinstance(source, FileProblem):
            found.append(source)
            continue
        data = load(source)
        if isinstance(data, ReadFile):
            found.append(data)
            continue
        guess = guess_columns(data)
        columns = guess.columns if guess is not None else {}
        found.append(read_file(FileJob(source.label, None, ZONE, data=data, columns=columns)))
    return found


@dataclass(frozen=True)
class Run:
    """What has to come out: the runner's own clock at the start, metres and minutes (moving, else elapsed)."""

    start: str
    metres: float | None
    minutes: float | None
    sport: Sport = Sport.RUN
    surface: Surface | None = None


def tell(activity: Activity, wanted: Run) -> Run:
    """What came out, rounded to what was wanted where it is as near as a reader can be."""
    seconds = activity.moving_s if activity.moving_s is not None else activity.elapsed_s
    minutes = None if seconds is None else seconds / 60
    metres = activity.distance_m
    if wanted.metres is not None and metres is not None and abs(metres - wanted.metres) <= 0.005 * wanted.metres + 5:
        metres = wanted.metres
    if wanted.minutes is not None and minutes is not None and abs(minutes - wanted.minutes) <= 0.1:
        minutes = wanted.minutes
    surface = activity.surface if wanted.surface is not None else None
    return Run(f"{activity.start_local:%Y-%m-%d %H:%M}", metres, minutes, activity.sport, surface)


def gpx(*points: tuple[str, float], kind: str = "<type>running</type>", head: str = "", extra: str = "") -> str:
    """A track north from these (time, metres along the way)."""
    body = "".join(
        f'<trkpt lat="{52 + metres / METRES_A_DEGREE:.7f}" lon="13.4"><ele>40</ele><time>{time}</time>{extra}</trkpt>'
        for time, metres in points
    )
    return (
        f'{head}<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>x</name>{kind}'
        f"<trkseg>{body}</trkseg></trk></gpx>"
    )


def steady(
    start: datetime, minutes: int, form: str = "%Y-%m-%dT%H:%M:%SZ", mps: float = 3.0
) -> list[tuple[str, float]]:
    """Points every ten seconds of an even run."""
    return [((start + timedelta(seconds=s)).strftime(form), s * mps) for s in range(0, minutes * 60 + 1, 10)]


MAY = datetime(2024, 5, 3, 5, 0, tzinfo=UTC)  # seven in Berlin
HALF = Run("2024-05-03 07:00", 5400, 30)


FIT_MAY = fit_run(start=seconds_of(MAY))
GPX_MAY = gpx(*steady(MAY, 30)).encode()
TCX_MAY = (
    write_tcx(laps=6).decode().replace("2026-05-03T06:", "2024-05-03T05:").encode()
)  # 6 laps of 5 minutes and 900 m, from 06:30 to 07:00
HEALTH = (
    '<?xml version="1.0" encoding="UTF-8"?><HealthData locale="de_DE"><Workout workoutActivityType='
    '"HKWorkoutActivityTypeRunning" {}/></HealthData>'
)


def polar(sport: str) -> bytes:
    return json.dumps(
        {
            "exportVersion": "1.6",
            "startTime": "2024-05-03T07:00:00.000",
            "stopTime": "2024-05-03T07:30:00.000",
            "timeZoneOffset": 120,
            "distance": 5400.0,
            "duration": "PT1800S",
            "exercises": [
                {"sport": sport, "startTime": "2024-05-03T07:00:00.000", "duration": "PT1800S", "distance": 5400.0}
            ],
        }
    ).encode()


def diary(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(lines).encode(encoding)


TABLE_DAY = "2024-05-03 12:00"
GARMIN = {
    "activityId": 7,
    "name": "Morning",
    "startTimeGmt": MAY.timestamp() * 1000,
    "startTimeLocal": MAY.timestamp() * 1000 + 7.2e6,
}

CASES: dict[str, tuple[str, bytes, list[Run]]] = {
    # names and packings
    "a FIT file packed twice": ("a.fit.gz.gz", gzip.compress(gzip.compress(FIT_MAY)), [HALF]),
    "a FIT file packed without saying so": ("a.fit", gzip.compress(FIT_MAY), [HALF]),
    "a FIT file without an ending": ("9A3B", FIT_MAY, [HALF]),
    "a FIT file called GPX": ("a.gpx", FIT_MAY, [HALF]),
    "a zip called FIT": ("a.fit", write_zip({"1_ACTIVITY.fit": FIT_MAY}), [HALF]),
    "a GPX called TCX": ("a.tcx", GPX_MAY, [HALF]),
    "a GPX called XML": ("a.xml", GPX_MAY, [HALF]),
    "a TCX called GPX": ("a.gpx", TCX_MAY, [Run("2024-05-03 07:30", 5400, 30)]),
    "a TCX called text": ("a.txt", TCX_MAY, [Run("2024-05-03 07:30", 5400, 30)]),
    "a GPX in capitals": ("RUN.GPX", GPX_MAY, [HALF]),
    "Apple's export in German": (
        "Export.zip",
        write_zip(
            {
                "apple_health_export/Exportieren.xml": HEALTH.format(
                    'duration="30" durationUnit="min" totalDistance="5.4" totalDistanceUnit="km" '
                    'startDate="2024-05-03 07:00:00 +0200" '
                    'endDate="2024-05-03 07:30:00 +0200"'
                ).encode()
            }
        ),
        [HALF],
    ),
    # texts
    "a GPX in UTF-16": (
        "a.gpx",
        ('<?xml version="1.0" encoding="UTF-16"?>' + GPX_MAY.decode()).encode("utf-16"),
        [HALF],
    ),
    "a GPX with blank lines first": ("a.gpx", b"\xef\xbb\xbf\r\n\r\n" + GPX_MAY, [HALF]),
    "a GPX with an offset": (
        "a.gpx",
        gpx(*steady(MAY + timedelta(hours=2), 30, "%Y-%m-%dT%H:%M:%S+02:00")).encode(),
        [HALF],
    ),
    "a GPX with decimal commas in its seconds": (
        "a.gpx",
        gpx(*steady(MAY, 30, "%Y-%m-%dT%H:%M:%S,500Z")).encode(),
        [HALF],
    ),
    "a GPX of Suunto without a type": (
        "suuntoapp-Running-2024-05-03T05-00-00Z.gpx",
        gpx(*steady(MAY, 30), kind="").encode(),
        [HALF],
    ),
    "a GPX from the end to the beginning": ("a.gpx", gpx(*reversed(steady(MAY, 30))).encode(), [HALF]),
    "a GPX with each point twice": (
        "a.gpx",
        gpx(*(point for point in steady(MAY, 30) for _ in range(2))).encode(),
        [HALF],
    ),
    "Google Fit's TCX, named in German": (
        "Takeout/Fit/Aktivitäten/2024-05-03T07_30_00+02_00_PT30M_Laufen.tcx",
        TCX_MAY.replace(b'Sport="Running"', b'Sport="Other"'),
        [Run("2024-05-03 07:30", 5400, 30)],
    ),
    # what was run
    "a treadmill whose metres were put right afterwards": (
        "a.fit",
        fit_run(start=seconds_of(MAY), told_m=5000, record_m=2.4, sub_sport=1),
        [Run("2024-05-03 07:00", 5000, 30, surface=Surface.TREADMILL)],
    ),
    "a run that paused over midnight": (
        "a.fit",
        fit_run(50, start=seconds_of(datetime(2024, 5, 3, 21, 30, tzinfo=UTC)), stop=(1200, 1800)),
        [Run("2024-05-03 23:30", 9000, 50)],
    ),
    "a night in which summer time begins": (
        "a.fit",
        fit_run(60, start=seconds_of(datetime(2024, 3, 31, 0, 30, tzinfo=UTC))),
        [Run("2024-03-31 01:30", 10_800, 60)],
    ),
    "a night in which summer time ends, in Apple's words": (
        "export.xml",
        HEALTH.format(
            'duration="40" durationUnit="min" totalDistance="7.2" totalDistanceUnit="km" '
            'startDate="2024-10-27 02:30:00 +0200" endDate="2024-10-27 02:10:00 +0100"'
        ).encode(),
        [Run("2024-10-27 02:30", 7200, 40)],
    ),
    "Apple's treadmill in miles": (
        "export.xml",
        HEALTH.format(
            'duration="30" durationUnit="min" startDate="2024-05-03 07:00:00 +0200" endDate="2024-05-03 07:30:00 +0200"'
        )
        .replace(
            "/></HealthData>",
            '><MetadataEntry key="HKIndoorWorkout" value="1"/><WorkoutStatistics '
            'type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="2024-05-03 07:00:00 +0200" '
            'endDate="2024-05-03 07:30:00 +0200" sum="3.355" unit="mi"/></Workout></HealthData>',
        )
        .encode(),
        [Run("2024-05-03 07:00", 5399.3, 30, surface=Surface.TREADMILL)],
    ),
    # lists
    "Polar on a treadmill": (
        "training-session-2024-05-03-1-2.json",
        polar("TREADMILL_RUNNING"),
        [Run("2024-05-03 07:00", 5400, 30, surface=Surface.TREADMILL)],
    ),
    "Polar on a trail": ("training-session-2024-05-03-1-2.json", polar("TRAIL_RUNNING"), [HALF]),
    "Garmin's list, its kind in an object": (
        "me_0_summarizedActivities.json",
        json.dumps(
            [
                {
                    "summarizedActivitiesExport": [
                        GARMIN | {"activityType": {"typeKey": "running"}, "duration": 1_800_000, "distance": 540_000}
                    ]
                }
            ]
        ).encode(),
        [HALF],
    ),
    "Fitbit's list in miles": (
        "exercise-100.json",
        json.dumps(
            [
                {
                    "logId": 1,
                    "activityName": "Run",
                    "activityTypeId": 90009,
                    "startTime": "05/03/24 05:00:00",
                    "duration": 1_800_000,
                    "activeDuration": 1_800_000,
                    "distance": 3.355,
                    "distanceUnit": "Mile",
                }
            ]
        ).encode(),
        [Run("2024-05-03 07:00", 5399.3, 30)],
    ),
    "Samsung's table of an American evening": (
        "com.samsung.shealth.exercise.20240505.csv",
        diary(
            "com.samsung.shealth.exercise,6210,7",
            "com.samsung.health.exercise.duration,com.samsung.health.exercise.start_time,com.samsung.health.exercise.exercise_type,"
            "com.samsung.health.exercise.distance,com.samsung.health.exercise.time_offset",
            "1800000,2024-05-04 01:00:00.000,1002,5400.0,UTC-0500,",
        ),
        [Run("2024-05-03 20:00", 5400, 30)],
    ),
    "Zepp's treadmill with a mark at its beginning": (
        "SPORT_1714712400.csv",
        "\ufefftype,startTime,sportTime(s),maxPace(/meter),minPace(/meter),distance(m),avgPace(/meter),calories(kcal)\n"
        "8,2024-05-03 05:00:00+0000,1800,0.3,0.4,5400.0,0.33,300\n".encode(),
        [Run("2024-05-03 07:00", 5400, 30, surface=Surface.TREADMILL)],
    ),
    "Health Auto Export in miles": (
        "HealthAutoExport-2024-05-03.json",
        json.dumps(
            {
                "data": {
                    "workouts": [
                        {
                            "name": "Indoor Run",
                            "start": "2024-05-03 07:00:00 +0200",
                            "end": "2024-05-03 07:30:00 +0200",
                            "duration": 1800,
                            "distance": {"qty": 3.355, "units": "mi"},
                        }
                    ]
                }
            }
        ).encode(),
        [Run("2024-05-03 07:00", 5399.3, 30, surface=Surface.TREADMILL)],
    ),
    "adidas's session": (
        "Sport-sessions/b1.json",
        json.dumps(
            {
                "id": "b1",
                "start_time": MAY.timestamp() * 1000,
                "end_time": MAY.timestamp() * 1000 + 1.8e6,
                "duration": 1_800_000,
                "start_time_timezone_offset": 7_200_000,
                "distance": 5400,
                "sport_type_id": "1",
            }
        ).encode(),
        [HALF],
    ),
    "Garmin's table in German": (
        "Activities.csv",
        diary(
            "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø HF",
            'Laufen,2024-05-03 07:00:00,false,Berlin Laufen,"5,40",400,"00:30:00",150',
            'Radfahren,2024-05-04 07:00:00,false,Berlin Radfahren,"25,40",400,"01:00:00",130',
        ),
        [HALF, Run("2024-05-04 07:00", 25_400, 60, Sport.RIDE)],
    ),
    "MapMyRun's table in kilometres": (
        "user_workout_history.csv",
        diary(
            "Date Submitted,Workout Date,Activity Type,Calories Burned (kcal),Distance (km),Workout Time (seconds),"
            "Avg Pace (min/km),Source",
            '"May 4, 2024","May 3, 2024",Run,300,5.40,1800,5.55,Map My Fitness',
        ),
        [Run(TABLE_DAY, 5400, 30)],
    ),
    "Runkeeper's table of hours": (
        "cardioActivities.csv",
        diary(
            "Activity Id,Date,Type,Route Name,Distance (km),Duration,Average Pace,Average Speed (km/h),"
            "Calories Burned,Climb (m),"
            "Average Heart Rate (bpm),Friend's Tagged,Notes,GPX File",
            'a,2024-05-03 07:00:00,Running,,12.00,1:10:00,5:50,10.3,700,30,150,,"Long,\nand slow",',
        ),
        [Run("2024-05-03 07:00", 12_000, 70)],
    ),
    # diaries
    "a diary of Excel in Unicode": (
        "diary.txt.csv",
        diary("Date\tDistance (km)\tTime", "2024-05-03\t5.4\t30:00", "2024-05-05\t8\t48:00", encoding="utf-16"),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-05 12:00", 8000, 48)],
    ),
    "a diary of old Windows": (
        "Lauftagebuch.csv",
        diary("Datum;Länge (km);Dauer", "03.05.2024;5,4;30:00", "05.05.2024;8;48:00", encoding="cp1252"),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-05 12:00", 8000, 48)],
    ),
    "a diary of an old Mac": (
        "diary.csv",
        b"Date,Distance (km),Time\r2024-05-03,5.4,30:00\r2024-05-05,8,48:00\r",
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-05 12:00", 8000, 48)],
    ),
    "Decathlon's list in French": (
        "decathlon.csv",
        diary(
            "sep=;",
            "Date;Sport;Durée;Distance (km)",
            "03/05/2024;Course à pied;00:30:00;5,40",
            "13/05/2024;Vélo;01:00:00;25",
        ),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-13 12:00", 25_000, 60, Sport.RIDE)],
    ),
    "a diary with its sum at the end": (
        "log.csv",
        diary("Datum;km;Zeit", "03.05.2024;5,4;30:00", "", "15.05.2024;8;48:00", "Summe;13,4;1:18:00"),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-15 12:00", 8000, 48)],
    ),
    "a diary with lines for weeks and rest": (
        "log.csv",
        diary(
            "Date,Km,Time",
            "Week 18,,",
            "2024-05-03,5.4,30:00",
            "2024-05-04,rest,",
            "2024-05-05,-,-",
            "2024-05-06,8,48:00",
        ),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-06 12:00", 8000, 48)],
    ),
    "a diary in metres": (
        "log.csv",
        diary("Date,Distance (m),Time", "2024-05-03,5400,30:00", "2024-05-06,8000,48:00"),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-06 12:00", 8000, 48)],
    ),
    "a diary with units and marks in its cells": (
        "log.csv",
        diary(
            "Date,Distance,Time", "3 May 2024,5.4 km,30'00\"", "6 May 2024,8 km,48 min", "7 May 2024,3.355 mi,30m 00s"
        ),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-06 12:00", 8000, 48), Run("2024-05-07 12:00", 5399.3, 30)],
    ),
    "a diary with years of two digits": (
        "log.csv",
        diary("Datum;km;Zeit", "03.05.24;5,4;30:00", "15.05.24;8;48:00"),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-15 12:00", 8000, 48)],
    ),
    "a diary with days in one piece": (
        "log.csv",
        diary("Date,km,Time", "20240503,5.4,30:00", "20240515,8,48:00"),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-15 12:00", 8000, 48)],
    ),
    "a diary with its time of day, in the hour that comes twice": (
        "log.csv",
        diary("Date,Start,km,Time", "2024-10-27,02:30,5.4,30:00", "2024-10-28,07:00,8,48:00"),
        [Run("2024-10-27 02:30", 5400, 30), Run("2024-10-28 07:00", 8000, 48)],
    ),
    "a diary with its time of day, in the hour that is left out": (
        "log.csv",
        diary("Date,Start,km,Time", "2024-03-31,02:30,5.4,30:00", "2024-04-01,07:00,8,48:00"),
        [Run("2024-03-31 03:30", 5400, 30), Run("2024-04-01 07:00", 8000, 48)],
    ),
    "a diary in tabs, the newest first": (
        "log.tsv",
        diary("Date\tkm\tTime", "2024-05-15\t8\t48:00", "2024-05-03\t5.4\t30:00"),
        [Run(TABLE_DAY, 5400, 30), Run("2024-05-15 12:00", 8000, 48)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_export_is_right_at_first_sight(tmp_path: Path, case: str) -> None:
    name, data, wanted = CASES[case]
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(data)
    read = read_folder(tmp_path)
    problems = [each.reason if isinstance(each, FileProblem) else each.problem for each in read]
    found = [part.activity for each in read if isinstance(each, ReadFile) for part in each.parts]
    found.sort(key=lambda activity: activity.start_utc)
    assert len(found) == len(wanted), problems
    assert [tell(activity, run) for activity, run in zip(found, wanted, strict=True)] == wanted


REFUSED: dict[str, tuple[str, bytes, str, str]] = {
    "a login page saved as GPX": (
        "a.gpx",
        b"<!DOCTYPE html><html><head><title>Log in</title></head></html>",
        "not_activity",
        "web page",
    ),
    "an error of a server saved as FIT": ("a.fit", b'{"error":"unauthorized","code":401}', "failed", "FIT"),
    "an empty FIT file": ("a.fit", b"", "failed", "empty"),
    "a FIT file of zeros": ("a.fit", bytes(5000), "failed", "empty"),
    "a route without times": (
        "a.gpx",
        b'<gpx><rte><rtept lat="52" lon="13"/><rtept lat="52.1" lon="13"/></rte></gpx>',
        "not_activity",
        "route",
    ),
    "places alone": ("a.gpx", b'<gpx><wpt lat="52" lon="13"><name>Cafe</name></wpt></gpx>', "not_activity", ""),
    "a zip of folders": ("a.zip", write_zip({"activities/": b""}), "not_activity", "no files"),
    "a run of next year": (
        "a.gpx",
        gpx(*steady(datetime.now(UTC).replace(microsecond=0) + timedelta(days=300), 30)).encode(),
        "failed",
        "future",
    ),
    "Nike's run": (
        "activity-1.json",
        json.dumps({"id": "n", "type": "run", "start_epoch_ms": 1, "active_duration_ms": 2, "summaries": []}).encode(),
        "not_activity",
        "FIT",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_run_is_refused_for_what_it_is(tmp_path: Path, case: str) -> None:
    name, data, verdict, words = REFUSED[case]
    (tmp_path / name).write_bytes(data)
    (found,) = read_folder(tmp_path)
    if isinstance(found, FileProblem):
        assert (found.verdict, words in found.reason) == (verdict, True), found.reason
    else:
        assert found.problem is not None
        assert (found.problem.verdict, words in found.problem.reason) == (Verdict(verdict), True), found.problem.reason


def test_the_shadows_that_a_mac_leaves_are_passed_over(tmp_path: Path) -> None:
    shadow = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(4000)
    for name, data in {
        "._run.fit": shadow,
        "a.zip": write_zip({"runs/._run.fit": shadow, "runs/run.fit": FIT_MAY}),
    }.items():
        (tmp_path / name).write_bytes(data)
    assert [each.label.rpartition("/")[2] for each in read_folder(tmp_path)] == ["run.fit"]


def test_days_in_two_orders_in_one_diary_are_not_guessed(tmp_path: Path) -> None:
    """The 13th of May and a 13th month cannot be of one order: the odd row is left out and named."""
    rows = ("03/05/2024,5.4,30:00", "13/05/2024,8,48:00", "05/14/2024,6,36:00")
    (tmp_path / "log.csv").write_bytes(diary("Date,km,Time", *rows))
    (found,) = read_folder(tmp_path)
    assert isinstance(found, ReadFile)
    assert [part.activity.day.isoformat() for part in found.parts] == ["2024-05-03", "2024-05-13"]
    assert "05/14/2024" in (found.remark or "")


@pytest.mark.parametrize("skew_s", [-180, 0, 180])
def test_two_watches_whose_clocks_differ_record_the_same_two_runs(skew_s: int) -> None:
    """Ten minutes of warm-up, a minute of standing, a race of twenty: four recordings, two of each run."""

    def recorded(begin_s: int, minutes: int, other_s: int) -> Activity:
        data = fit_run(minutes, start=seconds_of(MAY) + begin_s + other_s)
        found = read_file(FileJob("/a.fit", None, ZONE, data=data))
        return found.parts[0].activity

    one, two = ([recorded(0, 10, skew), recorded(660, 20, skew)] for skew in (0, skew_s))
    assert [[is_same(a, b) for b in two] for a in one] == [[True, False], [False, True]]
