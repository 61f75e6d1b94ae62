"""A video's pose track: direction, view, and camera movement."""

from dataclasses import replace

import numpy as np
import pytest

from runback.form.scenes import make_scenes
from runback.form.video import (
    LANDMARKS,
    PoseTrack,
    keypoints_of,
    measure_track,
    pool_readings,
    read_track,
    without_repeats,
)
from tests.form.made_runner import RUNNER, WALKER
from tests.form.made_up import HEIGHT, SCALE, WIDTH, made_track


@pytest.mark.parametrize("facing", [1, -1])
def test_a_runner_facing_either_way_leans_forward(facing):
    report = measure_track(made_track(facing))
    assert report.refused is None
    assert report.metrics["trunk_lean_deg"].estimate.value == pytest.approx(8, abs=0.5)
    assert report.metrics["overstride_pct_leg"].estimate.value > 15
    assert report.metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=0.5)


def test_a_camera_that_pans_is_refused():
    track = made_track()
    assert measure_track(replace(track, shift_px=np.full(len(track.time_s), -3.0))).refused.id == "camera_moves"


def test_a_hand_that_shakes_is_not_a_pan():
    track = made_track()
    shake = np.random.default_rng(0).normal(0, 2, len(track.time_s))
    assert measure_track(replace(track, shift_px=shake)).refused is None


def test_a_picture_of_legs_alone_is_refused():
    track = made_track()
    marks = track.landmarks.copy()
    marks[:, :, 1] -= 900
    assert measure_track(replace(track, landmarks=marks)).refused.id == "legs_only"


def test_a_small_runner_is_refused():
    track = made_track(noise_px=0.2)
    marks = track.landmarks.copy()
    marks[:, :, :2] = 300 + 0.15 * marks[:, :, :2]
    assert measure_track(replace(track, landmarks=marks)).refused.id == "too_small"


def test_an_empty_picture_is_a_failed_pose():
    track = made_track()
    nobody = replace(track, landmarks=np.full_like(track.landmarks, np.nan))
    assert measure_track(nobody).refused.id == "pose_failed"


def test_one_picture_is_a_failed_pose():
    track = made_track()
    one = replace(track, time_s=track.time_s[:1], landmarks=track.landmarks[:1], shift_px=track.shift_px[:1])
    assert measure_track(one).refused.id == "pose_failed"


def test_walking_is_refused():
    assert measure_track(made_track(runner=WALKER, rate=30)).refused.id == "not_running"


def test_a_hidden_arm_is_not_made_up():
    track = made_track()
    for name in ("right_elbow", "right_wrist"):
        track.landmarks[:, LANDMARKS[name], 2] = 0.04
    report = measure_track(track)
    assert "right side is not seen" in report.metrics["elbow_angle_deg"].asymmetry.reason


def both_ways():
    there, back = made_track(1, replace(RUNNER, seconds=4.0)), made_track(-1, replace(RUNNER, seconds=6.0))
    return PoseTrack(
        np.concatenate([there.time_s, 5 + back.time_s]),
        np.concatenate([there.landmarks, back.landmarks]),
        np.concatenate([there.shift_px, back.shift_px]),
        WIDTH,
        HEIGHT,
    )


def test_both_ways_count_when_the_runner_turns_round():
    report = measure_track(both_ways())
    assert report.refused is None
    assert [each.direction for each in report.passes] == ["right", "left"]
    assert report.metrics["trunk_lean_deg"].estimate.value == pytest.approx(8, abs=0.5)
    assert report.metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=0.5)


def test_passes_between_long_stretches_without_anybody_are_found():
    track = both_ways()
    hidden = (track.time_s % 3) < 1.6
    track.landmarks[hidden] = np.nan
    report = measure_track(track)
    assert report.refused is None
    assert len(report.passes) >= 3


def test_clips_of_a_run_are_pooled_and_the_one_left_out_is_named():
    shaky = made_track()
    shaky = replace(shaky, shift_px=np.full(len(shaky.time_s), -3.0))
    readings = [read_track(each) for each in (made_track(1), shaky, made_track(-1, seed=1))]
    report = pool_readings(readings)
    assert [(each.clip, each.direction) for each in report.passes] == [(0, "right"), (2, "left")]
    assert [each.text for each in report.warnings if each.id == "clip_left_out"] == [
        "Clip 2 was left out. The camera moves along. Put the phone down, and run past it or on a treadmill."
    ]


def test_a_run_of_clips_that_cannot_be_measured_is_refused_for_the_first_ones_reason():
    shaky = made_track()
    shaky = replace(shaky, shift_px=np.full(len(shaky.time_s), -3.0))
    assert pool_readings([read_track(shaky), read_track(shaky)]).refused.id == "camera_moves"


def test_height_counts_upwards_from_the_bottom_of_the_picture():
    nose = keypoints_of(made_track()).points["nose"]
    assert nose[:, 1].mean() > keypoints_of(made_track()).points["left_toe"][:, 1].mean()


@pytest.mark.parametrize(("rate", "slower"), [(60, 2), (120, 4), (240, 8)])
def test_slow_motion_is_detected_by_the_pace_and_reported(rate, slower):
    track = made_track(runner=replace(RUNNER, seconds=5.0), rate=rate)
    report = measure_track(replace(track, time_s=slower * track.time_s))
    assert report.refused is None
    assert report.metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=0.5)
    assert f"{slower} times slower" in " ".join(each.text for each in report.warnings)


def test_slow_motion_stated_by_the_phone_is_used_without_a_question():
    track = made_track(runner=replace(RUNNER, seconds=5.0), rate=240)
    report = measure_track(replace(track, time_s=8 * track.time_s, capture_rate=240.0))
    assert report.metrics["contact_time_ms"].estimate.value == pytest.approx(250, abs=20)
    assert "slow_motion" not in [each.id for each in report.warnings]


