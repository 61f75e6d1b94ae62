"""Inverse dynamics: static moments worked by hand, and agreement with OpenSim on real movements."""

import numpy as np
import pytest

from runback.spine.dynamics import Coordinates, joint_moments, move_body, needed_wrenches
from runback.spine.errors import UnusableMotion
from runback.spine.generic import build_generic
from runback.spine.motion import hold_posture
from runback.spine.names import LUMBAR
from runback.spine.settings import Settings
from runback.spine.tables import read_table
from tests.shared_data import shared_path
from tests.spine.subjects import open_subject

G = 9.80665
# First moments of trunk and both arms about L5-S1 of the generic body (kg m), summed by hand from its table:
# forward  26.8266*-0.03 + 2*(2.0325*0.0032 + 1.6725*(0.0032+0.0131))
# upward   26.8266*0.32 + 2*(2.0325*(0.3715-0.1645) + 1.6725*(0.3715-0.2863-0.179))
FORWARD, UPWARD = -0.73727, 9.11221


def static_lumbar_moment(**angles_deg: float) -> float:
    posture = hold_posture(angles_deg)
    still = {name: np.zeros_like(one) for name, one in posture.coordinates.items()}
    body = build_generic(75.3371, 1.70)
    motion = move_body(body, Coordinates(posture.time_s, posture.coordinates, still, still))
    return float(joint_moments(body, motion, LUMBAR, needed_wrenches(body, motion))["lumbar_extension"][0])


def test_upright_the_trunk_hangs_a_little_behind_the_joint() -> None:
    assert static_lumbar_moment() == pytest.approx(FORWARD * G, abs=0.05)


def test_bent_forward_by_thirty_degrees_the_back_holds_the_trunk() -> None:
    lever = FORWARD * np.cos(np.radians(30)) + UPWARD * np.sin(np.radians(30))
    assert static_lumbar_moment(lumbar_extension=-30.0) == pytest.approx(lever * G, abs=0.1)


def test_tilting_the_pelvis_gives_the_same_moment_as_bending_the_back() -> None:
    assert static_lumbar_moment(pelvis_tilt=-30.0) == pytest.approx(static_lumbar_moment(lumbar_extension=-30.0))


def compare(name: str, reference: tuple[str, ...], suffix: str, lowpass_hz: float) -> list[tuple[float, float]]:
    stride = open_subject(name, Settings(lowpass_hz=lowpass_hz)).stride
    table = read_table(shared_path(*reference), UnusableMotion)
    pairs = []
    for number, plane in enumerate(LUMBAR):
        theirs = np.interp(stride.time_s, table.column("time"), table.column(plane + suffix))
        ours = stride.demand.back_nm[:, number]
        pairs.append((float(np.corrcoef(ours, theirs)[0, 1]), float(np.sqrt(np.mean((ours - theirs) ** 2)))))
    return pairs


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "reference", "suffix", "lowpass_hz"),
    [
        ("rajagopal_walk", ("spine", "rajagopal_walk", "id_walk.sto"), "_moment", 6.0),
        ("hamner_subject02_4ms", ("spine", "hamner2010", "rra_run_1_Actuation_force.sto"), "", 0.0),
    ],
)
def test_lumbar_moments_are_opensims(name: str, reference: tuple[str, ...], suffix: str, lowpass_hz: float) -> None:
    for correlation, rmse_nm in compare(name, reference, suffix, lowpass_hz):
        assert correlation > 0.999
        assert rmse_nm < 0.5


@pytest.mark.corpus
def test_the_ground_carries_what_the_whole_body_needs() -> None:
    stride = open_subject("hamner_subject02_4ms").stride
    needed = needed_wrenches(stride.skeleton, stride.motion)
    upward = np.sum([one.force[:, 1] for one in needed.values()], axis=0)
    assert float(upward.mean()) == pytest.approx(65.9 * G, rel=0.02)
