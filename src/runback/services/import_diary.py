"""A training diary's table to activities and pain entries, as the runner said its columns read."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from runback.domain.diary import PainEntry, PainMoment
from runback.history.diary_table import DiaryEntry, DiaryTable, names_its_columns, read_diary
from runback.history.merge import NO_TIME
from runback.history.recording import Recording, ToldTotals

_NOON, _NEXT = time(12), timedelta(hours=2)


def is_diary(label: str, data: bytes, columns: Mapping[str, str]) -> bool:
    """Whether the file is a table with the columns the runner named."""
    name = label.lower().removesuffix(".gz")
    return bool(columns) and name.endswith((".csv", ".tsv", ".txt")) and names_its_columns(data, columns)


def read_table(
    data: bytes, columns: Mapping[str, str], zone: str
) -> tuple[DiaryTable, list[Recording], list[PainEntry]]:
    """The table, its runs and its pain entries; raises ``BadAnswer``.

    A row without a time of day stands at noon (later ones of the day two hours on), and says so.
    """
    table = read_diary(data, columns)
    used: dict[object, int] = {}
    recordings, pains = [], []
    for entry in table.entries:
        place = used[entry.day] = used.get(entry.day, -1) + 1
        start = _start(entry, min(place, 5), zone)
        if entry.distance_m is not None or entry.duration_s is not None:
            recordings.append(_recording(entry, start))
        if entry.pain is not None:
            is_run = entry.distance_m is not None or entry.duration_s is not None
            moment = PainMoment.AFTER_RUN if is_run else PainMoment.NOW
            pains.append(PainEntry(start, entry.day, entry.pain, moment, note=entry.note))
    return table, recordings, pains


def _start(entry: DiaryEntry, place: int, zone: str) -> datetime:
    local = datetime.combine(entry.day, entry.at or _NOON, ZoneInfo(zone))
    return (local if entry.at else local + place * _NEXT).astimezone(UTC)


def _recording(entry: DiaryEntry, start: datetime) -> Recording:
    return Recording(
        format="csv",
        sport=entry.sport,
        start_utc=start,
        told=ToldTotals(timer_s=entry.duration_s, distance_m=entry.distance_m),
        title=entry.note or None,
        notes=() if entry.at else (NO_TIME,),
    )
