"""What the processes that read a video left, read with care: a hostile video may have written it (pose/jail.py)."""

import json
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.form.video import PoseTrack

RESULT_BYTES_MAX = 20_000_000
FRAMES_MAX = 2_400
PIXELS_MAX = 10_000
_ODD = (
    OSError, ValueError, TypeError, KeyError, EOFError, OverflowError, RecursionError, SyntaxError, MemoryError,
    tokenize.TokenError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_SIZES = ("left", "top", "scale", "width", "height")


def read_pose_file(out: Path) -> "PoseTrack":
    """The points of a video; raises ``UnusableInput`` for a file that the pose process does not write."""
    try:
        return _read_pose_file(out)
    except _ODD:
        raise UnusableInput(gettext("The pose process gave no usable result for this video."), path=str(out)) from None


def _read_pose_file(out: Path) -> "PoseTrack":
    import numpy as np

    from runback.form.video import PoseTrack

    with zipfile.ZipFile(out) as archive:
        _require(sum(part.file_size for part in archive.infolist()) <= RESULT_BYTES_MAX)
    with np.load(out, allow_pickle=False) as held:
        arrays = {name: np.asarray(held[name], dtype=np.float64) for name in held.files}
    time_s, points, shift_px = arrays["time_s"], arrays["keypoints"], arrays["shift_px"]
    frames = len(time_s)
    _require(0 < frames <= FRAMES_MAX)
    _require((time_s.shape, points.shape, shift_px.shape) == ((frames,), (frames, 33, 3), (frames,)))
    _require(bool(np.isfinite(time_s).all() and (np.diff(time_s) > 0).all() and np.isfinite(shift_px).all()))
    _require(not bool((np.abs(points) > 100 * PIXELS_MAX).any()))
    width, height = (float(arrays[name]) for name in ("width", "height"))
    rate = float(arrays.get("capture_rate", np.zeros(())))
    _require(1 <= width <= PIXELS_MAX and 1 <= height <= PIXELS_MAX and 0 <= rate <= PIXELS_MAX)
    return PoseTrack(time_s, points, shift_px, int(width), int(height), rate)


def read_drawn(file: Path, stills: int) -> dict[str, Any]:
    """The sizes of a drawn clip and of so many stills; raises ``UnusableInput`` for anything else."""
    try:
        _require(file.stat().st_size <= RESULT_BYTES_MAX)
        drawn = json.loads(file.read_bytes())
        clip = None if drawn["clip"] is None else [_number(side) for side in drawn["clip"]]
        _require(len(drawn["stills"]) == stills and (clip is None or len(clip) == 2))
        sizes = [still and {name: _number(still[name]) for name in _SIZES} for still in drawn["stills"]]
        return {"clip": clip, "stills": sizes}
    except _ODD:
        raise UnusableInput(gettext("The clip could not be drawn."), path=str(file)) from None


def _number(value: Any) -> float:
    _require(type(value) in (int, float) and abs(value) <= PIXELS_MAX)
    return value  # type: ignore[no-any-return]


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError
