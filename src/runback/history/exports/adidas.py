"""adidas Running (Runtastic): ``Sport-sessions/ID.json`` with the totals; the tracks are separate GPX or JSON files."""

from collections.abc import Mapping
from typing import Any

from runback.history.exports.values import instant_of, merge_series, number_of, records_of, seconds_between, text_of
from runback.history.recording import Recording, StatedTotals

# Numbers of Runtastic's sport types; what is not named here is recognised by its speed and steps.
_KINDS = {
    "1": "running",
    "2": "nordic_walking",
    "3": "cycling",
    "4": "mountain_biking",
    "7": "hiking",
    "14": "treadmill_running",
    "15": "indoor_cycling",
    "16": "elliptical",
    "18": "swimming",
    "19": "walking",
    "22": "cycling",
    "82": "trail_running",
}


def is_session(found: Any) -> bool:
    """Whether the JSON is a session of Runtastic's."""
    return isinstance(found, dict) and "start_time" in found and ("sport_type_id" in found or "features" in found)


def is_track(found: Any) -> bool:
    """Whether the JSON is the track of a session."""
    points = records_of(found)
    return bool(points) and {"timestamp", "latitude", "longitude"} <= set(points[0])


def read_session(session: Mapping[str, Any]) -> Recording:
    """One session: instants, lengths and the offset in milliseconds, metres."""
    values = {**_features(session), **session}
    start, end = instant_of(values, "start_time"), instant_of(values, "end_time")
    offset = values.get("start_time_timezone_offset")
    return Recording(
        format="adidas",
        sport=_KINDS.get(str(values.get("sport_type_id", "")), ""),
        start_utc=start,
        utc_offset_s=round(offset / 1000) if isinstance(offset, int) and not isinstance(offset, bool) else None,
        stated=StatedTotals(
            elapsed_s=seconds_between(start, end),
            timer_s=number_of(values, "duration", factor=0.001),
            distance_m=number_of(values, "distance"),
            ascent_m=number_of(values, "elevation_gain"),
            avg_hr_bpm=number_of(values, "pulse_avg", "average"),
        ),
        title=text_of(values, "notes"),
        device="adidas Running",
    )


def _features(session: Mapping[str, Any]) -> dict[str, Any]:
    """The list of features of newer exports, flattened."""
    flat: dict[str, Any] = {}
    for feature in records_of(session.get("features")):
        attributes = feature.get("attributes")
        if feature.get("type") in ("track_metrics", "heart_rate", "initial_values") and isinstance(attributes, dict):
            flat |= attributes
    kind = flat.get("sport_type")
    if isinstance(kind, dict) and "id" in kind:
        flat["sport_type_id"] = kind["id"]
    return flat


def read_track(points: list[Mapping[str, Any]]) -> Recording:
    """The track of a session: it is combined with its session when activities are merged."""
    series: dict[str, list[tuple[float, float]]] = {}
    for point in points:
        at = instant_of(point, "timestamp")
        for name, channel in (("latitude", "latitude_deg"), ("longitude", "longitude_deg"), ("altitude", "altitude_m")):
            value = point.get(name)
            if at is not None and isinstance(value, int | float) and not isinstance(value, bool):
                series.setdefault(channel, []).append((at.timestamp(), float(value)))
    first = next((at for point in points if (at := instant_of(point, "timestamp")) is not None), None)
    return Recording(
        format="adidas", sport="", start_utc=first, samples=merge_series(series, None), device="adidas Running"
    )
