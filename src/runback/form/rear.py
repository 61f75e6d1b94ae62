"""A runner from behind: pelvic drop, step width and cadence; other metrics need a side view.

From behind, the fore-aft movement that times a contact is not visible. Height is:
in running the hips are lowest half-way through stance, over the lower foot. The drop is
measured there, as in Souza RB 2016 (doi 10.1016/j.pmr.2015.08.006).
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy import signal

from runback.form import curves
from runback.form.events import Contact
from runback.form.keypoints import SIDES, FloatArray, Keypoints
from runback.form.metrics import SHARED, Value, Values, measure_cadence, summarise
from runback.form.motion import GRID_HZ, Motion, smooth
from runback.form.report import METRICS, FormReport, Metric, Notice, NotMeasurable
from runback.form.screening import CONTACTS_MIN, FRAME_RATE_MIN, LEG_PX_MIN, refuse, warn_of_rate
from runback.form.strides import stride_period
from runback.languages.saved import translate_later

FROM_THE_SIDE = translate_later("From behind this cannot be seen. Film from the side.")
NO_LEVEL = translate_later("A phone tilted by one degree looks the same as a difference of two. It is not reported.")
DROP_ERROR_DEG, WIDTH_ERROR = 0.6, 1.1
"""The individual error of one contact; for width in cm or in per cent of the leg."""

WIDTH_PCT = "step_width_pct_leg"


def is_from_behind(keypoints: Keypoints) -> bool:
    """Whether the points have a height and a sideways position, but no fore-aft position."""
    points = [each for each in keypoints.points.values() if np.isfinite(each).any()]
    has_width = any(np.isfinite(each[:, 2]).any() for each in points)
    return has_width and not any(np.isfinite(each[:, 0]).any() for each in points)


def measure_rear(keypoints: Keypoints) -> FormReport:
    """The form report of a clip from behind (``view`` is rear); refusals as from the side."""
    rate = keypoints.frame_rate
    refusal = _screen(keypoints)
    if refusal is not None:
        return _refused(rate, refusal)
    motion = smooth(_sides_by_place(keypoints))
    if not motion.has("left_hip", "right_hip", "left_ankle", "right_ankle"):
        return _refused(rate, refuse("pose_failed"))
    leg = _leg(motion)
    if motion.unit == "px" and leg < LEG_PX_MIN:
        return _refused(rate, refuse("too_small"))
    stances = _find_mid_stances(motion)
    if isinstance(stances, Notice):
        return _refused(rate, stances)
    metrics: dict[str, Metric | NotMeasurable] = {name: NotMeasurable(FROM_THE_SIDE) for name in METRICS}
    metrics["cadence_spm"] = measure_cadence([stances])
    metrics["pelvic_drop_midstance_deg"] = _without_asymmetry(
        summarise("pelvic_drop_midstance_deg", _drops(motion, stances))
    )
    metrics |= _measure_width(motion, stances, leg)
    return FormReport("rear", rate, None, tuple(warn_of_rate(rate)), (), metrics)


def typical_stances(keypoints: Keypoints) -> tuple[Contact, ...]:
    """For each foot the mid-stance with the drop nearest the foot's mean, to be shown; none if there is none."""
    motion = smooth(_sides_by_place(keypoints))
    if _screen(keypoints) is not None or not motion.has("left_hip", "right_hip", "left_ankle", "right_ankle"):
        return ()
    stances = _find_mid_stances(motion)
    drops = {} if isinstance(stances, Notice) else _drops(motion, stances)
    chosen = []
    for side in SIDES:
        own = {each: drop.value for each, drop in drops.items() if each.foot == side}
        if own:
            usual = float(np.mean(list(own.values())))
            chosen.append(min(own, key=lambda each: abs(own[each] - usual)))
    return tuple(chosen)


def _screen(keypoints: Keypoints) -> Notice | None:
    rate = keypoints.frame_rate
    if not np.isfinite(rate) or keypoints.time_s[-1] - keypoints.time_s[0] < 0.5:
        return refuse("too_few_strides")
    return refuse("low_frame_rate") if rate < FRAME_RATE_MIN else None


def _sides_by_place(keypoints: Keypoints) -> Keypoints:
    """Hips and shoulders named by their position: from behind, the right one is always on the right."""
    points = dict(keypoints.points)
    for point in ("hip", "shoulder"):
        left, right = points.get(f"left_{point}"), points.get(f"right_{point}")
        if left is not None and right is not None:
            crossed = (left[:, 2] > right[:, 2])[:, None]
            points[f"left_{point}"] = np.where(crossed, right, left)
            points[f"right_{point}"] = np.where(crossed, left, right)
    return Keypoints(keypoints.time_s, points, keypoints.unit)


