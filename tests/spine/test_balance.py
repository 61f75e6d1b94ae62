"""Forces that do not belong to the movement: out of time, under the other foot, in other units or axes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from runback.spine.errors import UnusableForces
from runback.spine.ground import GroundForces, read_ground
from runback.spine.made_stride import make_ground, make_stride
from runback.spine.settings import Person
from runback.spine.stride import prepare_stride
from tests.spine.files import write_mot
from tests.spine.subjects import ALL, find_subject

SPEED_M_S, MASS_KG = 3.0, 70.0


def repeated(strides: int = 3) -> GroundForces:
    """The made-up push over several strides, so that it covers the movement however it is moved in time."""
    made, stride_s = make_ground(SPEED_M_S, MASS_KG), 0.72
    time = np.arange(round(-strides * stride_s * 100), round((strides + 2) * stride_s * 100)) / 100.0
    within = time % stride_s

    def over(values: np.ndarray) -> np.ndarray:
        return np.stack([np.interp(within, made.time_s, one) for one in values.T], axis=1)

    plates = [replace(plate, wrench=over(plate.wrench), point_m=over(plate.point_m)) for plate in made.plates]
    travelled = SPEED_M_S * (time - within)
    for plate in plates:
        plate.point_m[:, 0] += travelled
    return GroundForces("push.mot", time, tuple(plates))


def notes_with(forces: GroundForces) -> dict[str, str]:
    stride = prepare_stride(make_stride(SPEED_M_S), Person(MASS_KG), ground=forces)
    return {note.id: note.text for note in stride.notes if note.id.startswith("forces")}


def test_forces_in_time_are_used_without_a_word() -> None:
    assert notes_with(repeated()) == {}


@pytest.mark.parametrize("later_s", [-0.15, -0.08, -0.04, 0.04, 0.1, 0.14])
def test_forces_out_of_time_are_refused_with_the_shift_that_mends_them(later_s: float) -> None:
    forces = repeated()
    with pytest.raises(UnusableForces, match="out of time") as caught:
        notes_with(replace(forces, time_s=forces.time_s + later_s))
    told = float(caught.value.message.split("best ")[1].split(" s ")[0])
    assert told == pytest.approx(abs(later_s), abs=0.012)
    assert ("earlier" if later_s > 0 else "later") in caught.value.message


@pytest.mark.parametrize("later_s", [-0.02, 0.02])
def test_forces_a_frame_or_two_out_of_time_are_a_warning(later_s: float) -> None:
    forces = repeated()
    assert "forces_out_of_time" in notes_with(replace(forces, time_s=forces.time_s + later_s))


def test_right_and_left_swapped_are_refused() -> None:
    forces = repeated()
    swapped = tuple(replace(plate, side="l" if plate.side == "r" else "r") for plate in forces.plates)
    with pytest.raises(UnusableForces, match="right and left are swapped"):
        notes_with(replace(forces, plates=swapped))


def test_a_whole_step_out_of_time_is_refused() -> None:
    forces = repeated()
    with pytest.raises(UnusableForces, match="a whole step out of time"):
        notes_with(replace(forces, time_s=forces.time_s + 0.36))


def test_forces_with_another_axis_up_are_a_warning() -> None:
    forces = repeated()
    turned = tuple(replace(plate, wrench=plate.wrench[:, [0, 2, 1, 3, 5, 4]]) for plate in forces.plates)
    assert "forces_do_not_fit" in notes_with(replace(forces, plates=turned))


def test_pressure_away_from_the_feet_is_a_warning() -> None:
    forces = repeated()
    moved = tuple(replace(plate, point_m=plate.point_m + np.array([0.0, 0.0, 0.6])) for plate in forces.plates)
    assert "forces_beside_foot" in notes_with(replace(forces, plates=moved))


@pytest.mark.corpus
@pytest.mark.parametrize("name", ALL)
def test_recorded_forces_fit_their_movement(name: str) -> None:
    subject = find_subject(name)
    from runback.spine.motion import read_movement

    stride = prepare_stride(
        read_movement(subject.kinematics), Person(subject.mass_kg), ground=read_ground(subject.ground)
    )
    told = {note.id for note in stride.notes if note.id.startswith("forces")}
    assert told <= {"forces_differ"}  # the walker had a plate for some steps only


# Units and gaps of the force file


def plate_columns(rows: int = 100) -> dict[str, np.ndarray]:
    """One plate under one step: 1,500 N at the most, its pressure rolling 0.2 m forward, 6 N m of twist."""
    part = np.linspace(0.0, 1.0, rows)
    bump = np.sin(np.pi * part)
    zero = np.zeros(rows)
    force = {"vx": zero, "vy": 1500.0 * bump, "vz": zero, "px": 0.2 * part, "py": zero, "pz": zero}
    return {
        "time": np.arange(rows) / 1000.0,
        **{f"ground_force_r_{kind}": one.copy() for kind, one in force.items()},
        **{f"ground_torque_r_{axis}": 6.0 * bump if axis == "y" else zero.copy() for axis in "xyz"},
    }


def read_forces(tmp_path: Path, columns: dict[str, np.ndarray]) -> GroundForces:
    return read_ground(write_mot(tmp_path / "grf.mot", columns, None))


def test_a_twist_in_newton_metres_is_read(tmp_path: Path) -> None:
    (plate,) = read_forces(tmp_path, plate_columns()).plates
    assert float(plate.wrench[:, 4].max()) == pytest.approx(6.0, abs=0.01)


@pytest.mark.parametrize("twist_nm", [0.5, 3.0, 20.0])
@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_a_twist_in_newton_millimetres_is_refused_with_row_and_column(
    tmp_path: Path, twist_nm: float, axis: str
) -> None:
    columns = plate_columns()
    columns[f"ground_torque_r_{axis}"] = np.zeros(100)
    columns[f"ground_torque_r_{axis}"][41] = 1000.0 * twist_nm
    with pytest.raises(UnusableForces, match="look like N mm") as caught:
        read_forces(tmp_path, columns)
    assert f"ground_torque_r_{axis} reaches {1000 * twist_nm:.0f} in row 42" in caught.value.message


def test_noise_while_the_plate_is_hardly_pressed_is_no_unit(tmp_path: Path) -> None:
    columns = plate_columns()
    columns["ground_torque_r_y"][1] = 900.0  # where the force has only begun to rise, 48 of 1,500 N
    assert len(read_forces(tmp_path, columns).plates) == 1


def test_moments_about_the_corner_of_a_plate_are_read(tmp_path: Path) -> None:
    columns = plate_columns() | {"ground_force_r_px": np.zeros(100)}
    columns["ground_torque_r_z"] = 1.2 * columns["ground_force_r_vy"]  # pressed 1.2 m ahead of the corner
    (plate,) = read_forces(tmp_path, columns).plates
    assert float(plate.wrench[:, 5].max()) == pytest.approx(1800.0, rel=0.01)


def test_a_gap_in_the_forces_is_refused_with_its_time(tmp_path: Path) -> None:
    columns = {name: np.delete(one, range(20, 80)) for name, one in plate_columns().items()}
    with pytest.raises(UnusableForces, match=r"between 0\.02 and 0\.08 s \(after row 20\)"):
        read_forces(tmp_path, columns)


def test_a_blank_force_is_named_with_row_and_column(tmp_path: Path) -> None:
    columns = plate_columns()
    columns["ground_force_r_pz"][6] = np.nan
    with pytest.raises(UnusableForces, match="ground_force_r_pz has no number in row 7"):
        read_forces(tmp_path, columns)
