"""Apple Health's export.xml, whole or in fragments, streamed: workouts with their heart rate and dynamics.

Routes are separate GPX files next to it; they join their workouts when activities are merged.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO
from xml.parsers import expat  # entity declarations are refused below
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from runback.domain.activity import Column, Lap
from runback.history.apple_records import RecordStore
from runback.history.columns import EPOCH, build_samples, read_numbers
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.instants import read_instant, read_instants
from runback.history.recording import Recording, StatedTotals
from runback.languages.saved import translate_later

_PIECE = 1 << 20
_METRES = {"km": 1000.0, "mi": 1609.344, "m": 1.0, "cm": 0.01, "yd": 0.9144, "ft": 0.3048}
_SECONDS = {"min": 60.0, "s": 1.0, "sec": 1.0, "hr": 3600.0, "h": 3600.0}
_ROUNDING_S = 2.0
_PREFIX = "HKWorkoutActivityType"
_LEG_KIND = "HKActivityType"
_LEG_SPORTS = {"DistanceSwimming": "Swimming", "DistanceCycling": "Cycling", "DistanceWalkingRunning": "Running"}
_DISTANCES = ("DistanceWalkingRunning", "DistanceCycling", "DistanceSwimming", "DistanceWheelchair")


class _Workout:
    """One ``Workout`` element and its children."""

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.attributes = attributes
        self.metadata: dict[str, str] = {}
        self.statistics: dict[str, Mapping[str, str]] = {}
        self.events: list[Mapping[str, str]] = []
        self.legs: list[_Workout] = []

    def add_statistics(self, found: Mapping[str, str]) -> None:
        """Keep the statistics that span most time; those of a part of the workout are stored with the part as well."""
        for leg in self.legs if found.get("startDate") else self.legs[-1:]:
            if _belongs_to_leg(found, leg.attributes) or not found.get("startDate"):
                leg.add_statistics(found)
        kind = found.get("type", "").removeprefix("HKQuantityTypeIdentifier")
        known = self.statistics.get(kind)
        if known is None or _span(found) > _span(known):
            self.statistics[kind] = found


def _belongs_to_leg(found: Mapping[str, str], leg: Mapping[str, str]) -> bool:
    """Whether the statistics belong to that leg: same start and end, give or take a second of rounding."""
    begins, ends = (
        read_instant(found.get(name, "")) - read_instant(leg.get(name, "")) for name in ("startDate", "endDate")
    )
    return abs(begins) <= _ROUNDING_S and abs(ends) <= _ROUNDING_S


def _span(attributes: Mapping[str, str]) -> float:
    span = read_instant(attributes.get("endDate", "")) - read_instant(attributes.get("startDate", ""))
    return span if span == span else -1.0


class _HealthReader:
    def __init__(self) -> None:
        self.workouts: list[_Workout] = []
        self.records = RecordStore()
        self.count = 0
        self._workout: _Workout | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Record":
            self.count += 1
            self._workout = None
            self.records.add(attributes)
        elif tag == "Workout":
            self._workout = _Workout(attributes)
            self.workouts.append(self._workout)
        elif self._workout is not None:
            self._inside(self._workout, tag, attributes)

    def _inside(self, workout: _Workout, tag: str, attributes: dict[str, str]) -> None:
        if tag == "MetadataEntry":
            holder = workout.legs[-1] if workout.legs and attributes.get("key") == _LEG_KIND else workout
            holder.metadata.setdefault(attributes.get("key", ""), attributes.get("value", ""))
        elif tag == "WorkoutActivity":
            workout.legs.append(_Workout(attributes))
        elif tag == "WorkoutStatistics":
            workout.add_statistics(attributes)
        elif tag == "WorkoutEvent":
            workout.events.append(attributes)
        elif tag in ("ActivitySummary", "Correlation", "ClinicalRecord"):
            self._workout = None


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """The workouts of an Apple Health file that is already in memory; see ``iter_export``."""
    return tuple(iter_export(BytesIO(data)))


def iter_export(stream: IO[bytes]) -> Iterator[Recording]:
    """The workouts of export.xml (or of a fragment of it), read as a stream of any length.

    Measurements are packed while streaming (16 bytes each); workouts are yielded one by
    one at the end, so that only one at a time has its samples in memory.
    Raises ``NotAnActivity`` where it holds no workout, ``UnreadableFile`` where the XML is
    broken before the first of them.
    """
    reader = _HealthReader()
    fault = _walk(stream, reader)
    if not reader.workouts:
        if fault:
            raise UnreadableFile(translate_later("The Apple Health file cannot be read: {fault}.").format(fault=fault))
        raise NotAnActivity(
            translate_later("This part of an Apple Health export holds {count} measurements and no workout.").format(
                count=reader.count
            )
        )
    reader.records.finish()
    for workout in reader.workouts:
        for part in _split(workout):
            yield _read_workout(part, reader.records, fault)


def _split(workout: _Workout) -> list[_Workout]:
    """The legs of a multisport workout as separate workouts, without the transitions; other workouts unchanged."""
    named = [(leg, _leg_sport(leg)) for leg in workout.legs]
    legs = [(leg, sport) for leg, sport in named if sport is not None]
    if len({sport for _, sport in legs}) < 2:
        return [workout]
    common = {name: workout.attributes.get(name, "") for name in ("sourceName",)}
    zone = {name: value for name, value in workout.metadata.items() if name == "HKTimeZone"}
    for leg, sport in legs:
        leg.attributes = {**common, **leg.attributes, "workoutActivityType": _PREFIX + sport}
        leg.metadata = {**zone, **leg.metadata}
        leg.events = workout.events
    return [leg for leg, _ in legs]


def _leg_sport(leg: _Workout) -> str | None:
    """The sport of a leg, stated or inferred from its measurements; None for a transition."""
    kind_of_leg = leg.metadata.get(_LEG_KIND, leg.attributes.get("workoutActivityType", "")).removeprefix(_PREFIX)
    if kind_of_leg:
        return None if kind_of_leg == "Transition" else kind_of_leg
    measured = (sport for kind, sport in _LEG_SPORTS.items() if kind in leg.statistics)
    return next(measured, None)


def _walk(stream: IO[bytes], reader: _HealthReader) -> str | None:
    """Feed the elements to the reader; returns how the XML breaks off, None if it is complete.

    The document type is skipped, since Apple has shipped broken ones. A fragment gets a root element.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EntityDeclHandler = _refuse_entity
    head = stream.read(_PIECE)
    root = head.find(b"<HealthData")
    body = head[root:] if root >= 0 else re.sub(rb"^\s*<\?xml[^>]*\?>", b"", head)
    try:
        if root < 0:
            parser.Parse(b"<fragment>", False)
        while body:
            parser.Parse(body, False)
            body = stream.read(_PIECE)
        parser.Parse(b"</fragment>" if root < 0 else b"", True)
    except expat.ExpatError as error:
        return f"{expat.ErrorString(error.code)} at byte {parser.ErrorByteIndex}"
    except (LookupError, ValueError) as error:
        return str(error)
    return None


