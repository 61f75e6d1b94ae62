"""Joins a run recorded in two pieces, and splits two runs recorded as one; both can be undone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from runback.domain.activity import Activity, Column, Samples
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.activities import alive, read_activity, read_samples
from runback.services.imports.wholes import counting_id, list_part_rows, list_sources, release_parts, settle
from runback.services.training.logged_runs import move_logs
from runback.store import streams
from runback.store.files import home_folder, write_atomically
from runback.store.mapping_history import activity_record
from runback.store.models import ActivityRow, SessionRow, SourceRow
from runback.store.owned import one_at_a_time, rows_of

_LONGEST_BREAK = timedelta(hours=6)
_TOTALS = ("elapsed_s", "moving_s", "distance_m", "ascent_m")
_JOINED, _SPLIT = "joined", "split"
_COPIED = (
    *("runner_id", "sport", "surface", "zone_source", "utc_offset_s", "title", "device", "gear", "perceived_effort"),
    *("channels", "has_dynamics", "shoe_id", "batch_id"),
)
_LEAST_PART_S = 60.0
_PARTS_FROM = 1_000_000  # part numbers that no file has: a split activity refers to the file of the first half


def list_neighbours(runner: Runner, activity: Activity) -> tuple[Activity, ...]:
    """The activities of the same sport within six hours, which may be another piece of this one."""
    reach = (activity.start_utc - _LONGEST_BREAK, activity.start_utc + _LONGEST_BREAK)
    rows = rows_of(ActivityRow, runner).filter(is_deleted=False, sport=str(activity.sport), start_utc__range=reach)
    rows = rows.exclude(pk=activity.id or 0).select_related("shoe").order_by("start_utc")
    return tuple(activity_record(row, ()) for row in rows)


@one_at_a_time
def join_activities(runner: Runner, activity_id: int | str, other_id: int | str) -> Activity:
    """Join two pieces into one activity: the earlier one covers both, the later one is hidden until this is undone.

    Raises ``NotFound`` and ``BadAnswer`` for two that are not of one sport within six hours.
    """
    rows = sorted((alive(runner, activity_id), alive(runner, other_id)), key=lambda row: row.start_utc)
    first, second = rows
    apart = second.start_utc - first.start_utc
    if first.pk == second.pk or first.sport != second.sport or apart > _LONGEST_BREAK:
        raise BadAnswer("other", gettext("Only two pieces of one run, within six hours, can be joined."))
    before = {name: getattr(first, name) for name in _TOTALS}
    joined = {
        name: _sum(getattr(first, name), getattr(second, name)) for name in ("moving_s", "distance_m", "ascent_m")
    }
    joined["elapsed_s"] = max(
        apart.total_seconds() + (second.elapsed_s or second.moving_s or 0.0), first.elapsed_s or 0.0
    )
    logs = rows_of(SessionRow, runner).filter(activity=second)
    note = {"id": second.pk, "before": before, "edits": first.edits, "logs": list(logs.values_list("pk", flat=True))}
    _set(first, joined)
    first.edits = {**first.edits, **joined, _JOINED: note}
    first.save()
    second.is_deleted = True
    second.save(update_fields=["is_deleted"])
    move_logs(logs, first.pk)
    return read_activity(runner, first.pk)


def _sum(a: float | None, b: float | None) -> float | None:
    return None if a is None and b is None else (a or 0.0) + (b or 0.0)


def _set(row: ActivityRow, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


@contextmanager
def _changing_samples() -> Iterator[list[Path]]:
    """A transaction; the sample files added to the list are removed after the commit."""
    outdated: list[Path] = []
    with transaction.atomic():
        yield outdated
    for path in outdated:
        path.unlink(missing_ok=True)


def split_activity(runner: Runner, activity_id: int | str, at_s: float) -> tuple[Activity, Activity]:
    """Split an activity in two, the second starting ``at_s`` seconds after the start.

    Raises ``NotFound``, and ``BadAnswer`` if there are no samples or a part would be shorter than a minute.
    """
    from runback.history.totals import measure_whole
    from runback.history.track import ascent_m

    row, samples = alive(runner, activity_id), read_samples(runner, activity_id)
    if samples is None or _SPLIT in row.edits or _JOINED in row.edits:
        raise BadAnswer(
            "at",
            gettext("This activity cannot be split: it has no samples, or was changed so already. Undo that first."),
        )
    time_s = samples.columns["time_s"]
    if not _LEAST_PART_S <= at_s <= float(time_s[-1]) - _LEAST_PART_S:
        raise BadAnswer(
            "at",
            gettext("Each part needs a minute. Choose between 1 and {most} minutes.").format(
                most=f"{time_s[-1] / 60 - 1:.0f}"
            ),
        )
    parts = [_cut(samples, time_s < at_s, 0.0), _cut(samples, time_s >= at_s, at_s)]
    totals = [
        {
            "elapsed_s": float(part.columns["time_s"][-1]),
            "moving_s": measure_whole(part)[1],
            "distance_m": measure_whole(part)[0],
            "ascent_m": ascent_m(part),
        }
        for part in parts
    ]
    with _changing_samples() as outdated:
        second = _second_row(row, at_s, totals[1])
        note = {"id": second.pk, "at_s": at_s, "edits": row.edits, "metres": _metres_until(samples, at_s)}
        note["before"] = {name: getattr(row, name) for name in _TOTALS}
        _set(row, totals[0])
        row.edits = {**row.edits, **totals[0], _SPLIT: note}
        _write_samples(row, parts[0], outdated)
        _write_samples(second, parts[1], outdated)
        settle(runner, [row.pk, second.pk])
    return read_activity(runner, counting_id(row)), read_activity(runner, counting_id(second))


def _second_row(row: ActivityRow, at_s: float, totals: Mapping[str, Any]) -> ActivityRow:
    """A new activity for the second part, which refers to the file of the first."""
    second = ActivityRow(
        **{name: getattr(row, name) for name in _COPIED}, start_utc=row.start_utc + timedelta(seconds=at_s)
    )
    second.day = (second.start_utc + timedelta(seconds=row.utc_offset_s)).date()
    _set(second, totals)
    second.edits = dict(totals)
    second.save()
    source = row.source_rows.order_by("pk").first()
    if source is not None:
        values = {name: getattr(source, name) for name in ("runner_id", "batch_id", "sha256", "path", "format")}
        SourceRow.objects.create(activity=second, part=_PARTS_FROM + second.pk, **values)
    return second


def _cut(samples: Samples, inside: np.ndarray[tuple[int], np.dtype[np.bool_]], begin_s: float) -> Samples:
    columns = {name: column[inside] for name, column in samples.columns.items()}
    columns["time_s"] = columns["time_s"] - begin_s
    if begin_s and "distance_m" in columns:
        columns["distance_m"] = columns["distance_m"] - _metres_until(samples, begin_s)
    return Samples(columns)


def _metres_until(samples: Samples, at_s: float) -> float:
    """The device's cumulative distance at that time; 0 if it has none."""
    metres = samples.get("distance_m")
    if metres is None:
        return 0.0
    known = metres[(samples.columns["time_s"] < at_s) & np.isfinite(metres)]
    return float(known[-1]) if len(known) else 0.0


