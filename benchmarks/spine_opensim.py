"""Speed against OpenSim's static optimisation on the same model, movement and machine, in one run.

The corrected muscle model is exported (bodies, joints, the coupled levels, every muscle's points and strength; the
wrapping surfaces are left out, which only makes OpenSim faster), built with OpenSim's own API, and its static
optimisation is timed over a few frames of the same stride that ours takes whole.

    python -m benchmarks.spine_opensim --opensim-python /path/to/venv/bin/python [--frames 5] [--write]

The other Python needs ``pip install opensim``; Runback itself never does.
"""

import argparse
import json
import os
import platform
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import mujoco
import numpy as np
from scipy.interpolate import CubicSpline

from benchmarks.data import ROOT
from benchmarks.spine import SUBJECTS, Subject, head, row
from runback.spine.corrections import ABDOMEN_SHARE, SHARES, VERTEBRAE
from runback.spine.errors import UnusableMotion
from runback.spine.ground import apply_ground, read_ground
from runback.spine.motion import read_movement, smooth_movement
from runback.spine.muscle_model import MuscleModel, joint_values, knee_rows
from runback.spine.names import LEGS, LUMBAR, PELVIS
from runback.spine.osim import read_osim
from runback.spine.settings import GAIT_LOWPASS_HZ, Person, Settings
from runback.spine.sharing import share_load
from runback.spine.simulation import Simulation, open_stride
from runback.spine.solving import LEGS_GIVE_NM2, LUMBAR_GIVE_NM2
from runback.spine.stride import Stride, prepare_stride
from runback.spine.tables import read_table

PAGE = ROOT / "docs" / "spine-speed.md"
SUBJECT = SUBJECTS[0]
_PARTS = (
    "sacrum",
    *VERTEBRAE,
    "Abdomen",
    *(f"{bone}_{side}" for side in "rl" for bone in ("femur", "tibia", "talus", "patella")),
)
_MASSES = {"sacrum": 10.3, "torso": 22.0, "femur": 8.2, "tibia": 3.3, "talus": 1.4}
_TURNS = ("FE", "LB", "AR")
_NAMES = {f"L5_S1_{turn}": name for turn, name in zip(_TURNS, LUMBAR, strict=True)}


@dataclass(frozen=True)
class Frame:
    """Where the model's bodies are in the neutral posture, seen from the sacrum."""

    data: mujoco.MjData
    back: np.ndarray
    origin: np.ndarray

    def place(self, world: np.ndarray) -> np.ndarray:
        """A point of the world in the sacrum's axes."""
        return self.back.T @ (world - self.origin)


def export(model: MuscleModel, stride: Stride) -> dict[str, object]:
    """The corrected model at the runner's scale, all frames parallel to the sacrum in the neutral posture."""
    raw = model.mujoco_model
    still = {name: np.zeros(1) for name in (*LUMBAR, *LEGS)}
    data = mujoco.MjData(raw)
    data.qpos[:] = joint_values(model, still)[0][0]
    mujoco.mj_kinematics(raw, data)
    sacrum = raw.body("sacrum").id
    frame = Frame(data, data.xmat[sacrum].reshape(3, 3).copy(), data.xpos[sacrum].copy())
    holder = _holders(raw)
    return {
        "bodies": [_body(raw, frame, name, stride) for name in _PARTS],
        "muscles": [_muscle(model, frame, holder, number, stride) for number in range(raw.nu)],
        "couplers": _couplers(),
        "reserves": _reserves(),
    }


def _holders(raw: mujoco.MjModel) -> dict[int, str]:
    """For each body, the exported body it moves with."""
    ids = {raw.body(name).id: name for name in _PARTS}
    found = {}
    for body in range(raw.nbody):
        at = body
        while at and at not in ids:
            at = int(raw.body_parentid[at])
        found[body] = ids.get(at, "sacrum")
    return found


