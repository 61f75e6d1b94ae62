"""From contacts and curves to the metrics of interface.md, each contact with its own 90 % interval.

The error of one contact has two parts. The individual part averages out over contacts: the points' noise, propagated
through the segment's length, and the error of the instant times the slope of the curve there. The
shared part does not: all of a runner's steps may be timed a little early or late, and points are off the bones
(docs/decisions/0181 and 0341).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from runback.form import certainty, curves, harmonics
from runback.form.events import Contact, step_time
from runback.form.keypoints import SIDES, FloatArray
from runback.form.motion import Motion
from runback.form.report import BAND, EXTRA_UNITS, METRICS, Estimate, Event, Metric, NotMeasurable
from runback.languages.saved import translate_later

STRIDE_SPREAD, STRIDES_KNOWN = 0.0115, 3
"""Strides usually differ by this share (one standard deviation); this prior counts as this many measured strides."""

REAL_SHARE_MIN = 0.4
"""The smallest share of the spread of contacts that is the runner's; a few contacts cannot show less."""

CONTACTS_KNOWN = 1
"""The usual spread of runners' contacts counts as this many measured contacts."""

Curve = Callable[[Motion, str], FloatArray | None]


@dataclass(frozen=True, slots=True)
class Value:
    """A contact's value and the standard deviations of its error: individual, and shared by the clip's contacts."""

    value: float
    own: float
    shared: float

    @property
    def error(self) -> float:
        """Both errors combined."""
        return float(np.hypot(self.own, self.shared))


