"""From a pose model's picture points to keypoints: the runner's direction, the view, and camera movement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from runback.form.events import GRAVITY
from runback.form.keypoints import LIKELY_SEEN, BoolArray, FloatArray, Keypoints
from runback.form.measure import leave_out, measure_clips, measure_keypoints
from runback.form.rear import measure_rear
from runback.form.report import METRICS, FormReport, Notice, NotMeasurable
from runback.form.screening import refuse
from runback.form.units import UPRIGHT_SHARE
from runback.languages.saved import translate_later

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
"""Indices in the 33 landmarks of mediapipe's pose."""

FOUND_S_MIN = 0.5
"""The shortest time for which somebody must be visible."""

PAN_SHARE_MAX = 0.05
"""The most that the background may move sideways in a second, as a share of the picture's width."""

ACROSS_TORSO_MIN = 0.45
"""Shoulders wider than this, in torso lengths, mean a front or back view; from the side they are 0.05 to 0.2."""

REPEATED_SHARE, MOVES_PX_MIN, NEAR_FRAMES = 0.15, 3.0, 5
"""A frame with less movement than this share of that in the frames around it repeats the previous one: phones
and editors fill in dropped frames like that. Points that hardly move, in pixels a frame, cannot show it."""

SLOWER = (2.0, 4.0, 8.0)
"""How many times slower than real time phones usually play slow motion."""

LIFE_CADENCE_SPM = (135.0, 220.0)
LIFE_PUSH, USUAL_LEG_M = (0.4, 2.6), 0.86
"""Upward acceleration of a running body relative to gravity, first harmonic, for a plausible leg length: 0.8 to 2."""


@dataclass(frozen=True, slots=True)
class PoseTrack:
    """The result of the pose process.

    ``time_s`` (n,); ``landmarks`` (n, 33, 3) of x, y in pixels (y down) and visibility, NaN
    if nobody was found; ``shift_px`` (n,) is the sideways movement of the background since the previous
    frame; ``capture_rate`` is the frame rate at which the phone says it filmed, 0 if unknown.
    """

    time_s: FloatArray
    landmarks: FloatArray
    shift_px: FloatArray
    width: int
    height: int
    capture_rate: float = 0.0


@dataclass(frozen=True, slots=True)
class ClipReading:
    """A clip's report on the time base used, and the points it is based on.

    ``slower`` is how many times slower than real time the clip plays; times of report and
    keypoints are real time. ``keypoints`` are in the picture's pixels with x to the right and y
    up (z to the right from behind), None if the clip was refused because of the picture alone.
    """

    report: FormReport
    keypoints: Keypoints | None
    slower: float = 1.0

    @property
    def facing(self) -> int:
        """The direction of the pass with most steps in the picture: 1 to the right, -1 to the left."""
        main = max(self.report.passes, key=lambda each: each.steps, default=None)
        return -1 if main is not None and main.direction == "left" else 1


def measure_track(track: PoseTrack, slower: float | None = None) -> FormReport:
    """The form report of a video's pose track; see ``read_track``."""
    return read_track(track, slower).report


def pool_readings(readings: Sequence[ClipReading]) -> FormReport:
    """One report on the clips of a run; those from the side are pooled, with a warning about any others.

    If none is from the side, the first from behind is reported.
    """
    if len(readings) == 1:
        return readings[0].report
    side = {n: each.keypoints for n, each in enumerate(readings) if each.keypoints and each.report.view == "side"}
    if not side:
        measured = (reading.report for reading in readings if reading.report.refused is None)
        return next(measured, readings[0].report)
    left_out = [
        leave_out(
            n,
            each.report.refused
            or Notice("rear", translate_later("It is from behind, and the others are from the side.")),
        )
        for n, each in enumerate(readings)
        if n not in side
    ]
    report = measure_clips(list(side.values()), list(side))
    slow = [notice for reading in readings for notice in reading.report.warnings if notice.id == "slow_motion"]
    own = [warning for warning in report.warnings if warning.id != "faces_backward"]
    return replace(report, warnings=(*left_out, *own, *slow[:1]))


