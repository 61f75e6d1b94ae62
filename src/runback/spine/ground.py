"""Ground reaction forces: read from a .mot file and assigned to a foot, or estimated from the movement alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import numpy as np
from scipy.interpolate import make_interp_spline

from runback.spine.arrays import Floats, cross
from runback.spine.dynamics import UP, BodyMotion, Wrench, add_wrenches
from runback.spine.errors import UnusableForces
from runback.spine.faults import FILLED_S, find_gaps
from runback.spine.filters import lowpass
from runback.spine.generic import HEEL_TOE_M, SOLE_M
from runback.spine.tables import Table, read_table

_FEET = {"r": "calcn_r", "l": "calcn_l"}
_COLUMN = re.compile(
    r"^(?P<before>.*)ground_(?P<kind>force|torque|moment)_?(?P<after>[A-Za-z0-9_]+?)??_(?P<what>[vpm]?)(?P<axis>[xyz])$"
)
_CONTACT_N = 20.0  # the usual threshold of a force plate: below it the centre of pressure is noise
_SPIKE_N = 500.0
_LEAST_ROWS = 4
_LOADED = 0.2
_AROUND_S = 1.0
_TWIST_M, _AROUND_ORIGIN_M = 0.1, 20.0
"""Largest moment over largest force: a foot's free moment stays below a fifth of the first; about the corner of a
plate, with a fixed centre of pressure, it is the distance to the foot."""


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """The signal of a force plate (or foot): wrench about the ground's origin (n, 6) and centre of pressure (n, 3)."""

    name: str
    side: str | None
    wrench: Floats
    point_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class GroundForces:
    """All plates of a recording over ``time_s`` (n,)."""

    label: str
    time_s: Floats
    plates: tuple[Plate, ...]

    def around(self, start_s: float, end_s: float) -> "GroundForces":
        """The rows within a second of a stride, the reach of the filter; all rows if they do not cover it."""
        inside = (self.time_s >= start_s - _AROUND_S) & (self.time_s <= end_s + _AROUND_S)
        if self.time_s[0] > start_s or self.time_s[-1] < end_s:
            return self
        plates = [replace(plate, wrench=plate.wrench[inside], point_m=plate.point_m[inside]) for plate in self.plates]
        return GroundForces(self.label, self.time_s[inside], tuple(plates))


def read_ground(path: Path) -> GroundForces:
    """Ground reaction forces from OpenSim's .mot or .sto; ``UnusableForces`` says what is wrong.

    Columns are recognised as ``<plate>ground_force<plate>_vx|_px`` and ``ground_torque..._x``; a side is known by
    ``r`` or ``l`` in the plate's name, otherwise from the nearer foot.
    """
    table = read_table(path, UnusableForces)
    plates = _find_plates(table)
    if not table.has("time") or not plates:
        raise UnusableForces(
            f"{path.name} has no ground forces: Runback looks for time and columns like ground_force_r_vx, "
            "ground_force_r_px and ground_torque_r_x.",
            path=str(path),
        )
    time = table.column("time")
    _require_whole(table, time)
    _require_push(table, [kinds["vy"] for kinds in plates.values()])
    found = tuple(_read_plate(table, name, kinds, _side_of(name, plates)) for name, kinds in plates.items())
    return GroundForces(path.name, time, found)


def _require_whole(table: Table, time: Floats) -> None:
    blank = np.argwhere(~np.isfinite(table.values))
    if len(blank):
        row, column = blank[0]
        _refuse(table, f"{table.columns[column]} has no number in row {row + 1}. Fill or cut the gap first.")
    if len(time) < _LEAST_ROWS:
        _refuse(table, f"{len(time)} rows are too few; a step needs at least {_LEAST_ROWS}, and far more to be right.")
    steps = np.diff(time)
    if float(steps.min()) <= 0:
        _refuse(table, f"time does not rise at row {int(np.argmin(steps)) + 2}.")
    longest = max(find_gaps(time), key=lambda one: one.seconds, default=None)
    if longest is not None and longest.seconds > FILLED_S:
        where = f"between {longest.start_s:.2f} and {longest.end_s:.2f} s (after row {longest.row})"
        _refuse(table, f"nothing was recorded {where}. Fill the gap in the software it comes from, or cut there.")


