"""Dates, distances and times as people and apps write them in table cells."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from runback.history.calendar_words import month_of, spell_plainly

ORDERS = ("ymd", "dmy", "mdy")
SECONDS_OF = {"s": 1.0, "min": 60.0, "h": 3600.0}

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?(?!\d)")
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?$")
_UNIT_OF_CLOCK = re.compile(r"\s*(h(?:rs?|ours?)?|min(?:utes?)?\.?|std\.?|uur)$")
_SPELLED = re.compile(
    r"^(?:(\d+(?:[.,]\d+)?)\s*(?:h|std|uur)[^\W\d]*\.?)?\s*(?:(\d+(?:[.,]\d+)?)\s*(?:m\w*\.?|'(?!')|′|’)|(?<=\w)\s*(\d{1,2}))?"
    r"\s*(?:(\d+(?:[.,]\d+)?)\s*(?:s\w*\.?|\"|''|″|”))?$"
)
_WEEKDAY = re.compile(r"^[^\W\d_]{1,12}[.,]*\s+(?=\d+[-./])")
_SERIAL = re.compile(r"^[345]\d{4}$")
_DAY = re.compile(r"^(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?=$|[T\s,])")
_PACKED_DAY = {"y": r"(\d{4})", "m": r"(\d{2})", "d": r"(\d{2})"}
_PACKED = {order: re.compile("".join(_PACKED_DAY[part] for part in order)) for order in ORDERS}
_TIME_OF_DAY = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?\s?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?\s*$", re.IGNORECASE
)
_SERIALS_FROM = date(1899, 12, 30)  # spreadsheets count days from here
_PARTS = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Moment:
    """The day of a row and, if given, its time of day and UTC offset."""

    day: date
    at: time | None = None
    utc_offset: timedelta | None = None

    def as_instant(self) -> datetime | None:
        """The instant, if day, time and zone are all given."""
        if self.at is None or self.utc_offset is None:
            return None
        return datetime.combine(self.day, self.at, timezone(self.utc_offset)).astimezone(UTC)


def read_moment(text: str, order: str) -> Moment | None:
    """The day (numbers in that order, ``ymd``, ``dmy`` or ``mdy``, or the month as a word) and the time of day."""
    text = _WEEKDAY.sub("", spell_plainly(text.strip()))
    clock = _TIME_OF_DAY.search(text)
    day_text = text[: clock.start()] if clock else text
    day = _read_day(day_text.strip(" T,"), order)
    if day is None or not 1980 <= day.year <= 2100:
        return None
    if clock is None:
        return Moment(day)
    try:
        at = time(_hour(int(clock[1]), clock[4]), int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return Moment(day)
    return Moment(day, at, _offset(clock[5]))


def _hour(hour: int, half: str | None) -> int:
    if half is None or hour > 12:
        return hour
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return timedelta()
    return (-1 if zone.startswith("-") else 1) * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))


def _read_day(text: str, order: str) -> date | None:
    match = _DAY.match(text) or _PACKED[order].fullmatch(text)
    if _SERIAL.match(text):
        return _SERIALS_FROM + timedelta(days=int(text))
    try:
        if match is None:
            return _named_day(text)
        parts = dict(zip(order, match.group(1, 2, 3), strict=True))
        if len(parts["y"]) not in (2, 4) or max(len(parts["m"]), len(parts["d"])) > 2:
            return None
        return date(int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0), int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def _named_day(text: str) -> date | None:
    """A date with the month as a word: Aug. 8, 2024; 8 August 2024; Thu, 08 août 2024."""
    parts = _PARTS.findall(text.lower())
    months = [month for part in parts if (month := month_of(part)) is not None]
    years = [int(part) for part in parts if part.isdecimal() and len(part) == 4]
    days = [int(part) for part in parts if part.isdecimal() and len(part) <= 2]
    if len(parts) > 6 or len(months) != 1 or len(years) != 1 or not days:
        return None
    return date(years[0], months[0], days[0])


def is_dated(text: str) -> bool:
    """Whether the text can be a date."""
    return any(read_moment(text, order) is not None for order in ORDERS)


def read_number(text: str, *, is_grouped: bool = False) -> float | None:
    """The number at the start of the text; with ``is_grouped`` the comma in ``5,200`` separates thousands."""
    text = text.strip()
    if len(text) >= 30:
        return None
    grouped = _GROUPED.match(text)
    if grouped is not None and (is_grouped or len(re.findall(r"[.,]", grouped.group())) > 1 or grouped[1] not in ",."):
        whole, _, part = grouped.group().replace(grouped[1], "").replace(",", ".").partition(".")
        return float(f"{whole}.{part or 0}")
    match = _NUMBER.match(text)
    return float(match.group().replace(",", ".")) if match else None


def read_pain(text: str) -> int | None:
    """A pain score from 0 to 10."""
    value = read_number(text)
    return round(value) if value is not None and 0 <= value <= 10 else None


def read_seconds(text: str, unit: str = "min", *, is_hours: bool = False) -> float | None:
    """Seconds in 0:49:00, 49:00 (h:mm if ``is_hours``), 1 h 5 min, 1h05, or a number in ``unit`` (s, min, h)."""
    text = spell_plainly(text).strip().lower()
    if not text or len(text) > 30:
        return None
    named = _UNIT_OF_CLOCK.search(text)
    if clock := _CLOCK.match(text[: named.start()] if named else text):
        first, second, third = (int(part) if part else None for part in clock.groups())
        if first is None and (is_hours or (named is not None and named[1][0] in "hsu")):
            return float((second or 0) * 3600 + (third or 0) * 60)
        return float((first or 0) * 3600 + (second or 0) * 60 + (third or 0))
    if _NUMBER.fullmatch(text):
        return max(float(text.replace(",", ".")) * SECONDS_OF[unit], 0.0)
    if (spelled := _SPELLED.match(text)) and any(spelled.groups()):
        hours, minutes, bare, seconds = (float((part or "0").replace(",", ".")) for part in spelled.groups())
        return hours * 3600 + (minutes + bare) * 60 + seconds
    return None


def is_clock(text: str) -> tuple[int, int] | None:
    """The two numbers of a time like 31:00 (mm:ss or hh:mm); None for anything else."""
    clock = _CLOCK.match(text.strip())
    return None if clock is None or clock.group(1) else (int(clock.group(2)), int(clock.group(3)))


def is_whole_minutes(text: str) -> bool:
    """Whether the text is like 31:10:00, with hours and no seconds."""
    clock = _CLOCK.match(text.strip())
    return clock is not None and clock.group(1) is not None and clock.group(3) == "00"


def read_time_of_day(text: str) -> time | None:
    """The time of day in a cell that holds nothing else: 7:05, 19:05:00, 7:05 PM."""
    clock = _TIME_OF_DAY.fullmatch(spell_plainly(text).strip())
    try:
        return None if clock is None else time(_hour(int(clock[1]), clock[4]), int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None
