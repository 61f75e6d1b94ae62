"""``runback export`` writes files that other programs open."""

import json
import zipfile

from icalendar import Calendar

from tests.cli.made_up import MILD


def test_the_plan_leaves_as_calendar_workouts_tables_and_archive(run, tmp_path):
    assert run("assess", "--answers", "-", "--save", stdin=json.dumps(MILD)).returncode == 0
    for kind, out in (("ics", "plan.ics"), ("fit", "watch"), ("csv", "tables.zip"), ("all", "all.zip")):
        done = run("export", kind, "--out", tmp_path / out, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["files"]
    assert Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).walk("VEVENT")
    assert list((tmp_path / "watch").glob("*.fit"))
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None
        assert "runback.ics" in archive.namelist()


def test_without_a_check_the_calendar_says_what_to_do(run, tmp_path):
    done = run("export", "ics", "--out", tmp_path / "plan.ics", "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["error"]["code"] == "needs_check"
    assert not (tmp_path / "plan.ics").exists()


def test_an_unknown_kind_is_wrong_usage(run, tmp_path):
    assert run("export", "pdf", "--out", tmp_path / "x").returncode == 2


def test_the_record_leaves_as_fhir_and_comes_back(ask, run, tmp_path):
    assert run("assess", "--answers", "-", "--save", stdin=json.dumps(MILD)).returncode == 0
    assert run("export", "fhir", "--out", tmp_path / "r.json").returncode == 0
    assert ask("import", tmp_path / "r.json")["duplicate"] == 1
    assert ask("import", tmp_path / "r.json", "--home", tmp_path / "new")["imported"] == 1
    (tmp_path / "r.json").write_text('{"resourceType": "Bundle", "entry": []}')
    refused = ask("import", tmp_path / "r.json", code=3)
    assert refused["error"]["code"] == "not_a_bundle"
