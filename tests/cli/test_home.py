"""``runback inspect`` says whether the data home is intact."""

import random
import shutil

import pytest

from tests.tracks import START, gpx


@pytest.fixture
def imported(tmp_path, ask):
    (tmp_path / "a.gpx").write_bytes(gpx())
    return ask("import", tmp_path / "a.gpx")


def test_a_whole_home_is_ok(imported, ask, run):
    assert ask("inspect") == {
        "ok": True,
        "problems": [],
        "harmless": [],
        "activities": 1,
        "samples": 1,
        "originals": 1,
    }
    assert "Nothing is damaged." in run("inspect").stdout


def test_damage_is_listed_with_its_path_and_what_to_do_and_ends_with_3(imported, ask, home):
    (samples,) = (home / "samples").iterdir()
    samples.write_bytes(b"something else")
    answer = ask("inspect", code=3)
    assert answer["ok"] is False
    (problem,) = answer["problems"]
    assert problem["path"] == str(samples)
    assert "have changed on disk" in problem["what"]
    assert "runback import --undo" in problem["do"]


def test_a_file_left_over_is_harmless(imported, ask, home):
    (home / "samples" / "999.parquet").write_bytes(b"x")
    answer = ask("inspect")
    assert (answer["ok"], answer["problems"], len(answer["harmless"])) == (True, [], 1)


def test_the_old_name_still_works_and_says_the_new_one(imported, ask, run):
    assert ask("check")["ok"] is True
    assert "now `runback inspect`" in run("check", "--json").stderr


def _spoil(home, seed):
    """Noise over one page of the database."""
    dice = random.Random(seed)
    with (home / "runback.sqlite3").open("r+b") as file:
        file.seek(0, 2)
        file.seek(dice.randrange(file.tell() // 4096) * 4096)
        file.write(dice.randbytes(4096))


@pytest.mark.parametrize("seed", range(2))
def test_a_damaged_database_is_reported_with_how_to_rescue_it_and_nothing_is_written(imported, ask, home, seed):
    _spoil(home, seed)
    before = (home / "runback.sqlite3").read_bytes()
    answer = ask("inspect", code=3)
    assert answer["ok"] is False
    assert "runback rescue" in answer["problems"][0]["do"]
    error = ask("log", "pain", "3", code=3)["error"]
    assert error["code"] == "damaged_home"
    assert "runback rescue" in error["message"]
    assert (home / "runback.sqlite3").read_bytes() == before


@pytest.mark.parametrize("kind", ["empty", "older"])
def test_an_import_beside_a_database_that_is_not_this_homes_is_refused_and_no_file_is_lost(
    imported, tmp_path, ask, home, kind
):
    shutil.copy(home / "runback.sqlite3", tmp_path / "older.sqlite3")
    for day in range(3):
        (tmp_path / "inbox").mkdir(exist_ok=True)
        (tmp_path / "inbox" / f"{day}.gpx").write_bytes(gpx(START.replace(day=day + 20)))
    ask("import", tmp_path / "inbox")
    ask("activities")
    samples = {path.name: path.read_bytes() for path in (home / "samples").iterdir()}
    assert len(samples) == 4
    (home / "runback.sqlite3").write_bytes((tmp_path / "older.sqlite3").read_bytes() if kind == "older" else b"")
    error = ask("import", tmp_path / "inbox", code=3)["error"]
    assert error["code"] == "damaged_home"
    assert "runback rescue" in error["message"]
    assert {path.name: path.read_bytes() for path in (home / "samples").iterdir()} == samples
    assert ask("inspect", code=3)["ok"] is False


def test_a_fault_of_ours_shows_no_entry_on_the_terminal(imported, run, home):
    import sqlite3

    with sqlite3.connect(home / "runback.sqlite3") as database:
        database.execute("UPDATE activity SET start_utc = 'my secret'")
    done = run("activities", "--json")
    assert (done.returncode, "secret" in done.stdout + done.stderr, "Traceback" in done.stderr) == (1, False, False)
    assert "faults.log" in done.stdout
    assert "Traceback" in (home / "faults.log").read_text()


def test_backup_restore_export_import_and_erase_keep_the_runs(imported, ask, run, home, tmp_path):
    runs = ask("activities")
    assert ask("backup", "--out", tmp_path / "backup.zip")["path"] == str(tmp_path / "backup.zip")
    assert ask("export", "all", "--out", tmp_path / "all.zip")["missing"] == []
    restored = ask("restore", tmp_path / "backup.zip")
    assert (restored["home"], restored["moved_to"]) == (str(tmp_path / "home-restored"), None)
    assert ask("activities", "--home", tmp_path / "home-restored") == runs
    assert "add --yes" in ask("erase", code=3)["error"]["message"]
    assert ask("activities") == runs
    assert ask("erase", "--yes")["left"] == []
    assert not home.exists()
    assert ask("import", tmp_path / "all.zip")["imported"] == 1
    assert ask("activities") == runs
    assert ask("import", tmp_path / "all.zip", code=3)["error"]["code"] == "unusable_input"


@pytest.mark.parametrize("what", ["noise over a page", "an empty database"])
def test_a_rescue_brings_the_runs_and_the_diary_of_a_damaged_home(imported, ask, home, tmp_path, what):
    ask("log", "pain", "3")
    runs = [(run["start_utc"], run["distance_m"]) for run in ask("activities")["activities"]]
    if what == "noise over a page":
        _spoil(home, 5)
    else:
        (home / "runback.sqlite3").write_bytes(b"")
    done = ask("rescue", "--out", tmp_path / "rescued")
    assert done["home"] == str(tmp_path / "rescued")
    found = ask("activities", "--home", tmp_path / "rescued")["activities"]
    assert [(run["start_utc"], run["distance_m"]) for run in found] == runs
    assert ask("inspect", "--home", tmp_path / "rescued")["problems"] == []
    assert "is not empty" in ask("rescue", "--out", tmp_path / "rescued", code=3)["error"]["message"]
