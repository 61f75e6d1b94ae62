"""What is refused, and that the reason is the right one."""

from dataclasses import replace

import numpy as np
import pytest

from runback.form.keypoints import Keypoints
from runback.form.measure import measure_keypoints
from runback.form.report import NotMeasurable
from tests.form.made_runner import RUNNER, WALKER, only, without


def refusal(keypoints):
    report = measure_keypoints(keypoints)
    assert report.refused is not None
    return report.refused.id


@pytest.mark.parametrize("frame_rate", [30, 60])
def test_walking_is_not_running(frame_rate):
    assert refusal(WALKER.keypoints(frame_rate, noise_m=0.008)) == "not_running"


def test_walking_is_distinguished_from_a_slow_jog_by_the_hips_not_by_speed():
    jog = replace(RUNNER, speed=1.6, stride_s=0.78, contact_s=0.37, contacts={"right": 0.1, "left": 0.49})
    assert measure_keypoints(jog.keypoints(60, noise_m=0.008)).refused is None


def test_standing_still_is_not_running():
    keypoints = RUNNER.keypoints(60)
    still = {name: values[:1] + 0 * values for name, values in keypoints.points.items()}
    rng = np.random.default_rng(0)
    noisy = {name: values + rng.normal(0, 0.005, values.shape) for name, values in still.items()}
    assert refusal(Keypoints(keypoints.time_s, noisy)) == "not_running"


def test_two_steps_of_each_foot_are_measured_with_a_band_that_says_how_little_that_is():
    short = measure_keypoints(replace(RUNNER, seconds=1.5).keypoints(60, noise_m=0.004)).metrics["cadence_spm"].estimate
    long = measure_keypoints(replace(RUNNER, seconds=9.0).keypoints(60, noise_m=0.004)).metrics["cadence_spm"].estimate
    assert short.low < 60 / 0.36 < short.high
    assert short.high - short.low > 2 * (long.high - long.low)


def test_a_single_frame_is_too_few():
    assert refusal(Keypoints(np.zeros(1), {"left_ankle": np.zeros((1, 3))})) == "too_few_strides"


def test_legs_alone_are_refused_but_their_metrics_are_kept():
    report = measure_keypoints(
        without(only(RUNNER.keypoints(60), axes=2), "hip", "shoulder", "elbow", "wrist", "ear", "nose")
    )
    assert report.refused.id == "legs_only"
    assert report.events
    assert report.metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=0.5)
    assert isinstance(report.metrics["trunk_lean_deg"], NotMeasurable)


def test_a_runner_without_feet_in_the_picture_is_a_failed_pose():
    assert refusal(without(RUNNER.keypoints(60), "ankle", "heel", "toe")) == "pose_failed"


def test_a_runner_small_in_the_picture_is_refused():
    keypoints = only(RUNNER.keypoints(60), axes=2)
    tiny = Keypoints(keypoints.time_s, {name: 60 * values for name, values in keypoints.points.items()}, "px")
    assert refusal(tiny) == "too_small"


def test_a_clip_from_the_front_is_refused():
    keypoints = RUNNER.keypoints(60)
    front = {
        name: np.stack([v[:, 2] * 1.6, v[:, 1], np.full(len(v), np.nan)], axis=1)
        for name, v in keypoints.points.items()
    }
    assert refusal(Keypoints(keypoints.time_s, front)) == "frontal_view"


def test_fewer_than_25_frames_a_second_are_refused():
    assert refusal(RUNNER.keypoints(20)) == "low_frame_rate"


def test_a_refused_clip_gives_no_metric():
    report = measure_keypoints(WALKER.keypoints(60))
    assert all(isinstance(metric, NotMeasurable) for metric in report.metrics.values())


def test_a_clip_of_noise_is_refused_and_does_not_crash():
    rng = np.random.default_rng(1)
    noise = {name: rng.normal(0, 0.3, (300, 3)) for name in RUNNER.keypoints(60).points}
    assert measure_keypoints(Keypoints(np.arange(300) / 60, noise)).refused is not None


@pytest.mark.parametrize("rate", [30, 60, 120])
def test_points_that_jump_about_are_no_runner(rate):
    rng = np.random.default_rng(rate)
    noise = {name: rng.normal(0, 0.3, (4 * rate, 3)) for name in RUNNER.keypoints(60).points}
    assert refusal(Keypoints(np.arange(4 * rate) / rate, noise)) == "pose_failed"


def test_a_clip_in_which_nothing_is_seen_is_refused():
    nothing = {name: np.full((300, 3), np.nan) for name in RUNNER.keypoints(60).points}
    assert refusal(Keypoints(np.arange(300) / 60, nothing)) == "pose_failed"


@pytest.mark.parametrize("seconds", [0.2, 0.55, 0.7, 0.9])
def test_a_clip_of_a_step_or_two_is_refused_without_a_crash(seconds):
    assert refusal(replace(RUNNER, seconds=seconds).keypoints(60)) == "too_few_strides"
