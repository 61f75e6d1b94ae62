"""A training diary kept as a table: what its columns seem to hold, and its rows once the runner agreed.

A guess is never acted on by itself: whoever imports a table asks first (``guess_columns``), and
hands over what was agreed (``read_diary``).
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from statistics import median

from runback.domain.errors import BadAnswer
from runback.history.strava import is_strava_index

ROLES = ("date", "distance", "time", "pain", "sport", "note")
SETTINGS = {"unit": ("km", "mi", "m"), "order": ("ymd", "dmy", "mdy")}
_METRES = {"km": 1000.0, "mi": 1609.344, "m": 1.0}
_WORDS = {
    "date": ("date", "day", "datum", "tag", "fecha", "jour", "data", "giorno", "dia", "día"),
    "distance": (
        *("distance", "km", "miles", "mi", "kilometer", "kilometers", "kms", "strecke", "distanz", "distancia"),
        *("distanza", "afstand", "distância", "distans"),
    ),
    "time": (
        *("time", "duration", "minutes", "min", "zeit", "dauer", "tiempo", "temps", "durée", "duración", "tempo"),
        *("durata", "tijd", "duur", "duração", "tid"),
    ),
    "pain": (
        *("pain", "ache", "schmerz", "schmerzen", "dolor", "douleur", "dolore", "pijn", "dor", "smärta"),
        *("back", "lbp", "rücken", "espalda", "dos", "schiena", "rug"),
    ),
    "sport": ("sport", "type", "activity", "art", "aktivitätstyp", "sportart", "deporte", "tipo", "soort"),
    "note": (
        *("notes", "note", "comment", "comments", "notiz", "notizen", "bemerkung", "kommentar", "remarque", "nota"),
        *("notas", "opmerking", "title", "titel"),
    ),
}
_HEAD_BYTES = 1 << 16  # enough rows to guess from, and a look at a huge file stays cheap
_MOST_ROWS = 50_000
_SHARE = 0.6  # so many of a column's entries must read as what it seems to hold: diaries have gaps and remarks
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?$")
_SPELLED = re.compile(
    r"^(?:(\d+(?:[.,]\d+)?)\s*h\w*)?\s*(?:(\d+(?:[.,]\d+)?)\s*(?:m\w*|'))?\s*(?:(\d+)\s*(?:s\w*|\"))?$"
)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_DAY = re.compile(r"^(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
_NAMED_DAYS = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y")


@dataclass(frozen=True, slots=True)
class DiaryGuess:
    """What a table seems to hold: the header of each role, with ``unit`` and ``order`` (of a date's numbers).

    ``unsure`` names what only the runner can tell.
    """

    columns: dict[str, str]
    rows: int
    unsure: tuple[str, ...]

    def as_option(self) -> str:
        """The guess as ``--columns`` takes it."""
        return ",".join(f"{role}={header}" for role, header in self.columns.items())

    def as_words(self) -> str:
        """The guess as a sentence."""
        told = ", ".join(f"{role} is “{header}”" for role, header in self.columns.items() if role in ROLES)
        return f"{told}; distances in {self.columns['unit']}, dates as {self.columns['order']}"


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One row: the local day and, where told, the time of day, metres, seconds, pain (0 to 10) and words."""

    line: int
    day: date
    at: time | None
    distance_m: float | None
    duration_s: float | None
    pain: int | None
    sport: str
    note: str


@dataclass(frozen=True, slots=True)
class DiaryTable:
    """The rows that could be read, and a sentence for each that could not."""

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
                raise BadAnswer("columns", f"{pair!r} is not like date=Day.", (*ROLES, *SETTINGS))
            pairs[role.strip()] = header.strip()
    return pairs


def guess_columns(data: bytes) -> DiaryGuess | None:
    """What the columns of a table seem to hold; None where it does not look like a training diary."""
    header, rows = _read_table(data[:_HEAD_BYTES])
    if not header or not rows or is_strava_index({name.lower() for name in header}):
        return None
    columns: dict[str, str] = {}
    for role in ROLES:
        if (found := _find_header(role, header, set(columns.values()))) is not None and _fits(
            role, header, rows, found
        ):
            columns[role] = found
    if "date" not in columns or not {"distance", "time", "pain"} & set(columns):
        return None
    unsure = []
    columns["order"], is_clear = _guess_order(_column(header, rows, columns["date"]))
    if not is_clear:
        unsure.append("order")
    columns["unit"], is_clear = _guess_unit(columns, header, rows)
    if not is_clear:
        unsure.append("unit")
    all_rows = len(_read_table(data)[1])
    return DiaryGuess(columns, all_rows, tuple(unsure)) if all_rows else None


def read_diary(data: bytes, columns: Mapping[str, str]) -> DiaryTable:
    """The rows of a table whose columns the runner named.

    Raises ``BadAnswer`` for a column that is not there, an unknown role or setting, and a table
    without a date or without anything to keep.
    """
    header, rows = _read_table(data)
    _check_columns(columns, header)
    order, unit = columns.get("order", "ymd"), columns.get("unit", "km")
    places = {role: header.index(columns[role]) for role in ROLES if role in columns}
    cells = [
        {role: row[place].strip() if place < len(row) else "" for role, place in places.items()} for _, row in rows
    ]
    is_hours = _counts_hours(cells, unit)
    entries, left_out = [], []
    for (line, _), told in zip(rows, cells, strict=True):
        if not any(told.values()):
            continue
        entry = _read_entry(line, told, order, unit, is_hours)
        if isinstance(entry, str):
            left_out.append(f"Line {line}: {entry}")
        else:
            entries.append(entry)
    return DiaryTable(tuple(entries), tuple(left_out))


def show_table(data: bytes, most: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header and the first rows as they stand, to be shown to who is asked what they hold."""
    header, rows = _read_table(data[:_HEAD_BYTES])
    return tuple(header), tuple(tuple(row) for _, row in rows[:most])


def names_its_columns(data: bytes, columns: Mapping[str, str]) -> bool:
    """Whether the table has every column that is named."""
    header, _ = _read_table(data[:_HEAD_BYTES])
    return all(columns[role] in header for role in ROLES if role in columns)


def _check_columns(columns: Mapping[str, str], header: list[str]) -> None:
    for role, told in columns.items():
        if role in ROLES and told not in header:
            raise BadAnswer("columns", f"There is no column {told!r}.", header)
        if role in SETTINGS and told not in SETTINGS[role]:
            raise BadAnswer("columns", f"{role} cannot be {told!r}.", SETTINGS[role])
        if role not in ROLES and role not in SETTINGS:
            raise BadAnswer("columns", f"{role!r} is not known.", (*ROLES, *SETTINGS))
    if "date" not in columns or not {"distance", "time", "pain"} & set(columns):
        raise BadAnswer("columns", "Name the date and at least one of distance, time and pain.", ROLES)


def _read_table(data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row with its line number; nothing for what is no table."""
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        for row in reader:
            rows.append((reader.line_num, row))
            if len(rows) >= _MOST_ROWS:
                break
    except csv.Error:
        return [], []
    return header, rows


def _decoded(data: bytes) -> str:
    """The text: UTF-16 or UTF-8 by its mark, else UTF-8, else Windows-1252 as spreadsheets write it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = error.start >= len(data) - 4  # in the middle of a letter
        return data.decode("utf-8-sig" if is_cut else "cp1252", "replace")


def _column(header: list[str], rows: list[tuple[int, list[str]]], name: str) -> list[str]:
    place = header.index(name)
    return [row[place].strip() for _, row in rows if place < len(row) and row[place].strip()]


def _find_header(role: str, header: list[str], taken: set[str]) -> str | None:
    for word in _WORDS[role]:
        for name in header:
            if name not in taken and word in re.findall(r"[^\W\d_]+", name.lower()):
                return name
    return None


def _fits(role: str, header: list[str], rows: list[tuple[int, list[str]]], name: str) -> bool:
    """Whether most values of the column are of the role's kind."""
    values = _column(header, rows, name)
    if role in ("sport", "note"):
        return True
    read = {"date": _is_dated, "distance": _number, "time": _seconds, "pain": _pain}[role]
    good = sum(1 for value in values if read(value) is not None)
    return bool(values) and good >= _SHARE * len(values)


def _is_dated(text: str) -> bool | None:
    return True if any(_read_day(text, order) for order in SETTINGS["order"]) else None


def _guess_order(texts: list[str]) -> tuple[str, bool]:
    """The order of a date's numbers, and whether no other fits; an American reading needs proof."""
    texts = [text for text in texts if _is_dated(text)]
    fitting = [order for order in SETTINGS["order"] if all(_read_day(text, order) for text in texts)]
    dotted = all("." in text for text in texts)
    if dotted and "dmy" in fitting:
        return "dmy", True
    return (fitting[0], len(fitting) == 1) if fitting else ("ymd", False)


def _guess_unit(columns: Mapping[str, str], header: list[str], rows: list[tuple[int, list[str]]]) -> tuple[str, bool]:
    if "distance" not in columns:
        return "km", True
    words = set(re.findall(r"[^\W\d_]+", columns["distance"].lower()))
    for unit, told in (
        ("km", {"km", "kilometer", "kilometers"}),
        ("mi", {"mi", "mile", "miles"}),
        ("m", {"m", "meters"}),
    ):
        if words & told:
            return unit, True
    values = [value for text in _column(header, rows, columns["distance"]) if (value := _number(text)) is not None]
    return ("m", True) if values and median(values) > 200 else ("km", False)


def _read_entry(line: int, told: Mapping[str, str], order: str, unit: str, is_hours: bool) -> DiaryEntry | str:
    found = _read_day(told["date"], order)
    if found is None:
        return f"{told['date']!r} is not a date."
    distance, seconds, pain = (
        _number(told.get("distance", "")),
        _seconds(told.get("time", ""), is_hours),
        _pain(told.get("pain", "")),
    )
    metres = None if distance is None else distance * _METRES[unit]
    if metres is not None and not 0 <= metres <= 500_000:
        return f"{told['distance']!r} is not the distance of a run."
    if metres == 0:
        metres = None
    if told.get("pain") and pain is None:
        return f"{told['pain']!r} is not a pain score from 0 to 10."
    if metres is None and not seconds and pain is None:
        return "It has no distance, time or pain."
    sport = told.get("sport", "") or "running"
    return DiaryEntry(
        line, found[0], found[1], metres, seconds or None, pain, sport.lower(), told.get("note", "")[:500]
    )


def _read_day(text: str, order: str) -> tuple[date, time | None] | None:
    """The day and, where told, the time of day."""
    match = _DAY.match(text.strip())
    try:
        if match is None:
            return _named_day(text)
        parts = dict(zip(order, match.group(1, 2, 3), strict=True))
        if len(parts["y"]) not in (2, 4) or max(len(parts["m"]), len(parts["d"])) > 2:
            return None
        year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
        day = date(year, int(parts["m"]), int(parts["d"]))
        at = time(int(match.group(4)), int(match.group(5))) if match.group(4) else None
    except ValueError:
        return None
    return (day, at) if 1980 <= day.year <= 2100 else None


def _named_day(text: str) -> tuple[date, time | None] | None:
    for form in _NAMED_DAYS:
        try:
            return datetime.strptime(text.strip(), form).date(), None  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


def _number(text: str) -> float | None:
    match = _NUMBER.match(text.strip())
    return float(match.group().replace(",", ".")) if match and len(text) < 30 else None


def _pain(text: str) -> int | None:
    value = _number(text)
    return round(value) if value is not None and 0 <= value <= 10 else None


def _seconds(text: str, is_hours: bool = False) -> float | None:
    """Seconds of 0:49:00, 49:00 (h:mm if ``is_hours``), 49 (minutes), 1 h 5 min."""
    text = text.strip().lower()
    if not text or len(text) > 30:
        return None
    if clock := _CLOCK.match(text):
        first, second, third = (int(part) if part else None for part in clock.groups())
        if first is None and is_hours:
            return float((second or 0) * 3600 + (third or 0) * 60)
        return float((first or 0) * 3600 + (second or 0) * 60 + (third or 0))
    if _NUMBER.fullmatch(text):
        return max(float(text.replace(",", ".")) * 60, 0.0)
    if (spelled := _SPELLED.match(text)) and any(spelled.groups()):
        hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in spelled.groups())
        return hours * 3600 + minutes * 60 + seconds
    return None


def _counts_hours(cells: Sequence[Mapping[str, str]], unit: str) -> bool:
    """Whether 1:05 means hours and minutes: minutes and seconds would be faster than anybody runs."""
    paces, firsts = [], []
    for told in cells:
        clock = _CLOCK.match(told.get("time", ""))
        if clock is None or clock.group(1):
            continue
        firsts.append(int(clock.group(2)))
        kilometres = (_number(told.get("distance", "")) or 0.0) * _METRES[unit] / 1000
        if kilometres > 0:
            paces.append((_seconds(told["time"]) or 0.0) / kilometres)
    if paces:
        return median(paces) < 120
    return bool(firsts) and max(firsts) < 5
