"""The ``record`` messages of a FIT file as sample channels, in order of time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column, Samples
from runback.history.clocks import CLOCK_JUMPED, find_jump
from runback.history.fit.developer_names import find_field
from runback.history.fit.file import FitFile
from runback.history.fit.heart_rate import merged_heart_rate
from runback.history.fit.messages import Messages
from runback.history.middle import median
from runback.languages.saved import translate_later

_DEGREES_A_SEMICIRCLE = 180 / 2**31
_FAR_OFF_S = 60 * 86_400.0
"""A record further than this from the median time has a broken time (the longest real file spans 31 days)."""

_LOOK_BACK = 600
"""How many samples before a session are searched for the distance covered so far."""

_FIELDS = {
    "altitude_m": ("enhanced_altitude", 1.0),
    "distance_m": ("distance", 1.0),
    "speed_mps": ("enhanced_speed", 1.0),
    "power_w": ("power", 1.0),
    "temperature_c": ("temperature", 1.0),
    "vertical_oscillation_mm": ("vertical_oscillation", 1.0),
    "vertical_ratio_pct": ("vertical_ratio", 1.0),
    "contact_time_ms": ("stance_time", 1.0),
    "contact_balance_pct": ("stance_time_balance", 1.0),
    "step_length_mm": ("step_length", 1.0),
}
_POSITIONS = {"latitude_deg": "position_lat", "longitude_deg": "position_long"}

_DYNAMICS = frozenset({"vertical_oscillation", "vertical_ratio", "stance_time", "stance_time_balance", "step_length"})
"""Fields in which 0 means "not measured"."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Samples in order of time. ``times`` are seconds since the FIT epoch, never decreasing.

    ``columns`` are by channel name; cadence is the device's own count, not yet doubled.
    """

    times: Column
    columns: dict[str, Column]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.times)


def read_track(fit: FitFile, elapsed_s: float | None = None, pauses: Sequence[tuple[float, float]] = ()) -> Track:
    """The records with a usable time; ``notes`` say what was left out or sorted.

    ``elapsed_s`` and ``pauses`` (seconds since the FIT epoch) are what the file states
    and help to distinguish a corrected clock from a pause.
    """
    records = fit.messages("record")
    times = records.column("timestamp")
    if len(records) == 0:
        return Track(np.zeros(0), {}, ())
    if times is None or not np.isfinite(times).any():
        return Track(
            np.zeros(0),
            {},
            (translate_later("{samples} without a time left out.").format(samples=_count(len(records))),),
        )
    columns = _channels(fit, records)
    jump = find_jump(times, elapsed_s, pauses)
    if jump is not None:
        times = jump.correct(times)
    rows, notes = _usable(times)
    if rows is not None:
        times = times[rows]
        columns = {name: column[rows] for name, column in columns.items()}
    return Track(times, columns, notes if jump is None else (CLOCK_JUMPED, *notes))


def _channels(fit: FitFile, records: Messages) -> dict[str, Column]:
    equivalents = _native_equivalents(records)
    found: dict[str, Column | None] = {
        "heart_rate_bpm": _with(merged_heart_rate(fit), equivalents.get("heart_rate")),
        "cadence_spm": _with(_cadence(records), equivalents.get("cadence")),
    }
    for channel, field in _POSITIONS.items():
        column = records.column(field)
        found[channel] = None if column is None else column * _DEGREES_A_SEMICIRCLE
    for channel, (field, factor) in _FIELDS.items():
        column = _with(_measured(field, records.column(field)), equivalents.get(field))
        found[channel] = column if column is None or factor == 1 else column * factor
    return {
        name: column
        for name, column in found.items()
        if column is not None and column.ndim == 1 and np.isfinite(column).any()
    }


def _measured(field: str, column: Column | None) -> Column | None:
    """A column with NaN for the zeros that mean "not measured"."""
    return np.where(column == 0, np.nan, column) if column is not None and field in _DYNAMICS else column


def _cadence(records: Messages) -> Column | None:
    whole, fraction = records.column("cadence"), records.column("fractional_cadence")
    if whole is None:
        return records.column("cadence256")
    if fraction is None or fraction.shape != whole.shape:
        return whole
    return whole + np.where(np.isfinite(fraction), fraction, 0.0)


def _native_equivalents(records: Messages) -> dict[str, Column]:
    """Developer columns that replace a native field, in that field's units; 0 counts as missing."""
    found: dict[str, Column] = {}
    for developer in records.developer.values():
        field = find_field(developer.name, developer.units, developer.native)
        if field is not None and developer.values.ndim == 1 and field.field not in found:
            found[field.field] = np.where(developer.values == 0, np.nan, developer.values * field.factor)
    return found


def _with(native: Column | None, equivalent: Column | None) -> Column | None:
    """The native column, with missing values filled from the equivalent developer field."""
    if native is None or equivalent is None:
        return native if equivalent is None else equivalent
    return native if native.ndim != 1 else np.where(np.isnan(native), equivalent, native)


def _usable(times: Column) -> tuple[NDArray[np.intp] | None, tuple[str, ...]]:
    """The usable rows in order of time (None if all are), and notes on the others."""
    notes = []
    is_known = np.isfinite(times)
    near = is_known & (np.abs(times - median(times[is_known])) <= _FAR_OFF_S)
    if without := int((~is_known).sum()):
        notes.append(translate_later("{samples} without a time left out.").format(samples=_count(without)))
    if far := int((is_known & ~near).sum()):
        notes.append(translate_later("{samples} with an impossible time left out.").format(samples=_count(far)))
    rows = np.nonzero(near)[0]
    back = int((np.diff(times[rows]) < 0).sum())
    if back:
        words = translate_later("The time goes back 1 time; the samples were put in order.")
        if back != 1:
            words = translate_later("The time goes back {count} times; the samples were put in order.").format(
                count=back
            )
        notes.append(words)
        rows = rows[np.argsort(times[rows], kind="stable")]
    elif len(rows) == len(times):
        return None, ()
    return rows, tuple(notes)


def _count(samples: int) -> str:
    return translate_later("1 sample") if samples == 1 else translate_later("{count} samples").format(count=samples)


def cut_samples(track: Track, rows: slice, origin: float) -> Samples | None:
    """The samples of ``rows`` with time_s relative to ``origin``; None if there are none."""
    if rows.stop <= rows.start:
        return None
    columns = {"time_s": track.times[rows] - origin}
    for name, column in track.columns.items():
        part = column[rows]
        if np.isfinite(part).any():
            columns[name] = part
    if "distance_m" in columns:
        columns["distance_m"] = columns["distance_m"] - _distance_before(track.columns["distance_m"], rows)
    return Samples(columns)


def _distance_before(distance: Column, rows: slice) -> float:
    """The distance of earlier sessions, if that of ``rows`` continues from theirs; 0 if it restarts."""
    before, own = distance[max(rows.start - _LOOK_BACK, 0) : rows.start], distance[rows]
    known = before[np.isfinite(before)]
    if len(known) == 0:
        return 0.0
    covered = float(known[-1])
    return covered if float(own[np.isfinite(own)][0]) >= covered else 0.0
