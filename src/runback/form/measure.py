"""From the keypoints of one or several clips to a form report; used for CSV files and for video.

Each pass is measured separately (``passes``), and the results are pooled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from runback.domain.errors import UnusableInput
from runback.form import curves, screening
from runback.form.certainty import added_error_s
from runback.form.events import Contact, find_contacts
from runback.form.keypoints import SIDES, Keypoints
from runback.form.level import FLAG_DEG, FLAG_ERRORS, TURN_DEG, TURN_DEG_MAX, TURN_ERRORS, measure_roll, turn_level
from runback.form.metrics import (
    READ_AT_CONTACT,
    Values,
    build_events,
    measure_cadence,
    measure_contacts,
    steady,
    summarise,
)
from runback.form.motion import Motion, smooth
from runback.form.passes import split_passes
from runback.form.rear import is_from_behind, measure_rear
from runback.form.report import METRICS, FormReport, Metric, Notice, NotMeasurable, Pass
from runback.form.swaps import repair_swaps
from runback.form.units import correct_unit, require_upright
from runback.languages.saved import translate_later

LEGS_ALONE = ("cadence_spm", "contact_time_ms", "flight_time_ms", "shank_angle_contact_deg", "foot_angle_contact_deg")
"""The metrics that can be measured from legs alone."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One pass with its contacts; ``direction`` is 1 along x, -1 against it."""

    clip: int
    direction: int
    motion: Motion
    contacts: tuple[Contact, ...]
    swapped: int
    tilt_error_deg: float
    warnings: tuple[Notice, ...]

    @property
    def as_pass(self) -> Pass:
        direction = "right" if self.direction > 0 else "left"
        start, end = float(self.motion.time_s[0]), float(self.motion.time_s[-1])
        return Pass(direction, start, end, len(self.contacts), self.clip)


def measure_keypoints(keypoints: Keypoints) -> FormReport:
    """The form report of one clip; see ``measure_clips``."""
    return measure_clips((keypoints,))


def measure_clips(clips: Sequence[Keypoints], numbers: Sequence[int] | None = None) -> FormReport:
    """Events, metrics with 90 % intervals, refusals and warnings of clips of one run (interface.md, ``form``).

    ``numbers`` are the clip numbers in passes and events, by default from 0. Raises
    ``UnusableInput`` if y points down or the unit is impossible.
    """
    rear = [each for each in clips if is_from_behind(each)]
    if rear:
        corrected, notice = correct_unit(rear[0])
        report = measure_rear(corrected)
        return replace(report, warnings=(notice, *report.warnings)) if notice else report
    rate = min(each.frame_rate for each in clips)
    readings: list[_Reading] = []
    refusals: list[Notice] = []
    warnings: list[Notice] = []
    for number, clip in zip(numbers or range(len(clips)), clips, strict=True):
        found = _read_clip(clip, number, warnings)
        if isinstance(found, Notice):
            refusals.append(found)
            warnings += [leave_out(number, found)] if len(clips) > 1 else []
        else:
            readings += found
    if not readings:
        return _refused(rate, refusals[0], warnings if len(clips) == 1 else [])
    return _report(rate, readings, [*warnings, *_warnings_of(readings, rate)])


def leave_out(number: int, refusal: Notice) -> Notice:
    """The warning that one of several clips was not used, and why."""
    return Notice(
        "clip_left_out",
        translate_later("Clip {value} was left out. {text}").format(value=number + 1, text=refusal.text),
    )


def _read_clip(clip: Keypoints, number: int, warnings: list[Notice]) -> list[_Reading] | Notice:
    """The measurable passes of one clip, or why the longest one could not be measured."""
    corrected, notice = correct_unit(clip)
    require_upright(corrected)
    warnings += [notice] if notice else []
    if refusal := screening.screen_keypoints(corrected):
        return refusal
    pieces = split_passes(corrected)
    found = [_read_pass(piece, number) for piece in pieces]
    readings = [each for each in found if isinstance(each, _Reading)]
    if readings:
        return readings
    refusals = [(len(p.time_s), each) for p, each in zip(pieces, found, strict=True) if isinstance(each, Notice)]
    return max(refusals, key=lambda each: each[0], default=(0, screening.refuse("too_few_strides")))[1]


def _read_pass(keypoints: Keypoints, clip: int) -> _Reading | Notice:
    """Measure one pass, or return why it cannot be measured."""
    if refusal := screening.screen_keypoints(keypoints):
        return refusal
    keypoints, direction = _face_forward(keypoints)
    repaired, swapped = repair_swaps(keypoints)
    motion = smooth(repaired)
    if refusal := screening.screen_view(motion, curves.leg_length(motion)):
        return refusal
    contacts = find_contacts(motion)
    if refusal := screening.screen_gait(motion, contacts):
        return refusal
    warnings: list[Notice] = []
    motion, tilt_error_deg = _level(motion, contacts, warnings)
    if tilt_error_deg:
        contacts = find_contacts(motion) or contacts
    return _Reading(clip, direction, motion, contacts, swapped, tilt_error_deg, tuple(warnings))


def _warnings_of(readings: Sequence[_Reading], rate: float) -> list[Notice]:
    """The warnings about the passes, each kind once."""
    warnings = screening.warn_of_rate(rate)
    if all(reading.direction < 0 for reading in readings):
        warnings.append(
            Notice(
                "faces_backward", translate_later("The toes point against x; the clip was mirrored to face forward.")
            )
        )
    if swapped := sum(reading.swapped for reading in readings):
        warnings.append(
            Notice(
                "swap_repaired",
                translate_later("Left and right were mixed up in {swapped} frames and put back.").format(
                    swapped=swapped
                ),
            )
        )
    warnings += screening.warn_of_time_base(tuple(reading.contacts for reading in readings))
    of_passes = {notice.id: notice for reading in readings[::-1] for notice in reading.warnings}
    return warnings + list(of_passes.values())


