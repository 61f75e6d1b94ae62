"""From a training diary's table to activities and pain entries, by the columns that the runner confirmed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from runback.domain.diary import PainEntry, PainMoment
from runback.history.diary_table import (
    DiaryEntry,
    DiaryGuess,
    DiaryTable,
    guess_columns,
    names_its_columns,
    read_diary,
    show_table,
)
from runback.history.merge import NO_TIME
from runback.history.recording import Recording, StatedTotals

_NOON, _NEXT = time(12), timedelta(hours=2)
_LARGEST_BYTES = 16 << 20
_SHOWN_ROWS = 3


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A training diary whose columns the runner has to confirm: the guess, the headers and the first rows."""

    path: Path
    guess: DiaryGuess
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """The table's file name."""
        return self.path.name


def find_diary(path: Path) -> TableQuestion | None:
    """The first table at that path or in that folder that looks like a training diary; archives are not opened."""
    for each in _tables(path):
        data = each.read_bytes()
        if (guess := guess_columns(data)) is not None:
            header, rows = show_table(data, _SHOWN_ROWS)
            return TableQuestion(each, guess, header, rows)
    return None


def _tables(path: Path) -> Iterator[Path]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    for each in found:
        is_table = each.suffix.lower() in (".csv", ".tsv") and each.is_file() and not each.is_symlink()
        if is_table and each.stat().st_size <= _LARGEST_BYTES:
            yield each


def is_diary(label: str, data: bytes, columns: Mapping[str, str]) -> bool:
    """Whether the file is a table with the columns that the runner confirmed."""
    name = label.lower().removesuffix(".gz")
    return bool(columns) and name.endswith((".csv", ".tsv", ".txt")) and names_its_columns(data, columns)


def read_table(
    data: bytes, columns: Mapping[str, str], zone: str
) -> tuple[DiaryTable, list[Recording], list[PainEntry]]:
    """The table, its runs and its pain entries; raises ``BadAnswer``.

    A row without a time of day gets noon (further ones of that day two hours later each) and a note about it.
    """
    table = read_diary(data, columns)
    used: dict[object, int] = {}
    recordings, pains = [], []
    for entry in table.entries:
        day = entry.moment.day
        place = used[day] = used.get(day, -1) + 1
        start = _start(entry, min(place, 5), zone)
        if entry.distance_m is not None or entry.duration_s is not None:
            recordings.append(_recording(entry, start))
        if entry.pain is not None:
            is_run = entry.distance_m is not None or entry.duration_s is not None
            moment = PainMoment.AFTER_RUN if is_run else PainMoment.NOW
            local_day = start.astimezone(ZoneInfo(zone)).date()
            pains.append(PainEntry(start, local_day, entry.pain, moment, note=entry.note))
    return table, recordings, pains


def _start(entry: DiaryEntry, place: int, zone: str) -> datetime:
    """When the row's run began: an instant if the table has its zone, else in the runner's local time."""
    moment = entry.moment
    if (instant := moment.as_instant()) is not None:
        return instant
    local = datetime.combine(moment.day, moment.at or _NOON, ZoneInfo(zone))
    return (local if moment.at else local + place * _NEXT).astimezone(UTC)


def _recording(entry: DiaryEntry, start: datetime) -> Recording:
    return Recording(
        format="csv",
        sport=entry.sport,
        start_utc=start,
        stated=StatedTotals(timer_s=entry.duration_s, distance_m=entry.distance_m, avg_hr_bpm=entry.hr_bpm),
        title=entry.note or None,
        notes=() if entry.moment.at else (NO_TIME,),
    )
