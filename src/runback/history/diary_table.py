"""A training diary in a table: what its columns seem to hold, and its rows once the runner has confirmed that.

A guess is never used unconfirmed: the caller asks the runner first (``guess_columns``), then
passes on the confirmed columns (``read_diary``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from runback.domain.activity import Sport
from runback.domain.errors import BadAnswer
from runback.history.cells import (
    ORDERS,
    SECONDS_OF,
    Moment,
    is_clock,
    is_dated,
    is_whole_minutes,
    read_moment,
    read_number,
    read_pain,
    read_seconds,
    read_time_of_day,
)
from runback.history.day_counts import counts_days, counts_moments
from runback.history.diary_words import ASLEEP, HIGHEST, OTHER_DATES, RATES, TIME_UNITS, WORDS
from runback.history.exports.find import find_export
from runback.history.exports.samsung import is_of_samsung
from runback.history.sports import FIRST_WITHOUT_SPACES, is_named, map_sport
from runback.history.strava import is_strava_list
from runback.history.tables import Table, read_table
from runback.languages.catalogue import gettext

ROLES = ("date", "distance", "time", "start", "hr", "pain", "sport", "note")
SETTINGS = {"unit": ("km", "mi", "m"), "order": ORDERS}
_METRES = {"km": 1000.0, "mi": 1609.344, "m": 1.0}
_HEAD_BYTES = 1 << 16  # enough rows to guess from, and cheap for a huge file
_UNIT_OF_CELL = re.compile(r"\d\s*(km|mi|miles?|m)\.?$")
_STARTS = frozenset({"start", "started", "begin", "beginn", "uhrzeit", "開始"})
_SHARE = 0.5  # share of a column that must parse as what it seems to hold: diaries have gaps and remarks
_LONGEST_RUN_S = 24 * 3600.0
_BEATS = (30.0, 230.0)
_PACES_S = (120.0, 1800.0)
"""Plausible paces of a row in seconds a km: 2 to 30 minutes."""


@dataclass(frozen=True, slots=True)
class DiaryGuess:
    """What a table seems to hold: the header for each role, with ``unit`` and ``order`` (of the date).

    ``unsure`` names what only the runner can answer.
    """

    columns: dict[str, str]
    rows: int
    unsure: tuple[str, ...]

    def as_option(self) -> str:
        """The guess in the form that ``--columns`` accepts."""
        return ",".join(f"{role}={header}" for role, header in self.columns.items())


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One row: its day and, if given, time, metres, seconds, mean heart rate, pain (0 to 10) and remarks."""

    line: int
    moment: Moment
    distance_m: float | None
    duration_s: float | None
    hr_bpm: float | None
    pain: int | None
    sport: str
    note: str


@dataclass(frozen=True, slots=True)
class DiaryTable:
    """The rows that could be read, and an error message for each that could not."""

    entries: tuple[DiaryEntry, ...]
    left_out: tuple[str, ...]


def parse_columns(texts: Sequence[str]) -> dict[str, str]:
    """``role=header`` pairs, comma-separated or one by one, as a mapping; raises ``BadAnswer``."""
    pairs: dict[str, str] = {}
    known = "|".join((*ROLES, *SETTINGS))
    for text in texts:
        for pair in re.split(rf",\s*(?=(?:{known})=)", text):
            role, equals, header = pair.partition("=")
            if not equals or role.strip() not in (*ROLES, *SETTINGS) or not header.strip():
                raise BadAnswer(
                    "columns", gettext("{pair!r} is not like date=Day.").format(pair=pair), (*ROLES, *SETTINGS)
                )
            pairs[role.strip()] = header.strip()
    return pairs


