"""Garmin's takeout: ``*_summarizedActivities.json`` lists every activity, also those without a file."""

from collections.abc import Mapping
from typing import Any

from runback.history.exports.values import instant_of, number_of, records_of, text_of
from runback.history.recording import Recording, StatedTotals

_SECONDS_BELOW = 30_000.0  # milliseconds are larger; some exports use seconds and metres instead


def list_activities(found: Any) -> list[Mapping[str, Any]] | None:
    """The activities of such a list; None for other JSON."""
    groups = records_of(found)
    wrapped = [entry for group in groups for entry in records_of(group.get("summarizedActivitiesExport"))]
    plain = wrapped or [entry for entry in groups if "activityId" in entry and "activityType" in entry]
    return _without_wholes(plain) or None


def _without_wholes(entries: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entries without multisport totals whose legs are listed too."""
    known = {entry.get("activityId") for entry in entries if isinstance(entry.get("activityId"), int | str)}
    parents = {entry["parentId"] for entry in entries if isinstance(entry.get("parentId"), int | str)}

    def is_whole(entry: Mapping[str, Any]) -> bool:
        legs = entry.get("childIds")
        has_legs = isinstance(legs, list) and any(isinstance(leg, int | str) and leg in known for leg in legs)
        return has_legs or (isinstance(entry.get("activityId"), int | str) and entry["activityId"] in parents)

    return [entry for entry in entries if not is_whole(entry)]


def read_activity(entry: Mapping[str, Any]) -> Recording:
    """One entry: milliseconds and centimetres, start in UTC and on the runner's clock."""
    start = instant_of(entry, "startTimeGmt", "startTimeGMT", "beginTimestamp")
    local = instant_of(entry, "startTimeLocal")
    duration = number_of(entry, "duration") or 0.0
    is_plain = 0 < duration < _SECONDS_BELOW
    seconds, metres = (1.0, 1.0) if is_plain else (0.001, 0.01)
    kind = entry.get("activityType")
    return Recording(
        format="garmin",
        sport=(text_of(kind, "typeKey") if isinstance(kind, dict) else text_of(entry, "activityType") or "") or "",
        start_utc=start or local,
        is_local_clock=start is None,
        utc_offset_s=None if start is None or local is None else round((local - start).total_seconds()),
        stated=StatedTotals(
            elapsed_s=number_of(entry, "elapsedDuration", factor=seconds),
            timer_s=number_of(entry, "duration", factor=seconds),
            moving_s=number_of(entry, "movingDuration", factor=seconds),
            distance_m=number_of(entry, "distance", factor=metres),
            ascent_m=number_of(entry, "elevationGain", factor=metres),
            avg_hr_bpm=number_of(entry, "avgHr", "averageHR"),
            avg_count=number_of(entry, "avgDoubleCadence", "avgRunCadence"),
            steps=number_of(entry, "steps"),
        ),
        title=text_of(entry, "name", "activityName"),
    )