def test_the_runners_own_word_on_slow_motion_counts():
    track = made_track(runner=replace(RUNNER, seconds=5.0), rate=120)
    assert measure_track(replace(track, time_s=4 * track.time_s), slower=4.0).refused is None


def test_slow_walking_is_not_taken_for_slow_motion():
    track = made_track(runner=replace(WALKER, seconds=8.0), rate=60)
    assert measure_track(track).refused.id == "not_running"
    assert measure_track(replace(track, time_s=2 * track.time_s)).refused.id == "not_running"


def across(track, sign):
    """The same runner seen from behind (1) or from the front (-1): the sideways axis in the picture."""
    points = RUNNER.keypoints(60).points
    marks = track.landmarks.copy()
    for name, place in LANDMARKS.items():
        marks[:, place, 0] = WIDTH / 2 + sign * SCALE * points[name][:, 2]
    return replace(track, landmarks=marks)


def test_from_behind_the_pelvis_is_measured_and_from_the_front_refused():
    rear = measure_track(across(made_track(), 1))
    assert rear.view == "rear"
    assert rear.metrics["pelvic_drop_midstance_deg"].estimate.value == pytest.approx(4, abs=1)
    assert measure_track(across(made_track(), -1)).refused.id == "frontal_view"


def test_a_clip_from_behind_gives_a_still_of_each_foot_half_way_through_stance():
    reading = read_track(across(made_track(), 1))
    stills = make_scenes(reading, WIDTH, HEIGHT).stills
    assert [(each.when, each.foot) for each in stills] == [("middle", "left"), ("middle", "right")]
    for each in stills:
        nearest = min(abs(each.life_s - 0.125 - contact) for contact in RUNNER.contact_times(each.foot))
        assert nearest < 0.05
        assert {"left_hip", "right_hip", f"{each.foot}_ankle"} <= set(each.points)


def test_both_ways_are_drawn_with_the_side_nearest_the_camera_named_near():
    track = both_ways()
    scenes = make_scenes(read_track(track), WIDTH, HEIGHT)
    assert scenes.time_s[0] < 1 < 6 < scenes.time_s[-1]
    assert {"near_knee", "far_knee"} <= set(scenes.names)
    back = np.flatnonzero(scenes.time_s > 6)[:50]
    drawn = scenes.points[back, scenes.names.index("near_knee"), 0]
    rows = np.searchsorted(track.time_s, scenes.time_s[back])
    assert np.abs(drawn - track.landmarks[rows, LANDMARKS["left_knee"], 0]).max() < 1


def test_a_clip_shorter_than_a_second_at_120_frames_is_refused_without_a_crash():
    assert measure_track(made_track(runner=replace(RUNNER, seconds=0.7), rate=120)).refused.id == "too_few_strides"


@pytest.mark.parametrize("rate", [25, 30, 50, 60, 120, 240])
@pytest.mark.parametrize("facing", [1, -1])
def test_every_frame_rate_and_either_direction_give_the_same_form(rate, facing):
    metrics = measure_track(made_track(facing, rate=rate)).metrics
    assert metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=0.5)
    assert metrics["contact_time_ms"].estimate.value == pytest.approx(250, abs=20)
    assert metrics["trunk_lean_deg"].estimate.value == pytest.approx(8, abs=0.5)


def test_frames_that_come_unevenly_are_timed_by_their_own_clock():
    track = made_track(rate=60)
    chosen = np.random.default_rng(4).random(len(track.time_s)) > 0.15
    uneven = PoseTrack(track.time_s[chosen], track.landmarks[chosen], track.shift_px[chosen], WIDTH, HEIGHT)
    metrics = measure_track(uneven).metrics
    assert metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=0.5)
    assert metrics["contact_time_ms"].estimate.value == pytest.approx(250, abs=20)


def repeated(track, every):
    """Every n-th frame repeats the previous one, except for the jitter of the pose."""
    marks = track.landmarks.copy()
    rows = np.arange(every, len(marks), every)
    marks[rows, :, :2] = marks[rows - 1, :, :2] + np.random.default_rng(5).normal(0, 0.3, marks[rows, :, :2].shape)
    return replace(track, landmarks=marks)


@pytest.mark.parametrize("every", [2, 5, 11])
def test_a_repeated_frame_is_dropped(every):
    track = made_track(rate=60, noise_px=1.0)
    chosen = without_repeats(repeated(track, every)).time_s
    assert set(np.round(track.time_s[every::every], 3)) & set(np.round(chosen, 3)) == set()
    assert len(chosen) == len(track.time_s) - len(track.time_s[every::every])


def test_thirty_frames_exported_at_sixty_are_thirty():
    assert measure_track(repeated(made_track(rate=60, noise_px=1.0), 2)).frame_rate == pytest.approx(30, abs=0.1)


def test_a_runner_on_a_belt_and_a_walker_lose_no_frame():
    for track in (made_track(rate=120, noise_px=1.0), made_track(runner=WALKER, rate=60)):
        assert len(without_repeats(track).time_s) == len(track.time_s)


@pytest.mark.parametrize(
    "turned", [lambda x, y: (y, x), lambda x, y: (HEIGHT - y, WIDTH - x), lambda x, y: (x, HEIGHT - y)]
)
def test_a_picture_that_is_not_upright_is_called_so(turned):
    track = made_track()
    marks = track.landmarks.copy()
    marks[:, :, 0], marks[:, :, 1] = turned(track.landmarks[:, :, 0], track.landmarks[:, :, 1])
    assert measure_track(replace(track, landmarks=marks, width=HEIGHT, height=HEIGHT)).refused.id == "on_its_side"
