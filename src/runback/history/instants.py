"""Timestamps as text (ISO 8601 and common deviations from it) to seconds since 1970."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column
from runback.history.calendar_words import month_of, spell_plainly

_SEPARATORS = {4: b"-", 7: b"-", 13: b":", 16: b":"}
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?|[ap]mz)?\s*(?P<zone>z|utc|(?:gmt|utc)?[+-]\d{1,2}:?(?:\d{2})?|gmt)?(?=$|[\s(])",
    re.IGNORECASE,
)
_NUMBERS_OF_DAY = re.compile(r"^(\d{1,4})([-/.])(\d{1,2})[-/.](\d{1,4})[T\s,.]*$", re.IGNORECASE)
_WORDS_OF_DAY = re.compile(r"[^\W\d_]{3,}|\d{1,4}")
_OTHER_YEAR = re.compile(r"\s*(?:2[56]\d\d|00\d\d)-")  # in the Thai and Japanese calendars
_LONGEST_TEXT = 80
_LOOKED_AT = 20
FIRST_PLAUSIBLE = datetime(1995, 1, 1, tzinfo=UTC).timestamp()
LAST_PLAUSIBLE = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_RESET_CLOCKS = (datetime(2000, 1, 1, tzinfo=UTC).timestamp(), datetime(2000, 1, 3, tzinfo=UTC).timestamp())
"""Where watch clocks start after a flat battery; those that start earlier do so before any watch recorded."""


def read_instants(texts: Sequence[str]) -> Column:
    """Seconds since 1970 UTC of each text, NaN if it is not a timestamp; without a zone it is UTC."""
    if texts and _OTHER_YEAR.match(texts[0]):
        texts = [spell_plainly(text) for text in texts]
    out = np.full(len(texts), np.nan)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        chosen = list(texts) if len(rows) == len(texts) else [texts[row] for row in rows.tolist()]
        values = _read_alike(chosen, int(length))
        if values is None:
            values = np.array([read_instant(text) for text in chosen])
        out[rows] = values
    return out


def read_instant(text: str) -> float:
    """Seconds since 1970 UTC, NaN if the text is not a timestamp."""
    instant = _read_datetime(text.strip())
    if instant is None:
        return float("nan")
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def has_no_zone(texts: Sequence[str]) -> bool:
    """Whether the first valid timestamp among these texts has no time zone."""
    instant = next((found for text in texts[:_LOOKED_AT] if (found := _read_datetime(text.strip())) is not None), None)
    return instant is not None and instant.tzinfo is None


def read_offset(text: str) -> int | None:
    """The UTC offset in the text, in seconds; None for ``Z``, +00:00 or no zone."""
    instant = _read_datetime(text.strip())
    offset = instant.utcoffset() if instant is not None else None
    return int(offset.total_seconds()) if offset else None


def _read_datetime(text: str) -> datetime | None:
    if text.isdecimal() and len(text) in (10, 13):  # seconds or milliseconds since 1970, from 2001 on
        return datetime.fromtimestamp(int(text) / (1 if len(text) == 10 else 1000), UTC)
    try:
        return datetime.fromisoformat(spell_plainly(text) if _OTHER_YEAR.match(text) else text)
    except ValueError:
        pass
    return _read_odd(spell_plainly(text))


def _read_odd(text: str) -> datetime | None:
    """A timestamp in another order or spelling: 6/8/2024 7:05:03 PM, 2024-6-8T7:5:3Z, Jun 8, 2024, 19:05:03."""
    clock = _CLOCK.search(text) if len(text) < _LONGEST_TEXT else None
    if clock is None:
        return None
    half = (clock["half"] or "").lower()
    zone = "z" if half.endswith("z") else (clock["zone"] or "").lower()
    day = _read_day(text[: clock.start()].strip(), text[clock.end() :].strip(), is_american=bool(half))
    hour = _hour(int(clock["hour"]), half)
    if day is None or hour is None:
        return None
    fraction = round(float("0." + (clock["part"] or "0")) * 1e6)
    try:
        local = datetime(*day, hour, int(clock["minute"]), int(clock["second"] or 0))  # noqa: DTZ001 - added below
        return (local + timedelta(microseconds=fraction)).replace(tzinfo=_zone(zone))
    except (ValueError, OverflowError):
        return None


def _hour(hour: int, half: str) -> int | None:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        return hour if hour < 24 else None  # 19:05 PM: the PM is redundant
    return hour % 12 + (12 if half.startswith("p") else 0)


def _read_day(before: str, after: str, *, is_american: bool) -> tuple[int, int, int] | None:
    """Year, month and day before a time of day (or around it, as in Sat Jun 08 19:05:03 2024)."""
    if (found := _NUMBERS_OF_DAY.match(before)) is not None:
        first, mark, second, third = found.groups()
        if len(first) == 4:
            return int(first), int(second), int(third)
        if len(third) != 4:
            return None
        is_month_first = mark == "/" and int(first) <= 12 and (is_american or int(second) > 12)
        month, day = (first, second) if is_month_first else (second, first)
        return int(third), int(month), int(day)
    words = _WORDS_OF_DAY.findall(f"{before} {after}")
    months = [month for word in words if (month := month_of(word)) is not None]
    years = [int(word) for word in words if len(word) == 4 and word.isdecimal()]
    days = [int(word) for word in words if len(word) <= 2 and word.isdecimal()]
    return (years[0], months[0], days[0]) if months and years and days else None


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    if not digits:
        return UTC
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return timezone((-1 if "-" in text else 1) * timedelta(hours=hours, minutes=minutes))


def _read_alike(texts: Sequence[str], length: int) -> Column | None:
    """Parse texts that all have the same length and layout at once; None if they do not."""
    try:
        flat = "".join(texts).encode("ascii")
    except UnicodeEncodeError:
        return None
    if length < 19 or len(flat) != length * len(texts):
        return None
    table = np.frombuffer(flat, np.uint8).reshape(-1, length)
    first = texts[0]
    zone_at = _zone_at(first)
    if zone_at is None or any(first[at] != mark.decode() for at, mark in _SEPARATORS.items()) or first[10] not in "T ":
        return None
    marks = [at for at in range(length) if not first[at].isdigit()]
    digits = [at for at in range(length) if first[at].isdigit()]
    numbers = table[:, digits] - np.uint8(48)
    if np.any(table[:, marks] != table[0, marks]) or np.any(numbers > 9):
        return None
    return _seconds(table.astype(np.int64) - 48, first, zone_at)


def _zone_at(text: str) -> int | None:
    """Where the zone starts in a text like 2026-04-25T12:48:43.763+08:00; None for another layout."""
    at = 19
    if text[at : at + 1] == ".":
        at += 1
        while text[at : at + 1].isdigit():
            at += 1
    at += text[at : at + 1] == " "
    zone = text[at:]
    sound = zone in ("", "Z", "z") or (
        zone[0] in "+-" and zone[1:].replace(":", "", 1).isdigit() and len(zone) in (5, 6)
    )
    return at if sound else None


def _seconds(digit: NDArray[np.int64], first: str, zone_at: int) -> Column:
    def number(start: int, stop: int) -> NDArray[np.int64]:
        value = np.zeros(len(digit), np.int64)
        for at in range(start, stop):
            value = value * 10 + digit[:, at]
        return value

    month, day, hour, minute, second = (number(at, at + 2) for at in (5, 8, 11, 14, 17))
    days = _days_since_1970(number(0, 4), month, day)
    whole = days * 86_400 + hour * 3_600 + minute * 60 + second
    value = whole.astype(np.float64)
    fraction = first[20:zone_at].rstrip() if first[19:20] == "." else ""
    if fraction:
        places = min(len(fraction), 9)
        value += number(20, 20 + places) / 10.0**places
    zone = first[zone_at:].replace(":", "")
    if len(zone) == 5:
        sign = 1 if zone[0] == "+" else -1
        minutes_at = len(first) - 2
        value -= sign * (number(zone_at + 1, zone_at + 3) * 3_600 + number(minutes_at, minutes_at + 2) * 60)
    odd = (month < 1) | (month > 12) | (day < 1) | (day > 31) | (hour > 24) | (minute > 59) | (second > 60)
    value[odd] = np.nan
    return value


def _days_since_1970(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since 1970 in the Gregorian calendar (days-from-civil arithmetic, with years starting in March)."""
    shifted = year - (month <= 2)
    era_year = shifted % 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = era_year * 365 + era_year // 4 - era_year // 100 + day_of_year
    return (shifted // 400) * 146_097 + day_of_era - 719_468


def is_plausible_instant(when: datetime) -> bool:
    """``is_plausible`` for one instant."""
    return bool(is_plausible(np.array([when.timestamp()]))[0])


def is_plausible(seconds: Column) -> NDArray[np.bool_]:
    """Whether each instant is in the years 1995 to 2099 and is not the start of an unset clock."""
    since, until = _RESET_CLOCKS
    is_reset = (seconds >= since) & (seconds < until)
    return (seconds >= FIRST_PLAUSIBLE) & (seconds < LAST_PLAUSIBLE) & ~is_reset
