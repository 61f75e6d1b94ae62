"""Whole exports of services, and what else a runner has of the same runs: each counts once, in any order of files."""

import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runback.services import activities
from runback.services.imports.batches import import_paths
from runback.services.imports.diary import find_diary
from tests.history.fit.build_fit import fit_run, seconds_of
from tests.history.made_up import pack_gzip, write_gpx, write_health, write_zip

RUN = datetime(2024, 5, 3, 5, 0, tzinfo=UTC)  # 5.4 km in half an hour, seven in the morning in Berlin
NEW_YORK = RUN + timedelta(hours=6)
"""Seven there too."""

NEXT = datetime(2024, 5, 5, 16, 0, tzinfo=UTC)
LATER = timedelta(minutes=45)
MS = 1000


def fit(start: datetime = RUN, **more: float) -> bytes:
    return fit_run(start=seconds_of(start), **more)  # type: ignore[arg-type]


def gpx(start: datetime = RUN, late_s: int = 0, **more: object) -> bytes:
    return write_gpx(points=1801, start=start + timedelta(seconds=late_s), **more)  # type: ignore[arg-type]


def garmin_list(*starts: datetime, kind: str = "running") -> bytes:
    rows = [
        {"activityId": number, "name": "Berlin", "activityType": kind, "startTimeGmt": start.timestamp() * MS,
         "startTimeLocal": (start + timedelta(hours=2)).timestamp() * MS, "duration": 1800 * MS, "distance": 540_000}
        for number, start in enumerate(starts)
    ]  # fmt: skip
    return json.dumps([{"summarizedActivitiesExport": rows}]).encode()


def strava(*rows: str) -> bytes:
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename"
    return "\n".join((head, *rows)).encode()


