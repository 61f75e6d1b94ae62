"""Keypoints of one clip, and their CSV format (interface.md: x forward, y up, z to the runner's right)."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from runback.domain.errors import UnusableInput
from runback.form.column_names import normalise_names
from runback.languages.catalogue import gettext

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Unit = Literal["m", "px"]

SIDES = ("left", "right")
PAIRED_POINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")
POINTS = ("nose", *(f"{side}_{point}" for point in PAIRED_POINTS for side in SIDES))
LIKELY_SEEN = 0.3
"""The lowest visibility at which a point is used; pose models give hidden points about 0.05."""

FRAMES_MAX = 200_000
BYTES_MAX = 200_000_000
TIMES = ("time_s", "time_ms")
MILLISECONDS = (2.0, 50.0)
"""Frame intervals in ``time_s`` that must be milliseconds: 20 to 500 frames a second."""

FRAME_S_MIN, CLIP_S_MAX = 0.0004, 1e8
"""The shortest frame interval of any camera, and a time longer than any clip, which must be a date."""

FRAMES_COUNTED = 20
"""This many rows exactly a second apart are numbered frames, not a recording of a runner."""

_SEPARATORS = (",", ";", "\t")
_NO_HEADER = ("#", "sep=")
"""Lines before the header in some files: a comment, or Excel's declaration of the separator."""

_SHOWN = 60
_SUFFIXES = ("_x", "_y", "_z", "_visibility")


@dataclass(frozen=True, slots=True)
class Keypoints:
    """Points of one runner over time.

    ``time_s`` has shape (n,) and is strictly increasing. ``points`` maps names of ``POINTS`` to
    arrays (n, 3) of x forward, y up, z to the runner's right in ``unit``; NaN is not visible
    or, for a whole column, not measured.

    Raises ``UnusableInput`` for times that do not increase, unknown points or unequal lengths.
    """

    time_s: FloatArray
    points: Mapping[str, FloatArray] = field(repr=False)
    unit: Unit = "m"

    def __post_init__(self) -> None:
        if self.time_s.ndim != 1 or not np.all(np.isfinite(self.time_s)):
            raise UnusableInput(gettext("Each row needs a time in seconds."))
        if len(self.time_s) > FRAMES_MAX:
            raise UnusableInput(
                gettext("This has {count} frames; {frames_max} are the most that are read.").format(
                    count=len(self.time_s), frames_max=FRAMES_MAX
                )
            )
        steps = np.diff(self.time_s)
        if np.any(steps <= 0):
            row = int(np.flatnonzero(steps <= 0)[0]) + 2
            raise UnusableInput(gettext("Times must rise from row to row; row {row} does not.").format(row=row))
        for name, values in self.points.items():
            if name not in POINTS:
                raise UnusableInput(
                    gettext("There is no point {name!r}. Known: {names}.").format(name=name, names=", ".join(POINTS))
                )
            if values.shape != (len(self.time_s), 3):
                raise UnusableInput(
                    gettext("The point {name} has {shape} values for {count} times.").format(
                        name=name, shape=values.shape, count=len(self.time_s)
                    )
                )

    @property
    def frame_rate(self) -> float:
        """Frames a second, NaN for a single frame: the mean rate, or the median if frames are missing."""
        if len(self.time_s) < 2:
            return float("nan")
        usual = float(1 / np.median(np.diff(self.time_s)))
        mean = float((len(self.time_s) - 1) / (self.time_s[-1] - self.time_s[0]))
        return mean if abs(mean / usual - 1) < 0.02 else usual

    def seen_share(self, name: str) -> float:
        """Share of frames, 0 to 1, in which the point has a height and a fore-aft or sideways position."""
        values = self.points.get(name)
        if values is None or not len(values):
            return 0.0
        return float(np.mean(np.isfinite(values[:, 1]) & np.isfinite(values[:, [0, 2]]).any(axis=1)))


