from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from runback.domain.activity import Activity, Samples, Sport, Surface, ZoneSource
from runback.history import gpx
from runback.history.errors import UnreadableFile
from runback.history.meaning import interpret
from runback.history.recording import Recording, StatedTotals
from runback.history.track import ascent_m, great_circle_m
from tests.history.made_up import METRES_A_DEGREE, START, write_gpx


def read(data: bytes, zone: str = "UTC") -> Activity:
    return interpret(gpx.read_recordings(data)[0], sources=(), zone=zone)


def recording(**given: object) -> Recording:
    fields: dict[str, object] = {"format": "fit", "sport": "running", "start_utc": START, **given}
    return Recording(**fields)  # type: ignore[arg-type]


def track(speed_mps: list[float], every_s: float = 1.0) -> Samples:
    """Positions due north, one step for each speed."""
    metres = np.concatenate([[0.0], np.cumsum(np.array(speed_mps) * every_s)])
    return Samples(
        {
            "time_s": np.arange(len(metres)) * every_s,
            "latitude_deg": 52 + metres / METRES_A_DEGREE,
            "longitude_deg": np.full(len(metres), 13.0),
        }
    )


def test_one_degree_of_latitude_is_its_length_on_the_sphere() -> None:
    assert great_circle_m(np.array([0.0, 1.0]), np.array([0.0, 0.0]))[0] == pytest.approx(METRES_A_DEGREE, abs=0.01)


def test_distance_time_and_pace_of_an_even_run_come_from_positions() -> None:
    run = read(write_gpx(points=601, speed_mps=3.0))
    assert run.sport is Sport.RUN
    assert run.distance_m == pytest.approx(1800, abs=1)
    assert (run.elapsed_s, run.moving_s) == (600.0, 600.0)


def test_standing_still_in_a_run_is_not_moving_time_but_elapsed() -> None:
    samples = track([3.0] * 300 + [0.0] * 120 + [3.0] * 300)
    run = interpret(recording(samples=samples), sources=(), zone="UTC")
    assert run.elapsed_s == 720.0
    assert run.moving_s == pytest.approx(600, abs=5)


def test_standing_at_one_traffic_light_counts_as_moving() -> None:
    samples = track([3.0] * 300 + [0.0] * 10 + [3.0] * 300)
    assert interpret(recording(samples=samples), sources=(), zone="UTC").moving_s == 610.0


def test_long_gap_in_a_run_is_a_pause_when_nobody_moved_and_a_tunnel_when_they_did() -> None:
    paused, tunnel = track([3.0] * 600), track([3.0] * 600)
    paused = Samples({name: column.copy() for name, column in paused.columns.items()})
    paused.columns["time_s"][300:] += 300
    tunnel = Samples({name: column[np.r_[0:200, 400:601]] for name, column in tunnel.columns.items()})
    assert interpret(recording(samples=paused), sources=(), zone="UTC").moving_s == pytest.approx(600, abs=2)
    assert interpret(recording(samples=tunnel), sources=(), zone="UTC").moving_s == pytest.approx(600, abs=2)


def test_timer_pauses_are_not_moving_time() -> None:
    run = interpret(recording(samples=track([3.0] * 600), pauses=((100.0, 160.0),)), sources=(), zone="UTC")
    assert run.moving_s == pytest.approx(540, abs=1)


def test_timer_of_the_device_is_the_moving_time_and_its_distance_the_distance() -> None:
    stated = StatedTotals(elapsed_s=700, timer_s=600, distance_m=1810)
    run = interpret(recording(samples=track([3.0] * 600), stated=stated), sources=(), zone="UTC")
    assert (run.elapsed_s, run.moving_s, run.distance_m) == (700, 600, 1810)


def test_teleport_is_left_out_of_the_distance_and_noted_and_the_samples_stay() -> None:
    samples = track([3.0] * 600)
    samples.columns["latitude_deg"][300] += 1.0
    run = interpret(recording(samples=samples), sources=(), zone="UTC")
    assert run.distance_m == pytest.approx(1800, abs=2)
    assert any("impossible position" in note for note in run.notes)
    assert run.samples is samples