Values = dict[Contact, Value]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a curve becomes a contact's value: when it is read, its shared error, and its lever arm.

    ``when`` is contact, middle or stride; ``lever`` names the two points whose distance
    converts noise to degrees, None if noise is a share of the leg; ``points`` is the sum
    of squared weights of the points' noise (hip 1, knee 2 and ankle 1 give 6).
    """

    curve: Curve
    when: str
    shared: float
    lever: tuple[str, str] | None
    missing: str
    is_tilted: bool = True
    points: float = 2.0


_UNSEEN = {
    "left": translate_later("The left side is not seen."),
    "right": translate_later("The right side is not seen."),
}
_NO_HIPS = translate_later("The hips are not seen.")
RULES: dict[str, Rule] = {
    "trunk_lean_deg": Rule(
        curves.trunk_lean, "stride", 0.75, None, translate_later("Shoulders and hips are not both seen.")
    ),
    "shank_angle_contact_deg": Rule(
        curves.shank_angle, "contact", 0.65, ("knee", "ankle"), translate_later("The knee is not seen.")
    ),
    "knee_flexion_contact_deg": Rule(
        curves.knee_flexion, "contact", 0.8, ("knee", "ankle"), _NO_HIPS, is_tilted=False, points=6.0
    ),
    "overstride_pct_leg": Rule(curves.overstride, "contact", 0.7, None, _NO_HIPS),
    "foot_angle_contact_deg": Rule(
        curves.foot_angle,
        "contact",
        2.0,
        ("heel", "toe"),
        translate_later("Heel and toe are not both seen."),
        is_tilted=False,
    ),
    "pelvic_drop_midstance_deg": Rule(
        curves.pelvic_drop,
        "middle",
        1.3,
        ("left_hip", "right_hip"),
        translate_later("From the side the pelvis cannot be seen to drop. Film from behind."),
        is_tilted=False,
    ),
    "elbow_angle_deg": Rule(
        curves.elbow_angle, "stride", 3.0, ("elbow", "wrist"), translate_later("The arm is not seen."), is_tilted=False
    ),
}


READ_AT_CONTACT = ("shank_angle_contact_deg", "knee_flexion_contact_deg", "overstride_pct_leg")
"""Curves so steep at contact that the timing error dominates."""


def measure_contacts(
    motion: Motion, contacts: tuple[Contact, ...], tilt_error_deg: float = 0.0
) -> dict[str, Values | NotMeasurable]:
    """Every metric for every contact at which it can be read; cadence is measured separately, from all contacts.

    ``tilt_error_deg`` is the remaining tilt of the picture; it widens the intervals of angles to the vertical.
    """
    found: dict[str, Values | NotMeasurable] = {
        "contact_time_ms": {contact: _in_ms(motion, contact.toe_off_s - contact.contact_s) for contact in contacts},
        "flight_time_ms": _flight_times(motion, contacts),
        "vertical_oscillation_pct_leg": _oscillation(motion, contacts),
        "step_width_cm": _step_width(motion, contacts),
    }
    for name, rule in RULES.items():
        tilt = tilt_error_deg if rule.is_tilted else 0.0
        found[name] = _read_rule(motion, contacts, rule, name, tilt)
    return found


def _in_ms(motion: Motion, seconds: float) -> Value:
    own_s, shared_s = certainty.stance_errors_s(motion)
    return Value(1000 * seconds, 1000 * own_s, 1000 * shared_s)


def _read_rule(
    motion: Motion, contacts: tuple[Contact, ...], rule: Rule, name: str, tilt: float
) -> Values | NotMeasurable:
    values: Values = {}
    for side in SIDES:
        curve = rule.curve(motion, side)
        own = tuple(contact for contact in contacts if contact.foot == side)
        if curve is None or not own:
            continue
        if name == "foot_angle_contact_deg":
            curve = curve - _flat_angle(motion, curve, own)
        noise = _noise_of(motion, rule, side)
        own_s, shared_s = certainty.contact_errors_s(motion)
        for each, value, pace in zip(own, *_read_curve(motion, curve, own, rule.when), strict=True):
            if np.isfinite(value):
                values[each] = Value(
                    float(value),
                    float(np.hypot(pace * own_s, noise)),
                    float(np.sqrt((pace * shared_s) ** 2 + tilt**2 + rule.shared**2)),
                )
    return values or NotMeasurable(rule.missing)


def _flat_angle(motion: Motion, curve: FloatArray, own: Sequence[Contact]) -> float:
    parts = [each.contact_s + np.linspace(0.25, 0.45, 8) * (each.toe_off_s - each.contact_s) for each in own]
    return float(np.nanmedian(motion.at(curve, np.concatenate(parts))))


def _read_curve(motion: Motion, curve: FloatArray, own: Sequence[Contact], when: str) -> tuple[FloatArray, FloatArray]:
    """Values at each contact, and the slope of the curve there, per second."""
    if when == "stride":
        values = np.array([_mean_over_stride(motion, curve, each, own) for each in own])
        return values, np.zeros(len(own))
    instants = np.array([each.contact_s if when == "contact" else each.middle_s for each in own])
    pace = (motion.at(curve, instants + 0.006) - motion.at(curve, instants - 0.006)) / 0.012
    return motion.at(curve, instants), np.abs(pace)


def _mean_over_stride(motion: Motion, curve: FloatArray, each: Contact, own: Sequence[Contact]) -> float:
    """Mean over the stride that starts with this contact; at the end of the clip over the last whole stride."""
    stride = _stride_of(own)
    start = min(each.contact_s, motion.time_s[-1] - stride)
    inside = curve[(motion.time_s >= start) & (motion.time_s < start + stride)]
    inside = inside[np.isfinite(inside)]
    return float(inside.mean()) if len(inside) else float("nan")


def _stride_of(own: Sequence[Contact]) -> float:
    gaps = [after.contact_s - before.contact_s for before, after in pairwise(own)]
    return float(np.median(gaps)) if gaps else 0.7


def _noise_of(motion: Motion, rule: Rule, side: str) -> float:
    """Noise of one reading in the metric's unit; a mean over a stride has almost none."""
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
    """White noise of a raw coordinate, from the trunk, which moves too smoothly to be mistaken for noise."""
    trunk = [
        motion.noise[f"{side}_{point}"]
        for point in ("hip", "shoulder")
        for side in SIDES
        if motion.has(f"{side}_{point}")
    ]
    known = [value for value in trunk or motion.noise.values() if np.isfinite(value)]
    return float(np.median(known)) if known else 0.0


