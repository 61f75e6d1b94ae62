"""Totals in another unit than the format says, and clocks that began to count when the battery came back."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from runback.domain.activity import Activity, Source
from runback.history.errors import UnreadableFile
from runback.history.meaning import interpret
from runback.history.names import find_start_local
from runback.history.read import read_source
from tests.history.fit.build_fit import fit_run
from tests.history.made_up import METRES_A_DEGREE, START, wrap_gpx

MILE = 1609.344


def tcx(*, stated: float | None, sampled: float | None, seconds: int = 1800, start: datetime = START) -> bytes:
    """A run of one lap: its total, and its samples' running distance at the end (None: no samples)."""

    def stamp(second: int) -> str:
        return (start + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")

    points = "".join(
        f"<Trackpoint><Time>{stamp(at)}</Time><DistanceMeters>{sampled * at / seconds}</DistanceMeters></Trackpoint>"
        for at in (range(0, seconds + 1, 5) if sampled is not None else ())
    )
    total = "" if stated is None else f"<DistanceMeters>{stated}</DistanceMeters>"
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="Running"><Id>{stamp(0)}</Id><Lap StartTime="{stamp(0)}"><TotalTimeSeconds>{seconds}'
        f"</TotalTimeSeconds>{total}<Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    ).encode()


def gpx(start: datetime) -> bytes:
    """600 s north at 3 m/s."""
    return wrap_gpx(
        "".join(
            f'<trkpt lat="{52 + at * 3 / METRES_A_DEGREE:.7f}" lon="13.4">'
            f"<time>{(start + timedelta(seconds=at)).strftime('%Y-%m-%dT%H:%M:%SZ')}</time></trkpt>"
            for at in range(0, 601, 5)
        )
    )


def only(data: bytes, name: str) -> Activity:
    (found,) = read_source(data, name)
    return interpret(found, sources=(Source(name, "a" * 64, found.format),), zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("stated", "sampled", "metres"),
    [
        (5.0, 5004.0, 5000),  # the lap in kilometres, the samples in metres
        (5.2, 5004.0, 5200),
        (3.109, 5004.0, 3.109 * MILE),  # in miles
        (3.0, 5004.0, 3.0 * MILE),
        (0.005, 5004.0, 5004),  # in nothing that fits
        (5.0, 5.004, None),  # both in kilometres, or a watch indoors that measured nothing
        (5000.0, 5.004, 5000),  # the samples in kilometres
        (5000.0, 3.109, 5000),  # the samples in miles
        (5.2, None, 5200),  # nothing but laps
        (8.7, None, 8700),
        (0.5, None, None),  # 500 m in half an hour is nobody's run, and half a metre neither
        (1.0, 4.0, None),  # a watch indoors that measured nothing
        (None, 4.0, None),
        (5000.0, 5004.0, 5000),  # sound
        (70.0, 68.0, 70),  # few, and possible
    ],
)
def test_a_few_metres_in_half_an_hour_are_in_another_unit_or_none(stated, sampled, metres) -> None:
    run = only(tcx(stated=stated, sampled=sampled), "run.tcx")
    assert run.distance_m == (None if metres is None else pytest.approx(metres, abs=1))


@pytest.mark.parametrize("metres", [0.5, 4.0, 12.0, 30.0])
def test_a_watch_that_measured_nothing_indoors_has_no_distance(metres: float) -> None:
    """The few metres of its arm are in its file and in its maker's list, whose units are known."""
    listed = [{"activityId": 1, "activityType": "treadmill_running", "startTimeGmt": 1_777_825_800_000}]
    listed[0] |= {"duration": 1_800_000, "distance": metres * 100}
    files = {
        "run.fit": fit_run(told_m=metres, record_m=metres / 1800, sub_sport=1),
        "a_summarizedActivities.json": json.dumps([{"summarizedActivitiesExport": listed}]).encode(),
    }
    for name, data in files.items():
        run = only(data, name)
        assert (run.distance_m, run.moving_s) == (None, 1800)


@pytest.mark.parametrize("seconds", [30, 120, 290])
def test_a_few_metres_in_a_short_recording_are_metres(seconds: int) -> None:
    assert only(tcx(stated=5.0, sampled=5.0, seconds=seconds), "run.tcx").distance_m == pytest.approx(5)


def forgotten(run_s: int, stood_s: int, timer_s: int, *, every_s: int = 10) -> bytes:
    """A run at 3 m/s, and a watch that went on recording where it lay."""
    points = "".join(
        f"<Trackpoint><Time>{(START + timedelta(seconds=at)).strftime('%Y-%m-%dT%H:%M:%SZ')}</Time><Position>"
        f"<LatitudeDegrees>{52 + min(at, run_s) * 3 / METRES_A_DEGREE:.7f}</LatitudeDegrees>"
        "<LongitudeDegrees>13.4</LongitudeDegrees></Position></Trackpoint>"
        for at in range(0, run_s + stood_s + 1, every_s)
    )
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="Running"><Id>{START.isoformat()}</Id><Lap StartTime="{START.isoformat()}"><TotalTimeSeconds>'
        f"{timer_s}</TotalTimeSeconds><DistanceMeters>{run_s * 3}</DistanceMeters><Track>{points}</Track></Lap>"
        "</Activity></Activities></TrainingCenterDatabase>"
    ).encode()


