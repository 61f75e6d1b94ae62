"""From kinematics files to joint coordinates: checks columns and units, filters signals, cuts out a stride."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
from scipy.interpolate import BSpline, make_interp_spline

from runback.spine.arrays import Floats
from runback.spine.dynamics import Coordinates
from runback.spine.errors import UnusableMotion
from runback.spine.faults import FILLED_S, find_gaps, find_jumps
from runback.spine.filters import lowpass, share_above
from runback.spine.names import ARMS, LEGS, LUMBAR, PELVIS, TRANSLATIONS
from runback.spine.result import Note
from runback.spine.tables import Table, read_table

REQUIRED = (*PELVIS, *LUMBAR, *LEGS)
_MIN_ROWS = 12
_MIN_HZ = 20.0
_STRIDE_S = (0.45, 1.7)
_RAD_MOST, _RAD_BEND, _BOUNCE_M = 3.5, 0.3, 0.015
"""No joint exceeds the first, in rad; a knee flexion of the second with a pelvis bounce of the third is walking."""
_BENDS_RAD, _LEAST_SHARE = 0.35, 0.05
"""Legs that swing by the first differ by less than the second in every gait; a radian is 57 degrees."""
_MILLIMETRES = 300.0
_MOST_TURN_DEG = 143.0
_MOST_TURNS = 100
"""Laps of a track that a pelvis' rotation may add up to."""
_MOST_SPEED_M_S = 15.0
_NAMED = 8
"""How many missing columns a message names; more are only counted."""
_LEAST_LIKENESS = 0.5
_OPENSIM_4 = re.compile(r"(?:.*/)?[^/]+/(?P<name>[^/]+)/value")
"""A coordinate in OpenSim 4's states files: /jointset/hip_r/hip_flexion_r/value; its speed has a column of its own."""
_NOISE_HZ, _NOISE_SHARE = 20.0, 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """Joint coordinates (rad, m) at ``time_s`` (n,), as recorded, and whether the arms were recorded."""

    label: str
    time_s: Floats
    coordinates: Mapping[str, Floats]
    missing_arms: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def duration_s(self) -> float:
        """From the first to the last row."""
        return float(self.time_s[-1] - self.time_s[0])

    @property
    def rate_hz(self) -> float:
        """Rows per second."""
        return 1.0 / float(np.median(np.diff(self.time_s)))

    @property
    def knee_sign(self) -> float:
        """+1 if knee flexion is positive (Rajagopal), -1 if it is negative (Gait2392, Hamner)."""
        knees = np.concatenate([self.coordinates["knee_angle_r"], self.coordinates["knee_angle_l"]])
        return 1.0 if float(knees[np.argmax(np.abs(knees))]) > 0 else -1.0


def read_movement(path: Path) -> Movement:
    """Kinematics from OpenSim's .mot or .sto, or from Runback's own .csv.

    The CSV has ``time_s`` and one column per coordinate with its unit in the name: ``lumbar_extension_deg`` (or
    ``_rad``), ``pelvis_tx_m``. Raises ``UnusableMotion`` with the column, row or unit that is wrong.
    """
    table = read_table(path, UnusableMotion)
    is_own = table.has("time_s")
    columns = _own_columns(table) if is_own else _opensim_columns(table)
    time = table.column("time_s" if is_own else "time")
    _require_whole(path, time, {name: table.column(column) for name, column in columns.items()})
    values, stated = _own_values(table, columns) if is_own else _opensim_values(table, columns)
    factor = np.pi / 180.0 if _is_in_degrees(path, values, stated) else 1.0
    turned = {name: one if name in TRANSLATIONS else _unwrap(path, name, one * factor) for name, one in values.items()}
    notes = (*_note_gaps(path, time), *_note_jumps(path, turned, time))
    movement = Movement(path.name, time, turned, tuple(name for name in ARMS if name not in columns), notes)
    _require_plausible(movement, path)
    return movement


def _opensim_columns(table: Table) -> dict[str, str]:
    """Coordinate to column name, for all columns that a skeleton can use."""
    paths = {match["name"]: match[0] for match in map(_OPENSIM_4.fullmatch, table.columns) if match}
    named = paths | {name: name for name in table.columns}
    _require_columns(table, {name: (name, paths.get(name, name)) for name in ("time", *REQUIRED)})
    return {name: one for name, one in named.items() if name in REQUIRED or name in ARMS or _is_coordinate(name)}


