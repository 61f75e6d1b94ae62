"""What the session, lap, event and activity messages of a FIT file tell, and where one session ends."""

from dataclasses import dataclass

import numpy as np

from runback.domain.activity import Lap
from runback.history.fit.file import FitFile
from runback.history.fit.messages import Messages
from runback.history.fit.track import Track, cadence_factor
from runback.history.recording import ToldTotals

REAL_TIME = 0x1000_0000
"""Smaller timestamps count seconds since the device was switched on (FIT profile, type date_time)."""

_EARLY_S = 86_400.0
_START, _STOPS = 0, frozenset({1, 4, 8, 9})
_ON_FOOT = frozenset({"running", "walking", "hiking"})
_ON_FOOT_SUB = frozenset({"treadmill", "indoor_running", "virtual_activity_run", "trail", "track"})


@dataclass(frozen=True, slots=True)
class Session:
    """One session message, or the records where there is none (``row`` is None).

    ``start`` and ``stop`` are seconds since the FIT epoch: the session holds what lies
    in between, ``stop`` excluded. ``start`` is None where nothing tells it.
    """

    row: int | None
    sport: str
    sub_sport: str | None
    start: float | None
    stop: float
    rows: slice

    @property
    def is_on_foot(self) -> bool:
        """Whether cadence counts strides of one foot."""
        return self.sport in _ON_FOOT or self.sub_sport in _ON_FOOT_SUB


def find_sessions(fit: FitFile, track: Track) -> list[Session]:
    """The sessions in order of time, each with its rows of the track; one for records without a session."""
    messages = fit.messages("session")
    if len(messages) == 0:
        return [_sole_session(fit, track)]
    sports, subs = messages.words("sport"), messages.words("sub_sport")
    starts = _numbers(messages, "start_time")
    order = sorted(range(len(messages)), key=lambda row: (starts[row] is None, starts[row] or 0.0))
    cuts = [_cut(track, starts[row]) if place else 0 for place, row in enumerate(order)]
    found = []
    for place, row in enumerate(order):
        is_last = place + 1 == len(order)
        following = None if is_last else starts[order[place + 1]]
        rows = slice(cuts[place], len(track) if is_last else cuts[place + 1])
        start = _start(starts[row], track, rows)
        stop = float("inf") if following is None else following
        found.append(Session(row, sports[row] or "generic", subs[row], start, stop, rows))
    return found


def _cut(track: Track, start: float | None) -> int:
    return len(track) if start is None else int(np.searchsorted(track.times, start, side="left"))


def _start(told: float | None, track: Track, rows: slice) -> float | None:
    """The told start, or the first record's time where that is missing, or up to a day before it."""
    if rows.stop <= rows.start:
        return told
    first = float(track.times[rows.start])
    if told is None or abs(told - first) > _EARLY_S or first < told:
        return first
    return told


def _sole_session(fit: FitFile, track: Track) -> Session:
    sport, sub_sport = "generic", None
    for kind in ("sport", "lap"):
        words, subs = fit.messages(kind).words("sport"), fit.messages(kind).words("sub_sport")
        if words and words[0]:
            sport, sub_sport = words[0], subs[0]
            break
    rows = slice(0, len(track))
    return Session(None, sport, sub_sport, _start(None, track, rows), float("inf"), rows)


def _numbers(messages: Messages, name: str) -> list[float | None]:
    column = messages.column(name)
    if column is None or column.ndim != 1:
        return [None] * len(messages)
    return [None if value != value else value for value in column.tolist()]


def told_totals(messages: Messages, session: Session) -> ToldTotals:
    """The totals that the session's message states."""
    row = session.row
    if row is None:
        return ToldTotals()

    def tell(name: str) -> float | None:
        return _numbers(messages, name)[row]

    cadence = tell("avg_cadence")
    if cadence is not None:
        cadence += tell("avg_fractional_cadence") or 0.0
        if session.is_on_foot:
            cadence *= cadence_factor(np.array([cadence]))
    return ToldTotals(
        elapsed_s=tell("total_elapsed_time"),
        timer_s=tell("total_timer_time"),
        moving_s=tell("total_moving_time"),
        distance_m=tell("total_distance"),
        ascent_m=tell("total_ascent"),
        avg_hr_bpm=tell("avg_heart_rate"),
        avg_cadence_spm=cadence,
    )


def find_pauses(fit: FitFile, session: Session) -> tuple[tuple[float, float], ...]:
    """From each stop of the timer to the next start, inside the session, in seconds since its start."""
    origin = session.start
    events = fit.messages("event")
    if origin is None or len(events) == 0:
        return ()
    told = zip(*(_numbers(events, name) for name in ("timestamp", "event", "event_type")), strict=True)
    timer = sorted((time, what) for time, event, what in told if event == 0 and time is not None and what is not None)
    pauses: list[tuple[float, float]] = []
    stopped: float | None = None
    for time, what in timer:
        if not origin <= time < session.stop:
            continue
        if what in _STOPS and stopped is None:
            stopped = time
        elif what == _START and stopped is not None:
            if time > stopped:
                pauses.append((stopped - origin, time - origin))
            stopped = None
    return tuple(pauses)


def find_laps(fit: FitFile, session: Session) -> tuple[Lap, ...]:
    """The laps that start inside the session, in order of time."""
    origin = session.start
    if origin is None:
        return ()
    laps = fit.messages("lap")
    told = zip(*(_numbers(laps, name) for name in ("start_time", "total_elapsed_time", "total_distance")), strict=True)
    inside = [
        Lap(max(start - origin, 0.0), elapsed, distance)
        for start, elapsed, distance in told
        if start is not None
        and origin - _EARLY_S <= start < session.stop
        and (session.row in (None, 0) or start >= origin)
    ]
    return tuple(sorted(inside, key=lambda lap: lap.start_s))