def test_position_before_the_first_fix_is_not_the_gulf_of_guinea() -> None:
    samples = track([3.0] * 600)
    for name in ("latitude_deg", "longitude_deg"):
        samples.columns[name][:5] = 0.0
    run = interpret(recording(samples=samples), sources=(), zone="UTC")
    assert run.distance_m == pytest.approx(1785, abs=5)
    assert run.zone_source is ZoneSource.POSITION


def test_absurd_total_of_the_device_is_replaced_by_the_positions() -> None:
    stated = StatedTotals(elapsed_s=600, timer_s=600, distance_m=42_949_672.95)
    run = interpret(recording(samples=track([3.0] * 600), stated=stated), sources=(), zone="UTC")
    assert run.distance_m == pytest.approx(1800, abs=1)
    assert any("cannot be right" in note for note in run.notes)


def test_two_points_far_apart_in_time_give_no_distance_and_no_moving_time() -> None:
    walk = read(write_gpx(points=2, every_s=1468, speed_mps=0.0, kind="Walk"))
    assert (walk.distance_m, walk.moving_s, walk.elapsed_s) == (None, None, 1468.0)


def test_recording_without_a_start_has_no_place_in_the_history() -> None:
    with pytest.raises(UnreadableFile, match="when it was recorded"):
        interpret(recording(start_utc=None), sources=(), zone="UTC")


@pytest.mark.parametrize(
    ("sport", "sub_sport", "expected", "surface"),
    [
        ("running", "treadmill", Sport.RUN, Surface.TREADMILL),
        ("running", "generic", Sport.RUN, None),
        ("running", "trail", Sport.RUN, Surface.TRAIL),
        ("Trail Run", None, Sport.RUN, Surface.TRAIL),
        ("running", "track", Sport.RUN, Surface.TRACK),
        ("cycling", "track_cycling", Sport.RIDE, None),
        ("hiking", None, Sport.WALK, None),
        ("9", None, Sport.RUN, None),
        ("1", None, Sport.RIDE, None),
        ("generic", "treadmill", Sport.RUN, Surface.TREADMILL),
        ("fitness_equipment", "strength_training", Sport.STRENGTH, None),
        ("training", "strength_training", Sport.STRENGTH, None),
        ("VirtualRun", None, Sport.RUN, Surface.TREADMILL),
        ("underwater_hockey", None, Sport.OTHER, None),
    ],
)
def test_source_words_map_to_sport_and_surface(
    sport: str, sub_sport: str | None, expected: Sport, surface: Surface | None
) -> None:
    stated = StatedTotals(timer_s=600, distance_m=1500)
    activity = interpret(recording(sport=sport, sub_sport=sub_sport, stated=stated), sources=(), zone="UTC")
    assert (activity.sport, activity.surface) == (expected, surface)


def test_the_sport_comes_from_the_title_if_the_file_has_none() -> None:
    assert read(write_gpx(kind=None, name="Evening Run")).sport is Sport.RUN
    assert read(write_gpx(kind=None, name="Route 2018-06-11")).sport is Sport.OTHER


@pytest.mark.parametrize(
    ("latitude", "longitude", "start", "hours"),
    [
        (52.52, 13.40, datetime(2026, 1, 15, 12, tzinfo=UTC), 1),
        (52.52, 13.40, datetime(2026, 7, 15, 12, tzinfo=UTC), 2),
        (28.61, 77.21, datetime(2026, 7, 15, 12, tzinfo=UTC), 5.5),
        (27.72, 85.32, datetime(2026, 7, 15, 12, tzinfo=UTC), 5.75),
        (40.71, -74.01, datetime(2026, 3, 8, 6, 59, tzinfo=UTC), -5),
        (40.71, -74.01, datetime(2026, 3, 8, 7, 1, tzinfo=UTC), -4),
    ],
)
def test_local_time_follows_the_position_and_its_daylight_saving(
    latitude: float, longitude: float, start: datetime, hours: float
) -> None:
    run = read(write_gpx(latitude=latitude, longitude=longitude, start=start, points=30), zone="Asia/Tokyo")
    assert (run.utc_offset_s, run.zone_source) == (hours * 3600, ZoneSource.POSITION)