def _write_samples(row: ActivityRow, samples: Samples, outdated: list[Path]) -> None:
    if row.samples_version:
        outdated.append(streams.samples_path(home_folder(), row.pk, row.samples_version))
    encoded = streams.encode_samples(samples)
    row.samples_version += 1
    row.samples_sha256 = streams.checksum(encoded)
    write_atomically(streams.samples_path(home_folder(), row.pk, row.samples_version), encoded)
    row.save()


def made_by(runner: Runner, activity_id: int | str) -> str:
    """``joined`` or ``split`` if the runner made this activity, ``whole`` if others are part of it, else nothing.

    Raises ``NotFound``.
    """
    row = alive(runner, activity_id)
    made = "whole" if list_part_rows(runner, row) else ""
    return next((name for name in (_JOINED, _SPLIT) if name in row.edits), made)


def list_parts(runner: Runner, activity_id: int | str) -> tuple[Activity, ...]:
    """The recordings that are part of this activity, in order of start; without samples.

    Raises ``NotFound``.
    """
    rows = list_part_rows(runner, alive(runner, activity_id))
    return tuple(activity_record(row, list_sources(row)) for row in rows)


def undo_parts(runner: Runner, activity_id: int | str) -> Activity:
    """Undo a join or a split, or make the parts count instead of the whole; returns the (first) one that counts.

    Raises ``NotFound`` if there is nothing to undo.
    """
    row = alive(runner, activity_id)
    note = row.edits.get(_JOINED) or row.edits.get(_SPLIT)
    if note is None:
        return _count_parts(runner, row)
    with _changing_samples() as outdated:
        other = rows_of(ActivityRow, runner).filter(pk=note["id"]).first()
        if other is not None and _JOINED in row.edits:
            other.is_deleted = False
            other.save(update_fields=["is_deleted"])
            move_logs(rows_of(SessionRow, runner).filter(pk__in=note.get("logs", ())), other.pk)
            _keep_first(runner, row, other, note["before"], outdated)
        elif other is not None:
            _put_together(runner, row, other, note, outdated)
        _set(row, note["before"])
        row.edits = note["edits"]
        row.save()
        settle(runner, [row.pk])
    return read_activity(runner, row.pk)


