"""Polar's export: one ``training-session-*.json`` for each session, with its samples."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from runback.domain.activity import Samples
from runback.history.exports.values import (
    instant_of,
    merge_series,
    number_of,
    records_of,
    seconds_between,
    text_of,
)
from runback.history.instants import has_no_zone
from runback.history.recording import Recording, StatedTotals

_DURATION = re.compile(r"^PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?$")
_CHANNELS = {
    "heartRate": ("heart_rate_bpm", 1.0),
    "speed": ("speed_mps", 1 / 3.6),
    "distance": ("distance_m", 1.0),
    "cadence": ("cadence_spm", 1.0),
    "altitude": ("altitude_m", 1.0),
}
# Numbers that Polar gives sports; what is not named here is recognised by its speed and steps.
_KINDS = {
    "1": "running",
    "2": "cycling",
    "3": "walking",
    "4": "jogging",
    "5": "mountain_biking",
    "11": "hiking",
    "15": "strength_training",
    "17": "treadmill_running",
    "18": "indoor_cycling",
    "19": "street_running",
    "23": "swimming",
    "27": "trail_running",
    "38": "road_cycling",
}
_RECORDED = frozenset({"stopTime", "duration", "durationMillis", "samples"})
_PLANNED = frozenset({"phases", "targets", "trainingTarget"})
"""Keys of planned sessions, which the export contains too."""

_ROUTE = {"latitude": "latitude_deg", "longitude": "longitude_deg", "altitude": "altitude_m"}


def is_session(found: Any) -> bool:
    """Whether the JSON is a Polar training session, in the format of 2018 or of 2024."""
    if not isinstance(found, dict) or not {"exercises", "startTime"} <= set(found):
        return False
    filled = {name for record in (found, *records_of(found["exercises"])) for name, value in record.items() if value}
    if not filled & _RECORDED or filled & _PLANNED:
        return False
    return bool({"exportVersion", "durationMillis", "timezoneOffsetMinutes"} & set(found))


def read_session(session: Mapping[str, Any]) -> list[Recording]:
    """The exercises of a session; their times are on the runner's clock, the offset is in minutes."""
    exercises = records_of(session.get("exercises"))
    return [_read_exercise(session, exercise, is_only=len(exercises) == 1) for exercise in exercises or [session]]


def _read_exercise(session: Mapping[str, Any], exercise: Mapping[str, Any], *, is_only: bool) -> Recording:
    whole = {**session, **exercise} if is_only else exercise
    offset_s = _offset_s(exercise, session)
    ahead_s = (offset_s or 0) if has_no_zone([text_of(whole, "startTime") or ""]) else 0
    local, stop = instant_of(whole, "startTime"), instant_of(whole, "stopTime")
    return Recording(
        format="polar",
        sport=_sport(exercise.get("sport")) or (text_of(session, "name") or "").lower(),
        start_utc=None if local is None else local - timedelta(seconds=ahead_s),
        is_local_clock=offset_s is None and has_no_zone([text_of(whole, "startTime") or ""]),
        utc_offset_s=offset_s,
        samples=_samples(exercise.get("samples"), ahead_s),
        stated=StatedTotals(
            elapsed_s=seconds_between(local, stop),
            timer_s=_seconds(text_of(whole, "duration")) or number_of(whole, "durationMillis", factor=0.001),
            distance_m=number_of(whole, "distance", "distanceMeters"),
            ascent_m=number_of(whole, "ascent", "ascentMeters"),
            avg_hr_bpm=number_of(whole, "averageHeartRate", "hrAvg"),
        ),
        title=text_of(session, "name"),
        device="Polar",
    )


def _sport(found: Any) -> str:
    """The sport's name in lower case, looked up if its number is given."""
    if isinstance(found, dict):
        return _KINDS.get(str(found.get("id", "")), "")
    return found.lower() if isinstance(found, str) else ""


def _offset_s(*records: Mapping[str, Any]) -> int | None:
    for record in records:
        for name in ("timezoneOffset", "timeZoneOffset", "timezoneOffsetMinutes"):
            value = record.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 14 * 60:
                return value * 60
    return None


def _seconds(text: str | None) -> float | None:
    match = None if text is None else _DURATION.match(text)
    if match is None:
        return None
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _samples(found: Any, offset_s: int) -> Samples | None:
    if not isinstance(found, dict):
        return None
    series: dict[str, list[tuple[float, float]]] = {}
    for name, (channel, factor) in _CHANNELS.items():
        for point in records_of(found.get(name)):
            _add(series, channel, point, point.get("value"), factor, offset_s)
    for point in records_of(found.get("recordedRoute")):
        for name, channel in _ROUTE.items():
            _add(series, channel, point, point.get(name), 1.0, offset_s)
    return merge_series(series, None)


def _add(
    series: dict[str, list[tuple[float, float]]],
    channel: str,
    point: Mapping[str, Any],
    value: Any,
    factor: float,
    offset_s: int,
) -> None:
    at = instant_of(point, "dateTime")
    if at is not None and isinstance(value, int | float) and not isinstance(value, bool):
        series.setdefault(channel, []).append((at.timestamp() - offset_s, float(value) * factor))
