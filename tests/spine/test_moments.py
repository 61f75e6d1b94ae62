"""Lumbar moments against OpenSim's with and without one's own body, and the band of what is not known."""

from dataclasses import replace

import numpy as np
import pytest

from runback.spine.arrays import Floats
from runback.spine.band import BAND_STEP, envelope
from runback.spine.errors import UnusableMotion
from runback.spine.generic import build_generic, usual_height_m
from runback.spine.moments import lumbar_moments, other_trunks
from runback.spine.motion import hold_posture, read_movement, smooth_movement
from runback.spine.names import LUMBAR
from runback.spine.osim import read_osim
from runback.spine.settings import Person, Settings
from runback.spine.stride import build_body, prepare_stride
from runback.spine.tables import read_table
from tests.shared_data import shared_path
from tests.spine.subjects import ALL, find_subject, open_subject

LEAST_R, MOST_RMSE_NM = 0.98, 5.0
RESIDUAL_REDUCTION = ("spine", "hamner2010", "rra_run_1_Actuation_force.sto")


def agreement(ours: Floats, theirs: Floats) -> list[tuple[float, float]]:
    """Correlation and RMSE in each plane."""
    return [
        (float(np.corrcoef(a, b)[0, 1]), float(np.sqrt(np.mean((a - b) ** 2))))
        for a, b in zip(ours.T, theirs.T, strict=True)
    ]


def is_met(ours: Floats, theirs: Floats) -> bool:
    return all(r >= LEAST_R and rmse <= MOST_RMSE_NM for r, rmse in agreement(ours, theirs))


@pytest.mark.corpus
def test_a_recording_without_noise_is_not_filtered_and_its_moments_are_opensims() -> None:
    stride = open_subject("hamner_subject02_4ms").stride
    table = read_table(shared_path(*RESIDUAL_REDUCTION), UnusableMotion)
    theirs = np.stack([np.interp(stride.time_s, table.column("time"), table.column(plane)) for plane in LUMBAR], 1)
    assert stride.moments.lowpass_hz == 0.0
    assert stride.lowpass_hz == 15.0
    assert all(r > 0.999 and rmse < 0.5 for r, rmse in agreement(stride.moments.value_nm, theirs))
    assert not is_met(stride.demand.back_nm, theirs)


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "is_reached"), [(name, name != "hamner_subject02_4ms") for name in ALL])
def test_without_ones_own_body_three_of_four_movements_meet_the_bound(name: str, is_reached: bool) -> None:
    own, generic = (open_subject(name, own_body=which).stride.moments for which in (True, False))
    assert is_met(generic.value_nm, own.value_nm) == is_reached


@pytest.mark.corpus
@pytest.mark.parametrize("name", ALL)
def test_what_is_missing_without_ones_own_body_is_the_trunk(name: str) -> None:
    subject = find_subject(name)
    own, stride = read_osim(subject.model), open_subject(name, own_body=False).stride
    movement = read_movement(subject.kinematics)
    body = build_body(movement, Person(subject.mass_kg))
    mixed = replace(body, segments={**body.segments, "torso": own.segments["torso"]})
    at = smooth_movement(movement, stride.moments.lowpass_hz).at(stride.time_s)
    assert max(rmse for _, rmse in agreement(lumbar_moments(mixed, at), lumbar_moments(own, at))) < 3.0


@pytest.mark.corpus
@pytest.mark.parametrize("name", ALL)
def test_a_typical_body_has_the_wider_band_and_a_warning_that_names_the_way_out(name: str) -> None:
    own, generic = (open_subject(name, own_body=which) for which in (True, False))
    told = next(note.text for note in generic.solve().notes if note.id == "generic_segments")
    assert "--model" in told
    assert f"{generic.stride.moments.body_nm:.0f} Nm" in told
    assert not any(note.id == "generic_segments" for note in own.solve().notes)
    for moments in (own.stride.moments, generic.stride.moments):
        assert (moments.low_nm <= moments.value_nm).all()
        assert (moments.value_nm <= moments.high_nm).all()
    truth, band = own.stride.moments.value_nm, generic.stride.moments
    assert float(((truth > band.low_nm - 0.5) & (truth < band.high_nm + 0.5)).mean()) > 0.75


def test_another_trunk_weighs_the_same_and_bends_the_back_as_much_more_as_it_is_longer() -> None:
    body = build_generic(70.0, 1.77)
    still = prepare_stride(hold_posture({}), Person(70.0, 1.77), settings=Settings(frames=5, lowpass_hz=0))
    bent = smooth_movement(hold_posture({"lumbar_extension": -90.0}), None).at(still.time_s)
    upright = lumbar_moments(body, bent)[0, 0]
    for words, trunk in other_trunks(body):
        assert trunk.mass_kg == pytest.approx(body.mass_kg)
        longer = 1.08 if "+8 %" in words else 0.92
        # lying forward, the lever is the trunk's length; mass in front of it hangs below and does not count
        assert lumbar_moments(trunk, bent)[0, 0] == pytest.approx(longer * upright, rel=0.002)


def test_the_height_taken_for_a_mass_is_the_recorded_runners() -> None:
    assert usual_height_m(70.9) == pytest.approx(1.77)
    assert usual_height_m(8 * 70.9) == pytest.approx(2 * 1.77)


def test_the_envelope_goes_straight_between_the_frames_it_knows() -> None:
    values = np.zeros(2 * BAND_STEP + 1)
    low, high = envelope(values, [np.array([0.0, 3.0, -3.0])])
    np.testing.assert_allclose(high, [0, 1, 2, 3, 2, 1, 0])
    np.testing.assert_allclose(low, [0, 0, 0, 0, -1, -2, -3])