def _body(raw: mujoco.MjModel, frame: Frame, name: str, stride: Stride) -> dict[str, object]:
    body = raw.body(name).id
    mass = next((mass for start, mass in _MASSES.items() if name.startswith(start)), 0.2)
    part = {"name": name, "mass": mass, "centre": [0.0, 0.0, 0.0], "inertia": [0.05 * mass] * 3 + [0.0] * 3}
    if name == "sacrum":
        turns = [
            _axis("turn", axis, one) for axis, one in zip(((0, 0, 1), (1, 0, 0), (0, 1, 0)), PELVIS[:3], strict=True)
        ]
        slides = [_axis("slide", axis, one) for axis, one in zip(np.eye(3).tolist(), PELVIS[3:], strict=True)]
        return part | {"parent": "ground", "offset": [0.0, 0.0, 0.0], "axes": [*turns, *slides]}
    parent = _holders(raw)[int(raw.body_parentid[body])]
    offset = frame.place(frame.data.xpos[body]) - frame.place(frame.data.xpos[raw.body(parent).id])
    return part | {
        "parent": parent,
        "offset": (stride.scale * offset).tolist(),
        "axes": _axes(raw, frame, body, name, stride),
    }


def _axes(raw: mujoco.MjModel, frame: Frame, body: int, name: str, stride: Stride) -> list[dict[str, object]]:
    axes = []
    for joint in range(raw.body_jntadr[body], raw.body_jntadr[body] + raw.body_jntnum[body]):
        label = raw.joint(joint).name
        is_slide = raw.jnt_type[joint] == mujoco.mjtJoint.mjJNT_SLIDE
        if label.startswith(("slide_", "Abs_t")):
            continue
        direction = (frame.back.T @ frame.data.xaxis[joint]).tolist()
        curve, coordinate = _curve(raw, joint), _coordinate(label, name)
        if curve is not None and is_slide:
            curve = [stride.scale * value for value in curve]
        axes.append(_axis("slide" if is_slide else "turn", direction, coordinate, curve or [0.0, 1.0]))
    return axes


def _coordinate(label: str, body: str) -> str:
    if body.startswith(("tibia", "patella")):
        side = body[-1]
        return f"knee_angle_{side}" if body.startswith("tibia") else f"knee_beta_{side}"
    known = {"flex_extension": LUMBAR[0], "lat_bending": LUMBAR[1], "axial_rotation": LUMBAR[2]}
    return known.get(label, label)


def _curve(raw: mujoco.MjModel, joint: int) -> list[float] | None:
    """The joint as a polynomial of the knee, without its constant (the neutral posture holds it)."""
    for leader in (raw.joint(f"knee_angle_{side}").id for side in "rl"):
        for number in knee_rows(raw, leader):
            if raw.eq_obj1id[number] == joint:
                return [0.0, *(float(value) for value in raw.eq_data[number, 1:5])]
    return None


def _axis(kind: str, direction: object, coordinate: str, curve: list[float] | None = None) -> dict[str, object]:
    return {"kind": kind, "direction": list(direction), "coordinate": coordinate, "curve": curve or [0.0, 1.0]}


def _muscle(model: MuscleModel, frame: Frame, holder: dict[int, str], number: int, stride: Stride) -> dict[str, object]:
    raw = model.mujoco_model
    tendon = int(raw.actuator_trnid[number, 0])
    points = []
    for wrap in range(raw.tendon_adr[tendon], raw.tendon_adr[tendon] + raw.tendon_num[tendon]):
        if raw.wrap_type[wrap] == mujoco.mjtWrap.mjWRAP_SITE:
            site = int(raw.wrap_objid[wrap])
            body = holder[int(raw.site_bodyid[site])]
            home = frame.place(frame.data.xpos[raw.body(body).id])
            points.append([body, (stride.scale * (frame.place(frame.data.site_xpos[site]) - home)).tolist()])
    return {"name": model.muscles[number], "points": points, "strength": 0.0}


