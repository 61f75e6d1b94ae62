"""What cannot be used: the command ends with code 3 and names code, sentence and file; nothing is guessed."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runback.cli.main import run
from runback.spine.errors import UnusableForces, UnusableMotion
from runback.spine.ground import read_ground
from runback.spine.motion import read_movement
from runback.spine.settings import Settings, band_choices
from tests.shared_data import shared_path
from tests.spine.files import made_up_run, write_mot

LENGTHS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
Columns = dict[str, np.ndarray]


def ask(capsys: pytest.CaptureFixture[str], *arguments: str, mass: str = "70") -> tuple[int, dict]:
    code = run(["spine", "--mass-kg", mass, *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def write(folder: Path, name: str, columns: Columns | None = None, said: str = "yes") -> Path:
    return write_mot(folder / name, made_up_run() if columns is None else columns, said)


def without(columns: Columns, name: str) -> Columns:
    return {key: one for key, one in columns.items() if key != name}


def times(columns: Columns, factor: float, names: tuple[str, ...]) -> Columns:
    return {key: one * factor if key in names else one for key, one in columns.items()}


def put(columns: Columns, value: float) -> Columns:
    columns["lumbar_bending"][7] = value
    return columns


ANGLES = tuple(name for name in made_up_run() if name not in (*LENGTHS, "time"))


@pytest.mark.parametrize(
    ("spoil", "said", "words"),
    [
        (lambda c: without(c, "hip_flexion_r"), "yes", "no column hip_flexion_r"),
        (lambda c: times(c, np.pi / 180, ANGLES), "yes", "look like radians"),
        (lambda c: c, "no", "look like degrees"),
        (lambda c: times(c, 1000.0, LENGTHS), "yes", "look like millimetres"),
        (lambda c: times(c, 1000.0, ("pelvis_tx",)), "yes", "look like millimetres"),
        (lambda c: times(c, 1000.0, ("time",)), "yes", "is time in milliseconds?"),
        (lambda c: {key: one[:3] for key, one in c.items()}, "yes", "3 rows are too few"),
        (lambda c: put(c, np.nan), "yes", "lumbar_bending has no number in row 8"),
        (lambda c: put(c, np.inf), "yes", "lumbar_bending has no number in row 8"),
        (lambda c: put(c, 1e30), "yes", "lumbar_bending reaches 1e+30 degrees"),
    ],
)
def test_kinematics_that_cannot_be_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, spoil: Callable[[Columns], Columns], said: str, words: str
) -> None:
    path = write(tmp_path, "run.mot", spoil(made_up_run()), said)
    code, result = ask(capsys, "--kinematics", str(path))
    assert code == 3
    assert result["error"]["code"] == "unusable_motion"
    assert result["error"]["path"] == str(path)
    assert words in result["error"]["message"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has no table in it"),
        (bytes(range(256)) * 20, "is not a text table"),
        (
            b"\0" * 4000,
            "lumbar_extension and 12 more",
        ),
        ("time\tx\n0\t1\n".encode("utf-16"), "is not a text table"),
        (b"name\nendheader\n", "has no table in it"),
    ],
)
@pytest.mark.parametrize("option", ["--kinematics", "--grf", "--model"])
def test_files_of_another_kind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, content: bytes, words: str
) -> None:
    codes = {"--kinematics": "unusable_motion", "--grf": "unusable_forces", "--model": "unusable_model"}
    path = tmp_path / "odd.mot"
    path.write_bytes(content)
    good = [] if option == "--kinematics" else ["--kinematics", str(write(tmp_path, "run.mot"))]
    code, result = ask(capsys, option, str(path), *good)
    assert code == 3
    assert result["error"]["code"] == codes[option]
    assert result["error"]["path"] == str(path)
    assert words in result["error"]["message"] or option != "--kinematics"


@pytest.mark.parametrize(
    ("option", "size"), [("--kinematics", 300_000_000), ("--grf", 300_000_000), ("--model", 60_000_000)]
)
def test_a_huge_file_is_refused_unread(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, size: int
) -> None:
    path = tmp_path / "huge.mot"
    with path.open("wb") as file:
        file.truncate(size)
    good = [] if option == "--kinematics" else ["--kinematics", str(write(tmp_path, "run.mot"))]
    code, result = ask(capsys, option, str(path), *good)
    assert code == 3
    assert "larger than" in result["error"]["message"]
    assert result["error"]["path"] == str(path)


@pytest.mark.parametrize("mass", ["0", "-70", "1000", "nan", "70000"])
def test_a_mass_that_nobody_has(capsys: pytest.CaptureFixture[str], tmp_path: Path, mass: str) -> None:
    code, result = ask(capsys, "--kinematics", str(write(tmp_path, "run.mot")), mass=mass)
    assert code == 3
    assert result["error"]["code"] == "bad_setting"
    assert "from 20 to 250" in result["error"]["message"]


@pytest.mark.parametrize("weak", ["deep_es=2", "deep_es=-0.1", "deep_es=nan", "glutes=0.5"])
def test_a_weakness_that_means_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path, weak: str) -> None:
    code, result = ask(capsys, "--kinematics", str(write(tmp_path, "run.mot")), "--weak", weak)
    assert code == 3
    assert result["error"]["code"] == "bad_setting"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text[: len(text) // 2], "is not readable XML"),
        (lambda text: re.sub(r"<mass>[^<]*</mass>", "<mass>0</mass>", text), "weighs 0 kg"),
        (lambda text: text.replace("<mass>", "<mass>-"), "pelvis of the body model weighs -10"),
        (
            lambda text: re.sub(r"<mass>[^<]*</mass>", "<mass>much</mass>", text, count=1),
            "where a number belongs: much",
        ),
        (lambda text: text.replace("lumbar_bending", "back_bending"), "no coordinate lumbar_bending"),
        (lambda text: text.replace("hip_rotation_l", "turn"), "no coordinate hip_rotation_l"),
    ],
)
def test_bodies_that_cannot_be_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, spoil: Callable[[str], str], words: str
) -> None:
    text = shared_path("spine", "hamner2010", "subject02_RRA_Adjusted.osim").read_text()
    path = tmp_path / "body.osim"
    path.write_text(spoil(text))
    code, result = ask(capsys, "--kinematics", str(write(tmp_path, "run.mot")), "--model", str(path))
    assert code == 3
    assert result["error"]["code"] == "unusable_model"
    assert result["error"]["path"] == str(path)
    assert words in result["error"]["message"]


@pytest.mark.corpus
def test_forces_of_another_time_name_their_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    columns = made_up_run()
    columns["time"] = columns["time"] + 100.0
    forces = shared_path("spine", "rajagopal_walk", "grf_walk.mot")
    code, result = ask(capsys, "--kinematics", str(write(tmp_path, "run.mot", columns)), "--grf", str(forces))
    assert code == 3
    assert result["error"]["code"] == "unusable_forces"
    assert result["error"]["path"] == str(forces)


@pytest.mark.corpus
def test_another_persons_forces_are_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    files = [
        "--kinematics", str(shared_path("mocap", "Run_40002_IK.mot")),
        "--grf", str(shared_path("mocap", "Run_40002_GRF_newCOP3_v24.mot")),
    ]  # fmt: skip
    result = {mass: {one["id"] for one in ask(capsys, *files, mass=mass)[1]["warnings"]} for mass in ("72.84", "110")}
    assert "forces_differ" not in result["72.84"]
    assert "forces_differ" in result["110"]


def test_feet_instead_of_metres_are_a_warning(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = write(tmp_path, "run.mot", times(made_up_run(), 3.28, LENGTHS))
    code, result = ask(capsys, "--kinematics", str(path))
    assert code == 0
    assert "odd_height" in {one["id"] for one in result["warnings"]}


@pytest.mark.corpus
def test_a_weakness_nobody_can_run_with_is_a_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    """Raw markers at 60 Hz ask for moments that no back without deep muscles holds."""
    kinematics = shared_path("spine", "hamner2010", "subject02_running_ik.mot")
    code, result = ask(capsys, "--kinematics", str(kinematics), "--weak", "all_deep=1", mass="65.9")
    assert code == 0
    assert result["feasible"] is False
    assert any(one["id"] == "not_feasible" and "cannot hold" in one["text"] for one in result["warnings"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"knee_angle_r": np.negative}, "a bent knee has one sign on both sides"),
        ({"hip_flexion_r": np.radians}, "hip_flexion_r moves by 1 degrees and hip_flexion_l by 60"),
        ({"knee_angle_l": np.zeros_like}, r"Is knee_angle_l in radians, or not recorded\?"),
        ({"pelvis_ty": lambda one: 100 * one}, "these look like centimetres"),
        ({"pelvis_ty": lambda one: 1000 * one}, "these look like millimetres"),
    ],
)
def test_a_column_in_another_unit_or_sign_is_named(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(UnusableMotion, match=words):
        read_movement(
            write_mot(
                tmp_path / "run.mot",
                {name: changes[name](one) if name in changes else one for name, one in made_up_run().items()},
            )
        )


def test_capital_letters_and_the_letters_of_windows_are_read(tmp_path: Path) -> None:
    path = write_mot(tmp_path / "run.mot", made_up_run())
    sound = read_movement(path).coordinates["hip_flexion_r"]
    text = path.read_text().replace("time\t", "Time\t").replace("hip_flexion_r", "Hip_Flexion_R")
    path.write_bytes(text.replace("Coordinates", "Gelaufen von Jörg").encode("cp1252"))
    assert np.array_equal(read_movement(path).coordinates["hip_flexion_r"], sound)


def test_a_file_of_markers_is_named(tmp_path: Path) -> None:
    path = tmp_path / "markers.trc"
    path.write_text("PathFileType\t4\t(X/Y/Z)\tmarkers.trc\n")
    with pytest.raises(UnusableMotion, match=r"places of markers .* needs joint angles"):
        read_movement(path)


def pushed(tmp_path: Path, change: Callable[[np.ndarray], np.ndarray]) -> Path:
    """Forces of a plate that carries 1,500 N at the most for half of the time, the upward ones changed."""
    time = np.arange(400) / 200
    upward = change(np.maximum(0.0, 1500 * np.sin(2 * np.pi * time / 0.7)))
    zero = np.zeros(400)
    columns = {"time": time} | {f"ground_force_r_{kind}": zero for kind in ("vx", "vy", "vz", "px", "py", "pz")}
    return write_mot(
        tmp_path / "forces.mot", columns | {"ground_force_r_vy": upward, "ground_torque_r_y": 0.002 * upward}
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one / 1000, "The most is 1.5: are these kN or body weights"),
        (np.negative, "They push down by 1500 N: turn their sign"),
        (lambda one: np.where(np.arange(400) == 200, 50_000.0, one), r"vy jumps to 50000 N in row 201 \(1.000 s\)"),
    ],
)
def test_forces_in_another_unit_or_sign_or_with_a_spike_say_so(tmp_path: Path, change: Any, words: str) -> None:
    with pytest.raises(UnusableForces, match=words):
        read_ground(pushed(tmp_path, change))


@pytest.mark.parametrize("lowpass_hz", [1.0, 500.0])
def test_the_outermost_filters_have_their_band_within_what_is_allowed(lowpass_hz: float) -> None:
    hertz = {one.settings.lowpass_hz for one in band_choices(Settings(lowpass_hz=lowpass_hz), lowpass_hz)}
    assert all(1.0 <= one <= 500.0 for one in hertz if one is not None)
