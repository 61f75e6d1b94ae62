"""The pose process from outside: its errors, its limits, and hostile files."""

import os
import struct
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from runback.domain.errors import UnusableInput
from runback.form.swaps import repair_swaps
from runback.form.video import read_track
from runback.services.form.video import find_pose, measure_video
from tests.shared_data import shared_path


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"some bytes")
    return path


@pytest.fixture
def pose_does(tmp_path, monkeypatch):
    """Stands a short script in the place of the pose process."""

    def stand_in(lines):
        script = tmp_path / "stand_in.py"
        script.write_text("import sys, json, time\nimport numpy as np\n" + lines, encoding="utf-8")
        monkeypatch.setenv("RUNBACK_POSE_PYTHON", sys.executable)
        monkeypatch.setenv("RUNBACK_POSE_SCRIPT", str(script))

    return stand_in


def test_the_process_result_is_read(pose_does, clip):
    pose_does(
        "np.savez(open(sys.argv[2], 'wb'), time_s=np.arange(3.0), keypoints=np.zeros((3, 33, 3)),"
        " shift_px=np.zeros(3), width=640, height=480)"
    )
    track = find_pose(clip)
    assert (track.width, track.height) == (640, 480)
    assert np.array_equal(track.time_s, [0, 1, 2])


def test_the_reason_of_the_process_reaches_the_runner(pose_does, clip):
    pose_does(
        "print(json.dumps({'code': 'not_video', 'message': 'There is no picture.'}), file=sys.stderr); sys.exit(4)"
    )
    with pytest.raises(UnusableInput, match="There is no picture") as raised:
        measure_video(clip)
    assert raised.value.path == str(clip)


def test_a_process_that_crashes_says_limits(pose_does, clip):
    pose_does("import os; os.kill(os.getpid(), 9)")
    with pytest.raises(UnusableInput, match="limits of time and memory"):
        measure_video(clip)


def test_a_process_that_hangs_is_given_up(pose_does, clip):
    pose_does("time.sleep(3600)")
    with pytest.raises(UnusableInput, match="took longer than 1 seconds"):
        measure_video(clip, seconds_max=1.0)


def test_a_process_that_writes_nothing_is_no_result(pose_does, clip):
    pose_does("")
    with pytest.raises(UnusableInput, match="no result"):
        measure_video(clip)


def test_a_missing_pose_part_says_how_to_get_it(clip, monkeypatch):
    monkeypatch.setenv("RUNBACK_POSE_PYTHON", "/nowhere/python")
    with pytest.raises(UnusableInput, match="make pose"):
        measure_video(clip)


@pytest.mark.parametrize("name", ["none.mp4", "empty.mp4", "."])
def test_what_is_no_file_is_refused_before_any_process(tmp_path, name):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(UnusableInput):
        measure_video(tmp_path / name)


@pytest.fixture
def real_pose(monkeypatch):
    python = Path(os.environ.get("RUNBACK_POSE_PYTHON", Path(sys.prefix) / "pose" / "bin" / "python"))
    if not python.exists():
        pytest.skip("the pose part is not installed (make pose)")
    monkeypatch.setenv("RUNBACK_POSE_PYTHON", str(python))


def hostile(kind, path):
    """Write a hostile file of that kind."""
    if kind == "renamed zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "x" * 10_000)
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(0).bytes(200_000))
    elif kind == "playlist":
        path.write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n", encoding="utf-8")
    elif kind == "8K picture":
        path.write_bytes(b"YUV4MPEG2 W7680 H4320 F30:1 Ip A0:0 C420jpeg\nFRAME\n" + bytes(1000))
    elif kind == "empty mp4":
        path.write_bytes(struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["renamed zip", "noise", "playlist", "8K picture", "empty mp4"])
def test_hostile_files_end_soon_with_a_reason(real_pose, tmp_path, kind):
    path = tmp_path / "clip.mp4"
    hostile(kind, path)
    with pytest.raises(UnusableInput, match="7680 by 4320" if kind == "8K picture" else "video|picture"):
        measure_video(path, seconds_max=60.0)


@pytest.mark.slow
@pytest.mark.corpus
def test_a_truncated_clip_ends_with_a_reason(real_pose, tmp_path):
    whole = shared_path("video", "run_overground_side_overlay_1080p.mp4").read_bytes()
    path = tmp_path / "clip.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnusableInput):
        measure_video(path)


@pytest.mark.slow
@pytest.mark.corpus
def test_walking_on_video_is_called_walking(real_pose):
    report = measure_video(shared_path("video", "neg_walk_side_1280x720_30fps.mp4"))
    assert report.refused.id == "not_running"


NEAR_SHOE_DOWN = (16, 38, 59, 80, 102, 123, 145, 166, 188, 209, 230, 251, 273, 294, 315, 337)
"""By eye, in frames of 30 a second: the first picture of the treadmill clip with the near (left) heel on the belt.

The last eight were read from pictures in which nothing was marked.
"""


@pytest.fixture(scope="module")
def treadmill(tmp_path_factory):
    """The treadmill clip's reading."""
    python = os.environ.get("RUNBACK_POSE_PYTHON", str(Path(sys.prefix) / "pose" / "bin" / "python"))
    if not Path(python).exists():
        pytest.skip("the pose part is not installed (make pose)")
    return read_track(find_pose(shared_path("video", "run_treadmill_side_720x1280_30fps.mp4")))


@pytest.mark.slow
@pytest.mark.corpus
def test_near_side_contacts_are_within_a_frame_of_what_the_eye_sees(treadmill):
    assert treadmill.report.refused is None
    near = [event.contact_s for event in treadmill.report.events if event.foot == "left"]
    apart = [30 * min(abs(contact - frame / 30) for contact in near) for frame in NEAR_SHOE_DOWN]
    assert np.mean(np.array(apart) <= 1) >= 0.9
    assert len(near) == len(NEAR_SHOE_DOWN)
    assert 160 < treadmill.report.metrics["cadence_spm"].estimate.value < 175


@pytest.mark.slow
@pytest.mark.corpus
def test_no_leg_is_mistaken_for_the_other_in_the_labelled_frames(treadmill):
    """By eye, in the four pictures from contact on the near ankle is 90 to 140 pixels up; the far one swings higher."""
    keypoints, _ = repair_swaps(treadmill.keypoints)
    frames = [frame + each for frame in NEAR_SHOE_DOWN for each in range(4)]
    height = keypoints.points["left_ankle"][frames, 1]
    assert len(frames) == 64
    assert [frame for frame, up in zip(frames, height, strict=True) if not 85 < up < 140] == []