def _flight_times(motion: Motion, contacts: tuple[Contact, ...]) -> Values | NotMeasurable:
    """Time from toe-off to the other foot's contact; with one visible foot, half a stride minus contact time."""
    step_s = step_time(contacts)
    if step_s is None:
        return NotMeasurable(translate_later("Two contacts of one foot are needed."))
    if len({contact.foot for contact in contacts}) == 1:
        return {contact: _in_ms(motion, step_s - contact.toe_off_s + contact.contact_s) for contact in contacts}
    return {
        one: _in_ms(motion, other.contact_s - one.toe_off_s)
        for one, other in pairwise(contacts)
        if one.foot != other.foot and other.contact_s - one.contact_s < 1.5 * step_s
    } or NotMeasurable(translate_later("No two steps follow each other."))


def _oscillation(motion: Motion, contacts: tuple[Contact, ...]) -> Values | NotMeasurable:
    """Range of the mid-hip's height over the step that starts with each contact, in per cent of the leg."""
    hips, leg, step_s = motion.middle("hip"), curves.leg_length(motion), step_time(contacts)
    if hips is None or leg is None or step_s is None:
        return NotMeasurable(_NO_HIPS)
    own = float(np.hypot(0.4, 100 * 0.5 * _point_noise(motion) * motion.smooth_noise_share / leg))
    values: Values = {}
    for contact in contacts:
        centre = contact.contact_s + step_s / 2
        near = np.abs(motion.time_s - centre) <= 2 * step_s
        curve = harmonics.fit(motion.time_s[near], hips[near, 1], 2 * step_s, 4)
        inside = np.abs(motion.time_s[near] - centre) <= step_s / 2
        if curve is not None and inside.sum() >= 0.9 * step_s * 250:
            values[contact] = Value(
                100 * float(np.ptp(curve[inside])) / leg, own, SHARED["vertical_oscillation_pct_leg"]
            )
    return values or NotMeasurable(translate_later("No whole step is seen."))


def _step_width(motion: Motion, contacts: tuple[Contact, ...]) -> Values | NotMeasurable:
    """Sideways distance of the ankles from one mid-stance to the next, in cm; negative if the feet cross over."""
    if motion.unit != "m":
        return NotMeasurable(translate_later("Width in centimetres needs a picture in metres."))
    if not motion.has("left_ankle", "right_ankle"):
        return NotMeasurable(translate_later("Both feet must be seen."))
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
            values[one] = Value(width, 1.1, SHARED["step_width_cm"])
    return values or NotMeasurable(
        translate_later("From the side the width of a step cannot be seen. Film from behind.")
    )


def measure_cadence(passes: Sequence[tuple[Contact, ...]], added_s: float = 0.0) -> Metric | NotMeasurable:
    """Steps a minute, for each foot and pass from first to last contact; missed contacts are accounted for.

    The interval is for the clip's cadence, from the spread of its strides. ``added_s`` is the error of one contact
    for points noisier than usual: it affects both ends of each foot's strides.
    """
    counts, lengths, ends = [], [], 0
    for contacts in passes:
        step_s = step_time(contacts)
        for side in SIDES:
            ends += 2 * (sum(each.foot == side for each in contacts) > 1)
            for before, after in pairwise([each.contact_s for each in contacts if each.foot == side]):
                counts.append(max(1, round((after - before) / (2 * step_s)))) if step_s else None
                lengths.append(after - before)
    if not counts:
        return NotMeasurable(translate_later("Two contacts of one foot are needed."))
    strides, seconds = int(sum(counts)), float(sum(lengths))
    value = 120 * strides / seconds
    each = np.array(lengths) / counts / (seconds / strides) - 1
    spread = np.sqrt((each @ each + STRIDES_KNOWN * STRIDE_SPREAD**2) / (len(each) - 1 + STRIDES_KNOWN))
    feet = len({contact.foot for contacts in passes for contact in contacts})
    error = value * np.hypot(spread / np.sqrt(max(1.0, strides / feet)), added_s * np.sqrt(ends) / seconds)
    half = BAND * error
    number = sum(len(contacts) for contacts in passes)
    estimate = Estimate(value, value - half, value + half, number, METRICS["cadence_spm"], float(error))
    return Metric(estimate, NotMeasurable(translate_later("Both feet share one cadence.")))