def _own_columns(table: Table) -> dict[str, str]:
    """Coordinate to column name with its unit."""
    names = {
        name: (f"{name}_m",) if name in TRANSLATIONS else (f"{name}_deg", f"{name}_rad") for name in (*REQUIRED, *ARMS)
    }
    _require_columns(table, {name: names[name] for name in REQUIRED})
    return {name: column for name, some in names.items() for column in some if table.has(column)}


def _opensim_values(table: Table, columns: Mapping[str, str]) -> tuple[dict[str, Floats], bool | None]:
    return {name: table.column(column) for name, column in columns.items()}, table.in_degrees


def _own_values(table: Table, columns: Mapping[str, str]) -> tuple[dict[str, Floats], bool | None]:
    """The columns as numbers, all in degrees unless all are in rad; and whether they are in degrees."""
    angles = [column for name, column in columns.items() if name not in TRANSLATIONS]
    in_degrees = any(column.endswith("_deg") for column in angles)
    values = {}
    for name, column in columns.items():
        needs_turning = in_degrees and column.endswith("_rad")
        values[name] = table.column(column) * (180.0 / np.pi if needs_turning else 1.0)
    return values, in_degrees


def _is_coordinate(name: str) -> bool:
    return name.startswith(("subtalar_angle_", "mtp_angle_", "pro_sup_", "wrist_flex_", "wrist_dev_")) or (
        name.startswith("knee_angle_") and name.endswith("_beta")
    )


def _require_columns(table: Table, wanted: Mapping[str, tuple[str, ...]]) -> None:
    missing = [some[0] for some in wanted.values() if not any(table.has(one) for one in some)]
    if missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise UnusableMotion(
            f"{table.path.name} has no column {', '.join(missing[:_NAMED])}{more}. "
            "Runback needs a time and OpenSim's coordinates of pelvis, back, hips, knees and ankles.",
            path=str(table.path),
        )


def _require_whole(path: Path, time: Floats, values: Mapping[str, Floats]) -> None:
    for name, series in (("time", time), *values.items()):
        gaps = np.flatnonzero(~np.isfinite(series))
        if len(gaps):
            _refuse(path, f"{name} has no number in row {int(gaps[0]) + 1}. Fill or cut the gap first.")
    if len(time) < _MIN_ROWS:
        _refuse(path, f"{len(time)} rows are too few; accelerations need at least {_MIN_ROWS}, a stride more.")
    steps = np.diff(time)
    if float(steps.min()) <= 0:
        _refuse(path, f"time does not rise at row {int(np.argmin(steps)) + 2}.")
    rate = 1.0 / float(np.median(steps))
    if rate < _MIN_HZ:
        _refuse(path, f"{rate:.3g} rows a second are too few (is time in milliseconds?); at least {_MIN_HZ:g}.")


def _is_in_degrees(path: Path, values: Mapping[str, Floats], stated: bool | None) -> bool:
    """Whether angles are in degrees; the numbers must agree with what the file says."""
    largest = max(float(np.abs(one).max()) for name, one in values.items() if name not in TRANSLATIONS)
    bends = max(float(np.ptp(values[f"knee_angle_{side}"])) for side in "rl")
    bounces = float(np.ptp(values["pelvis_ty"]))
    looks_rad = largest < _RAD_MOST and bends > _RAD_BEND and bounces > _BOUNCE_M
    looks_deg = largest > 2.0 * _RAD_MOST
    if stated is True and looks_rad:
        _refuse(path, f"it says degrees, but the largest angle is {largest:.2f}: these look like radians.")
    if stated is False and looks_deg:
        _refuse(path, f"it says radians, but the largest angle is {largest:.0f}: these look like degrees.")
    if stated is None and not looks_deg and not looks_rad:
        _refuse(
            path, "it does not say whether angles are in degrees, and the numbers fit both. Set inDegrees=yes or no."
        )
    return looks_deg if stated is None else stated


