"""A video to a form report: the pose is found by a process of its own, bounded in time, memory and network."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from runback.domain.errors import UnusableInput
from runback.form.report import FormReport
from runback.form.video import PoseTrack, measure_track

BYTES_MAX = 2_000_000_000
SECONDS_MAX = 300.0
RESULT_BYTES_MAX = 20_000_000
NOT_USABLE = 4
_SCRIPT = Path(__file__).resolve().parents[3] / "pose" / "find_pose.py"


def measure_video(path: Path, seconds_max: float = SECONDS_MAX) -> FormReport:
    """The form report of one video file.

    Raises ``UnusableInput`` where the file is no video, is too large, takes longer than
    ``seconds_max``, or where the pose part is not installed.
    """
    return measure_track(find_pose(path, seconds_max))


def find_pose(path: Path, seconds_max: float = SECONDS_MAX) -> PoseTrack:
    """Run the pose process on a file; raises ``UnusableInput``."""
    _check_file(path)
    with tempfile.TemporaryDirectory(prefix="runback-pose-") as folder:
        out = Path(folder) / "pose.npz"
        _run_process([str(pose_python()), str(pose_script()), str(path.resolve()), str(out)], path, folder, seconds_max)
        if not out.exists() or out.stat().st_size > RESULT_BYTES_MAX:
            raise UnusableInput("The pose process gave no result for this video.", path=str(path))
        return _read_track(out)


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise UnusableInput(f"{path} cannot be read: {problem.strerror}.", path=str(path)) from None
    if not path.is_file() or size == 0:
        raise UnusableInput(f"{path} is not a video file.", path=str(path))
    if size > BYTES_MAX:
        raise UnusableInput("This video is larger than 2 GB. Cut it to about ten seconds.", path=str(path))


def _run_process(command: list[str], path: Path, folder: str, seconds_max: float) -> None:
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "TMPDIR": folder, "MPLCONFIGDIR": folder}
    environment |= {"OMP_NUM_THREADS": "2", "GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        done = subprocess.run(  # noqa: S603 -- our own script, no shell
            command, capture_output=True, timeout=seconds_max, env=environment, cwd=folder, check=False
        )
    except subprocess.TimeoutExpired:
        message = (
            f"This video took longer than {seconds_max:.0f} seconds and was given up. Cut it to about ten seconds."
        )
        raise UnusableInput(message, path=str(path)) from None
    if done.returncode == 0:
        return
    raise UnusableInput(_reason(done.returncode, done.stderr), path=str(path))


def _reason(code: int, errors: bytes) -> str:
    if code == NOT_USABLE:
        try:
            return str(json.loads(errors.splitlines()[-1])["message"])
        except (ValueError, KeyError, IndexError):
            pass
    return "This video could not be read within its limits of time and memory."


def _read_track(out: Path) -> PoseTrack:
    with np.load(out, allow_pickle=False) as held:
        return PoseTrack(held["time_s"], held["keypoints"], held["shift_px"], int(held["width"]), int(held["height"]))


def pose_python() -> Path:
    """The interpreter of the pose part: ``RUNBACK_POSE_PYTHON``, else the one beside this environment."""
    named = os.environ.get("RUNBACK_POSE_PYTHON")
    python = Path(named) if named else Path(sys.prefix) / "pose" / "bin" / "python"
    if not python.exists():
        raise UnusableInput("Video needs the pose part, which is not installed here. Run `make pose` once.")
    return python


def pose_script() -> Path:
    """The script that finds the pose: ``RUNBACK_POSE_SCRIPT``, else the checkout's."""
    script = Path(os.environ.get("RUNBACK_POSE_SCRIPT", _SCRIPT))
    if not script.exists():
        raise UnusableInput("Video needs the pose folder of the checkout, which is not here.")
    return script