def _keep_first(
    runner: Runner, row: ActivityRow, second: ActivityRow, before: Mapping[str, Any], outdated: list[Path]
) -> None:
    """Reduce a first piece to its own part, if a file of the whole run was imported while it was joined.

    The second piece still has its own samples; each second of the run is in one of the two.
    """
    samples = read_samples(runner, row.pk)
    if samples is None or not second.samples_version:
        return
    apart_s = (second.start_utc - row.start_utc).total_seconds()
    end_s = min(before["elapsed_s"] or apart_s, apart_s)
    time_s = samples.columns["time_s"]
    if end_s > 0 and time_s[-1] > apart_s:
        _write_samples(row, _cut(samples, time_s <= end_s, 0.0), outdated)


@transaction.atomic
def _count_parts(runner: Runner, whole: ActivityRow) -> Activity:
    released = release_parts(runner, whole)
    if not released:
        raise NotFound(gettext("There is nothing to undo on this activity."))
    whole.is_deleted = True
    whole.save(update_fields=["is_deleted"])
    settle(runner, released)
    return read_activity(runner, released[0])


def _put_together(
    runner: Runner, row: ActivityRow, second: ActivityRow, note: Mapping[str, Any], outdated: list[Path]
) -> None:
    second.is_deleted = False
    second.save(update_fields=["is_deleted"])
    first_samples, second_samples = read_samples(runner, row.pk), read_samples(runner, second.pk)
    if first_samples is not None and second_samples is not None:
        _write_samples(row, _append(first_samples, second_samples, note["at_s"], note["metres"]), outdated)
    outdated.append(streams.samples_path(home_folder(), second.pk, second.samples_version))
    move_logs(rows_of(SessionRow, runner).filter(activity=second), row.pk)
    second.delete()


def _append(first: Samples, second: Samples, at_s: float, metres: float) -> Samples:
    columns: dict[str, Column] = {}
    for name in {**first.columns, **second.columns}:
        parts = [
            part.columns.get(name, np.full(len(part), np.nan)) + shift
            for part, shift in ((first, 0.0), (second, {"time_s": at_s, "distance_m": metres}.get(name, 0.0)))
        ]
        columns[name] = np.concatenate(parts)
    return Samples(columns)