def summarise(name: str, values: Values | NotMeasurable) -> Metric | NotMeasurable:
    """Mean over both feet's contacts with its 90 % interval, and left minus right.

    With few contacts, they are assumed to differ by as much as measurement error.
    """
    if isinstance(values, NotMeasurable):
        return values
    if not values:
        return NotMeasurable(translate_later("No whole contact was found."))
    unit = (METRICS | EXTRA_UNITS)[name]
    feet = {side: np.array([v.value for c, v in values.items() if c.foot == side]) for side in SIDES}
    seen = [each for each in feet.values() if len(each)]
    value = float(np.mean([each.mean() for each in seen]))
    every = np.concatenate(seen)
    own, shared = _mean_errors(values)
    error = float(np.sqrt(_variance(every - value, own) / len(every) + shared))
    estimate = Estimate(value, value - BAND * error, value + BAND * error, len(every), unit, error)
    return Metric(estimate, _asymmetry(feet, unit, SHARED[name]))


def _mean_errors(values: Values) -> tuple[float, float]:
    """Mean squared individual and mean squared shared error."""
    return (
        float(np.mean([each.own**2 for each in values.values()])),
        float(np.mean([each.shared**2 for each in values.values()])),
    )


def _variance(apart: FloatArray, own: float) -> float:
    """Variance of values, given their deviations from the mean; regularised with twice the measurement error."""
    return float((apart @ apart + 2 * CONTACTS_KNOWN * own) / (len(apart) - 1 + CONTACTS_KNOWN))


def steady(values: Values) -> Values:
    """Shrink each contact's value towards its foot's mean, by the share of the spread due to measurement error.

    The shrunken value has a smaller individual error, because it uses the other contacts too.
    """
    if not values:
        return values
    means = {side: np.mean([v.value for c, v in values.items() if c.foot == side] or [0.0]) for side in SIDES}
    own, _ = _mean_errors(values)
    apart = np.array([each.value - means[contact.foot] for contact, each in values.items()])
    measured = _variance(apart, own)
    real = max(REAL_SHARE_MIN, (measured - own) / measured) if measured > 0 else 1.0
    count = len(values)
    return {
        contact: Value(
            float(means[contact.foot] + real * (each.value - means[contact.foot])),
            each.own * float(np.sqrt(real + (1 - real) / count)),
            each.shared,
        )
        for contact, each in values.items()
    }


def _asymmetry(feet: dict[str, FloatArray], unit: str, floor: float) -> Estimate | NotMeasurable:
    unseen = [side for side, each in feet.items() if not len(each)]
    if unseen:
        return NotMeasurable(_UNSEEN[unseen[0]])
    if min(len(each) for each in feet.values()) < 3:
        return NotMeasurable(translate_later("At least three contacts of each foot are needed."))
    left, right = feet["left"], feet["right"]
    value = float(left.mean() - right.mean())
    error = float(np.sqrt(left.var() / len(left) + right.var() / len(right) + 2 * floor**2))
    return Estimate(value, value - BAND * error, value + BAND * error, min(len(left), len(right)), unit, error)


SHARED = {
    "contact_time_ms": 1000 * certainty.STANCE_SHARED_S,
    "flight_time_ms": 1000 * certainty.STANCE_SHARED_S,
    "vertical_oscillation_pct_leg": 0.4,
    "step_width_cm": 1.0,
    "step_width_pct_leg": 1.0,
} | {name: rule.shared for name, rule in RULES.items()}
"""The part of the error that does not average out, as one standard deviation, apart from timing error."""


def build_events(contacts: tuple[Contact, ...], found: Mapping[str, Values], clip: int = 0) -> tuple[Event, ...]:
    """The events of a clip: each contact with its metrics."""
    events = []
    for contact in contacts:
        own = {}
        for name, values in found.items():
            if contact in values:
                value, error = values[contact].value, values[contact].error
                own[name] = Estimate(value, value - BAND * error, value + BAND * error, 1, METRICS[name], error)
        events.append(Event(contact.foot, contact.contact_s, contact.toe_off_s, own, clip))
    return tuple(events)
