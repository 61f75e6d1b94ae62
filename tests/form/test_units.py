"""Metres that are none are found by the leg."""

import numpy as np
import pytest

from runback.domain.errors import UnusableInput
from runback.form.keypoints import Keypoints
from runback.form.measure import measure_keypoints
from tests.form.made_runner import RUNNER, only


def scaled(factor, axes=3):
    seen = only(RUNNER.keypoints(60, noise_m=0.002), axes=axes)
    return Keypoints(seen.time_s, {name: factor * values for name, values in seen.points.items()})


@pytest.mark.parametrize("factor", [100, 1000])
def test_millimetres_and_centimetres_of_a_laboratory_become_metres(factor):
    report = measure_keypoints(scaled(factor))
    assert "unit_found" in [each.id for each in report.warnings]
    assert report.metrics["step_width_cm"].estimate.value == pytest.approx(8, abs=0.5)
    assert report.metrics["contact_time_ms"].estimate.value == pytest.approx(
        measure_keypoints(scaled(1)).metrics["contact_time_ms"].estimate.value, abs=0.1
    )


@pytest.mark.parametrize("factor", [200, 450, 900])
def test_flat_points_far_too_large_for_metres_are_read_as_pixels(factor):
    report = measure_keypoints(scaled(factor, axes=2))
    assert "--units px" in report.warnings[0].text
    assert report.metrics["trunk_lean_deg"].estimate.value == pytest.approx(8, abs=0.5)


@pytest.mark.parametrize(("factor", "axes"), [(0.2, 2), (3.0, 2), (8.0, 3), (20_000, 3)])
def test_legs_that_fit_no_unit_are_an_error_that_names_their_length(factor, axes):
    with pytest.raises(UnusableInput, match="leg would be"):
        measure_keypoints(scaled(factor, axes))


def test_pixels_are_accepted_whatever_their_size():
    big = scaled(900, axes=2)
    assert measure_keypoints(Keypoints(big.time_s, big.points, "px")).refused is None


def test_points_without_legs_have_no_unit_to_doubt():
    arms = only(RUNNER.keypoints(60), "left_elbow", "right_elbow")
    assert np.isfinite(arms.points["left_elbow"]).any()
    assert measure_keypoints(arms).refused.id == "pose_failed"


@pytest.mark.parametrize("unit", ["m", "px"])
def test_shares_of_the_picture_are_named(unit):
    keypoints = only(RUNNER.keypoints(60, noise_m=0.004), axes=2)
    shares = {name: 0.25 * places + [0.5, 0.05, 0] for name, places in keypoints.points.items()}
    with pytest.raises(UnusableInput, match="shares of the picture"):
        measure_keypoints(Keypoints(keypoints.time_s, shares, unit))
