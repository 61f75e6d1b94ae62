"""From Training Center XML to recordings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from runback.domain.activity import Column, Lap, Samples
from runback.history.columns import (
    EPOCH,
    TextColumn,
    TimedSamples,
    build_samples,
    find_breaks,
    read_numbers,
    spread,
)
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.instants import has_no_zone, is_plausible, read_instant, read_instants, read_offset
from runback.history.recording import NO_CLOCK, Recording, StatedTotals
from runback.history.xml_reader import ColumnReader, walk_xml
from runback.languages.saved import translate_later

_POINT_FIELDS = {
    "Time": "time",
    "LatitudeDegrees": "latitude_deg",
    "LongitudeDegrees": "longitude_deg",
    "AltitudeMeters": "altitude_m",
    "DistanceMeters": "distance_m",
    "Value": "heart_rate_bpm",
    "Cadence": "cadence_spm",
    "RunCadence": "run_cadence",
    "Speed": "speed_mps",
    "Watts": "power_w",
}
_LAP_FIELDS = {
    "TotalTimeSeconds": "timer_s",
    "DistanceMeters": "distance_m",
    "Cadence": "cadence",
    "AvgRunCadence": "run_cadence",
}
_LAP_EXTENSIONS = frozenset({"AvgRunCadence"})
"""Lap totals that are written after the lap's points."""
_SOON_S, _LONGEST_LEAD_S, _SLACK_S, _PAUSE_S = 300.0, 3600.0, 120.0, 30.0
_FOLDERS = frozenset({"Running", "Biking", "Other"})


@dataclass(slots=True)
class _Activity:
    """One ``Activity`` as read: where its laps, tracks and points start, and its texts."""

    sport: str
    first_row: int
    first_lap: int
    track_rows: list[int] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def text_of(self, name: str) -> str | None:
        return "".join(self.texts.get(name, ())).strip() or None


