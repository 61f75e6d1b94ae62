"""Undoes one import: activities only from it are removed, those from other files too are restored from those."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from runback.domain.activity import Activity, Source
from runback.domain.errors import RunbackError, UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_later
from runback.services import clock
from runback.services.imports.background import LOCK_NAME, is_importing
from runback.services.imports.index import PART_OF
from runback.services.imports.reading import fingerprint_of
from runback.services.imports.wholes import list_part_rows, load_row_activity, release_parts, settle
from runback.services.parts import undo_parts
from runback.services.training.logged_runs import move_logs, save_logged_run
from runback.store import originals, streams
from runback.store.files import home_folder, write_atomically
from runback.store.mapping_history import activity_values
from runback.store.models import ActivityRow, ImportFileRow, ImportRow, OriginalRow, PainRow, SessionRow, SourceRow
from runback.store.models.history import ImportState
from runback.store.owned import row_of, rows_of
from runback.store.shared_files import shared_originals
from runback.store.work_locks import hold_work

if TYPE_CHECKING:
    from runback.history.recording import Recording

_SAME_START = timedelta(hours=15)
"""The same activity never differs by more between two sources: zones differ by 14 hours at most."""

_LISTED = ("title", "gear", "perceived_effort")
"""May come from a list next to the file (Strava), which is not part of its original: kept if the file has none."""


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What undoing an import did.

    ``removed`` activities came from it alone; ``restored`` ones are in other files too and
    are restored from those; ``kept`` ones were deleted by the runner and stay deleted;
    ``pain_entries`` came from its tables. ``failed`` ones could not be read again from their
    originals, and stay as the import left them.
    """

    id: int
    removed: int
    restored: int
    kept: int
    pain_entries: int
    failed: tuple[str, ...] = ()


def undo_import(runner: Runner, job_id: int | str) -> UndoReport:
    """Undo an import, in one transaction; what it removes can be imported again.

    Raises ``NotFound`` for an import that is not the runner's, and ``UnusableInput`` while it is
    running or if it is already undone. The runner's edits and choice of shoes stay on
    activities that stay; a deleted activity stays deleted.
    """
    batch = row_of(ImportRow, runner, job_id)
    if is_importing():
        raise UnusableInput(
            translate_later(gettext("An import is running. Cancel it or wait until it is done, then undo."))
        )
    home = home_folder()
    with hold_work(LOCK_NAME):
        batch.refresh_from_db()
        if batch.state in (ImportState.QUEUED, ImportState.RUNNING):
            raise UnusableInput(translate_later(gettext("This import is not finished. Cancel it first.")))
        if batch.state == ImportState.UNDONE:
            raise UnusableInput(translate_later(gettext("This import is already undone.")))
        outdated: list[Path] = []
        with transaction.atomic():
            report = _undo(runner, batch, home, outdated)
        for path in outdated:
            path.unlink(missing_ok=True)
    return report


def _undo(runner: Runner, batch: ImportRow, home: Path, outdated: list[Path]) -> UndoReport:
    brought = rows_of(SourceRow, runner).filter(batch=batch)
    row_ids = sorted(set(brought.values_list("activity_id", flat=True)))
    removed = restored = kept = 0
    failed: list[str] = []
    changed: list[int] = []
    logs = list(rows_of(SessionRow, runner).filter(activity_id__in=row_ids).values_list("pk", flat=True))
    for row_id in row_ids:
        row = _find_row(runner, row_id)
        if row is None:
            continue
        others = list(row.source_rows.exclude(batch=batch).order_by("pk"))
        if row.is_deleted and PART_OF not in row.edits:
            kept += 1
            changed += release_parts(runner, row)
        elif not others:
            changed += [*release_parts(runner, row), *_remove(row, home, outdated)]
            removed += 1
        elif (problem := rebuild(runner, row, others, home, outdated)) is None:
            row.source_rows.filter(batch=batch).delete()
            changed += [*release_parts(runner, row), row.pk]
            restored += 1
        else:
            failed.append(f"Activity {row.pk}: {problem}")
        if whole_id := row.edits.get(PART_OF, {}).get("id"):
            _forget_part(runner, whole_id, home, outdated)
    settle(runner, changed)
    _restore_logs(runner, logs)
    pain, _ = rows_of(PainRow, runner).filter(batch=batch).delete()
    _forget_originals(runner, batch, home, outdated)
    batch.files.update(activity_ids=[])
    batch.state, batch.message, batch.finished_at = (
        ImportState.UNDONE,
        translate_later("You undid this import."),
        clock.now(),
    )
    batch.save()
    return UndoReport(int(batch.pk), removed, restored, kept, pain, tuple(failed))


def _restore_logs(runner: Runner, log_ids: Sequence[int]) -> None:
    """Restore logs whose activity was removed, so that they count as runs again, as without a file."""
    for row in rows_of(SessionRow, runner).filter(pk__in=log_ids, activity=None).order_by("day", "pk"):
        save_logged_run(runner, row)


def _find_row(runner: Runner, row_id: int) -> ActivityRow | None:
    """The row as it is after the others were undone; a run that the runner joined from two pieces is split again."""
    first = rows_of(ActivityRow, runner).filter(edits__joined__id=row_id, is_deleted=False).first()
    if first is not None:
        undo_parts(runner, first.pk)
    return rows_of(ActivityRow, runner).filter(pk=row_id).first()


