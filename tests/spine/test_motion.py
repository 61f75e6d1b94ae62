"""Kinematics files: what is read, and what is refused with which words."""

from pathlib import Path

import numpy as np
import pytest

from runback.spine.errors import UnusableMotion
from runback.spine.motion import (
    find_stride_s,
    hold_posture,
    is_smooth,
    read_movement,
    smooth_movement,
    stride_times,
)
from tests.spine.files import made_up_run, write_mot


def test_degrees_become_radians_and_lengths_stay(tmp_path: Path) -> None:
    movement = read_movement(write_mot(tmp_path / "run.mot", made_up_run()))
    assert float(np.abs(movement.coordinates["hip_flexion_r"]).max()) == pytest.approx(np.radians(30.0), abs=0.002)
    assert float(movement.coordinates["pelvis_ty"].max()) == pytest.approx(0.97, abs=0.001)
    assert movement.rate_hz == pytest.approx(100.0)


def test_the_own_csv_says_its_units_in_the_names(tmp_path: Path) -> None:
    columns = made_up_run()
    units = {"time": "s", "pelvis_tx": "m", "pelvis_ty": "m", "pelvis_tz": "m"}
    named = {f"{name}_{units.get(name, 'deg')}": one for name, one in columns.items()}
    rows = "\n".join(",".join(f"{value:.6f}" for value in row) for row in np.stack(list(named.values()), axis=1))
    path = tmp_path / "run.csv"
    path.write_text(",".join(named) + "\n" + rows + "\n")
    movement = read_movement(path)
    mot = read_movement(write_mot(tmp_path / "run.mot", columns))
    np.testing.assert_allclose(movement.coordinates["knee_angle_l"], mot.coordinates["knee_angle_l"], atol=1e-6)


def test_the_own_csv_with_radians_named_degrees_is_refused(tmp_path: Path) -> None:
    lengths = {"time": "s", "pelvis_tx": "m", "pelvis_ty": "m", "pelvis_tz": "m"}
    columns = {
        f"{name}_{lengths.get(name, 'deg')}": one if name in lengths else np.radians(one)
        for name, one in made_up_run().items()
    }
    rows = "\n".join(",".join(f"{value:.6f}" for value in row) for row in np.stack(list(columns.values()), axis=1))
    path = tmp_path / "run.csv"
    path.write_text(",".join(columns) + "\n" + rows + "\n")
    with pytest.raises(UnusableMotion, match="look like radians"):
        read_movement(path)


def test_the_own_csv_names_a_missing_column_with_its_unit(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    path.write_text("time_s,pelvis_tx_m\n" + "\n".join(f"{row / 100},0" for row in range(30)) + "\n")
    with pytest.raises(UnusableMotion, match="lumbar_bending_deg"):
        read_movement(path)


def refusal(tmp_path: Path, columns: dict[str, np.ndarray], in_degrees: str | None = "yes") -> str:
    path = write_mot(tmp_path / "run.mot", columns, in_degrees)
    with pytest.raises(UnusableMotion) as caught:
        read_movement(path)
    assert caught.value.path == str(path)
    return caught.value.message


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    columns = made_up_run()
    del columns["lumbar_bending"]
    assert "lumbar_bending" in refusal(tmp_path, columns)


def test_radians_that_call_themselves_degrees_are_refused(tmp_path: Path) -> None:
    columns = {
        name: one if name in {"time", "pelvis_tx", "pelvis_ty", "pelvis_tz"} else np.radians(one)
        for name, one in made_up_run().items()
    }
    assert "look like radians" in refusal(tmp_path, columns)
    assert read_movement(write_mot(tmp_path / "right.mot", columns, "no")).coordinates["knee_angle_r"].min() < -0.6


def test_degrees_that_call_themselves_radians_are_refused(tmp_path: Path) -> None:
    assert "look like degrees" in refusal(tmp_path, made_up_run(), "no")


def test_without_a_word_on_units_clear_degrees_are_taken(tmp_path: Path) -> None:
    movement = read_movement(write_mot(tmp_path / "run.mot", made_up_run(), None))
    assert float(np.abs(movement.coordinates["hip_flexion_r"]).max()) < 0.6


def test_three_frames_are_too_few(tmp_path: Path) -> None:
    assert "3 rows are too few" in refusal(tmp_path, made_up_run(rows=3))


def test_a_gap_is_named_with_its_row(tmp_path: Path) -> None:
    columns = made_up_run()
    columns["hip_rotation_l"][41] = np.nan
    message = refusal(tmp_path, columns)
    assert "hip_rotation_l" in message
    assert "row 42" in message


def test_millimetres_are_refused(tmp_path: Path) -> None:
    columns = made_up_run()
    columns["pelvis_ty"] = columns["pelvis_ty"] * 1000.0
    assert "millimetres" in refusal(tmp_path, columns)


def test_time_that_runs_back_is_refused(tmp_path: Path) -> None:
    columns = made_up_run()
    columns["time"][50] = columns["time"][48]
    assert "time does not rise" in refusal(tmp_path, columns)


def test_a_broken_table_says_which_row(tmp_path: Path) -> None:
    path = write_mot(tmp_path / "run.mot", made_up_run(rows=20))
    path.write_text(path.read_text().rsplit("\t", 1)[0] + "\n")
    with pytest.raises(UnusableMotion, match="row 20 has"):
        read_movement(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableMotion, match="no file lost"):
        read_movement(tmp_path / "lost.mot")


def test_the_stride_is_found_in_the_swing_of_the_legs(tmp_path: Path) -> None:
    movement = read_movement(write_mot(tmp_path / "run.mot", made_up_run(stride_s=0.7)))
    assert find_stride_s(movement) == pytest.approx(0.7, abs=0.011)


def test_a_recording_counts_as_filtered_when_nothing_fast_is_in_it(tmp_path: Path) -> None:
    columns = made_up_run()
    assert is_smooth(read_movement(write_mot(tmp_path / "smooth.mot", columns)))
    noise = np.random.default_rng(1).normal(scale=0.1, size=len(columns["time"]))
    columns["pelvis_tilt"] = columns["pelvis_tilt"] + noise
    assert not is_smooth(read_movement(write_mot(tmp_path / "rough.mot", columns)))


def test_standing_still_has_no_stride() -> None:
    posture = hold_posture({})
    assert find_stride_s(posture) is None
    assert stride_times(posture, None, 5).tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_derivatives_are_those_of_the_sine(tmp_path: Path) -> None:
    movement = read_movement(write_mot(tmp_path / "run.mot", made_up_run(stride_s=0.7)))
    at = smooth_movement(movement, None).at(np.array([0.7, 1.05]))
    speed = np.radians(30.0) * 2 * np.pi / 0.7
    np.testing.assert_allclose(at.rate["hip_flexion_r"], [speed, -speed], rtol=1e-3)
    np.testing.assert_allclose(at.acceleration["hip_flexion_r"], [0.0, 0.0], atol=0.5)
