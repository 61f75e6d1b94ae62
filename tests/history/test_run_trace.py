"""The lines, splits and outline of a run, with values worked by hand."""

import numpy as np
import pytest

from runback.domain.activity import Samples
from runback.history.run_trace import outline, split_run, trace_run
from tests.history.recordings import run_samples


@pytest.mark.parametrize("positions", [True, False])
@pytest.mark.parametrize(("mps", "pace"), [(2.5, 400), (2.0, 500), (4.0, 250)])
def test_an_even_run_has_an_even_pace(mps: float, pace: float, positions: bool) -> None:
    trace = trace_run(run_samples((1800, mps), positions=positions, distance_unit=None if positions else 1.0))
    assert trace is not None
    assert trace.lines["pace_s_per_km"] == pytest.approx(pace, rel=0.01)
    assert trace.metres is not None
    assert trace.metres[-1] == pytest.approx(1800 * mps, rel=0.01)


def test_standing_has_no_pace_and_the_rest_is_as_it_was() -> None:
    trace = trace_run(run_samples((900, 3.0), (300, 0.0), (900, 3.0)))
    assert trace is not None
    pace = trace.lines["pace_s_per_km"]
    assert np.isnan(pace[np.abs(trace.seconds - 1050) < 60]).all()
    assert pace[trace.seconds < 800] == pytest.approx(1000 / 3, rel=0.01)


def test_a_channel_is_the_mean_of_each_stretch() -> None:
    samples = run_samples((600, 3.0), (600, 3.0))
    heart = np.where(samples.columns["time_s"] < 600, 120.0, 150.0)
    trace = trace_run(Samples({**samples.columns, "heart_rate_bpm": heart}))
    assert trace is not None
    line = trace.lines["heart_rate_bpm"]
    assert (line[0], line[-1]) == (120, 150)


def test_splits_are_kilometres_and_the_rest() -> None:
    splits = split_run(run_samples((1000, 2.5), (500, 4.0)))
    assert [split.metres for split in splits] == pytest.approx([1000, 1000, 1000, 1000, 500])
    assert [split.seconds for split in splits] == pytest.approx([400, 400, 200 + 125, 250, 125], abs=3)


def test_splits_in_miles_leave_out_a_few_metres_behind_the_last() -> None:
    splits = split_run(run_samples((1000, 3.2187)), 1609.344)
    assert [split.metres for split in splits] == pytest.approx([1609.344, 1609.344], abs=8)


@pytest.mark.parametrize("pause_s", [30, 60, 300])
@pytest.mark.parametrize("before_s", [100, 300, 400])
@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_pause_is_in_no_splits_time(before_s: int, pause_s: int, is_recorded: bool) -> None:
    samples = run_samples((before_s, 2.5), (pause_s, 0.0), (1000 - before_s, 2.5), every_s=1.0)
    if not is_recorded:
        time_s = samples.columns["time_s"]
        rest = (time_s <= before_s) | (time_s > before_s + pause_s)
        samples = Samples({name: column[rest] for name, column in samples.columns.items()})
    assert [split.seconds for split in split_run(samples)] == pytest.approx([400, 400, 200], abs=6)


@pytest.mark.parametrize(("total_m", "pace"), [(10_000, 300.0), (11_220, 267.4), (12_500, 240.0), (None, 267.4)])
def test_splits_and_lines_are_those_of_the_distance_that_counts(total_m: float | None, pace: float) -> None:
    samples = run_samples((3000, 3.74))  # 11.22 km on the watch, 10 km on the treadmill: 3000 s / 10 km = 5:00
    splits = split_run(samples, total_m=total_m)
    whole = total_m or 11_220
    assert sum(split.metres for split in splits) == pytest.approx(whole, rel=0.002)
    assert splits[0].seconds == pytest.approx(pace, rel=0.01)
    trace = trace_run(samples, total_m)
    assert trace is not None
    assert trace.metres is not None
    assert trace.metres[-1] == pytest.approx(whole, rel=0.01)
    assert trace.lines["pace_s_per_km"] == pytest.approx(pace, rel=0.01)


def test_the_outline_is_in_metres_north_up() -> None:
    points = outline(run_samples((1000, 3.0), positions=True))
    easts, norths = zip(*points, strict=True)
    assert max(norths) - min(norths) == pytest.approx(3000, rel=0.01)
    assert max(easts) - min(easts) == pytest.approx(0, abs=1e-6)
    assert norths[0] < norths[-1]


def test_without_distance_there_are_no_splits_and_no_outline() -> None:
    samples = run_samples((600, 3.0), distance_unit=None, cadence=(160.0,))
    assert split_run(samples) == ()
    assert outline(samples) == []
    trace = trace_run(samples)
    assert trace is not None
    assert set(trace.lines) == {"cadence_spm"}
