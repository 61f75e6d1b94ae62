"""Initial contact and toe-off from the speed of the foot against the speed of the ground.

A foot that swings back has, at the instant it takes load, a little over half of the ground's
speed, and the toe leaves the ground when it has lost about a seventh of it. Both are shares of
a speed: they ask nothing of where on the shoe the points sit, of the unit or of the camera's
distance, and a symmetric low-pass hardly moves the crossing of a share near the middle.
Where the body's centre is known in metres its flight adds a third witness of contact time: it
falls at g, and the fundamental of a half-sine push of duration t every T seconds is
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
"""Share of the ground's speed that the foot (ankle and sole) has at contact."""

TOE_SHARE = 0.86
ANKLE_SHARE = 0.50
"""Shares that toe and ankle still have at toe-off."""

ANKLE_ALONE_SHARE = 0.53
"""That of the ankle where no toe is seen, as with the 17 points of COCO."""

BOUNCE_OF_BODY = 0.92
"""Vertical movement of the whole body's centre as a share of the mid-hip's: limbs move against the pelvis."""

BODY_WEIGHT_OF_WITNESS = 0.5  # feet and bounce each time a contact to 8 ms in a runner left out (decision 0424)
LOWEST_SHARE, LOWEST_SLOPE, USUAL_DUTY = 0.035, 0.5, 0.32
BODY_WEIGHT_OF_PHASE = 0.8
"""The body is lowest this share of stance before its middle, and more where the foot is longer on the ground: 0.09 at a
duty of 0.39 and 0.04 at 0.32 in one runner, 0.03 at 0.34 in another. (Braking is shorter than pushing up to 14 km/h,
and less so the faster: Cavagna 2006, J Exp Biol 209:4051.) With each runner left out in turn that times stance to 6 ms
and the feet to 12 (decision 0424), so the body has more of the say."""

GRAVITY = 9.81
NOISE_HZ, LEAVING_PER_S = 5.0, 7.0
"""Usual frequency of noise left in a foot's speed, and how fast the shares fall at toe-off."""

UNEVEN_S = 0.005
"""By so much (one standard deviation) do the contact times of a runner's feet usually differ from their mean."""

ODD_FROM, ODD_SHARE = 5, 0.4
"""From so many contacts on, one that differs by this share from the median is left out."""

MULTIPLE_WITHIN = 0.08
"""Strides of a runner are whole multiples of the usual one to within this, in strides, on average."""

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
    """Every contact with its toe-off, in order of time; empty where no foot moves to and fro."""
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
    """Contacts without those far longer or shorter than the clip's usual one: a mistaken leg, not a step."""
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
        if 0.08 < b - a < 1.5  # sprinters touch for longer than 80 ms, walkers for less than 1.5 s
    ]


def _leaving(path: FootPath, speed: float) -> FloatArray:
    """Falls through zero at toe-off: toe and ankle, each measured in its distance from its share."""
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
    """Time from the grid's start, in s, at which the curve crosses the level after the index."""
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
    """Guesses moved by the average movement; those whose window leaves the clip stay as they are."""
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
    """Draw the feet's mean contact times together as far as noise, and not the runner, may part them."""
    feet = {side: [each for each in contacts if each.foot == side] for side in SIDES}
    if not all(feet.values()):
        return contacts
    noises = [value for value in motion.noise.values() if np.isfinite(value)]
    noise = float(np.median(noises)) if noises else 0.0
    one = noise * motion.smooth_noise_share * 2 * np.pi * NOISE_HZ * np.sqrt(2) / abs(speed) / LEAVING_PER_S
    error = one / np.sqrt(min(len(foot) for foot in feet.values()))
    held = error**2 / (error**2 + UNEVEN_S**2)
    means = {side: float(np.mean([each.toe_off_s - each.contact_s for each in foot])) for side, foot in feet.items()}
    both = float(np.mean(list(means.values())))
    return tuple(replace(each, toe_off_s=each.toe_off_s + held * (both - means[each.foot])) for each in contacts)


def _agree_with_flight(motion: Motion, contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Move every toe-off of a clip by one amount, so that the flight of the body has its say."""
    stance = ballistic_contact_time(motion, contacts)
    if stance is None:
        return contacts
    measured = float(np.median([contact.toe_off_s - contact.contact_s for contact in contacts]))
    move = float(np.clip(BODY_WEIGHT_OF_WITNESS * (stance - measured), -0.02, 0.02))
    return tuple(replace(contact, toe_off_s=contact.toe_off_s + move) for contact in contacts)


def _agree_with_body(motion: Motion, contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Move every contact of a pass by one amount, so that the fall and rise of the body has its say."""
    ordered = tuple(sorted(contacts, key=lambda each: each.contact_s))
    step_s = step_time(ordered)
    height = body_height(motion)
    if step_s is None or height is None or not np.isfinite(height).any():
        return contacts
    lowest = lowest_place(motion.time_s, height, step_s)
    stance_s = float(np.median([each.toe_off_s - each.contact_s for each in ordered]))
    middle = lowest + stance_s * (LOWEST_SHARE + LOWEST_SLOPE * (stance_s / (2 * step_s) - USUAL_DUTY))
    late = [(middle - each.middle_s + step_s / 2) % step_s - step_s / 2 for each in ordered]
    move = float(np.clip(BODY_WEIGHT_OF_PHASE * np.median(late), -0.02, 0.02))
    return tuple(replace(each, contact_s=each.contact_s + move, toe_off_s=each.toe_off_s + move) for each in contacts)


def body_height(motion: Motion) -> FloatArray | None:
    """Height of the trunk (n,), of mid-hip and mid-shoulder or the one that is seen; None for legs alone."""
    seen = [middle[:, 1] for point in ("hip", "shoulder") if (middle := motion.middle(point)) is not None]
    return np.asarray(np.mean(seen, axis=0)) if seen else None


def lowest_place(time_s: FloatArray, height: FloatArray, step_s: float) -> float:
    """When the first harmonic of each step is lowest, in s, but for whole steps; NaN where too little is seen."""
    place = phase(time_s, height, 2 * step_s, 2) / (2 * np.pi) * step_s
    return float(place + step_s / 2)


def step_time(contacts: tuple[Contact, ...]) -> float | None:
    """Usual time in s from one contact to the next: half the time between contacts of one foot.

    A contact that was missed makes one long stride of two, so the longest stride counts of which all are multiples.
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
    """Contact time in s that the bounce of the body tells; None without metres, hips or a run's bounce."""
    hips, step_s = motion.middle("hip"), step_time(tuple(sorted(contacts, key=lambda each: each.contact_s)))
    if hips is None or step_s is None or motion.unit != "m":
        return None
    bounce = BOUNCE_OF_BODY * amplitude(motion.time_s, hips[:, 1], 2 * step_s, 2)
    push = bounce * (2 * np.pi / step_s) ** 2 / (2 * GRAVITY)
    return solve_half_sine(push, step_s)


def solve_half_sine(push: float, step_s: float) -> float | None:
    """Duration in s of a half-sine push each ``step_s`` whose fundamental is ``push`` times twice body weight."""

    def excess(duty: float) -> float:
        return float(np.cos(np.pi * duty) / (1 - 4 * duty * duty) - push)

    if not excess(1.3) < 0 < excess(0.3):
        return None
    return float(optimize.brentq(excess, 0.3, 1.3)) * step_s
