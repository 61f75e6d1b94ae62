from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from runback.domain.errors import BadAnswer
from runback.history.csv_files import read_recordings
from runback.history.diary_table import guess_columns, parse_columns, read_diary
from runback.history.errors import NotAnActivity
from runback.services.imports.diary import read_table

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


def test_what_only_the_runner_can_answer_is_listed() -> None:
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


def test_rows_are_read_and_unreadable_ones_are_reported_by_line() -> None:
    guess = guess_columns(PLAIN)
    assert guess is not None
    table = read_diary(PLAIN, guess.columns)
    first, second, third = table.entries
    assert (first.moment.day, first.moment.at, first.distance_m, first.duration_s, first.pain) == (
        date(2026, 5, 1),
        None,
        5200,
        1870,
        3,
    )
    assert (second.moment.at, second.duration_s, second.pain) == (time(18, 30), 2940, 2)
    assert (third.distance_m, third.duration_s, third.pain, third.note) == (None, None, 4, "sore")
    assert table.left_out == ("Line 5: 'someday' is not a date.", "Line 6: '11' is not a pain score from 0 to 10.")


def test_decimal_commas_dotted_dates_and_hours_are_parsed() -> None:
    guess = guess_columns(GERMAN)
    assert guess is not None
    entries = read_diary(GERMAN, guess.columns | {"unit": "km"}).entries
    assert [(e.moment.day, e.distance_m, e.duration_s) for e in entries] == [
        (date(2026, 5, 13), 5200, 65 * 60),
        (date(2026, 5, 14), 10500, 130 * 60),
    ]


def test_the_order_of_a_date_and_the_unit_are_as_the_runner_says() -> None:
    columns = {"date": "date", "distance": "distance", "order": "mdy", "unit": "mi"}
    entry = read_diary(AMBIGUOUS, columns).entries[0]
    assert (entry.moment.day, entry.distance_m) == (date(2026, 1, 2), pytest.approx(8046.72))


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
    data = f"date;time;km\n2026-05-01;{text};5\n".encode()
    assert read_diary(data, {"date": "date", "time": "time", "distance": "km"}).entries[0].duration_s == seconds


def test_confirmed_columns_have_to_fit_the_table() -> None:
    for columns, words in (
        ({"date": "Day", "distance": "Distance (km)"}, "no column 'Day'"),
        ({"date": "Date"}, "at least one of"),
        ({"date": "Date", "pain": "Pain 0-10", "unit": "furlong"}, "cannot be 'furlong'"),
    ):
        with pytest.raises(BadAnswer, match=words):
            read_diary(PLAIN, columns)


def test_confirmed_columns_fit_in_one_text_even_with_commas_in_headers() -> None:
    assert parse_columns(["date=Day, month,distance=Km", "unit=km"]) == {
        "date": "Day, month", "distance": "Km", "unit": "km",
    }  # fmt: skip
    with pytest.raises(BadAnswer, match="not like date=Day"):
        parse_columns(["colour=Blue"])


def test_an_unconfirmed_diary_is_refused_with_what_to_do() -> None:
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


RUNS = [("2026-05-03", 5.2, 1860), ("2026-05-13", 8.0, 2940), ("2026-06-24", 12.5, 4500)]
"""Day, kilometres and seconds of what every table below holds."""

DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%b. %-d, %Y", "%-d %B %Y", "%a, %d %b %Y", "%b %d %Y"]
CLOCKS = ["", " %H:%M", " %I:%M %p", " %-I:%M %p", "T%H:%M:%S", " %-I:%M:%S %p", ", %-I:%M p.m."]


def write_table(day: str, clock: str, times: str, *, separator: str = ";", unit: str = "km") -> bytes:
    """The runs at 18:31, in one way of writing."""
    name, factor = {
        "seconds": ("Duration (seconds)", 1),
        "min": ("Time (min)", 60),
        "h": ("Time [h]", 3600),
        "bare": ("Time", 1),
    }[times]
    lines = [separator.join(("Date", f"Distance ({unit})", name))]
    for text, km, seconds in RUNS:
        at = datetime.fromisoformat(f"{text}T18:31:00").strftime(day + clock)
        lines.append(separator.join((at, f"{km}", f"{seconds / factor:.6g}")))
    return "\n".join(lines).encode()


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("clock", CLOCKS)
def test_days_and_times_are_read_however_they_are_written(day: str, clock: str) -> None:
    data = write_table(day, clock, "seconds")
    guess = guess_columns(data)
    assert guess is not None
    order = "mdy" if day.startswith("%m") else guess.columns["order"]
    entries = read_diary(data, guess.columns | {"order": order}).entries
    assert [entry.moment.day.isoformat() for entry in entries] == [text for text, *_ in RUNS]
    assert {entry.moment.at for entry in entries} == ({None} if not clock else {time(18, 31)})