def guess_columns(data: bytes) -> DiaryGuess | None:
    """What the columns of a table seem to hold; None if it does not look like a training diary."""
    table = read_table(data[:_HEAD_BYTES])
    if (
        not table.header
        or not table.rows
        or find_export(table) is not None
        or is_strava_list([table.header, *(row for _, row in table.rows)])
        or counts_days(table)
        or counts_moments(table)
        or is_of_samsung([table.header, *(row for _, row in table.rows)])
    ):
        return None
    columns: dict[str, str] = {}
    for role in ROLES:
        found = next((name for name in _candidates(role, table, columns) if _fits(role, table, name)), None)
        if found is not None:
            columns[role] = found
    if "date" not in columns or not {"distance", "time", "pain"} & set(columns):
        return None
    if "sport" not in columns and (named := _find_sports(table, columns)) is not None:
        columns["sport"] = named
    unsure = []
    columns["order"], is_clear = _guess_order(table.column(columns["date"]))
    if not is_clear:
        unsure.append("order")
    columns["unit"], is_clear = _guess_unit(columns, table)
    if not is_clear:
        unsure.append("unit")
    all_rows = len(read_table(data).rows)
    return DiaryGuess(columns, all_rows, tuple(unsure)) if all_rows else None


def _is_of_a_service(table: Table) -> bool:
    """Whether the table is a known service's export."""
    return find_export(table) is not None or is_strava_list([table.header, *(row for _, row in table.rows)])


def read_diary(data: bytes, columns: Mapping[str, str]) -> DiaryTable:
    """The rows of a table whose columns the runner has confirmed.

    Raises ``BadAnswer`` for a missing column, an unknown role or setting, and a table
    without a date or without anything to import.
    """
    table = read_table(data)
    _check_columns(columns, list(table.header))
    order, unit = columns.get("order", "ymd"), columns.get("unit", "km")
    places = {role: table.header.index(columns[role]) for role in ROLES if role in columns}
    cells = [
        {role: row[place].strip() if place < len(row) else "" for role, place in places.items()}
        for _, row in table.rows
    ]
    guessed = _guess_time_unit(columns.get("time", ""), cells, unit)
    times = _TimeCells(guessed, _counts_hours(cells, unit), _took_minutes_for_hours(cells, unit))
    entries, left_out = [], []
    for (line, _), row_cells in zip(table.rows, cells, strict=True):
        if not any(row_cells.values()):
            continue
        entry = _read_entry(line, row_cells, order, unit, times)
        if isinstance(entry, str):
            left_out.append(f"Line {line}: {entry}")
        else:
            entries.append(entry)
    return DiaryTable(tuple(entries), tuple(left_out))


