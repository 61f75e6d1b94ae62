"""Prepares one stride: dynamics and geometry are computed once, so that strength sliders only re-solve the muscles."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from runback.languages.saved import translate_later
from runback.spine.arrays import Floats
from runback.spine.balance import note_balance
from runback.spine.band import BAND_STEP
from runback.spine.dynamics import (
    GRAVITY_M_S2,
    BodyMotion,
    Coordinates,
    Wrench,
    joint_moments,
    move_body,
    needed_wrenches,
)
from runback.spine.errors import UnusableModel
from runback.spine.generic import GENERIC_HEIGHT_M, build_generic, usual_height_m
from runback.spine.ground import GroundForces, apply_ground, estimate_ground, lowest_point
from runback.spine.levels import Demand, level_demands
from runback.spine.moments import Moments, band_moments, lumbar_moments, other_trunks
from runback.spine.motion import Movement, find_stride_s, is_smooth, smooth_movement, stride_times
from runback.spine.muscle_model import REFERENCE_BACK_M, MuscleModel, SpineGeometry, load_muscle_model, pose_spine
from runback.spine.names import LEGS, LUMBAR, PELVIS
from runback.spine.result import Note
from runback.spine.settings import (
    GAIT_LOWPASS_HZ,
    REFERENCE_MASS_KG,
    RUN_STRIDE_S,
    Person,
    Settings,
    band_choices,
)
from runback.spine.skeleton import Skeleton

_LEGS_RANGE = (0.75, 1.35)
_PELVIS_M = (0.4, 2.0)
_FORCE_OFF = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Stride:
    """Everything about a stride that does not depend on muscle strength.

    ``demand`` is at all frames; ``band_demands`` at every ``BAND_STEP``-th, by low-pass in Hz.
    """

    label: str
    person: Person
    settings: Settings
    lowpass_hz: float
    period_s: float | None
    time_s: Floats
    scale: float
    skeleton: Skeleton
    model: MuscleModel
    motion: BodyMotion
    geometry: SpineGeometry
    demand: Demand
    band_demands: Mapping[float, Demand]
    moments: Moments
    notes: tuple[Note, ...]
    model_s: float
    prepare_s: float


def prepare_stride(
    movement: Movement,
    person: Person,
    *,
    ground: GroundForces | None = None,
    skeleton: Skeleton | None = None,
    settings: Settings | None = None,
) -> Stride:
    """Cut out a stride, and compute the body's motion and the spine's postures.

    Without a ``skeleton`` a generic one is scaled to the person; without ``ground`` the ground reaction is estimated
    from the movement. Raises the errors in ``spine.errors`` for unusable input.
    """
    chosen = settings or Settings()
    loading = time.perf_counter()
    model, started = load_muscle_model(), time.perf_counter()
    period = find_stride_s(movement)
    lowpass_hz = _choose_lowpass(chosen, period)
    leaned = lean_forward(movement, chosen.lean_deg)
    body = skeleton or build_body(movement, person)
    body.require((*PELVIS, *LUMBAR, *LEGS))
    times = stride_times(movement, period, chosen.frames)
    scale = _scale_of(body)
    coordinates = smooth_movement(leaned, lowpass_hz).at(times)
    geometry = pose_spine(model, _spine_angles(coordinates, movement.knee_sign))
    motion = move_body(body, coordinates)
    pushed = None if ground is None else ground.around(float(times[0]), float(times[-1]))
    demand = _demand(body, motion, coordinates, geometry, pushed, person, scale, lowpass_hz, movement.knee_sign)
    coarse = every_frame(geometry, BAND_STEP)

    def at_filter(cutoff: float) -> Demand:
        other = smooth_movement(leaned, cutoff).at(times[::BAND_STEP])
        return _demand(body, move_body(body, other), other, coarse, pushed, person, scale, cutoff, movement.knee_sign)

    others = {cutoff: at_filter(cutoff) for cutoff in _other_filters(chosen, lowpass_hz)}
    demands = {lowpass_hz: _thin(demand, BAND_STEP), **others}
    is_clean = chosen.lowpass_hz is None and is_smooth(movement)
    moments = _moments(body, leaned, times, demands, demand, lowpass_hz, is_clean=is_clean, is_generic=skeleton is None)
    return Stride(
        label=movement.label,
        person=person,
        settings=chosen,
        lowpass_hz=lowpass_hz,
        period_s=period,
        time_s=times,
        scale=scale,
        skeleton=body,
        model=model,
        motion=motion,
        geometry=geometry,
        demand=demand,
        band_demands=demands,
        moments=moments,
        notes=(
            *movement.notes,
            *_weigh_up(pushed, body, motion, times, lowpass_hz, period),
            *_notes(movement, person, period, ground, skeleton, chosen, moments, is_clean=is_clean),
        ),
        model_s=started - loading,
        prepare_s=time.perf_counter() - started,
    )


def _other_filters(chosen: Settings, lowpass_hz: float) -> list[float]:
    """The other cut-offs in Hz in the band."""
    choices = [choice for choice in band_choices(chosen, lowpass_hz) if choice.is_new_filter]
    return [choice.settings.lowpass_hz for choice in choices if choice.settings.lowpass_hz is not None]


def _weigh_up(
    ground: GroundForces | None,
    body: Skeleton,
    motion: BodyMotion,
    times: Floats,
    lowpass_hz: float,
    period_s: float | None,
) -> list[Note]:
    if ground is None or period_s is None:
        return []
    return note_balance(ground, motion, needed_wrenches(body, motion), times, _scale_of(body), lowpass_hz)


def _moments(
    body: Skeleton,
    movement: Movement,
    times: Floats,
    demands: Mapping[float, Demand],
    demand: Demand,
    lowpass_hz: float,
    *,
    is_clean: bool,
    is_generic: bool,
) -> Moments:
    """The lumbar moments with their band; those of a recording without noise are filtered only on request.

    Muscle forces are computed from filtered moments in any case, because muscle cannot follow faster changes.
    """
    value, about, moments_hz = demand.back_nm, demand.back_nm[::BAND_STEP], lowpass_hz
    if is_clean:
        moments_hz = 0.0
        value = lumbar_moments(body, smooth_movement(movement, None).at(times))
    others = {
        translate_later("filter {cutoff} Hz").format(cutoff=f"{cutoff:.3g}"): one.back_nm
        for cutoff, one in demands.items()
        if cutoff != moments_hz
    }
    trunks: dict[str, Floats] = {}
    if is_generic:
        coarse = smooth_movement(movement, lowpass_hz).at(times[::BAND_STEP])
        trunks = {words: lumbar_moments(trunk, coarse) for words, trunk in other_trunks(body)}
    body_nm = max((float(np.abs(one - about).max()) for one in trunks.values()), default=0.0)
    return band_moments(value, moments_hz, body_nm, others | trunks, about)


def _choose_lowpass(settings: Settings, period_s: float | None) -> float:
    if settings.lowpass_hz is not None:
        return settings.lowpass_hz
    is_running = period_s is not None and period_s < RUN_STRIDE_S
    return GAIT_LOWPASS_HZ["run" if is_running else "walk"]


def lean_forward(movement: Movement, lean_deg: float) -> Movement:
    """The same movement with trunk and pelvis leaning forward from the hips; the legs do not change."""
    if lean_deg == 0:
        return movement
    lean = np.radians(lean_deg)
    changed = dict(movement.coordinates)
    changed["pelvis_tilt"] = changed["pelvis_tilt"] - lean
    for side in "rl":
        changed[f"hip_flexion_{side}"] = changed[f"hip_flexion_{side}"] + lean
    return replace(movement, coordinates=changed)


def build_body(movement: Movement, person: Person) -> Skeleton:
    """The generic body for a person: trunk and arms by height (by mass if height is unknown), legs by the movement.

    The legs are just long enough for the feet to reach the ground in the recording.
    """
    height = person.height_m or usual_height_m(person.mass_kg)
    return build_generic(person.mass_kg, height, knee_sign=movement.knee_sign, legs=_estimate_legs(movement, height))


def _estimate_legs(movement: Movement, height_m: float) -> float:
    few = np.linspace(0, len(movement.time_s) - 1, min(60, len(movement.time_s))).astype(int)
    values = {name: one[few] for name, one in movement.coordinates.items()}
    still = {name: np.zeros(len(few)) for name in values}
    body = build_generic(REFERENCE_MASS_KG, GENERIC_HEIGHT_M, knee_sign=movement.knee_sign)
    motion = move_body(body, Coordinates(movement.time_s[few], values, still, still))
    lowest = np.minimum(lowest_point(motion, "calcn_r", 1.0), lowest_point(motion, "calcn_l", 1.0))
    legs = float(np.min(values["pelvis_ty"] / (values["pelvis_ty"] - lowest)))
    low, high = _LEGS_RANGE
    return legs if low <= legs <= high else height_m / GENERIC_HEIGHT_M


def _scale_of(body: Skeleton) -> float:
    """Size of the trunk relative to the muscle model's, by the shoulder's height above L5-S1."""
    back = body.joint_of(LUMBAR[0])
    base = back.on_child.origin_m
    for joint in body.joints:
        if joint.parent == back.child and joint.child.startswith("humerus"):
            return float(joint.on_parent.origin_m[1] - base[1]) / REFERENCE_BACK_M
    return float(body.segments[back.child].centre_m[1] - base[1]) / 0.32


def _spine_angles(coordinates: Coordinates, knee_sign: float) -> dict[str, Floats]:
    return {
        name: coordinates.value[name] * (knee_sign if name.startswith("knee") else 1.0) for name in (*LUMBAR, *LEGS)
    }


def _demand(
    body: Skeleton,
    motion: BodyMotion,
    coordinates: Coordinates,
    geometry: SpineGeometry,
    ground: GroundForces | None,
    person: Person,
    scale: float,
    lowpass_hz: float,
    knee_sign: float,
) -> Demand:
    needed = needed_wrenches(body, motion)
    feet = _feet_forces(body, motion, coordinates, ground, needed, lowpass_hz)
    back = joint_moments(body, motion, LUMBAR, needed)
    legs = joint_moments(body, motion, LEGS, needed, feet)
    force, turning = level_demands(body, motion, needed, load_muscle_model(), geometry, scale, person.mass_kg)
    signs = [knee_sign if name.startswith("knee") else 1.0 for name in LEGS]
    return Demand(
        force,
        turning,
        np.stack([back[name] for name in LUMBAR], axis=1),
        np.stack([legs[name] for name in LEGS], axis=1) * signs,
    )


def _feet_forces(
    body: Skeleton,
    motion: BodyMotion,
    coordinates: Coordinates,
    ground: GroundForces | None,
    needed: Mapping[str, Wrench],
    lowpass_hz: float,
) -> dict[str, Wrench]:
    missing = [foot for foot in ("calcn_r", "calcn_l") if foot not in body.segments]
    if missing:
        raise UnusableModel(f"The body model {body.name} has no segment {missing[0]} for the ground to push on.")
    if ground is None:
        return estimate_ground(motion, needed, _scale_of(body))
    return apply_ground(ground, motion, coordinates.time_s, lowpass_hz)


def every_frame(geometry: SpineGeometry, step: int) -> SpineGeometry:
    """Every ``step``-th posture of a geometry."""
    return SpineGeometry(
        geometry.turn_arms[::step],
        geometry.leg_arms[::step],
        geometry.pulls[::step],
        geometry.centres[::step],
        geometry.below[::step],
        geometry.axes[::step],
    )


def _thin(demand: Demand, step: int) -> Demand:
    return Demand(demand.force_n[::step], demand.turning_nm[::step], demand.back_nm[::step], demand.legs_nm[::step])


def _notes(
    movement: Movement,
    person: Person,
    period_s: float | None,
    ground: GroundForces | None,
    skeleton: Skeleton | None,
    settings: Settings,
    moments: Moments,
    *,
    is_clean: bool,
) -> tuple[Note, ...]:
    notes = []
    if period_s is None:
        notes.append(
            Note("no_stride", translate_later("No repeating stride was found; the result is for the whole recording."))
        )
    if ground is None:
        notes.append(
            Note(
                "ground_estimated",
                translate_later("Without a force file the push of the ground is estimated from the movement."),
            )
        )
    elif settings.lean_deg:
        notes.append(
            Note(
                "ground_kept",
                translate_later("The ground's push is as recorded; a real lean would change it a little."),
            )
        )
    if is_clean and period_s is not None:
        notes.append(
            Note(
                "already_smooth",
                translate_later(
                    "This recording has no noise in it. Its moments are given unfiltered; the muscles' share is "
                    "worked out "
                    "with the low-pass all the same, which takes off some of the peaks (0 leaves it out)."
                ),
            )
        )
    height = float(np.median(movement.coordinates["pelvis_ty"]))
    if not _PELVIS_M[0] <= height <= _PELVIS_M[1]:
        notes.append(
            Note(
                "odd_height",
                translate_later(
                    "The pelvis lies {height} m high in this recording; lengths have to be in metres."
                ).format(height=f"{height:.1f}"),
            )
        )
    if ground is not None and period_s is not None:
        notes += _weigh(ground, movement, person)
    if movement.missing_arms:
        notes.append(
            Note("arms_missing", translate_later("The arms were not recorded; they hang still in the simulation."))
        )
    return (*notes, *_notes_of_body(person, skeleton, moments))


def _notes_of_body(person: Person, skeleton: Skeleton | None, moments: Moments) -> list[Note]:
    """Notes on the runner's segments."""
    if skeleton is None:
        return [
            Note(
                "generic_segments",
                translate_later(
                    "Segments are a typical runner's of this mass, not measured; how long the trunk is and where "
                    "its weight lies can move the lumbar moments by up to {body_nm} Nm. A scaled OpenSim model "
                    "of one's own (an .osim file, --model on the command line) takes that away."
                ).format(body_nm=f"{moments.body_nm:.0f}"),
            )
        ]
    if abs(skeleton.mass_kg - person.mass_kg) <= 0.05 * person.mass_kg:
        return []
    return [
        Note(
            "mass_differs",
            translate_later("The body model weighs {mass_kg} kg; loads are given per {mass_kg2} kg.").format(
                mass_kg=f"{skeleton.mass_kg:.1f}", mass_kg2=f"{person.mass_kg:.1f}"
            ),
        )
    ]


def _weigh(ground: GroundForces, movement: Movement, person: Person) -> list[Note]:
    """A note if the mean ground reaction force over the movement differs from body weight."""
    inside = (ground.time_s >= movement.time_s[0]) & (ground.time_s <= movement.time_s[-1])
    upward = np.sum([plate.wrench[:, 1] for plate in ground.plates], axis=0)[inside]
    carried_kg = float(upward.mean()) / GRAVITY_M_S2 if len(upward) else 0.0
    if abs(carried_kg / person.mass_kg - 1.0) <= _FORCE_OFF:
        return []
    words = translate_later("The force file carries {carried_kg} kg on average, the body weighs {mass_kg} kg.").format(
        carried_kg=f"{carried_kg:.0f}", mass_kg=f"{person.mass_kg:.0f}"
    )
    return [
        Note(
            "forces_differ",
            translate_later("{words} Are they the same person's, and was every step on a plate?").format(words=words),
        )
    ]
