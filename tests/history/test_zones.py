"""Which day a run belongs to: the place decides, then the file, then the runner's own zone."""

from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest
from timezonefinder import TimezoneFinder

from runback.domain.activity import Samples, Surface, ZoneSource
from runback.history import gpx, zones
from runback.history.meaning import interpret
from runback.history.recording import NO_ZONE, Recording, StatedTotals
from tests.history.made_up import write_gpx
from tests.history.recordings import interpreted, run_samples

WINTER, SUMMER = datetime(2026, 1, 15, 17, tzinfo=UTC), datetime(2026, 7, 15, 17, tzinfo=UTC)
HOUR = 3600
PLACES = {
    "Berlin": ((52.52, 13.40), 1, 2),
    "Lisbon": ((38.72, -9.14), 0, 1),
    "New York": ((40.71, -74.01), -5, -4),
    "Los Angeles": ((34.05, -118.24), -8, -7),
    "Phoenix": ((33.45, -112.07), -7, -7),
    "Delhi": ((28.61, 77.21), 5.5, 5.5),
    "Kathmandu": ((27.72, 85.32), 5.75, 5.75),
    "Adelaide": ((-34.93, 138.60), 10.5, 9.5),
    "Auckland": ((-36.85, 174.76), 13, 12),
    "Honolulu": ((21.31, -157.86), -10, -10),
}
"""Latitude and longitude, hours ahead of UTC in January and in July (worked from the zones' laws)."""


def at(place: tuple[float, float], start: datetime, claimed_h: float | None, **given: object) -> Recording:
    samples = run_samples((600, 3.0), positions=True, latitude=place[0], longitude=place[1])
    claimed = None if claimed_h is None else int(claimed_h * HOUR)
    fields: dict[str, object] = {"sport": "running", "start_utc": start, "utc_offset_s": claimed, "samples": samples}
    return Recording(format="fit", **(fields | given))  # type: ignore[arg-type]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("claimed_h", [None, 0, 3, -6, 8])
def test_a_real_place_wins_over_what_the_file_claims(place: str, claimed_h: float | None) -> None:
    where, winter_h, summer_h = PLACES[place]
    for start, hours in ((WINTER, winter_h), (SUMMER, summer_h)):
        run = interpret(at(where, start, claimed_h), sources=(), zone="Asia/Tokyo")
        assert run.utc_offset_s == hours * HOUR


@pytest.mark.parametrize("place", PLACES)
def test_winter_time_is_not_shown_as_summer_time(place: str) -> None:
    where, winter_h, summer_h = PLACES[place]
    winter = interpret(at(where, WINTER, summer_h), sources=(), zone="UTC")
    assert winter.start_local == (WINTER + timedelta(hours=winter_h)).replace(tzinfo=None)


def test_the_zone_of_a_place_is_the_one_its_borders_say_wherever_it_is() -> None:
    """At random places and within 20 km of Basel, Geneva, El Paso and Jerusalem, which are on borders."""
    rng = Random(5)
    places = [(rng.uniform(-90, 90), rng.uniform(-180, 180)) for _ in range(300)]
    for latitude, longitude in ((47.56, 7.59), (46.20, 6.15), (31.76, -106.49), (31.78, 35.23)):
        places += [(latitude + rng.uniform(-0.2, 0.2), longitude + rng.uniform(-0.2, 0.2)) for _ in range(50)]
    exact = TimezoneFinder()
    found = [zones._zone_at(*place) for place in places]
    assert found == [exact.timezone_at(lat=latitude, lng=longitude) for latitude, longitude in places]
    assert len(set(found)) > 50


def test_a_file_that_agrees_with_its_place_is_named_as_the_source() -> None:
    run = interpret(at(PLACES["Berlin"][0], SUMMER, 2), sources=(), zone="UTC")
    assert run.zone_source is ZoneSource.FILE


@pytest.mark.parametrize(
    "words",
    [
        {"sub_sport": "virtual_activity"},
        {"sport": "virtual_run"},
        {"sport": "VirtualRun"},
        {"sub_sport": "virtual_activity_run"},
        {"device": "Zwift"},
        {"device": "Zwift zwift_byte"},
        {"title": "Zwift - Jurassic Coast in Watopia"},
        {"device": "MyWhoosh"},
        {"device": "ROUVY"},
        {"device": "Kinomap"},
        {"title": "Tempo run on FulGaz"},
    ],
)
@pytest.mark.parametrize("place", ["New York", "Auckland"])
def test_a_virtual_place_gives_no_zone_and_means_a_treadmill(words: dict[str, str], place: str) -> None:
    run = interpret(at(PLACES[place][0], SUMMER, None, **words), sources=(), zone="Europe/Berlin")
    assert (run.utc_offset_s, run.zone_source) == (2 * HOUR, ZoneSource.PROFILE)
    assert run.surface is Surface.TREADMILL


def test_watopia_is_known_by_its_place_whatever_the_words() -> None:
    run = interpret(at((-11.64, 166.95), SUMMER, None), sources=(), zone="Europe/Berlin")
    assert (run.utc_offset_s, run.surface) == (2 * HOUR, Surface.TREADMILL)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("wall", [datetime(2026, 1, 15, 23, 30), datetime(2026, 7, 15, 0, 10)])
def test_times_without_a_zone_are_the_runners_wall_clock(place: str, wall: datetime) -> None:
    where, _, _ = PLACES[place]
    data = write_gpx(start=wall, latitude=where[0], longitude=where[1], points=30).replace(b"Z</time>", b"</time>")
    run = interpret(gpx.read_recordings(data)[0], sources=(), zone="Asia/Tokyo")
    assert run.start_local == wall
    assert NO_ZONE in run.notes


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
def test_without_a_place_they_are_the_profiles_clock(zone: str) -> None:
    wall = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)
    recording = Recording(
        format="csv",
        sport="run",
        start_utc=wall,
        is_local_clock=True,
        stated=StatedTotals(timer_s=600, distance_m=1500),
    )
    assert interpret(recording, sources=(), zone=zone).start_local == wall.replace(tzinfo=None)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo", "America/New_York"])
def test_positions_that_are_all_zero_are_no_place(zone: str) -> None:
    samples = run_samples((1800.0, 3.0))
    zeros = {"latitude_deg": np.zeros(len(samples)), "longitude_deg": np.zeros(len(samples))}
    run = interpreted(zone, samples=Samples({**samples.columns, **zeros}))
    assert run.zone_source is ZoneSource.PROFILE
    assert run.distance_m == pytest.approx(5400)
