"""Static optimisation: distributes joint moments among muscles, all frames at once, by Newton steps on the dual.

Per frame: minimise ``sum(a**p)/p + sum(r**2/give)/2`` over activations ``floor <= a <= 1`` and reserve moments ``r``
with ``arms @ a + r = moments``. With p = 2 this is the quadratic program of Crowninshield & Brand's family
(doi:10.1016/0021-9290(81)90035-X) that OpenSim's static optimisation solves; p = 3 is their cubed form. The dual has
one unknown per moment (13 to 25) instead of one per muscle (288), is concave and smooth, and its Newton step is a
small linear system; steps are shortened until the dual rises, so each frame ends at the one optimum.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runback.spine.arrays import Flags, Floats

Rows = npt.NDArray[np.intp]
_STEPS = 30
_LAST_STEPS = 200
_LADDER = (1e4, 1e3, 1e2, 1e1, 1.0)
"""Frames with moments beyond the muscles are solved with looser reserves first, each the start for the next."""
_TOLERANCE_NM = 1e-4
_BISECTIONS = 24
_SOFTNESS = 1e-3
"""Share of squared cost added to the cubed one, so that resting muscles have a gradient."""


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """Activations (n, muscles), reserves (n, moments) Nm, multipliers (n, moments), and which frames converged."""

    activation: Floats
    reserve_nm: Floats
    multiplier: Floats
    is_solved: Flags


def share_load(
    arms_nm: Floats, moments_nm: Floats, give: Floats, floor: Floats, *, power: int = 2, start: Floats | None = None
) -> Sharing:
    """Distribute ``moments_nm`` (n, e) among muscles whose maximum effort gives ``arms_nm`` (n, e, m).

    ``give`` (e,) is the reserve's compliance in Nm2 (small: the muscles must carry the moment), ``floor`` (m,) or
    (n, m) the least activation, ``power`` 2 or 3, ``start`` the multipliers of a nearby problem. Frames that do not
    converge are flagged, never hidden.
    """
    if power not in (2, 3):
        raise ValueError(f"power is 2 or 3, not {power}")
    floors = np.broadcast_to(floor, (arms_nm.shape[0], arms_nm.shape[2]))
    first = _guess(arms_nm, moments_nm, give, floor, power) if start is None else start
    multiplier, solved = _climb(arms_nm, moments_nm, give, floors, power, first, _STEPS)
    hard = np.flatnonzero(~solved)
    if len(hard):
        easier = first[hard]
        for loosened in _LADDER:
            easier, reached = _climb(
                arms_nm[hard], moments_nm[hard], give * loosened, floors[hard], power, easier, _LAST_STEPS
            )
        multiplier[hard], solved[hard] = easier, reached
    activation, _ = _respond(_pull(arms_nm, multiplier), floors, power)
    return Sharing(activation, multiplier * give, multiplier, solved)


def _guess(arms: Floats, moments: Floats, give: Floats, floor: Floats, power: int) -> Floats:
    """Initial multipliers: as if muscles could also push, and for p = 3 the solution for p = 2."""
    gram = arms @ arms.transpose(0, 2, 1) + np.diag(give)
    guess: Floats = np.linalg.solve(gram, moments[..., None])[..., 0].astype(np.float64)
    return share_load(arms, moments, give, floor, start=guess).multiplier if power == 3 else guess


def _climb(
    arms: Floats, moments: Floats, give: Floats, floors: Floats, power: int, start: Floats, steps: int
) -> tuple[Floats, Flags]:
    """Newton steps from ``start`` until each frame's moments are met: the multipliers, and which frames converged."""
    multiplier = start.copy()
    left = np.arange(len(arms))
    for number in range(steps):
        moved, missing = _newton_step(
            arms[left], moments[left], give, floors[left], power, multiplier[left], is_damped=number % 2 == 1
        )
        is_open = missing > _TOLERANCE_NM
        multiplier[left[is_open]] = moved[is_open]
        left = left[is_open]
        if not len(left):
            break
    solved = np.ones(len(arms), dtype=np.bool_)
    solved[left] = False
    return multiplier, solved


def _newton_step(
    arms: Floats,
    moments: Floats,
    give: Floats,
    floors: Floats,
    power: int,
    multiplier: Floats,
    *,
    is_damped: bool,
) -> tuple[Floats, Floats]:
    """The next multipliers of each frame, and the current residuals in Nm.

    In a damped step, muscles at a bound count a little in the curvature while the residual is large, so that a
    direction without any responding muscle does not lead to infinity. An undamped Newton step ends the search, and is
    the one that reaches the large multipliers of moments beyond the muscles; the two alternate.
    """
    pull = _pull(arms, multiplier)
    activation, slope = _respond(pull, floors, power)
    gradient = moments - _moment(arms, activation) - give * multiplier
    missing = np.abs(gradient).max(axis=1)
    damping = np.clip(missing / (1.0 + np.abs(moments).max(axis=1)), 0.0, 0.1) ** 1.5 * is_damped
    answering = np.maximum(slope, damping[:, None])
    curvature = (arms * answering[:, None, :]) @ arms.transpose(0, 2, 1) + np.diag(give)
    step = np.linalg.solve(curvature, gradient[..., None])[..., 0]
    along = np.einsum("ne,ne->n", step, moments - give * multiplier)
    bend = np.einsum("ne,ne->n", step, give * step)
    length = _step_length(pull, _pull(arms, step), along, bend, floors, power)
    return multiplier + length[:, None] * step, missing


def _step_length(pull: Floats, change: Floats, along: Floats, bend: Floats, floors: Floats, power: int) -> Floats:
    """The step length of each frame: the full step, or to where the concave dual stops rising."""

    def rise(rows: Rows, length: Floats) -> Floats:
        activation, _ = _respond(pull[rows] + length[:, None] * change[rows], floors[rows], power)
        slope: Floats = along[rows] - np.einsum("nm,nm->n", change[rows], activation) - length * bend[rows]
        return slope

    length = np.ones(len(pull))
    every = np.arange(len(pull))
    # A full step may overshoot a little; the maximum is searched for only if the slope has reversed by half.
    over = np.flatnonzero(rise(every, length) < -0.5 * rise(every, np.zeros(len(pull))))
    if len(over):
        low, high = np.zeros(len(over)), np.ones(len(over))
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low + high)
            up = rise(over, middle) > 0
            low, high = np.where(up, middle, low), np.where(up, high, middle)
        length[over] = np.where(low > 0, low, high)
    return length


def _pull(arms: Floats, multiplier: Floats) -> Floats:
    pulled: Floats = (multiplier[:, None, :] @ arms)[:, 0, :]
    return pulled


def _moment(arms: Floats, activation: Floats) -> Floats:
    moment: Floats = (arms @ activation[..., None])[..., 0]
    return moment


def _respond(pull: Floats, floors: Floats, power: int) -> tuple[Floats, Floats]:
    """The optimal activation for a pull, and its slope."""
    if power == 2:
        activation = np.minimum(np.maximum(pull, floors), 1.0)
        return activation, ((pull > floors) & (pull < 1.0)).astype(np.float64)
    root = np.sqrt(_SOFTNESS**2 + 4.0 * np.maximum(pull, 0.0))
    free = 0.5 * (root - _SOFTNESS)
    slope = np.where((free > floors) & (free < 1.0) & (pull > 0.0), 1.0 / root, 0.0)
    return np.minimum(np.maximum(free, floors), 1.0), slope