def _face_forward(keypoints: Keypoints) -> tuple[Keypoints, int]:
    """The keypoints with x forward, mirrored (-1) if the toes point backwards; y must point up."""
    if any(_usual(keypoints, upper, "ankle", 1, 80) < 0 for upper in ("hip", "knee")):
        raise UnusableInput(
            translate_later("The ankles are above the hips or knees. In keypoints y points up; turn it round.")
        )
    if not _usual(keypoints, "toe", "heel", 0, 50) < 0:
        return keypoints, 1
    points = {name: values * np.array([-1.0, 1.0, 1.0]) for name, values in keypoints.points.items()}
    if _is_right_on_the_left(points):  # mirroring swapped the sides too
        points = {name: values * np.array([1.0, 1.0, -1.0]) for name, values in points.items()}
    return Keypoints(keypoints.time_s, points, keypoints.unit), -1


def _is_right_on_the_left(points: "dict[str, np.typing.NDArray[np.float64]]") -> bool:
    left, right = points.get("left_hip"), points.get("right_hip")
    if left is None or right is None or not np.isfinite((right - left)[:, 2]).any():
        return False
    return bool(np.nanmedian((right - left)[:, 2]) < 0)


def _usual(keypoints: Keypoints, upper: str, lower: str, axis: int, percentile: int) -> float:
    """Percentile over sides and frames of one point's coordinate minus another's; NaN if not visible."""
    apart = [
        keypoints.points[f"{side}_{upper}"][:, axis] - keypoints.points[f"{side}_{lower}"][:, axis]
        for side in SIDES
        if f"{side}_{upper}" in keypoints.points and f"{side}_{lower}" in keypoints.points
    ]
    known = np.concatenate(apart)[np.isfinite(np.concatenate(apart))] if apart else np.array([])
    return float(np.percentile(known, percentile)) if len(known) else float("nan")


def _level(motion: Motion, contacts: tuple[Contact, ...], warnings: list[Notice]) -> tuple[Motion, float]:
    """The motion, levelled if a tilt is certain, and the remaining tilt error if a tilt was found."""
    roll = measure_roll(motion, contacts)
    if roll is None or abs(roll.roll_deg) < max(FLAG_DEG, FLAG_ERRORS * roll.error_deg):
        return motion, 0.0
    is_sure = max(TURN_DEG, TURN_ERRORS * roll.error_deg) <= abs(roll.roll_deg) <= TURN_DEG_MAX
    done = (
        translate_later("It was turned level.")
        if is_sure
        else translate_later("It could not be turned level for sure; trunk lean may be off by as much.")
    )
    warnings.append(
        Notice(
            "camera_roll",
            translate_later(
                "The ground looks tilted by {roll_deg} degrees, give or take {error_deg}. {done} Hold the camera "
                "level, and set a treadmill to no incline."
            ).format(roll_deg=f"{abs(roll.roll_deg):.1f}", error_deg=f"{roll.error_deg:.1f}", done=done),
        )
    )
    return (
        (turn_level(motion, roll.roll_deg), roll.error_deg)
        if is_sure
        else (motion, max(abs(roll.roll_deg), roll.error_deg))
    )


def _report(rate: float, readings: Sequence[_Reading], warnings: list[Notice]) -> FormReport:
    found: dict[str, Values | NotMeasurable] = {}
    for each in readings:
        for name, values in measure_contacts(each.motion, each.contacts, each.tilt_error_deg).items():
            found[name] = _pooled(found.get(name), values)
    known = {name: values for name, values in found.items() if not isinstance(values, NotMeasurable)}
    steadied = {name: steady(values) if name in READ_AT_CONTACT else values for name, values in known.items()}
    events = [event for reading in readings for event in build_events(reading.contacts, steadied, reading.clip)]
    metrics: dict[str, Metric | NotMeasurable] = {
        "cadence_spm": measure_cadence(
            [reading.contacts for reading in readings], max(added_error_s(reading.motion) for reading in readings)
        )
    }
    metrics |= {name: summarise(name, found[name]) for name in METRICS if name != "cadence_spm"}
    refusal = _judge(readings)
    if refusal is not None:
        measurable = LEGS_ALONE if refusal.id == "legs_only" else ()
        metrics = {
            name: value if name in measurable else NotMeasurable(refusal.text) for name, value in metrics.items()
        }
    passes = tuple(reading.as_pass for reading in readings)
    return FormReport("side", rate, refusal, tuple(warnings), tuple(events), metrics, passes)


def _pooled(one: Values | NotMeasurable | None, other: Values | NotMeasurable) -> Values | NotMeasurable:
    if one is None or isinstance(one, NotMeasurable):
        return one if isinstance(one, NotMeasurable) and isinstance(other, NotMeasurable) else other
    return one if isinstance(other, NotMeasurable) else one | other


def _judge(readings: Sequence[_Reading]) -> Notice | None:
    """Refuse too few whole strides in all passes together, or legs without a body."""
    if not any(screening.has_stride(reading.contacts) for reading in readings):
        return screening.refuse("too_few_strides")
    return (
        None if any(reading.motion.middle("hip") is not None for reading in readings) else screening.refuse("legs_only")
    )


def _refused(rate: float, refusal: Notice, warnings: list[Notice]) -> FormReport:
    metrics: dict[str, Metric | NotMeasurable] = {name: NotMeasurable(refusal.text) for name in METRICS}
    return FormReport("side", rate if np.isfinite(rate) else None, refusal, tuple(warnings), (), metrics)
