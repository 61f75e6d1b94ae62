"""``runback form`` as programs call it."""

import pytest

from tests.form.made_runner import MadeRunner, write_csv


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.csv"
    path.write_text(write_csv(MadeRunner(seconds=4).keypoints(60), axes="xy"), encoding="utf-8")
    return path


def test_keypoints_give_the_document_of_the_interface(ask, clip):
    document = ask("form", "keypoints", clip)
    assert {"view", "fps", "refused", "warnings", "events", "metrics"} <= set(document)
    assert document["view"] == "side"
    assert document["refused"] is None
    assert document["fps"] == pytest.approx(60, abs=0.01)
    assert document["metrics"]["trunk_lean_deg"]["value"] == pytest.approx(8, abs=0.2)
    assert set(document["metrics"]["trunk_lean_deg"]) >= {"value", "low", "high", "n", "unit", "asymmetry"}
    assert set(document["metrics"]["step_width_cm"]) == {"not_measurable"}
    first = document["events"][0]
    assert first["foot"] in ("left", "right")
    assert 0.2 < first["toe_off_s"] - first["contact_s"] < 0.3


def test_pixels_are_said_with_units(ask, tmp_path):
    path = tmp_path / "pixels.csv"
    path.write_text(write_csv(MadeRunner(seconds=4).keypoints(60), axes="xy", scale=400), encoding="utf-8")
    assert ask("form", "keypoints", path, "--units", "px")["metrics"]["trunk_lean_deg"]["value"] == pytest.approx(
        8, abs=0.2
    )


def test_a_person_reads_plain_lines(run, clip):
    done = run("form", "keypoints", clip)
    assert done.returncode == 0
    assert "Trunk lean" in done.stdout
    assert "Film from behind" in done.stdout


def test_a_file_that_is_not_there_or_not_keypoints_is_exit_code_3(ask, tmp_path):
    assert ask("form", "keypoints", tmp_path / "none.csv", code=3)["error"]["code"] == "unusable_input"
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"PK\x03\x04 not a table")
    error = ask("form", "keypoints", broken, code=3)["error"]
    assert error["path"] == str(broken)


def test_an_unknown_unit_is_wrong_usage(run, clip):
    assert run("form", "keypoints", clip, "--units", "cm").returncode == 2


def test_an_empty_history_gives_a_watch_document(ask):
    document = ask("form", "watch")
    assert document["view"] == "watch"
    assert document["fps"] is None
    assert document["refused"]["id"] == "not_running"


def test_an_activity_that_is_not_there_is_exit_code_3(ask):
    assert ask("form", "watch", "--activity", "7", code=3)["error"]["code"] == "not_found"


def test_keypoints_of_several_passes_are_pooled_and_reported(ask, run, clip, tmp_path):
    document = ask("form", "keypoints", clip, clip, "--home", tmp_path / "home")
    assert [(each["clip"], each["direction"]) for each in document["passes"]] == [(0, "right"), (1, "right")]
    assert all(set(each) == {"direction", "from_s", "to_s", "steps", "clip"} for each in document["passes"])
    assert {event["clip"] for event in document["events"]} == {0, 1}
    assert "2 passes were put together" in run("form", "keypoints", clip, clip).stdout


def test_one_clip_has_passes_without_a_number(ask, clip):
    (only_pass,) = ask("form", "keypoints", clip)["passes"]
    assert set(only_pass) == {"direction", "from_s", "to_s", "steps"}
