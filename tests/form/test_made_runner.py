"""Form of a made runner whose truth is known by construction."""

from dataclasses import replace

import numpy as np
import pytest

from runback.domain.errors import UnusableInput
from runback.form.keypoints import SIDES, Keypoints
from runback.form.measure import measure_keypoints
from runback.form.report import METRICS, NotMeasurable
from tests.form.made_runner import RUNNER, only, without


def value(report, name):
    return report.metrics[name].estimate.value


def turned(keypoints, degrees):
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    return Keypoints(keypoints.time_s, {n: p @ turn.T for n, p in keypoints.points.items()}, keypoints.unit)


def swapped(keypoints, frames):
    points = dict(keypoints.points)
    for name in keypoints.points:
        if name.startswith("left_"):
            other = name.replace("left_", "right_")
            points[name], points[other] = keypoints.points[name].copy(), keypoints.points[other].copy()
            points[name][frames], points[other][frames] = (
                keypoints.points[other][frames],
                keypoints.points[name][frames],
            )
    return Keypoints(keypoints.time_s, points, keypoints.unit)


@pytest.mark.parametrize("frame_rate", [25, 30, 50, 60, 120, 240])
def test_contacts_are_timed_at_every_frame_rate(frame_rate):
    report = measure_keypoints(RUNNER.keypoints(frame_rate, noise_m=0.008))
    assert report.refused is None
    for side in SIDES:
        found = np.array([event.contact_s for event in report.events if event.foot == side])
        true = [t for t in RUNNER.contact_times(side) if 0.2 < t < RUNNER.seconds - 0.5]
        errors = np.array([found[np.argmin(np.abs(found - t))] - t for t in true])
        assert np.abs(errors).max() < 0.02
        assert abs(errors.mean()) < 0.006
        assert np.abs([e.toe_off_s - e.contact_s - RUNNER.contact_s for e in report.events]).max() < 0.03


def test_cadence_is_steps_over_time():
    report = measure_keypoints(RUNNER.keypoints(30, noise_m=0.008))
    assert value(report, "cadence_spm") == pytest.approx(60 / 0.36, abs=0.5)


def test_angles_and_distances_come_out_as_made():
    report = measure_keypoints(RUNNER.keypoints(120))
    assert value(report, "trunk_lean_deg") == pytest.approx(8, abs=0.1)
    assert value(report, "elbow_angle_deg") == pytest.approx(90, abs=0.5)
    assert value(report, "pelvic_drop_midstance_deg") == pytest.approx(4, abs=0.3)
    assert value(report, "step_width_cm") == pytest.approx(8, abs=0.2)
    assert value(report, "overstride_pct_leg") == pytest.approx(100 * 0.20 / 0.86, abs=1.5)
    assert value(report, "vertical_oscillation_pct_leg") == pytest.approx(100 * 0.08 / 0.86, abs=0.3)
    assert value(report, "foot_angle_contact_deg") == pytest.approx(0, abs=0.5)


def test_shank_and_knee_are_read_at_contact():
    report = measure_keypoints(RUNNER.keypoints(120))
    points = RUNNER.points_at(RUNNER.contact_times("right")[1:2])
    hip, knee, ankle = (points[f"right_{name}"][0] for name in ("hip", "knee", "ankle"))
    shank = np.degrees(np.arctan2(ankle[0] - knee[0], knee[1] - ankle[1]))
    thigh = np.degrees(np.arctan2(knee[0] - hip[0], hip[1] - knee[1]))
    assert value(report, "shank_angle_contact_deg") == pytest.approx(shank, abs=1.5)
    assert value(report, "knee_flexion_contact_deg") == pytest.approx(thigh - shank, abs=2)


def test_leaning_back_is_negative():
    report = measure_keypoints(replace(RUNNER, lean_deg=-5.0).keypoints(60))
    assert value(report, "trunk_lean_deg") == pytest.approx(-5, abs=0.2)


def test_every_metric_is_given_or_has_a_reason():
    report = measure_keypoints(only(RUNNER.keypoints(60), axes=2))
    assert set(report.metrics) == set(METRICS)
    assert "behind" in report.metrics["pelvic_drop_midstance_deg"].reason
    assert "behind" in report.metrics["step_width_cm"].reason
    for metric in report.metrics.values():
        if not isinstance(metric, NotMeasurable):
            assert metric.estimate.low <= metric.estimate.value <= metric.estimate.high


def test_pixels_give_the_same_angles_as_metres():
    """Metres know gravity, which moves contacts by a millisecond or two, and the shank by half a degree."""
    metres = only(RUNNER.keypoints(60), axes=2)
    pixels = Keypoints(metres.time_s, {n: 400 * p + 50 for n, p in metres.points.items()}, "px")
    one, other = measure_keypoints(metres), measure_keypoints(pixels)
    assert value(one, "trunk_lean_deg") == pytest.approx(value(other, "trunk_lean_deg"), abs=0.01)
    assert value(one, "cadence_spm") == pytest.approx(value(other, "cadence_spm"), abs=0.01)
    for name in ("shank_angle_contact_deg", "overstride_pct_leg"):
        assert value(one, name) == pytest.approx(value(other, name), abs=0.5)


def test_running_past_a_still_camera_is_timed_like_running_on_a_belt():
    belt = RUNNER.keypoints(60)
    past = Keypoints(belt.time_s, {n: p + np.outer(3 * belt.time_s, [1, 0, 0]) for n, p in belt.points.items()}, "m")
    one, other = measure_keypoints(belt), measure_keypoints(past)
    assert len(one.events) == len(other.events)
    for here, there in zip(one.events, other.events, strict=True):
        assert here.contact_s == pytest.approx(there.contact_s, abs=0.004)


