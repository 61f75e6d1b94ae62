"""What the session, lap, event and activity messages of a FIT file state, and where a session ends."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from runback.domain.activity import Lap
from runback.history.fit.file import FitFile
from runback.history.fit.messages import Messages
from runback.history.fit.track import Track
from runback.history.recording import StatedTotals

REAL_TIME = 0x1000_0000
"""Smaller timestamps count seconds since the device was switched on (FIT profile, type date_time)."""

_SOON_S, _EARLY_S, _LONGEST_LEAD_S = 300.0, 3600.0, 86_400.0
"""How long before the first record a stated start is accepted: as it is, without an elapsed time, and with one."""

_SLACK_S = 120.0
_END_OF_TIME = 2.0**32
_LARGEST_TOTAL = 1e8  # 100,000 km, or three years in seconds
# Numbers of the FIT profile: event "timer", event type "start", and the four event types that stop the timer.
_TIMER, _START, _STOPS = 0, 0, frozenset({1, 4, 8, 9})


@dataclass(frozen=True, slots=True)
class Session:
    """One session message, or the records where there is none (``row`` is None).

    ``start`` and ``stop`` are seconds since the FIT epoch: the session holds what lies
    in between, ``stop`` excluded. ``start`` is None if it is not known.
    """

    row: int | None
    sport: str
    sub_sport: str | None
    start: float | None
    stop: float
    rows: slice


def find_sessions(fit: FitFile, track: Track) -> list[Session]:
    """The sessions in order of time, each with its rows of the track; one for records without a session."""
    messages = fit.messages("session")
    if len(messages) == 0:
        return [_sole_session(fit, track)]
    sports, subs = messages.words("sport"), messages.words("sub_sport")
    starts = [_as_time(value) for value in messages.values("start_time")]
    created, elapsed = _creation(fit), messages.values("total_elapsed_time")
    order = sorted(range(len(messages)), key=lambda row: (starts[row] is None, starts[row] or 0.0))
    cuts = [_cut(track, starts[row]) if place else 0 for place, row in enumerate(order)]
    found = []
    for place, row in enumerate(order):
        is_last = place + 1 == len(order)
        following = None if is_last else starts[order[place + 1]]
        rows = slice(cuts[place], len(track) if is_last else cuts[place + 1])
        start = _start(starts[row], track, rows, created, elapsed[row])
        stop = float("inf") if following is None else following
        found.append(Session(row, sports[row] or "generic", subs[row], start, stop, rows))
    return found


def _as_time(value: float | None) -> float | None:
    """A time within the range of the protocol: seconds since the FIT epoch in 32 bits."""
    return value if value is not None and 0 <= value < _END_OF_TIME else None


def _cut(track: Track, start: float | None) -> int:
    return len(track) if start is None else int(np.searchsorted(track.times, start, side="left"))


def _creation(fit: FitFile) -> float | None:
    """When the file was created; watches do so when a recording starts."""
    return _as_time(fit.messages("file_id").first("time_created"))


def _start(
    stated: float | None, track: Track, rows: slice, created: float | None, elapsed_s: float | None = None
) -> float | None:
    """The stated start if it is shortly before the first record, or if start plus elapsed time matches the last record.

    Else the first record's time; without records the stated start, or when the file was created.
    """
    if rows.stop <= rows.start:
        return created if stated is None else stated
    first, last = float(track.times[rows.start]), float(track.times[rows.stop - 1])
    if stated is None or first < stated:
        return first
    if first - stated <= _SOON_S:
        return stated
    if elapsed_s is None:
        return stated if first - stated <= _EARLY_S else first
    return stated if first - stated <= _LONGEST_LEAD_S and stated + elapsed_s >= last - _SLACK_S else first


def _sole_session(fit: FitFile, track: Track) -> Session:
    sport, sub_sport = "generic", None
    for kind in ("sport", "lap"):
        words, subs = fit.messages(kind).words("sport"), fit.messages(kind).words("sub_sport")
        if words and words[0]:
            sport, sub_sport = words[0], subs[0]
            break
    rows = slice(0, len(track))
    return Session(None, sport, sub_sport, _start(None, track, rows, _creation(fit)), float("inf"), rows)


def stated_totals(messages: Messages, session: Session) -> StatedTotals:
    """The totals in the session's message."""
    row = session.row
    if row is None:
        return StatedTotals()

    def total(name: str) -> float | None:
        stated = messages.values(name)[row]
        return stated if stated is not None and 0 <= stated <= _LARGEST_TOTAL else None

    cadence = total("avg_cadence")
    if cadence is not None:
        cadence += total("avg_fractional_cadence") or 0.0
    return StatedTotals(
        elapsed_s=total("total_elapsed_time"),
        timer_s=total("total_timer_time"),
        moving_s=total("total_moving_time"),
        distance_m=total("total_distance"),
        ascent_m=total("total_ascent"),
        avg_hr_bpm=total("avg_heart_rate"),
        avg_count=cadence,
        step_length_m=None if (step := total("avg_step_length")) is None else step / 1000,
    )


class Timeline:
    """Laps and timer events of a file in order of time; times are seconds since the FIT epoch."""

    def __init__(self, fit: FitFile) -> None:
        laps, events = fit.messages("lap"), fit.messages("event")
        entries = zip(
            *(laps.values(name) for name in ("start_time", "total_elapsed_time", "total_distance")), strict=True
        )
        self._laps = sorted(
            ((start, *rest) for start, *rest in entries if _as_time(start) is not None), key=itemgetter(0)
        )
        stamps = zip(*(events.values(name) for name in ("timestamp", "event", "event_type")), strict=True)
        timer = [(time, what) for time, event, what in stamps if event == _TIMER and _as_time(time) is not None]
        self._timer = sorted(timer, key=itemgetter(0))

    @property
    def pauses(self) -> list[tuple[float, float]]:
        """From each stop of the timer to the next start, in the whole file."""
        return _pauses(self._timer)

    def find_pauses(self, session: Session) -> tuple[tuple[float, float], ...]:
        """From each stop of the timer to the next start, inside the session, in seconds since its start."""
        origin = session.start
        if origin is None:
            return ()
        inside = self._timer[_inside(self._timer, origin, session.stop)]
        return tuple((stopped - origin, started - origin) for stopped, started in _pauses(inside))

    def find_laps(self, session: Session) -> tuple[Lap, ...]:
        """The laps that start inside the session; for the first session also those up to a day before its start."""
        origin = session.start
        if origin is None:
            return ()
        low = origin if session.row else origin - _LONGEST_LEAD_S
        inside = self._laps[_inside(self._laps, low, session.stop)]
        return tuple(Lap(max(start - origin, 0.0), elapsed, distance) for start, elapsed, distance in inside)


def _pauses(timer: Sequence[tuple[float, float | None]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    stopped: float | None = None
    for time, what in timer:
        if what in _STOPS and stopped is None:
            stopped = time
        elif what == _START and stopped is not None:
            if time > stopped:
                found.append((stopped, time))
            stopped = None
    return found


def _inside(rows: Sequence[Sequence[Any]], low: float, high: float) -> slice:
    """The slice of a list sorted by first entry that has values from ``low`` up to, but excluding, ``high``."""
    return slice(bisect_left(rows, low, key=itemgetter(0)), bisect_left(rows, high, key=itemgetter(0)))
