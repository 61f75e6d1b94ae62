"""Events and metrics against force plates and markers: two laboratories, one frozen setting (issue 7's bounds)."""

from itertools import pairwise

import numpy as np
import pytest

from runback.form.curves import angle_from_vertical
from runback.form.keypoints import Keypoints
from runback.form.measure import measure_keypoints
from tests.form.laboratory import read_trials, true_metrics
from tests.shared_data import shared_path

pytestmark = pytest.mark.corpus

TRIALS = (
    "hamner-2",
    "hamner-2-markers",
    "hamner-4",
    "hamner-4-markers",
    "footnet-right",
    "footnet-left",
    "hamner-2010",
)
WHOLE = tuple(name for name in TRIALS if "hamner" in name)
CLIPS = [(60, 1), (60, 2), (30, 1), (30, 2)]


@pytest.fixture(scope="module")
def trials():
    return {trial.name: trial for trial in read_trials(shared_path("mocap"))}


def matched(report, trial):
    """Pairs of a found event and its true contact and toe-off."""
    for side in trial.contacts:
        found = [event for event in report.events if event.foot == side]
        for contact, toe_off in trial.inner_contacts(side):
            near = min(found, key=lambda event: abs(event.contact_s - contact))
            assert abs(near.contact_s - contact) < 0.1
            yield near, contact, toe_off


@pytest.mark.parametrize("name", TRIALS)
@pytest.mark.parametrize(("rate", "seed"), CLIPS)
def test_events_agree_with_the_force_plate(trials, name, rate, seed):
    trial = trials[name]
    trial = trial if "hamner" in name else shortened(trial)
    report = measure_keypoints(trial.keypoints(rate, noise_m=0.008, seed=seed, offset_s=0.003 * seed))
    pairs = list(matched(report, trial))
    contact = np.array([event.contact_s - true for event, true, _ in pairs])
    toe_off = np.array([event.toe_off_s - true for event, _, true in pairs])
    assert abs(contact.mean()) < 0.015
    assert contact.std() < 0.010
    assert abs(toe_off.mean()) < 0.020
    assert toe_off.std() < 0.015
    stance = np.median([event.toe_off_s - event.contact_s for event, _, _ in pairs])
    assert abs(stance - np.median([off - on for _, on, off in pairs])) < 0.020
    strides = np.concatenate([np.diff(trial.contacts[side][:, 0]) for side in trial.contacts])
    assert report.metrics["cadence_spm"].estimate.value == pytest.approx(120 / strides.mean(), abs=0.5)


def shortened(trial, strides=14):
    """The first strides only: enough for the bound, and quicker."""
    keep = trial.time_s < strides * 0.667
    contacts = {side: pairs[: strides - 1] for side, pairs in trial.contacts.items()}
    return type(trial)(trial.name, trial.time_s[keep], {n: p[keep] for n, p in trial.points.items()}, contacts)


BOUNDS = {
    "shank_angle_contact_deg": 1.5,
    "knee_flexion_contact_deg": 2.0,
    "overstride_pct_leg": 1.5,
    "pelvic_drop_midstance_deg": 1.5,
}


@pytest.mark.parametrize("name", TRIALS[:4])
@pytest.mark.parametrize(("rate", "seed"), CLIPS)
def test_metrics_agree_with_the_markers(trials, name, rate, seed):
    trial = trials[name]
    report = measure_keypoints(trial.keypoints(rate, noise_m=0.008, seed=seed))
    truth, leg = true_metrics(trial)
    for metric, bound in BOUNDS.items():
        true = np.mean([truth[side][metric].mean() for side in truth])
        assert report.metrics[metric].estimate.value == pytest.approx(true, abs=bound), metric
    hips, shoulders = (
        (trial.points[f"left_{point}"] + trial.points[f"right_{point}"]) / 2 for point in ("hip", "shoulder")
    )
    lean = angle_from_vertical(shoulders - hips).mean()
    assert report.metrics["trunk_lean_deg"].estimate.value == pytest.approx(lean, abs=0.5)
    bounce = report.metrics["vertical_oscillation_pct_leg"].estimate.value / 100 * leg
    steps = np.sort(np.concatenate([trial.contacts[side][:, 0] for side in trial.contacts]))
    ranges = [np.ptp(hips[(trial.time_s >= a) & (trial.time_s < b), 1]) for a, b in pairwise(steps)]
    assert bounce == pytest.approx(np.mean(ranges), abs=0.005)


