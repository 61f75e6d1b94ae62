"""Initial contact and toe-off from the speed of the foot relative to that of the ground.

At the instant a foot swinging back is loaded, it has a little over half of the ground's
speed, and the toe leaves the ground when it has lost about a seventh of that speed. Both are fractions of
a speed: they do not depend on where on the shoe the points are, on the unit or on the camera's
distance, and a symmetric low-pass filter hardly shifts a crossing near the middle.
If the body's centre is known in metres, its flight gives a third estimate of contact time: it
falls at g, and the fundamental of a half-sine force of duration t every T seconds is
cos(pi d)/(1 - 4 d^2) of body weight with d = t/T (Morin et al. 2005, J Appl Biomech 21:167;
doi 10.1123/jab.21.2.167). See docs/decisions/0180.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize

from runback.form.harmonics import amplitude, phase
from runback.form.keypoints import SIDES, FloatArray
from runback.form.motion import GRID_HZ, Motion
from runback.form.strides import FootPath, find_paths, ground_speed
from runback.form.templates import align, window_s

CONTACT_SHARE = 0.52
"""The foot's speed (ankle and sole) at contact as a share of the ground's."""

TOE_SHARE = 0.86
ANKLE_SHARE = 0.50
"""The shares of toe and ankle at toe-off."""

ANKLE_ALONE_SHARE = 0.53
"""The ankle's share without visible toes, as with COCO's 17 points."""

BOUNCE_OF_BODY = 0.92
"""Vertical movement of the whole body's centre as a share of the mid-hip's: limbs move relative to the pelvis."""

BODY_WEIGHT_IN_CONTACT_TIME = 0.5  # feet and bounce each time a contact to 8 ms in a held-out runner (decision 0424)
LOWEST_SHARE, LOWEST_SLOPE, USUAL_DUTY = 0.035, 0.5, 0.32
BODY_WEIGHT_IN_PHASE = 0.8
"""How long before mid-stance the body is lowest, as a share of stance; it grows with contact time: 0.09 at a
duty of 0.39 and 0.04 at 0.32 in one runner, 0.03 at 0.34 in another. (Braking is shorter than pushing up to 14 km/h,
and less so at higher speeds: Cavagna 2006, J Exp Biol 209:4051.) In leave-one-out tests this times stance to 6 ms
and the feet to 12 (decision 0424), so the body gets more weight."""

GRAVITY = 9.81
NOISE_HZ, LEAVING_PER_S = 5.0, 7.0
"""Typical frequency of residual noise in a foot's speed, and how fast the shares fall at toe-off."""

UNEVEN_S = 0.005
"""How much (one standard deviation) the contact times of a runner's two feet usually differ from their mean."""

ODD_FROM, ODD_SHARE = 5, 0.4
"""With at least this many contacts, those that differ by this share from the median are left out."""

MULTIPLE_WITHIN = 0.08
"""A runner's strides are whole multiples of the usual one to within this, in strides, on average."""

CONTACT_WINDOW_S = (0.10, 0.09)
TOE_OFF_WINDOW_S = (0.10, 0.10)


@dataclass(frozen=True, slots=True)
class Contact:
    """One foot on the ground: ``contact_s`` to ``toe_off_s`` in the clip's time."""

    foot: str
    contact_s: float
    toe_off_s: float

    @property
    def middle_s(self) -> float:
        """Half-way through stance."""
        return (self.contact_s + self.toe_off_s) / 2


def find_contacts(motion: Motion) -> tuple[Contact, ...]:
    """Every contact with its toe-off, in order of time; empty if no foot moves back and forth."""
    paths = find_paths(motion)
    speed = ground_speed(motion, paths)
    if not paths or not np.isfinite(speed) or speed >= 0:
        return ()
    found: list[Contact] = []
    for path in paths:
        found.extend(_contacts_of(motion, path, speed))
    contacts = _agree_with_flight(motion, _even_feet(motion, _leave_out_odd(found), speed))
    found = list(_agree_with_body(motion, contacts))
    return tuple(sorted(found, key=lambda contact: contact.contact_s))


def _leave_out_odd(found: list[Contact]) -> tuple[Contact, ...]:
    """Contacts without those much longer or shorter than usual in the clip, which come from mistaken legs."""
    if len(found) < ODD_FROM:
        return tuple(found)
    lengths = np.array([each.toe_off_s - each.contact_s for each in found])
    usual = float(np.median(lengths))
    return tuple(each for each, length in zip(found, lengths, strict=True) if abs(length / usual - 1) < ODD_SHARE)


