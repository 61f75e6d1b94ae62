"""Which distance counts where a device's total, its samples and its positions contradict each other."""

from dataclasses import replace

import numpy as np
import pytest

from runback.domain.activity import Lap, Samples, Sport
from runback.history.recording import StatedTotals
from runback.history.sports import fastest_mps
from tests.history.made_up import METRES_A_DEGREE
from tests.history.recordings import interpreted, run_samples

PACES = [(1800.0, 2.2), (2400.0, 2.8), (3600.0, 3.1), (5400.0, 2.6)]
"""Seconds and m/s of even runs: 3,960, 6,720, 11,160 and 14,040 m."""


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("wrong", [3.0, 1.5, 0.2])
def test_two_of_three_witnesses_outvote_the_total(seconds: float, mps: float, wrong: float) -> None:
    stated = StatedTotals(timer_s=seconds, distance_m=seconds * mps * wrong)
    run = interpreted(samples=run_samples((seconds, mps), positions=True), stated=stated)
    assert run.distance_m == pytest.approx(seconds * mps, rel=0.01)
    assert any("cannot be right" in note for note in run.notes)


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("share", [0.85, 1.15])
def test_a_total_that_is_near_its_samples_is_kept(seconds: float, mps: float, share: float) -> None:
    stated = StatedTotals(timer_s=seconds, distance_m=seconds * mps * share)
    run = interpreted(samples=run_samples((seconds, mps), positions=True), stated=stated)
    assert run.distance_m == pytest.approx(seconds * mps * share)
    assert run.notes == ()


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("stated_km", [True, False])
@pytest.mark.parametrize("unit", [0.001, 1000.0])
def test_a_distance_in_other_units_is_converted_in_total_and_samples(
    seconds: float, mps: float, stated_km: bool, unit: float
) -> None:
    metres = seconds * mps
    samples = run_samples((seconds, mps), positions=True, distance_unit=1.0 if stated_km else unit)
    stated = StatedTotals(timer_s=seconds, distance_m=metres * unit if stated_km else None)
    run = interpreted(samples=samples, stated=stated)
    assert run.distance_m == pytest.approx(metres, rel=0.01)
    assert any("other units" in note for note in run.notes)
    assert run.samples is not None
    assert run.samples.columns["distance_m"][-1] == pytest.approx(metres)


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("laps", [2, 5, 10])
def test_lap_distances_that_count_on_are_no_sum(seconds: float, mps: float, laps: int) -> None:
    lap_s = seconds / laps
    counted_on = tuple(Lap(n * lap_s, lap_s, (n + 1) * lap_s * mps) for n in range(laps))
    stated = StatedTotals(timer_s=seconds, distance_m=sum(lap.distance_m or 0 for lap in counted_on))
    run = interpreted(
        samples=run_samples((seconds, mps), positions=True, distance_unit=None), stated=stated, laps=counted_on
    )
    assert run.distance_m == pytest.approx(seconds * mps, rel=0.01)
    assert [lap.distance_m for lap in run.laps] == pytest.approx([lap_s * mps] * laps)


def test_lap_times_that_count_on_are_no_sum() -> None:
    laps = tuple(Lap(n * 600.0, (n + 1) * 600.0, 1800.0) for n in range(5))
    stated = StatedTotals(timer_s=9000.0, distance_m=9000.0)
    run = interpreted(samples=run_samples((3000, 3.0)), stated=stated, laps=laps)
    assert (run.moving_s, run.elapsed_s) == (3000.0, 3000.0)
    assert [lap.elapsed_s for lap in run.laps] == [600.0] * 5


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("belt", [0.6, 1.0, 2.0])
def test_a_treadmill_total_set_by_hand_is_kept(seconds: float, mps: float, belt: float) -> None:
    stated = StatedTotals(timer_s=seconds, distance_m=seconds * mps * belt)
    run = interpreted(samples=run_samples((seconds, mps)), stated=stated, sub_sport="treadmill")
    assert run.distance_m == pytest.approx(seconds * mps * belt)


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("share", [0.5, 0.75, 0.85])
def test_a_session_that_ends_before_its_records_does_not_cut_them(seconds: float, mps: float, share: float) -> None:
    stated = StatedTotals(elapsed_s=seconds * share, timer_s=seconds * share)
    run = interpreted(samples=run_samples((seconds, mps)), stated=stated)
    assert run.distance_m == pytest.approx(seconds * mps)
    assert (run.elapsed_s, run.moving_s) == (seconds, seconds)


def test_totals_of_a_device_that_leaves_pauses_out_of_elapsed_time_are_used() -> None:
    samples = run_samples((1800, 3.0), (300, 0.0), (1800, 3.0))
    run = interpreted(samples=samples, stated=StatedTotals(elapsed_s=3600, timer_s=3600, distance_m=10_700))
    assert (run.distance_m, run.moving_s) == (10_700, 3600)