def _remove(row: ActivityRow, home: Path, outdated: list[Path]) -> list[int]:
    """Remove an activity and what was split off it; returns the ids of the activities that count again."""
    second = row.edits.get("split", {}).get("id")
    for part in ActivityRow.objects.filter(runner_id=row.runner_id, pk=second) if second else ():
        outdated.append(streams.samples_path(home, part.pk, part.samples_version))
        part.delete()
    joined = row.edits.get("joined", {}).get("id")
    if joined:
        ActivityRow.objects.filter(runner_id=row.runner_id, pk=joined).update(is_deleted=False)
    if row.samples_version:
        outdated.append(streams.samples_path(home, row.pk, row.samples_version))
    move_logs(SessionRow.objects.filter(activity=row), None)
    row.delete()
    return [joined] if joined else []


def _forget_part(runner: Runner, whole_id: int, home: Path, outdated: list[Path]) -> None:
    """Rebuild a whole run without the channels of a removed part; if that fails, it stays as it is."""
    whole = rows_of(ActivityRow, runner).filter(pk=whole_id, is_deleted=False).first()
    if whole is not None:
        rebuild(runner, whole, list(whole.source_rows.order_by("pk")), home, outdated)


def rebuild(runner: Runner, row: ActivityRow, sources: list[SourceRow], home: Path, outdated: list[Path]) -> str | None:
    """Rebuild an activity and its samples from the originals of these sources; returns the error, None on success.

    Sample files that are no longer used are added to ``outdated``.
    """
    from runback.history.merge import fill_whole, merge

    try:
        merged, *others = [_read_again(home, source, runner.zone) for source in sources]
    except RunbackError as problem:
        return problem.message
    for other in others:
        merged = merge(merged, other)
    parts = list_part_rows(runner, row)
    merged = fill_whole(
        merged, [load_row_activity(part, streams.samples_path(home, part.pk, part.samples_version)) for part in parts]
    )
    rebuilt = {
        name: value for name, value in activity_values(merged).items() if value is not None or name not in _LISTED
    }
    for name, value in (rebuilt | row.edits).items():
        setattr(row, name, value)
    if row.samples_version:
        outdated.append(streams.samples_path(home, row.pk, row.samples_version))
    encoded = b"" if merged.samples is None else streams.encode_samples(merged.samples)
    row.samples_sha256 = streams.checksum(encoded) if encoded else ""
    row.samples_version = row.samples_version + 1 if encoded else 0
    if encoded:
        write_atomically(streams.samples_path(home, row.pk, row.samples_version), encoded)
    row.batch_id = sources[0].batch_id
    row.save()
    return None


def _read_again(home: Path, source: SourceRow, zone: str) -> Activity:
    from runback.history.meaning import interpret

    columns = tuple(source.batch.columns.items()) if source.format == "csv" and source.batch is not None else ()
    recordings = _read_original(home, source.sha256, source.path, source.format, columns, zone)
    sources = (Source(source.path, source.sha256, source.format),)
    found = recordings[source.part] if source.part < len(recordings) else None
    if found is not None and found.samples is not None:
        return interpret(found, sources=sources, zone=zone)
    again = None if found is None else interpret(found, sources=sources, zone=zone)
    if again is not None and fingerprint_of(again, b"") == source.fingerprint:
        return again
    moved = _find_moved(recordings, source)
    if moved is None:
        raise UnusableInput(translate_later("Its original file holds fewer activities than before."), path=source.path)
    return interpret(moved, sources=sources, zone=zone)


def _find_moved(recordings: "Sequence[Recording]", source: SourceRow) -> "Recording | None":
    """The activity in a list that another version of Runback numbered differently: the one with the nearest start."""
    timed = [
        (abs(start - source.activity.start_utc), recording)
        for recording in recordings
        if (start := recording.start_utc)
    ]
    lead, nearest = min(timed, key=lambda found: found[0], default=(_SAME_START, None))
    return nearest if lead < _SAME_START else None


@lru_cache(maxsize=2)  # a list of thousands of activities is read once, not once per activity
def _read_original(
    home: Path, sha256: str, path: str, kind: str, columns: tuple[tuple[str, str], ...], zone: str
) -> "Sequence[Recording]":
    from runback.history.read import read_source
    from runback.services.imports.diary import read_table

    data = originals.read_original(home, sha256)
    if kind == "csv":
        _, recordings, _ = read_table(data, dict(columns), zone)
        return recordings
    return read_source(data, path)


def _forget_originals(runner: Runner, batch: ImportRow, home: Path, outdated: list[Path]) -> None:
    """Remove the originals that came only from this import and that nothing depends on any more."""
    met = set(batch.files.exclude(sha256="").values_list("sha256", flat=True))
    elsewhere = ImportFileRow.objects.filter(runner_id=runner.id).exclude(batch=batch)
    still = elsewhere.exclude(batch__state=ImportState.UNDONE).values_list("sha256", flat=True)
    unused = met - set(rows_of(SourceRow, runner).values_list("sha256", flat=True)) - set(still)
    rows_of(OriginalRow, runner).filter(sha256__in=unused).delete()
    shared = shared_originals(unused)
    outdated.extend(originals.original_path(home, sha256) for sha256 in unused - shared)
