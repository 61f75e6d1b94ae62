"""Times as apps write them: twelve hours, no zeros, months in words."""

from datetime import UTC, datetime

import pytest

from runback.domain.errors import UnusableInput
from runback.history import gpx
from runback.history.errors import NotAnActivity
from runback.history.instants import has_no_zone, read_instant, read_instants
from tests.history.made_up import START, write_gpx

EVENING = datetime(2024, 6, 8, 18, 43, 25, tzinfo=UTC).timestamp()
MORNING = datetime(2024, 6, 8, 6, 3, 5, tzinfo=UTC).timestamp()
MIDNIGHT, NOON = datetime(2024, 6, 8, 0, 5, tzinfo=UTC), datetime(2024, 6, 8, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-06-08T6:43:25 PMZ", EVENING),
        ("2024-06-08T06:43:25PMZ", EVENING),
        ("2024-06-08 6:43:25 pm", EVENING),
        ("2024-06-08 6:43:25 p.m.", EVENING),
        ("2024-06-08 6:43:25 p. m.", EVENING),
        ("2024-06-08 6:43:25\u202fPM", EVENING),
        ("2024-06-08T08:43:25 PM+02:00", EVENING),
        ("2024-6-8T18:43:25Z", EVENING),
        ("2024/6/8 18:43:25", EVENING),
        ("6/8/2024 6:43:25 PM", EVENING),
        ("06/08/2024, 06:43:25 PM", EVENING),
        ("8.6.2024 18:43:25", EVENING),
        ("08.06.2024, 18:43:25", EVENING),
        ("Jun 8, 2024 6:43:25 PM", EVENING),
        ("Jun 8, 2024, 6:43:25 PM", EVENING),
        ("8 June 2024 18:43:25", EVENING),
        ("Sat Jun 08 18:43:25 2024", EVENING),
        ("Sat Jun 08 20:43:25 GMT+02:00 2024", EVENING),
        ("Sat Jun 08 2024 20:43:25 GMT+0200 (CEST)", EVENING),
        ("2024-06-08 18:43:25 +0000", EVENING),
        ("2024-06-08 20:43:25 +0200", EVENING),
        ("2024-06-08 18:43:25 UTC", EVENING),
        ("2024-06-08T6:3:5Z", MORNING),
        ("2024-06-08 6:03:05 AM", MORNING),
        ("6/8/2024 6:03:05 AM", MORNING),
        ("2024-06-08 12:05:00 AM", MIDNIGHT.timestamp()),
        ("2024-06-08 12:05 PM", NOON.timestamp()),
        ("2024-06-08 12:05:00 a.m.", MIDNIGHT.timestamp()),
    ],
)
def test_a_time_is_read_however_it_is_spelled(text: str, expected: float) -> None:
    assert read_instant(text) == expected
    assert read_instants([text, text]).tolist() == [expected, expected]


@pytest.mark.parametrize(
    "text", ["", "soon", "25:61", "2024-06-08", "99/99/2024 6:43 PM", "2024-13-40T07:00:00Z", "7:05"]
)
def test_what_is_no_instant_is_none(text: str) -> None:
    if text != "2024-06-08":  # a day alone is its first moment
        assert read_instant(text) != read_instant(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2024-06-08T06:43:25", True), ("6/8/2024 6:43:25 PM", True), ("2024-06-08T06:43:25Z", False),
     ("2024-06-08T6:43:25 PMZ", False), ("2024-06-08 20:43:25 +0200", False), ("nonsense", False)],
)  # fmt: skip
def test_a_time_says_whether_it_names_its_zone(text: str, expected: bool) -> None:
    assert has_no_zone([text]) is expected


@pytest.mark.parametrize("form", ["%Y-%m-%dT%I:%M:%S %pZ", "%m/%d/%Y %I:%M:%S %p", "%Y-%-m-%-dT%-H:%-M:%-SZ"])
@pytest.mark.parametrize("hour", [0, 6, 11, 12, 18, 23])
def test_a_gpx_in_odd_times_is_the_same_run(form: str, hour: int) -> None:
    start = START.replace(hour=hour, minute=58)
    text = write_gpx(points=300, start=start).decode()
    for second in range(300):
        at = datetime.fromtimestamp(start.timestamp() + second, UTC)
        text = text.replace(at.strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime(form))
    (odd,) = gpx.read_recordings(text.encode())
    assert odd.start_utc == start
    assert odd.samples is not None
    assert odd.samples.columns["time_s"].tolist() == [float(second) for second in range(300)]


@pytest.mark.parametrize("text", ["yesterday", "??", "0000-00-00T00:00:00Z", "2024-06-32T07:00:00Z"])
def test_times_that_cannot_be_read_are_no_course(text: str) -> None:
    data = write_gpx(points=1).decode().replace("2026-05-03T06:30:00Z", text)
    with pytest.raises(UnusableInput, match="times of the track cannot be read"):
        gpx.read_recordings(data.encode())


@pytest.mark.parametrize("year", [2000, 2010, 2020, 2024])
def test_a_route_with_made_up_times_is_a_course(year: int) -> None:
    with pytest.raises(NotAnActivity, match="course"):
        gpx.read_recordings(write_gpx(start=datetime(year, 1, 1, tzinfo=UTC)))


def test_a_new_years_run_with_heart_rate_is_a_run() -> None:
    (run,) = gpx.read_recordings(
        write_gpx(start=datetime(2024, 1, 1, tzinfo=UTC), extra="<extensions><hr>140</hr></extensions>")
    )
    assert run.samples is not None


FIVE_PAST_SEVEN = datetime(2024, 9, 3, 19, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    ["3 sept. 2024 à 19:05:00", "03.09.2024, 19:05:00", "3 set 2024, 19:05:00", "3 de sept. de 2024, 19:05:00",
     "3 wrz 2024, 19:05:00", "3 сент. 2024 г., 19:05:00", "3 Eyl 2024 19:05:00", "3. Sept. 2024 um 19:05:00",
     "2024年9月3日 19:05:00", "2024年9月3日 午後7:05:00", "2024年9月3日 下午7:05:00", "2024. 9. 3. 오후 7:05:00",
     "2024-09-03T오후 7:05:00", "2567-09-03T19:05:00Z", "0006-09-03T19:05:00Z", "٢٠٢٤-٠٩-٠٣T١٩:٠٥:٠٠Z",
     "2567-09-03 19:05:00"],
)  # fmt: skip
def test_an_instant_is_read_in_the_spelling_of_any_language(text: str) -> None:
    assert read_instant(text) == FIVE_PAST_SEVEN
    assert read_instants([text, text]).tolist() == [FIVE_PAST_SEVEN] * 2


@pytest.mark.parametrize("year", [1400, 1445, 2943, 9999])
def test_years_of_a_calendar_that_is_not_known_are_said_and_no_course(year: int) -> None:
    data = write_gpx(points=30).replace(b"2026-", f"{year}-".encode())
    with pytest.raises(UnusableInput, match="times of the track cannot be read"):
        gpx.read_recordings(data)
