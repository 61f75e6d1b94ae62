"""Values of exported JSON and tables, where any field may be missing, of another type, or nonsense."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from runback.domain.activity import Column, Samples
from runback.history.columns import EPOCH, build_samples, spread
from runback.history.errors import UnreadableFile
from runback.history.instants import read_instant
from runback.languages.saved import translate_later

METRES = {
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre"), 1000.0),
    **dict.fromkeys(("mi", "mile", "miles"), 1609.344),
    **dict.fromkeys(("m", "meter", "meters", "metre"), 1.0),
    **dict.fromkeys(("ft", "feet", "foot"), 0.3048),
}
SECONDS = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600.0),
}
_LAST_S = 4e9  # in 2096


def parse_json(data: bytes) -> Any:
    """The parsed JSON; raises ``UnreadableFile`` with the position of the error."""
    try:
        return json.loads(data.decode("utf-8-sig", "replace"))
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            translate_later("The JSON breaks off or is not valid: {msg}.").format(msg=error.msg), offset=error.pos
        ) from None
    except (ValueError, RecursionError):
        raise UnreadableFile(
            translate_later("The JSON is not valid: a number or the nesting is far too large.")
        ) from None


def records_of(found: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none for anything else."""
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def number_of(record: Mapping[str, Any], *names: str, factor: float = 1.0) -> float | None:
    """The first of the fields that is a number from 0 on (or a text of one, ``5,4`` as well), times ``factor``."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str):
            try:
                value = float(value.replace(",", ".") if value.count(",") == 1 and "." not in value else value)
            except ValueError:
                continue
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
            return float(value) * factor
    return None


def text_of(record: Mapping[str, Any], *names: str) -> str | None:
    """The first of the fields that is a non-empty text."""
    found = (record.get(name) for name in names)
    return next((value.strip()[:500] for value in found if isinstance(value, str) and value.strip()), None)


def instant_of(record: Mapping[str, Any], *names: str) -> datetime | None:
    """The first of the fields that is an instant: milliseconds since 1970, or a text (UTC where it names no zone)."""
    for name in names:
        value = record.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value / 1000 < _LAST_S:
            return EPOCH + timedelta(seconds=round(value / 1000, 3))
        if isinstance(value, str):
            seconds = read_instant(value)
            if 0 < seconds < _LAST_S:
                return EPOCH + timedelta(seconds=round(seconds, 3))
    return None


def minutes_of(text: str | None) -> int | None:
    """Seconds of an offset such as +02:00, UTC+0200 or -05:30."""
    sign = None if text is None else next((mark for mark in "+-" if mark in text), None)
    if text is None or sign is None:
        return None
    digits = text.partition(sign)[2].replace(":", "").strip()
    if not digits.isdecimal() or len(digits) not in (2, 4):
        return None
    seconds = int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60
    return -seconds if sign == "-" else seconds


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from one to the other; None if one is missing or they are in the wrong order."""
    if start is None or end is None or end <= start:
        return None
    return (end - start).total_seconds()


def merge_series(series: Mapping[str, Sequence[tuple[float, float]]], start_utc: datetime | None) -> Samples | None:
    """Samples of several series of (seconds since 1970, value), each in its channel; counted from ``start_utc``."""
    parts = {name: np.array(points, np.float64).reshape(-1, 2) for name, points in series.items() if points}
    if not parts:
        return None
    every = np.unique(np.concatenate([part[:, 0] for part in parts.values()]))
    columns: dict[str, Column] = {}
    for name, part in parts.items():
        rows = np.searchsorted(every, part[:, 0])
        columns[name] = spread(part[:, 1], rows.tolist(), len(every))
    timed = build_samples(every, columns)
    if timed is None or timed.start_utc is None:
        return None
    if start_utc is None:
        return timed.samples
    lead = max((timed.start_utc - start_utc.astimezone(UTC)).total_seconds(), 0.0)
    return Samples({**timed.samples.columns, "time_s": timed.samples.columns["time_s"] + lead})
