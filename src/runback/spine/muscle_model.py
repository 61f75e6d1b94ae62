"""The lumbar spine and its muscles: loads MyoFullBody, corrects it, and reads its geometry for many postures."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import mujoco
import numpy as np
import numpy.typing as npt

from runback.spine.arrays import Flags, Floats
from runback.spine.corrections import ABDOMEN_SHARE, ALL_CORRECTIONS, SHARES, VERTEBRAE
from runback.spine.names import LEG, LUMBAR, group_of
from runback.spine.ready_model import load_ready_model

_TURNS = {"lumbar_extension": "FE", "lumbar_bending": "LB", "lumbar_rotation": "AR"}
_L5S1 = {"lumbar_extension": "flex_extension", "lumbar_bending": "lat_bending", "lumbar_rotation": "axial_rotation"}
_JOINTS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2")
REFERENCE_BACK_M = 0.3715
"""Height of the shoulder above L5-S1 in Rajagopal 2016, whose proportions MyoFullBody has; the model's scale 1."""


@dataclass(frozen=True, slots=True, eq=False)
class SparseMap:
    """The index (muscle, column) of each used entry in MuJoCo's sparse tendon Jacobian."""

    entry: npt.NDArray[np.intp]
    muscle: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class MuscleModel:
    """The corrected model, and the addresses used in it. Levels run from L5-S1 up, in the order of the bodies."""

    mujoco_model: mujoco.MjModel
    muscles: tuple[str, ...]
    groups: tuple[str | None, ...]
    sides: tuple[str, ...]
    strength_n: Floats
    slides: npt.NDArray[np.intp]
    """Velocity addresses of the sliding joints (6 levels, 3)."""
    turns: npt.NDArray[np.intp]
    """Velocity addresses of the rotation joints (3 planes, 5 levels)."""
    rest_m: Floats
    """Joint centres (5, 3) relative to L5-S1 with the back straight, at scale 1, in the pelvis' and trunk's axes."""
    disc_tilt_rad: Floats
    """Forward tilt of each level's disc axis relative to the vertebra below (6,)."""
    places: Mapping[int, int]
    """Velocity addresses that results need, each with its column in dense arrays."""
    spread: SparseMap

    def in_group(self, *wanted: str) -> Flags:
        """Which muscles belong to any of the groups (muscles,)."""
        return np.array([group in wanted for group in self.groups])

    @property
    def is_trunk(self) -> Flags:
        """Which muscles are trunk muscles (muscles,)."""
        return np.array([group is not None for group in self.groups])


@cache
def load_muscle_model() -> MuscleModel:
    """The corrected model; loaded once per process, and built once per machine (a few seconds)."""
    return index_model(load_ready_model(_correct_shipped_model))


def _correct_shipped_model() -> mujoco.MjModel:
    with _quiet_mujoco():
        spec = shipped_spec()
        for correct in ALL_CORRECTIONS:
            correct(spec)
        return spec.compile()


def shipped_spec() -> mujoco.MjSpec:
    """The model as `myo-sim` ships it."""
    from myo_sim.build.compose import build_spec

    with _quiet_mujoco():
        return build_spec("myofullbody")


