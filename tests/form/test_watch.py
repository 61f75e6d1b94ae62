"""Form from the watch: drift with speed held, and months compared at one speed."""

import numpy as np
import pytest

from runback.domain.activity import Samples
from runback.form.minutes import cut_minutes
from runback.form.report import Estimate, NotMeasurable
from runback.form.watch import compare_months, measure_run, speed_relation
from tests.form.made_up import DAY, made_minutes, made_months, made_samples


def test_a_run_is_described_with_its_units():
    report = measure_run(made_minutes())
    metrics = report.form.metrics
    assert report.form.view == "watch"
    assert metrics["cadence_spm"].estimate.value == pytest.approx(168, abs=1)
    assert metrics["vertical_oscillation_cm"].estimate.value == pytest.approx(9.0, abs=0.1)
    assert metrics["step_length_cm"].estimate.value == pytest.approx(100 * 2.8 * 60 / 168, abs=1.5)
    assert metrics["flight_time_ms"].estimate.value == pytest.approx(60_000 / 168 - 250, abs=3)
    assert "Film" in metrics["trunk_lean_deg"].reason


def test_left_against_right_contact_follows_from_the_balance():
    asymmetry = measure_run(made_minutes()).form.metrics["contact_time_ms"].asymmetry
    assert asymmetry.value == pytest.approx(0.02 * 250, abs=0.4)


def test_drift_is_found_with_speed_held():
    drift = measure_run(made_minutes(drift_ms=12)).drift["contact_time_ms"]
    assert drift.value == pytest.approx(12, abs=2)
    assert drift.low > 0


def test_a_run_that_slows_down_does_not_drift():
    slowing = made_samples()
    time = slowing.columns["time_s"]
    speeds = 3.2 - 0.8 * time / time[-1] + 0.2 * np.sin(time / 100)
    contact = 250 - 40 * (speeds - 2.8) + np.random.default_rng(3).normal(0, 4, len(time))
    columns = dict(slowing.columns) | {"speed_mps": speeds, "contact_time_ms": contact}
    drift = measure_run(cut_minutes(Samples(columns), "1", DAY)).drift["contact_time_ms"]
    assert drift.low < 0 < drift.high
    assert abs(drift.value) < 3


def test_a_short_run_has_no_drift():
    assert "12 steady minutes" in measure_run(made_minutes(minutes=8)).drift["contact_time_ms"].reason


def test_walking_breaks_and_stops_are_left_out():
    samples = made_samples(minutes=20)
    speeds = samples.columns["speed_mps"].copy()
    speeds[300:600] = 1.4
    assert len(cut_minutes(Samples(dict(samples.columns) | {"speed_mps": speeds}), "1", DAY)) == 15


def test_a_walk_is_refused():
    report = measure_run(made_minutes(speed=1.3))
    assert report.form.refused.id == "not_running"
    assert all(isinstance(metric, NotMeasurable) for metric in report.form.metrics.values())


def test_a_watch_without_dynamics_gives_cadence_and_step_length():
    columns = {k: v for k, v in made_samples().columns.items() if k in ("time_s", "speed_mps", "cadence_spm")}
    metrics = measure_run(cut_minutes(Samples(columns), "1", DAY)).form.metrics
    assert isinstance(metrics["cadence_spm"].estimate, Estimate)
    assert "did not record" in metrics["contact_time_ms"].reason


def test_speed_is_taken_from_distance_where_it_was_not_recorded():
    columns = dict(made_samples().columns)
    columns["distance_m"] = np.cumsum(columns.pop("speed_mps"))
    assert len(cut_minutes(Samples(columns), "1", DAY)) == 40


def test_steep_minutes_are_left_out():
    columns = dict(made_samples(minutes=20).columns)
    columns["distance_m"] = np.cumsum(columns["speed_mps"])
    columns["altitude_m"] = np.where(columns["time_s"] < 600, 0.08 * columns["distance_m"], 0.0)
    assert 9 <= len(cut_minutes(Samples(columns), "1", DAY)) <= 10


def test_a_slower_month_is_not_a_worse_month():
    change = compare_months(made_months(slow_by=0.5)).change["contact_time_ms"]
    assert abs(change.value) < 4
    assert change.low < 0 < change.high or abs(change.value) < 2


def test_a_change_at_the_same_speed_is_reported():
    report = compare_months(made_months(slow_by=0.4, shift_ms=15))
    change = report.change["contact_time_ms"]
    assert change.value == pytest.approx(15, abs=4)
    assert change.low > 0
    assert [month.month for month in report.months] == ["2026-03", "2026-04"]
    assert [month.runs for month in report.months] == [8, 8]


def test_the_relation_to_speed_comes_from_inside_runs():
    speeds = [np.array([2.0, 2.5, 3.0]), np.array([3.0, 3.5, 4.0])]
    values = [np.array([10.0, 12.0, 14.0]), np.array([0.0, 2.0, 4.0])]
    assert speed_relation(speeds, values) == pytest.approx(4)


def test_one_month_alone_has_no_change():
    assert "Two months" in compare_months(made_months()[:8]).change["cadence_spm"].reason


def test_no_run_at_all_is_said():
    assert "no run" in compare_months([]).form.refused.text
