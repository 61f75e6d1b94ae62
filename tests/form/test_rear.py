"""From behind: pelvic drop half-way through stance, step width, cadence, and what cannot be seen there."""

import numpy as np
import pytest

from runback.form.keypoints import Keypoints
from runback.form.measure import measure_keypoints
from runback.form.report import NotMeasurable
from tests.form.laboratory import read_trials, true_metrics
from tests.form.made_runner import RUNNER, WALKER, MadeRunner, write_csv
from tests.shared_data import shared_path


def from_behind(keypoints, scale=1.0, unit="m"):
    """Height and place sideways alone."""
    points = {
        name: np.stack([np.full(len(v), np.nan), scale * v[:, 1], scale * v[:, 2]], axis=1)
        for name, v in keypoints.points.items()
    }
    return Keypoints(keypoints.time_s, points, unit)


@pytest.mark.parametrize("rate", [30, 60, 240])
def test_the_drop_the_width_and_the_cadence_of_a_made_runner_are_found(rate):
    report = measure_keypoints(from_behind(RUNNER.keypoints(rate, noise_m=0.005)))
    assert report.view == "rear"
    assert report.refused is None
    metrics = report.metrics
    assert metrics["pelvic_drop_midstance_deg"].estimate.value == pytest.approx(4, abs=0.7)
    assert metrics["step_width_cm"].estimate.value == pytest.approx(8, abs=0.7)
    assert metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=1)
    assert "side" in metrics["trunk_lean_deg"].reason
    assert "side" in metrics["contact_time_ms"].reason


def test_without_metres_step_width_is_in_per_cent_of_the_leg():
    metrics = measure_keypoints(from_behind(RUNNER.keypoints(60), 500, "px")).metrics
    assert isinstance(metrics["step_width_cm"], NotMeasurable)
    assert metrics["step_width_pct_leg"].estimate.value == pytest.approx(100 * 0.08 / 0.86, abs=2)


def test_a_tilted_phone_does_not_change_the_mean_drop_and_asymmetry_is_not_reported():
    level = from_behind(RUNNER.keypoints(60))
    cosine, sine = np.cos(np.radians(4)), np.sin(np.radians(4))
    points = {
        n: np.stack([v[:, 0], cosine * v[:, 1] + sine * v[:, 2], cosine * v[:, 2] - sine * v[:, 1]], axis=1)
        for n, v in level.points.items()
    }
    one, other = measure_keypoints(level), measure_keypoints(Keypoints(level.time_s, points, "m"))
    drop = [each.metrics["pelvic_drop_midstance_deg"] for each in (one, other)]
    assert drop[1].estimate.value == pytest.approx(drop[0].estimate.value, abs=0.2)
    assert isinstance(drop[1].asymmetry, NotMeasurable)


def test_walking_away_is_not_running():
    assert measure_keypoints(from_behind(WALKER.keypoints(60))).refused.id == "not_running"


def test_a_small_runner_and_two_strides_are_refused():
    assert measure_keypoints(from_behind(RUNNER.keypoints(60), 60, "px")).refused.id == "too_small"
    assert measure_keypoints(from_behind(MadeRunner(seconds=1.5).keypoints(60))).refused.id == "too_few_strides"


def test_a_csv_without_x_is_read_as_from_behind(tmp_path):
    from runback.form.keypoints import read_keypoints

    data = write_csv(RUNNER.keypoints(60), axes="yz").encode()
    assert measure_keypoints(read_keypoints(data)).view == "rear"


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["hamner-2", "hamner-4"])
@pytest.mark.parametrize(("rate", "seed"), [(60, 1), (60, 2), (30, 1), (30, 2)])
def test_the_drop_from_behind_agrees_with_the_laboratory(name, rate, seed):
    trial = next(each for each in read_trials(shared_path("mocap")) if each.name == name)
    truth, _ = true_metrics(trial)
    report = measure_keypoints(from_behind(trial.keypoints(rate, noise_m=0.008, seed=seed)))
    true = np.mean([truth[side]["pelvic_drop_midstance_deg"].mean() for side in truth])
    assert report.metrics["pelvic_drop_midstance_deg"].estimate.value == pytest.approx(true, abs=1.5)