def _contacts_of(motion: Motion, path: FootPath, speed: float) -> list[Contact]:
    landing = (0.5 * path.speed_ankle + 0.5 * path.speed_sole) / speed
    leaving = _leaving(path, speed)
    pairs = []
    for front, back in (*path.stances, *path.cut_stances):
        contact = _first_rise(landing, front, back, CONTACT_SHARE)
        toe_off = _last_fall(leaving, front, back) if contact is not None else None
        if contact is not None and toe_off is not None and toe_off > contact:
            pairs.append((contact, toe_off))
    if not pairs:
        return []
    curves = _curves(motion, path.side)
    contacts = _refine(curves, landing, np.array(pairs)[:, 0], CONTACT_WINDOW_S, CONTACT_SHARE, rising=True)
    toe_offs = _refine(curves, leaving, np.array(pairs)[:, 1], TOE_OFF_WINDOW_S, 0.0, rising=False)
    start = motion.time_s[0]
    return [
        Contact(path.side, float(start + a), float(start + b))
        for a, b in zip(contacts, toe_offs, strict=True)
        if 0.08 < b - a < 1.5  # sprinters have more than 80 ms of contact, walkers less than 1.5 s
    ]


def _leaving(path: FootPath, speed: float) -> FloatArray:
    """A curve that falls through zero at toe-off, from how far toe and ankle are above their shares."""
    ankle = path.speed_ankle / speed - (ANKLE_SHARE if path.speed_toe is not None else ANKLE_ALONE_SHARE)
    return np.asarray(2 * ankle if path.speed_toe is None else path.speed_toe / speed - TOE_SHARE + ankle)


def _curves(motion: Motion, side: str) -> FloatArray:
    names = [f"{side}_{point}" for point in ("ankle", "heel", "toe", "knee") if motion.has(f"{side}_{point}")]
    return np.concatenate([motion.velocity[name][:, :2] for name in names], axis=1)


