from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from runback.domain.activity import Activity, Samples, Source, Sport, Surface, ZoneSource
from runback.history.merge import fill_whole, is_same, merge
from tests.history.made_up import START

WATCH = Activity(
    sport=Sport.RUN,
    start_utc=START,
    utc_offset_s=7200,
    zone_source=ZoneSource.FILE,
    elapsed_s=1800,
    moving_s=1750,
    distance_m=5000,
    sources=(Source("watch.fit", "a" * 64, "fit"),),
    samples=Samples({"time_s": np.arange(5.0), "heart_rate_bpm": np.full(5, 150.0)}),
)
PHONE = replace(
    WATCH,
    start_utc=START + timedelta(seconds=2),
    zone_source=ZoneSource.PROFILE,
    utc_offset_s=0,
    elapsed_s=1795,
    moving_s=1700,
    distance_m=5080,
    title="Morning Run",
    sources=(Source("phone.gpx", "b" * 64, "gpx"),),
    samples=Samples({"time_s": np.arange(5.0), "altitude_m": np.arange(5.0) + 40}),
)


def test_watch_and_phone_on_the_same_run_are_one() -> None:
    assert is_same(WATCH, PHONE)
    assert is_same(PHONE, WATCH)


@pytest.mark.parametrize(
    "other",
    [
        replace(PHONE, sport=Sport.RIDE),
        replace(PHONE, start_utc=START + timedelta(seconds=1800)),
        replace(PHONE, start_utc=START + timedelta(days=1)),
    ],
    ids=["other sport", "the next run", "same run next day"],
)
def test_different_activities_stay_apart(other: Activity) -> None:
    assert not is_same(WATCH, other)


def test_unnamed_route_joins_the_workout_it_belongs_to() -> None:
    assert is_same(WATCH, replace(PHONE, sport=Sport.OTHER))
    assert merge(WATCH, replace(PHONE, sport=Sport.OTHER)).sport is Sport.RUN


def test_treadmill_distances_may_differ_between_belt_and_watch() -> None:
    assert is_same(replace(WATCH, surface=Surface.TREADMILL), replace(PHONE, distance_m=6500))


def test_export_that_wrote_local_time_as_utc_is_the_same_run() -> None:
    shifted = replace(WATCH, start_utc=START + timedelta(hours=2), sources=PHONE.sources)
    assert is_same(WATCH, shifted)
    assert not is_same(replace(WATCH, utc_offset_s=3600), replace(shifted, utc_offset_s=3600))


def test_merged_run_keeps_the_devices_totals_and_both_sources() -> None:
    merged = merge(PHONE, WATCH)
    assert (merged.distance_m, merged.moving_s, merged.start_utc) == (5000, 1750, START)
    assert [source.path for source in merged.sources] == ["watch.fit", "phone.gpx"]
    assert merged.title == "Morning Run"
    assert (merged.utc_offset_s, merged.zone_source) == (7200, ZoneSource.FILE)


def test_merging_does_not_depend_on_the_order() -> None:
    assert merge(WATCH, PHONE) == merge(PHONE, WATCH)


def test_channels_of_the_other_source_are_aligned_in_time() -> None:
    samples = merge(WATCH, PHONE).samples
    assert samples is not None
    assert samples.columns["heart_rate_bpm"].tolist() == [150.0] * 5
    assert samples.columns["altitude_m"].tolist() == [40.0, 40.0, 40.0, 41.0, 42.0]


def test_channels_more_than_five_seconds_off_are_left_open() -> None:
    late = replace(PHONE, start_utc=START + timedelta(seconds=8))
    samples = merge(WATCH, late).samples
    assert samples is not None
    assert np.isnan(samples.columns["altitude_m"][:3]).all()
    assert samples.columns["altitude_m"][3:].tolist() == [40.0, 40.0]


def test_summary_takes_the_samples_of_the_other() -> None:
    samples = merge(replace(WATCH, samples=None), PHONE).samples
    assert samples is not None
    assert samples.columns["time_s"].tolist() == [2.0, 3.0, 4.0, 5.0, 6.0]


def test_same_file_twice_is_one_source() -> None:
    assert len(merge(WATCH, WATCH).sources) == 1


def shifted(activity: Activity, begin_s: float, length_s: float, metres: float) -> Activity:
    return replace(
        activity, start_utc=START + timedelta(seconds=begin_s), elapsed_s=length_s, moving_s=length_s, distance_m=metres
    )


@pytest.mark.parametrize("begin_s", [-600, -60, 0, 10, 300, 700])
@pytest.mark.parametrize("length_s", [1000, 1800, 3000, 5000])
def test_a_runner_runs_once_at_a_time(begin_s: float, length_s: float) -> None:
    watch = shifted(WATCH, 0, 1800, 5000)
    phone = shifted(PHONE, begin_s, length_s, length_s * 2.8)
    shared = min(1800, begin_s + length_s) - max(0, begin_s)
    assert is_same(watch, phone) is (shared >= 0.5 * min(1800, length_s))
    assert is_same(phone, watch) is is_same(watch, phone)


