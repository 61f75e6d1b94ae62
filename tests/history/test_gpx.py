from datetime import UTC, datetime

import pytest

from runback.history import gpx
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.meaning import interpret
from tests.history.made_up import START, wrap_gpx, write_gpx

GARMIN_EXTENSION = (
    "<extensions><gpxtpx:TrackPointExtension><gpxtpx:atemp>21</gpxtpx:atemp><gpxtpx:hr>151</gpxtpx:hr>"
    "<gpxtpx:cad>86</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions>"
)


def point(at: str | None, lat: float = 52.0, lon: float = 13.0, extra: str = "") -> str:
    time_element = f"<time>{at}</time>" if at is not None else ""
    return f'<trkpt lat="{lat}" lon="{lon}">{time_element}{extra}</trkpt>'


def test_track_points_become_columns_with_seconds_since_the_start() -> None:
    (run,) = gpx.read_recordings(write_gpx(points=4, every_s=2))
    assert run.start_utc == START
    assert run.samples is not None
    assert run.samples.columns["time_s"].tolist() == [0.0, 2.0, 4.0, 6.0]
    assert run.samples.columns["altitude_m"].tolist() == [40.0] * 4
    assert (run.sport, run.title, run.device) == ("running", "Morning Run", "made here")


def test_undeclared_prefix_of_the_garmin_extension_is_read_all_the_same() -> None:
    (run,) = gpx.read_recordings(write_gpx(points=3, extra=GARMIN_EXTENSION))
    assert run.samples is not None
    assert run.samples.columns["heart_rate_bpm"].tolist() == [151.0] * 3
    assert run.samples.columns["temperature_c"].tolist() == [21.0] * 3
    assert not run.truncated


