"""Recordings of parts of a complete run: each minute counts once, and they count again when the whole is removed.

A part is hidden from every list like a deleted activity; its ``edits`` name the whole, and its earlier logs.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from runback.domain.activity import Activity, Source
from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.services.imports.index import PART_OF, HistoryIndex, load_near
from runback.services.training.logged_runs import move_logs
from runback.store import streams
from runback.store.mapping_history import EDITABLE, activity_record
from runback.store.models import ActivityRow, SessionRow
from runback.store.originals import DamagedFile
from runback.store.owned import row_of, rows_of

_SIZES = ("distance_m", "moving_s")


def count_as_part(runner: Runner, part_id: int, whole_id: int) -> None:
    """Count an activity as part of a whole one; its logs belong to the whole from now on.

    Raises ``NotFound``.
    """
    part, whole = row_of(ActivityRow, runner, part_id), row_of(ActivityRow, runner, whole_id)
    logs = rows_of(SessionRow, runner).filter(activity=part)
    part.edits[PART_OF] = {"id": whole.pk, "logs": list(logs.values_list("pk", flat=True))}
    part.is_deleted = True
    part.save(update_fields=["edits", "is_deleted"])
    move_logs(logs, whole.pk)


def list_part_rows(runner: Runner, whole: ActivityRow) -> list[ActivityRow]:
    """The rows of the parts of this activity, in order of start."""
    rows = rows_of(ActivityRow, runner).filter(is_deleted=True, edits__part_of__id=whole.pk).select_related("shoe")
    return list(rows.order_by("start_utc", "pk"))


def release_parts(runner: Runner, whole: ActivityRow) -> list[int]:
    """Make the parts of an activity count on their own again, with their logs; returns their ids."""
    rows = list_part_rows(runner, whole)
    for row in rows:
        logs = row.edits.pop(PART_OF)["logs"]
        row.is_deleted = False
        row.save(update_fields=["edits", "is_deleted"])
        move_logs(rows_of(SessionRow, runner).filter(pk__in=logs), row.pk)
    return [row.pk for row in rows]


def counting_id(row: ActivityRow) -> int:
    """The id of the activity that counts for this one: its own, or that of the whole it is part of."""
    row.refresh_from_db(fields=["edits"])
    return int(row.edits.get(PART_OF, {}).get("id", row.pk))


def settle(runner: Runner, row_ids: Iterable[int], index: HistoryIndex | None = None) -> int:
    """Re-examine activities that were edited or restored: those that are part of another one count with it.

    Returns how many do.
    """
    row_ids = list(row_ids)
    starts = (
        rows_of(ActivityRow, runner).filter(pk__in=row_ids).values_list("start_utc", flat=True) if not index else ()
    )
    index = index or (load_near(runner, min(starts), max(starts)) if starts else HistoryIndex())
    pairs = [pair for row_id in row_ids for pair in index.settle(row_id)]
    for part_id, whole_id in pairs:
        count_as_part(runner, part_id, whole_id)
    return len(pairs)


def inherit(whole: ActivityRow, parts: Iterable[ActivityRow]) -> None:
    """Give a new whole the shoes and edits that all of its parts have, except for distances and times."""
    first, *others = parts
    if all(row.shoe_id == first.shoe_id for row in others):
        whole.shoe_id = first.shoe_id or whole.shoe_id
    for name in set(EDITABLE) - set(_SIZES):
        if name in first.edits and all(row.edits.get(name) == first.edits[name] for row in others):
            whole.edits[name] = first.edits[name]
            setattr(whole, name, first.edits[name])
    whole.save()


def list_sources(row: ActivityRow) -> tuple[Source, ...]:
    """The files of an activity, in the order in which they were imported."""
    return tuple(Source(each.path, each.sha256, each.format) for each in row.source_rows.order_by("pk"))


def load_row_activity(row: ActivityRow, path: Path) -> Activity:
    """The activity in a row with its sources, and with its samples from ``path`` if those can be read."""
    record = replace(activity_record(row, list_sources(row)), gear=row.gear)
    if not row.samples_version:
        return record
    try:
        return replace(record, samples=streams.read_samples(path, row.samples_sha256))
    except (DamagedFile, NotFound):
        return record