@pytest.mark.parametrize("times", ["seconds", "min", "h", "bare"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("above", ["", "Activities of a runner\n\n", "sep={}\n", "My runs\nexported 2026\n\n\n"])
def test_the_heading_is_found_and_says_the_unit_of_the_time(times: str, separator: str, above: str) -> None:
    data = above.format(separator).encode() + write_table("%Y-%m-%d", "", times, separator=separator)
    guess = guess_columns(data)
    assert guess is not None
    entries = read_diary(data, guess.columns).entries
    assert [entry.duration_s for entry in entries] == pytest.approx([seconds for *_, seconds in RUNS], rel=0.001)
    assert [entry.distance_m for entry in entries] == [km * 1000 for _, km, _ in RUNS]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize(
    "written",
    ["2024-08-24T22:30:00Z", "2024-08-24 22:30:00+00:00", "2024-08-25T00:30:00+02:00", "2024-08-24 22:30 UTC"],
)
def test_a_zone_in_a_date_makes_it_an_instant_of_the_runners_day(zone: str, written: str) -> None:
    instant = datetime(2024, 8, 24, 22, 30, tzinfo=UTC)
    _, (recording,), (pain,) = read_table(
        f"Date,Distance (km),Back\n{written},5,3\n".encode(),
        {"date": "Date", "distance": "Distance (km)", "pain": "Back"},
        zone,
    )
    assert recording.start_utc == instant
    assert pain.day == instant.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize(("text", "km"), [("96:00:00", 5), ("33:00:00", 5), ("0:05:00", 10), ("11:00:00", 5)])
def test_an_absurd_time_is_asked_about_and_not_taken(text: str, km: float) -> None:
    data = f"Date,Km,Time\n2026-05-03,{km},{text}\n2026-05-04,5,0:30:00\n".encode()
    table = read_diary(data, {"date": "Date", "distance": "Km", "time": "Time"})
    assert len(table.entries) == 1
    assert "would be" in table.left_out[0]


def test_the_day_of_the_run_is_taken_and_not_the_day_of_the_upload() -> None:
    data = b"Date Submitted,Workout Date,Distance (mi)\n2024-08-09,2024-08-08,3.1\n"
    guess = guess_columns(data)
    assert guess is not None
    assert guess.columns["date"] == "Workout Date"


HEADINGS = {
    "German": ("Datum", "Strecke (km)", "Dauer", "Rückenschmerz"),
    "French": ("Jour", "Distance (km)", "Durée", "Douleur"),
    "Spanish": ("Fecha", "Distancia (km)", "Tiempo", "Dolor"),
    "Italian": ("Giorno", "Distanza (km)", "Durata", "Dolore"),
    "Portuguese": ("Dia", "Distância (km)", "Duração", "Dor"),
    "Polish": ("Data", "Dystans (km)", "Czas", "Ból"),
    "Dutch": ("Datum", "Afstand (km)", "Tijd", "Rugpijn"),
    "Swedish": ("Dag", "Distans (km)", "Tid", "Smärta"),
    "Danish": ("Dato", "Distance (km)", "Tid", "Smerter"),
    "Finnish": ("Päivä", "Matka (km)", "Kesto", "Kipu"),
    "Czech": ("Datum", "Vzdálenost (km)", "Čas", "Bolest"),
    "Turkish": ("Tarih", "Mesafe (km)", "Süre", "Ağrı"),
    "Russian": ("Дата", "Дистанция (km)", "Время", "Боль"),
    "Japanese": ("日付", "距離 (km)", "時間", "痛み"),
    "Chinese": ("日期", "距离 (km)", "时间", "疼痛"),
    "Korean": ("날짜", "거리 (km)", "시간", "통증"),
}


def _read(text: str) -> list[tuple[date, time | None, float | None, float | None, int | None]]:
    guess = guess_columns(text.encode())
    assert guess is not None
    found = read_diary(text.encode(), guess.columns)
    assert found.left_out == ()
    return [(row.moment.day, row.moment.at, row.distance_m, row.duration_s, row.pain) for row in found.entries]


@pytest.mark.parametrize("language", HEADINGS)
def test_the_headings_of_a_diary_are_known_in_many_languages(language: str) -> None:
    text = f"{';'.join(HEADINGS[language])}\n03.09.2024;5,2;31:10;3\n15.09.2024;6,0;36:00;2\n"
    assert _read(text) == [
        (date(2024, 9, 3), None, 5200.0, 1870.0, 3),
        (date(2024, 9, 15), None, 6000.0, 2160.0, 2),
    ]


@pytest.mark.parametrize(
    "day",
    ["2024-09-03", "di 03-09-2024", "Di., 03.09.2024", "3 sept. 2024", "3. September 2024", "3 września 2024",
     "2024年9月3日", "2024. 9. 3.", "Sept 3 2024", "45538", "3 сентября 2024"],
)  # fmt: skip
def test_a_day_is_read_in_many_spellings(day: str) -> None:
    assert [row[0] for row in _read(f'Date,Distance (km)\n"{day}",5.2\n')] == [date(2024, 9, 3)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1h05", 3900), ("1h05m", 3900), ("1:05 h", 3900), ("1 Std. 5 Min.", 3900), ("65 min", 3900), ("65'", 3900),
     ("65'00''", 3900), ("65:00 min", 3900), ("1 h 5 min", 3900), ("1:05:00", 3900), ("65", 3900)],
)  # fmt: skip
def test_a_time_is_read_in_many_spellings(text: str, seconds: float) -> None:
    assert [row[3] for row in _read(f"Date,Distance (km),Duration\n2024-09-03,10,{text}\n")] == [seconds]


@pytest.mark.parametrize(
    ("heading", "cell", "metres"),
    [("Distance (m)", '"5,200"', 5200), ("Distance (m)", "5.200", 5200), ("Distance (m)", "5200", 5200),
     ("Distance (km)", '"5,200"', 5200), ("Distance", "5.2 km", 5200), ("Distance", "5200 m", 5200),
     ("Distance", "3 miles", 4828.032), ("Distance (km)", "3 mi", 4828.032)],
)  # fmt: skip
def test_a_distance_is_in_the_unit_of_its_cell_else_of_its_heading(heading: str, cell: str, metres: float) -> None:
    assert [row[2] for row in _read(f"Date,{heading}\n2024-09-03,{cell}\n")] == [pytest.approx(metres)]


@pytest.mark.parametrize(
    ("heading", "start"),
    [("Start", "7:05 PM"), ("Start time", "19:05"), ("Uhrzeit", "19:05"), ("Time", "19:05:00"), ("Hora", "7:05 p. m.")],
)
def test_a_column_with_the_time_of_day_is_no_duration(heading: str, start: str) -> None:
    found = _read(f"Date,{heading},Km,Duration\n2024-09-03,{start},5.2,31:10\n")
    assert found == [(date(2024, 9, 3), time(19, 5), 5200.0, 1870.0, None)]


@pytest.mark.parametrize("minutes", [(31, 36), (45, 62), (25, 28)])
def test_minutes_that_a_spreadsheet_took_for_hours_are_minutes(minutes: tuple[int, int]) -> None:
    rows = "".join(f"2024-09-0{n + 3},{minute / 6:.2f},{minute}:10:00\n" for n, minute in enumerate(minutes))
    assert [row[3] for row in _read(f"Date,Km,Time\n{rows}")] == [minute * 60 + 10 for minute in minutes]


def test_one_row_with_far_too_many_hours_is_left_out_and_said() -> None:
    rows = b"Date,Km,Time\n2024-09-03,5.2,0:31:10\n2024-09-05,6,32:00:00\n"
    guess = guess_columns(rows)
    assert guess is not None
    found = read_diary(rows, guess.columns)
    assert [entry.duration_s for entry in found.entries] == [1870]
    assert "32 hours" in found.left_out[0]


@pytest.mark.parametrize("heading", ["Avg Pace (min/mi)", "Average Speed (km/h)", "Allure (min/km)", "Ritmo (min/km)"])
def test_a_pace_or_speed_is_neither_time_nor_distance(heading: str) -> None:
    guess = guess_columns(f"Date,{heading},Distance (km),Time (seconds)\n2024-09-03,5.9,5.2,1870\n".encode())
    assert guess is not None
    assert (guess.columns["distance"], guess.columns["time"]) == ("Distance (km)", "Time (seconds)")


@pytest.mark.parametrize("heading", ["Soort training", "Laji", "Qué", "???", "Kind"])
def test_a_column_of_sports_is_known_by_its_cells(heading: str) -> None:
    table = f"{heading},Datum,Km\nHardlopen,2024-09-03,5.2\nFietsen,2024-09-05,20\nWandelen,2024-09-06,4\n".encode()
    guess = guess_columns(table)
    assert guess is not None
    assert [entry.sport for entry in read_diary(table, guess.columns).entries] == ["hardlopen", "fietsen", "wandelen"]


@pytest.mark.parametrize(
    ("mean", "highest"),
    [("Avg HR", "Max HR"), ("Ø Herzfrequenz", "Maximale Herzfrequenz"), ("FC Media", "FC max"),
     ("Frecuencia cardiaca media", "FC máxima"), ("Średnie tętno", "Maks. tętno"), ("平均心拍数", "最大心拍数"),
     ("Fréquence cardiaque moyenne", "Fréquence cardiaque maximale"), ("Gem. HS", "Max. HS")],
)  # fmt: skip
def test_the_mean_heart_rate_of_a_list_is_read_and_not_the_highest(mean: str, highest: str) -> None:
    table = f"Date,{highest},{mean},Km\n2024-09-03,170,150,5.2\n2024-09-05,171,--,6\n2024-09-07,172,152,6\n".encode()
    guess = guess_columns(table)
    assert guess is not None
    assert [entry.hr_bpm for entry in read_diary(table, guess.columns).entries] == [150, None, 152]


FORMS = {"ymd": "%Y-%m-%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


@pytest.mark.parametrize("odd", ["31/02/2026", "2026-13-45", "13/13/2026", "soon", "00/00/0000", "31.11.2026"])
@pytest.mark.parametrize("order", FORMS)
def test_a_day_that_cannot_be_costs_its_row_and_not_the_diary(order: str, odd: str) -> None:
    days = [date(2026, 5, 14), date(2026, 5, 20), date(2026, 6, 25)]
    rows = [f"{day:{FORMS[order]}},5.2,31:10" for day in days]
    data = "\n".join(("Date,km,Time", rows[0], f"{odd},5,30:00", *rows[1:])).encode()
    guess = guess_columns(data)
    assert guess is not None
    assert guess.unsure == ()
    table = read_diary(data, guess.columns)
    assert [entry.moment.day for entry in table.entries] == days
    assert odd in table.left_out[0]


@pytest.mark.parametrize(("most", "least"), [("dmy", "mdy"), ("mdy", "dmy"), ("ymd", "dmy"), ("ymd", "mdy")])
@pytest.mark.parametrize("place", range(3))
def test_a_diary_with_two_date_orders_is_asked_about_with_the_more_frequent_one(
    most: str, least: str, place: int
) -> None:
    rows = [f"{date(2026, 5, day):{FORMS[most]}},5.2,31:10" for day in (14, 17, 20)]
    rows.insert(place, f"{date(2026, 5, 25):{FORMS[least]}},6,36:00")
    guess = guess_columns("\n".join(("Date,km,Time", *rows)).encode())
    assert guess is not None
    assert (guess.columns["order"], guess.unsure) == (most, ("order",))


@pytest.mark.parametrize("order", FORMS)
@pytest.mark.parametrize("day", [date(2026, 5, 14), date(2026, 12, 31), date(1999, 1, 25), date(2010, 10, 20)])
def test_a_day_in_one_piece_is_a_day(order: str, day: date) -> None:
    packed = f"{day:{FORMS[order]}}".replace("/", "").replace("-", "")
    guess = guess_columns(f"Date,km,Time\n{packed},5.2,31:10\n".encode())
    assert guess is not None
    assert guess.columns["order"] == order
    (entry,) = read_diary(f"Date,km,Time\n{packed},5.2,31:10\n".encode(), guess.columns).entries
    assert entry.moment.day == day


DAYS = [date(2026, 5, 1) + timedelta(days=number) for number in range(12)]


@pytest.mark.parametrize(
    "heading",
    [
        "Date,Move Minutes count,Calories (kcal),Distance (m),Heart Points,Step count",
        "Date,Steps,Calories,Distance (km),Floors,Minutes",
        "Datum,Schritte,Kalorien,Strecke (km),Etagen,Minuten",
        "Fecha,Pasos,Calorías,Distancia (km),Pisos,Minutos",
    ],
)
@pytest.mark.parametrize("is_newest_first", [False, True])
@pytest.mark.parametrize("gap", [False, True])
def test_the_steps_of_whole_days_are_no_runs(heading: str, is_newest_first: bool, gap: bool) -> None:
    days = [day for day in DAYS if not (gap and day.day in (4, 9))]
    rows = [f"{day},8000,2100,5.4,12,61" for day in (reversed(days) if is_newest_first else days)]
    data = "\n".join((heading, *rows)).encode()
    assert guess_columns(data) is None
    with pytest.raises(NotAnActivity, match="steps of whole days"):
        read_recordings(data)


@pytest.mark.parametrize("heading", ["Date,Steps,km,Time", "Datum,Schritte,km,Zeit"])
def test_a_diary_of_a_run_each_day_is_a_diary_though_it_counts_steps(heading: str) -> None:
    data = "\n".join((heading, *(f"{day},5200,5.4,31:10" for day in DAYS))).encode()
    assert guess_columns(data) is not None