def packed_tgz(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


FITBIT = json.dumps(
    [{"logId": 1, "activityName": "Run", "startTime": "05/03/24 05:00:00", "duration": 1_800_000, "distance": 5.4}]
).encode()
APPLE = write_health(
    '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min" totalDistance="5.4" '
    'totalDistanceUnit="km" startDate="2024-05-03 07:00:00 +0200" endDate="2024-05-03 07:30:00 +0200"><WorkoutRoute>'
    '<FileReference path="/workout-routes/route_2024-05-03_7.30am.gpx"/></WorkoutRoute></Workout>'
)
ADIDAS = {
    "id": "b1",
    "start_time": RUN.timestamp() * MS,
    "end_time": RUN.timestamp() * MS + 1.8e6,
    "duration": 1_800_000,
    "start_time_timezone_offset": 7_200_000,
    "distance": 5400,
    "sport_type_id": "1",
}
RUNKEEPER = (
    "Activity Id,Date,Type,Route Name,Distance (km),Duration,Average Pace,Average Speed (km/h),Calories Burned,"
    "Climb (m),Average Heart Rate (bpm),Friend's Tagged,Notes,GPX File\n"
    "a,2024-05-03 07:00:00,Running,,5.40,30:00,5:33,10.8,300,0,,,,2024-05-03-070000.gpx\n"
    "b,2024-05-05 18:00:00,Running,,5.40,30:00,5:33,10.8,300,0,,,treadmill,\n"
).encode("ascii")

EXPORTS: dict[str, tuple[dict[str, bytes], list[float]]] = {
    "Strava's, one run in two kinds of file and one typed in": (
        {
            "export.zip": write_zip(
                {
                    "activities.csv": strava(
                        '1,"May 3, 2024, 5:00:00 AM",Early,Run,1800,5.40,activities/1.fit.gz',
                        '2,"May 3, 2024, 5:00:20 AM",Phone,Run,1800,5.40,activities/2.gpx.gz',
                        '3,"May 5, 2024, 4:00:00 PM",Belt,Run,1800,5.40,',
                    ),
                    "activities/1.fit.gz": pack_gzip(fit()),
                    "activities/2.gpx.gz": pack_gzip(gpx(late_s=20)),
                }
            )
        },
        [5.4, 5.4],
    ),
    "Garmin's, zips in a zip beside their list": (
        {
            "takeout.zip": write_zip(
                {
                    "DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json": garmin_list(RUN, NEXT),
                    "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": write_zip({"a_1.fit": fit()}),
                }
            )
        },
        [5.4, 5.4],
    ),
    "Google's .tgz with Fitbit's list, and the watch": (
        {"takeout.tgz": packed_tgz({"Takeout/Fitbit/Global Export Data/exercise-0.json": FITBIT}), "run.fit": fit()},
        [5.4],
    ),
    "Apple's with its route": (
        {
            "export.zip": write_zip(
                {
                    "apple_health_export/export.xml": APPLE,
                    "apple_health_export/workout-routes/route_2024-05-03_7.30am.gpx": gpx(kind=None, name="Route"),
                }
            )
        },
        [5.4],
    ),
    "adidas's session beside its track": (
        {
            "a.zip": write_zip(
                {
                    "Sport-sessions/b1.json": json.dumps(ADIDAS).encode(),
                    "Sport-sessions/GPS-data/b1.gpx": gpx(kind=None, name="b1"),
                }
            )
        },
        [5.4],
    ),
    "Runkeeper's list beside its tracks": (
        {"rk.zip": write_zip({"cardioActivities.csv": RUNKEEPER, "2024-05-03-070000.gpx": gpx()})},
        [5.4, 5.4],
    ),
    "Runkeeper's list of a runner who was in New York": (
        {"rk.zip": write_zip({"cardioActivities.csv": RUNKEEPER, "a.gpx": gpx(NEW_YORK, longitude=-74.0)})},
        [5.4, 5.4],
    ),
    "two watches three minutes apart": ({"a.fit": fit(), "b.fit": fit(RUN + timedelta(minutes=3), told_m=5390)}, [5.4]),
    "a watch and the treadmill's own programme": (
        {"watch.fit": fit(sub_sport=1), "zwift.fit": fit(RUN + timedelta(seconds=40), told_m=6000, sub_sport=58)},
        [5.4],
    ),
    "a copy of a file": ({"run.fit": fit(), "run (1).fit": fit()}, [5.4]),
    "the watch in two pieces, the phone in one": (
        {
            "a.fit": fit_run(14, start=seconds_of(RUN)),
            "b.fit": fit_run(15, start=seconds_of(RUN + timedelta(minutes=15))),
            "phone.gpx": gpx(),
        },
        [5.4],
    ),
    "the watch in two pieces, Strava's list in one": (
        {
            "a.fit": fit_run(14, start=seconds_of(RUN)),
            "b.fit": fit_run(15, start=seconds_of(RUN + timedelta(minutes=15))),
            "z/activities.csv": strava('3,"May 3, 2024, 5:00:00 AM",All,Run,1800,5.40,'),
        },
        [5.4],
    ),
    "two short runs of a morning": (
        {"a.fit": fit(), "b.fit": fit(RUN + LATER), "c.gpx": gpx(RUN + LATER, late_s=30)},
        [5.4, 5.4],
    ),
}  # fmt: skip


@pytest.fixture
def import_files(ada, tmp_path: Path) -> Callable[[dict[str, bytes]], list[float]]:
    """Imports these files one after another; the kilometres of each run that counts."""

    def bring_files(files: dict[str, bytes]) -> list[float]:
        for name, data in files.items():
            path = tmp_path / "inbox" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            question = find_diary(path)
            import_paths(ada, [path], columns=None if question is None else question.guess.columns)
        return [round(run.distance_km, 1) for run in activities.list_runs(ada)]

    return bring_files


ORDERS = [(name, backwards) for name, (files, _) in EXPORTS.items() for backwards in (False, True)[: len(files)]]


@pytest.mark.parametrize(("export", "backwards"), ORDERS)
def test_each_run_of_an_export_counts_once(import_files, export: str, backwards: bool) -> None:
    files, wanted = EXPORTS[export]
    assert import_files(dict(reversed(files.items())) if backwards else files) == wanted
