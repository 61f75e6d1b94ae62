"""Whether ground forces match a movement: compares the vertical force the body needs with that on the plates."""

from dataclasses import dataclass

import numpy as np

from runback.spine.arrays import Floats
from runback.spine.dynamics import BodyMotion, Wrench, add_wrenches
from runback.spine.errors import UnusableForces
from runback.spine.filters import lowpass
from runback.spine.ground import GroundForces, distance_to_feet, estimate_ground
from runback.spine.result import Note

_STEP_S, _MOST_S = 0.002, 0.4
_TOLD_S, _REFUSED_S = 0.01, 0.03
"""Four recordings with plates are in sync to 2 ms by this measure; one frame of a 100 Hz camera is 10 ms."""
_LEAST_GAIN = 0.01
_LEAST_SWING_BW = 0.1
"""In standing or squatting the force is too even for a shift to show."""
_FITS = 0.7
_SWAPPED = 0.3
_LOADED, _FOOT_M = 0.3, 0.15
"""Share of a plate's peak above which its centre of pressure counts; in five recordings within 0.05 m of mid-foot."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The time shift with which forces fit best (s, later positive), and the correlation before and after it."""

    later_s: float
    now: float
    best: float


def note_balance(
    forces: GroundForces,
    motion: BodyMotion,
    needed: dict[str, Wrench],
    time_s: Floats,
    size: float,
    lowpass_hz: float | None,
) -> list[Note]:
    """Notes on forces that fit badly; ``UnusableForces`` if they are out of sync or under the wrong foot."""
    upward = add_wrenches(needed.values()).force[:, 1]
    if float(upward.std()) < _LEAST_SWING_BW * float(upward.mean()):
        return []
    fit = fit_in_time(forces, upward, time_s, lowpass_hz)
    if fit.best < _FITS:
        return [
            Note(
                "forces_do_not_fit",
                "The ground forces do not rise and fall as this movement needs them to. Are they from the same trial, "
                "with y up, and was every step on a plate?",
            )
        ]
    is_gain = fit.best - fit.now > _LEAST_GAIN
    way = "earlier" if fit.later_s < 0 else "later"
    off = f"{forces.label} fits the movement best {abs(fit.later_s):.3f} s {way} (or whole steps more)"
    if is_gain and abs(fit.later_s) >= _REFUSED_S:
        raise UnusableForces(f"{off}: the two are out of time. Line up their time columns first.")
    _require_own_foot(forces, motion, needed, time_s, size, lowpass_hz)
    notes = _note_place(forces, motion, time_s)
    if is_gain and abs(fit.later_s) >= _TOLD_S:
        notes.append(Note("forces_out_of_time", f"{off}. Line up the two time columns."))
    return notes


def fit_in_time(forces: GroundForces, upward_n: Floats, time_s: Floats, lowpass_hz: float | None) -> Fit:
    """How ``upward_n`` (n,) at ``time_s`` fits the plates' sum, shifted by up to 0.4 s either way."""
    signal = _upward(forces, None, lowpass_hz)
    shifts = np.arange(-round(_MOST_S / _STEP_S), round(_MOST_S / _STEP_S) + 1) * _STEP_S
    moved = np.interp(time_s - shifts[:, None], forces.time_s, signal)
    moved = moved - moved.mean(axis=1, keepdims=True)
    wanted = upward_n - upward_n.mean()
    spread = np.sqrt((moved**2).sum(axis=1) * (wanted**2).sum())
    likeness = moved @ wanted / np.maximum(spread, 1e-9)
    # Steps are similar, so of several good shifts the smallest is the right one.
    good = np.flatnonzero(likeness > likeness.max() - _LEAST_GAIN)
    tops = [one for one in good if likeness[one] == likeness[max(one - 5, 0) : one + 6].max()]
    best = min(tops, key=lambda one: abs(shifts[one]))
    return Fit(float(shifts[best]), float(likeness[len(shifts) // 2]), float(likeness[best]))


def _require_own_foot(
    forces: GroundForces,
    motion: BodyMotion,
    needed: dict[str, Wrench],
    time_s: Floats,
    size: float,
    lowpass_hz: float | None,
) -> None:
    if {plate.side for plate in forces.plates} != {"r", "l"}:
        return
    feet = estimate_ground(motion, needed, size)
    expected = [feet[f"calcn_{side}"].force[:, 1] for side in "rl"]
    right, left = (np.interp(time_s, forces.time_s, _upward(forces, side, lowpass_hz)) for side in "rl")
    as_named = _alike(np.concatenate([right, left]), np.concatenate(expected))
    swapped = _alike(np.concatenate([left, right]), np.concatenate(expected))
    if swapped > as_named + _SWAPPED:
        raise UnusableForces(
            f"{forces.label} pushes on the foot that is in the air: right and left are swapped in its column names, "
            "or it is a whole step out of time with the movement."
        )


def _note_place(forces: GroundForces, motion: BodyMotion, time_s: Floats) -> list[Note]:
    """A note if the centres of pressure are more than a foot's width from both feet: a wrong origin or axes."""
    away = []
    for plate in forces.plates:
        upward = np.interp(time_s, forces.time_s, plate.wrench[:, 1])
        is_loaded = upward > _LOADED * plate.wrench[:, 1].max()
        is_fixed = float(np.ptp(plate.point_m, axis=0).max()) == 0.0  # no pressure points in this file
        if is_loaded.any() and not is_fixed:
            feet = distance_to_feet(plate, forces.time_s, motion, time_s)
            away.append(float(np.median(feet.min(axis=0)[is_loaded])))
    if max(away, default=0.0) < _FOOT_M:
        return []
    words = f"The ground forces press {max(away):.2f} m away from the nearer foot."
    return [Note("forces_beside_foot", f"{words} Are both files in the same axes, with the same origin?")]


def _upward(forces: GroundForces, side: str | None, lowpass_hz: float | None) -> Floats:
    plates = [plate.wrench[:, 1] for plate in forces.plates if side is None or plate.side == side]
    total: Floats = np.sum(plates, axis=0)
    rate = 1.0 / float(np.median(np.diff(forces.time_s)))
    return lowpass(total[:, None], rate, lowpass_hz)[:, 0] if lowpass_hz else total


def _alike(left: Floats, right: Floats) -> float:
    if not (np.ptp(left) > 0 and np.ptp(right) > 0):
        return 0.0
    return float(np.corrcoef(left, right)[0, 1])
