"""Reads numeric tables: OpenSim's .mot and .sto, and plain .csv, without interpreting them."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from runback.domain.errors import UnusableInput
from runback.spine.arrays import Floats

_MAX_BYTES = 200_000_000
_HEADER_LINES = 200
_LOOKED_AT = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns by name; ``in_degrees`` is None if the file does not say."""

    path: Path
    columns: tuple[str, ...]
    values: Floats
    in_degrees: bool | None

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return name in self.columns

    def column(self, name: str) -> Floats:
        """One column (rows,)."""
        values: Floats = self.values[:, self.columns.index(name)]
        return values


def read_table(path: Path, problem: type[UnusableInput]) -> Table:
    """The table of a .mot, .sto or .csv file; ``problem`` is raised, with the path, if it cannot be read."""
    if not path.is_file():
        raise problem(f"There is no file {path.name}.", path=str(path))
    if path.stat().st_size > _MAX_BYTES:
        raise problem(f"{path.name} is larger than 200 MB.", path=str(path))
    lines = _decode(path, problem).splitlines()
    if lines and lines[0].startswith("PathFileType"):
        raise problem(
            f"{path.name} has the places of markers (.trc). Runback needs joint angles, as inverse kinematics writes "
            "them (.mot).",
            path=str(path),
        )
    start, in_degrees = _header(lines)
    rows = [line for line in lines[start:] if line.strip()]
    if not rows:
        raise problem(f"{path.name} has no table in it.", path=str(path))
    split = next((sign for sign in (";", ",") if sign in rows[0]), None)
    columns = tuple(word.strip() for word in rows[0].split(split) if word.strip())
    if not {"time", "time_s"} & set(columns):  # some programs write Time and Pelvis_Tilt
        small = tuple(name.lower() for name in columns)
        columns = small if {"time", "time_s"} & set(small) else columns
    if len(set(columns)) != len(columns):
        twice = next(name for name in columns if columns.count(name) > 1)
        raise problem(f"{path.name} has the column {twice} twice.", path=str(path))
    try:
        return Table(path, columns, _numbers(columns, rows[1:], split), in_degrees)
    except ValueError as error:
        raise problem(f"{path.name}: {error}", path=str(path)) from None


def _decode(path: Path, problem: type[UnusableInput]) -> str:
    """Decode as UTF-8, else Latin-1, which Windows writes."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data or any(byte < 0x20 and byte not in b"\t\n\r\f\v" for byte in data[:_LOOKED_AT]):
            words = f"{path.name} is not a text table. Save it as UTF-8 text."
            raise problem(words, path=str(path), offset=error.start) from error
        return data.decode("cp1252", errors="replace")


def _header(lines: list[str]) -> tuple[int, bool | None]:
    head = lines[:_HEADER_LINES]
    ends = [number for number, line in enumerate(head) if line.strip().lower() == "endheader"]
    start = ends[0] + 1 if ends else 0
    stated = re.search(r"^\s*indegrees\s*=\s*(yes|no)\s*$", "\n".join(head[:start]), re.IGNORECASE | re.MULTILINE)
    return start, None if stated is None else stated.group(1).lower() == "yes"


def _numbers(columns: tuple[str, ...], rows: list[str], split: str | None) -> Floats:
    """The rows as numbers, blanks as NaN; raises ``ValueError`` with the row and column of any other text."""
    has_decimal_commas = split != "," and any("," in row for row in rows) and not any("." in row for row in rows)
    if has_decimal_commas:
        rows = [row.replace(",", ".") for row in rows]
    table = np.empty((len(rows), len(columns)))
    for number, row in enumerate(rows, start=1):
        words = row.rstrip("\t ").split(split)
        if split and len(words) == len(columns) + 1 and not words[-1].strip():
            words.pop()
        if len(words) != len(columns):
            commas = " Where the comma is the decimal sign, put semicolons between the columns." if split == "," else ""
            raise ValueError(f"row {number} has {len(words)} values for {len(columns)} columns.{commas}")
        try:
            table[number - 1] = [float(word) for word in words]
        except ValueError:
            table[number - 1] = [_number(*pair, number) for pair in zip(words, columns, strict=True)]
    return table


def _number(word: str, column: str, row: int) -> float:
    if not word.strip():
        return float("nan")
    try:
        return float(word)
    except ValueError:
        hint = " Use one decimal sign, point or comma, and none between thousands." if "," in word else ""
        raise ValueError(f"row {row} has {word.strip()[:40]!r} in {column}, which is not a number.{hint}") from None