def _leg(motion: Motion) -> float:
    """The stance leg's height from ankle to hip, in the motion's unit."""
    heights = [motion.position[f"{side}_hip"][:, 1] - motion.position[f"{side}_ankle"][:, 1] for side in SIDES]
    return float(np.nanmean([np.nanpercentile(height, 90) for height in heights]))


def _find_mid_stances(motion: Motion) -> tuple[Contact, ...] | Notice:
    """The instants of mid-stance with their foot, or why there are none."""
    hips = motion.middle("hip")
    apart = motion.position["right_ankle"][:, 1] - motion.position["left_ankle"][:, 1]
    if hips is None or not np.isfinite(hips[:, 1]).any() or not np.isfinite(apart).any():
        return refuse("pose_failed")
    height, apart = (_filled(motion.time_s, each) for each in (hips[:, 1], apart))
    period = stride_period(apart - apart.mean())
    if period is None:
        return refuse("not_running" if motion.time_s[-1] - motion.time_s[0] >= 3 else "too_few_strides")
    step = int(period / 2 * GRID_HZ)
    swing = height - _moving_mean(height, step)
    lows, _ = signal.find_peaks(-swing, distance=int(0.7 * step))
    highs, _ = signal.find_peaks(swing, distance=int(0.7 * step))
    if len(lows) < 2 or len(highs) < 2 or np.abs(apart[lows]).mean() < np.abs(apart[highs]).mean():
        return refuse("not_running")
    found = tuple(
        _stance(motion, int(low), float(apart[low])) for low in lows if step / 2 < low < len(swing) - step / 2
    )
    if min(sum(each.foot == side for each in found) for side in SIDES) < CONTACTS_MIN:
        return refuse("too_few_strides")
    return found


def _stance(motion: Motion, place: int, apart: float) -> Contact:
    instant = float(motion.time_s[place])
    return Contact("left" if apart > 0 else "right", instant, instant)


def _filled(time_s: FloatArray, values: FloatArray) -> FloatArray:
    seen = np.isfinite(values)
    return np.interp(time_s, time_s[seen], values[seen])


def _moving_mean(values: FloatArray, width: int) -> FloatArray:
    padded = np.pad(values, (width // 2, width - width // 2 - 1), mode="edge")
    return np.convolve(padded, np.ones(width) / width, mode="valid")


def _drops(motion: Motion, stances: tuple[Contact, ...]) -> Values:
    values: Values = {}
    for stance in stances:
        curve = curves.pelvic_drop(motion, stance.foot)
        drop = float("nan") if curve is None else float(motion.at(curve, np.array([stance.contact_s]))[0])
        if np.isfinite(drop):
            values[stance] = Value(drop, DROP_ERROR_DEG, SHARED["pelvic_drop_midstance_deg"])
    return values


def _without_asymmetry(metric: Metric | NotMeasurable) -> Metric | NotMeasurable:
    """With one camera, a tilt looks like a left-right difference; the mean of both feet is unaffected."""
    return metric if isinstance(metric, NotMeasurable) else replace(metric, asymmetry=NotMeasurable(NO_LEVEL))


def _measure_width(motion: Motion, stances: tuple[Contact, ...], leg: float) -> dict[str, Metric | NotMeasurable]:
    """Step width in cm if the points are in metres, else in per cent of the leg."""
    in_metres = motion.unit == "m"
    scale = 100.0 if in_metres else 100.0 / leg
    values: Values = {}
    for one, other in pairwise(stances):
        if one.foot == other.foot:
            continue
        places = {
            c.foot: float(motion.at(motion.position[f"{c.foot}_ankle"][:, 2], np.array([c.contact_s]))[0])
            for c in (one, other)
        }
        width = scale * (places["right"] - places["left"])
        if np.isfinite(width):
            values[one] = Value(width, WIDTH_ERROR, SHARED[WIDTH_PCT])
    if in_metres:
        return {"step_width_cm": summarise("step_width_cm", values)}
    summary = summarise(WIDTH_PCT, values)
    reason = NotMeasurable(
        translate_later("Width in centimetres needs a picture in metres; it is given as a share of the leg.")
    )
    return {"step_width_cm": reason, WIDTH_PCT: summary}


def _refused(rate: float, refusal: Notice) -> FormReport:
    metrics: dict[str, Metric | NotMeasurable] = {name: NotMeasurable(refusal.text) for name in METRICS}
    return FormReport("rear", rate if np.isfinite(rate) else None, refusal, (), (), metrics)
