"""A change between two clips is reported only beyond the smallest detectable one, as is asymmetry."""

from dataclasses import replace

import pytest

from runback.form.compare import compare_clips, is_same_speed, is_uneven
from runback.form.measure import measure_keypoints
from runback.form.report import Estimate, FormReport, Metric, Notice, NotMeasurable
from tests.form.made_runner import RUNNER


def report(value, error=1.0, view="side", refused=None):
    metric = Metric(Estimate(value, value - 3, value + 3, 20, "deg", error), NotMeasurable("No."))
    return FormReport(view, 60.0, refused, (), (), {"trunk_lean_deg": metric})


def test_the_least_change_is_1_96_times_both_errors_together():
    (change,) = compare_clips(report(5, 1.0), report(9, 1.5))
    assert change.value == 4
    assert change.detectable == pytest.approx(1.96 * (1.0**2 + 1.5**2) ** 0.5)
    assert change.is_clear
    assert not compare_clips(report(5), report(7))[0].is_clear


def test_other_views_and_refused_clips_are_not_compared():
    assert compare_clips(report(5), report(9, view="rear")) == ()
    assert compare_clips(report(5, refused=Notice("too_small", "No.")), report(9)) == ()


def test_the_same_runner_filmed_twice_shows_no_change():
    clips = [measure_keypoints(RUNNER.keypoints(60, noise_m=0.008, seed=seed)) for seed in (1, 2)]
    assert [change.name for change in compare_clips(*clips) if change.is_clear] == []


def test_a_runner_who_leans_four_degrees_more_shows_that_and_not_the_rest():
    more = measure_keypoints(replace(RUNNER, lean_deg=12).keypoints(60, noise_m=0.008, seed=2))
    before = measure_keypoints(RUNNER.keypoints(60, noise_m=0.008, seed=1))
    assert [change.name for change in compare_clips(before, more) if change.is_clear] == ["trunk_lean_deg"]


def test_left_against_right_counts_only_beyond_what_measuring_makes():
    part = Estimate(4, 0, 8, 9, "deg", 1.0)
    metric = report(5).metrics["trunk_lean_deg"]
    assert is_uneven(replace(metric, asymmetry=part))
    assert not is_uneven(replace(metric, asymmetry=replace(part, error=3.0)))
    assert not is_uneven(metric)


def test_speed_is_the_same_within_half_a_kilometre_an_hour():
    assert is_same_speed(10.0, 10.4)
    assert is_same_speed(10.0, 12.0) is False
    assert is_same_speed(None, 10.0) is None
