"""Synthetic running strides: smooth, periodic, from a few numbers per joint. Nobody was recorded for them.

Recorded movements rarely come with a licence to redistribute them, so the spine page uses these. Each joint
has a few turning points within the stride, chosen by us within the ranges in textbooks and reviews of running
(Novacheck 1998, Gait Posture 7:77-95: hip, knee and ankle; Schache 1999, Gait Posture 10:30-47: pelvis and lumbar
spine; Perry & Burnfield 2010, Gait Analysis, chapter on running), for a slow (2 m/s) and a fast (5 m/s) run and in
between by linear interpolation. Contact and stride times fall with speed as usual (Cavanagh & Kram 1989, Med Sci
Sports Exerc 21:467-479). The pelvis rides
on a synthetic ground reaction force: half a sine upwards whose impulse over a step is body weight times step time,
braking then driving forward. All are kept to five harmonics of the stride, the pelvis to three of the step.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from runback.spine.arrays import Floats, cross, turn
from runback.spine.dynamics import GRAVITY_M_S2, BodyMotion, Coordinates, move_body
from runback.spine.errors import BadSetting
from runback.spine.ground import GroundForces, Plate
from runback.spine.motion import Movement
from runback.spine.names import ARMS, LEGS, LUMBAR, PELVIS, TRANSLATIONS, stride_file
from runback.spine.settings import Person
from runback.spine.stride import build_body

SPEEDS_M_S = (2.0, 3.0, 4.0, 5.0)
LABEL = "made-up stride, not a recording"
_RATE_HZ = 100.0
_STRIDES = 2
_HARMONICS = 5
_STEP_HARMONICS = 3
_HIP_HEIGHT_M = 0.935
_STRIDE_S = {2.0: 0.76, 3.0: 0.72, 4.0: 0.68, 5.0: 0.64}
_CONTACT_S = {2.0: 0.30, 3.0: 0.25, 4.0: 0.215, 5.0: 0.19}
_BRAKING_BW = {2.0: 0.16, 3.0: 0.23, 4.0: 0.30, 5.0: 0.38}


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turning point: its phase in stance (0 to 1) or swing (1 to 2), and degrees at 2 and at 5 m/s."""

    at: float
    slow_deg: float
    fast_deg: float


_LEG_TURNS: Mapping[str, tuple[_Turn, ...]] = {
    "hip_flexion": (
        _Turn(0.0, 22, 30),
        _Turn(0.5, 20, 19),
        _Turn(1.0, -7, -10),
        _Turn(1.18, -11, -16),
        _Turn(1.5, 18, 22),
        _Turn(1.78, 33, 44),
    ),
    "knee_angle": (
        _Turn(0.0, 15, 12),
        _Turn(0.45, 48, 50),
        _Turn(1.0, 24, 20),
        _Turn(1.4, 78, 104),
        _Turn(1.65, 68, 86),
        _Turn(1.9, 13, 8),
    ),
    "ankle_angle": (
        _Turn(0.0, 10, 3),
        _Turn(0.55, 27, 28),
        _Turn(1.0, -3, -14),
        _Turn(1.15, -22, -30),
        _Turn(1.6, 14, 3),
        _Turn(1.85, 14, 14),
    ),
    "hip_adduction": (_Turn(0.0, 4, 6), _Turn(0.4, 8, 11), _Turn(1.0, 2, 2), _Turn(1.4, -3, -5), _Turn(1.8, 1, 2)),
}
"""The right leg, from its foot strike; the left leg is half a stride later."""


@dataclass(frozen=True, slots=True)
class _Wave:
    """A mean and an amplitude in degrees at 2 and 5 m/s, ``times`` per stride, with the peak at phase ``top``."""

    mean_deg: tuple[float, float]
    swing_deg: tuple[float, float]
    times: int
    top: float


