"""Each small file, one for each kind of fault, gives the value that its README says is right.

The files lie beside the project (shared/cases/import); the values are from their README and the files' own text.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from runback.domain.activity import Activity, Sport, Surface, ZoneSource
from runback.domain.imports import ImportReport
from runback.domain.runner import Runner
from runback.history.recording import ASK_SPORT
from runback.services import activities
from runback.services.imports.batches import import_paths
from runback.services.imports.diary import find_diary
from tests.shared_data import shared_path

pytestmark = pytest.mark.corpus


@pytest.fixture(autouse=True)
def cases() -> Path:
    """The folder of the cases; requested first, so that a machine without them does not make homes."""
    return shared_path("cases", "import")


@pytest.fixture
def import_case(cases: Path, ada: Runner, home: Path) -> Callable[[str], ImportReport]:
    """Imports a case as the import page does, with the guess for a diary's columns accepted."""

    def bring_case(name: str) -> ImportReport:
        path = cases / name
        question = find_diary(path)
        return import_paths(ada, [path], columns=None if question is None else question.guess.columns)

    return bring_case


@pytest.fixture
def import_runs(ada: Runner, import_case: Callable[[str], ImportReport]) -> Callable[[str], list[Activity]]:
    """The activities of a case, oldest first."""

    def tell(name: str) -> list[Activity]:
        import_case(name)
        return list(activities.list_activities(ada))

    return tell


def median(runner: Runner, activity: Activity, channel: str) -> float:
    samples = activities.read_samples(runner, activity.id or 0)
    assert samples is not None
    return float(np.nanmedian(samples.columns[channel]))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "start", "elapsed_s"),
    [
        ("01-clock-jump.fit", "2024-03-14T14:00", 1800),
        ("44-session-start-local.fit", None, 1800),
    ],
)
def test_a_clock_that_was_wrong_is_put_right(import_runs, name, start, elapsed_s):
    (run,) = import_runs(name)
    assert run.elapsed_s == pytest.approx(elapsed_s, abs=5)
    assert run.start_utc == at(start) if start else (run.start_utc.hour, run.start_utc.minute) == (16, 0)


def test_records_after_the_end_of_their_session_count(import_runs):
    (run,) = import_runs("02-suunto-session-short.fit")
    assert run.distance_m == pytest.approx(7500, rel=0.01)
    assert run.moving_s == pytest.approx(2500, rel=0.01)


@pytest.mark.parametrize("name", ["03-stryd-native40.fit", "03c-stryd-native41.fit"])
def test_contact_time_is_found_by_its_name_and_unit(ada, import_runs, name):
    (run,) = import_runs(name)
    assert median(ada, run, "contact_time_ms") == pytest.approx(214, abs=1)


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("04-run-cadence-both-feet.tcx", 118),
        ("05-walk-cadence-both-feet.fit", 112),
        ("30-apple-phone-and-watch-steps.xml", 166),
        *((f"06-titles/{number}.gpx", 172) for number in range(7)),
    ],
)
def test_cadence_counts_the_steps_of_both_feet_once(ada, import_runs, name, steps):
    (activity,) = import_runs(name)
    assert median(ada, activity, "cadence_spm") == pytest.approx(steps, abs=1)


@pytest.mark.parametrize("number", range(7))
def test_a_title_names_a_run_in_its_language(import_runs, number):
    assert [each.sport for each in import_runs(f"06-titles/{number}.gpx")] == [Sport.RUN]


def test_a_strava_export_has_three_runs_one_of_them_without_a_file(ada, import_runs):
    runs = import_runs("07-strava")
    assert [each.sport for each in runs] == [Sport.RUN] * 3
    assert {"Around the lake", "Treadmill before work"} <= {each.title for each in runs}
    assert [median(ada, each, "cadence_spm") for each in runs if each.samples or each.channels] == [172, 172]
    assert (runs[2].distance_m, runs[2].elapsed_s) == (6500, 2400)


def test_a_virtual_place_gives_no_zone_and_means_treadmill(import_runs):
    (run,) = import_runs("08-zwift-run.fit")
    assert (run.surface, run.zone_source) == (Surface.TREADMILL, ZoneSource.PROFILE)


def test_a_place_in_california_overrules_an_offset_of_nothing(import_runs):
    (run,) = import_runs("09-coros-utc-as-local.fit")
    assert run.zone_source is ZoneSource.POSITION
    assert run.utc_offset_s in (-8 * 3600, -7 * 3600)
    assert run.day < run.start_utc.date()


@pytest.mark.parametrize("name", ["10-pair", "25-pair", "35-pair"])
def test_two_recordings_of_one_run_are_one_run(import_runs, name):
    assert len(import_runs(name)) == 1


def test_a_time_without_a_zone_is_the_runner_s_own_and_the_run_says_so(import_runs):
    (run,) = import_runs("12-local-no-zone.gpx")
    assert run.start_local == datetime(2024, 6, 7, 23, 30)
    assert any("no time zone" in note for note in run.notes)


def test_times_with_am_and_pm_are_times(import_runs):
    (run,) = import_runs("13-ampm.gpx")
    assert (run.sport, run.start_utc) == (Sport.RUN, at("2024-06-08T18:43:25"))


