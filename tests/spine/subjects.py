"""The real movements that the tests share; each test that uses one is skipped if the files are absent."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from runback.spine.settings import Person, Settings
from runback.spine.simulation import Simulation, open_simulation
from tests.shared_data import shared_path

_FILES = {
    "hamner_subject02_4ms": (
        65.9,
        ("spine", "hamner2010", "rra_run_1_Kinematics_q.sto"),
        ("spine", "hamner2010", "subject02_running_grf.mot"),
        ("spine", "hamner2010", "subject02_RRA_Adjusted.osim"),
    ),
    "hamner_subject01_2ms": (
        72.84,
        ("mocap", "Run_20002_IK.mot"),
        ("mocap", "Run_20002_GRF_newCOP3_v24.mot"),
        ("mocap", "hamner_subject01.osim"),
    ),
    "hamner_subject01_4ms": (
        72.84,
        ("mocap", "Run_40002_IK.mot"),
        ("mocap", "Run_40002_GRF_newCOP3_v24.mot"),
        ("mocap", "hamner_subject01.osim"),
    ),
    "rajagopal_walk": (
        85.0668,
        ("spine", "rajagopal_walk", "ik_output_walk.mot"),
        ("spine", "rajagopal_walk", "grf_walk.mot"),
        ("spine", "rajagopal_walk", "subject_scaled_walk.osim"),
    ),
}
RUNS = ("hamner_subject02_4ms", "hamner_subject01_2ms", "hamner_subject01_4ms")
ALL = tuple(_FILES)


@dataclass(frozen=True)
class Subject:
    """One recorded movement."""

    mass_kg: float
    kinematics: Path
    ground: Path
    model: Path


def find_subject(name: str) -> Subject:
    """The files of a subject, or a skip."""
    mass_kg, *parts = _FILES[name]
    kinematics, ground, model = (shared_path(*one) for one in parts)
    return Subject(mass_kg, kinematics, ground, model)


def open_subject(name: str, settings: Settings | None = None, *, own_body: bool = True) -> Simulation:
    """The subject's simulation with measured ground reaction and own segments, or a typical runner's; opened once."""
    find_subject(name)
    return _open(name, settings or Settings(), own_body)


@cache
def _open(name: str, settings: Settings, own_body: bool) -> Simulation:
    subject = find_subject(name)
    model = subject.model if own_body else None
    return open_simulation(
        subject.kinematics, Person(subject.mass_kg), ground=subject.ground, model=model, settings=settings
    )
