"""From contacts and curves to the metrics of interface.md, each contact with its own 90 % interval.

The error of one contact has three parts: the noise of the points, carried through the
segment's length; the error of the instant, times how fast the curve moves there; and a floor
that does not average out, for what the points miss of the bones. Floors are set from the
marker and model error that the literature gives, not from a fit (docs/decisions/0181).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from runback.form import curves, harmonics
from runback.form.events import Contact, step_time
from runback.form.keypoints import SIDES, FloatArray
from runback.form.motion import Motion
from runback.form.report import BAND, EXTRA_UNITS, METRICS, Estimate, Event, Metric, NotMeasurable

CONTACT_ERROR_S = 0.006
TOE_OFF_ERROR_S = 0.010
STANCE_ERROR_S = 0.014
"""Standard deviations of one contact, one toe-off and one contact time against force plates."""

Curve = Callable[[Motion, str], FloatArray | None]
Values = dict[Contact, tuple[float, float]]
"""Value and standard deviation of its error, one a contact."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a curve becomes a contact's value: when it is read, its error floor, and its lever.

    ``when`` is contact, middle or stride; ``lever`` names the two points whose distance
    turns noise into degrees, None where noise is a share of the leg; ``points`` is the sum
    of squared weights with which the points' noise enters (hip 1, knee 2, ankle 1 make 6).
    """

    curve: Curve
    when: str
    floor: float
    lever: tuple[str, str] | None
    missing: str
    is_tilted: bool = True
    points: float = 2.0


_NO_HIPS = "The hips are not seen."
RULES: dict[str, Rule] = {
    "trunk_lean_deg": Rule(curves.trunk_lean, "stride", 0.4, None, "Shoulders and hips are not both seen."),
    "shank_angle_contact_deg": Rule(curves.shank_angle, "contact", 1.0, ("knee", "ankle"), "The knee is not seen."),
    "knee_flexion_contact_deg": Rule(
        curves.knee_flexion, "contact", 1.2, ("knee", "ankle"), _NO_HIPS, is_tilted=False, points=6.0
    ),
    "overstride_pct_leg": Rule(curves.overstride, "contact", 0.7, None, _NO_HIPS),
    "foot_angle_contact_deg": Rule(
        curves.foot_angle, "contact", 2.0, ("heel", "toe"), "Heel and toe are not both seen.", is_tilted=False
    ),
    "pelvic_drop_midstance_deg": Rule(
        curves.pelvic_drop,
        "middle",
        0.8,
        ("left_hip", "right_hip"),
        "From the side the pelvis cannot be seen to drop. Film from behind.",
        is_tilted=False,
    ),
    "elbow_angle_deg": Rule(
        curves.elbow_angle, "stride", 3.0, ("elbow", "wrist"), "The arm is not seen.", is_tilted=False
    ),
}


def measure_contacts(
    motion: Motion, contacts: tuple[Contact, ...], tilt_error_deg: float = 0.0
) -> dict[str, Values | NotMeasurable]:
    """Every metric for every contact it can be read at; cadence is told apart, from all contacts.

    ``tilt_error_deg`` is how far the picture may still be turned; it widens angles against the vertical.
    """
    found: dict[str, Values | NotMeasurable] = {
        "contact_time_ms": {
            each: (1000 * (each.toe_off_s - each.contact_s), 1000 * STANCE_ERROR_S) for each in contacts
        },
        "flight_time_ms": _flight_times(contacts),
        "vertical_oscillation_pct_leg": _oscillation(motion, contacts),
        "step_width_cm": _step_width(motion, contacts),
    }
    for name, rule in RULES.items():
        tilt = tilt_error_deg if rule.is_tilted else 0.0
        found[name] = _read_rule(motion, contacts, rule, name, tilt)
    return found


def _read_rule(
    motion: Motion, contacts: tuple[Contact, ...], rule: Rule, name: str, tilt: float
) -> Values | NotMeasurable:
    values: Values = {}
    for side in SIDES:
        curve = rule.curve(motion, side)
        own = tuple(each for each in contacts if each.foot == side)
        if curve is None or not own:
            continue
        if name == "foot_angle_contact_deg":
            curve = curve - _flat_angle(motion, curve, own)
        noise = float(np.hypot(_noise_of(motion, rule, side), tilt))
        for each, value, error in zip(own, *_read_curve(motion, curve, own, rule.when), strict=True):
            if np.isfinite(value):
                values[each] = (float(value), float(np.hypot(np.hypot(error, noise), rule.floor)))
    return values or NotMeasurable(rule.missing)


def _flat_angle(motion: Motion, curve: FloatArray, own: Sequence[Contact]) -> float:
    parts = [each.contact_s + np.linspace(0.25, 0.45, 8) * (each.toe_off_s - each.contact_s) for each in own]
    return float(np.nanmedian(motion.at(curve, np.concatenate(parts))))


def _read_curve(motion: Motion, curve: FloatArray, own: Sequence[Contact], when: str) -> tuple[FloatArray, FloatArray]:
    """Values and timing errors at each contact."""
    if when == "stride":
        values = np.array([_mean_over_stride(motion, curve, each, own) for each in own])
        return values, np.zeros(len(own))
    instants = np.array([each.contact_s if when == "contact" else each.middle_s for each in own])
    pace = (motion.at(curve, instants + 0.006) - motion.at(curve, instants - 0.006)) / 0.012
    return motion.at(curve, instants), np.abs(pace) * CONTACT_ERROR_S


def _mean_over_stride(motion: Motion, curve: FloatArray, each: Contact, own: Sequence[Contact]) -> float:
    """Mean over the stride that begins with this contact; at the clip's end over the last whole stride."""
    stride = _stride_of(own)
    start = min(each.contact_s, motion.time_s[-1] - stride)
    inside = curve[(motion.time_s >= start) & (motion.time_s < start + stride)]
    inside = inside[np.isfinite(inside)]
    return float(inside.mean()) if len(inside) else float("nan")