def _couplers() -> list[tuple[str, str, float]]:
    pairs = []
    for turn, name in zip(_TURNS, LUMBAR, strict=True):
        shares = SHARES[name]
        for joint, share in zip(("L4_L5", "L3_L4", "L2_L3", "L1_L2"), shares[1:], strict=True):
            pairs.append((f"{joint}_{turn}", name, share / shares[0]))
    pairs.append(("Abs_r3", LUMBAR[0], ABDOMEN_SHARE / SHARES[LUMBAR[0]][0]))
    return [*pairs, *((f"knee_beta_{side}", f"knee_angle_{side}", 1.0) for side in "rl")]


def _reserves() -> dict[str, float]:
    lumbar = dict.fromkeys(LUMBAR, LUMBAR_GIVE_NM2**0.5)
    legs = dict.fromkeys(LEGS, LEGS_GIVE_NM2**0.5)
    return {**dict.fromkeys(PELVIS, 1000.0), **lumbar, **legs}


def write_movement(folder: Path, stride: Stride, model: MuscleModel) -> None:
    """The same 101 frames as an OpenSim movement, with the turn shared out over the levels."""
    movement = read_movement(SUBJECT.path(SUBJECT.kinematics))
    values = smooth_movement(movement, stride.lowpass_hz).at(stride.time_s).value
    columns = {"time": stride.time_s, **{name: values[name] for name in (*PELVIS, *LEGS)}}
    for side in "rl":
        columns[f"knee_angle_{side}"] = columns[f"knee_angle_{side}"] * movement.knee_sign
        columns[f"knee_beta_{side}"] = columns[f"knee_angle_{side}"]
    for turn, name in zip(_TURNS, LUMBAR, strict=True):
        columns[name] = SHARES[name][0] * values[name]
        for joint, share in zip(("L4_L5", "L3_L4", "L2_L3", "L1_L2"), SHARES[name][1:], strict=True):
            columns[f"{joint}_{turn}"] = share * values[name]
    columns["Abs_r3"] = ABDOMEN_SHARE * values[LUMBAR[0]]
    write_storage(folder / "movement.mot", columns)


def write_storage(path: Path, columns: dict[str, np.ndarray]) -> None:
    """An OpenSim table in rad."""
    table = np.stack(list(columns.values()), axis=1)
    rows = ["\t".join(f"{value:.10f}" for value in line) for line in table]
    lines = ["movement", "version=1", f"nRows={len(table)}", f"nColumns={len(columns)}", "inDegrees=no", "endheader"]
    path.write_text("\n".join([*lines, "\t".join(columns), *rows]) + "\n")


def write_loads(folder: Path, stride: Stride) -> None:
    """The ground reaction at the same frames, at the ground's origin with its moment."""
    forces = apply_ground(read_ground(SUBJECT.path(SUBJECT.ground)), stride.motion, stride.time_s, stride.lowpass_hz)
    columns = {"time": stride.time_s}
    pieces = []
    for side in "rl":
        wrench = forces[f"calcn_{side}"]
        for number, letter in enumerate("xyz"):
            columns[f"f{side}_v{letter}"] = wrench.force[:, number]
            columns[f"f{side}_p{letter}"] = np.zeros(len(stride.time_s))
            columns[f"f{side}_t{letter}"] = wrench.moment[:, number]
        pieces.append(
            f'<ExternalForce name="{side}"><applied_to_body>talus_{side}</applied_to_body>'
            "<force_expressed_in_body>ground</force_expressed_in_body>"
            "<point_expressed_in_body>ground</point_expressed_in_body>"
            f"<force_identifier>f{side}_v</force_identifier><point_identifier>f{side}_p</point_identifier>"
            f"<torque_identifier>f{side}_t</torque_identifier></ExternalForce>"
        )
    write_storage(folder / "loads.mot", columns)
    (folder / "loads.xml").write_text(
        '<?xml version="1.0"?><OpenSimDocument Version="40000"><ExternalLoads name="loads"><objects>'
        f"{''.join(pieces)}</objects><datafile>{folder / 'loads.mot'}</datafile></ExternalLoads></OpenSimDocument>"
    )


