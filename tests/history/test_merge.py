from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from runback.domain.activity import Activity, Samples, Source, Sport, Surface, ZoneSource
from runback.history.merge import is_same, merge
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
        replace(PHONE, elapsed_s=600),
        replace(PHONE, distance_m=9000),
        replace(PHONE, start_utc=START + timedelta(days=1)),
    ],
    ids=["other sport", "the next run", "much shorter", "much longer way", "same run next day"],
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
