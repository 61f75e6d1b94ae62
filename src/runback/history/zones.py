"""Local time of an activity: from the file, from the position, from the profile, in that order."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runback.domain.activity import ZoneSource

_QUARTER_S = 900  # every zone of today differs from UTC by quarter hours (Nepal by 5:45)
_LEAST_S, _MOST_S = -12 * 3600, 14 * 3600
_SLACK_S = 5
_GRID = 50.0


def is_real_offset(offset_s: float) -> bool:
    """Whether a clock on Earth can differ from UTC by this: quarter hours from -12 to +14 h."""
    return _LEAST_S <= offset_s <= _MOST_S and abs(offset_s - _QUARTER_S * round(offset_s / _QUARTER_S)) <= _SLACK_S


def find_offset(
    start_utc: datetime, claimed_s: int | None, position: tuple[float, float] | None, zone: str
) -> tuple[int, ZoneSource]:
    """Seconds that local time adds to UTC at the start, and where that comes from.

    ``position`` is (latitude, longitude) in degrees; ``zone`` the IANA zone of the runner's profile.
    """
    if claimed_s is not None and is_real_offset(claimed_s):
        return _QUARTER_S * round(claimed_s / _QUARTER_S), ZoneSource.FILE
    if position is not None and (name := _zone_at(*position)):
        offset = _offset(name, start_utc)
        if offset is not None:
            return offset, ZoneSource.POSITION
    return _offset(zone, start_utc) or 0, ZoneSource.PROFILE


def _offset(zone: str, start_utc: datetime) -> int | None:
    try:
        offset = start_utc.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None
    return None if offset is None else round(offset.total_seconds() / _QUARTER_S) * _QUARTER_S


def _zone_at(latitude: float, longitude: float) -> str | None:
    """The zone's name; looked up once for each cell of about 2 km."""
    return _zone_of_cell(round(latitude * _GRID), round(longitude * _GRID))


@lru_cache(maxsize=100_000)
def _zone_of_cell(row: int, column: int) -> str | None:
    latitude = min(max(row / _GRID, -90.0), 90.0)
    longitude = min(max(column / _GRID, -180.0), 180.0)
    name: str | None = _finder().timezone_at(lng=longitude, lat=latitude)
    return name


@cache
def _finder() -> Any:
    from timezonefinder import TimezoneFinder  # slow to import, and only files with positions but no zone need it

    return TimezoneFinder()
