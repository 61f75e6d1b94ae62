"""Ground reaction files: whose foot, filtered how, and the estimate where there is none."""

from pathlib import Path

import numpy as np
import pytest

from runback.spine.errors import UnusableForces
from runback.spine.ground import read_ground
from tests.spine.files import write_mot
from tests.spine.subjects import RUNS, find_subject, open_subject

KINDS = ("vx", "vy", "vz", "px", "py", "pz")


def plate(pattern: str, newton: float = 700.0) -> dict[str, np.ndarray]:
    """Columns of one plate that carries a constant push, 0.1 m forward and 0.2 m to the right."""
    values = dict(zip(KINDS, (0.0, newton, 0.0, 0.1, 0.0, 0.2), strict=True))
    return {pattern.format(kind): np.full(10, value) for kind, value in values.items()}


def ground_file(tmp_path: Path, *columns: dict[str, np.ndarray]) -> Path:
    table = {"time": np.arange(10) / 100.0}
    for one in columns:
        table |= one
    return write_mot(tmp_path / "grf.mot", table, None)


def test_a_push_upward_to_the_right_tips_about_the_forward_axis(tmp_path: Path) -> None:
    forces = read_ground(ground_file(tmp_path, plate("ground_force_r_{}")))
    wrench = forces.plates[0].wrench[0]
    # r x F = (0.1, 0, 0.2) x (0, 700, 0) = (-0.2 * 700, 0, 0.1 * 700)
    np.testing.assert_allclose(wrench, [0.0, 700.0, 0.0, -140.0, 0.0, 70.0])


@pytest.mark.parametrize(
    ("patterns", "sides"),
    [
        (("ground_force_r_{}", "ground_force_l_{}"), ["r", "l"]),
        (("R_ground_force_{}", "L_ground_force_{}"), ["r", "l"]),
        (("ground_force_{}", "l_ground_force_{}"), ["r", "l"]),
        (("ground_force_{}", "1_ground_force_{}"), [None, None]),
        (("ground_force1_{}", "ground_force2_{}"), [None, None]),
        (("ground_force_calcn_r_{}", "ground_force_calcn_l_{}"), ["r", "l"]),
    ],
)
def test_the_side_is_known_by_name_or_left_open(
    tmp_path: Path, patterns: tuple[str, str], sides: list[str | None]
) -> None:
    forces = read_ground(ground_file(tmp_path, *(plate(one) for one in patterns)))
    assert [one.side for one in forces.plates] == sides


def test_a_file_without_forces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableForces, match="no ground forces"):
        read_ground(write_mot(tmp_path / "grf.mot", {"time": np.arange(5.0), "knee": np.ones(5)}))


def test_empty_plates_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableForces, match="no plate carries"):
        read_ground(ground_file(tmp_path, plate("ground_force_r_{}", newton=3.0)))


def test_pressure_points_in_millimetres_are_refused(tmp_path: Path) -> None:
    columns = plate("ground_force_r_{}")
    columns["ground_force_r_px"] = columns["ground_force_r_px"] * 1000.0
    with pytest.raises(UnusableForces, match="millimetres"):
        read_ground(ground_file(tmp_path, columns))


@pytest.mark.corpus
def test_forces_of_another_time_are_refused(tmp_path: Path) -> None:
    from runback.spine.settings import Person
    from runback.spine.simulation import open_simulation

    subject = find_subject("hamner_subject01_4ms")
    with pytest.raises(UnusableForces, match=r"covers 0\.00 to 0\.09 s"):
        open_simulation(subject.kinematics, Person(72.84), ground=ground_file(tmp_path, plate("ground_force_r_{}")))


@pytest.mark.corpus
@pytest.mark.parametrize("name", RUNS)
def test_running_without_a_force_file_hardly_changes_the_back(name: str) -> None:
    from runback.spine.settings import Person
    from runback.spine.simulation import open_simulation

    subject = find_subject(name)
    guessed = open_simulation(subject.kinematics, Person(subject.mass_kg), model=subject.model).solve()
    measured = open_subject(name).solve()
    for ours, theirs in zip(guessed.levels, measured.levels, strict=True):
        assert ours.compression_peak_bw == pytest.approx(theirs.compression_peak_bw, rel=0.02)
    assert "ground_estimated" in {note.id for note in guessed.notes}