def _refuse_entity(*_declaration: object) -> None:
    raise UnreadableFile(
        translate_later("The file declares XML entities, which health exports never need; it was not read further.")
    )


def _read_workout(workout: _Workout, records: RecordStore, fault: str | None) -> Recording:
    attributes = workout.attributes
    begin, end = (read_instant(attributes.get(name, "")) for name in ("startDate", "endDate"))
    start = EPOCH + timedelta(seconds=begin) if begin == begin and 0 <= begin < 4e9 else None
    sport = _snake(attributes.get("workoutActivityType", "").removeprefix(_PREFIX))
    is_indoor = workout.metadata.get("HKIndoorWorkout") == "1"
    timed = None
    if start is not None and end > begin:
        times, columns = records.between(begin, end, attributes.get("sourceName", "").strip())
        timed = build_samples(times, columns) if len(times) else None
    samples = None
    if timed is not None and timed.start_utc is not None and start is not None:
        lead = (timed.start_utc - start).total_seconds()
        shifted = {**timed.samples.columns, "time_s": timed.samples.columns["time_s"] + max(lead, 0.0)}
        samples = type(timed.samples)(shifted)
    return Recording(
        format="apple_health",
        sport=sport,
        sub_sport="treadmill" if is_indoor and sport == "running" else None,
        start_utc=start,
        utc_offset_s=_offset(workout.metadata.get("HKTimeZone"), start),
        samples=samples,
        stated=_stated_totals(workout, begin, end),
        counts_steps=True,
        pauses=_pauses(workout, begin, end),
        laps=_laps(workout, begin),
        device=attributes.get("sourceName", "").strip() or None,
        truncated=fault is not None,
        notes=(translate_later("Read as far as it goes: {fault}.").format(fault=fault),) if fault else (),
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _offset(zone: str | None, start: datetime | None) -> int | None:
    """The UTC offset of the workout's own zone; the offsets in its dates are the phone's at export time."""
    if not zone or start is None:
        return None
    try:
        offset = start.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return None if offset is None else int(offset.total_seconds())


def _stated_totals(workout: _Workout, begin: float, end: float) -> StatedTotals:
    timer = _measure(workout.attributes.get("duration"), workout.attributes.get("durationUnit", "min"), _SECONDS)
    hr = workout.statistics.get("HeartRate", {}).get("average")
    ascent = (workout.metadata.get("HKElevationAscended") or "").split()
    distances = [_sum(workout, kind, _METRES) for kind in _DISTANCES]
    old_distance = _measure(
        workout.attributes.get("totalDistance"), workout.attributes.get("totalDistanceUnit", ""), _METRES
    )
    return StatedTotals(
        elapsed_s=end - begin if end >= begin else None,
        timer_s=timer,
        distance_m=next((metres for metres in distances if metres is not None), old_distance),
        ascent_m=_measure(ascent[0], ascent[1], _METRES) if len(ascent) == 2 else None,
        avg_hr_bpm=_measure(hr, "", {"": 1.0}),
        steps=_sum(workout, "StepCount", {"count": 1.0}),
    )


def _sum(workout: _Workout, kind: str, units: Mapping[str, float]) -> float | None:
    found = workout.statistics.get(kind, {})
    return _measure(found.get("sum"), found.get("unit", ""), units)


def _measure(text: str | None, unit: str, units: Mapping[str, float]) -> float | None:
    """A quantity converted to its base unit; None if number or unit is missing or absurd."""
    if text is None or unit not in units:
        return None
    value = float(read_numbers([text])[0]) * units[unit]
    return value if 0 <= value < 1e8 else None


def _events(workout: _Workout, kind: str) -> list[tuple[float, float | None]]:
    found = [event for event in workout.events if event.get("type") == f"HKWorkoutEventType{kind}"]
    times: Column = read_instants([event.get("date", "") for event in found])
    spans = [_measure(event.get("duration"), event.get("durationUnit", "min"), _SECONDS) for event in found]
    return [(at, span) for at, span in zip(times.tolist(), spans, strict=True) if at == at]


def _pauses(workout: _Workout, begin: float, end: float) -> tuple[tuple[float, float], ...]:
    """The intervals from each pause to the next resume (or the end), clipped to the workout."""
    if not end > begin:
        return ()
    resumes = np.array([at for at, _ in _events(workout, "Resume")])
    found: list[tuple[float, float]] = []
    for at, _ in _events(workout, "Pause"):
        later = resumes[resumes >= at]
        stop = min(float(later[0]) if len(later) else end, end)
        if begin <= at < stop and (not found or at - begin >= found[-1][1]):
            found.append((at - begin, stop - begin))
    return tuple(found)


def _laps(workout: _Workout, begin: float) -> tuple[Lap, ...]:
    return tuple(Lap(at - begin, span, None) for at, span in _events(workout, "Lap") if at >= begin)
