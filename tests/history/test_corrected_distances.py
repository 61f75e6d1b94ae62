"""The distance of an indoor run is the one its runner corrected in the service, whichever file comes first."""

import json

import pytest

from runback.domain.activity import Activity, Source
from runback.history.meaning import interpret
from runback.history.merge import merge
from runback.history.read import read_source
from runback.history.recording import LISTED_DISTANCE
from runback.history.strava import StravaEntry, read_index
from tests.history.fit.build_fit import START, fit_run
from tests.history.made_up import write_gpx

TREADMILL, UNIX_OF_FIT = 1, 631_065_600
ENGLISH = ["Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description", "Elapsed Time"]
GERMAN = [
    "Aktivitäts-ID",
    "Aktivitätsdatum",
    "Name der Aktivität",
    "Aktivitätsart",
    "Beschreibung",
    "Verstrichene Zeit",
]


def strava(metres: float | None, first: list[str], distance: str, filename: str, kilometres: str) -> bytes:
    between = ["Max HR", "Effort", "Commute", "Note", "Gear"]
    header = [*first, distance, *between, filename, "Weight", "Bike", first[-1], "Moving", distance]
    row = ["1", "May 3, 2026, 6:30:00 AM", "Run", "Run", "", "1800", kilometres, "", "", "", "", "", "activities/1.fit"]
    row += ["", "", "1800.0", "1800.0", "" if metres is None else str(metres)]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in (header, row)).encode()


def only(data: bytes, name: str, entry: StravaEntry | None = None) -> Activity:
    (found,) = read_source(data, name, entry)
    return interpret(found, sources=(Source(name, name * 9, found.format),), zone="Europe/Berlin")


def garmin(metres: float, kind: str = "treadmill_running") -> Activity:
    start_ms = (START + UNIX_OF_FIT) * 1000
    entry = {"activityId": 1, "activityType": kind, "startTimeGmt": start_ms, "duration": 1_800_000}
    listed = [{"summarizedActivitiesExport": [entry | {"distance": metres * 100}]}]
    return only(json.dumps(listed).encode(), "a_summarizedActivities.json")


@pytest.mark.parametrize(
    ("file_m", "listed", "metres"),
    [
        (5400, 5000.0, 5000),
        (5400, 6100.0, 6100),
        (5400, 5400.0, 5400),
        (5400, 5420.0, 5400),  # rounded
        (0, 5000.0, 5000),
        (4, 5000.0, 5000),  # nothing was measured
        (5400, None, 5400),
    ],
)
@pytest.mark.parametrize("language", ["english", "german"])
def test_stravas_list_has_the_distance_of_a_run_without_positions(file_m, listed, metres, language) -> None:
    words = (
        (ENGLISH, "Distance", "Filename", "5.00") if language == "english" else (GERMAN, "Distanz", "Dateiname", "5,00")
    )
    entry = read_index(strava(listed, *words))["activities/1.fit"]
    run = only(fit_run(told_m=file_m, record_m=file_m / 1800, sub_sport=TREADMILL), "activities/1.fit", entry)
    assert run.distance_m == pytest.approx(metres)
    assert (LISTED_DISTANCE in run.notes) == (metres == listed != file_m)


def test_a_track_has_the_distance_of_its_track() -> None:
    entry = StravaEntry("Run", "Run", None, None, 9000.0)
    run = only(write_gpx(points=601, speed_mps=3.0), "activities/1.gpx", entry)
    assert run.distance_m == pytest.approx(1800, rel=0.01)


@pytest.mark.parametrize(
    ("file_m", "listed_m", "metres"),
    [(5400, 5000, 5000), (5400, 6100, 6100), (5400, 5400, 5400), (4000, 5000, 5000), (0, 5000, 5000), (5400, 12, 5400)],
)
def test_garmins_list_has_the_distance_of_a_run_on_a_treadmill_in_either_order(file_m, listed_m, metres) -> None:
    recorded = only(fit_run(told_m=file_m, record_m=file_m / 1800, sub_sport=TREADMILL), "1.fit")
    for both in ((recorded, garmin(listed_m)), (garmin(listed_m), recorded)):
        assert merge(*both).distance_m == pytest.approx(metres)


def test_outdoors_the_recording_decides() -> None:
    recorded = only(fit_run(told_m=5400), "1.fit")
    assert merge(recorded, garmin(5000, "running")).distance_m == pytest.approx(5400)