@pytest.mark.parametrize(
    ("name", "metres"),
    [
        ("14-laps-cumulative.tcx", 5000),
        ("15b-leg-counts-on-no-lap-distance.tcx", 3600),
        ("16-points-in-km.tcx", 5400),
        ("16b-points-in-km-no-lap-distance.tcx", 5400),
        ("21-endomondo-manual.tcx", 8000),
    ],
)
def test_the_distance_is_that_of_the_run_however_it_was_counted(import_runs, name, metres):
    assert sum(each.distance_m or 0.0 for each in import_runs(name) if each.sport is Sport.RUN) == pytest.approx(
        metres, rel=0.02
    )


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("17-tomtom-no-session.fit", 1),
        ("18-suunto-multisport.fit", 2),
        ("20-empty-trkseg.gpx", 0),
        ("21-endomondo-manual.tcx", 1),
        ("23-no-coordinates.gpx", 1),
        ("27-runkeeper", 2),
        ("28-session-twice.fit", 1),
        ("32-garmin-list.csv", 4),
    ],
)
def test_a_file_has_as_many_runs_as_were_run(import_runs, name, runs):
    assert [each.sport for each in import_runs(name)].count(Sport.RUN) == runs


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("26-mapmyrun.csv", [50, 31, 40]),
        ("33-heading-third-line.csv", [60, 31]),
        ("34-seconds.csv", [32.77, 50]),
    ],
)
def test_a_table_gives_its_runs_their_minutes(import_runs, name, minutes):
    found = [each.moving_s if each.moving_s is not None else each.elapsed_s for each in import_runs(name)]
    assert [value / 60 for value in found if value is not None] == pytest.approx(minutes, abs=0.01)


def test_the_legs_of_a_triathlon_are_activities_and_the_run_has_six_kilometres(import_runs):
    legs = {each.sport: each.distance_m for each in import_runs("29-apple-triathlon.xml")}
    assert legs == {Sport.SWIM: 900, Sport.RIDE: 24_000, Sport.RUN: 6000}


def test_a_drive_after_the_run_is_left_out_and_said(import_runs):
    (run,) = import_runs("31-forgot-to-stop.fit")
    assert run.sport is Sport.RUN
    assert any("taken for a drive" in note for note in run.notes)


def test_a_run_whose_sport_is_not_named_counts_or_is_asked_about(import_runs):
    (run,) = import_runs("36-sport-not-named.fit")
    assert run.sport is Sport.RUN or ASK_SPORT in run.notes


def test_a_course_with_made_up_times_is_no_activity(import_case):
    (verdict,) = import_case("37-course-made-up-times.gpx").verdicts
    assert verdict.verdict == "not_activity"
    assert "course" in (verdict.reason or "")


def test_a_heart_rate_that_nobody_has_is_left_out_and_said(import_runs):
    (run,) = import_runs("38-heart-rate-234.fit")
    assert run.avg_hr_bpm is None
    assert any("heart rate" in note.lower() for note in run.notes)


def test_a_diary_in_twelve_hours_and_the_watch_file_are_one_run(import_runs):
    first, second = import_runs("39-ampm-diary")
    assert {source.format for source in first.sources} == {"csv", "fit"}
    assert (second.start_local.hour, second.start_local.minute) == (19, 31)


def test_dates_in_utc_give_the_runner_s_own_days(import_runs):
    assert [each.day for each in import_runs("40-utc-dates.csv")] == [date(2024, 8, 25), date(2024, 8, 27)]


def test_zeros_in_dynamics_are_no_values(ada, import_runs):
    (run,) = import_runs("42-zeros-in-dynamics.fit")
    samples = activities.read_samples(ada, run.id or 0)
    assert samples is not None
    assert float(np.nanmean(samples.columns["contact_time_ms"])) == pytest.approx(250, abs=1)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("hrv_status", "heart rate variability"),
        ("metrics", "training and recovery"),
        ("monitoring_b", "monitoring"),
        ("sleep", "sleep"),
    ],
)
def test_a_watch_file_without_an_activity_is_refused_with_its_content(import_case, name, word):
    (verdict,) = import_case(f"43-{name}.fit").verdicts
    assert verdict.verdict == "not_activity"
    assert word in (verdict.reason or "").lower()


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("HealthAutoExport.json", "2024-09-08T05:00"),
        ("UserExercises_2024-09-04.csv", "2024-09-04T05:00"),
        ("com.samsung.shealth.exercise.20240905.csv", "2024-09-05T05:00"),
        ("training-session-2024-09-01-1.json", "2024-09-01T05:00"),
        ("x_summarizedActivities.json", "2024-09-02T07:00"),
    ],
)
def test_an_export_without_a_file_of_the_run_gives_its_half_hour_of_5_kilometres(import_runs, name, start):
    (run,) = import_runs(f"48-formats/{name}")
    assert (run.sport, run.start_utc, run.elapsed_s or run.moving_s) == (Sport.RUN, at(start), 1800)
    assert run.distance_m == pytest.approx(5040)


def test_fitbit_s_list_in_a_takeout_gives_its_run(import_runs):
    (run,) = import_runs("48-formats/Takeout")
    assert (run.sport, run.day, run.distance_m) == (Sport.RUN, date(2024, 9, 3), pytest.approx(5040))


@pytest.mark.parametrize(
    "name", ["nike-activity.json", "suunto-sml.json", "endomondo 2019-09-09.json", "motion path detail data.json"]
)
def test_an_export_that_is_not_read_says_what_to_do_instead(import_case, name):
    (verdict,) = import_case(f"48-formats/{name}").verdicts
    assert verdict.verdict == "not_activity"
    assert "FIT" in (verdict.reason or "") or "TCX" in (verdict.reason or "")
