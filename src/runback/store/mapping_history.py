"""Rows to and from the records of history: runner, activity, import verdicts."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from runback.domain.activity import Activity, Lap, Source, Sport, Surface, ZoneSource
from runback.domain.imports import FileVerdict, Verdict
from runback.domain.runner import Experience, Language, Runner, Units, WeekStart
from runback.store.models import ActivityRow, ImportFileRow, RunnerRow

_SAME_NAME = (
    "elapsed_s",
    "moving_s",
    "distance_m",
    "ascent_m",
    "avg_hr_bpm",
    "avg_cadence_spm",
    "title",
    "device",
    "perceived_effort",
)
EDITABLE = ("sport", "surface", "title", "distance_m", "moving_s")


def runner_record(row: RunnerRow) -> Runner:
    """The domain's runner of that row."""
    return Runner(
        name=row.name,
        zone=row.zone,
        id=row.pk,
        country=row.country,
        units=Units(row.units),
        language=Language(row.language),
        week_start=WeekStart(row.week_start),
        experience=Experience(row.experience) if row.experience else None,
    )


def activity_values(activity: Activity) -> dict[str, Any]:
    """The columns of an activity's row, without its samples' place and its owner."""
    values: dict[str, Any] = {name: _without_nul(getattr(activity, name)) for name in _SAME_NAME}
    values |= {
        "sport": str(activity.sport),
        "surface": None if activity.surface is None else str(activity.surface),
        "start_utc": activity.start_utc.astimezone(UTC),
        "utc_offset_s": activity.utc_offset_s,
        "zone_source": str(activity.zone_source),
        "day": activity.day,
        "gear": _without_nul(activity.gear),
        "laps": [[lap.start_s, lap.elapsed_s, lap.distance_m] for lap in activity.laps],
        "notes": list(activity.notes),
        "channels": list(activity.channels if activity.samples is None else activity.samples.columns),
        "has_dynamics": activity.has_dynamics,
    }
    return values


def _without_nul(value: Any) -> Any:
    """A file's text without the one character that PostgreSQL cannot store."""
    return value.replace("\0", "") if isinstance(value, str) else value


def activity_record(row: ActivityRow, sources: Iterable[Source]) -> Activity:
    """The domain's activity of that row, without samples.

    ``gear`` is the name of the shoe the runner chose, else what the file says.
    """
    values: dict[str, Any] = {name: getattr(row, name) for name in _SAME_NAME}
    return Activity(
        **values,
        sport=Sport(row.sport),
        surface=None if row.surface is None else Surface(row.surface),
        start_utc=row.start_utc,
        utc_offset_s=row.utc_offset_s,
        zone_source=ZoneSource(row.zone_source),
        gear=row.gear if row.shoe is None else row.shoe.name,
        laps=tuple(Lap(*lap) for lap in row.laps),
        notes=tuple(row.notes),
        channels=tuple(row.channels),
        sources=tuple(sources),
        id=str(row.pk),
    )


def verdict_record(row: ImportFileRow) -> FileVerdict:
    """The domain's verdict of that row."""
    return FileVerdict(
        path=row.path,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        activity_ids=tuple(row.activity_ids),
        offset=row.offset,
    )
