from datetime import date, time

import pytest

from runback.domain.errors import BadAnswer
from runback.history.csv_files import read_recordings
from runback.history.diary_table import guess_columns, parse_columns, read_diary
from runback.history.errors import NotAnActivity

PLAIN = (
    b"Date,Distance (km),Time,Pain 0-10,Notes\n"
    b"2026-05-01,5.2,31:10,3,easy\n"
    b"2026-05-03 18:30,8,0:49:00,2,\n"
    b"2026-05-04,,,4,sore\n"
    b"someday,5,30:00,1,\n"
    b"2026-05-05,7,40:00,11,\n"
)
GERMAN = "Datum;Strecke;Dauer;Schmerz\n13.05.2026;5,2;1:05;3\n14.05.2026;10,5;2:10;0\n".encode("utf-8-sig")
AMBIGUOUS = b"date,distance\n01/02/2026,5\n03/04/2026,6\n"


def test_columns_are_guessed_by_header_and_content() -> None:
    guess = guess_columns(PLAIN)
    assert guess is not None
    assert guess.columns == {
        "date": "Date", "distance": "Distance (km)", "time": "Time", "pain": "Pain 0-10", "note": "Notes",
        "order": "ymd", "unit": "km",
    }  # fmt: skip
    assert (guess.rows, guess.unsure) == (5, ())


def test_what_only_the_runner_can_tell_is_named() -> None:
    guess = guess_columns(AMBIGUOUS)
    assert guess is not None
    assert guess.unsure == ("order", "unit")


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n",
        b"",
        b"date,price\n2026-05-01,3\n",
        b"date,distance\n",
        b"date,distance\nred,blue\n",
        b"\xff\xfe\x00",
    ],
)
def test_other_tables_are_no_diary(data: bytes) -> None:
    assert guess_columns(data) is None


def test_rows_are_read_and_what_cannot_be_is_told_by_line() -> None:
    guess = guess_columns(PLAIN)
    assert guess is not None
    table = read_diary(PLAIN, guess.columns)
    first, second, third = table.entries
    assert (first.day, first.at, first.distance_m, first.duration_s, first.pain) == (
        date(2026, 5, 1),
        None,
        5200,
        1870,
        3,
    )
    assert (second.at, second.duration_s, second.pain) == (time(18, 30), 2940, 2)
    assert (third.distance_m, third.duration_s, third.pain, third.note) == (None, None, 4, "sore")
    assert table.left_out == ("Line 5: 'someday' is not a date.", "Line 6: '11' is not a pain score from 0 to 10.")


def test_decimal_commas_dotted_dates_and_hours_are_understood() -> None:
    guess = guess_columns(GERMAN)
    assert guess is not None
    entries = read_diary(GERMAN, guess.columns | {"unit": "km"}).entries
    assert [(e.day, e.distance_m, e.duration_s) for e in entries] == [
        (date(2026, 5, 13), 5200, 65 * 60),
        (date(2026, 5, 14), 10500, 130 * 60),
    ]


def test_the_order_of_a_date_and_the_unit_are_as_the_runner_says() -> None:
    told = {"date": "date", "distance": "distance", "order": "mdy", "unit": "mi"}
    entry = read_diary(AMBIGUOUS, told).entries[0]
    assert (entry.day, entry.distance_m) == (date(2026, 1, 2), pytest.approx(8046.72))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45", 2700),
        ("45 min", 2700),
        ("1h 5min", 3900),
        ("1 h", 3600),
        ("0:45:30", 2730),
        ("45:30", 2730),
        ("12,5", 750),
    ],
)
def test_times_are_read_as_people_write_them(text: str, seconds: float) -> None:
    data = f"date;time;km\n2026-05-01;{text};9\n".encode()
    assert read_diary(data, {"date": "date", "time": "time", "distance": "km"}).entries[0].duration_s == seconds


def test_what_is_agreed_has_to_fit_the_table() -> None:
    for columns, words in (
        ({"date": "Day", "distance": "Distance (km)"}, "no column 'Day'"),
        ({"date": "Date"}, "at least one of"),
        ({"date": "Date", "pain": "Pain 0-10", "unit": "furlong"}, "cannot be 'furlong'"),
    ):
        with pytest.raises(BadAnswer, match=words):
            read_diary(PLAIN, columns)


def test_agreed_columns_are_told_in_one_text_even_with_commas_in_headers() -> None:
    assert parse_columns(["date=Day, month,distance=Km", "unit=km"]) == {
        "date": "Day, month", "distance": "Km", "unit": "km",
    }  # fmt: skip
    with pytest.raises(BadAnswer, match="not like date=Day"):
        parse_columns(["colour=Blue"])


def test_a_diary_nobody_agreed_on_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotAnActivity, match=r'--columns "date=Date,distance=Distance \(km\)'):
        read_recordings(PLAIN)


def test_a_table_that_breaks_inside_a_cell_is_no_diary() -> None:
    endless = b'Date,Distance,Notes\n2024-01-01,5,easy\n2024-01-02,5,"' + b"x" * 200_000
    assert guess_columns(endless) is None


def test_a_table_a_spreadsheet_wrote_in_windows_1252_keeps_its_letters() -> None:
    data = "Tag;Strecke;Rücken;Bemerkung\n03.05.2026;5,2;2;früh, müde\n".encode("cp1252")
    guess = guess_columns(data)
    assert guess is not None
    assert guess.columns["pain"] == "Rücken"
    assert read_diary(data, guess.columns).entries[0].note == "früh, müde"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Fecha;Distancia (km);Duración;Dolor", "03/05/2026;5,2;0:31:00;2"),
        ("Date;Distance (km);Durée;Douleur", "03/05/2026;5,2;0:31:00;2"),
        ("Data;Distanza km;Tempo;Dolore", "03/05/2026;5,2;0:31:00;2"),
        ("Datum;Afstand km;Tijd;Pijn", "03/05/2026;5,2;0:31:00;2"),
        ("Data;Distância km;Duração;Dor", "03/05/2026;5,2;0:31:00;2"),
    ],
)
def test_columns_are_found_by_their_words_in_other_languages(header: str, row: str) -> None:
    data = f"{header}\n{row}\n".encode()
    guess = guess_columns(data)
    assert guess is not None
    (entry,) = read_diary(data, guess.columns | {"order": "dmy"}).entries
    assert (entry.distance_m, entry.duration_s, entry.pain) == (5200.0, 1860.0, 2)
