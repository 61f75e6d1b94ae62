"""``runback inspect`` says whether the data home is whole."""

import pytest

from tests.tracks import gpx


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
    assert "Everything is whole." in run("inspect").stdout


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
