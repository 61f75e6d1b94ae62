"""A video to a form report: the pose is found by a process of its own, which can read the video and nothing else.

What measures (SciPy) is imported inside the functions: every form page asks here whether the pose part is installed.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runback.domain.errors import UnusableInput
from runback.languages.saved import translate_later
from runback.services.form.pose_results import RESULT_BYTES_MAX, read_drawn, read_pose_file

if TYPE_CHECKING:
    from runback.form.report import FormReport
    from runback.form.scenes import Scenes
    from runback.form.video import PoseTrack

BYTES_MAX = 2_000_000_000
SECONDS_MAX = 300.0
NOT_USABLE = 4
_FOLDER = Path(__file__).resolve().parents[4] / "pose"
_log = logging.getLogger(__name__)


def measure_video(path: Path, seconds_max: float = SECONDS_MAX, slower: float | None = None) -> "FormReport":
    """The form report of one video file; see ``measure_videos``."""
    return measure_videos((path,), seconds_max, slower)


def measure_videos(
    paths: Sequence[Path], seconds_max: float = SECONDS_MAX, slower: float | None = None
) -> "FormReport":
    """The form report of the videos of one run; ``slower`` as for ``form.video.read_track``.

    Raises ``UnusableInput`` where a file is no video, is too large, takes longer than
    ``seconds_max``, or where the pose part is not installed.
    """
    from runback.form.video import pool_readings, read_track

    return pool_readings([read_track(find_pose(path, seconds_max), slower) for path in paths])


def find_pose(path: Path, seconds_max: float = SECONDS_MAX, folder: Path | None = None) -> "PoseTrack":
    """Run the pose process on a file; raises ``UnusableInput``.

    With a ``folder`` it works there and leaves ``pose.progress`` (``done total``) for others to read.
    """
    _check_file(path)
    with _work_folder(folder) as work:
        out = work / "pose.npz"
        _run_process(["find_pose.py", str(path.resolve()), str(out)], path, work, seconds_max)
        if not out.exists() or out.stat().st_size > RESULT_BYTES_MAX:
            raise UnusableInput(translate_later("The pose process gave no result for this video."), path=str(path))
        return read_pose_file(out)


@contextmanager
def _work_folder(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="runback-pose-") as made:
        yield Path(made)


def draw_clip(path: Path, scenes: "Scenes", folder: Path, seconds_max: float = SECONDS_MAX) -> dict[str, Any]:
    """Draw the skeleton on a clip and cut its still frames out, into the folder; returns their sizes.

    Files are ``clip.webm`` and ``still-<n>.jpg``. Raises ``UnusableInput``.
    """
    import numpy as np

    listed = folder / "scenes.npz"
    np.savez(
        listed,
        time_s=scenes.time_s,
        points=scenes.points,
        bones=scenes.bones,
        tones=scenes.tones,
        stances=scenes.stances,
        still_s=np.array([each.time_s for each in scenes.stills]),
        boxes=np.array([each.box for each in scenes.stills]).reshape(-1, 4),
    )
    _run_process(["draw_clip.py", str(path.resolve()), str(listed), str(folder)], path, folder, seconds_max)
    return read_drawn(folder / "drawn.json", len(scenes.stills))


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise UnusableInput(
            translate_later("{path} cannot be read: {strerror}.").format(path=path, strerror=problem.strerror),
            path=str(path),
        ) from None
    if not path.is_file() or size == 0:
        raise UnusableInput(translate_later("{path} is not a video file.").format(path=path), path=str(path))
    if size > BYTES_MAX:
        raise UnusableInput(
            translate_later("This video is larger than 2 GB. Cut it to about ten seconds."), path=str(path)
        )


def _run_process(arguments: list[str], path: Path, folder: Path, seconds_max: float) -> None:
    name, *rest = arguments
    script = pose_script(name)  # first: without the checkout there is no `make pose` to suggest
    command = [str(pose_python()), str(script), *rest]
    place = str(folder)
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": place, "TMPDIR": place, "MPLCONFIGDIR": place}
    environment |= {"OMP_NUM_THREADS": "2", "GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        done = subprocess.run(  # noqa: S603 -- our own script, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds_max,
            env=environment,
            cwd=folder,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = translate_later(
            "This video took longer than {seconds_max} seconds and was given up. Cut it to about ten seconds."
        ).format(seconds_max=f"{seconds_max:.0f}")
        raise UnusableInput(message, path=str(path)) from None
    if missing := _not_locked(done.stderr):
        _warn_of_open_jail(missing)
    if done.returncode:
        raise UnusableInput(_reason(done.returncode, done.stderr), path=str(path))


def _not_locked(errors: bytes) -> tuple[str, ...]:
    """What the system could not restrict for the process, from its first line."""
    with suppress(ValueError, KeyError, TypeError, IndexError):
        return tuple(str(word) for word in json.loads(errors.splitlines()[0])["not_locked"])
    return ()


@cache
def _warn_of_open_jail(missing: tuple[str, ...]) -> None:
    """Say it in the log, once in each process."""
    _log.warning(
        "This system cannot keep what reads a video from your %s (%s). Measure videos only of people you trust.",
        " and ".join(missing),
        "a Linux kernel 5.13 with Landlock and seccomp can",
    )


def _reason(code: int, errors: bytes) -> str:
    if code == NOT_USABLE:
        try:
            return str(json.loads(errors.splitlines()[-1])["message"])
        except (ValueError, KeyError, IndexError):
            pass
    return translate_later("This video could not be read within its limits of time and memory.")


def pose_python() -> Path:
    """The interpreter of the pose part: ``RUNBACK_POSE_PYTHON``, else the one beside this environment."""
    named = os.environ.get("RUNBACK_POSE_PYTHON")
    python = Path(named) if named else Path(sys.prefix) / "pose" / "bin" / "python"
    if not python.exists():
        raise UnusableInput(
            translate_later("Video needs the pose part, which is not installed here. Run `make pose` once.")
        )
    return python


def pose_script(name: str = "find_pose.py") -> Path:
    """A script of the pose folder: beside the one RUNBACK_POSE_SCRIPT names, else the checkout's."""
    named = os.environ.get("RUNBACK_POSE_SCRIPT")
    script = Path(named) if named else _FOLDER / name
    if named and name != "find_pose.py":
        script = script.with_name(name)
    if not script.exists():
        raise UnusableInput(
            translate_later(
                "Video needs a checkout of Runback, where `make pose` installs what reads it; this installation "
                "has none. "
                "Keypoints and watch files work without."
            )
        )
    return script


def is_pose_installed() -> bool:
    """Whether videos can be measured on this machine."""
    try:
        return pose_python().exists() and pose_script().exists()
    except UnusableInput:
        return False