@pytest.mark.parametrize("nonsense", [681_624_000, 50 * 3600, 1234, -13 * 3600])
def test_nonsense_offset_of_the_file_is_refused_and_noted(nonsense: int) -> None:
    stated = StatedTotals(timer_s=600, distance_m=1500)
    run = interpret(recording(utc_offset_s=nonsense, stated=stated), sources=(), zone="Europe/Berlin")
    assert (run.utc_offset_s, run.zone_source) == (7200, ZoneSource.PROFILE)
    assert any("local time cannot be right" in note for note in run.notes)


def test_late_evening_run_belongs_to_the_local_day() -> None:
    stated = StatedTotals(timer_s=600, distance_m=1500)
    late = recording(start_utc=datetime(2026, 5, 3, 22, 30, tzinfo=UTC), stated=stated)
    assert interpret(late, sources=(), zone="Europe/Berlin").day.isoformat() == "2026-05-04"


def test_averages_are_weighted_by_time_and_stated_ones_take_precedence() -> None:
    samples = track([3.0] * 3)
    columns = {**samples.columns, "time_s": np.array([0.0, 10.0, 20.0, 21.0])}
    columns["heart_rate_bpm"] = np.array([100.0, 160.0, 160.0, np.nan])
    run = interpret(recording(samples=Samples(columns)), sources=(), zone="UTC")
    assert run.avg_hr_bpm == pytest.approx((100 * 10 + 160 * 10 + 160 * 1) / 21, abs=0.01)
    found = recording(samples=Samples(columns), stated=StatedTotals(avg_hr_bpm=144))
    assert interpret(found, sources=(), zone="UTC").avg_hr_bpm == 144


def test_ascent_counts_hills_and_not_the_noise_of_the_barometer() -> None:
    flat = 100 + 0.5 * np.sin(np.arange(600))
    hill = 100 + 25 - 25 * np.cos(np.arange(1201) * 2 * np.pi / 600)
    seconds = np.arange(1201, dtype=float)
    assert ascent_m(Samples({"time_s": seconds[:600], "altitude_m": flat})) == 0.0
    assert ascent_m(Samples({"time_s": seconds, "altitude_m": hill})) == pytest.approx(100, abs=2)


def test_a_summary_only_activity_has_the_stated_totals_and_nothing_else() -> None:
    run = interpret(recording(stated=StatedTotals(elapsed_s=1800, distance_m=3120)), sources=(), zone="UTC")
    assert (run.elapsed_s, run.moving_s, run.distance_m, run.ascent_m) == (1800, None, 3120, None)


def test_salvaged_recording_says_so() -> None:
    cut = replace(recording(stated=StatedTotals(timer_s=60)), truncated=True, notes=("The file breaks off.",))
    assert "The file breaks off." in interpret(cut, sources=(), zone="UTC").notes


def test_the_start_is_exact_to_the_instant() -> None:
    later = recording(start_utc=START + timedelta(milliseconds=250), stated=StatedTotals(timer_s=60))
    assert interpret(later, sources=(), zone="UTC").start_utc.microsecond == 250_000


def _with_cadence(stated: float | None, values: list[float]) -> Activity:
    time_s = np.arange(len(values)) * 5.0
    columns = {"time_s": time_s, "cadence_spm": np.array(values), "distance_m": time_s * 3.0}
    recording = Recording(
        format="gpx", sport="running", start_utc=START, samples=Samples(columns), stated=StatedTotals(avg_count=stated)
    )
    return interpret(recording, sources=(), zone="UTC")


def test_cadence_from_two_samples_is_not_used() -> None:
    assert _with_cadence(None, [172.0, 171.0]).avg_cadence_spm is None
    assert _with_cadence(None, [172.0] * 10).avg_cadence_spm == 172.0


def test_an_overflowed_cadence_is_replaced_by_the_samples() -> None:
    assert _with_cadence(254.0, [172.0] * 20).avg_cadence_spm == 172.0
    assert _with_cadence(254.0, [172.0] * 2).avg_cadence_spm is None
    assert _with_cadence(None, [390.0] * 20).avg_cadence_spm is None
