"""Small made-up kinematics, force and model files."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from runback.spine.motion import REQUIRED
from runback.spine.names import ARMS

SWINGING = {
    "hip_flexion_r": 30.0,
    "hip_flexion_l": -30.0,
    "knee_angle_r": 25.0,
    "knee_angle_l": -25.0,
    "lumbar_extension": 4.0,
}


def made_up_run(rows: int = 200, rate_hz: float = 100.0, stride_s: float = 0.7) -> dict[str, np.ndarray]:
    """Columns of a made-up run in degrees and metres: sines at the stride's and the step's frequency."""
    time = np.arange(rows) / rate_hz
    phase = 2 * np.pi * time / stride_s
    columns = {"time": time}
    for name in (*REQUIRED, *ARMS):
        columns[name] = np.zeros(rows)
    for name, amplitude in SWINGING.items():
        columns[name] = amplitude * np.sin(phase)
    for side in "rl":
        columns[f"knee_angle_{side}"] = columns[f"knee_angle_{side}"] - 40.0
    columns["pelvis_tx"] = 3.0 * time
    columns["pelvis_ty"] = 0.93 + 0.04 * np.sin(2 * phase)
    return columns


def write_mot(path: Path, columns: Mapping[str, np.ndarray], in_degrees: str | None = "yes") -> Path:
    """An OpenSim table of the columns."""
    head = ["Coordinates", "version=1"] + ([f"inDegrees={in_degrees}"] if in_degrees else []) + ["endheader"]
    rows = np.stack(list(columns.values()), axis=1)
    body = ["\t".join(f"{value:.8f}" for value in row) for row in rows]
    path.write_text("\n".join([*head, "\t".join(columns), *body]) + "\n")
    return path