def time_ours() -> tuple[Simulation, float, float]:
    """Our simulation, and the median seconds of a stride with its band and of a re-solve."""
    movement, ground = read_movement(SUBJECT.path(SUBJECT.kinematics)), read_ground(SUBJECT.path(SUBJECT.ground))
    body, person = read_osim(SUBJECT.path(SUBJECT.model)), Person(SUBJECT.mass_kg)
    strides, sliders = [], []
    opened = open_stride(prepare_stride(movement, person, ground=ground, skeleton=body))
    for _ in range(5):
        started = time.perf_counter()
        opened = open_stride(prepare_stride(movement, person, ground=ground, skeleton=body))
        strides.append(time.perf_counter() - started)
        started = time.perf_counter()
        opened.solve({"all_deep": 0.7})
        sliders.append(time.perf_counter() - started)
    return opened, float(np.median(strides)), float(np.median(sliders))


def compare(opened: Simulation, answer: dict[str, object]) -> tuple[str, str]:
    """How alike both programs' trunk activations are: as run, and when ours is asked for the moments theirs gives."""
    model, problem = opened.stride.model, opened.problem
    rows = [int(np.argmin(np.abs(opened.stride.time_s - one))) for one in answer["time_s"]]
    theirs = np.array([answer["activation"][name] for name in model.muscles]).T
    arms = problem.arms[rows] * problem.full_strength_n
    asked = share_load(arms, (arms @ theirs[..., None])[..., 0], problem.give, problem.floor).activation
    trunk = model.is_trunk
    as_run, same = (
        np.corrcoef(one[:, trunk].ravel(), theirs[:, trunk].ravel())[0, 1]
        for one in (opened.before.activation[rows], asked)
    )
    return f"{as_run:.3f}", f"{same:.3f}"