def _stride_of(own: Sequence[Contact]) -> float:
    gaps = [after.contact_s - before.contact_s for before, after in pairwise(own)]
    return float(np.median(gaps)) if gaps else 0.7


def _noise_of(motion: Motion, rule: Rule, side: str) -> float:
    """Noise of one reading in the metric's unit; a mean over a stride has next to none."""
    if rule.when == "stride":
        return 0.0
    raw = _point_noise(motion)
    left = raw * motion.smooth_noise_share
    if rule.lever is None:
        leg = curves.leg_length(motion)
        return 100 * 1.2 * left / leg if leg else 0.0
    names = [name if motion.has(name) else f"{side}_{name}" for name in rule.lever]
    if not motion.has(*names):
        return 0.0
    length = float(
        np.nanmedian(np.linalg.norm(np.nan_to_num(motion.position[names[0]] - motion.position[names[1]]), axis=1))
    )
    return float(np.degrees(np.sqrt(rule.points) * left / length)) if length > 0 else 0.0


def _point_noise(motion: Motion) -> float:
    """White noise of a raw coordinate: of the trunk, which moves too smoothly to be mistaken for noise."""
    trunk = [
        motion.noise[f"{side}_{point}"]
        for point in ("hip", "shoulder")
        for side in SIDES
        if motion.has(f"{side}_{point}")
    ]
    known = [value for value in trunk or motion.noise.values() if np.isfinite(value)]
    return float(np.median(known)) if known else 0.0


def _flight_times(contacts: tuple[Contact, ...]) -> Values | NotMeasurable:
    """From toe-off to the other foot's contact; with one foot seen, half a stride less contact."""
    step_s = step_time(contacts)
    if step_s is None:
        return NotMeasurable("Two contacts of one foot are needed.")
    error = 1000 * STANCE_ERROR_S
    if len({each.foot for each in contacts}) == 1:
        return {each: (1000 * (step_s - each.toe_off_s + each.contact_s), error) for each in contacts}
    return {
        one: (1000 * (other.contact_s - one.toe_off_s), error)
        for one, other in pairwise(contacts)
        if one.foot != other.foot and other.contact_s - one.contact_s < 1.5 * step_s
    } or NotMeasurable("No two steps follow each other.")


def _oscillation(motion: Motion, contacts: tuple[Contact, ...]) -> Values | NotMeasurable:
    """Range of mid-hip's height over the step that begins with each contact, in per cent of the leg."""
    hips, leg, step_s = motion.middle("hip"), curves.leg_length(motion), step_time(contacts)
    if hips is None or leg is None or step_s is None:
        return NotMeasurable(_NO_HIPS)
    error = np.hypot(0.4, 100 * 0.5 * _point_noise(motion) * motion.smooth_noise_share / leg)
    values: Values = {}
    for each in contacts:
        centre = each.contact_s + step_s / 2
        near = np.abs(motion.time_s - centre) <= 2 * step_s
        curve = harmonics.fit(motion.time_s[near], hips[near, 1], 2 * step_s, 4)
        inside = np.abs(motion.time_s[near] - centre) <= step_s / 2
        if curve is not None and inside.sum() >= 0.9 * step_s * 250:
            values[each] = (100 * float(np.ptp(curve[inside])) / leg, float(error))
    return values or NotMeasurable("No whole step is seen.")