def test_a_side_that_is_not_seen_is_not_reported():
    report = measure_keypoints(without(only(RUNNER.keypoints(60), axes=2), "right_"))
    assert {event.foot for event in report.events} == {"left"}
    assert "right side is not seen" in report.metrics["contact_time_ms"].asymmetry.reason


def test_a_side_hidden_in_most_frames_counts_as_not_seen():
    keypoints = only(RUNNER.keypoints(60), axes=2)
    for name, values in keypoints.points.items():
        if name.startswith("left_"):
            values[np.arange(len(values)) % 3 != 0] = np.nan
    assert {event.foot for event in measure_keypoints(keypoints).events} == {"right"}


def test_short_gaps_are_bridged_and_nothing_is_made_up_in_long_ones():
    keypoints = RUNNER.keypoints(60)
    for values in keypoints.points.values():
        values[100:103] = np.nan
        values[180:260] = np.nan
    events = measure_keypoints(keypoints).events
    assert [event for event in events if 1.5 < event.contact_s < 1.9]
    assert not [event for event in events if 3.05 < event.contact_s < 4.2]


def test_left_and_right_are_put_back_where_they_were_mixed_up():
    keypoints = RUNNER.keypoints(60, noise_m=0.008)
    frames = np.zeros(len(keypoints.time_s), dtype=bool)
    frames[50:57] = frames[130] = frames[200:226] = True
    report, clean = measure_keypoints(swapped(keypoints, frames)), measure_keypoints(keypoints)
    assert [warning.id for warning in report.warnings] == ["swap_repaired"]
    assert "34 frames" in report.warnings[0].text
    assert value(report, "contact_time_ms") == pytest.approx(value(clean, "contact_time_ms"), abs=0.1)
    assert not clean.warnings


def test_feet_given_to_the_wrong_knees_are_put_back():
    keypoints = only(RUNNER.keypoints(60, noise_m=0.004), axes=2)
    points = {name: values.copy() for name, values in keypoints.points.items()}
    for part in ("ankle", "heel", "toe"):
        left, right = points[f"left_{part}"], points[f"right_{part}"]
        left[90:110], right[90:110] = right[90:110].copy(), left[90:110].copy()
    report = measure_keypoints(Keypoints(keypoints.time_s, points, "m"))
    assert [warning.id for warning in report.warnings] == ["swap_repaired"]
    assert value(report, "contact_time_ms") == pytest.approx(
        value(measure_keypoints(keypoints), "contact_time_ms"), abs=1
    )


@pytest.mark.parametrize("degrees", [-5, -2.5, 2.5, 5])
def test_a_tilted_camera_is_found_and_turned_level(degrees):
    report = measure_keypoints(turned(RUNNER.keypoints(60, noise_m=0.004), degrees))
    assert "camera_roll" in [warning.id for warning in report.warnings]
    assert value(report, "trunk_lean_deg") == pytest.approx(8, abs=1)


def test_low_frame_rates_are_warned_of_and_used():
    report = measure_keypoints(RUNNER.keypoints(30))
    assert [warning.id for warning in report.warnings] == ["low_frame_rate"]
    assert report.refused is None


def test_slow_motion_is_asked_about():
    keypoints = RUNNER.keypoints(240)
    slow = Keypoints(keypoints.time_s * 2, keypoints.points, "m")
    assert "slow_motion" in [warning.id for warning in measure_keypoints(slow).warnings]


def test_asymmetry_has_an_interval():
    even = measure_keypoints(RUNNER.keypoints(60, noise_m=0.008)).metrics["contact_time_ms"].asymmetry
    assert even.low < 0 < even.high


def test_the_same_clip_gives_the_same_report_every_time():
    keypoints = RUNNER.keypoints(30, noise_m=0.008)
    assert measure_keypoints(keypoints) == measure_keypoints(keypoints)


def test_a_runner_who_runs_against_x_is_mirrored_with_a_warning():
    keypoints = only(RUNNER.keypoints(60), axes=2)
    backward = {name: values * np.array([-1, 1, 1]) for name, values in keypoints.points.items()}
    report = measure_keypoints(Keypoints(keypoints.time_s, backward, "m"))
    assert "faces_backward" in [warning.id for warning in report.warnings]
    assert value(report, "trunk_lean_deg") == pytest.approx(8, abs=0.2)


def test_keypoints_with_y_pointing_down_are_an_error_that_says_so():
    keypoints = only(RUNNER.keypoints(60), axes=2)
    down = {name: values * np.array([1, -1, 1]) for name, values in keypoints.points.items()}
    with pytest.raises(UnusableInput, match="y points up"):
        measure_keypoints(Keypoints(keypoints.time_s, down, "px"))


def test_noisier_feet_make_contacts_less_sure_and_a_laboratorys_do_not():
    def half_width(noise_m):
        report = measure_keypoints(RUNNER.keypoints(60, noise_m=noise_m))
        widths = [event.metrics["contact_time_ms"] for event in report.events]
        return np.median([(each.high - each.low) / 2 for each in widths]), report.metrics["cadence_spm"].estimate

    quiet, usual, noisy = half_width(0.002), half_width(0.006), half_width(0.024)
    assert quiet[0] == pytest.approx(usual[0], abs=0.01)
    assert noisy[0] > 1.3 * usual[0]
    assert noisy[1].high - noisy[1].low > usual[1].high - usual[1].low