def main() -> None:
    """Run both and print the comparison."""
    parser = argparse.ArgumentParser(description="Speed against OpenSim's static optimisation.")
    parser.add_argument("--opensim-python", type=Path, required=True)
    parser.add_argument("--frames", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write docs/spine-speed.md")
    wanted = parser.parse_args()
    opened, stride_s, slider_s = time_ours()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        description = export(opened.stride.model, opened.stride)
        for muscle, strength in zip(description["muscles"], opened.problem.full_strength_n, strict=True):
            muscle["strength"] = float(strength)
        (folder / "model.json").write_text(json.dumps(description | {"time_s": opened.stride.time_s.tolist()}))
        write_movement(folder, opened.stride, opened.stride.model)
        write_loads(folder, opened.stride)
        list_moments(folder)
        side = ROOT / "benchmarks" / "spine_opensim_side.py"
        subprocess.run([wanted.opensim_python, side, folder, str(wanted.frames)], check=True, cwd=folder)
        answer = json.loads((folder / "answer.json").read_text())
        moments = moment_rows(folder)
    page = make_page(opened, stride_s, slider_s, answer, moments)
    print(page)
    if wanted.write:
        PAGE.write_text(page, encoding="utf-8")


def usual_filter(subject: Subject) -> float:
    """The low-pass that the program takes by itself."""
    return GAIT_LOWPASS_HZ["walk" if "walk" in subject.name else "run"]


def moment_jobs() -> list[tuple[Subject, float]]:
    """Every movement at its usual filter and two more, and the walk with two other bodies."""
    jobs = [(subject, cutoff) for subject in SUBJECTS for cutoff in sorted({6.0, 10.0, usual_filter(subject)})]
    for model in ("Rajagopal2016.osim", "RajagopalLaiUhlrich2023.osim"):
        name = f"the same walk, body of {model.removesuffix('.osim')}"
        jobs.append((replace(SUBJECTS[3], name=name, model=f"../models/{model}"), 6.0))
    return jobs


def list_moments(folder: Path) -> None:
    """Which movements OpenSim's inverse dynamics shall work out."""
    jobs = []
    for number, (subject, cutoff) in enumerate(moment_jobs()):
        movement = read_movement(subject.path(subject.kinematics))
        jobs.append({
            "model": str(subject.path(subject.model)), "kinematics": str(subject.path(subject.kinematics)),
            "lowpass_hz": cutoff, "start_s": float(movement.time_s[0]), "end_s": float(movement.time_s[-1]),
            "result": f"moments_{number}_{cutoff:g}.sto",
        })  # fmt: skip
    (folder / "moments.json").write_text(json.dumps(jobs))


def moment_rows(folder: Path) -> list[str]:
    """Rows of movement and filter: correlation and RMSE in each plane, at OpenSim's own instants.

    Drawing straight lines between their 60 a second had made up to 7.7 Nm of difference that is in neither.
    """
    rows = [head("Movement", "low-pass", *(f"{plane} r, RMSE" for plane in LUMBAR))]
    for number, (subject, cutoff) in enumerate(moment_jobs()):
        table = read_table(folder / f"moments_{number}_{cutoff:g}.sto", UnusableMotion)
        stride = subject.open(Settings(lowpass_hz=cutoff)).stride
        cells = []
        time_s = table.column("time")
        seen = (time_s >= stride.time_s[0]) & (time_s <= stride.time_s[-1])
        curves = CubicSpline(stride.time_s, stride.moments.value_nm)(time_s[seen])
        for place, plane in enumerate(LUMBAR):
            theirs, ours = table.column(f"{plane}_moment")[seen], curves[:, place]
            rmse = float(np.sqrt(np.mean((ours - theirs) ** 2)))
            cells.append(f"{np.corrcoef(ours, theirs)[0, 1]:.4f}, {rmse:.2f} Nm")
        rows.append(row(subject.name, f"{cutoff:g} Hz", *cells))
    return rows


def make_page(
    opened: Simulation, stride_s: float, slider_s: float, answer: dict[str, object], moments: list[str]
) -> str:
    """The comparison as Markdown."""
    done, frames = len(answer["time_s"]), len(opened.stride.time_s)
    theirs = answer["seconds"] / done * frames
    as_run, same = compare(opened, answer)
    version = answer["version"].split("-")[0]
    rows = [
        head("What", "seconds", "times faster"),
        row(f"OpenSim {version} static optimisation, {done} frames", f"{answer['seconds']:.1f}", ""),
        row(f"the same for {frames} frames, by proportion", f"{theirs:.0f}", "1"),
        row(f"Runback, {frames} frames, all steps and band", f"{stride_s:.2f}", f"{theirs / stride_s:.0f}"),
        row("Runback, one slider moved, with its band", f"{slider_s:.3f}", f"{theirs / slider_s:.0f}"),
    ]
    return _PAGE.format(
        subject=SUBJECT.name,
        machine=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        muscles=len(opened.stride.model.muscles),
        rows="\n".join(rows),
        as_run=as_run,
        same=same,
        moments="\n".join(moments),
    )


_PAGE = """# The spine: speed against OpenSim

Written by `python -m benchmarks.spine_opensim --write`; do not edit it.

Same model ({muscles} muscles with the same points and strengths, levels coupled), same movement ({subject}), same
machine ({machine}; other programs were running), one after the other.
OpenSim's side has no wrapping surfaces and plain path actuators for muscles, which spares it work. Ours counts
everything after the files are read: filter, inverse dynamics, moment arms, 101 frames of sharing and the band of six
more modelling choices. Loading the muscle model, about a second once a process, is not counted.

{rows}

Asked for the same lumbar and leg moments, the two programs' trunk activations correlate with r = {same}; what is left
is where our muscles wrap and OpenSim's go straight. As run the correlation is {as_run}: OpenSim moves the trunk's mass
with the turn shared out over the levels, ours keeps it where inverse kinematics put it (decision 0171).

## Lumbar moments, OpenSim's inverse dynamics run in the same go

The same segments (.osim) and the same low-pass on both sides, all of our stride's frames.

{moments}
"""


if __name__ == "__main__":
    main()
