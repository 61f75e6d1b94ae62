"""Polar Flow's table of one session: totals in the first two lines, a line a second below."""

from datetime import UTC, datetime

import pytest

from runback.history.errors import NotAnActivity
from runback.history.meaning import interpret
from runback.history.read import read_source

HEAD = "Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm),Calories,Notes,"
SAMPLES = "Sample rate,Time,HR (bpm),Speed (km/h),Pace (min/km),Cadence,Altitude (m),Distances (m),Power (W),"


def table(day: str, km: str = "5.40", head: str = HEAD, separator: str = ",", seconds: int = 1800) -> bytes:
    totals = f"A B,RUNNING,{day},07:05:00,00:30:00,{km},148,300,,"
    rows = [
        f",{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02},148,10.8,05:33,84,40,{3.0 * at:.1f},,"
        for at in range(seconds + 1)
    ]
    return "\r\n".join((head, totals, SAMPLES, *rows)).replace(",", separator).encode("utf-8-sig")


@pytest.mark.parametrize("day", ["2024-05-13", "13-05-2024", "13.05.2024", "05/13/2024", "13/05/2024"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_session_is_a_run_at_its_time_with_its_samples(day, separator):
    (found,) = read_source(table(day, separator=separator), "/x/A_B_2024-05-13_07-05-00.CSV")
    assert (found.start_utc, found.is_local_clock) == (datetime(2024, 5, 13, 7, 5, tzinfo=UTC), True)
    run = interpret(found, sources=(), zone="Europe/Berlin")
    assert run.start_utc == datetime(2024, 5, 13, 5, 5, tzinfo=UTC)
    assert (run.sport, run.distance_m, run.moving_s) == ("run", pytest.approx(5400, abs=5), pytest.approx(1800, abs=2))
    assert (run.avg_hr_bpm, run.avg_cadence_spm) == (pytest.approx(148), pytest.approx(168))


def test_miles_are_miles_and_a_session_without_samples_counts():
    made = table("2024-05-13", "3.36", HEAD.replace("(km)", "(mi)"), seconds=-1)
    (found,) = read_source(made, "/x/a.csv")
    assert found.samples is None
    assert found.stated.distance_m == pytest.approx(3.36 * 1609.344)


def test_a_session_whose_day_cannot_be_read_is_refused_in_words():
    with pytest.raises(NotAnActivity, match="start"):
        read_source(table("May 13"), "/x/a.csv")