@pytest.mark.parametrize("jitter_m", [2.0, 5.0, 15.0])
@pytest.mark.parametrize(("seconds", "mps"), PACES)
def test_a_running_distance_that_trembles_is_not_summed_up(seconds: float, mps: float, jitter_m: float) -> None:
    samples = run_samples((seconds, mps))
    trembling = samples.columns["distance_m"] - jitter_m * (np.arange(len(samples)) % 2)
    run = interpreted(samples=Samples({**samples.columns, "distance_m": np.maximum(trembling, 0)}))
    assert run.distance_m == pytest.approx(seconds * mps, abs=2 * jitter_m)


@pytest.mark.parametrize("at", [0.25, 0.5, 0.8])
def test_a_cumulative_distance_that_restarts_continues(at: float) -> None:
    samples = run_samples((3600, 3.0))
    metres = samples.columns["distance_m"].copy()
    begin = int(at * len(metres))
    metres[begin:] -= metres[begin]
    run = interpreted(samples=Samples({**samples.columns, "distance_m": metres}))
    assert run.distance_m == pytest.approx(10_800, abs=20)


@pytest.mark.parametrize(("seconds", "metres"), [(900, 6_500), (1800, 15_000), (3600, 33_000), (7200, 60_000)])
def test_nobody_runs_that_far_in_that_time(seconds: float, metres: float) -> None:
    stated = StatedTotals(timer_s=seconds, distance_m=metres)
    run = interpreted(stated=stated)
    assert run.distance_m is None
    assert any("cannot be right" in note for note in run.notes)


@pytest.mark.parametrize(
    ("seconds", "record_m"),
    [(9.58, 100), (43.03, 400), (100.91, 800), (206.0, 1500), (755.36, 5000), (1571.0, 10_000), (7235, 42_195)],
)
def test_world_records_are_accepted(seconds: float, record_m: float) -> None:
    assert fastest_mps(Sport.RUN, seconds) * seconds >= record_m
    run = interpreted(stated=StatedTotals(timer_s=seconds, distance_m=record_m))
    assert run.distance_m == record_m


def test_three_runs_of_one_hour_cannot_raise_the_longest_run_by_a_wrong_total() -> None:
    samples = run_samples((3600, 2.5), positions=True)
    honest = interpreted(samples=samples, stated=StatedTotals(timer_s=3600, distance_m=9000))
    wrong = interpreted(samples=samples, stated=StatedTotals(timer_s=3600, distance_m=20_000))
    assert wrong.distance_m == pytest.approx(honest.distance_m or 0, rel=0.01)
    assert replace(wrong, notes=(), distance_m=9000) == replace(honest, notes=())


@pytest.mark.parametrize("metres", [50.0, 120.0, 232.0, 400.0])
@pytest.mark.parametrize("sport", ["swimming", "running"])
def test_a_short_activity_keeps_its_total(metres: float, sport: str) -> None:
    samples = run_samples((330, 0.1), positions=True)
    stated = StatedTotals(timer_s=330, distance_m=metres)
    assert interpreted(sport=sport, samples=samples, stated=stated).distance_m != pytest.approx(metres / 1000)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3])
def test_samples_of_a_part_of_the_time_overrule_nothing(share: float) -> None:
    whole = run_samples((3600, 3.1), positions=True)
    rows = np.r_[0 : int(share * len(whole)), len(whole) - 3 : len(whole)]
    columns = {name: column[rows] for name, column in whole.columns.items()}
    columns["distance_m"] = np.arange(len(rows)) * 15.5
    columns["latitude_deg"] = columns["latitude_deg"][0] + np.arange(len(rows)) * 15.5 / METRES_A_DEGREE
    run = interpreted(samples=Samples(columns), stated=StatedTotals(timer_s=3600, distance_m=11_160))
    assert run.distance_m == 11_160


@pytest.mark.parametrize("share", [0.5, 0.7])
def test_lap_totals_of_a_part_of_the_run_do_not_cut_it(share: float) -> None:
    stated = StatedTotals(timer_s=1800 * share, distance_m=5400 * share)
    run = interpreted(samples=run_samples((1800, 3.0)), stated=stated)
    assert (run.distance_m, run.moving_s) == (5400, 1800)


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("wrong", [3.0, 0.3])
@pytest.mark.parametrize("surface", ["treadmill", "generic"])
def test_samples_of_the_whole_time_overrule_a_total_far_from_them(
    seconds: float, mps: float, wrong: float, surface: str
) -> None:
    stated = StatedTotals(timer_s=seconds, distance_m=seconds * mps * wrong)
    run = interpreted(samples=run_samples((seconds, mps)), stated=stated, sub_sport=surface)
    assert run.distance_m == pytest.approx(seconds * mps)
    assert any("cannot be right" in note for note in run.notes)


