"""The real pose process: the same answer every time, no network, bounded on hostile and long videos."""

import os
import subprocess
import sys

import numpy as np
import pytest

from runback.services.form.video import draw_clip, find_pose, measure_video, pose_python, pose_script
from tests.shared_data import shared_path

pytestmark = pytest.mark.slow

MAKE_LONG = """
import sys, av, numpy as np
with av.open(sys.argv[1], "w") as out:
    stream = out.add_stream("libx264", rate=1)
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
    for second in range(int(sys.argv[2])):
        for packet in stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")):
            out.mux(packet)
    out.mux(stream.encode())
"""


@pytest.mark.corpus
def test_the_same_video_gives_the_same_points_every_time(real_pose):
    path = shared_path("video", "run_overground_side_overlay_1080p.mp4")
    one, other = find_pose(path), find_pose(path)
    assert np.array_equal(one.landmarks, other.landmarks, equal_nan=True)
    assert np.array_equal(one.shift_px, other.shift_px)
    assert np.array_equal(one.time_s, other.time_s)


@pytest.mark.corpus
def test_it_works_with_the_network_switched_off(real_pose, tmp_path):
    """In a network namespace of its own, where not even loopback is up."""
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system does not let a test leave the network (unshare)")
    video = shared_path("video", "run_overground_side_overlay_1080p.mp4")
    command = [*alone, str(pose_python()), str(pose_script()), str(video), str(tmp_path / "pose.npz")]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    with np.load(tmp_path / "pose.npz") as held:
        assert np.isfinite(held["keypoints"][:, 0, 0]).mean() > 0.5


def test_a_video_of_hours_is_looked_at_for_forty_seconds(real_pose, tmp_path):
    path = tmp_path / "long.mp4"
    subprocess.run([str(pose_python()), "-c", MAKE_LONG, str(path), "7200"], check=True, capture_output=True)
    assert find_pose(path).time_s[-1] <= 40
    assert measure_video(path).refused.id == "pose_failed"


def test_a_video_without_frames_says_so(real_pose, tmp_path):
    from runback.domain.errors import UnusableInput

    path = tmp_path / "none.mp4"
    subprocess.run([str(pose_python()), "-c", MAKE_LONG, str(path), "0"], check=False, capture_output=True)
    if not path.exists() or not path.stat().st_size:
        path.write_bytes(b"\x00\x00\x00\x08ftyp")
    with pytest.raises(UnusableInput):
        measure_video(path)


@pytest.mark.corpus
def test_memory_stays_under_600_mb(real_pose, tmp_path):
    measure = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    video = shared_path("video", "run_overground_side_overlay_1080p.mp4")
    out = tmp_path / "pose.npz"
    command = [sys.executable, "-c", measure, str(pose_python()), str(pose_script()), str(video), str(out)]
    measured = subprocess.run(command, check=True, capture_output=True, env=os.environ | {"OMP_NUM_THREADS": "2"})
    assert float(measured.stdout) < 600


@pytest.mark.corpus
def test_the_clip_and_the_still_frames_are_drawn(real_pose, tmp_path):
    from runback.form.scenes import make_scenes
    from runback.form.video import read_track

    path = shared_path("video", "run_treadmill_side_720x1280_30fps.mp4")
    track = find_pose(path)
    scenes = make_scenes(read_track(track), track.width, track.height)
    drawn = draw_clip(path, scenes, tmp_path)
    assert (tmp_path / "clip.webm").read_bytes()[:4] == b"\x1a\x45\xdf\xa3"
    assert [still.when for still in scenes.stills] == ["contact", "middle"] * 2
    assert all((tmp_path / f"still-{n}.jpg").read_bytes()[:2] == b"\xff\xd8" for n in range(4))
    assert len(drawn["stills"]) == 4
    assert (tmp_path / "clip.webm").stat().st_size < 4_000_000