def read_track(track: PoseTrack, slower: float | None = None) -> ClipReading:
    """Measure a video's pose track; it can be refused as keypoints can, and for faults of the video itself.

    ``slower`` is the slow motion stated by the runner; None detects it: from the phone's
    metadata, else if the steps are those of a runner only in slow motion.
    """
    if slower is None and len(track.time_s) > 2:
        slower = _stated_slowdown(track)
    track = without_repeats(track)
    if slower is not None:
        return _read_at(track, slower)
    plain = _read_at(track, 1.0)
    if not _is_odd(plain.report):
        return plain
    found = next((each for k in SLOWER if _looks_like_life(each := _read_at(track, k))), None)
    return plain if found is None else _with_notice(found)


def without_repeats(track: PoseTrack) -> PoseTrack:
    """The track without frames that repeat the previous one (``REPEATED_SHARE``)."""
    if len(track.time_s) < 2 * NEAR_FRAMES:
        return track
    moved = np.linalg.norm(np.diff(track.landmarks[:, :, :2], axis=0), axis=2)
    known = np.isfinite(moved).any(axis=1)
    step = np.full(len(moved), np.nan)
    step[known] = np.nanmedian(moved[known], axis=1)
    padded = np.pad(step, NEAR_FRAMES, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEAR_FRAMES + 1)
    usual = np.array([np.quantile(row[np.isfinite(row)], 0.7) if np.isfinite(row).any() else 0.0 for row in around])
    with np.errstate(invalid="ignore"):
        chosen = np.concatenate([[True], ~((step < REPEATED_SHARE * usual) & (usual > MOVES_PX_MIN))])
    return replace(
        track, time_s=track.time_s[chosen], landmarks=track.landmarks[chosen], shift_px=track.shift_px[chosen]
    )


def _stated_slowdown(track: PoseTrack) -> float | None:
    """The slow motion stated by the phone: a capture rate above the playback rate."""
    played = 1 / float(np.median(np.diff(track.time_s)))
    share = track.capture_rate / played
    return share if share >= 1.5 else None


def _is_odd(report: FormReport) -> bool:
    """Whether the time base may be wrong: the picture is good, but nobody runs like this."""
    reason = report.refused.id if report.refused else ""
    is_slow = any(warning.id == "slow_motion" for warning in report.warnings)
    return report.view == "side" and (
        reason in ("not_running", "too_few_strides", "low_frame_rate") or (is_slow and not reason)
    )


def _looks_like_life(reading: ClipReading) -> bool:
    """Whether the body falls at the right acceleration: slow motion would weaken gravity."""
    report, keypoints = reading.report, reading.keypoints
    cadence = report.metrics["cadence_spm"]
    if report.refused or keypoints is None or isinstance(cadence, NotMeasurable):
        return False
    bounce = report.metrics["vertical_oscillation_pct_leg"]
    if isinstance(bounce, NotMeasurable) or not LIFE_CADENCE_SPM[0] <= cadence.estimate.value <= LIFE_CADENCE_SPM[1]:
        return False
    step_s = 60 / cadence.estimate.value
    push = bounce.estimate.value / 100 * USUAL_LEG_M / 2 * (2 * np.pi / step_s) ** 2 / GRAVITY
    return bool(LIFE_PUSH[0] <= push <= LIFE_PUSH[1])


def _with_notice(reading: ClipReading) -> ClipReading:
    text = translate_later(
        "The clip seems to play {slower} times slower than life, and was measured so. If it was not filmed in "
        "slow motion, say so and measure it again."
    ).format(slower=f"{reading.slower:.0f}")
    warnings = (*reading.report.warnings, Notice("slow_motion", text))
    return replace(reading, report=replace(reading.report, warnings=warnings))


