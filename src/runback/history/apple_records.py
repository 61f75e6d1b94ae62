"""Measurements of an Apple Health export, packed into arrays while the file is streamed."""

from array import array
from collections.abc import Mapping

import numpy as np

from runback.domain.activity import Column
from runback.history.columns import read_numbers
from runback.history.instants import read_instants

_BATCH = 20_000
_PREFIX = "HKQuantityTypeIdentifier"

# kind: channel, and the factor from each unit to the channel's unit
_KINDS: dict[str, tuple[str, dict[str, float]]] = {
    "HeartRate": ("heart_rate_bpm", {"count/min": 1.0, "count/s": 60.0}),
    "RunningSpeed": ("speed_mps", {"m/s": 1.0, "km/hr": 1 / 3.6, "mi/hr": 0.44704}),
    "RunningPower": ("power_w", {"W": 1.0}),
    "RunningGroundContactTime": ("contact_time_ms", {"ms": 1.0, "s": 1000.0}),
    "RunningVerticalOscillation": ("vertical_oscillation_mm", {"cm": 10.0, "mm": 1.0, "m": 1000.0, "in": 25.4}),
    "RunningStrideLength": ("step_length_mm", {"m": 1000.0, "cm": 10.0, "ft": 304.8, "in": 25.4}),
}
_STEPS = _PREFIX + "StepCount"
"""Steps are stored by source, since phone and watch count the same steps."""


class _Measurements:
    """Times (seconds since 1970) and values of one kind; texts are buffered until a batch is full."""

    def __init__(self, units: Mapping[str, float], per_minute: bool) -> None:
        self.units = units
        self.per_minute = per_minute
        self.times = array("d")
        self.values = array("d")
        self._starts: list[str] = []
        self._ends: list[str] = []
        self._texts: list[str] = []
        self._worth: list[float] = []

    def add(self, start: str, end: str, text: str, unit: str) -> None:
        worth = self.units.get(unit)
        if worth is not None:
            self._starts.append(start)
            self._ends.append(end)
            self._texts.append(text)
            self._worth.append(worth)
            if len(self._texts) >= _BATCH:
                self.pack()

    def pack(self) -> None:
        if not self._texts:
            return
        starts = read_instants(self._starts)
        values = read_numbers(self._texts) * np.array(self._worth)
        if self.per_minute:
            spans = read_instants(self._ends) - starts
            values = np.where(spans > 0, values / np.where(spans > 0, spans, 1.0) * 60, np.nan)
        self.times.frombytes(starts.tobytes())
        self.values.frombytes(values.tobytes())
        for waiting in (self._starts, self._ends, self._texts):
            waiting.clear()
        self._worth.clear()

    def in_order(self) -> tuple[Column, Column]:
        """All times and values in order of time, without those that could not be parsed."""
        self.pack()
        times, values = np.frombuffer(self.times), np.frombuffer(self.values)
        good = np.isfinite(times) & np.isfinite(values)
        order = np.argsort(times[good], kind="stable")
        return times[good][order], values[good][order]


class RecordStore:
    """The measurements that workouts can use, 16 bytes each."""

    def __init__(self) -> None:
        self._kinds = {_PREFIX + kind: _Measurements(units, per_minute=False) for kind, (_, units) in _KINDS.items()}
        self._steps: dict[str, _Measurements] = {}
        self._sorted: dict[str, tuple[Column, Column]] = {}
        self._sorted_steps: dict[str, tuple[Column, Column]] = {}

    def add(self, attributes: Mapping[str, str]) -> None:
        """One ``Record`` element; kinds no workout uses are dropped."""
        kind = self._kinds.get(attributes.get("type", ""))
        if kind is None and attributes.get("type") == _STEPS:
            source = attributes.get("sourceName", "").strip()
            kind = self._steps.setdefault(source, _Measurements({"count": 1.0}, per_minute=True))
        if kind is not None:
            start = attributes.get("startDate", "")
            kind.add(start, attributes.get("endDate", start), attributes.get("value", ""), attributes.get("unit", ""))

    def finish(self) -> None:
        """Sort everything by time; call once, after the last element."""
        for name, kind in self._kinds.items():
            self._sorted[_KINDS[name.removeprefix(_PREFIX)][0]] = kind.in_order()
        self._sorted_steps = {source: kind.in_order() for source, kind in self._steps.items()}

    def between(self, begin: float, end: float, source: str = "") -> tuple[Column, dict[str, Column]]:
        """Times and columns measured from ``begin`` to ``end`` (seconds since 1970).

        Steps come from one source: the workout's own if it counted any, else the one that counted most.
        """
        parts = {}
        for channel, (times, values) in self._sorted.items():
            first, stop = np.searchsorted(times, [begin, end], side="left")
            if stop > first:
                parts[channel] = (times[first:stop], values[first:stop])
        if (steps := self._steps_between(begin, end, source)) is not None:
            parts["cadence_spm"] = steps
        if not parts:
            return np.zeros(0), {}
        every = np.unique(np.concatenate([times for times, _ in parts.values()]))
        columns = {}
        for channel, (times, values) in parts.items():
            column = np.full(len(every), np.nan)
            column[np.searchsorted(every, times)] = values
            columns[channel] = column
        return every, columns

    def _steps_between(self, begin: float, end: float, source: str) -> tuple[Column, Column] | None:
        found = {}
        for name, (times, values) in self._sorted_steps.items():
            first, stop = np.searchsorted(times, [begin, end], side="left")
            if stop > first:
                found[name] = (times[first:stop], values[first:stop])
        if not found:
            return None
        return found.get(source) or max(found.values(), key=lambda kept: len(kept[0]))