@pytest.mark.parametrize(("seconds", "mps"), PACES)
@pytest.mark.parametrize("unit", [0.001, 1000.0])
def test_times_in_milliseconds_are_converted(seconds: float, mps: float, unit: float) -> None:
    stated = StatedTotals(elapsed_s=seconds * unit, timer_s=seconds * unit, distance_m=seconds * mps)
    run = interpreted(samples=run_samples((seconds, mps), positions=True), stated=stated)
    assert (run.elapsed_s, run.moving_s) == (pytest.approx(seconds), pytest.approx(seconds))
    assert any("times were in other units" in note for note in run.notes)


def _with_break(run_s: float, mps: float, break_s: float, away_m: float, *, has_distance: bool) -> Samples:
    """A run, a break in which the runner gets that far away, and as much again."""
    first = run_samples((run_s, mps), positions=True, distance_unit=1.0 if has_distance else None)
    ahead = {"time_s": run_s + break_s, "latitude_deg": (run_s * mps + away_m) / METRES_A_DEGREE}
    ahead["distance_m"] = run_s * mps + away_m
    return Samples(
        {name: np.concatenate([column, column + ahead.get(name, 0.0)]) for name, column in first.columns.items()}
    )


@pytest.mark.parametrize("has_distance", [True, False])
@pytest.mark.parametrize(("break_s", "away_m"), [(900.0, 22_000.0), (1800.0, 10_000.0), (300.0, 2000.0)])
@pytest.mark.parametrize(("run_s", "mps"), [(900.0, 3.0), (1500.0, 2.4)])
def test_what_is_driven_during_a_pause_is_not_run(
    run_s: float, mps: float, break_s: float, away_m: float, has_distance: bool
) -> None:
    samples = _with_break(run_s, mps, break_s, away_m, has_distance=has_distance)
    run = interpreted(samples=samples, pauses=((run_s, run_s + break_s),))
    assert run.distance_m == pytest.approx(2 * run_s * mps, rel=0.01)
    assert (run.elapsed_s, run.moving_s) == (2 * run_s + break_s, pytest.approx(2 * run_s))


@pytest.mark.parametrize("break_s", [60.0, 120.0, 240.0])
def test_a_tunnel_that_looks_like_a_pause_is_run(break_s: float) -> None:
    samples = _with_break(900.0, 3.0, break_s, 3.0 * break_s, has_distance=False)
    run = interpreted(samples=samples, pauses=((900.0, 900.0 + break_s),))
    assert run.distance_m == pytest.approx((1800 + break_s) * 3.0, rel=0.01)


@pytest.mark.parametrize("hours", [0.5, 1.0, 3.0, 9.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_drifting_positions_of_a_resting_phone_are_hardly_any_metres(hours: float, seed: int) -> None:
    run_part = run_samples((1800.0, 2.8), positions=True, distance_unit=None)
    times = np.arange(30.0, hours * 3600, 30.0)
    errors = np.random.default_rng(seed).normal(0, 3 / METRES_A_DEGREE, (2, len(times)))
    last = {name: column[-1] for name, column in run_part.columns.items()}
    lying = {"time_s": last["time_s"] + times, "latitude_deg": last["latitude_deg"] + errors[0]}
    lying["longitude_deg"] = last["longitude_deg"] + errors[1]
    run = interpreted(
        samples=Samples({name: np.concatenate([column, lying[name]]) for name, column in run_part.columns.items()})
    )
    assert run.distance_m == pytest.approx(5040, rel=0.03)
    assert run.moving_s == pytest.approx(1800, abs=150)


@pytest.mark.parametrize("every_s", [75.0, 90.0, 120.0])
@pytest.mark.parametrize("hours", [6, 20, 30])
def test_an_ultra_whose_watch_saves_power_has_its_distance(every_s: float, hours: int) -> None:
    samples = run_samples((hours * 3600.0, 1.5), every_s=every_s, positions=True, distance_unit=None)
    run = interpreted(samples=samples)
    assert run.distance_m == pytest.approx(hours * 5400.0, rel=0.01)
    assert run.moving_s == pytest.approx(hours * 3600.0, rel=0.01)


@pytest.mark.parametrize("points", [2, 5, 20])
def test_a_few_positions_minutes_apart_give_no_distance(points: int) -> None:
    samples = run_samples((points * 120.0, 2.5), every_s=120.0, positions=True, distance_unit=None)
    assert interpreted(samples=samples).distance_m is None


@pytest.mark.parametrize(("seconds", "mps"), PACES)
def test_a_recording_of_speed_alone_has_its_distance(seconds: float, mps: float) -> None:
    run = interpreted(samples=run_samples((seconds, mps), distance_unit=None, speed=True))
    assert run.distance_m == pytest.approx(seconds * mps)
    assert any("worked out from it" in note for note in run.notes)