def test_cadence_of_one_foot_is_counted_for_both_in_runs_and_not_in_rides() -> None:
    for kind, expected in (("running", 172.0), ("cycling", 86.0)):
        (recording,) = gpx.read_recordings(write_gpx(points=30, kind=kind, extra=GARMIN_EXTENSION))
        samples = interpret(recording, sources=(), zone="UTC").samples
        assert samples is not None
        assert set(samples.columns["cadence_spm"].tolist()) == {expected}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-05-03T06:30:00Z", datetime(2026, 5, 3, 6, 30, tzinfo=UTC)),
        ("2026-05-03T06:30:00", datetime(2026, 5, 3, 6, 30, tzinfo=UTC)),
        ("2026-05-03T06:30:00.250Z", datetime(2026, 5, 3, 6, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-05-03T12:00:00+05:30", datetime(2026, 5, 3, 6, 30, tzinfo=UTC)),
        ("2026-05-03 06:30:00 +0000", datetime(2026, 5, 3, 6, 30, tzinfo=UTC)),
        (" 2026-05-03T06:30:00Z\n", datetime(2026, 5, 3, 6, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_every_common_spelling(at: str, expected: datetime) -> None:
    (run,) = gpx.read_recordings(wrap_gpx(point(at) + point("2026-05-03T07:00:00Z")))
    assert run.start_utc == expected


def test_offset_written_in_times_is_the_claimed_local_time() -> None:
    (run,) = gpx.read_recordings(wrap_gpx(point("2026-05-03T12:00:00+05:30") + point("2026-05-03T12:10:00+05:30")))
    assert run.utc_offset_s == 19_800


def test_point_without_a_time_gets_one_between_its_neighbours() -> None:
    points = point("2026-05-03T06:30:00Z") + point(None) + point("2026-05-03T06:30:10Z")
    (run,) = gpx.read_recordings(wrap_gpx(points))
    assert run.samples is not None
    assert run.samples.columns["time_s"].tolist() == [0.0, 5.0, 10.0]


def test_first_point_stamped_at_the_end_is_left_out_and_noted() -> None:
    rest = "".join(point(f"2026-05-03T06:30:{second:02}Z") for second in range(40))
    (run,) = gpx.read_recordings(wrap_gpx(point("2026-05-03T07:30:00Z") + rest))
    assert run.start_utc == START
    assert run.samples is not None
    assert len(run.samples) == 40
    assert any("later than those after it" in note for note in run.notes)


def test_gap_between_segments_is_a_pause() -> None:
    first = "".join(point(f"2026-05-03T06:30:{second:02}Z") for second in range(30))
    second = "".join(point(f"2026-05-03T06:35:{second:02}Z") for second in range(30))
    (run,) = gpx.read_recordings(wrap_gpx(first + "</trkseg><trkseg>" + second))
    assert run.pauses == ((29.0, 300.0),)


def test_tracks_of_two_days_are_two_recordings_and_a_continued_one_is_not() -> None:
    def track(day: int, minute: int) -> str:
        points = "".join(point(f"2026-05-{day:02}T06:{minute + at:02}:00Z") for at in range(3))
        return f"<trk><name>part</name><trkseg>{points}</trkseg></trk>"

    def file(*tracks: str) -> bytes:
        return f'<gpx version="1.1">{"".join(tracks)}</gpx>'.encode()

    assert len(gpx.read_recordings(file(track(3, 30), track(4, 30)))) == 2
    assert len(gpx.read_recordings(file(track(3, 30), track(3, 40)))) == 1


def test_a_truncated_file_has_what_is_before_the_end() -> None:
    whole = write_gpx(points=100)
    (run,) = gpx.read_recordings(whole[: len(whole) // 2])
    assert run.truncated
    assert run.samples is not None
    assert 40 <= len(run.samples) <= 55


def test_broken_xml_in_the_middle_is_repaired() -> None:
    broken = write_gpx(points=50).replace(b"<ele>40.0</ele>", b"<ele>40.0</elf>", 1).replace(b"Morning", b"Mor & ning")
    (run,) = gpx.read_recordings(broken)
    assert run.truncated
    assert run.samples is not None
    assert len(run.samples) == 50


def test_leading_spaces_and_a_byte_order_mark_are_harmless() -> None:
    data = write_gpx(points=3)
    assert gpx.read_recordings(b"\xef\xbb\xbf \n  " + data)[0].start_utc == START
    assert gpx.read_recordings(data.decode().replace("UTF-8", "UTF-16").encode("utf-16"))[0].start_utc == START


def test_billion_laughs_and_external_entities_are_refused() -> None:
    for declaration in ('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/passwd">'):
        attack = f"<!DOCTYPE gpx [{declaration}]><gpx><trk><name>&a;</name></trk></gpx>".encode()
        with pytest.raises(UnreadableFile, match="entities"):
            gpx.read_recordings(attack)


def test_entity_attack_hidden_in_broken_xml_is_refused_too() -> None:
    attack = b'<?xml version="1.0" encoding="nonsense"?><!DOCTYPE gpx [<!ENTITY a "ha">]><gpx><trk>&a;'
    with pytest.raises(UnreadableFile):
        gpx.read_recordings(attack)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('<rte><rtept lat="1" lon="2"/></rte>', "route or waypoints"),
        ('<wpt lat="1" lon="2"><name>home</name></wpt>', "route or waypoints"),
        ('<trk><trkseg><trkpt lat="1" lon="2"/><trkpt lat="1" lon="3"/></trkseg></trk>', "course to follow"),
        ("<trk><trkseg/></trk>", "empty"),
    ],
)
def test_routes_courses_and_empty_tracks_are_no_activities(content: str, reason: str) -> None:
    with pytest.raises(NotAnActivity, match=reason):
        gpx.read_recordings(f'<gpx version="1.1">{content}</gpx>'.encode())


def test_waypoints_after_a_track_do_not_leak_into_it() -> None:
    data = write_gpx(points=3).replace(b"</trk>", b'</trk><wpt lat="1" lon="2"><time>2020-01-01T00:00:00Z</time></wpt>')
    (run,) = gpx.read_recordings(data)
    assert run.samples is not None
    assert len(run.samples) == 3


def test_a_summary_in_the_head_replaces_an_empty_track() -> None:
    data = (
        b"<gpx><extensions><distance>3120.0</distance><average_hr></average_hr>"
        b"<start_time>2015-07-21T11:00:00+00:00</start_time><moving_time></moving_time>"
        b"<elapsed_time>1800.0</elapsed_time></extensions><trk><type>treadmill_running</type><trkseg/></trk></gpx>"
    )
    (run,) = gpx.read_recordings(data)
    assert run.start_utc == datetime(2015, 7, 21, 11, tzinfo=UTC)
    assert (run.stated.distance_m, run.stated.elapsed_s, run.stated.moving_s) == (3120.0, 1800.0, None)


def test_impossible_values_are_dropped() -> None:
    extra = "<extensions><hr>999</hr></extensions>"
    (run,) = gpx.read_recordings(write_gpx(points=3, extra=extra))
    assert run.samples is not None
    assert run.samples.get("heart_rate_bpm") is None


def test_two_points_a_year_apart_are_read_without_a_crash() -> None:
    (run,) = gpx.read_recordings(wrap_gpx(point("2025-05-03T06:30:00Z") + point("2026-05-03T06:30:00Z")))
    assert run.samples is not None
    assert len(run.samples) == 1


def test_a_file_of_nothing_but_tracks_is_refused_at_a_limit() -> None:
    with pytest.raises(UnreadableFile, match=r"more than 20,000 tracks. Split it"):
        gpx.read_recordings(b"<gpx>" + b"<trk></trk>" * 80_000 + b"</gpx>")


def test_empty_tracks_between_two_parts_of_a_run_change_nothing() -> None:
    def part(minute: int) -> str:
        times = (f"2026-05-03T06:{minute:02d}:{second:02d}Z" for second in range(0, 60, 5))
        points = "".join(f'<trkpt lat="52" lon="13"><time>{at}</time></trkpt>' for at in times)
        return f"<trk><trkseg>{points}</trkseg></trk>"

    plain = gpx.read_recordings(f"<gpx>{part(1)}{part(2)}</gpx>".encode())
    between = gpx.read_recordings(f"<gpx>{part(1)}{'<trk></trk>' * 9}{part(2)}</gpx>".encode())
    assert len(plain) == len(between) == 1
    assert list(plain[0].samples.columns["time_s"]) == list(between[0].samples.columns["time_s"])
