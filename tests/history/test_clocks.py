"""A clock that is corrected during a run, and a wrong start in the file, do not shift the run."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from runback.domain.activity import Activity
from runback.history import gpx, tcx
from runback.history.clocks import CLOCK_JUMPED, find_jump
from runback.history.fit.recordings import read_recordings
from runback.history.meaning import interpret
from runback.history.recording import Recording
from tests.history.fit.build_fit import (
    ENUM,
    EVENT,
    RECORD,
    SESSION,
    TIMESTAMP,
    UINT8,
    UINT32,
    start_activity,
)
from tests.history.fit.build_fit import START as FIT_START
from tests.history.made_up import START, write_gpx, write_tcx

START_UTC = datetime(2021, 9, 8, 1, 46, 40, tzinfo=UTC)
HOUR, DAY = 3600, 86_400
JUMPS_S = [HOUR, 2 * HOUR, 8 * HOUR, DAY, 20 * DAY, 400 * DAY, 6000 * DAY]


def interpreted(recording: Recording) -> Activity:
    return interpret(recording, sources=(), zone="UTC")


def write_fit(
    times: list[int], *, start: int, elapsed_s: int | None, stops: tuple[tuple[int, int], ...] = ()
) -> Recording:
    """A run of 3 m/s whose records have these times (in seconds after FIT_START)."""
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (5, UINT32, "I")])
    for place, at in enumerate(times):
        fit.data(1, FIT_START + at, place * 10 * 300)
    fit.define(3, EVENT, [(TIMESTAMP, UINT32, "I"), (0, ENUM, "B"), (1, ENUM, "B")])
    for at, kind in stops:
        fit.data(3, FIT_START + at, 0, kind)
    fields = [(2, UINT32, "I"), (5, ENUM, "B"), (18, UINT8, "B")]
    values = [FIT_START + start, 1, 88]
    if elapsed_s is not None:
        fields.append((7, UINT32, "I"))
        values.append(elapsed_s * 1000)
    fit.define(6, SESSION, fields).data(6, *values)
    (recording,) = read_recordings(fit.build())
    return recording


@pytest.mark.parametrize("jump_s", JUMPS_S)
@pytest.mark.parametrize("at_row", [3, 60, 150])
def test_the_stretch_after_a_jump_forward_has_the_true_clock(jump_s: int, at_row: int) -> None:
    times = [10 * row - (jump_s if row < at_row else 0) for row in range(181)]
    run = interpreted(write_fit(times, start=times[0], elapsed_s=1800))
    assert run.start_utc == START_UTC
    assert (run.elapsed_s, run.moving_s, run.distance_m) == (1800, 1800, 5400)
    assert CLOCK_JUMPED in run.notes


@pytest.mark.parametrize("jump_s", JUMPS_S)
@pytest.mark.parametrize("elapsed_s", [1800, None])
def test_the_stretch_after_a_jump_back_has_the_true_clock(jump_s: int, elapsed_s: int | None) -> None:
    times = [10 * row + (jump_s if row < 60 else 0) for row in range(181)]
    run = interpreted(write_fit(times, start=times[0], elapsed_s=elapsed_s))
    assert run.start_utc == START_UTC
    assert (run.elapsed_s, run.distance_m) == (1800, 5400)


@pytest.mark.parametrize("pause_s", [HOUR, 3 * HOUR, 9 * HOUR])
def test_a_long_pause_is_no_jump(pause_s: int) -> None:
    times = [10 * row + (pause_s if row > 90 else 0) for row in range(181)]
    with_pause = write_fit(times, start=0, elapsed_s=1800 + pause_s)
    stopped = write_fit(times, start=0, elapsed_s=1800, stops=((900, 4), (910 + pause_s, 0)))
    for recording in (with_pause, stopped):
        run = interpreted(recording)
        assert run.start_utc == START_UTC
        assert CLOCK_JUMPED not in run.notes


@pytest.mark.parametrize("hours", [-8, -5, -2, -1, 1, 2, 5, 9, 13])
def test_a_stated_start_in_local_time_is_not_used(hours: int) -> None:
    run = interpreted(write_fit([10 * row for row in range(181)], start=hours * HOUR, elapsed_s=1800))
    assert run.start_utc == START_UTC
    assert run.elapsed_s == 1800


@pytest.mark.parametrize("days", [1, 3, 40, 4000])
@pytest.mark.parametrize("elapsed_s", [1800, None])
def test_a_start_long_before_the_records_is_not_used(days: int, elapsed_s: int | None) -> None:
    run = interpreted(write_fit([10 * row for row in range(181)], start=-days * DAY, elapsed_s=elapsed_s))
    assert (run.start_utc, run.elapsed_s) == (START_UTC, 1800)


@pytest.mark.parametrize("lead_s", [0, 5, 90, 280, 900, 5400])
def test_a_start_before_the_first_fix_is_used_if_the_elapsed_time_fits_the_end(lead_s: int) -> None:
    run = interpreted(write_fit([10 * row for row in range(181)], start=-lead_s, elapsed_s=1800 + lead_s))
    assert run.start_utc == START_UTC - timedelta(seconds=lead_s)
    assert run.elapsed_s == 1800 + lead_s


@pytest.mark.parametrize("days", [2, 30, 900, 7000])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_gpx_whose_clock_jumps_by_days_is_one_run_on_the_later_clock(days: int, sign: int) -> None:
    early = write_gpx(points=120, start=START + sign * timedelta(days=days)).decode()
    late = write_gpx(points=600, start=START, latitude=52.0 + 120 * 3.0 / 111_195.08).decode()
    points = early.partition("<trkseg>")[2].partition("</trkseg>")[0]
    (recording,) = gpx.read_recordings(late.replace("<trkseg>", "<trkseg>" + points).encode())
    run = interpreted(recording)
    assert run.start_utc == START - timedelta(seconds=120)
    assert run.distance_m == pytest.approx(719 * 3.0, abs=8)


def test_two_places_two_days_apart_are_no_jump_of_the_clock() -> None:
    times = np.array([0.0, 10, 20, 30, 200_000, 200_010, 200_020, 200_030, 200_040])
    assert find_jump(times) is not None
    early = write_gpx(points=120, start=START - timedelta(days=2)).decode()
    points = early.partition("<trkseg>")[2].partition("</trkseg>")[0]
    late = write_gpx(points=600, latitude=52.3).decode()
    (recording,) = gpx.read_recordings(late.replace("<trkseg>", "<trkseg>" + points).encode())
    assert CLOCK_JUMPED not in recording.notes


@pytest.mark.parametrize("lead_s", [600, 1800, 3500])
def test_an_early_start_in_tcx_is_used_if_the_laps_are_long_enough(lead_s: int) -> None:
    early_start = (START - timedelta(seconds=lead_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
    data = write_tcx().decode().replace('StartTime="2026-05-03T06:30:00Z"', f'StartTime="{early_start}"')
    (short,) = tcx.read_recordings(data.encode())
    assert short.start_utc == START
    longer = data.replace("<TotalTimeSeconds>300<", f"<TotalTimeSeconds>{300 + lead_s}<", 1)
    (long,) = tcx.read_recordings(longer.encode())
    assert long.start_utc == START - timedelta(seconds=lead_s)


@pytest.mark.parametrize("elapsed_s", [1800, None])
@pytest.mark.parametrize("at_row", [40, 90, 140])
def test_two_halves_in_the_wrong_order_are_put_in_order_and_no_clock_is_blamed(
    elapsed_s: int | None, at_row: int
) -> None:
    times = [10 * row for row in (*range(at_row, 181), *range(at_row))]
    run = interpreted(write_fit(times, start=0, elapsed_s=elapsed_s))
    assert (run.start_utc, run.elapsed_s) == (START_UTC, 1800)
    assert CLOCK_JUMPED not in run.notes