@pytest.mark.parametrize("metres", [2500, 4000, 9000])
def test_two_sources_that_measure_differently_are_one_run_and_it_says_so(metres: float) -> None:
    phone = replace(PHONE, distance_m=metres)
    assert is_same(WATCH, phone)
    merged = merge(WATCH, phone)
    assert merged.distance_m == 5000
    assert any("Another source has" in note for note in merged.notes) is (metres != 4000)


@pytest.mark.parametrize("swapped", [False, True])
def test_the_whole_run_decides_and_not_the_watch_that_stopped_early(swapped: bool) -> None:
    watch, phone = shifted(WATCH, 0, 1800, 5000), shifted(PHONE, 10, 3000, 8400)
    merged = merge(phone, watch) if swapped else merge(watch, phone)
    assert (merged.distance_m, merged.elapsed_s, merged.start_utc) == (8400, 3000, phone.start_utc)


def test_a_ride_around_a_run_and_a_days_log_are_not_the_run() -> None:
    assert not is_same(WATCH, shifted(replace(PHONE, sport=Sport.RIDE), 0, 1800, 5000))
    assert not is_same(WATCH, shifted(replace(PHONE, sport=Sport.OTHER), -1800, 6000, 30_000))
    assert not is_same(WATCH, shifted(PHONE, -20_000, 60_000, 40_000))


LINE = replace(
    WATCH,
    samples=None,
    sources=(Source("diary.csv", "c" * 64, "csv"),),
    start_utc=START + timedelta(hours=6),
    moving_s=1800,
)


@pytest.mark.parametrize("hours", [-6, -3, -1, 0.5, 2, 6, 9])
@pytest.mark.parametrize(("metres", "seconds"), [(5000, 1750), (5200, 1800), (4750, 1680)])
def test_a_line_of_a_diary_with_another_time_is_the_run_of_its_day(hours: float, metres: float, seconds: float) -> None:
    noon = START.replace(hour=12)
    watch = replace(WATCH, start_utc=noon)
    line = replace(
        LINE, start_utc=noon + timedelta(hours=hours), distance_m=metres, moving_s=seconds, elapsed_s=seconds
    )
    assert is_same(watch, line)
    assert is_same(line, watch)


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, distance_m=8000),
        replace(LINE, moving_s=2600, elapsed_s=2600),
        replace(LINE, start_utc=START + timedelta(days=1)),
        replace(LINE, moving_s=None, elapsed_s=None),
    ],
    ids=["longer", "slower", "next day", "no time"],
)
def test_a_line_that_differs_is_another_run(line: Activity) -> None:
    assert not is_same(WATCH, line)


def test_two_lines_of_diaries_at_other_times_are_two_runs() -> None:
    assert not is_same(LINE, replace(LINE, start_utc=START))


@pytest.mark.parametrize("hours", [1, -1])
def test_a_service_that_takes_summer_time_twice_has_the_same_run(hours: int) -> None:
    other = replace(PHONE, start_utc=START + timedelta(hours=hours), elapsed_s=1801, distance_m=5004)
    assert is_same(WATCH, other)


def test_two_equal_runs_of_one_watch_an_hour_apart_are_two() -> None:
    again = replace(WATCH, start_utc=START + timedelta(hours=1), sources=(Source("2.fit", "c" * 64, "fit"),))
    assert not is_same(WATCH, again)


@pytest.mark.parametrize(
    ("begin_s", "minutes"), [(840, 14), (600, 10), (-700, 12), (500, None), (0, None), (-180, None)]
)
def test_minutes_of_another_recording_that_do_not_count_are_said(begin_s: float, minutes: int | None) -> None:
    watch, phone = shifted(WATCH, 0, 1800, 5000), shifted(PHONE, begin_s, 1800, 5000)
    notes = [note for note in merge(watch, phone).notes if "do not count" in note]
    expected_note = f"Another recording of it begins earlier or ends later by {minutes} minutes, which do not count."
    assert notes == ([] if minutes is None else [expected_note])


@pytest.mark.parametrize(("end_s", "is_said"), [(3600, False), (3900, False), (4300, True), (4600, True)])
def test_minutes_of_a_part_after_the_end_of_the_whole_are_said(end_s: float, is_said: bool) -> None:
    whole, part = shifted(WATCH, 0, 3600, 10_000), shifted(PHONE, 2800, end_s - 2800, (end_s - 2800) * 2.7)
    notes = fill_whole(whole, [part]).notes
    assert any("do not count" in note for note in notes) is is_said
    assert fill_whole(replace(whole, notes=notes), [part]).notes == notes
