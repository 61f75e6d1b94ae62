"""A pose model's picture points to keypoints: where the runner faces, what is in the picture, did the camera move."""

from dataclasses import dataclass, replace

import numpy as np

from runback.form.keypoints import LIKELY_SEEN, BoolArray, FloatArray, Keypoints
from runback.form.measure import measure_keypoints
from runback.form.report import METRICS, FormReport, Notice, NotMeasurable
from runback.form.screening import refuse

LANDMARKS = {
    "nose": 0,
    "left_ear": 7,
    "right_ear": 8,
    "left_shoulder": 11,
    "right_shoulder": 12,
    "left_elbow": 13,
    "right_elbow": 14,
    "left_wrist": 15,
    "right_wrist": 16,
    "left_hip": 23,
    "right_hip": 24,
    "left_knee": 25,
    "right_knee": 26,
    "left_ankle": 27,
    "right_ankle": 28,
    "left_heel": 29,
    "right_heel": 30,
    "left_toe": 31,
    "right_toe": 32,
}
"""Places in the 33 landmarks of mediapipe's pose."""

FOUND_SHARE_MIN = 0.25
PAN_SHARE_MAX = 0.05
"""Most the background may move sideways within a second, as a share of the picture's width."""

SECONDS_MIN = 1.2


@dataclass(frozen=True, slots=True)
class PoseTrack:
    """What the pose process found.

    ``time_s`` (n,); ``landmarks`` (n, 33, 3) of x, y in pixels (y down) and visibility, NaN
    where nobody was found; ``shift_px`` (n,) sideways move of the background since the frame before.
    """

    time_s: FloatArray
    landmarks: FloatArray
    shift_px: FloatArray
    width: int
    height: int


def measure_track(track: PoseTrack) -> FormReport:
    """The form report of a video's pose track; refusals as for keypoints, and for what only a video shows."""
    rate = float(1 / np.median(np.diff(track.time_s))) if len(track.time_s) > 2 else None
    found = np.isfinite(track.landmarks[:, 0, 0])
    if rate is None or found.mean() < FOUND_SHARE_MIN:
        return _refused("pose_failed", rate)
    if is_panning(track, rate):
        return _refused("camera_moves", rate)
    piece = longest_pass(track)
    if piece is None:
        return _refused("too_few_strides", rate)
    keypoints = keypoints_of(piece)
    if max(keypoints.seen_share(f"{side}_shoulder") for side in ("left", "right")) < 0.5:
        return _refused("legs_only", rate)
    return measure_keypoints(keypoints)


def _refused(reason: str, rate: float | None) -> FormReport:
    notice: Notice = refuse(reason)
    return FormReport("side", rate, notice, (), (), {name: NotMeasurable(notice.text) for name in METRICS})


def is_panning(track: PoseTrack, rate: float) -> bool:
    """Whether the background moves sideways by more than ``PAN_SHARE_MAX`` of the width within a second."""
    place = np.cumsum(track.shift_px)
    second = max(1, round(rate))
    moved = np.abs(place[second:] - place[:-second]) if len(place) > second else np.abs(place[-1:] - place[:1])
    return bool(np.median(moved) > PAN_SHARE_MAX * track.width)


def longest_pass(track: PoseTrack) -> PoseTrack | None:
    """The longest stretch in which one runner is found and faces one way; None where it is too short."""
    facing = facing_of(track)
    if not np.any(facing):
        return None
    known = np.flatnonzero(facing)
    breaks = np.flatnonzero((np.diff(facing[known]) != 0) | (np.diff(track.time_s[known]) > 0.4)) + 1
    stretches = np.split(known, breaks)
    best = max(stretches, key=len)
    if track.time_s[best[-1]] - track.time_s[best[0]] < SECONDS_MIN:
        return None
    part = slice(int(best[0]), int(best[-1]) + 1)
    return replace(track, time_s=track.time_s[part], landmarks=track.landmarks[part], shift_px=track.shift_px[part])


def facing_of(track: PoseTrack) -> FloatArray:
    """Each frame's direction (n,): 1 to the right, -1 to the left, 0 unknown; from the feet, steadied over a second."""
    feet = track.landmarks[:, [31, 32], 0] - track.landmarks[:, [29, 30], 0]
    signs = np.sign(np.nan_to_num(feet)).sum(axis=1)
    steps = max(3, round(1 / float(np.median(np.diff(track.time_s)))))
    steady = np.convolve(signs, np.ones(steps), mode="same")
    return np.where(np.isfinite(track.landmarks[:, 0, 0]), np.sign(steady), 0.0)


def keypoints_of(track: PoseTrack) -> Keypoints:
    """Keypoints in pixels with x forward and y up; points outside the picture or hardly visible are unseen."""
    direction = float(np.median(facing_of(track))) or 1.0
    points: dict[str, FloatArray] = {}
    for name, place in LANDMARKS.items():
        x, y, visibility = track.landmarks[:, place].T
        seen = _is_inside(x, y, track) & (visibility >= LIKELY_SEEN)
        values = np.stack([direction * x, track.height - y, np.full(len(x), np.nan)], axis=1)
        values[~seen] = np.nan
        points[name] = values
    return Keypoints(track.time_s, points, "px")


def _is_inside(x: FloatArray, y: FloatArray, track: PoseTrack) -> BoolArray:
    room = 0.03 * max(track.width, track.height)
    with np.errstate(invalid="ignore"):
        across = (x > -room) & (x < track.width + room)
        return np.asarray(across & (y > -room) & (y < track.height + room))
