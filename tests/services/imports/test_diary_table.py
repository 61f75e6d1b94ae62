"""A training diary's table in the history: merged with watch recordings, pain in the diary, undone with its import."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from runback.services import activities
from runback.services.imports import batches
from runback.services.imports.undo import undo_import
from runback.services.training import diary
from tests.tracks import START, gpx

COLUMNS = {
    "date": "Date",
    "distance": "Km",
    "time": "Time",
    "pain": "Pain",
    "note": "Note",
    "unit": "km",
    "order": "ymd",
}
TABLE = (
    b"Date,Km,Time,Pain,Note\n2026-05-13,1.7,10:00,3,tight\n2026-05-14,5,30:00,2,\n"
    b"2026-05-14,5,31:00,,again\n2026-05-15,,,4,\n"
)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "diary.csv").write_bytes(TABLE)
    return folder


def test_a_diary_brings_runs_and_pain_with_what_was_left_out(ada, home, inbox):
    report = batches.import_paths(ada, [inbox], columns=COLUMNS)
    (verdict,) = report.verdicts
    assert (verdict.verdict.value, len(verdict.activity_ids)) == ("imported", 3)
    assert verdict.reason == "3 activities and 3 pain entries were read."
    runs = activities.list_activities(ada)
    assert [(run.day, run.distance_m, run.moving_s) for run in runs] == [
        (date(2026, 5, 13), 1700, 600), (date(2026, 5, 14), 5000, 1800), (date(2026, 5, 14), 5000, 1860),
    ]  # fmt: skip
    assert [(p.day, p.score, p.moment.value, p.note) for p in diary.list_pain(ada)] == [
        (date(2026, 5, 13), 3, "after_run", "tight"), (date(2026, 5, 14), 2, "after_run", ""),
        (date(2026, 5, 15), 4, "now", ""),
    ]  # fmt: skip
    assert batches.import_paths(ada, [inbox], columns=COLUMNS).duplicate == 1


@pytest.mark.parametrize("first", ["gpx", "csv"])
def test_a_row_and_the_watch_file_of_that_day_are_one_run(ada, home, inbox, first):
    (inbox / "run.gpx").write_bytes(gpx())
    order = ["run.gpx", "diary.csv"] if first == "gpx" else ["diary.csv", "run.gpx"]
    for name in order:
        batches.import_paths(ada, [inbox / name], columns=COLUMNS)
    run = activities.list_activities(ada)[0]
    assert (run.start_utc, {source.format for source in run.sources}) == (START, {"gpx", "csv"})
    assert len(activities.list_activities(ada)) == 3
    (inbox / "next.gpx").write_bytes(gpx(START + timedelta(hours=2)))
    assert batches.import_paths(ada, [inbox / "next.gpx"]).imported == 1


def test_a_longer_diary_brings_only_its_new_rows(ada, home, inbox):
    batches.import_paths(ada, [inbox], columns=COLUMNS)
    (inbox / "diary.csv").write_bytes(TABLE + b"2026-05-16,6,36:00,1,\n")
    batches.import_paths(ada, [inbox], columns=COLUMNS)
    assert len(activities.list_activities(ada)) == 4
    assert [entry.score for entry in diary.list_pain(ada)] == [3, 2, 4, 1]


def test_undoing_a_diary_takes_its_runs_and_its_pain_and_leaves_what_was_logged(ada, home, inbox, noon):
    diary.log_pain(ada, 7)
    (inbox / "run.gpx").write_bytes(gpx())
    batches.import_paths(ada, [inbox / "run.gpx"])
    report = batches.import_paths(ada, [inbox / "diary.csv"], columns=COLUMNS)
    undone = undo_import(ada, report.id)
    assert (undone.removed, undone.restored, undone.pain_entries) == (2, 1, 3)
    assert [entry.score for entry in diary.list_pain(ada)] == [7]
    (run,) = activities.list_activities(ada)
    assert [source.format for source in run.sources] == ["gpx"]


def test_without_a_word_on_its_columns_a_diary_is_refused_and_the_rest_comes_in(ada, home, inbox):
    (inbox / "run.gpx").write_bytes(gpx())
    report = batches.import_paths(ada, [inbox])
    assert [v.verdict.value for v in report.verdicts] == ["not_activity", "imported"]
    assert "--columns" in report.verdicts[0].reason
    assert diary.list_pain(ada) == ()
