"""Two partial recordings of one run: what one has before or after the other counts too.

Only if both were at the same places at the same times: otherwise a clock is off, and the run would become too long.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from runback.domain.activity import Activity, Column, Samples
from runback.languages.saved import translate_later

_NEAR_S = 5.0
_LEAST_S = 120.0  # starts, stops and clocks differ by this much
_LEAST_SHARED = 20  # samples for which both have a position
_SAME_PLACE_M = 60.0
_LIKE_PACE = 0.6  # of the faster; a drive home or a stop is not part of the run
_METRES_A_DEGREE = 111_195.0
_ADDED = translate_later("Its first or last {count} minutes are from another recording of it.")


def lead_s(main: Activity, other: Activity) -> float:
    """Seconds to add to the other's times; quarter hours from a wrong time zone do not count."""
    lead = (other.start_utc - main.start_utc).total_seconds()
    return lead if abs(lead) < 1800 else lead - 900 * round(lead / 900)


def align(onto_s: Column, from_s: Column, column: Column) -> Column:
    """The column resampled: each time gets the nearest known value within 5 s, else NaN."""
    import numpy as np

    known = np.flatnonzero(np.isfinite(column))
    if not len(known):
        return np.full(len(onto_s), np.nan)
    times = from_s[known]
    after = np.clip(np.searchsorted(times, onto_s), 0, len(times) - 1)
    before = np.clip(after - 1, 0, None)
    nearest = np.where(np.abs(times[after] - onto_s) <= np.abs(times[before] - onto_s), after, before)
    values = column[known][nearest]
    return np.asarray(np.where(np.abs(times[nearest] - onto_s) <= _NEAR_S, values, np.nan))


def find_outside(main: Activity, other: Activity) -> tuple[Samples, ...]:
    """What the other recorded before the main one began and after it ended, on the main one's time axis.

    Empty if that is short, was not run, or if their positions do not agree.
    """

    if main.samples is None or other.samples is None or main.sport is not other.sport or not _are_together(main, other):
        return ()
    at = other.samples.columns["time_s"] + (other.start_utc - main.start_utc).total_seconds()
    last = float(main.samples.columns["time_s"][-1])
    pieces = []
    for inside, long_s in ((at < 0, -float(at[0])), (at > last, float(at[-1]) - last)):
        if long_s >= _LEAST_S and inside.sum() > 1:
            columns = {name: column[inside] for name, column in other.samples.columns.items()}
            piece = Samples({**columns, "time_s": at[inside]})
            pieces += [piece] if _is_run_alike(main, piece) else []
    return tuple(pieces)


def _are_together(main: Activity, other: Activity) -> bool:
    """Whether both were at the same places at the same times."""
    import numpy as np

    assert main.samples is not None
    assert other.samples is not None
    mine, theirs = main.samples.columns, other.samples.columns
    names = ("latitude_deg", "longitude_deg")
    if any(name not in columns for name in names for columns in (mine, theirs)):
        return False
    from_s = theirs["time_s"] + (other.start_utc - main.start_utc).total_seconds()
    north, east = (mine[name] - align(mine["time_s"], from_s, theirs[name]) for name in names)
    apart = np.hypot(north, east * np.cos(np.radians(mine["latitude_deg"]))) * _METRES_A_DEGREE
    known = np.sort(apart[np.isfinite(apart)])
    return len(known) >= _LEAST_SHARED and float(known[len(known) // 2]) <= _SAME_PLACE_M


def _is_run_alike(main: Activity, piece: Samples) -> bool:
    """Whether the piece was covered at about the main one's pace for nearly all of its time."""
    from runback.history.totals import measure_whole

    metres, moving_s = measure_whole(piece)
    time_s = piece.columns["time_s"]
    whole_s = main.moving_s or main.elapsed_s
    if not metres or not moving_s or not whole_s or not main.distance_m or moving_s < 0.5 * (time_s[-1] - time_s[0]):
        return False
    slower, faster = sorted((metres / moving_s, main.distance_m / whole_s))
    return slower >= _LIKE_PACE * faster


def add_outside(merged: Activity, main: Activity, other: Activity) -> Activity:
    """The run with what only the other recorded before and after: time, metres, ascent and samples."""
    from runback.history.totals import measure_whole
    from runback.history.track import ascent_m

    pieces = find_outside(main, other)
    if not pieces or merged.samples is None:
        return merged
    before_s = max(-float(pieces[0].columns["time_s"][0]), 0.0)
    measured = [(*measure_whole(piece), ascent_m(piece)) for piece in pieces]
    spans = [float(piece.columns["time_s"][-1] - piece.columns["time_s"][0]) for piece in pieces]
    samples = _in_a_row([*pieces, merged.samples], before_s)
    return replace(
        merged,
        start_utc=merged.start_utc - timedelta(seconds=before_s),
        elapsed_s=max(float(samples.columns["time_s"][-1]), (merged.elapsed_s or 0.0) + before_s),
        moving_s=_plus(merged.moving_s, [moving for _, moving, _ in measured]),
        distance_m=_plus(merged.distance_m, [metres for metres, _, _ in measured]),
        ascent_m=_plus(merged.ascent_m, [climbed for _, _, climbed in measured]),
        laps=tuple(replace(lap, start_s=lap.start_s + before_s) for lap in merged.laps),
        samples=samples,
        notes=(*merged.notes, _ADDED.format(count=round(sum(spans) / 60))),
    )


def _plus(value: float | None, more: Sequence[float | None]) -> float | None:
    return None if value is None else value + sum(each or 0.0 for each in more)


def _in_a_row(pieces: Sequence[Samples], before_s: float) -> Samples:
    """The pieces joined in order of time, relative to the first; metres continue from piece to piece."""
    import numpy as np

    ordered = sorted(pieces, key=lambda piece: float(piece.columns["time_s"][0]))
    names = list(dict.fromkeys(name for piece in ordered for name in piece.columns))
    if any("distance_m" not in piece.columns for piece in ordered):
        names = [name for name in names if name != "distance_m"]  # a partial distance would be misleading
    parts: dict[str, list[Column]] = {name: [] for name in names}
    metres = 0.0
    for piece in ordered:
        for name in names:
            column = piece.columns.get(name)
            parts[name].append(np.full(len(piece), np.nan) if column is None else column)
        parts["time_s"][-1] = piece.columns["time_s"] + before_s
        own = piece.columns.get("distance_m") if "distance_m" in parts else None
        if own is not None and (known := own[np.isfinite(own)]).size:
            parts["distance_m"][-1] = own - known[0] + metres
            metres += float(known[-1] - known[0])
    return Samples({name: np.concatenate(columns) for name, columns in parts.items()})