class _TcxReader(ColumnReader):
    """Collects the texts of trackpoints and laps by column."""

    def __init__(self) -> None:
        super().__init__()
        self.activities: list[_Activity] = []
        self.lap_starts: list[str] = []
        self.is_tcx = False
        self.others: list[str] = []
        self.points = {name: TextColumn([], []) for name in _POINT_FIELDS.values()}
        self.laps = {name: TextColumn([], []) for name in (*_LAP_FIELDS.values(), "hr")}
        self.row = -1
        self._point_tags: dict[str, TextColumn | None] = {tag: self.points[name] for tag, name in _POINT_FIELDS.items()}
        self._lap_tags: dict[str, TextColumn | None] = {tag: self.laps[name] for tag, name in _LAP_FIELDS.items()}
        self._context = ""
        self._folder: str | None = None

    def start_other(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Trackpoint" and self.activities:
            self.row += 1
            self._at_row = self.row
            self._active = self._point_tags
            return
        local = tag.rpartition(":")[2]
        if local in _LAP_EXTENSIONS and self.activities:
            self._active, self._at_row = self._lap_tags, len(self.lap_starts) - 1
        if (column := self._active.get(local)) is not None:
            if self._active is self._point_tags:
                self._point_tags[tag] = column
            self.start(local, attributes)
        elif (act := _STRUCTURE.get(local)) is not None:
            act(self, attributes)
        elif self.activities and local in ("Id", "Name", "Notes"):
            key = self._context + local
            self.parser.CharacterDataHandler = self.activities[-1].texts.setdefault(key, []).append
        elif self._folder is not None:
            self._start_in_history(local)
        elif self._active is self._point_tags:
            self._point_tags[tag] = None

    def _start_in_history(self, local: str) -> None:
        """Version 1 nests its runs in elements named after the sport: History, Running, Run."""
        if local == "Run":
            self._start_activity({"Sport": self._folder or ""})
        elif local in _FOLDERS:
            self._folder = local

    def _start_history(self, _attributes: Mapping[str, str]) -> None:
        self._folder = ""

    def _start_file(self, _attributes: Mapping[str, str]) -> None:
        self.is_tcx = True

    def _start_activity(self, attributes: Mapping[str, str]) -> None:
        self._context = ""
        self._active = {}
        self.activities.append(_Activity(attributes.get("Sport", "").lower(), self.row + 1, len(self.lap_starts)))

    def _start_lap(self, attributes: Mapping[str, str]) -> None:
        if self.activities:
            self.lap_starts.append(attributes.get("StartTime", ""))
            self._active, self._at_row = self._lap_tags, len(self.lap_starts) - 1

    def _start_track(self, _attributes: Mapping[str, str]) -> None:
        if self.activities:
            self.activities[-1].track_rows.append(self.row + 1)

    def _start_average(self, _attributes: Mapping[str, str]) -> None:
        self._lap_tags["Value"] = self.laps["hr"]

    def _start_maximum(self, _attributes: Mapping[str, str]) -> None:
        self._lap_tags["Value"] = None

    def _start_creator(self, _attributes: Mapping[str, str]) -> None:
        self._context, self._active = "Creator", {}

    def _start_aside(self, _attributes: Mapping[str, str]) -> None:
        self._context, self._active = "Aside", {}

    def _start_plan(self, _attributes: Mapping[str, str]) -> None:
        self._context, self._active = "Plan", {}
        if not self.activities:
            self.others.append(translate_later("a course or a workout"))


_STRUCTURE: dict[str, Callable[[_TcxReader, Mapping[str, str]], None]] = {
    "TrainingCenterDatabase": _TcxReader._start_file,
    "History": _TcxReader._start_history,
    "Activity": _TcxReader._start_activity,
    "Lap": _TcxReader._start_lap,
    "Track": _TcxReader._start_track,
    "AverageHeartRateBpm": _TcxReader._start_average,
    "MaximumHeartRateBpm": _TcxReader._start_maximum,
    "Creator": _TcxReader._start_creator,
    "Author": _TcxReader._start_aside,
    "Transition": _TcxReader._start_aside,
    "Training": _TcxReader._start_aside,
    "Course": _TcxReader._start_plan,
    "Workout": _TcxReader._start_plan,
}


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """The activities of a TCX file.

    Raises ``UnreadableFile`` if it is not TCX, ``NotAnActivity`` for courses and workouts.
    """
    reader, fault = walk_xml(data, _TcxReader)
    if not reader.activities:
        if not reader.is_tcx:
            raise UnreadableFile(
                translate_later("This is no TCX file ({value}).").format(
                    value=fault or "it has no TrainingCenterDatabase"
                )
            )
        if fault:
            raise UnreadableFile(translate_later("The TCX file holds no activity: {fault}.").format(fault=fault))
        raise NotAnActivity(
            translate_later("This TCX file holds {value}, not an activity.").format(
                value=reader.others[0] if reader.others else "nothing"
            )
        )
    times, columns = _columns(reader)
    laps = _lap_columns(reader)
    ends = [*reader.activities[1:], _Activity("", len(times), len(reader.lap_starts))]
    parts = zip(reader.activities, ends, strict=True)
    return tuple(_read_activity(reader, activity, after, times, columns, laps, fault) for activity, after in parts)


def _columns(reader: _TcxReader) -> tuple[Column, dict[str, Column]]:
    length = reader.row + 1
    columns = {
        name: spread(read_numbers(column.texts), column.rows, length)
        for name, column in reader.points.items()
        if name != "time" and column.texts
    }
    if (steps := columns.pop("run_cadence", None)) is not None:
        plain = columns.get("cadence_spm")
        columns["cadence_spm"] = steps if plain is None else np.where(np.isnan(steps), plain, steps)
    times = reader.points["time"]
    return spread(read_instants(times.texts), times.rows, length), columns


def _lap_columns(reader: _TcxReader) -> dict[str, Column]:
    count = len(reader.lap_starts)
    found = {name: spread(read_numbers(column.texts), column.rows, count) for name, column in reader.laps.items()}
    found["start"] = read_instants(reader.lap_starts)
    return found


def _read_activity(
    reader: _TcxReader,
    activity: _Activity,
    after: _Activity,
    times: Column,
    columns: Mapping[str, Column],
    lap_columns: Mapping[str, Column],
    fault: str | None,
) -> Recording:
    rows = slice(activity.first_row, after.first_row)
    laps = {name: column[activity.first_lap : after.first_lap] for name, column in lap_columns.items()}
    timed = build_samples(times[rows], {name: column[rows] for name, column in columns.items()})
    start, samples = _start(activity, laps, timed)
    notes = () if timed is None else timed.notes
    notes = notes if start is not None else (*notes, NO_CLOCK)
    return Recording(
        format="tcx",
        sport=activity.sport,
        start_utc=start,
        utc_offset_s=read_offset(activity.text_of("Id") or ""),
        is_local_clock=has_no_zone(reader.points["time"].texts or reader.lap_starts),
        samples=samples,
        stated=_stated_totals(laps, samples),
        pauses=_pauses(activity, rows, samples),
        laps=_laps(laps, start),
        title=activity.text_of("Notes"),
        device=activity.text_of("CreatorName"),
        truncated=fault is not None,
        notes=((translate_later("Read as far as it goes: {fault}.").format(fault=fault),) if fault else ()) + notes,
    )


def _start(
    activity: _Activity, laps: Mapping[str, Column], timed: TimedSamples | None
) -> tuple[datetime | None, Samples | None]:
    """The start: that of the first lap, if it is up to an hour before the first point."""
    start = next((float(at) for at in laps["start"] if at == at), read_instant(activity.text_of("Id") or ""))
    is_known = bool(is_plausible(np.array([start]))[0])
    stated_utc = EPOCH + timedelta(seconds=round(start, 3)) if is_known else None
    if timed is None or timed.start_utc is None:
        return stated_utc, None if timed is None else timed.samples
    lead = 0.0 if stated_utc is None else (timed.start_utc - stated_utc).total_seconds()
    if not 0 < lead < _LONGEST_LEAD_S or (lead > _SOON_S and not _leads_to(lead, laps, timed.samples)):
        return timed.start_utc, timed.samples
    time_s = timed.samples.columns["time_s"] + lead
    return stated_utc, Samples({**timed.samples.columns, "time_s": time_s})


def _leads_to(lead: float, laps: Mapping[str, Column], samples: Samples) -> bool:
    """Whether the laps last long enough for a start that long before the first point."""
    timer = float(np.nansum(laps["timer_s"]))
    steps = np.diff(samples.columns["time_s"])
    return timer + _SLACK_S >= lead + float(steps[steps <= _PAUSE_S].sum())


def _stated_totals(laps: Mapping[str, Column], samples: Samples | None) -> StatedTotals:
    """Sums over the laps; their ``Cadence`` is often the maximum, so that of the samples takes precedence."""
    timer, distance, hr = laps["timer_s"], laps["distance_m"], laps["hr"]
    is_sampled = samples is not None and samples.get("cadence_spm") is not None
    plain = np.full(len(timer), np.nan) if is_sampled else laps["cadence"]
    cadence = np.where(np.isnan(laps["run_cadence"]), plain, laps["run_cadence"])
    return StatedTotals(
        timer_s=_sum(timer),
        distance_m=_sum(distance),
        avg_hr_bpm=_weighted(hr, timer),
        avg_count=_weighted(cadence, timer),
    )


def _sum(column: Column) -> float | None:
    total = float(np.sum(column)) if len(column) else 0.0
    return total if 0 < total < 1e8 else None


def _weighted(values: Column, seconds: Column) -> float | None:
    """Time-weighted mean of the laps' averages; None unless every lap longer than 10 s has one."""
    known = (values > 0) & (seconds > 0)
    if not known.any() or np.any(~known & (seconds > 10)):
        return None
    return float(np.average(values[known], weights=seconds[known]))


def _laps(laps: Mapping[str, Column], start: datetime | None) -> tuple[Lap, ...]:
    if start is None:
        return ()
    origin = start.timestamp()
    rows = zip(laps["start"].tolist(), laps["timer_s"].tolist(), laps["distance_m"].tolist(), strict=True)
    return tuple(
        Lap(max(at - origin, 0.0), elapsed if elapsed == elapsed else None, distance if distance == distance else None)
        for at, elapsed, distance in rows
        if at == at
    )


def _pauses(activity: _Activity, rows: slice, samples: Samples | None) -> tuple[tuple[float, float], ...]:
    if samples is None or len(samples) != rows.stop - rows.start:
        return ()
    return find_breaks(samples.columns["time_s"], [row - activity.first_row for row in activity.track_rows])
