"""From GPX files (1.0, 1.1 and the variants that apps write) to recordings."""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from runback.domain.activity import Column
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
from runback.history.instants import (
    FIRST_PLAUSIBLE,
    LAST_PLAUSIBLE,
    has_no_zone,
    is_plausible,
    read_instant,
    read_instants,
    read_offset,
)
from runback.history.recording import NO_CLOCK, Recording, StatedTotals
from runback.history.xml_reader import ColumnReader, walk_xml
from runback.languages.saved import translate_later

_FIELDS = {
    "time": "time",
    "ele": "altitude_m",
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "cad": "cadence_spm",
    "cadence": "cadence_spm",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "power": "power_w",
    "PowerInWatts": "power_w",
    "watts": "power_w",
    "speed": "speed_mps",
    "distance": "distance_m",
}
_TOLD = ("distance", "start_time", "end_time", "moving_time", "elapsed_time", "average_hr")
_HEAD = frozenset({"name", "type", "time", *_TOLD})
_PLACES = frozenset({"time_s", "latitude_deg", "longitude_deg", "altitude_m"})
_OWN_ACTIVITY_S = 3600.0
"""Tracks further apart than this are separate activities."""
_MOST_TRACKS = 20_000


@dataclass(slots=True)
class _Track:
    """One ``trk`` as read: the texts before its points, and the first row of each segment."""

    first_row: int
    head: dict[str, list[str]] = field(default_factory=dict)
    segment_rows: list[int] = field(default_factory=list)

    def text_of(self, name: str) -> str | None:
        return "".join(self.head.get(name, ())).strip() or None


class _GpxReader(ColumnReader):
    """Collects the texts of track points by column; waypoints and routes are skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.file_head = _Track(0)
        self.tracks: list[_Track] = []
        self.creator: str | None = None
        self.is_gpx = False
        self.latitudes: list[str] = []
        self.longitudes: list[str] = []
        self.columns = {channel: TextColumn([], []) for channel in _FIELDS.values()}
        self._fields: dict[str, TextColumn | None] = {tag: self.columns[name] for tag, name in _FIELDS.items()}
        self._head: dict[str, list[str]] | None = self.file_head.head

    def start_other(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "trkpt" and self.tracks:
            self._at_row += 1
            self._active = self._fields
            self.latitudes.append(attributes.get("lat", "nan"))
            self.longitudes.append(attributes.get("lon", "nan"))
            return
        local = tag.rpartition(":")[2]
        if self._active and local in _FIELDS:
            self._fields[tag] = self._fields[local]
            self.start(tag, attributes)
        elif self._head is not None and local in _HEAD:
            self.parser.CharacterDataHandler = self._head.setdefault(local, []).append
        elif local in _STRUCTURE:
            _STRUCTURE[local](self, attributes)
        elif self._active is self._fields:
            self._fields[tag] = None

    def _start_file(self, attributes: Mapping[str, str]) -> None:
        self.is_gpx = True
        self.creator = attributes.get("creator")

    def _start_track(self, _attributes: Mapping[str, str]) -> None:
        if len(self.tracks) >= _MOST_TRACKS:
            raise UnreadableFile(
                translate_later(
                    "This GPX file holds more than {most_tracks} tracks. Split it into several files."
                ).format(most_tracks=f"{_MOST_TRACKS:,}")
            )
        self.tracks.append(_Track(self._at_row + 1))
        self._head, self._active = self.tracks[-1].head, {}

    def _start_segment(self, _attributes: Mapping[str, str]) -> None:
        self._head, self._active = None, {}
        if self.tracks:
            self.tracks[-1].segment_rows.append(self._at_row + 1)

    def _start_skipped(self, _attributes: Mapping[str, str]) -> None:
        self._head, self._active = None, {}


_STRUCTURE: dict[str, Callable[[_GpxReader, Mapping[str, str]], None]] = {
    "gpx": _GpxReader._start_file,
    "trk": _GpxReader._start_track,
    "trkseg": _GpxReader._start_segment,
    "wpt": _GpxReader._start_skipped,
    "rte": _GpxReader._start_skipped,
}


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """The recorded tracks of a GPX file; tracks that directly follow each other are one recording.

    Raises ``UnreadableFile`` if it is not GPX, ``NotAnActivity`` for routes, waypoints
    and courses (tracks without times).
    """
    reader, fault = walk_xml(data, _GpxReader)
    if not reader.is_gpx and not reader.tracks:
        raise UnreadableFile(
            translate_later("This is no GPX file ({value}).").format(value=fault or "it has no gpx element")
        )
    if not reader.tracks:
        if fault:
            raise UnreadableFile(translate_later("The GPX file holds no track: {fault}.").format(fault=fault))
        raise NotAnActivity(translate_later("This GPX file holds a route or waypoints, not a recorded track."))
    times, columns = _columns(reader)
    groups = _group_tracks(reader, times)
    recordings = [found for group in groups if (found := _read_group(reader, group, times, columns, fault))]
    if recordings:
        return tuple(recordings)
    texts = [text.strip() for text in reader.columns["time"].texts if text.strip()]
    if texts and not is_plausible(times).any():
        raise UnreadableFile(
            translate_later("The times of the track cannot be read ({given}). Export it again as GPX or FIT.").format(
                given=f"{texts[0][:40]!r}"
            )
        )
    if len(times):
        raise NotAnActivity(
            translate_later("The track has no times: it is a course to follow, not a recorded activity.")
        )
    raise NotAnActivity(translate_later("The track in this GPX file is empty."))


def _columns(reader: _GpxReader) -> tuple[Column, dict[str, Column]]:
    length = len(reader.latitudes)
    columns = {"latitude_deg": read_numbers(reader.latitudes), "longitude_deg": read_numbers(reader.longitudes)}
    for name, column in reader.columns.items():
        if name != "time" and column.texts:
            columns[name] = spread(read_numbers(column.texts), column.rows, length)
    times = reader.columns["time"]
    return spread(read_instants(times.texts), times.rows, length), columns


@dataclass(slots=True)
class _Group:
    """Consecutive tracks that are one recording: rows ``first`` to ``stop`` (excluded), the last at ``until``."""

    tracks: list[_Track]
    first: int
    stop: int
    until: float

    def add(self, track: _Track, stop: int, until: float) -> None:
        self.tracks.append(track)
        self.stop = stop
        self.until = float(np.fmax(self.until, until))  # ignores NaN


def _group_tracks(reader: _GpxReader, times: Column) -> list[_Group]:
    """The tracks in groups; each track is visited once, however many there are."""
    groups: list[_Group] = []
    for place, track in enumerate(reader.tracks):
        stop = reader.tracks[place + 1].first_row if place + 1 < len(reader.tracks) else len(times)
        own = times[track.first_row : stop]
        timed = own[np.isfinite(own)]
        since, until = (float(timed.min()), float(timed.max())) if timed.size else (math.nan, math.nan)
        if groups and _follows(groups[-1], track, since, is_empty=len(own) == 0):
            groups[-1].add(track, stop, until)
        else:
            groups.append(_Group([track], track.first_row, stop, until))
    return groups


def _follows(group: _Group, track: _Track, since: float, *, is_empty: bool) -> bool:
    if math.isnan(group.until) or math.isnan(since):
        return is_empty
    return 0 <= since - group.until <= _OWN_ACTIVITY_S and track.text_of("type") == group.tracks[0].text_of("type")


def _read_group(
    reader: _GpxReader, group: _Group, times: Column, columns: Mapping[str, Column], fault: str | None
) -> Recording | None:
    rows = slice(group.first, group.stop)
    timed = build_samples(times[rows], {name: column[rows] for name, column in columns.items()})
    track = group.tracks[0]
    kind = (track.text_of("type") or "").lower()
    sport = kind
    if timed is None:
        return _read_summary(reader, track, sport, fault)
    if _is_made_up(timed, float(np.nanmin(times[rows]))):
        raise NotAnActivity(
            translate_later("The track's times are made up: it is a course to follow, not a recorded activity.")
        )
    return Recording(
        format="gpx",
        sport=sport,
        start_utc=timed.start_utc,
        utc_offset_s=_claimed_offset(reader, group),
        is_local_clock=has_no_zone(reader.columns["time"].texts),
        samples=timed.samples,
        stated=_stated_totals(reader.file_head) if len(reader.tracks) == 1 else StatedTotals(),
        pauses=_pauses(group, times, timed),
        title=track.text_of("name"),
        device=reader.creator,
        truncated=fault is not None,
        notes=(*_fault_notes(fault), *timed.notes, *_clock_notes(timed)),
    )


def _is_made_up(timed: TimedSamples, first: float) -> bool:
    """Whether a route planner made up the times: they start with a year's first second, and nothing was measured."""
    samples = timed.samples
    if not FIRST_PLAUSIBLE <= first < LAST_PLAUSIBLE or len(samples) < 2 or set(samples.columns) - _PLACES:
        return False
    start = EPOCH + timedelta(seconds=first)
    is_new_year = (start.month, start.day, start.hour, start.minute, start.second) == (1, 1, 0, 0, 0)
    return is_new_year or float(samples.columns["time_s"][-1]) <= 0