def _unwrap(path: Path, name: str, angle: Floats) -> Floats:
    """Unwrap an angle in rad that jumps by a full turn, and centre it on zero."""
    row = int(np.argmax(np.abs(angle)))
    if abs(angle[row]) > _MOST_TURNS * 2.0 * np.pi:
        _refuse(path, f"{name} reaches {np.degrees(angle[row]):.4g} degrees in row {row + 1}.")
    turned = np.unwrap(angle)
    whole: Floats = turned - 2.0 * np.pi * np.round(np.median(turned) / (2.0 * np.pi))
    return whole


def _note_gaps(path: Path, time: Floats) -> list[Note]:
    gaps = find_gaps(time)
    if not gaps:
        return []
    longest = max(gaps, key=lambda one: one.seconds)
    where = f"between {longest.start_s:.2f} and {longest.end_s:.2f} s (after row {longest.row})"
    if longest.seconds > FILLED_S:
        _refuse(path, f"nothing was recorded {where}. Fill the gap in the software it comes from, or cut there.")
    count = "One gap" if len(gaps) == 1 else f"{len(gaps)} gaps"
    return [Note("gaps_filled", f"{count} in the recording, the longest {where}; filled by a smooth curve.")]


def _note_jumps(path: Path, coordinates: Mapping[str, Floats], time: Floats) -> list[Note]:
    jumps = find_jumps(coordinates, time)
    clear = next((jump for jump in jumps if jump.is_clear and (jump.name in REQUIRED or jump.name in ARMS)), None)
    if clear is not None:
        where = f"{clear.name} jumps by {clear.words} in row {clear.row} ({clear.time_s:.2f} s)"
        _refuse(path, f"{where}, faster than any joint. Mend or fill that row in the software it comes from.")
    return [
        Note(
            "jump",
            f"{jump.name} jumps by {jump.words} in row {jump.row} ({jump.time_s:.2f} s); loads there may be off.",
        )
        for jump in jumps[:_NAMED]
    ]


def _require_plausible(movement: Movement, path: Path) -> None:
    height = float(np.abs(movement.coordinates["pelvis_ty"]).max())
    if height > 10.0:
        unit = "millimetres" if height > _MILLIMETRES else "centimetres"
        _refuse(path, f"pelvis_ty is {height:.0f}: lengths are in metres, these look like {unit}.")
    _require_legs_alike(movement, path)
    for name in (*LUMBAR, "pelvis_tilt", "pelvis_list"):
        turned = float(np.degrees(np.abs(movement.coordinates[name]).max()))
        if turned > _MOST_TURN_DEG:
            _refuse(path, f"{name} reaches {turned:.4g} degrees.")
    for name in sorted(TRANSLATIONS):
        speed = float(np.ptp(movement.coordinates[name])) / movement.duration_s
        if speed > _MOST_SPEED_M_S:
            _refuse(path, f"{name} moves at {speed:.4g} m/s: lengths are in metres, these look like millimetres.")


def _require_legs_alike(movement: Movement, path: Path) -> None:
    """Require that both knees bend the same way, and that no joint moves far less on one leg than on the other."""
    right, left = (movement.coordinates[f"knee_angle_{side}"] for side in "rl")
    most = [float(one[np.argmax(np.abs(one))]) for one in (right, left)]
    if min(np.ptp(right), np.ptp(left)) > _BENDS_RAD and most[0] * most[1] < 0:
        _refuse(
            path,
            f"knee_angle_r bends to {np.degrees(most[0]):.0f} and knee_angle_l to {np.degrees(most[1]):.0f} degrees: "
            "a bent knee has one sign on both sides. Turn the sign of one column.",
        )
    for joint in ("hip_flexion", "knee_angle"):
        ranges = {f"{joint}_{side}": float(np.ptp(movement.coordinates[f"{joint}_{side}"])) for side in "rl"}
        less, more = sorted(ranges, key=lambda name: ranges[name])
        if ranges[more] > _BENDS_RAD and ranges[less] < _LEAST_SHARE * ranges[more]:
            _refuse(
                path,
                f"{less} moves by {np.degrees(ranges[less]):.2g} degrees and {more} by {np.degrees(ranges[more]):.0f}. "
                f"Is {less} in radians, or not recorded? All angles of a file have one unit.",
            )


