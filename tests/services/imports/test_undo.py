"""Taking an import back, looking before importing, and the verdicts as a table."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import F

from runback.domain.diary import SessionLog
from runback.domain.errors import NotFound, UnusableInput
from runback.domain.plan import SessionKind
from runback.services import activities
from runback.services.imports import batches
from runback.services.imports.preview import preview_import
from runback.services.imports.undo import undo_import
from runback.services.training.diary import log_of_activity, log_session
from runback.store.models import ActivityRow, ImportFileRow, ImportRow, OriginalRow, SourceRow
from tests.history.made_up import write_gpx
from tests.tracks import BROKEN_FIT, START, gpx, tcx

DAY = timedelta(days=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def _kept_files(home: Path) -> int:
    return sum(1 for name in ("samples", "originals") for path in (home / name).rglob("*") if path.is_file())


def test_an_import_undone_leaves_nothing_and_can_be_done_again(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    first = batches.import_paths(ada, [inbox])
    undone = undo_import(ada, first.id)
    assert (undone.removed, undone.restored, undone.kept) == (1, 0, 0)
    assert activities.list_activities(ada) == ()
    assert (SourceRow.objects.count(), OriginalRow.objects.count(), _kept_files(home)) == (0, 0, 0)
    assert batches.import_progress(ada, first.id).state == "undone"
    assert batches.import_paths(ada, [inbox]).imported == 1


def test_a_run_that_was_logged_too_counts_as_logged_once_its_file_is_undone_and_as_recorded_once_it_is_back(
    ada, home, inbox
):
    log = log_session(ada, SessionLog(day=START.date(), kind=SessionKind.RUN, distance_km=3.0))
    (inbox / "run.gpx").write_bytes(gpx())
    report = batches.import_paths(ada, [inbox])
    (recorded,) = activities.list_activities(ada)
    undo_import(ada, report.id)
    assert [run.distance_km for run in activities.list_runs(ada)] == [3.0]
    batches.import_paths(ada, [inbox])
    (again,) = activities.list_activities(ada)
    assert again.distance_m == recorded.distance_m
    assert log_of_activity(ada, again.id).id == log.id


def test_an_activity_from_another_import_too_is_restored_from_that_one(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    batches.import_paths(ada, [inbox / "a.gpx"])
    (before,) = activities.list_activities(ada)
    (inbox / "b.tcx").write_bytes(tcx())
    second = batches.import_paths(ada, [inbox / "b.tcx"])
    assert activities.list_activities(ada)[0].avg_hr_bpm == 150
    undone = undo_import(ada, second.id)
    assert (undone.removed, undone.restored) == (0, 1)
    (after,) = activities.list_activities(ada)
    assert after == before
    assert "heart_rate_bpm" not in activities.read_samples(ada, after.id).columns


@pytest.mark.parametrize("shift", [0, 7, 40])
def test_an_activity_of_a_list_is_found_again_where_another_version_counted_the_list_otherwise(ada, home, inbox, shift):
    rows = "".join(f"1,2026-04-0{day} 07:00:00+0000,1800,{5000 + day}\n" for day in (1, 2, 3))
    (inbox / "SPORT_1.csv").write_text(f"type,startTime,sportTime(s),distance(m)\n{rows}")
    batches.import_paths(ada, [inbox / "SPORT_1.csv"])
    before = activities.list_activities(ada)
    (inbox / "b.gpx").write_bytes(write_gpx(points=1801, speed_mps=2.78, start=datetime(2026, 4, 2, 7, tzinfo=UTC)))
    second = batches.import_paths(ada, [inbox / "b.gpx"])
    SourceRow.objects.filter(format="zepp").update(part=F("part") + shift)
    assert undo_import(ada, second.id).restored == 1
    assert [each.distance_m for each in activities.list_activities(ada)] == [each.distance_m for each in before]


def test_undoing_the_first_of_two_imports_leaves_the_activity_to_the_second(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    first = batches.import_paths(ada, [inbox / "a.gpx"])
    (inbox / "b.tcx").write_bytes(tcx())
    second = batches.import_paths(ada, [inbox / "b.tcx"])
    activities.edit_activity(ada, activities.list_activities(ada)[0].id, title="With Mia")
    undo_import(ada, first.id)
    (left,) = activities.list_activities(ada)
    assert ([source.format for source in left.sources], left.title) == (["tcx"], "With Mia")
    assert undo_import(ada, second.id).removed == 1
    assert _kept_files(home) == 0


def test_what_the_runner_deleted_stays_deleted_through_an_undo(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    report = batches.import_paths(ada, [inbox])
    activities.delete_activity(ada, activities.list_activities(ada)[0].id)
    assert undo_import(ada, report.id).kept == 1
    assert batches.import_paths(ada, [inbox]).duplicate == 1


def test_an_activity_whose_other_original_is_lost_stays_as_imported(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    batches.import_paths(ada, [inbox / "a.gpx"])
    (inbox / "b.tcx").write_bytes(tcx())
    second = batches.import_paths(ada, [inbox / "b.tcx"])
    for path in (home / "originals").rglob("*.gz"):
        path.unlink()
    undone = undo_import(ada, second.id)
    assert (undone.restored, len(undone.failed)) == (0, 1)
    assert activities.list_activities(ada)[0].avg_hr_bpm == 150


def test_only_an_ended_import_of_ones_own_is_undone_and_only_once(cast, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    report = batches.import_paths(cast.ada, [inbox])
    with pytest.raises(NotFound):
        undo_import(cast.ben, report.id)
    ImportRow.objects.filter(pk=report.id).update(state="queued")
    with pytest.raises(UnusableInput, match="not finished"):
        undo_import(cast.ada, report.id)
    ImportRow.objects.filter(pk=report.id).update(state="done")
    undo_import(cast.ada, report.id)
    with pytest.raises(UnusableInput, match="already undone"):
        undo_import(cast.ada, report.id)


def test_an_original_used_by_another_runner_stays(cast, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    mine = batches.import_paths(cast.ada, [inbox])
    batches.import_paths(cast.ben, [inbox])
    undo_import(cast.ada, mine.id)
    assert len(list((home / "originals").rglob("*.gz"))) == 1
    assert len(activities.list_activities(cast.ben)) == 1


def test_a_preview_reports_the_same_as_the_import_and_saves_nothing(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    batches.import_paths(ada, [inbox])
    for name, data in {
        "b.tcx": tcx(),
        "c.gpx": gpx(START + DAY),
        "d.gpx": gpx(START + DAY) + b" ",
        "e.fit": BROKEN_FIT,
        "f.txt": b"words",
        "g.gpx": gpx(START + 2 * DAY),
    }.items():
        (inbox / name).write_bytes(data)
    files, rows = _kept_files(home), (ActivityRow.objects.count(), ImportRow.objects.count())
    look = preview_import(ada, [inbox])
    assert (_kept_files(home), (ActivityRow.objects.count(), ImportRow.objects.count())) == (files, rows)
    assert look.id is None
    real = batches.import_paths(ada, [inbox])
    assert [v.verdict for v in look.verdicts] == [v.verdict for v in real.verdicts]
    assert [v.verdict.value for v in real.verdicts] == [
        "duplicate", "merged", "imported", "duplicate", "failed", "not_activity", "imported",
    ]  # fmt: skip


def test_verdicts_in_a_table_are_safe_from_spreadsheet_formulas(ada, home, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    report = batches.import_paths(ada, [inbox])
    ImportFileRow.objects.filter(verdict="failed").update(path='=cmd("x")')
    rows = list(csv.DictReader(io.StringIO(batches.write_verdicts_csv(ada, report.id))))
    assert [row["verdict"] for row in rows] == ["imported", "failed"]
    assert rows[0]["activity_ids"] == report.verdicts[0].activity_ids[0]
    assert rows[1]["path"] == '\'=cmd("x")'
    assert rows[1]["reason"]
