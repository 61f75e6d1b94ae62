"""``measure_keypoints``: one clip's keypoints to a form report; the one way in for CSV files and for video."""

import numpy as np

from runback.domain.errors import UnusableInput
from runback.form import curves, screening
from runback.form.events import Contact, find_contacts
from runback.form.keypoints import SIDES, Keypoints
from runback.form.level import FLAG_DEG, TURN_DEG, TURN_DEG_MAX, measure_roll, turn_level
from runback.form.metrics import FLOORS, build_events, measure_cadence, measure_contacts, summarise
from runback.form.motion import Motion, smooth
from runback.form.rear import is_from_behind, measure_rear
from runback.form.report import METRICS, FormReport, Metric, Notice, NotMeasurable
from runback.form.swaps import repair_swaps

LEGS_ALONE = ("cadence_spm", "contact_time_ms", "flight_time_ms", "shank_angle_contact_deg", "foot_angle_contact_deg")
"""What legs without a body still tell."""


def measure_keypoints(keypoints: Keypoints) -> FormReport:
    """Events, metrics with 90 % intervals, refusals and warnings of one clip (interface.md, ``form``).

    Raises ``UnusableInput`` where y points down.
    """
    if is_from_behind(keypoints):
        return measure_rear(keypoints)
    if refusal := screening.screen_keypoints(keypoints):
        return _refused(keypoints, refusal)
    warnings = screening.warn_of_rate(keypoints.frame_rate)
    keypoints = _face_forward(keypoints, warnings)
    repaired, swapped = repair_swaps(keypoints)
    if swapped:
        warnings.append(Notice("swap_repaired", f"Left and right were mixed up in {swapped} frames and put back."))
    motion = smooth(repaired)
    if refusal := screening.screen_view(motion, curves.leg_length(motion)):
        return _refused(keypoints, refusal, warnings)
    contacts = find_contacts(motion)
    refusal = screening.screen_gait(motion, contacts)
    if refusal is not None and refusal.id == "not_running":
        return _refused(keypoints, refusal, warnings)
    warnings += screening.warn_of_time_base(contacts)
    motion, tilt_error_deg = _level(motion, contacts, warnings)
    if tilt_error_deg:
        contacts = find_contacts(motion) or contacts
    return _report(motion, contacts, refusal, warnings, tilt_error_deg)


def _face_forward(keypoints: Keypoints, warnings: list[Notice]) -> Keypoints:
    """The keypoints with x forward, mirrored with a warning where the toes point backwards; y must point up."""
    if any(_usual(keypoints, upper, "ankle", 1, 80) < 0 for upper in ("hip", "knee")):
        raise UnusableInput("The ankles are above the hips or knees. In keypoints y points up; turn it round.")
    if not _usual(keypoints, "toe", "heel", 0, 50) < 0:
        return keypoints
    warnings.append(Notice("faces_backward", "The toes point against x; the clip was mirrored to face forward."))
    points = {name: values * np.array([-1.0, 1.0, 1.0]) for name, values in keypoints.points.items()}
    return Keypoints(keypoints.time_s, points, keypoints.unit)


def _usual(keypoints: Keypoints, upper: str, lower: str, axis: int, percentile: int) -> float:
    """Percentile over sides and frames of one point's coordinate less another's; NaN where not seen."""
    apart = [
        keypoints.points[f"{side}_{upper}"][:, axis] - keypoints.points[f"{side}_{lower}"][:, axis]
        for side in SIDES
        if f"{side}_{upper}" in keypoints.points and f"{side}_{lower}" in keypoints.points
    ]
    known = np.concatenate(apart)[np.isfinite(np.concatenate(apart))] if apart else np.array([])
    return float(np.percentile(known, percentile)) if len(known) else float("nan")


def _level(motion: Motion, contacts: tuple[Contact, ...], warnings: list[Notice]) -> tuple[Motion, float]:
    """The motion turned level where a tilt is sure, and by how much it may still be off where one was seen."""
    roll = measure_roll(motion, contacts)
    if roll is None or abs(roll.roll_deg) + roll.error_deg < FLAG_DEG:
        return motion, 0.0
    is_sure = max(TURN_DEG, 2 * roll.error_deg) <= abs(roll.roll_deg) <= TURN_DEG_MAX
    done = (
        "It was turned level."
        if is_sure
        else "It could not be turned level for sure; trunk lean may be off by as much."
    )
    warnings.append(
        Notice(
            "camera_roll",
            f"The ground looks tilted by {abs(roll.roll_deg):.1f} degrees, give or take {roll.error_deg:.1f}. {done} "
            "Hold the camera level, and set a treadmill to no incline.",
        )
    )
    return (
        (turn_level(motion, roll.roll_deg), roll.error_deg)
        if is_sure
        else (motion, max(abs(roll.roll_deg), roll.error_deg))
    )


def _report(
    motion: Motion, contacts: tuple[Contact, ...], refusal: Notice | None, warnings: list[Notice], tilt_error_deg: float
) -> FormReport:
    found = measure_contacts(motion, contacts, tilt_error_deg)
    metrics: dict[str, Metric | NotMeasurable] = {}
    for name in METRICS:
        metrics[name] = (
            measure_cadence(contacts) if name == "cadence_spm" else summarise(name, found[name], FLOORS[name])
        )
    if refusal is None and motion.middle("hip") is None:
        refusal = screening.refuse("legs_only")
    if refusal is not None:
        kept = LEGS_ALONE if refusal.id == "legs_only" else ()
        metrics = {name: value if name in kept else NotMeasurable(refusal.text) for name, value in metrics.items()}
    return FormReport("side", motion.frame_rate, refusal, tuple(warnings), build_events(contacts, found), metrics)


def _refused(keypoints: Keypoints, refusal: Notice, warnings: list[Notice] | None = None) -> FormReport:
    rate = keypoints.frame_rate
    metrics: dict[str, Metric | NotMeasurable] = {name: NotMeasurable(refusal.text) for name in METRICS}
    return FormReport("side", rate if np.isfinite(rate) else None, refusal, tuple(warnings or ()), (), metrics)
