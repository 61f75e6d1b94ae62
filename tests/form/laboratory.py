"""Runners with force truth under shared/mocap, as keypoints (tests and benchmark read the same)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.io import loadmat

from runback.form.curves import angle_from_vertical
from runback.form.keypoints import Keypoints
from runback.spine.dynamics import Coordinates, move_body
from runback.spine.motion import read_movement
from runback.spine.osim import read_osim

HAMNER_POINTS = {
    "shoulder": "humerus",
    "elbow": "ulna",
    "wrist": "hand",
    "hip": "femur",
    "knee": "tibia",
    "ankle": "talus",
    "heel": "calcn",
    "toe": "toes",
}


@dataclass(frozen=True)
class Trial:
    """Points by name (n, 3), and for each side the true contacts and toe-offs (m, 2) in s."""

    name: str
    time_s: np.ndarray
    points: dict[str, np.ndarray]
    contacts: dict[str, np.ndarray]

    def keypoints(self, frame_rate: float, noise_m: float = 0.0, seed: int = 0, offset_s: float = 0.0) -> Keypoints:
        """The trial as a camera of that rate would see it, with white noise."""
        rng = np.random.default_rng(seed)
        times = np.arange(self.time_s[0] + offset_s, self.time_s[-1], 1 / frame_rate)
        points = {name: CubicSpline(self.time_s, p)(times) for name, p in self.points.items()}
        return Keypoints(times, {name: p + rng.normal(0, noise_m, p.shape) for name, p in points.items()}, "m")

    def inner_contacts(self, side: str, margin_s: float = 0.15) -> np.ndarray:
        """True contacts and toe-offs that are well inside the trial."""
        pairs = self.contacts[side]
        return pairs[(pairs[:, 0] > self.time_s[0] + margin_s) & (pairs[:, 1] < self.time_s[-1] - margin_s)]


def read_trials(folder: Path) -> Iterator[Trial]:
    """Hamner at 2 and 4 m/s, with the feet's segment origins and with shoe markers; FootNet right and left.

    The last is another of Hamner's runners at 4 m/s, out of ``../spine``.
    """
    for speed in (2, 4):
        yield _hamner(folder, speed, has_shoe_markers=False)
        yield _hamner(folder, speed, has_shoe_markers=True)
    for side in ("right", "left"):
        yield _footnet(folder, side)
    yield _hamner_2010(folder.parent / "spine" / "hamner2010")


def _hamner(folder: Path, speed: int, *, has_shoe_markers: bool) -> Trial:
    joints = np.load(folder / f"fk_{speed}.npz")
    points = {
        f"{side}_{point}": joints[f"{segment}_{side[0]}"]
        for side in ("left", "right")
        for point, segment in HAMNER_POINTS.items()
    }
    if has_shoe_markers:
        columns, rows = read_mot(folder / f"Run_{speed}0002_IK.mot")
        for side in ("left", "right"):
            for point, marker in (("heel", "CAL"), ("toe", "TOE")):
                places = [columns.index(f"{side[0].upper()}{marker}_t{axis}") for axis in "xyz"]
                points[f"{side}_{point}"] = rows[:, places]
    columns, rows = read_mot(folder / f"Run_{speed}0002_GRF_newCOP3_v24.mot")
    upward = [i for i, name in enumerate(columns) if name.endswith("ground_force_vy")]
    contacts = {s: crossings(rows[:, 0], rows[:, i], 100) for s, i in zip(("right", "left"), upward, strict=True)}
    return Trial(f"hamner-{speed}{'-markers' if has_shoe_markers else ''}", joints["t"], points, contacts)


def _footnet(folder: Path, side: str) -> Trial:
    """Twenty-seven strides that follow each other, 4.7 m/s; knee, ankle, heel end and toe end of the foot segment."""
    held = loadmat(folder / "footnet_example_27strides.mat", squeeze_me=True)

    def joined(name: str) -> np.ndarray:
        return np.concatenate([stride[:, [1, 2, 0]] for stride in held[side[0] + name]])

    names = {"knee": "tib_prox", "ankle": "tib_dist", "heel": "foot_prox", "toe": "foot_dist"}
    points = {f"{side}_{point}": joined(name) for point, name in names.items()}
    force = np.concatenate([stride[:, 2] for stride in held[f"{side[0]}grf"]])
    contacts = crossings(np.arange(len(force)) / 2000, force, 50)
    return Trial(f"footnet-{side}", np.arange(len(points[f"{side}_knee"])) / 200, points, {side: contacts})


def _hamner_2010(folder: Path) -> Trial:
    """A runner with joints and plates sampled at 60 a second, so the plates' instants are accurate to about 4 ms."""
    movement = read_movement(folder / "subject02_running_ik.mot")
    still = {name: np.zeros_like(values) for name, values in movement.coordinates.items()}
    moving = Coordinates(movement.time_s, movement.coordinates, still, still)
    frames = move_body(read_osim(folder / "subject02_RRA_Adjusted.osim"), moving).frames
    points = {
        f"{side}_{point}": frames[f"{segment}_{side[0]}"].origin
        for side in ("left", "right")
        for point, segment in HAMNER_POINTS.items()
    }
    columns, rows = read_mot(folder / "subject02_running_grf.mot")
    upward = [i for i, name in enumerate(columns) if name.endswith("ground_force_vy")]
    contacts = {s: crossings(rows[:, 0], rows[:, i], 100) for s, i in zip(("right", "left"), upward, strict=True)}
    return Trial("hamner-2010", movement.time_s, points, contacts)


