"""A run that turns into a drive counts until the vehicle; a ride saved as a run is a ride."""

import numpy as np
import pytest

from runback.domain.activity import Samples, Sport
from runback.history.meaning import RIDE_AS_RUN
from runback.history.recording import VEHICLE, StatedTotals
from runback.history.vehicle import find_on_foot
from tests.history.recordings import interpreted, run_samples

WALK_BETWEEN = (60.0, 1.2)


@pytest.mark.parametrize("positions", [True, False])
@pytest.mark.parametrize("drive_mps", [9.0, 14.0, 25.0])
@pytest.mark.parametrize("run", [(1200.0, 2.4), (2400.0, 3.0)])
def test_a_forgotten_stop_ends_the_run_where_the_drive_begins(
    run: tuple[float, float], drive_mps: float, positions: bool
) -> None:
    samples = run_samples(
        run, (900, drive_mps), positions=positions, distance_unit=None if positions else 1.0, cadence=(82, 0)
    )
    whole = run[0] * run[1] + 900 * drive_mps
    activity = interpreted(
        samples=samples, stated=StatedTotals(elapsed_s=run[0] + 900, distance_m=whole, avg_hr_bpm=118)
    )
    assert activity.distance_m == pytest.approx(run[0] * run[1], rel=0.03)
    assert activity.elapsed_s == pytest.approx(run[0], abs=15)
    assert any(note.startswith(VEHICLE) for note in activity.notes)
    assert activity.samples is not None
    assert len(activity.samples) == len(samples)


@pytest.mark.parametrize("drive_mps", [14.0, 25.0])
def test_a_drive_is_seen_without_cadence_by_its_speed(drive_mps: float) -> None:
    activity = interpreted(samples=run_samples((1800, 2.8), (600, drive_mps), positions=True))
    assert activity.distance_m == pytest.approx(5040, rel=0.04)


def test_a_drive_to_the_start_is_left_out_too() -> None:
    activity = interpreted(samples=run_samples((600, 16.0), (1800, 2.8), cadence=(0, 82)))
    assert activity.distance_m == pytest.approx(5040, rel=0.04)


@pytest.mark.parametrize("mps", [7.0, 8.5, 11.0])
@pytest.mark.parametrize("cadence", [(), (0.0,), (75.0,)])
def test_a_ride_saved_as_a_run_is_a_ride(mps: float, cadence: tuple[float, ...]) -> None:
    activity = interpreted(samples=run_samples((3600, mps), positions=True, cadence=cadence))
    assert activity.sport is Sport.RIDE
    assert RIDE_AS_RUN in activity.notes


@pytest.mark.parametrize("mps", [2.0, 3.0, 4.0, 5.0])
@pytest.mark.parametrize("cadence", [(), (85.0, 90.0, 82.0), (170.0, 190.0, 165.0)])
def test_a_run_with_a_sprint_is_left_alone(mps: float, cadence: tuple[float, ...]) -> None:
    samples = run_samples((900, mps), (20, 8.0), (900, mps), cadence=cadence, positions=True)
    assert find_on_foot(samples, Sport.RUN) is None


def test_one_jump_of_the_position_is_no_vehicle() -> None:
    samples = run_samples((900, 1.4), positions=True, distance_unit=None, every_s=1.0)
    latitude = samples.columns["latitude_deg"].copy()
    latitude[450:] += 0.005
    assert find_on_foot(Samples({**samples.columns, "latitude_deg": latitude}), Sport.WALK) is None


def test_a_run_whose_strap_lost_the_cadence_is_not_cut() -> None:
    samples = run_samples((900, 3.2), (900, 3.2), cadence=(84, 0))
    assert find_on_foot(samples, Sport.RUN) is None
    assert np.isfinite(samples.columns["cadence_spm"]).all()


@pytest.mark.parametrize("every_s", [1.0, 5.0, 10.0])
@pytest.mark.parametrize("stop_s", [20.0, 40.0, 90.0])
@pytest.mark.parametrize("cadence", [True, False])
def test_a_bus_that_stops_all_the_time_is_one_drive(every_s: float, stop_s: float, cadence: bool) -> None:
    ride = ((10.0, 6.0), (40.0, 13.0), (10.0, 6.0), (stop_s, 0.0)) * 8
    counts = (82.0, *(0.0,) * len(ride)) if cadence else ()
    samples = run_samples((1800, 2.7), *ride, every_s=every_s, positions=True, cadence=counts)
    activity = interpreted(samples=samples)
    assert activity.sport is Sport.RUN
    assert activity.distance_m == pytest.approx(4860, rel=0.05)


def test_two_jumps_of_the_position_are_no_bus() -> None:
    samples = run_samples((1800, 2.7), positions=True, distance_unit=None, every_s=1.0)
    latitude = samples.columns["latitude_deg"].copy()
    latitude[600:] += 0.004
    latitude[700:] -= 0.004
    assert find_on_foot(Samples({**samples.columns, "latitude_deg": latitude}), Sport.RUN) is None
