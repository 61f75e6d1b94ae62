"""Files into the history: one verdict each, nothing twice, nothing lost, nothing of anybody else."""

import gzip
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from runback.domain.activity import Sport
from runback.domain.errors import NotFound, UnusableHome, UnusableInput
from runback.domain.imports import Verdict
from runback.services import activities
from runback.services.imports import batches
from runback.services.imports.order import make_order, place_order
from runback.services.training import diary
from runback.store.models import ActivityRow, ImportRow
from runback.store.originals import read_original
from tests.tracks import BROKEN_FIT, START, gpx, tcx

DAY = timedelta(days=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def _verdicts(report) -> dict[str, str]:
    return {Path(each.path).name: each.verdict.value for each in report.verdicts}


def test_every_file_has_one_verdict_and_a_reason_if_it_gave_nothing(ada, home, inbox):
    (inbox / "run.gpx").write_bytes(gpx())
    (inbox / "copy.gpx").write_bytes(gpx())
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    (inbox / "holiday.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a run")
    report = batches.import_paths(ada, [inbox])
    assert _verdicts(report) == {
        "broken.fit": "failed",
        "copy.gpx": "imported",
        "holiday.jpg": "not_activity",
        "run.gpx": "duplicate",
    }
    assert (report.files, report.imported, report.duplicate, report.not_activity, report.failed) == (4, 1, 1, 1, 1)
    assert all(v.reason for v in report.verdicts if v.verdict is not Verdict.IMPORTED)


def test_an_imported_run_is_in_the_history_with_its_samples_and_its_original(ada, home, inbox):
    (inbox / "run.gpx").write_bytes(gpx())
    report = batches.import_paths(ada, [inbox / "run.gpx"])
    (activity,) = activities.list_activities(ada)
    assert report.verdicts[0].activity_ids == (activity.id,)
    assert (activity.sport, activity.start_utc, activity.elapsed_s) == (Sport.RUN, START, 600)
    assert activity.distance_m == pytest.approx(1668, rel=0.01)
    samples = activities.read_samples(ada, activity.id)
    assert len(samples) == 61
    assert read_original(home, activity.sources[0].sha256) == gpx()
    assert (home / "samples" / f"{activity.id}.parquet").exists()


def test_the_same_import_again_changes_nothing(ada, home, inbox):
    for n in range(3):
        (inbox / f"{n}.gpx").write_bytes(gpx(START + n * DAY))
    batches.import_paths(ada, [inbox])
    before = activities.list_activities(ada)
    again = batches.import_paths(ada, [inbox])
    assert (again.files, again.duplicate) == (3, 3)
    assert activities.list_activities(ada) == before


def test_a_gzipped_copy_is_the_same_file(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    (inbox / "b.gpx.gz").write_bytes(gzip.compress(gpx()))
    assert _verdicts(batches.import_paths(ada, [inbox])) == {"a.gpx": "imported", "b.gpx.gz": "duplicate"}


def test_the_same_run_with_other_bytes_is_a_duplicate(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    (inbox / "b.gpx").write_bytes(gpx() + b"\n<!-- saved again -->")
    report = batches.import_paths(ada, [inbox])
    assert _verdicts(report) == {"a.gpx": "imported", "b.gpx": "duplicate"}
    assert "a.gpx" in report.verdicts[1].reason


def test_the_same_run_from_two_programs_becomes_one_with_the_channels_of_both(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    (inbox / "b.tcx").write_bytes(tcx())
    report = batches.import_paths(ada, [inbox])
    assert _verdicts(report) == {"a.gpx": "imported", "b.tcx": "merged"}
    (activity,) = activities.list_activities(ada)
    assert {source.format for source in activity.sources} == {"gpx", "tcx"}
    samples = activities.read_samples(ada, activity.id)
    assert {"latitude_deg", "heart_rate_bpm", "altitude_m"} <= set(samples.columns)
    assert len(list((home / "samples").iterdir())) == 1
    assert batches.import_paths(ada, [inbox]).duplicate == 2


def test_two_runs_of_a_day_stay_two(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    (inbox / "b.gpx").write_bytes(gpx(START + timedelta(hours=2)))
    assert batches.import_paths(ada, [inbox]).imported == 2


def test_more_files_than_a_few_are_read_by_helper_processes_in_the_same_order(ada, home, inbox):
    for n in range(9):
        (inbox / f"{n}.gpx").write_bytes(gpx(START + n * DAY))
    calls = []
    report = batches.import_paths(ada, [inbox], progress=lambda done, total, v: calls.append((done, total)))
    assert [Path(v.path).name for v in report.verdicts] == [f"{n}.gpx" for n in range(9)]
    assert report.imported == 9
    assert calls == [(n, 9) for n in range(1, 10)]


def test_members_of_a_zip_are_labelled_by_their_path(ada, home, inbox):
    with zipfile.ZipFile(inbox / "export.zip", "w") as archive:
        archive.writestr("activities/run.gpx", gpx())
    report = batches.import_paths(ada, [inbox / "export.zip"])
    assert report.verdicts[0].path == f"{inbox}/export.zip!/activities/run.gpx"


def test_a_deleted_activity_stays_deleted_whatever_file_brings_it(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    batches.import_paths(ada, [inbox])
    activities.delete_activity(ada, activities.list_activities(ada)[0].id)
    (inbox / "b.tcx").write_bytes(tcx())
    report = batches.import_paths(ada, [inbox])
    assert _verdicts(report) == {"a.gpx": "duplicate", "b.tcx": "duplicate"}
    assert all("stays deleted" in verdict.reason for verdict in report.verdicts)
    assert activities.list_activities(ada) == ()


def test_what_the_runner_edited_outlives_a_merge(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    batches.import_paths(ada, [inbox])
    activity = activities.list_activities(ada)[0]
    activities.edit_activity(ada, activity.id, title="With Mia", distance_m=1700.0)
    (inbox / "b.tcx").write_bytes(tcx())
    assert batches.import_paths(ada, [inbox]).merged == 1
    (after,) = activities.list_activities(ada)
    assert (after.title, after.distance_m) == ("With Mia", 1700.0)


def test_two_runners_import_the_same_file_and_each_has_their_own(cast, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    for runner in (cast.ada, cast.ben):
        assert batches.import_paths(runner, [inbox]).imported == 1
    mine, bens = activities.list_activities(cast.ada)[0], activities.list_activities(cast.ben)[0]
    assert mine.id != bens.id
    for reach in (activities.read_activity, activities.read_samples, activities.delete_activity):
        with pytest.raises(NotFound):
            reach(cast.ben, mine.id)
    with pytest.raises(NotFound):
        activities.edit_activity(cast.ben, mine.id, title="Mine")
    job = ImportRow.objects.filter(runner_id=cast.ada.id).first().pk
    for ask in (batches.import_progress, batches.list_verdicts, batches.cancel_import):
        with pytest.raises(NotFound):
            ask(cast.ben, job)
    assert len(batches.list_imports(cast.ben)) == 1


def test_a_missing_or_empty_path_changes_nothing(ada, home, inbox):
    for path, words in ((inbox / "none.gpx", "no file or folder"), (inbox, "no files in")):
        with pytest.raises(UnusableInput, match=words):
            batches.import_paths(ada, [path])
    assert not ImportRow.objects.exists()


@pytest.mark.parametrize("at", ["store.files.write_staged", "services.imports.writing.sync_files"])
def test_a_full_disk_is_reported_and_the_next_import_continues(ada, home, inbox, monkeypatch, at):
    (inbox / "a.gpx").write_bytes(gpx())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"runback.{at}", full)
        with pytest.raises(UnusableHome, match=r"No space left on device.*Make room"):
            batches.import_paths(ada, [inbox])
    assert activities.list_activities(ada) == ()
    assert batches.import_paths(ada, [inbox]).imported == 1


def test_samples_that_no_activity_names_are_swept(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    batches.import_paths(ada, [inbox])
    files = list((home / "samples").iterdir())
    (home / "samples" / "999.parquet").write_bytes(b"scrap of a killed import")
    batches.import_paths(ada, [inbox])
    assert list((home / "samples").iterdir()) == files


def test_a_background_import_reports_its_progress(ada, home, inbox):
    for n in range(2):
        (inbox / f"{n}.gpx").write_bytes(gpx(START + n * DAY))
    job = batches.start_import(ada, [inbox])
    progress = batches.import_progress(ada, job)
    assert (progress.state, progress.done, progress.total, progress.is_over) == ("done", 2, 2, True)
    assert progress.counts["imported"] == 2
    assert len(batches.list_verdicts(ada, job, Verdict.IMPORTED)) == 2
    assert batches.list_verdicts(ada, job, Verdict.FAILED) == ()


def test_an_interrupted_import_resumes_after_the_last_file_with_a_verdict(ada, home, inbox, monkeypatch):
    from runback.services.imports import jobs

    for n in range(4):
        (inbox / f"{n}.gpx").write_bytes(gpx(START + n * DAY))
    batch = place_order(ada, make_order([inbox], is_background=True))
    real = jobs.write_together

    def die_at_third(to, reads):
        if to.batch.files.count() == 2:
            raise KeyboardInterrupt
        return real(to, reads)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "write_together", die_at_third)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_batch(ada, batch)
    assert batches.list_imports(ada)[0].state == "running"
    report = jobs.run_batch(ada, batch)
    assert [v.verdict.value for v in report.verdicts] == ["imported"] * 4


def test_a_cancelled_import_keeps_what_came_in(ada, home, inbox, monkeypatch):
    from runback.services.imports import jobs

    for n in range(3):
        (inbox / f"{n}.gpx").write_bytes(gpx(START + n * DAY))
    monkeypatch.setattr(jobs, "_ASK_EVERY_S", -1.0)
    batch = place_order(ada, make_order([inbox], is_background=True))
    batches.cancel_import(ada, batch.pk)
    assert batches.import_progress(ada, batch.pk).state == "cancelled"
    batch = place_order(ada, make_order([inbox], is_background=True))
    report = jobs.run_batch(ada, batch, lambda *_: batches.cancel_import(ada, batch.pk))
    assert report.files == 1
    assert len(activities.list_activities(ada)) == 1
    assert batches.import_progress(ada, batch.pk).state == "cancelled"


def test_runs_count_towards_load_on_the_local_day_with_moving_time(cast, home, inbox):
    late = START.replace(hour=19)  # 00:45 of the next day in Kathmandu
    (inbox / "a.gpx").write_bytes(gpx(late, longitude=-150.0))
    (inbox / "ride.gpx").write_bytes(gpx(late + DAY, kind="cycling"))
    batches.import_paths(cast.ada, [inbox])
    (run,) = activities.list_runs(cast.ada)
    assert run.distance_km == pytest.approx(1.668, rel=0.01)
    assert run.duration_min == pytest.approx(10, abs=0.2)
    assert run.day == date(2026, 5, 13)
    assert activities.list_runs(cast.ada, until=run.day - DAY) == ()


STRAVA_LIST = (
    b"Activity ID,Activity Date,Activity Name,Activity Type,Activity Gear,Filename,Perceived Exertion\n"
    b'1,"May 13, 2026, 4:00:00 PM","Early, with Ann",Run,Blue shoes,activities/1.gpx.gz,7\n'
)


@pytest.mark.parametrize("others", [0, 9], ids=["read here", "read by helpers"])
@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
def test_a_strava_export_keeps_names_gear_as_shoe_and_effort(ada, home, inbox, as_zip, others):
    members = {"activities.csv": STRAVA_LIST, "activities/1.gpx.gz": gzip.compress(gpx())}
    members |= {f"activities/x{n}.gpx": gpx(START - (n + 1) * DAY) for n in range(others)}
    shoe = diary.log_shoe(ada, "Blue shoes")
    if as_zip:
        with zipfile.ZipFile(inbox / "export.zip", "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    else:
        (inbox / "activities").mkdir()
        for name, data in members.items():
            (inbox / name).write_bytes(data)
    report = batches.import_paths(ada, [inbox])
    assert (report.imported, report.not_activity) == (1 + others, 1)
    run = activities.list_activities(ada)[-1]
    assert (run.title, run.gear, run.perceived_effort) == ("Early, with Ann", "Blue shoes", 7.0)
    assert ActivityRow.objects.get(pk=run.id).shoe_id == shoe.id


@pytest.mark.parametrize("days", [2, 400, 23_400])
def test_a_run_dated_in_the_future_is_refused_with_the_day_and_what_to_do(ada, home, inbox, days):
    (inbox / "a.gpx").write_bytes(gpx(datetime.now(UTC) + timedelta(days=days)))
    (inbox / "b.gpx").write_bytes(gpx())
    report = batches.import_paths(ada, [inbox])
    assert (report.imported, report.failed) == (1, 1)
    reason = next(verdict.reason for verdict in report.verdicts if verdict.verdict == "failed")
    assert "in the future" in reason
    assert "Set the watch's clock" in reason