@pytest.mark.parametrize(
    ("run_s", "stood_s", "moving_s"),
    [
        (1800, 7200, 1800),
        (1200, 1900, 1200),
        (3600, 4000, 3600),
        (600, 12 * 3600, 600),
        (1800, 1700, 3500),  # half an hour at the lights, the drinks and the gate may be
        (3600, 3000, 6600),
        (1800, 300, 2100),
        (5400, 0, 5400),
    ],
)
def test_a_forgotten_watch_was_standing_still(run_s: int, stood_s: int, moving_s: int) -> None:
    run = only(forgotten(run_s, stood_s, run_s + stood_s), "run.tcx")
    assert run.distance_m == pytest.approx(run_s * 3, rel=0.01)
    assert run.moving_s == pytest.approx(moving_s, abs=30)


@pytest.mark.parametrize("gap_s", [300, 1200, 3600, 2 * 3600, 8 * 3600])
@pytest.mark.parametrize("segments", [1, 2])
@pytest.mark.parametrize("away_m", [0, 30])
def test_a_long_pause_takes_nothing_from_the_distance(gap_s: int, segments: int, away_m: int) -> None:
    """Lunch, a night, an app that was paused and forgotten: 450 s before, 450 s after, at 3 m/s."""

    def point(second: int) -> str:
        at = START + timedelta(seconds=second + (gap_s if second >= 450 else 0))
        north = 52 + (second * 3 + (away_m if second >= 450 else 0)) / METRES_A_DEGREE
        return f'<trkpt lat="{north:.7f}" lon="13.4"><time>{at.strftime("%Y-%m-%dT%H:%M:%SZ")}</time></trkpt>'

    halves = ["".join(point(second) for second in range(*span, 3)) for span in ((0, 450), (450, 901))]
    run = only(wrap_gpx(("</trkseg><trkseg>" if segments == 2 else "").join(halves)), "run.gpx")
    assert run.distance_m == pytest.approx(2700, abs=away_m + 15)
    assert run.moving_s == pytest.approx(900, abs=10)


RESET = [
    datetime(1970, 1, 1, 0, 0, 10, tzinfo=UTC),
    datetime(1980, 1, 6, 0, 0, 20, tzinfo=UTC),
    datetime(1989, 12, 31, 0, 1, tzinfo=UTC),
    datetime(2000, 1, 1, 0, 0, 30, tzinfo=UTC),
    datetime(2000, 1, 2, 9, 15, tzinfo=UTC),
]
NAMES = [
    ("2026-05-03-18-30-00", "18:30"),
    ("2026-05-03_18.30", "18:30"),
    ("run 2026-05-03T183000 evening", "18:30"),
    ("activity_20260503_1830", "18:30"),
    ("20260503-183000", "18:30"),
    ("Laufen 2026.05.03", "12:00"),
    ("2026_05_03", "12:00"),
]


@pytest.mark.parametrize("start", RESET)
@pytest.mark.parametrize("kind", ["tcx", "gpx"])
def test_a_clock_that_restarted_is_not_trusted(start: datetime, kind: str) -> None:
    data = tcx(stated=5000.0, sampled=5004.0, start=start) if kind == "tcx" else gpx(start)
    with pytest.raises(UnreadableFile, match="when it was recorded"):
        only(data, f"run.{kind}")


@pytest.mark.parametrize(("name", "clock"), NAMES)
@pytest.mark.parametrize("start", [RESET[0], RESET[3]])
def test_its_day_and_time_are_then_those_of_the_files_name_on_the_runners_clock(name, clock, start) -> None:
    for kind, data in (("tcx", tcx(stated=5000.0, sampled=5004.0, start=start)), ("gpx", gpx(start))):
        run = only(data, f"/in/{name}.{kind}")
        assert f"{run.start_local:%Y-%m-%d %H:%M}" == f"2026-05-03 {clock}"
        assert any("file's name" in note for note in run.notes)


@pytest.mark.parametrize("name", ["run", "12345678901", "2026-13-40", "2026-05-03 to 2026-06-01", "v2.0.1", "19990503"])
def test_other_numbers_in_a_name_are_no_day(name: str) -> None:
    assert find_start_local(f"/in/2026-05-03/{name}.gpx") is None


def test_a_clock_that_was_set_counts_whatever_the_name_says() -> None:
    assert only(gpx(START), "2020-01-01-10-00-00.gpx").start_utc == START