def _step_width(motion: Motion, contacts: tuple[Contact, ...]) -> Values | NotMeasurable:
    """Sideways distance of the ankles from one mid-stance to the next, in cm; feet crossing is negative."""
    if motion.unit != "m":
        return NotMeasurable("Width in centimetres needs a picture in metres.")
    if not motion.has("left_ankle", "right_ankle"):
        return NotMeasurable("Both feet must be seen.")
    values: Values = {}
    for one, other in pairwise(contacts):
        if one.foot == other.foot:
            continue
        places = {
            c.foot: float(motion.at(motion.position[f"{c.foot}_ankle"][:, 2], np.array([c.middle_s]))[0])
            for c in (one, other)
        }
        width = 100 * (places["right"] - places["left"])
        if np.isfinite(width):
            values[one] = (width, 1.5)
    return values or NotMeasurable("From the side the width of a step cannot be seen. Film from behind.")


def measure_cadence(contacts: tuple[Contact, ...]) -> Metric | NotMeasurable:
    """Steps over time, each foot from its first to its last contact; missed contacts are counted in."""
    step_s = step_time(contacts)
    if step_s is None:
        return NotMeasurable("Two contacts of one foot are needed.")
    steps, seconds, strides = 0, 0.0, []
    for side in SIDES:
        times = [each.contact_s for each in contacts if each.foot == side]
        for before, after in pairwise(times):
            count = max(1, round((after - before) / (2 * step_s)))
            steps += 2 * count
            seconds += after - before
            strides.append((after - before) / count)
    value = 60 * steps / seconds
    spread = float(np.std(strides)) / (2 * step_s) * value if len(strides) > 1 else 0.05 * value
    half = BAND * spread
    error = 60 * steps / seconds**2 * CONTACT_ERROR_S * np.sqrt(2)
    estimate = Estimate(value, value - half, value + half, len(contacts), METRICS["cadence_spm"], float(error))
    return Metric(estimate, NotMeasurable("Both feet share one cadence."))


def summarise(name: str, values: Values | NotMeasurable, floor: float) -> Metric | NotMeasurable:
    """Mean over both feet's contacts, the band of contacts, and left minus right."""
    if isinstance(values, NotMeasurable):
        return values
    if not values:
        return NotMeasurable("No whole contact was found.")
    unit = (METRICS | EXTRA_UNITS)[name]
    feet = {side: np.array([v for c, (v, _) in values.items() if c.foot == side]) for side in SIDES}
    seen = [each for each in feet.values() if len(each)]
    value = float(np.mean([each.mean() for each in seen]))
    every = np.concatenate(seen)
    own = float(np.sqrt(np.mean([error**2 for _, error in values.values()])))
    half = BAND * float(np.hypot(np.std(every - value), own))
    error = float(np.hypot(np.std(every) / np.sqrt(len(every)), floor))
    estimate = Estimate(value, value - half, value + half, len(every), unit, error)
    return Metric(estimate, _asymmetry(feet, unit, floor))


def _asymmetry(feet: dict[str, FloatArray], unit: str, floor: float) -> Estimate | NotMeasurable:
    unseen = [side for side, each in feet.items() if not len(each)]
    if unseen:
        return NotMeasurable(f"The {unseen[0]} side is not seen.")
    if min(len(each) for each in feet.values()) < 3:
        return NotMeasurable("At least three contacts of each foot are needed.")
    left, right = feet["left"], feet["right"]
    value = float(left.mean() - right.mean())
    error = float(np.sqrt(left.var() / len(left) + right.var() / len(right) + 2 * floor**2))
    return Estimate(value, value - BAND * error, value + BAND * error, min(len(left), len(right)), unit, error)


FLOORS = {
    "contact_time_ms": 8.0,
    "flight_time_ms": 8.0,
    "vertical_oscillation_pct_leg": 0.25,
    "step_width_cm": 1.0,
} | {name: rule.floor for name, rule in RULES.items()}
"""The part of the error that does not average out, one standard deviation."""


def build_events(contacts: tuple[Contact, ...], found: dict[str, Values | NotMeasurable]) -> tuple[Event, ...]:
    """Each contact with the metrics read at it."""
    events = []
    for each in contacts:
        own = {}
        for name, values in found.items():
            if not isinstance(values, NotMeasurable) and each in values:
                value, error = values[each]
                own[name] = Estimate(value, value - BAND * error, value + BAND * error, 1, METRICS[name], error)
        events.append(Event(each.foot, each.contact_s, each.toe_off_s, own))
    return tuple(events)
