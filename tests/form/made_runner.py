"""A made runner whose form is known by construction: hips bounce, feet ride the belt, knees follow from leg length.

The foot's speed against the belt falls from the swing to the belt's speed along a straight ramp
of 70 ms around contact, as both laboratories show, and rises from it again at toe-off.
"""

from dataclasses import dataclass, field

import numpy as np

from runback.form.keypoints import Keypoints

THIGH = SHANK = 0.43


@dataclass(frozen=True)
class MadeRunner:
    """Truth of the made runner: SI units, degrees, seconds."""

    speed: float = 3.0
    stride_s: float = 0.72
    contact_s: float = 0.25
    lean_deg: float = 8.0
    bounce_m: float = 0.08
    reach_m: float = 0.20
    drop_deg: float = 4.0
    elbow_deg: float = 90.0
    seconds: float = 6.0
    walks: bool = False
    contacts: dict[str, float] = field(default_factory=lambda: {"right": 0.10, "left": 0.46})

    def contact_times(self, side: str) -> np.ndarray:
        """Every true contact whose stance ends inside the clip."""
        first = self.contacts[side] % self.stride_s
        times = np.arange(first, self.seconds, self.stride_s)
        return times[times + self.contact_s < self.seconds]

    def keypoints(self, frame_rate: float = 60.0, noise_m: float = 0.0, seed: int = 0) -> Keypoints:
        """The runner filmed at this frame rate, with white noise on every coordinate."""
        time = np.arange(0, self.seconds, 1 / frame_rate)
        points = self.points_at(time)
        rng = np.random.default_rng(seed)
        return Keypoints(time, {name: p + rng.normal(0, noise_m, p.shape) for name, p in points.items()}, "m")

    def points_at(self, time: np.ndarray) -> dict[str, np.ndarray]:
        """Every point at every time, (n, 3)."""
        step = self.stride_s / 2
        lowest = self.contacts["right"] + 0.45 * self.contact_s  # a little before the middle, as in the laboratories
        sign = 1 if self.walks else -1
        height = 0.88 * (THIGH + SHANK) + 0.06 + sign * self.bounce_m / 2 * np.cos(2 * np.pi * (time - lowest) / step)
        hips = np.stack([np.zeros_like(time), height, np.zeros_like(time)], axis=1)
        lean = np.radians(self.lean_deg)
        shoulders = hips + 0.5 * np.array([np.sin(lean), np.cos(lean), 0])
        points = {"nose": shoulders + np.array([0.1, 0.25, 0])}
        for side, sideways in (("left", -1.0), ("right", 1.0)):
            points |= self._side(time, side, sideways, hips, shoulders)
        return points

    def _side(self, time, side, sideways, hips, shoulders):
        phase = (time - self.contacts[side]) % self.stride_s
        sway = np.cos(2 * np.pi * (phase - self.contact_s / 2) / self.stride_s)
        tilt = sway * 0.08 * np.tan(np.radians(self.drop_deg))
        hip = hips + np.stack([0 * time, tilt, np.full_like(time, 0.08 * sideways)], axis=1)
        ankle = self._ankle(phase, sideways)
        knee = bent_knee(hip, ankle)
        shoulder = shoulders + np.array([0, 0, 0.18 * sideways])
        elbow = shoulder + np.array([0, -0.3, 0])
        turn = np.radians(self.elbow_deg)
        wrist = elbow + 0.25 * np.array([np.sin(turn), np.cos(turn), 0])
        named = {"hip": hip, "knee": knee, "ankle": ankle, "shoulder": shoulder, "elbow": elbow, "wrist": wrist}
        named |= {
            "heel": ankle + np.array([-0.05, -0.05, 0]),
            "toe": ankle + np.array([0.15, -0.06, 0]),
            "ear": shoulder + np.array([0.05, 0.22, 0]),
        }
        return {f"{side}_{name}": point for name, point in named.items()}

    def _ankle(self, phase, sideways):
        fine = np.arange(0, self.stride_s, 0.0005)
        forward = np.cumsum(self._foot_speed(fine)) * 0.0005
        forward += self.reach_m - forward[0]
        swing = np.clip((fine - self.contact_s) / (self.stride_s - self.contact_s), 0, 1)
        lift = (0.05 if self.walks else 0.30) * np.sin(np.pi * swing) ** 2
        x, y = np.interp(phase, fine, forward), 0.06 + np.interp(phase, fine, lift)
        return np.stack([x, y, np.full_like(x, 0.04 * sideways)], axis=1)

    def _foot_speed(self, phase):
        """Belt speed in stance; a ramp before contact reaches 57 % of it at contact; the swing brings the foot back."""
        into = np.clip(0.57 + phase / 0.07, 0, 1)
        before = np.clip(0.57 - (self.stride_s - phase) / 0.07, 0, 1)
        out = np.clip(1 - (phase - self.contact_s + 0.033) / 0.10, 0, 1)
        held = np.where(phase < self.stride_s - 0.07, np.minimum(into, out), before)
        swing = np.sin(np.pi * np.clip((phase - self.contact_s) / (self.stride_s - 0.04 - self.contact_s), 0, 1)) ** 2
        back = -self.speed * held
        return back - back.sum() / swing.sum() * swing


def bent_knee(hip: np.ndarray, ankle: np.ndarray) -> np.ndarray:
    """The knee of two equal segments between hip and ankle, bent forwards in the sagittal plane."""
    middle, reach = (hip + ankle) / 2, (ankle - hip)[:, :2]
    half = np.minimum(np.linalg.norm(reach, axis=1) / 2, THIGH - 1e-4)
    bow = np.sqrt(THIGH**2 - half**2)[:, None]
    along = reach / np.linalg.norm(reach, axis=1, keepdims=True)
    knee = middle.copy()
    knee[:, :2] += bow * np.stack([-along[:, 1], along[:, 0]], axis=1)
    return knee


def write_csv(keypoints: Keypoints, axes: str = "xyz", scale: float = 1.0) -> str:
    """The keypoints as a CSV of interface.md; unseen is blank."""
    columns = [(name, "xyz".index(axis)) for name in keypoints.points for axis in axes]
    lines = ["time_s," + ",".join(f"{name}_{'xyz'[axis]}" for name, axis in columns)]
    for row, time in enumerate(keypoints.time_s):
        values = (keypoints.points[name][row, axis] * scale for name, axis in columns)
        lines.append(f"{time:.6f}," + ",".join("" if np.isnan(v) else f"{v:.6f}" for v in values))
    return "\n".join(lines) + "\n"


RUNNER = MadeRunner()


def only(keypoints, *names, axes=3):
    points = {name: values.copy() for name, values in keypoints.points.items() if not names or name in names}
    for values in points.values():
        values[:, axes:] = np.nan
    return Keypoints(keypoints.time_s, points, keypoints.unit)


def without(keypoints, *parts):
    remaining = {name: values for name, values in keypoints.points.items() if not any(part in name for part in parts)}
    return Keypoints(keypoints.time_s, remaining, keypoints.unit)


WALKER = MadeRunner(
    speed=1.4,
    stride_s=1.1,
    contact_s=0.68,
    bounce_m=0.04,
    reach_m=0.3,
    walks=True,
    contacts={"right": 0.1, "left": 0.65},
)