_WAVES: Mapping[str, _Wave] = {
    "pelvis_tilt": _Wave((-3, -5), (2, 4), 2, 0.05),
    "lumbar_extension": _Wave((-4, -6), (5, 6), 2, 0.29),
    "pelvis_list": _Wave((0, 0), (4, 6), 1, 0.62),
    "lumbar_bending": _Wave((0, 0), (5, 8), 1, 0.12),
    "pelvis_rotation": _Wave((0, 0), (3, 5), 1, 0.92),
    "lumbar_rotation": _Wave((0, 0), (10, 18), 1, 0.36),
}
_ARM_WAVES: Mapping[str, _Wave] = {
    "arm_flex": _Wave((-14, -12), (16, 28), 1, 0.38),
    "arm_add": _Wave((-18, -18), (2, 3), 1, 0.1),
    "arm_rot": _Wave((12, 12), (3, 5), 1, 0.7),
    "elbow_flex": _Wave((88, 92), (8, 18), 1, 0.36),
}
_SWAY_M = 0.008
_BEGINS = 0.75
_CENTRE_OF_PUSH_M = (0.04, 0.13)
"""Where the centre of pressure starts in front of the ankle, and how far it moves forward."""


def make_stride(speed_m_s: float) -> Movement:
    """Two whole synthetic strides at one of ``SPEEDS_M_S``, 100 rows a second, starting mid-swing.

    Coordinates and signs are OpenSim's (rad, m). Raises ``BadSetting`` for another speed.
    """
    if speed_m_s not in SPEEDS_M_S:
        raise BadSetting(f"Speeds of the made-up stride are 2, 3, 4 and 5 m/s. You entered {speed_m_s:g}.")
    stride_s = _STRIDE_S[speed_m_s]
    stance = _CONTACT_S[speed_m_s] / stride_s
    fast = (speed_m_s - SPEEDS_M_S[0]) / (SPEEDS_M_S[-1] - SPEEDS_M_S[0])
    time = np.arange(round(_STRIDES * stride_s * _RATE_HZ) + 1) / _RATE_HZ
    phase = time / stride_s + _BEGINS
    coordinates = {name: np.radians(wave) for name, wave in _angles(phase, stance, fast)}
    coordinates |= _ride(phase, speed_m_s, time)
    ordered = {name: coordinates[name] for name in (*PELVIS, *LUMBAR, *LEGS, *ARMS)}
    return Movement(f"{LABEL} ({speed_m_s:g} m/s)", time, ordered)


def _angles(phase: Floats, stance: float, fast: float) -> Iterator[tuple[str, Floats]]:
    for side, later in (("r", 0.0), ("l", 0.5)):
        for name, turns in _LEG_TURNS.items():
            yield f"{name}_{side}", _through(turns, phase - later, stance, fast)
        yield f"hip_rotation_{side}", np.zeros_like(phase)
        for name, wave in _ARM_WAVES.items():
            yield f"{name}_{side}", _swing(wave, phase - later, fast)
    for name, wave in _WAVES.items():
        yield name, _swing(wave, phase, fast)


def _through(turns: tuple[_Turn, ...], phase: Floats, stance: float, fast: float) -> Floats:
    """Degrees: a smooth periodic curve through the turning points, limited to a few harmonics."""
    at = np.array(
        [
            turning.at * stance if turning.at <= 1.0 else stance + (turning.at - 1.0) * (1.0 - stance)
            for turning in turns
        ]
    )
    degrees = np.array([turning.slow_deg + fast * (turning.fast_deg - turning.slow_deg) for turning in turns])
    closed = CubicSpline([*at, at[0] + 1.0], [*degrees, degrees[0]], bc_type="periodic")
    return _few_harmonics(closed(np.arange(200) / 200.0), phase, _HARMONICS)


def _few_harmonics(values: Floats, phase: Floats, harmonics: int, order: int = 0) -> Floats:
    """Values over one period, limited to a few harmonics and evaluated at any phase; ``order`` -2 integrates twice (by
    phase).

    Integrals have no mean.
    """
    parts = np.fft.rfft(values)[: harmonics + 1] / len(values)
    parts[1:] *= 2.0
    turning = 2j * np.pi * np.arange(harmonics + 1)
    if order:
        parts[0], turning[0] = 0.0, 1.0
    waves: Floats = np.real(
        (parts * turning**order) @ np.exp(np.outer(turning * (np.arange(harmonics + 1) > 0), phase))
    )
    return waves


def _swing(wave: _Wave, phase: Floats, fast: float) -> Floats:
    mean = wave.mean_deg[0] + fast * (wave.mean_deg[1] - wave.mean_deg[0])
    size = wave.swing_deg[0] + fast * (wave.swing_deg[1] - wave.swing_deg[0])
    swung: Floats = mean + size * np.cos(2.0 * np.pi * wave.times * (phase - wave.top))
    return swung