def _read_at(track: PoseTrack, slower: float) -> ClipReading:
    track = replace(track, time_s=track.time_s / slower)
    rate = float(1 / np.median(np.diff(track.time_s))) if len(track.time_s) > 2 else None
    found = np.isfinite(track.landmarks[:, 0, 0])
    if rate is None or found.sum() < FOUND_S_MIN * rate:
        return ClipReading(_refused("pose_failed", rate), None, slower)
    if not is_upright(track):
        return ClipReading(_refused("on_its_side", rate), None, slower)
    if is_panning(track, rate):
        return ClipReading(_refused("camera_moves", rate), None, slower)
    across = width_across(track)
    if across < -ACROSS_TORSO_MIN:
        return ClipReading(_refused("frontal_view", rate), None, slower)
    if across > ACROSS_TORSO_MIN:
        keypoints = keypoints_from_behind(track)
        return ClipReading(measure_rear(keypoints), keypoints, slower)
    keypoints = keypoints_of(track)
    shoulders = max(keypoints.seen_share(f"{side}_shoulder") for side in ("left", "right"))
    if shoulders < 0.5 * found.mean():
        return ClipReading(_refused("legs_only", rate), None, slower)
    report = measure_keypoints(keypoints)
    warnings = tuple(
        warning for warning in report.warnings if warning.id != "faces_backward"
    )  # both directions occur in pictures
    return ClipReading(replace(report, warnings=warnings), keypoints, slower)


def is_upright(track: PoseTrack) -> bool:
    """Whether the ankles are more below the shoulders than beside them, in the median frame."""
    apart = track.landmarks[:, [27, 28], :2].mean(axis=1) - track.landmarks[:, [11, 12], :2].mean(axis=1)
    known = apart[np.isfinite(apart).all(axis=1)]
    return not len(known) or bool(np.median(known[:, 1]) > UPRIGHT_SHARE * np.median(np.abs(known[:, 0])))


def width_across(track: PoseTrack) -> float:
    """How far the right shoulder is to the right of the left one, in torso lengths: positive from behind."""
    shoulders, hips = track.landmarks[:, [11, 12], :2], track.landmarks[:, [23, 24], :2]
    torso = float(np.nanmedian(np.linalg.norm(shoulders.mean(axis=1) - hips.mean(axis=1), axis=1)))
    return float(np.nanmedian(shoulders[:, 1, 0] - shoulders[:, 0, 0])) / torso if torso > 0 else 0.0


def _refused(reason: str, rate: float | None) -> FormReport:
    notice: Notice = refuse(reason)
    return FormReport("side", rate, notice, (), (), {name: NotMeasurable(notice.text) for name in METRICS})


def is_panning(track: PoseTrack, rate: float) -> bool:
    """Whether the background moves sideways by more than ``PAN_SHARE_MAX`` of the width within a second."""
    place = np.cumsum(track.shift_px)
    second = max(1, round(rate))
    moved = np.abs(place[second:] - place[:-second]) if len(place) > second else np.abs(place[-1:] - place[:1])
    return bool(np.median(moved) > PAN_SHARE_MAX * track.width)


def keypoints_of(track: PoseTrack) -> Keypoints:
    """Keypoints in pixels, x to the right and y up; points outside the picture or hardly visible are dropped."""
    return _place_points(track, 0)


def keypoints_from_behind(track: PoseTrack) -> Keypoints:
    """Keypoints in pixels of a runner filmed from behind: z to the right, y up, nothing fore-aft."""
    return _place_points(track, 2)


def _place_points(track: PoseTrack, axis: int) -> Keypoints:
    points: dict[str, FloatArray] = {}
    for name, place in LANDMARKS.items():
        x, y, visibility = track.landmarks[:, place].T
        seen = _is_inside(x, y, track) & (visibility >= LIKELY_SEEN)
        values = np.full((len(x), 3), np.nan)
        values[:, axis], values[:, 1] = x, track.height - y
        values[~seen] = np.nan
        points[name] = values
    return Keypoints(track.time_s, points, "px")


def _is_inside(x: FloatArray, y: FloatArray, track: PoseTrack) -> BoolArray:
    room = 0.03 * max(track.width, track.height)
    with np.errstate(invalid="ignore"):
        across = (x > -room) & (x < track.width + room)
        return np.asarray(across & (y > -room) & (y < track.height + room))