def _clock_notes(timed: TimedSamples) -> tuple[str, ...]:
    return () if timed.start_utc else (NO_CLOCK,)


def _fault_notes(fault: str | None) -> tuple[str, ...]:
    return (translate_later("Read as far as it goes: {fault}.").format(fault=fault),) if fault else ()


def _claimed_offset(reader: _GpxReader, group: _Group) -> int | None:
    times = reader.columns["time"]
    place = bisect_left(times.rows, group.first)
    return read_offset(times.texts[place]) if place < len(times.texts) else None


def _pauses(group: _Group, times: Column, timed: TimedSamples) -> tuple[tuple[float, float], ...]:
    """Gaps between segments; only if no row was dropped or moved."""
    time_s = timed.samples.columns["time_s"]
    if len(time_s) != group.stop - group.first:
        return ()
    firsts = [row - group.first for track in group.tracks for row in track.segment_rows]
    return find_breaks(time_s, firsts)


def _stated_totals(head: _Track) -> StatedTotals:
    """Totals that some exporters (running_page) write next to the track."""

    def total(name: str) -> float | None:
        value = read_numbers([head.text_of(name) or ""])[0]
        return float(value) if 0 <= value < 1e8 else None

    return StatedTotals(
        elapsed_s=total("elapsed_time"),
        moving_s=total("moving_time"),
        distance_m=total("distance"),
        avg_hr_bpm=total("average_hr"),
    )


def _read_summary(reader: _GpxReader, track: _Track, sport: str, fault: str | None) -> Recording | None:
    """An activity without samples, if the file states its start and totals."""
    head = reader.file_head
    start, totals = read_instant(head.text_of("start_time") or ""), _stated_totals(head)
    if start != start or (totals.elapsed_s is None and totals.distance_m is None) or len(reader.latitudes):
        return None
    return Recording(
        format="gpx",
        sport=sport,
        start_utc=EPOCH + timedelta(seconds=start),
        utc_offset_s=read_offset(head.text_of("start_time") or ""),
        stated=totals,
        title=track.text_of("name"),
        device=reader.creator,
        truncated=fault is not None,
        notes=_fault_notes(fault),
    )