def push_of_ground_bw(speed_m_s: float, part_of_step: Floats) -> tuple[Floats, Floats]:
    """The synthetic vertical and forward force on the ground in body weights, over a step from foot strike (0 to 1)."""
    contact = 2.0 * _CONTACT_S[speed_m_s] / _STRIDE_S[speed_m_s]
    is_down = part_of_step < contact
    up = np.where(is_down, np.pi / (2.0 * contact) * np.sin(np.pi * part_of_step / contact), 0.0)
    forward = np.where(is_down, -_BRAKING_BW[speed_m_s] * np.sin(2.0 * np.pi * part_of_step / contact), 0.0)
    return up, forward


def _ride(phase: Floats, speed_m_s: float, time: Floats) -> dict[str, Floats]:
    """The pelvis' position: the ground reaction force minus body weight, integrated twice over the step."""
    step_s = _STRIDE_S[speed_m_s] / 2.0
    up, forward = push_of_ground_bw(speed_m_s, np.linspace(0.5, 399.5, 400) / 400.0)
    size = GRAVITY_M_S2 * step_s**2
    steps = 2.0 * phase - 0.5 / 400.0
    stance = _CONTACT_S[speed_m_s] / _STRIDE_S[speed_m_s]
    return {
        "pelvis_tx": speed_m_s * time + size * _few_harmonics(forward, steps, _STEP_HARMONICS, -2),
        "pelvis_ty": _HIP_HEIGHT_M + size * _few_harmonics(up, steps, _STEP_HARMONICS, -2),
        "pelvis_tz": _SWAY_M * np.cos(2.0 * np.pi * (phase - stance / 2.0)),
    }


def make_ground(speed_m_s: float, mass_kg: float) -> GroundForces:
    """The synthetic force under each foot of ``make_stride``: N, rolling from heel to toe, for a runner of that mass.

    Raises ``BadSetting`` for another speed or a mass no runner has.
    """
    movement = make_stride(speed_m_s)
    body = build_body(movement, Person(mass_kg))
    still = {name: np.zeros_like(one) for name, one in movement.coordinates.items()}
    motion = move_body(body, Coordinates(movement.time_s, movement.coordinates, still, still))
    phase = movement.time_s / _STRIDE_S[speed_m_s] + _BEGINS
    sides = (("r", phase % 1.0), ("l", (phase - 0.5) % 1.0))
    plates = [_make_plate(speed_m_s, mass_kg, side, part, motion) for side, part in sides]
    return GroundForces(f"push of the {LABEL}", movement.time_s, tuple(plates))


def _make_plate(speed_m_s: float, mass_kg: float, side: str, phase: Floats, motion: BodyMotion) -> Plate:
    in_step: Floats = np.minimum(2.0 * phase, 1.0)
    up, forward = (mass_kg * GRAVITY_M_S2 * one for one in push_of_ground_bw(speed_m_s, in_step))
    rolled = np.clip(in_step / (2.0 * _CONTACT_S[speed_m_s] / _STRIDE_S[speed_m_s]), 0.0, 1.0)
    frame = motion.frames[f"calcn_{side}"]
    under = np.stack([_CENTRE_OF_PUSH_M[0] + rolled * _CENTRE_OF_PUSH_M[1], 0.0 * rolled, 0.0 * rolled], axis=1)
    point = frame.origin + turn(frame.rotation, under)
    point[:, 1] = 0.0
    force = np.stack([forward, up, np.zeros_like(up)], axis=1)
    return Plate(side, side, np.concatenate([force, cross(point, force)], axis=1), point)


def write_stride_csv(movement: Movement) -> str:
    """A movement in Runback's own CSV: ``time_s``, angles in degrees, positions in metres."""
    names = list(movement.coordinates)
    head = ["time_s", *(f"{name}_m" if name in TRANSLATIONS else f"{name}_deg" for name in names)]
    lines = [",".join(head)]
    for row, time in enumerate(movement.time_s):
        values = [
            f"{movement.coordinates[name][row]:.6f}"
            if name in TRANSLATIONS
            else f"{np.degrees(movement.coordinates[name][row]):.4f}"
            for name in names
        ]
        lines.append(",".join([f"{time:.2f}", *values]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    stride_file(2.0).parent.mkdir(exist_ok=True)
    for _speed in SPEEDS_M_S:
        stride_file(_speed).write_text(write_stride_csv(make_stride(_speed)))