def _refuse(path: Path, what: str) -> NoReturn:
    raise UnusableMotion(f"{path.name}: {what}", path=str(path))


def hold_posture(angles_deg: Mapping[str, float], *, label: str = "posture") -> Movement:
    """A second of standing still in a posture: degrees by coordinate, all others zero (upright, arms hanging)."""
    time = np.linspace(0.0, 1.0, 51)
    still = np.ones(len(time))
    coordinates = {
        name: still * (0.95 if name == "pelvis_ty" else np.radians(angles_deg.get(name, 0.0)))
        for name in (*REQUIRED, *ARMS)
    }
    return Movement(label, time, coordinates)


@dataclass(frozen=True, slots=True, eq=False)
class SmoothMovement:
    """A movement as filtered quintic splines, which can be evaluated at any instant inside it."""

    movement: Movement
    lowpass_hz: float | None
    spline: BSpline
    names: tuple[str, ...]

    def at(self, time_s: Floats) -> Coordinates:
        """Coordinates and two derivatives at instants (n,)."""
        value, rate, acceleration = (self.spline(time_s, order) for order in (0, 1, 2))
        return Coordinates(
            time_s,
            *({name: one[:, i] for i, name in enumerate(self.names)} for one in (value, rate, acceleration)),
        )


def smooth_movement(movement: Movement, lowpass_hz: float | None) -> SmoothMovement:
    """Zero-phase Butterworth low-pass (order 3, as in OpenSim) and a quintic spline; None or 0 does not filter."""
    names = tuple(movement.coordinates)
    signal = np.stack([movement.coordinates[name] for name in names], axis=1)
    even = np.linspace(movement.time_s[0], movement.time_s[-1], len(movement.time_s))
    if float(np.abs(even - movement.time_s).max()) > 0.02 / movement.rate_hz:
        signal = make_interp_spline(movement.time_s, signal, 3)(even)
    if lowpass_hz:
        signal = lowpass(signal, movement.rate_hz, lowpass_hz)
    return SmoothMovement(movement, lowpass_hz, make_interp_spline(even, signal, 5), names)


def is_smooth(movement: Movement) -> bool:
    """Whether the trunk's accelerations have nothing above 20 Hz: marker noise would, so this is from a simulation."""
    trunk = [movement.coordinates[name] for name in (*LUMBAR, "pelvis_tilt", "pelvis_list")]
    noise = max(share_above(one, movement.rate_hz, _NOISE_HZ) for one in trunk)
    return movement.rate_hz > 2.0 * _NOISE_HZ and noise < _NOISE_SHARE


def find_stride_s(movement: Movement) -> float | None:
    """The stride's period by autocorrelation of the difference between the hips; None if nothing repeats."""
    step = 0.01
    time = np.arange(movement.time_s[0], movement.time_s[-1], step)
    swing = np.interp(
        time, movement.time_s, movement.coordinates["hip_flexion_r"] - movement.coordinates["hip_flexion_l"]
    )
    if float(np.ptp(swing)) < 0.2:
        return None
    longest = min(round(_STRIDE_S[1] / step), len(swing) - round(0.1 / step))
    lags = range(round(_STRIDE_S[0] / step), longest)
    alike = np.array([_correlation(swing[:-lag], swing[lag:]) for lag in lags])
    if not len(alike) or float(alike.max()) < _LEAST_LIKENESS:
        return None
    good = np.flatnonzero(alike >= float(alike.max()) - 0.02)
    best = int(good[0] + np.argmax(alike[good[0] : good[0] + round(0.15 / step)]))
    return float(lags[best]) * step


def _correlation(left: Floats, right: Floats) -> float:
    spread = float(left.std() * right.std())
    return float(np.mean((left - left.mean()) * (right - right.mean()))) / spread if spread > 0 else 0.0


def stride_times(movement: Movement, period_s: float | None, frames: int) -> Floats:
    """``frames`` instants over one stride in the middle of the recording, or over all of it without a stride."""
    start, end = float(movement.time_s[0]), float(movement.time_s[-1])
    if period_s is None or period_s > end - start:
        return np.linspace(start, end, frames)
    first = start + (end - start - period_s) / 2.0
    return np.linspace(first, first + period_s, frames)
