"""Gadgetbridge's database: a SQLite file whose table BASE_ACTIVITY_SUMMARY lists the workouts; tracks are GPX files."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from runback.history.errors import UnreadableFile
from runback.history.exports.values import METRES, SECONDS, instant_of, number_of, seconds_between, text_of
from runback.history.recording import Recording, StatedTotals
from runback.languages.saved import translate_later

MAGIC = b"SQLite format 3\0"
_TABLE = "BASE_ACTIVITY_SUMMARY"
_MOST_STEPS = 50_000_000  # of SQLite's virtual machine, so that a hostile file cannot block the reader
_MOST_ROWS = 50_000
# Numbers of Gadgetbridge's activity kinds; what is not named here is recognised by its speed and steps.
_KINDS = {
    0x10: "running",
    0x20: "walking",
    0x40: "swimming",
    0x80: "cycling",
    0x100: "treadmill",
    0x400: "open_water_swimming",
    0x800: "indoor_cycling",
    0x1000: "elliptical",
}


def is_database(data: bytes) -> bool:
    """Whether the bytes are a database of Gadgetbridge's."""
    return data.startswith(MAGIC) and _TABLE.encode() in data[: 1 << 20]


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """The workouts of the database; raises ``UnreadableFile`` where it is broken."""
    try:
        with closing(_open(data)) as connection:
            return tuple(_read_row(row) for row in _rows(connection))
    except (sqlite3.Error, OverflowError, MemoryError) as error:
        raise UnreadableFile(
            translate_later("Gadgetbridge's database cannot be read ({error}). Export it again.").format(error=error)
        ) from None


def _open(data: bytes) -> sqlite3.Connection:
    """The database in memory, so that no journal (WAL) can change it."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data[:18] + b"\x01\x01" + data[20:])
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.set_progress_handler(_Budget(_MOST_STEPS // 1000).spend, 1000)
    return connection


class _Budget:
    """A budget of steps that interrupts the query once it is spent."""

    def __init__(self, calls: int) -> None:
        self._left = calls

    def spend(self) -> int:
        """Returns 1 once nothing is left."""
        self._left -= 1
        return int(self._left < 0)


def _rows(connection: sqlite3.Connection) -> Iterator[Mapping[str, Any]]:
    is_table = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", (_TABLE,)).fetchone()
    if is_table != ("table",):
        return
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for row in connection.execute(f"SELECT * FROM {_TABLE} LIMIT {_MOST_ROWS}"):  # noqa: S608 -- names of our own
        yield dict(row)


def _read_row(row: Mapping[str, Any]) -> Recording:
    start, end = instant_of(row, "START_TIME"), instant_of(row, "END_TIME")
    summary = _summary(row.get("SUMMARY_DATA"))
    kind = row.get("ACTIVITY_KIND")
    return Recording(
        format="gadgetbridge",
        sport=_KINDS.get(kind, "") if isinstance(kind, int) else "",
        start_utc=start,
        stated=StatedTotals(
            elapsed_s=seconds_between(start, end),
            timer_s=number_of(summary, "activeSeconds") or seconds_between(start, end),
            distance_m=number_of(summary, "distanceMeters"),
            ascent_m=number_of(summary, "ascentMeters", "elevationGain"),
            avg_hr_bpm=_beats(number_of(summary, "averageHR")),
            avg_count=number_of(summary, "averageCadence"),
            steps=number_of(summary, "steps"),
        ),
        title=text_of(row, "NAME"),
        device="Gadgetbridge",
    )


def _beats(value: float | None) -> float | None:
    return None if value == 255 else value  # Gadgetbridge writes 255 if nothing was measured


def _summary(text: Any) -> dict[str, Any]:
    """The watch's summary (name, value and unit each), converted to metres and seconds."""
    if not isinstance(text, str):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: _in_base_unit(entry) if isinstance(entry, dict) else entry for name, entry in found.items()}


def _in_base_unit(entry: Mapping[str, Any]) -> Any:
    unit = (text_of(entry, "unit") or "").lower()
    factor = METRES.get(unit, SECONDS.get(unit))
    return entry.get("value") if factor is None else number_of(entry, "value", factor=factor)
