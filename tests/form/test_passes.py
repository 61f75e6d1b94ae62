"""Several passes in one recording or several clips: pooled, and no stride across a gap."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from runback.form.keypoints import Keypoints
from runback.form.measure import measure_clips, measure_keypoints
from runback.form.passes import split_passes
from tests.form.made_runner import RUNNER, WALKER, only

STEPS_SPM = 60 / 0.36


def past(seconds=1.9, speed=3.0, start=0.0, way=1, runner=RUNNER, seed=0):
    """The made runner runs past a still camera, along x or against it."""
    seen = replace(runner, seconds=seconds, speed=speed).keypoints(60, noise_m=0.004, seed=seed)
    moved = {name: p + np.outer(speed * seen.time_s, [1, 0, 0]) for name, p in seen.points.items()}
    turned = {name: p * np.array([way, 1, way]) for name, p in moved.items()}
    return Keypoints(seen.time_s + start, turned)


def one_after_another(*passes):
    time_s = np.concatenate([each.time_s for each in passes])
    return Keypoints(time_s, {n: np.concatenate([each.points[n] for each in passes]) for n in passes[0].points})


def value(report, name):
    return report.metrics[name].estimate.value


@pytest.mark.parametrize("ways", [(1, 1), (1, -1), (-1, 1, -1), (1, -1, 1, -1, 1, -1)])
def test_passes_either_way_are_pooled(ways):
    clip = one_after_another(*(past(start=4.0 * number, way=way, seed=number) for number, way in enumerate(ways)))
    report = measure_keypoints(clip)
    assert report.refused is None
    assert [each.direction for each in report.passes] == ["right" if way > 0 else "left" for way in ways]
    for number, each in enumerate(report.passes):
        assert 4.0 * number <= each.from_s < each.to_s <= 4.0 * number + 1.9
    assert sum(each.steps for each in report.passes) == len(report.events)
    assert value(report, "cadence_spm") == pytest.approx(STEPS_SPM, abs=2)
    assert value(report, "trunk_lean_deg") == pytest.approx(8, abs=0.6)
    assert value(report, "step_width_cm") == pytest.approx(8, abs=1.5)


def test_no_step_or_flight_reaches_across_the_gap_between_two_passes():
    report = measure_keypoints(one_after_another(past(), past(start=3.1, seed=1)))
    assert value(report, "cadence_spm") == pytest.approx(STEPS_SPM, abs=2)
    assert value(report, "flight_time_ms") == pytest.approx(110, abs=25)


def test_a_runner_who_turns_round_without_a_gap_makes_two_passes():
    there, back = past(), past(way=-1, start=1.9, seed=1)
    back = Keypoints(back.time_s, {n: p + np.array([11.4, 0, 0]) for n, p in back.points.items()})
    report = measure_keypoints(one_after_another(there, back))
    assert [each.direction for each in report.passes] == ["right", "left"]
    assert value(report, "trunk_lean_deg") == pytest.approx(8, abs=0.6)


def test_clips_of_one_run_are_pooled_and_stay_distinguishable():
    clips = [past(seed=number, way=1 - 2 * (number % 2)) for number in range(3)]
    report = measure_clips(clips)
    alone = measure_keypoints(clips[0])
    assert [each.clip for each in report.passes] == [0, 1, 2]
    assert {event.clip for event in report.events} == {0, 1, 2}
    pooled, single = (each.metrics["cadence_spm"].estimate for each in (report, alone))
    assert pooled.high - pooled.low < single.high - single.low


def test_walking_back_to_the_start_is_left_out():
    walk = past(seconds=4.0, speed=1.4, start=2.5, way=-1, runner=WALKER)
    report = measure_keypoints(one_after_another(past(), walk, past(start=7.5, seed=1)))
    assert [round(each.from_s, 1) for each in report.passes] == [0.0, 7.5]


@pytest.mark.parametrize("gap_s", [0.1, 0.25, 0.39, 0.6, 1.0])
@pytest.mark.parametrize("is_blank", [True, False])
def test_frames_left_out_are_like_frames_left_blank(gap_s, is_blank):
    whole = only(RUNNER.keypoints(60, noise_m=0.004), axes=2)
    lost = (whole.time_s > 2.0) & (whole.time_s < 2.0 + gap_s)
    points = {n: np.where(lost[:, None], np.nan, p) for n, p in whole.points.items()}
    keep = np.full(len(lost), fill_value=True) if is_blank else ~lost
    report = measure_keypoints(Keypoints(whole.time_s[keep], {n: p[keep] for n, p in points.items()}))
    truth = measure_keypoints(whole)
    for name in ("cadence_spm", "contact_time_ms", "shank_angle_contact_deg", "trunk_lean_deg"):
        estimate = truth.metrics[name].estimate
        assert estimate.low <= value(report, name) <= estimate.high, name


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.4])
@pytest.mark.parametrize("shift_m", [-4.0, 1.5])
def test_somebody_else_taken_for_the_runner_for_a_moment_is_dropped(seconds, shift_m):
    clean = only(RUNNER.keypoints(60, noise_m=0.004), axes=2)
    other = (clean.time_s > 2.5) & (clean.time_s < 2.5 + seconds)
    points = {n: p + np.outer(other, [shift_m, 0, 0]) for n, p in clean.points.items()}
    report = measure_keypoints(Keypoints(clean.time_s, points))
    estimate = measure_keypoints(clean).metrics["shank_angle_contact_deg"].estimate
    assert estimate.low <= value(report, "shank_angle_contact_deg") <= estimate.high
    assert not [event for event in report.events if 2.5 <= event.contact_s < 2.5 + seconds]


def test_contacts_at_the_ends_are_found_where_the_clip_shows_them_whole():
    for start in np.arange(0.0, 0.72, 0.09):
        runner = replace(RUNNER, seconds=3.0, contacts={"right": 0.10 + start, "left": 0.46 + start})
        report = measure_keypoints(runner.keypoints(60, noise_m=0.002))
        for side in ("left", "right"):
            found = [event.contact_s for event in report.events if event.foot == side]
            for true in runner.contact_times(side):
                if 0.03 < true < 3.0 - 0.25 - 0.04:
                    assert min(abs(each - true) for each in found) < 0.03, (side, true)


def test_rows_in_between_come_back_as_unseen_frames():
    clip = RUNNER.keypoints(50)
    seen = np.ones(len(clip.time_s), dtype=bool)
    seen[60:65] = False
    (piece,) = split_passes(Keypoints(clip.time_s[seen], {n: p[seen] for n, p in clip.points.items()}))
    assert len(piece.time_s) == len(clip.time_s)
    assert np.isnan(piece.points["left_hip"][60:65]).all()
    assert all(after - before == pytest.approx(0.02) for before, after in pairwise(piece.time_s))


def test_a_gap_makes_no_contact_wherever_it_falls():
    keypoints = replace(RUNNER, seconds=3.0).keypoints(60, noise_m=0.004)
    true = {side: RUNNER.contact_times(side) for side in ("left", "right")}
    for start in np.arange(0.6, 1.4, 0.07):
        seen = (keypoints.time_s < start) | (keypoints.time_s > start + 0.15)
        points = {name: values[seen] for name, values in keypoints.points.items()}
        report = measure_keypoints(Keypoints(keypoints.time_s[seen], points))
        assert report.refused is None
        assert max(np.abs(true[event.foot] - event.contact_s).min() for event in report.events) < 0.04