def read_keypoints(data: bytes, unit: Unit = "m", path: str | None = None) -> Keypoints:
    """Read a keypoint CSV.

    The header names ``time_s`` (or ``time_ms``) and ``<point>_x, <point>_y`` (``_z``, ``_visibility``
    if known), separated by comma, semicolon or tab; with the last two, decimal commas are read.
    A blank, ``nan``, a visibility under ``LIKELY_SEEN`` or, without visibility, zero in x and y mean not visible.
    Raises ``UnusableInput`` naming the row and column.
    """
    if len(data) > BYTES_MAX:
        raise UnusableInput(
            gettext("The file is larger than {megabytes} MB.").format(megabytes=BYTES_MAX // 1_000_000), path=path
        )
    text = _decode(data, path)
    separator = _separator(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        written = _first_row(rows)
        header = normalise_names(written, POINTS)
        _check_header(header, written, path)
        table = _read_table(rows, header, path, has_decimal_comma=separator != ",")
    except csv.Error as problem:
        raise UnusableInput(
            gettext("Row {line_num} is not CSV: {problem}.").format(line_num=rows.line_num, problem=problem), path=path
        ) from None
    try:
        return Keypoints(_read_times(table, header), _gather_points(table, header), unit)
    except UnusableInput as problem:
        problem.path = path
        raise


def _decode(data: bytes, path: str | None) -> str:
    """Decode as UTF-8, else Latin-1, which Windows writes; UTF-16 and images are refused by name."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if b"\0" in data[:1000] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "The keypoints are not UTF-8 text. Save the table as CSV, UTF-8."
            raise UnusableInput(message, path=path, offset=problem.start) from None
        return data.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The separator in the header, usually a comma."""
    header = next((line for line in text.splitlines() if line.strip() and not line.startswith(_NO_HEADER)), "")
    return max(_SEPARATORS, key=header.count)


def _first_row(rows: "csv._reader") -> list[str]:  # type: ignore[name-defined]
    """The first row that is not a comment, with the column names; empty if there is none."""
    return next((row for row in rows if any(cell.strip() for cell in row) and not row[0].startswith(_NO_HEADER)), [])


def _read_times(table: FloatArray, header: list[str]) -> FloatArray:
    """Times in s; milliseconds under ``time_s`` are recognised by impossibly long frame intervals."""
    if "time_ms" in header:
        return _since_the_first(table[:, header.index("time_ms")] / 1000)
    time = table[:, header.index("time_s")]
    usual = float(np.median(np.diff(time))) if len(time) > 1 else 0.0
    if usual == 1 and len(time) > FRAMES_COUNTED:
        raise UnusableInput(
            gettext("time_s rises by 1 from row to row, so it counts frames. Write the time of each in seconds.")
        )
    if usual > MILLISECONDS[1] or 0 < usual < FRAME_S_MIN:
        raise UnusableInput(
            gettext("time_s rises by {usual} from row to row. Write the time of each in seconds.").format(
                usual=f"{usual:.2g}" if usual < 1 else f"{usual:.0f}"
            )
        )
    return _since_the_first(time / 1000 if MILLISECONDS[0] <= usual <= MILLISECONDS[1] else time)


def _since_the_first(time_s: FloatArray) -> FloatArray:
    """Make the times of a clock that counts from 1970 relative to the first row."""
    return time_s - time_s[0] if len(time_s) and time_s[0] > CLIP_S_MAX else time_s


def _check_header(header: list[str], written: list[str], path: str | None) -> None:
    clocks = [name for name in TIMES if name in header]
    if not clocks:
        message = gettext("The first row must name the columns, time_s among them.")
        if written:
            message += " " + gettext("It is: {row}").format(row=",".join(written)[:_SHOWN])
        raise UnusableInput(message, path=path)
    doubled = {name for name in header if name and header.count(name) > 1}
    if doubled:
        raise UnusableInput(gettext("The column {name} occurs twice.").format(name=sorted(doubled)[0]), path=path)
    if len(clocks) > 1:
        raise UnusableInput(gettext("There are two times, time_s and time_ms. Leave one out."), path=path)
    for name in header:
        if name and name not in TIMES and _split(name) is None:
            known = f"<point>_x, _y, _z or _visibility with <point> one of {', '.join(POINTS)}"
            raise UnusableInput(
                gettext("There is no column {name!r}. Columns are time_s and {known}.").format(name=name, known=known),
                path=path,
            )
    if not any(name and name not in TIMES for name in header):
        raise UnusableInput(gettext("There are no points in this file."), path=path)


def _split(column: str) -> tuple[str, str] | None:
    for suffix in _SUFFIXES:
        point = column.removesuffix(suffix)
        if point != column and point in POINTS:
            return point, suffix
    return None


def _read_table(
    rows: "csv._reader",  # type: ignore[name-defined]
    header: list[str],
    path: str | None,
    *,
    has_decimal_comma: bool,
) -> FloatArray:
    values: list[list[float]] = []
    for row in rows:
        if not row:
            continue
        if len(row) != len(header):
            raise UnusableInput(_explain_row_width(rows.line_num, len(row), len(header)), path=path)
        cells = [cell.replace(",", ".") for cell in row] if has_decimal_comma else row
        values.append(
            [_number(cell, rows.line_num, header[i], path) if header[i] else 0.0 for i, cell in enumerate(cells)]
        )
        if len(values) > FRAMES_MAX:
            raise UnusableInput(
                gettext("There are more than {frames_max} frames.").format(frames_max=FRAMES_MAX), path=path
            )
    if not values:
        raise UnusableInput(gettext("There are no frames in this file."), path=path)
    return np.array(values, dtype=np.float64)


def _explain_row_width(row: int, cells: int, columns: int) -> str:
    text = gettext("Row {row} has {cells} values; the header names {columns}.")
    text = text.format(row=row, cells=cells, columns=columns)
    if cells == 2 * columns:
        text += " " + gettext("Decimal commas need a semicolon between the columns.")
    return text


def _number(cell: str, row: int, column: str, path: str | None) -> float:
    text = cell.strip()
    if text == "" and column not in TIMES:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        raise UnusableInput(
            gettext("Row {row}, {column}: {value!r} is not a number.").format(row=row, column=column, value=cell[:40]),
            path=path,
        ) from None
    if np.isinf(value) or (abs(value) > 1e9 and column not in TIMES):
        raise UnusableInput(
            gettext("Row {row}, {column}: {value!r} cannot be a position or a time.").format(
                row=row, column=column, value=cell[:40]
            ),
            path=path,
        )
    return value


def _gather_points(table: FloatArray, header: list[str]) -> dict[str, FloatArray]:
    columns = {name: table[:, i] for i, name in enumerate(header)}
    points: dict[str, FloatArray] = {}
    for name in POINTS:
        axes = [columns.get(name + suffix) for suffix in _SUFFIXES]
        if all(axis is None for axis in axes[:3]):
            continue
        unseen = np.full(len(table), np.nan)
        values = np.stack([unseen if axis is None else axis for axis in axes[:3]], axis=1)
        visibility = axes[3]
        unseen_rows = (values[:, 0] == 0) & (values[:, 1] == 0) if visibility is None else visibility < LIKELY_SEEN
        values[unseen_rows] = np.nan
        points[name] = values
    return points