def show_table(data: bytes, most: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header and the first rows unchanged, to show to the runner when asking what they hold."""
    table = read_table(data[:_HEAD_BYTES])
    return table.header, tuple(row for _, row in table.rows[:most])


def names_its_columns(data: bytes, columns: Mapping[str, str]) -> bool:
    """Whether the table has all of these columns."""
    header = read_table(data[:_HEAD_BYTES]).header
    return all(columns[role] in header for role in ROLES if role in columns)


def _check_columns(columns: Mapping[str, str], header: list[str]) -> None:
    for role, given in columns.items():
        if role in ROLES and given not in header:
            raise BadAnswer("columns", gettext("There is no column {name!r}.").format(name=given), header)
        if role in SETTINGS and given not in SETTINGS[role]:
            raise BadAnswer(
                "columns", gettext("{role} cannot be {value!r}.").format(role=role, value=given), SETTINGS[role]
            )
        if role not in ROLES and role not in SETTINGS:
            raise BadAnswer("columns", gettext("{role!r} is not known.").format(role=role), (*ROLES, *SETTINGS))
    if "date" not in columns or not {"distance", "time", "pain"} & set(columns):
        raise BadAnswer("columns", gettext("Name the date and at least one of distance, time and pain."), ROLES)


def _words_of(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.lower())


def _names(heading: str, word: str) -> bool:
    """Whether the word is one of the heading's words, or part of it in a script without spaces."""
    return word in _words_of(heading) or (ord(word[0]) >= FIRST_WITHOUT_SPACES and word in heading)


def _candidates(role: str, table: Table, taken: Mapping[str, str]) -> list[str]:
    """Headings with a word for the role, best first; the date of something other than the run comes last."""
    free = [name for name in table.header if name not in taken.values()]
    if role in ("date", "start", "time"):
        free = [name for name in free if not ASLEEP & set(_words_of(name.replace("_", " ")))]
    if role in ("time", "distance"):
        free = [name for name in free if not RATES & set(_words_of(name))]
    if role == "hr":
        free = [name for name in free if not any(word.startswith(HIGHEST) for word in _words_of(name))]
    if role == "time":  # 7:05 under "Start time" is not a duration
        free = [name for name in free if not _STARTS & set(_words_of(name))]
    named = list(dict.fromkeys(name for word in WORDS[role] for name in free if _names(name, word)))
    return sorted(named, key=lambda name: bool(OTHER_DATES & set(_words_of(name)))) if role == "date" else named


def _find_sports(table: Table, taken: Mapping[str, str]) -> str | None:
    """A column in which every cell names a sport, whatever its heading, so that rides do not count as runs."""
    free = [name for name in table.header if name and name not in taken.values()]
    least = _SHARE * len(table.rows)
    filled = (name for name in free if len(table.column(name)) >= least)
    return next((name for name in filled if all(map(is_named, table.column(name)))), None)


def _fits(role: str, table: Table, name: str) -> bool:
    """Whether most values of the column can be parsed as the role requires."""
    values = table.column(name)
    if role in ("sport", "note"):
        return True
    readers: dict[str, Callable[[str], object]] = {
        "date": lambda text: is_dated(text) or None,
        "distance": read_number,
        "time": read_seconds,
        "start": read_time_of_day,
        "hr": _read_beats,
        "pain": read_pain,
    }
    read = readers[role]
    good = sum(1 for value in values if read(value) is not None)
    return bool(values) and good >= _SHARE * len(values)


def _guess_order(texts: list[str]) -> tuple[str, bool]:
    """The order of the numbers in the dates, and whether it is the only one that fits; month first needs proof.

    If the dates are in several orders, it is the most frequent one, and not certain.
    """
    texts = [text for text in texts if is_dated(text)]
    counts = {order: sum(read_moment(text, order) is not None for text in texts) for order in ORDERS}
    fitting = [order for order in ORDERS if counts[order] == max(counts.values())]
    dotted = all("." in text for text in texts)
    if dotted and "dmy" in fitting:
        return "dmy", True
    is_clear = counts[fitting[0]] == len(texts) and (len(fitting) == 1 or _reads_alike(texts, fitting))
    return fitting[0], is_clear


def _reads_alike(texts: list[str], orders: Sequence[str]) -> bool:
    """Whether the order makes no difference, because months are words."""
    return all(len({read_moment(text, order) for order in orders}) == 1 for text in texts)


def _guess_unit(columns: Mapping[str, str], table: Table) -> tuple[str, bool]:
    if "distance" not in columns:
        return "km", True
    words = set(_words_of(columns["distance"]))
    for unit, factor in (
        ("km", {"km", "kilometer", "kilometers", "kilometre", "kilometres"}),
        ("mi", {"mi", "mile", "miles"}),
        ("m", {"m", "meters", "metres", "meter"}),
    ):
        if words & factor:
            return unit, True
    texts = table.column(columns["distance"])
    if texts and all(_UNIT_OF_CELL.search(text.lower()) for text in texts):
        return "km", True
    values = [value for text in texts if (value := read_number(text)) is not None]
    return ("m", True) if values and median(values) > 200 else ("km", False)


def _metres_of(cells: Mapping[str, str], unit: str) -> float | None:
    """A row's distance in metres, by the unit in its cell, else by the column's."""
    text = cells.get("distance", "").lower()
    if (named := _UNIT_OF_CELL.search(text)) is not None:
        unit = "mi" if named[1].startswith("mi") else named[1]
    value = read_number(text, is_grouped=unit == "m")
    return None if value is None else value * _METRES[unit]


@dataclass(frozen=True, slots=True)
class _TimeCells:
    """How the time column is written: the unit of bare numbers, and whether 1:05 means hours and minutes.

    ``is_minutes``: 31:10:00 means 31 minutes, which a spreadsheet mistook for hours.
    """

    unit: str
    is_hours: bool
    is_minutes: bool

    def seconds_of(self, text: str) -> float | None:
        """The seconds in a cell; None if it has none."""
        seconds = read_seconds(text, self.unit, is_hours=self.is_hours)
        return seconds / 60 if seconds and self.is_minutes and is_whole_minutes(text) else seconds


def _guess_time_unit(heading: str, cells: Sequence[Mapping[str, str]], unit: str) -> str:
    """The unit of bare numbers: from the heading, else the one that gives plausible paces, else minutes."""
    words = _words_of(heading)
    for name, unit_s in TIME_UNITS.items():
        if words and unit_s & set(words[-1:]):
            return name
    numbers = [(row, value) for row in cells if (value := _bare(row.get("time", ""))) is not None]
    paces = [value / metres * 1000 for row, value in numbers if (metres := _metres_of(row, unit))]
    if paces:
        usual = median(paces)
        fitting = (name for name in ("min", "s", "h") if _PACES_S[0] <= usual * SECONDS_OF[name] <= _PACES_S[1])
        return next(fitting, "min")
    return "s" if numbers and median([value for _, value in numbers]) > 600 else "min"


def _bare(text: str) -> float | None:
    return read_number(text) if re.fullmatch(r"\d+(?:[.,]\d+)?", text.strip()) else None


def _read_entry(line: int, cells: Mapping[str, str], order: str, unit: str, times: _TimeCells) -> DiaryEntry | str:
    moment = read_moment(cells["date"], order)
    if moment is None:
        return f"{cells['date']!r} is not a date."
    if moment.at is None and (at := read_time_of_day(cells.get("start", ""))) is not None:
        moment = replace(moment, at=at)
    metres, pain = _metres_of(cells, unit), read_pain(cells.get("pain", ""))
    seconds = times.seconds_of(cells.get("time", ""))
    if metres is not None and not 0 <= metres <= 500_000:
        return f"{cells['distance']!r} is not the distance of a run."
    if metres == 0:
        metres = None
    if cells.get("pain") and pain is None:
        return f"{cells['pain']!r} is not a pain score from 0 to 10."
    if metres is None and not seconds and pain is None:
        return "It has no distance, time or pain."
    sport = cells.get("sport", "") or "running"
    if (doubt := _doubt(cells, metres, seconds, sport)) is not None:
        return doubt
    beats = _read_beats(cells.get("hr", ""))
    return DiaryEntry(line, moment, metres, seconds or None, beats, pain, sport.lower(), cells.get("note", "")[:500])


def _read_beats(text: str) -> float | None:
    value = read_number(text)
    return value if value is not None and _BEATS[0] <= value <= _BEATS[1] else None


def _doubt(cells: Mapping[str, str], metres: float | None, seconds: float | None, sport: str) -> str | None:
    """What is implausible about a row's time, as a question; None if nothing is."""
    if not seconds:
        return None
    if seconds > _LONGEST_RUN_S:
        return f"{cells['time']!r} would be {seconds / 3600:.0f} hours. Correct the time, or the unit in its heading."
    is_run = map_sport(sport, None)[0] in (Sport.RUN, Sport.WALK)
    if metres and is_run and not _PACES_S[0] <= seconds / metres * 1000 <= 2 * _PACES_S[1]:
        pace = seconds / metres * 1000 / 60
        return f"{cells['time']!r} for {metres / 1000:g} km would be {pace:.1f} minutes a km. Correct the row."
    return None


def _counts_hours(cells: Sequence[Mapping[str, str]], unit: str) -> bool:
    """Whether 1:05 means hours and minutes, because minutes and seconds would be impossibly fast."""
    paces, firsts = [], []
    for row in cells:
        clock = is_clock(row.get("time", ""))
        if clock is None:
            continue
        firsts.append(clock[0])
        if metres := _metres_of(row, unit):
            paces.append((clock[0] * 60 + clock[1]) / metres * 1000)
    if paces:
        return median(paces) < 120
    return bool(firsts) and max(firsts) < 5


def _took_minutes_for_hours(cells: Sequence[Mapping[str, str]], unit: str) -> bool:
    """Whether times like 31:10:00 are minutes: none fits its distance as hours, and all fit as minutes."""
    paces = [
        seconds / metres * 1000
        for row in cells
        if is_whole_minutes(text := row.get("time", ""))
        and (seconds := read_seconds(text))
        and (metres := _metres_of(row, unit))
    ]
    return len(paces) > 1 and all(_PACES_S[0] <= pace / 60 <= _PACES_S[1] for pace in paces)