def _first_rise(curve: FloatArray, front: int, back: int, level: float) -> float | None:
    above = np.flatnonzero(curve[front : front + (back - front) // 2] >= level)
    if not len(above) or above[0] == 0:
        return None
    return _crossing(curve, front + int(above[0]) - 1, level)


def _last_fall(curve: FloatArray, front: int, back: int) -> float | None:
    middle = front + int(0.4 * (back - front))
    above = np.flatnonzero(curve[middle:back] >= 0)
    after = middle + int(above[-1]) + 1 if len(above) else len(curve)
    if after >= len(curve) or curve[after] >= 0:
        return None
    return _crossing(curve, middle + int(above[-1]), 0.0)


def _crossing(curve: FloatArray, index: int, level: float) -> float:
    """Time since the start of the grid, in s, at which the curve crosses the level after the index."""
    rise = curve[index + 1] - curve[index]
    return float((index + (level - curve[index]) / rise) / GRID_HZ) if rise else float(index / GRID_HZ)


def _refine(
    curves: FloatArray,
    rule: FloatArray,
    guesses: FloatArray,
    window: tuple[float, float],
    level: float,
    *,
    rising: bool,
) -> FloatArray:
    """First guesses refined by the average movement; unchanged if their window exceeds the clip."""
    both = np.concatenate([curves, rule[:, None]], axis=1)
    moved, average = align(both, [float(guess) for guess in guesses], *window)
    if np.isfinite(moved).sum() < 2:
        return guesses
    lags = window_s(*window)
    signed = (average[:, -1] - level) * (1 if rising else -1)
    changes = np.flatnonzero((signed[:-1] < 0) & (signed[1:] >= 0))
    if not len(changes):
        return guesses
    nearest = changes[np.argmin(np.abs(lags[changes]))]
    lag = lags[nearest] - signed[nearest] / (signed[nearest + 1] - signed[nearest]) / GRID_HZ
    return np.where(np.isfinite(moved), moved + lag, guesses)


def _even_feet(motion: Motion, contacts: tuple[Contact, ...], speed: float) -> tuple[Contact, ...]:
    """Shrink the difference between the feet's mean contact times by as much as noise may explain."""
    feet = {side: [contact for contact in contacts if contact.foot == side] for side in SIDES}
    if not all(feet.values()):
        return contacts
    noises = [value for value in motion.noise.values() if np.isfinite(value)]
    noise = float(np.median(noises)) if noises else 0.0
    one = noise * motion.smooth_noise_share * 2 * np.pi * NOISE_HZ * np.sqrt(2) / abs(speed) / LEAVING_PER_S
    error = one / np.sqrt(min(len(foot) for foot in feet.values()))
    held = error**2 / (error**2 + UNEVEN_S**2)
    means = {side: float(np.mean([each.toe_off_s - each.contact_s for each in foot])) for side, foot in feet.items()}
    both = float(np.mean(list(means.values())))
    return tuple(
        replace(contact, toe_off_s=contact.toe_off_s + held * (both - means[contact.foot])) for contact in contacts
    )


def _agree_with_flight(motion: Motion, contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Shift all toe-offs of a clip by the same amount, towards those that the body's flight implies."""
    stance = ballistic_contact_time(motion, contacts)
    if stance is None:
        return contacts
    measured = float(np.median([contact.toe_off_s - contact.contact_s for contact in contacts]))
    move = float(np.clip(BODY_WEIGHT_IN_CONTACT_TIME * (stance - measured), -0.02, 0.02))
    return tuple(replace(contact, toe_off_s=contact.toe_off_s + move) for contact in contacts)


def _agree_with_body(motion: Motion, contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Shift all contacts of a pass by the same amount, towards those that the body's bounce implies."""
    ordered = tuple(sorted(contacts, key=lambda each: each.contact_s))
    step_s = step_time(ordered)
    height = body_height(motion)
    if step_s is None or height is None or not np.isfinite(height).any():
        return contacts
    lowest = lowest_place(motion.time_s, height, step_s)
    stance_s = float(np.median([contact.toe_off_s - contact.contact_s for contact in ordered]))
    middle = lowest + stance_s * (LOWEST_SHARE + LOWEST_SLOPE * (stance_s / (2 * step_s) - USUAL_DUTY))
    late = [(middle - contact.middle_s + step_s / 2) % step_s - step_s / 2 for contact in ordered]
    move = float(np.clip(BODY_WEIGHT_IN_PHASE * np.median(late), -0.02, 0.02))
    return tuple(
        replace(contact, contact_s=contact.contact_s + move, toe_off_s=contact.toe_off_s + move) for contact in contacts
    )


def body_height(motion: Motion) -> FloatArray | None:
    """Height of the trunk (n,), from mid-hip, mid-shoulder or both; None for legs alone."""
    seen = [middle[:, 1] for point in ("hip", "shoulder") if (middle := motion.middle(point)) is not None]
    return np.asarray(np.mean(seen, axis=0)) if seen else None


def lowest_place(time_s: FloatArray, height: FloatArray, step_s: float) -> float:
    """When the first harmonic of the step is lowest, in s, modulo whole steps; NaN if too little is visible."""
    place = phase(time_s, height, 2 * step_s, 2) / (2 * np.pi) * step_s
    return float(place + step_s / 2)


def step_time(contacts: tuple[Contact, ...]) -> float | None:
    """Typical time in s from one contact to the next: half the time between contacts of one foot.

    A missed contact merges two strides into one, so this uses the longest stride of which all are multiples.
    """
    feet = ([contact.contact_s for contact in contacts if contact.foot == foot] for foot in ("left", "right"))
    strides = np.concatenate([np.diff(times) for times in feet])
    if not len(strides):
        return None
    units = np.sort(strides)[:, None]
    counts = np.maximum(1, np.round(strides / units))
    fits = np.flatnonzero(np.abs(strides / units - counts).mean(axis=1) < MULTIPLE_WITHIN)
    if not len(fits):
        return float(np.median(strides)) / 2
    return float(np.median(strides / counts[fits[-1]])) / 2


def ballistic_contact_time(motion: Motion, contacts: tuple[Contact, ...]) -> float | None:
    """Contact time in s from the bounce of the body; None without metres, hips or a runner's bounce."""
    hips, step_s = motion.middle("hip"), step_time(tuple(sorted(contacts, key=lambda each: each.contact_s)))
    if hips is None or step_s is None or motion.unit != "m":
        return None
    bounce = BOUNCE_OF_BODY * amplitude(motion.time_s, hips[:, 1], 2 * step_s, 2)
    push = bounce * (2 * np.pi / step_s) ** 2 / (2 * GRAVITY)
    return solve_half_sine(push, step_s)


def solve_half_sine(push: float, step_s: float) -> float | None:
    """Duration in s of a half-sine force every ``step_s`` whose fundamental is ``push`` times twice body weight."""

    def excess(duty: float) -> float:
        return float(np.cos(np.pi * duty) / (1 - 4 * duty * duty) - push)

    if not excess(1.3) < 0 < excess(0.3):
        return None
    return float(optimize.brentq(excess, 0.3, 1.3)) * step_s
