"""The app Health Auto Export: JSON with the workouts of Apple Health."""

from collections.abc import Mapping
from typing import Any

from runback.domain.activity import Sport
from runback.history.exports.values import METRES, instant_of, merge_series, number_of, records_of, text_of
from runback.history.instants import read_offset
from runback.history.recording import Recording, StatedTotals
from runback.history.sports import find_sport


def list_workouts(found: Any) -> list[Mapping[str, Any]] | None:
    """The workouts of such a file; None for other JSON."""
    data = found.get("data") if isinstance(found, dict) else None
    return records_of(data.get("workouts")) if isinstance(data, dict) and "workouts" in data else None


def read_workout(workout: Mapping[str, Any]) -> Recording:
    """One workout: instants with the runner's offset, quantities with their units."""
    start, end = instant_of(workout, "start"), instant_of(workout, "end")
    span = None if start is None or end is None else max((end - start).total_seconds(), 0.0)
    name = text_of(workout, "name") or ""
    is_indoor = workout.get("isIndoor") is True or "indoor" in f"{name} {text_of(workout, 'location') or ''}".lower()
    return Recording(
        format="auto_export",
        sport=name.lower(),
        sub_sport="treadmill" if is_indoor and find_sport(name) is Sport.RUN else None,
        start_utc=start,
        utc_offset_s=read_offset(text_of(workout, "start") or ""),
        counts_steps=True,
        samples=merge_series(_series(workout), start),
        stated=StatedTotals(
            elapsed_s=span,
            timer_s=number_of(workout, "duration") or span,
            distance_m=_metres(workout.get("distance")) or _metres(workout.get("totalDistance")) or _sum(workout),
            ascent_m=_metres(workout.get("elevationUp")),
            avg_hr_bpm=_quantity(workout, "avgHeartRate"),
            avg_count=_quantity(workout, "stepCadence"),
        ),
    )


def _quantity(workout: Mapping[str, Any], name: str) -> float | None:
    found = workout.get(name)
    return number_of(found, "qty") if isinstance(found, dict) else number_of(workout, name)


def _metres(found: Any) -> float | None:
    unit = text_of(found, "units") if isinstance(found, dict) else None
    return number_of(found, "qty", factor=METRES[unit.lower()]) if unit and unit.lower() in METRES else None


def _sum(workout: Mapping[str, Any]) -> float | None:
    """The summed metres of its parts, for a workout without a total."""
    parts = [_metres(point) for point in records_of(workout.get("walkingAndRunningDistance"))]
    return sum(part for part in parts if part) or None


def _series(workout: Mapping[str, Any]) -> dict[str, list[tuple[float, float]]]:
    series: dict[str, list[tuple[float, float]]] = {}
    for point in records_of(workout.get("heartRateData")):
        at, beats = instant_of(point, "date"), number_of(point, "Avg", "qty")
        if at is not None and beats is not None:
            series.setdefault("heart_rate_bpm", []).append((at.timestamp(), beats))
    for point in records_of(workout.get("route")):
        at = instant_of(point, "timestamp")
        for name, channel in (("latitude", "latitude_deg"), ("longitude", "longitude_deg"), ("altitude", "altitude_m")):
            value = point.get(name, point.get(name[:3]))
            if at is not None and isinstance(value, int | float) and not isinstance(value, bool):
                series.setdefault(channel, []).append((at.timestamp(), float(value)))
    return series