def test_intervals_cover_the_truth_in_nine_strides_of_ten(trials):
    covered: dict[str, list[bool]] = {}
    for name in WHOLE:
        truth, _ = true_metrics(trials[name])
        for rate, seed in CLIPS:
            report = measure_keypoints(trials[name].keypoints(rate, noise_m=0.008, seed=seed))
            for side in truth:
                found = [event for event in report.events if event.foot == side]
                for row, (contact, _) in enumerate(trials[name].inner_contacts(side)):
                    near = min(found, key=lambda event: abs(event.contact_s - contact))
                    for metric, values in truth[side].items():
                        estimate = near.metrics[metric]
                        covered.setdefault(metric, []).append(estimate.low <= values[row] <= estimate.high)
    assert {metric: np.mean(hits) for metric, hits in covered.items() if np.mean(hits) < 0.9} == {}


@pytest.mark.parametrize("degrees", [-5, -3, 3, 5])
def test_a_tilted_camera_moves_the_trunk_by_a_degree_at_most_or_is_reported(trials, degrees):
    trial = trials["hamner-4-markers"]
    keypoints = trial.keypoints(60, noise_m=0.008, seed=1)
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    tilted = Keypoints(keypoints.time_s, {n: p @ turn.T for n, p in keypoints.points.items()}, "m")
    level, report = measure_keypoints(keypoints), measure_keypoints(tilted)
    error = report.metrics["trunk_lean_deg"].estimate.value - level.metrics["trunk_lean_deg"].estimate.value
    assert "camera_roll" in [warning.id for warning in report.warnings]
    assert abs(error) <= 1


@pytest.mark.parametrize("name", ["hamner-2", "hamner-4"])
def test_short_recordings_give_every_contact_and_bands_that_are_narrow_and_hold(trials, name):
    widths: dict[str, list[float]] = {}
    covered: list[bool] = []
    for rate, start_s in ((30, 0.0), (60, 0.4), (30, 0.9), (60, 1.7)):
        clip = window(trials[name], start_s, 2.6)
        report = measure_keypoints(clip.keypoints(rate, noise_m=0.006, seed=rate))
        truth, _ = true_metrics(trials[name])
        for side, pairs in clip.contacts.items():
            found = [event for event in report.events if event.foot == side]
            for contact, _ in pairs:
                near = min(found, key=lambda event: abs(event.contact_s - contact))
                assert abs(near.contact_s - contact) < 0.04
        for metric in HALF_WIDTHS:
            estimate = report.metrics[metric].estimate
            widths.setdefault(metric, []).append((estimate.high - estimate.low) / 2)
            if metric in truth["left"]:
                mean = np.mean([each[metric].mean() for each in truth.values()])
                covered.append(estimate.low <= mean <= estimate.high)
    assert {m: np.median(w) for m, w in widths.items() if np.median(w) > HALF_WIDTHS[m]} == {}
    assert np.mean(covered) >= 0.9


HALF_WIDTHS = {
    "trunk_lean_deg": 1.5,
    "shank_angle_contact_deg": 3.5,
    "knee_flexion_contact_deg": 4.0,
    "cadence_spm": 2.2,
    "contact_time_ms": 20.0,
}
"""Issue 19's bounds; cadence of six or seven steps is a little less sure than of a whole recording."""


def window(trial, start_s, seconds, margin_s=0.02):
    """A piece of a trial, with the contacts that are completely inside it."""
    first = trial.time_s[0] + start_s
    keep = (trial.time_s >= first) & (trial.time_s <= first + seconds)
    inside = {
        side: pairs[(pairs[:, 0] > first + margin_s) & (pairs[:, 1] < first + seconds - margin_s - 1 / 30)]
        for side, pairs in trial.contacts.items()
    }
    return type(trial)(trial.name, trial.time_s[keep], {n: p[keep] for n, p in trial.points.items()}, inside)


@pytest.mark.parametrize("name", ["hamner-2", "hamner-4", "hamner-2010"])
def test_seventeen_points_without_feet_give_wider_intervals_that_hold(trials, name):
    trial = trials[name]
    seen = trial.keypoints(60, noise_m=0.006, seed=3)
    points = {point: places for point, places in seen.points.items() if not point.endswith(("heel", "toe"))}
    report = measure_keypoints(Keypoints(seen.time_s, points))
    true_s = np.concatenate([off - on for on, off in (trial.inner_contacts(side).T for side in trial.contacts)])
    stance = report.metrics["contact_time_ms"].estimate
    assert stance.low <= 1000 * true_s.mean() <= stance.high
    assert stance.high - stance.low > 40
    contact = [event.contact_s - true for event, true, _ in matched(report, trial)]
    assert abs(np.mean(contact)) < 0.015
