"""``runback import``, ``activities`` and ``load`` through the real command."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.tracks import BROKEN_FIT, gpx, tcx


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_an_import_prints_its_report_and_nothing_else(ask, inbox):
    (inbox / "run.gpx").write_bytes(gpx())
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    report = ask("import", inbox)
    assert report["files"] == 2
    assert (report["imported"], report["failed"]) == (1, 1)
    assert [Path(v["path"]).name for v in report["verdicts"]] == ["broken.fit", "run.gpx"]
    assert report["verdicts"][0]["reason"]
    (activity,) = ask("activities")["activities"]
    assert report["verdicts"][1]["activity_ids"] == [activity["id"]]
    assert (activity["sport"], activity["start_utc"], activity["elapsed_s"]) == ("run", "2026-05-13T16:00:00Z", 600.0)


def test_an_import_prints_what_came_of_it(run, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    (inbox / "b.tcx").write_bytes(tcx())
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    done = run("import", inbox)
    assert done.returncode == 0
    assert "1 imported" in done.stdout
    assert "1 merged with an activity you already had" in done.stdout
    assert "broken.fit" in done.stdout
    assert "2026-05-13" in run("activities").stdout


def test_a_broken_file_alone_is_a_failed_verdict_and_the_batch_ran(ask, inbox):
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    assert ask("import", inbox / "broken.fit", code=0)["failed"] == 1


def test_an_empty_folder_says_what_to_do(ask, inbox):
    error = ask("import", inbox, code=3)["error"]
    assert "There are no files in" in error["message"]
    assert ask("activities") == {"activities": []}


def test_a_zip_that_climbs_out_is_refused_and_writes_nothing_outside(run, inbox, tmp_path):
    with zipfile.ZipFile(inbox / "evil.zip", "w") as archive:
        archive.writestr("../../climbed.gpx", gpx())
    done = run("import", inbox / "evil.zip", "--json")
    assert done.returncode == 3
    document = json.loads(done.stdout)
    assert document["error"]["path"] == str(inbox / "evil.zip")
    assert (document["files"], document["failed"], document["imported"]) == (1, 1, 0)
    assert not list(tmp_path.rglob("climbed.gpx"))
    assert json.loads(run("activities", "--json").stdout) == {"activities": []}


def test_a_zip_with_one_good_run_is_an_import(ask, inbox):
    with zipfile.ZipFile(inbox / "mixed.zip", "w") as archive:
        archive.writestr("good.gpx", gpx())
        archive.writestr("notes.txt", "hello")
    assert ask("import", inbox / "mixed.zip")["imported"] == 1


def test_activities_are_chosen_by_day_and_sport(ask, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    ask("import", inbox)
    assert len(ask("activities", "--since", "2026-05-13", "--until", "2026-05-13")["activities"]) == 1
    assert ask("activities", "--until", "2026-05-11")["activities"] == []
    assert ask("activities", "--sport", "ride")["activities"] == []
    assert ask("activities", "--sport", "chess", code=2)["error"]["code"] == "usage"


def test_load_is_printed_for_the_imported_run(ask, run, inbox):
    (inbox / "a.gpx").write_bytes(gpx())
    ask("import", inbox)
    load = ask("load", "--as-of", "2026-05-14")
    assert load["as_of"] == "2026-05-14"
    assert load["longest_run_30d_km"] == pytest.approx(1.668, rel=0.01)
    assert load["weeks"][-1]["start"] == "2026-05-11"
    assert "no single run over" in run("load", "--as-of", "2026-05-14").stdout


def test_a_dry_run_saves_nothing_and_an_undone_import_is_gone(ask, run, tmp_path):
    (tmp_path / "run.gpx").write_bytes(gpx())
    look = ask("import", tmp_path / "run.gpx", "--dry-run")
    assert (look["imported"], look["id"]) == (1, None)
    assert ask("activities")["activities"] == []
    report = ask("import", tmp_path / "run.gpx")
    assert ask("import", "--undo", report["id"])["removed"] == 1
    assert ask("activities")["activities"] == []
    assert ask("import", "--undo", 99, code=3)["error"]["code"] == "not_found"
    assert run("import").returncode == 2


def test_a_diary_is_asked_about_and_imported_when_its_columns_are_given(ask, tmp_path):
    (tmp_path / "diary.csv").write_bytes(b"date,km,time,pain\n2026-05-01,5,30:00,3\n2026-05-02,6,36:00,1\n")
    refused = ask("import", tmp_path / "diary.csv", code=3)
    assert '--columns "date=date,distance=km' in refused["error"]["message"]
    assert ask("activities")["activities"] == []
    assert ask("import", tmp_path / "diary.csv", "--columns", "guess")["imported"] == 1
    assert [run["distance_m"] for run in ask("activities")["activities"]] == [5000, 6000]


def test_a_question_over_all_samples_is_answered(ask, tmp_path):
    (tmp_path / "run.gpx").write_bytes(gpx())
    ask("import", tmp_path / "run.gpx")
    answer = ask("query", "SELECT count(*) AS n, max(time_s) AS last FROM samples")
    assert answer == {"columns": ["n", "last"], "rows": [[61, 600.0]]}


def test_the_imports_are_listed_newest_first_with_what_each_brought(ask, run, inbox):
    (inbox / "run.gpx").write_bytes(gpx())
    ask("import", inbox)
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    ask("import", inbox)
    newest, oldest = ask("imports")["imports"]
    assert (newest["id"], newest["state"], newest["files"], newest["duplicate"], newest["failed"]) == (
        2,
        "done",
        2,
        1,
        1,
    )
    assert (oldest["id"], oldest["imported"], oldest["failed"]) == (1, 1, 0)
    assert "1 duplicate, 1 failed" in run("imports").stdout


def test_the_files_of_one_import_are_listed_and_filtered_by_verdict(ask, run, inbox):
    (inbox / "run.gpx").write_bytes(gpx())
    (inbox / "broken.fit").write_bytes(BROKEN_FIT)
    ask("import", inbox)
    assert [Path(each["path"]).name for each in ask("imports", "1")["verdicts"]] == ["broken.fit", "run.gpx"]
    (failed,) = ask("imports", "1", "--only", "failed")["verdicts"]
    assert failed["reason"]
    assert "run.gpx" in run("imports", "1", "--only", "imported").stdout


def test_an_import_that_was_taken_back_is_listed_as_such(ask, inbox):
    (inbox / "run.gpx").write_bytes(gpx())
    ask("import", inbox)
    ask("import", "--undo", "1")
    assert ask("imports")["imports"][0]["state"] == "undone"
    assert ask("activities") == {"activities": []}


def test_the_files_of_an_import_that_never_was_are_an_error(ask, inbox):
    assert ask("imports", "9", code=3)["error"]["code"] == "not_found"


def test_a_dry_run_over_a_real_zip_shows_what_would_be_imported_and_saves_nothing(ask, inbox):
    with zipfile.ZipFile(inbox / "export.zip", "w") as archive:
        archive.writestr("activities/run.gpx", gpx())
        archive.writestr("activities/run.tcx", tcx())
        archive.writestr("broken.fit", BROKEN_FIT)
        archive.writestr("note.txt", "hello")
    dry = ask("import", inbox / "export.zip", "--dry-run")
    assert ask("activities") == {"activities": []}
    assert ask("imports") == {"imports": []}
    real = ask("import", inbox / "export.zip")
    counts = ("files", "imported", "merged", "duplicate", "not_activity", "failed")
    assert [dry[name] for name in counts] == [real[name] for name in counts] == [4, 1, 1, 0, 1, 1]
    assert [(each["path"], each["verdict"]) for each in dry["verdicts"]] == [
        (each["path"], each["verdict"]) for each in real["verdicts"]
    ]