def read_mot(path: Path) -> tuple[list[str], np.ndarray]:
    """Column names and rows of an OpenSim motion file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip().startswith("time"))
    return lines[start].split(), np.array([line.split() for line in lines[start + 1 :] if line.strip()], dtype=float)


def crossings(time_s: np.ndarray, force_n: np.ndarray, threshold_n: float) -> np.ndarray:
    """Times the force rises over and falls under the threshold, (m, 2), of loads longer than 50 ms."""
    loaded = (force_n > threshold_n).astype(int)
    ups, downs = np.flatnonzero(np.diff(loaded) == 1), np.flatnonzero(np.diff(loaded) == -1)

    def instant(row: int) -> float:
        share = (threshold_n - force_n[row]) / (force_n[row + 1] - force_n[row])
        return float(time_s[row] + share * (time_s[row + 1] - time_s[row]))

    pairs = [(instant(up), instant(downs[downs > up][0])) for up in ups if (downs > up).any()]
    return np.array([pair for pair in pairs if pair[1] - pair[0] > 0.05])


def true_metrics(trial):
    """Each metric read from the noiseless joint centres at the force plate's contacts."""
    at = {name: CubicSpline(trial.time_s, values) for name, values in trial.points.items()}
    leg = np.mean(
        [
            np.median(np.linalg.norm(trial.points[f"{s}_{a}"] - trial.points[f"{s}_{b}"], axis=1))
            for s in ("left", "right")
            for a, b in (("hip", "knee"), ("knee", "ankle"))
        ]
    )
    leg *= 2
    found = {}
    for side in ("left", "right"):
        other = "left" if side == "right" else "right"
        on, off = trial.inner_contacts(side).T
        hip, knee, ankle = (at[f"{side}_{point}"](on) for point in ("hip", "knee", "ankle"))
        hips = (at["left_hip"](on) + at["right_hip"](on)) / 2
        across = at[f"{side}_hip"]((on + off) / 2) - at[f"{other}_hip"]((on + off) / 2)
        shank = angle_from_vertical((ankle - knee) * [1, -1, 1])
        thigh = angle_from_vertical((knee - hip) * [1, -1, 1])
        found[side] = {
            "shank_angle_contact_deg": shank,
            "knee_flexion_contact_deg": thigh - shank,
            "overstride_pct_leg": 100 * (ankle - hips)[:, 0] / leg,
            "pelvic_drop_midstance_deg": np.degrees(np.arctan2(across[:, 1], np.abs(across[:, 2]))),
            "contact_time_ms": 1000 * (off - on),
        }
    return found, leg
