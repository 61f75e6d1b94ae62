"""Local time of an activity: from its position, from the file, from the profile, in that order."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runback.domain.activity import ZoneSource

_QUARTER_S = 900  # all current zones differ from UTC by multiples of a quarter hour (Nepal by 5:45)
_LEAST_S, _MOST_S = -12 * 3600, 14 * 3600
_SLACK_S = 5


def is_real_offset(offset_s: float) -> bool:
    """Whether a time zone can have this offset: quarter hours from -12 to +14 h."""
    return _LEAST_S <= offset_s <= _MOST_S and abs(offset_s - _QUARTER_S * round(offset_s / _QUARTER_S)) <= _SLACK_S


def find_offset(
    start_utc: datetime, claimed_s: int | None, position: tuple[float, float] | None, zone: str
) -> tuple[int, ZoneSource]:
    """The UTC offset at the start in seconds, and where it comes from.

    ``position`` is (latitude, longitude) in degrees of a real place; if it contradicts the file's claim, it
    wins. ``zone`` is the IANA zone of the runner's profile, the last resort.
    """
    local = None if position is None else _offset_at(position, start_utc)
    if claimed_s is not None and is_real_offset(claimed_s):
        claimed = _QUARTER_S * round(claimed_s / _QUARTER_S)
        if local is None or local == claimed:
            return claimed, ZoneSource.FILE
    if local is not None:
        return local, ZoneSource.POSITION
    return _offset(zone, start_utc) or 0, ZoneSource.PROFILE


def local_to_utc(wall: datetime, position: tuple[float, float] | None, zone: str) -> datetime:
    """The instant at which local clocks show ``wall`` (stored as if it were UTC)."""
    offset, _ = find_offset(wall, None, position, zone)
    offset, _ = find_offset(wall - timedelta(seconds=offset), None, position, zone)
    return wall - timedelta(seconds=offset)


def _offset_at(position: tuple[float, float], start_utc: datetime) -> int | None:
    name = _zone_at(*position)
    return None if name is None else _offset(name, start_utc)


def _offset(zone: str, start_utc: datetime) -> int | None:
    try:
        offset = start_utc.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None
    return None if offset is None else round(offset.total_seconds() / _QUARTER_S) * _QUARTER_S


def _zone_at(latitude: float, longitude: float) -> str | None:
    place = {"lng": min(max(longitude, -180.0), 180.0), "lat": min(max(latitude, -90.0), 90.0)}
    name: str | None = _rough_finder().unique_timezone_at(**place) or _finder().timezone_at(**place)
    return name


@cache
def _rough_finder() -> Any:
    """Knows the cells (25 km across) inside one zone, where nearly everybody runs; loads in a sixth of the time."""
    from timezonefinder import TimezoneFinderL  # slow to import, and needed only for files with positions

    return TimezoneFinderL()


@cache
def _finder() -> Any:
    """Knows the zone borders too, but loads slowly."""
    from timezonefinder import TimezoneFinder

    return TimezoneFinder()