def _require_push(table: Table, columns: list[str]) -> None:
    """Require forces that push upwards, in newtons, and for more than a single row."""
    most, least = (float(pick([pick(table.column(name)) for name in columns])) for pick in (max, min))
    if most < _CONTACT_N:
        why = ""
        if least < -_CONTACT_N:
            why = f" They push down by {-least:.0f} N: turn their sign, or y points down."
        elif most > 0:
            why = f" The most is {most:.3g}: are these kN or body weights?"
        _refuse(table, f"no plate carries more than {_CONTACT_N:g} N upwards.{why}")
    for name in columns:
        values = table.column(name)
        usual = float(np.percentile(values[values > _CONTACT_N], 95)) if (values > _CONTACT_N).any() else most
        above = values[1:-1] - np.maximum(values[:-2], values[2:])
        row = int(np.argmax(above)) + 1
        if above[row - 1] > max(usual, _SPIKE_N):
            _refuse(
                table,
                f"{name} jumps to {values[row]:.0f} N in row {row + 1} ({table.column('time')[row]:.3f} s) and back. "
                "Mend or fill that row in the software it comes from.",
            )


def _refuse(table: Table, what: str) -> NoReturn:
    raise UnusableForces(f"{table.path.name}: {what}", path=str(table.path))


def _find_plates(table: Table) -> dict[str, dict[str, str]]:
    plates: dict[str, dict[str, str]] = {}
    for column in table.columns:
        match = _COLUMN.match(column)
        if match:
            name = (match["before"] + (match["after"] or "")).strip("_").lower()
            kind = match["what"] if match["kind"] == "force" else "t"
            plates.setdefault(name, {})[kind + match["axis"]] = column
    return {name: kinds for name, kinds in plates.items() if {"vx", "vy", "vz", "px", "py", "pz"} <= kinds.keys()}


def _side_of(name: str, plates: Mapping[str, object]) -> str | None:
    """A plate's side by its name; an unnamed plate next to one named left is the right one, and vice versa."""
    sides = {}
    for plate in plates:
        marks = {word[0] for word in plate.split("_") if word in {"r", "right", "l", "left"}}
        if len(marks) == 1:
            sides[plate] = marks.pop()
    if name in sides:
        return sides[name]
    if len(plates) == 2 and len(sides) == 1:
        return "l" if "r" in sides.values() else "r"
    return None


def _read_plate(table: Table, name: str, kinds: Mapping[str, str], side: str | None) -> Plate:
    def three(kind: str) -> Floats:
        return np.stack(
            [table.column(kinds[kind + a]) if kind + a in kinds else np.zeros(len(table.values)) for a in "xyz"], axis=1
        )

    force, point, torque = three("v"), three("p"), three("t")
    pressed = force[:, 1] > _CONTACT_N
    if float(np.abs(point[pressed]).max(initial=0.0)) > 50.0:
        _refuse(table, "pressure points are in metres; these look like millimetres.")
    loaded = force[:, 1] > _LOADED * force[:, 1].max()  # at the ends of a step, force is small and moments are noise
    _require_newton_metres(table, kinds, force, point[loaded], np.where(loaded[:, None], torque, 0.0))
    wrench = np.concatenate([force, np.where(pressed[:, None], cross(point, force) + torque, 0.0)], axis=1)
    return Plate(name, side, np.where(pressed[:, None], wrench, 0.0), point)


def _require_newton_metres(
    table: Table, kinds: Mapping[str, str], force: Floats, points: Floats, torque: Floats
) -> None:
    is_fixed = not len(points) or float(np.ptp(points, axis=0).max()) == 0.0
    allowed = (_AROUND_ORIGIN_M if is_fixed else _TWIST_M) * float(np.abs(force).max())
    row, axis = np.unravel_index(int(np.argmax(np.abs(torque))), torque.shape)
    if abs(torque[row, axis]) > allowed:
        largest = f"{kinds['t' + 'xyz'[axis]]} reaches {abs(torque[row, axis]):.0f} in row {row + 1}"
        _refuse(table, f"{largest}: moments are in N m, these look like N mm. Divide them by 1000.")


