"""Taking one import back: what only it brought goes, what others brought too stays as they have it."""

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
from runback.services.imports.wholes import list_part_rows, read_kept, release_parts, settle
from runback.services.parts import undo_parts
from runback.services.training.logged_runs import keep_logged_run, move_logs
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
"""The same activity is never further apart in two sources: zones differ by 14 hours."""

_LISTED = ("title", "gear", "perceived_effort")
"""May come from a list beside the file (Strava), which its original does not hold: kept where the file is silent."""


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What taking an import back did.

    ``removed`` activities came from it alone; ``restored`` ones are in other files too and
    are again as those tell them; ``kept`` ones were deleted by the runner and stay so;
    ``pain_entries`` came from its tables. ``failed`` ones could not be read again from their
    originals: they keep what the import brought.
    """

    id: int
    removed: int
    restored: int
    kept: int
    pain_entries: int
    failed: tuple[str, ...] = ()


def undo_import(runner: Runner, job_id: int | str) -> UndoReport:
    """Take an import back, in one transaction; what it removed can be imported again.

    Raises ``NotFound`` for an import that is not the runner's, and ``UnusableInput`` while it is
    at work or when it was taken back before. Edits by hand and the choice of a shoe stay on
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
        elif (problem := make_anew(runner, row, others, home, outdated)) is None:
            row.source_rows.filter(batch=batch).delete()
            changed += [*release_parts(runner, row), row.pk]
            restored += 1
        else:
            failed.append(f"Activity {row.pk}: {problem}")
        if whole_id := row.edits.get(PART_OF, {}).get("id"):
            _forget_part(runner, whole_id, home, outdated)
    settle(runner, changed)
    _keep_logs(runner, logs)
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


def _keep_logs(runner: Runner, log_ids: Sequence[int]) -> None:
    """Let logs whose activity went tell of their runs themselves again, as without a file."""
    for row in rows_of(SessionRow, runner).filter(pk__in=log_ids, activity=None).order_by("day", "pk"):
        keep_logged_run(runner, row)


def _find_row(runner: Runner, row_id: int) -> ActivityRow | None:
    """The row as it is once the others are done; a run that the runner joined of two pieces is two again."""
    first = rows_of(ActivityRow, runner).filter(edits__joined__id=row_id, is_deleted=False).first()
    if first is not None:
        undo_parts(runner, first.pk)
    return rows_of(ActivityRow, runner).filter(pk=row_id).first()


def _remove(row: ActivityRow, home: Path, outdated: list[Path]) -> list[int]:
    """Remove an activity with what was split off it; returns the ids of what counts again."""
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
    """Make the whole of a run again without the channels of a part that went; it stays as it is where it cannot."""
    whole = rows_of(ActivityRow, runner).filter(pk=whole_id, is_deleted=False).first()
    if whole is not None:
        make_anew(runner, whole, list(whole.source_rows.order_by("pk")), home, outdated)


def make_anew(
    runner: Runner, row: ActivityRow, sources: list[SourceRow], home: Path, outdated: list[Path]
) -> str | None:
    """Make an activity and its samples again from the originals of these sources; returns why not, None when it is.

    Samples files that nothing names any more are added to ``outdated``.
    """
    from runback.history.merge import fill_whole, merge

    try:
        merged, *others = [_read_again(home, source, runner.zone) for source in sources]
    except RunbackError as problem:
        return problem.message
    for each in others:
        merged = merge(merged, each)
    parts = list_part_rows(runner, row)
    merged = fill_whole(
        merged, [read_kept(part, streams.samples_path(home, part.pk, part.samples_version)) for part in parts]
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


def _read_again(home: Path, kept: SourceRow, zone: str) -> Activity:
    from runback.history.meaning import understand

    columns = tuple(kept.batch.columns.items()) if kept.format == "csv" and kept.batch is not None else ()
    recordings = _read_original(home, kept.sha256, kept.path, kept.format, columns, zone)
    sources = (Source(kept.path, kept.sha256, kept.format),)
    found = recordings[kept.part] if kept.part < len(recordings) else None
    if found is not None and found.samples is not None:
        return understand(found, sources=sources, zone=zone)
    again = None if found is None else understand(found, sources=sources, zone=zone)
    if again is not None and fingerprint_of(again, b"") == kept.fingerprint:
        return again
    moved = _find_moved(recordings, kept)
    if moved is None:
        raise UnusableInput(translate_later("Its original file holds fewer activities than before."), path=kept.path)
    return understand(moved, sources=sources, zone=zone)


def _find_moved(recordings: "Sequence[Recording]", kept: SourceRow) -> "Recording | None":
    """The activity of a list that another version of Runback counted otherwise: the one that began nearest."""
    timed = [(abs(start - kept.activity.start_utc), each) for each in recordings if (start := each.start_utc)]
    lead, nearest = min(timed, key=lambda found: found[0], default=(_SAME_START, None))
    return nearest if lead < _SAME_START else None


@lru_cache(maxsize=2)  # a list of thousands of activities is read once, not once for each of them
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
    """Let go of the originals that only this import brought and nothing stands on any more."""
    met = set(batch.files.exclude(sha256="").values_list("sha256", flat=True))
    elsewhere = ImportFileRow.objects.filter(runner_id=runner.id).exclude(batch=batch)
    still = elsewhere.exclude(batch__state=ImportState.UNDONE).values_list("sha256", flat=True)
    unused = met - set(rows_of(SourceRow, runner).values_list("sha256", flat=True)) - set(still)
    rows_of(OriginalRow, runner).filter(sha256__in=unused).delete()
    shared = shared_originals(unused)
    outdated.extend(originals.original_path(home, sha256) for sha256 in unused - shared)