@contextmanager
def _quiet_mujoco() -> Iterator[None]:
    """Suppress MuJoCo's notes on name prefixes, which would also go to a log file in the working directory."""
    mujoco.set_mju_user_warning(lambda _: None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        mujoco.set_mju_user_warning(None)


def index_model(model: mujoco.MjModel) -> MuscleModel:
    """Find names and addresses in a compiled model with the corrections' joints."""
    muscles = tuple(model.actuator(i).name for i in range(model.nu))
    address = {model.joint(i).name: int(model.jnt_dofadr[i]) for i in range(model.njnt)}
    slides = np.array([[address[f"slide_{letter}_{body}"] for letter in "xyz"] for body in VERTEBRAE])
    turns = np.array(
        [[address[_L5S1[plane]], *(address[f"{joint}_{_TURNS[plane]}"] for joint in _JOINTS[1:])] for plane in LUMBAR]
    )
    places = _needed_columns(model, slides, turns)
    return MuscleModel(
        mujoco_model=model,
        muscles=muscles,
        groups=tuple(group_of(name) for name in muscles),
        sides=tuple("right" if name.endswith("_r") else "left" for name in muscles),
        strength_n=np.array(model.actuator_gainprm[:, 2]),
        slides=slides,
        turns=turns,
        rest_m=np.cumsum([np.zeros(3), *(model.body(name).pos for name in VERTEBRAE[1:5])], axis=0),
        disc_tilt_rad=_disc_tilts(model),
        places=places,
        spread=_map_tendons(model, places),
    )


def _disc_tilts(model: mujoco.MjModel) -> Floats:
    """Tilt of the line through the joint centres at each joint: mean of the segments below and above it."""
    steps = np.array([model.body(name).pos[:2] for name in VERTEBRAE[1:5]])
    tilt = np.arctan2(steps[:, 0], steps[:, 1])
    each = (tilt[0] - tilt[-1]) / 3.0
    middle = (tilt[:-1] + tilt[1:]) / 2.0
    return np.array([tilt[0] + each / 2, *middle, tilt[-1] - each / 2, tilt[-1] - each])


@dataclass(frozen=True, slots=True, eq=False)
class SpineGeometry:
    """Muscle paths and vertebrae in ``n`` postures, for a body of scale 1.

    ``turn_arms`` (n, muscles, 3 planes, 5 levels) and ``leg_arms`` (n, muscles, 10) are lengthening per rad in m;
    ``pulls`` (n, muscles, 6 levels, 3) lengthening per m of slide, in the axes of the vertebra below;
    ``centres`` (n, 6, 3) m and ``below`` (n, 6, 3, 3) joint centres and axes of the vertebra below, in the pelvis;
    ``axes`` (n, 3 planes, 5 levels, 3) directions of the rotation joints in the pelvis.
    """

    turn_arms: Floats
    leg_arms: Floats
    pulls: Floats
    centres: Floats
    below: Floats
    axes: Floats


def pose_spine(model: MuscleModel, angles: Mapping[str, Floats]) -> SpineGeometry:
    """The geometry for joint angles (n,) in rad: lumbar rotation is distributed over the levels, knee flexion is
    positive.

    ``angles`` has the names of ``LUMBAR`` and ``LEGS``; hips and ankles in OpenSim's signs.
    """
    raw = model.mujoco_model
    postures, knee_gains = joint_values(model, angles)
    data = mujoco.MjData(raw)
    count = len(postures)
    stored = np.empty((count, len(data.ten_J)))
    bodies = [raw.body(name).id for name in VERTEBRAE]
    below = [raw.body(name).id for name in ("sacrum", *VERTEBRAE[:5])]
    joints = np.array([[int(raw.dof_jntid[dof]) for dof in plane] for plane in model.turns])
    sacrum = raw.body("sacrum").id
    centres, frames, axes = np.empty((count, 6, 3)), np.empty((count, 6, 3, 3)), np.empty((count, 3, 5, 3))
    base, base_at = np.empty((count, 3, 3)), np.empty((count, 3))
    for row, posture in enumerate(postures):
        data.qpos[:] = posture
        mujoco.mj_kinematics(raw, data)
        mujoco.mj_comPos(raw, data)
        mujoco.mj_tendon(raw, data)
        stored[row] = data.ten_J
        base[row], base_at[row] = data.xmat[sacrum].reshape(3, 3), data.xpos[sacrum]
        centres[row], frames[row] = data.xpos[bodies], data.xmat[below].reshape(6, 3, 3)
        axes[row] = data.xaxis[joints]
    places = model.places
    dense = _dense_tendons(model, stored)
    back = base.transpose(0, 2, 1)[:, None]
    return SpineGeometry(
        turn_arms=_lumbar_arms(model, dense, places),
        leg_arms=_leg_arms(model, dense, places, knee_gains),
        pulls=dense[:, :, [[places[int(dof)] for dof in level] for level in model.slides]],
        centres=np.einsum("nkij,nlj->nli", back, centres - base_at[:, None]),
        below=back @ frames,
        axes=np.einsum("nkij,npkj->npki", np.broadcast_to(back, (count, 5, 3, 3)), axes),
    )


def _needed_columns(raw: mujoco.MjModel, slides: npt.NDArray[np.intp], turns: npt.NDArray[np.intp]) -> dict[int, int]:
    wanted = {*slides.ravel().tolist(), *turns.ravel().tolist(), int(raw.joint("Abs_r3").dofadr[0])}
    for side in "rl":
        wanted.update(int(raw.joint(f"{name}_{side}").dofadr[0]) for name in LEG)
        leader = raw.joint(f"knee_angle_{side}").id
        wanted.update(int(raw.jnt_dofadr[raw.eq_obj1id[row]]) for row in knee_rows(raw, leader))
    return {dof: place for place, dof in enumerate(sorted(wanted))}


def _map_tendons(raw: mujoco.MjModel, places: Mapping[int, int]) -> SparseMap:
    kept = []
    for number, tendon in enumerate(raw.actuator_trnid[:, 0]):
        start = int(raw.ten_J_rowadr[tendon])
        for entry in range(start, start + int(raw.ten_J_rownnz[tendon])):
            dof = int(raw.ten_J_colind[entry])
            if dof in places:
                kept.append((entry, number, places[dof]))
    entry, muscle, place = np.array(kept, dtype=np.intp).T
    return SparseMap(entry, muscle, place)


def _dense_tendons(model: MuscleModel, stored: Floats) -> Floats:
    """Expand the used part of MuJoCo 4's sparse tendon Jacobians of fixed pattern, (n, muscles, columns)."""
    dense = np.zeros((len(stored), len(model.muscles), len(model.places)))
    dense[:, model.spread.muscle, model.spread.place] = stored[:, model.spread.entry]
    return dense


def _lumbar_arms(model: MuscleModel, dense: Floats, places: Mapping[int, int]) -> Floats:
    arms: Floats = dense[:, :, [[places[int(dof)] for dof in plane] for plane in model.turns]]
    abdomen = places[int(model.mujoco_model.joint("Abs_r3").dofadr[0])]
    arms[:, :, 0, 0] += ABDOMEN_SHARE / SHARES["lumbar_extension"][0] * dense[:, :, abdomen]
    return arms


def _leg_arms(
    model: MuscleModel, dense: Floats, places: Mapping[int, int], knee_gains: Mapping[str, dict[int, Floats]]
) -> Floats:
    raw = model.mujoco_model
    columns = []
    for side in "rl":
        for name in LEG:
            column = dense[:, :, places[int(raw.joint(f"{name}_{side}").dofadr[0])]]
            if name == "knee_angle":
                for dof, gain in knee_gains[side].items():
                    column = column + gain[:, None] * dense[:, :, places[dof]]
            columns.append(column)
    return np.stack(columns, axis=-1)


def joint_values(model: MuscleModel, angles: Mapping[str, Floats]) -> tuple[Floats, dict[str, dict[int, Floats]]]:
    """The model's joint positions (n, nq) for the angles of ``pose_spine``, and each knee's coupled rates."""
    raw = model.mujoco_model
    count = len(angles["lumbar_extension"])
    values = np.tile(np.array(raw.qpos0), (count, 1))
    for plane, dofs in zip(LUMBAR, model.turns, strict=True):
        for share, dof in zip(SHARES[plane], dofs, strict=True):
            values[:, raw.jnt_qposadr[raw.dof_jntid[dof]]] = share * angles[plane]
    values[:, raw.joint("Abs_r3").qposadr[0]] = ABDOMEN_SHARE * angles["lumbar_extension"]
    gains: dict[str, dict[int, Floats]] = {}
    for side in "rl":
        for name in LEG:
            values[:, raw.joint(f"{name}_{side}").qposadr[0]] = angles[f"{name}_{side}"]
        gains[side] = _follow_knee(raw, f"knee_angle_{side}", angles[f"knee_angle_{side}"], values)
    return values, gains


def _follow_knee(raw: mujoco.MjModel, knee: str, bent: Floats, values: Floats) -> dict[int, Floats]:
    """Set the joints that the model couples to a knee; returns their rates per rad of the knee, by velocity address."""
    leader = raw.joint(knee).id
    gains = {}
    for row in knee_rows(raw, leader):
        follower, curve = raw.eq_obj1id[row], np.array(raw.eq_data[row, 4::-1])
        values[:, raw.jnt_qposadr[follower]] = np.polyval(curve, bent)
        gains[int(raw.jnt_dofadr[follower])] = np.polyval(np.polyder(curve), bent).astype(np.float64)
    return gains


def knee_rows(raw: mujoco.MjModel, leader: int) -> list[int]:
    """The model's couplings to one knee joint."""
    joint = mujoco.mjtEq.mjEQ_JOINT
    return [row for row in range(raw.neq) if raw.eq_type[row] == joint and raw.eq_obj2id[row] == leader]
