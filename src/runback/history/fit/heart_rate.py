"""Heart rates that a chest strap stored itself (message ``hr``, 132), matched to the records they belong to."""

import numpy as np

from runback.domain.activity import Column
from runback.history.fit.file import FitFile
from runback.history.fit.messages import Messages

_CLOCK_BITS = 22
"""The strap's clock wraps around after this many bits of seconds."""

_STEP_S = 0.25
_MOST_STEPS = 20


def merged_heart_rate(fit: FitFile) -> Column | None:
    """The heart rate of each ``record`` in beats a minute, from the strap where it stored any.

    A record gets the mean of the strap's values since the previous record, rounded half
    up; each value is valid for at most 5 s (in steps of 0.25 s), as in Garmin's SDK. Shape (records,);
    None if neither has a heart rate.
    """
    records = fit.messages("record")
    own = records.column("heart_rate")
    times = records.column("timestamp")
    strap = _strap_beats(fit.messages("hr"))
    if own is not None and own.ndim != 1:
        own = None
    if strap is None or times is None:
        return own
    beat_times, beats = _hold(*strap)
    ends = times
    starts = _range_starts(ends)
    order = np.argsort(beat_times, kind="stable")
    beat_times, beats = beat_times[order], beats[order]
    total = np.concatenate(([0.0], np.cumsum(beats)))
    low = np.searchsorted(beat_times, starts, side="right")
    high = np.searchsorted(beat_times, ends, side="right")
    count = np.where(np.isfinite(ends), high - low, 0)
    usable = count > 0
    merged = np.full(len(records), np.nan) if own is None else own.copy()
    merged[usable] = np.floor((total[high[usable]] - total[low[usable]]) / count[usable] + 0.5)
    return merged if np.isfinite(merged).any() else None


def _range_starts(ends: Column) -> Column:
    """Where each record's range starts: at the previous record; a second earlier for the first and for equal times."""
    starts = np.empty_like(ends)
    if len(ends):
        starts[0] = ends[0] - 1
        starts[1:] = np.where(ends[1:] == ends[:-1], ends[1:] - 1, ends[:-1])
    return starts


def _strap_beats(messages: Messages) -> tuple[Column, Column] | None:
    """Times (seconds since the FIT epoch) and heart rates stored by the strap, in file order."""
    event, rate = messages.column("event_timestamp"), messages.column("filtered_bpm")
    anchor = messages.column("timestamp")
    if event is None or rate is None or anchor is None:
        return None
    fraction = messages.column("fractional_timestamp")
    width = min(event.reshape(len(messages), -1).shape[1], rate.reshape(len(messages), -1).shape[1])
    event = event.reshape(len(messages), -1)[:, :width]
    rate = rate.reshape(len(messages), -1)[:, :width]
    is_anchor = np.isfinite(anchor) & np.isfinite(event[:, 0])
    last = np.maximum.accumulate(np.where(is_anchor, np.arange(len(messages)), -1))
    known = last >= 0
    at = anchor if fraction is None or fraction.ndim != 1 else anchor + np.nan_to_num(fraction)
    since = event - event[last, 0][:, None]
    since = np.where(since < 0, since + 2.0**_CLOCK_BITS, since)
    times = at[last][:, None] + since
    good = known[:, None] & np.isfinite(times) & np.isfinite(rate)
    if not good.any():
        return None
    return times[good], rate[good]


def _hold(times: Column, rates: Column) -> tuple[Column, Column]:
    """Every value repeated in steps until the next, for at most 20 steps."""
    gaps = np.abs(np.diff(times)) / _STEP_S
    steps = np.clip(np.ceil(gaps) - 1, 0, _MOST_STEPS).astype(np.intp)
    repeats = np.append(steps, 0) + 1
    starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
    step = np.arange(len(starts)) - starts
    return np.repeat(times, repeats) + step * _STEP_S, np.repeat(rates, repeats)