def apply_ground(
    forces: GroundForces, motion: BodyMotion, time_s: Floats, lowpass_hz: float | None
) -> dict[str, Wrench]:
    """The wrench on each foot segment at the instants of ``motion``, filtered like the movement."""
    if time_s[0] < forces.time_s[0] - 0.02 or time_s[-1] > forces.time_s[-1] + 0.02:
        raise UnusableForces(
            f"{forces.label} covers {forces.time_s[0]:.2f} to {forces.time_s[-1]:.2f} s; the movement needs "
            f"{time_s[0]:.2f} to {time_s[-1]:.2f} s.{_hint_of_clock(forces.time_s, time_s)}"
        )
    rate = 1.0 / float(np.median(np.diff(forces.time_s)))
    even = np.linspace(forces.time_s[0], forces.time_s[-1], len(forces.time_s))
    totals = {foot: np.zeros((len(time_s), 6)) for foot in _FEET.values()}
    for plate in forces.plates:
        signal = make_interp_spline(forces.time_s, plate.wrench, 1)(even)
        signal = lowpass(signal, rate, lowpass_hz) if lowpass_hz else signal
        now = make_interp_spline(even, signal, 1)(np.clip(time_s, even[0], even[-1]))
        if plate.side is not None:
            totals[_FEET[plate.side]] += now
            continue
        nearer = distance_to_feet(plate, forces.time_s, motion, time_s).argmin(axis=0)
        for number, foot in enumerate(_FEET.values()):
            totals[foot] += np.where((nearer == number)[:, None], now, 0.0)
    return {foot: Wrench(total[:, :3], total[:, 3:]) for foot, total in totals.items()}


def _hint_of_clock(forces_s: Floats, time_s: Floats) -> str:
    if forces_s[0] <= 1000.0 * time_s[0] and 1000.0 * time_s[-1] <= forces_s[-1]:
        return " Its time looks like milliseconds: divide it by 1000."
    return " Are both files of the same trial, with one clock?"


def distance_to_feet(plate: Plate, forces_s: Floats, motion: BodyMotion, time_s: Floats) -> Floats:
    """Horizontal distance of the centre of pressure from the middle of the right and the left foot, m (2, n)."""
    point = np.stack([np.interp(time_s, forces_s, plate.point_m[:, i]) for i in range(3)], axis=1)
    ahead = np.array([0.08, 0.0, 0.0])
    gaps = [np.linalg.norm((motion.frames[foot].point(ahead) - point)[:, [0, 2]], axis=1) for foot in _FEET.values()]
    return np.stack(gaps)


def estimate_ground(motion: BodyMotion, needed: Mapping[str, Wrench], size: float) -> dict[str, Wrench]:
    """The wrench on each foot from the movement alone: what the whole body needs, applied under the lower foot.

    With one foot down (running), whole-body dynamics determine force and moment exactly; with both down they are split
    by each foot's distance from the ground, which is an approximation.
    """
    whole = add_wrenches(needed.values())
    weight = float(np.mean(whole.force[:, 1]))
    lowest = {foot: lowest_point(motion, foot, size) for foot in _FEET.values()}
    floor = float(min(values.min() for values in lowest.values()))
    closeness = {foot: np.exp(-(values - floor) / 0.015) for foot, values in lowest.items()}
    both = np.sum(list(closeness.values()), axis=0)
    carried = np.clip((whole.force @ UP) / (0.2 * max(weight, 1.0)), 0.0, 1.0)
    return {
        foot: Wrench(whole.force * (carried * near / both)[:, None], whole.moment * (carried * near / both)[:, None])
        for foot, near in closeness.items()
    }


def lowest_point(motion: BodyMotion, foot: str, size: float) -> Floats:
    """Height (n,) of the lower of heel and toe, m."""
    frame = motion.frames.get(foot.replace("calcn", "talus"), motion.frames[foot])
    ends = [frame.point(np.array([x, -SOLE_M, 0.0]) * size)[:, 1] for x in HEEL_TOE_M]
    lower: Floats = np.minimum(*ends)
    return lower
