"""From the texts of an XML file to sample columns: parsed numbers, sorted times, plausible values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column, Samples
from runback.domain.channels import CHANNELS
from runback.history.clocks import CLOCK_JUMPED, ClockJump, find_jump
from runback.history.instants import LAST_PLAUSIBLE, is_plausible
from runback.history.middle import median
from runback.history.track import great_circle_m
from runback.languages.saved import translate_later

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR_OFF_S = 60 * 86_400.0  # a sample this far from the median time has a broken time
_SAME_PLACE_M = 500.0
_FEW_STRAYS = 0.05  # up to this share, late times are dropped as single faults; beyond it all are sorted


@dataclass(slots=True)
class TextColumn:
    """Texts as read, and the row of each; rows can be missing or repeated."""

    texts: list[str]
    rows: list[int]

    def add(self, text: str, row: int) -> None:
        self.texts.append(text)
        self.rows.append(row)


@dataclass(frozen=True, slots=True, eq=False)
class TimedSamples:
    """Samples and their start; ``start_utc`` is None if the clock was not set."""

    start_utc: datetime | None
    samples: Samples
    notes: tuple[str, ...]


def read_numbers(texts: Sequence[str]) -> Column:
    """The texts as numbers, NaN for those that are not numeric."""
    try:
        return np.fromiter(map(float, texts), np.float64, len(texts))
    except ValueError:
        return np.array([_number(text) for text in texts])


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def spread(values: Column, rows: Sequence[int], length: int) -> Column:
    """Values in a column of ``length`` rows, NaN elsewhere; the first value of a row counts."""
    at = np.array(rows, np.int64)
    if len(at) == length and (length == 0 or (at[0] == 0 and at[-1] == length - 1 and bool(np.all(np.diff(at) == 1)))):
        return values
    out = np.full(length, np.nan)
    out[at[::-1]] = values[::-1]
    return out


def build_samples(times: Column, columns: Mapping[str, Column]) -> TimedSamples | None:
    """Rows with a usable time, in order; None if no row has one.

    ``times`` are seconds since 1970. Implausible values become NaN (``CHANNELS``), and
    rows without a time get one interpolated between their neighbours.
    """
    jump = _find_jump(times, columns)
    if jump is not None:
        times = jump.correct(times)
    usable = is_plausible(times)
    is_clock_set = bool(usable.any())
    if not is_clock_set:
        usable = (times >= 0) & (times < LAST_PLAUSIBLE)
    if not usable.any():
        return None
    # an actual value, which the mean of two middle ones may not be
    middle = np.sort(times[usable])[int(usable.sum()) // 2]
    usable &= np.abs(times - middle) <= _FAR_OFF_S
    chosen, at, notes = _in_order(np.where(usable, times, np.nan))
    start = float(at[0])
    found = {"time_s": np.round(at - start, 3)}
    for name, column in columns.items():
        bounded = _bounded(name, column[chosen])
        if np.isfinite(bounded).any():
            found[name] = bounded
    start_utc = EPOCH + timedelta(milliseconds=round(start * 1000)) if is_clock_set else None
    return TimedSamples(start_utc, Samples(found), notes if jump is None else (CLOCK_JUMPED, *notes))


def _find_jump(times: Column, columns: Mapping[str, Column]) -> ClockJump | None:
    """A jump of the clock; a gap in which the runner moved on is not one."""
    jump = find_jump(times)
    lat, lon = columns.get("latitude_deg"), columns.get("longitude_deg")
    if jump is None or lat is None or lon is None:
        return jump
    beside = [jump.last_row, jump.next_row]
    moved = float(great_circle_m(lat[beside], lon[beside])[0])
    return None if moved > _SAME_PLACE_M else jump


def _in_order(times: Column) -> tuple[NDArray[np.intp], Column, tuple[str, ...]]:
    """Rows in order of time, their times, and notes on what was corrected."""
    notes: list[str] = []
    is_known = np.isfinite(times)
    usable = np.flatnonzero(is_known)
    latest = np.minimum.accumulate(times[usable][::-1])[::-1]
    strays = times[usable] > latest
    if strays.any() and strays.mean() <= _FEW_STRAYS:
        words = translate_later("{samples} with a time later than those after it left out.")
        notes.append(words.format(samples=_count(int(strays.sum()))))
        is_known[usable[strays]] = False
        usable = usable[~strays]
    elif strays.any():
        notes.append(translate_later("The samples were not in order of time and were sorted."))
        order = np.argsort(times[usable], kind="stable")
        return usable[order], times[usable][order], tuple(notes)
    if len(usable) < len(times):
        rows = np.arange(usable[0], usable[-1] + 1)
        missing = np.isnan(times[rows])
        between = rows[missing | is_known[rows]]
        if missing.any():
            notes.append(
                translate_later("{samples} without a time got one between their neighbours'.").format(
                    samples=_count(int(missing.sum()))
                )
            )
        return between, np.interp(between, usable, times[usable]), tuple(notes)
    return usable, times[usable], tuple(notes)


def _count(samples: int) -> str:
    return translate_later("1 sample") if samples == 1 else translate_later("{count} samples").format(count=samples)


def _bounded(name: str, column: Column) -> Column:
    channel = CHANNELS[name]
    with np.errstate(invalid="ignore"):
        return np.where((column >= channel.low) & (column <= channel.high), column, np.nan)


def find_breaks(time_s: Column, first_rows: Sequence[int]) -> tuple[tuple[float, float], ...]:
    """Pauses between track segments starting at ``first_rows``, if the gap is longer than the sampling interval."""
    if len(time_s) < 2:
        return ()
    usual = median(np.diff(time_s))
    least = max(10.0, 3 * usual)
    return tuple(
        (float(time_s[row - 1]), float(time_s[row]))
        for row in first_rows
        if 0 < row < len(time_s) and time_s[row] - time_s[row - 1] > least
    )
