"""Imports of files into the history, now or in the background for the web, and what became of each file.

The modules that read files are imported on demand: pages that only show imports do without them.
"""

import csv
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from runback.domain.activity import Sport
from runback.domain.errors import UnusableInput
from runback.domain.imports import FileVerdict, FoundActivity, ImportReport, Verdict
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.imports.background import is_importing, workers
from runback.services.imports.index import PART_OF
from runback.services.imports.order import Progress, make_order, place_order
from runback.services.quota import require_turn
from runback.store.locks import HomeIsBusy
from runback.store.mapping_history import verdict_record
from runback.store.models import ActivityRow, ImportFileRow, ImportRow
from runback.store.models.history import ImportState
from runback.store.owned import row_of, rows_of

_LATEST = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """The progress of a background import.

    ``state`` is queued, running, done, cancelled or failed; ``total`` is 0 until the
    files are counted; ``counts`` maps each verdict to its number of files;
    ``verdicts`` are the latest, in order; ``seconds_left`` is None while unknown.
    """

    id: int
    state: str
    done: int
    total: int
    counts: dict[str, int]
    verdicts: tuple[FileVerdict, ...]
    started_at: datetime
    finished_at: datetime | None
    seconds_left: float | None
    message: str

    @property
    def is_over(self) -> bool:
        """Whether the import has ended."""
        return self.state not in (ImportState.QUEUED, ImportState.RUNNING)


def import_paths(
    runner: Runner,
    paths: Iterable[Path],
    *,
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
) -> ImportReport:
    """Import files, folders and archives; returns one verdict per file.

    ``progress(done, total, verdict)`` is called after each file. ``columns`` give the columns of a
    training diary's table (``diary_table.guess_columns``). Raises
    ``UnusableInput`` for a missing path or one without files, ``UnusableHome`` when the disk cannot
    be written, and ``HomeIsBusy`` when another import takes too long.
    """
    from runback.services.imports import jobs

    order = make_order(paths, columns)
    batch = place_order(runner, order)
    try:
        report = jobs.run_batch(runner, batch, progress)
    except HomeIsBusy:
        batch.delete()
        raise
    if report.files == 0:
        named = ", ".join(map(str, order.paths))
        batch.delete()
        raise UnusableInput(
            gettext("There are no files in {named}. Name a folder or an archive that has some.").format(named=named),
            path=named,
        )
    return report


def start_import(runner: Runner, paths: Iterable[Path], *, columns: Mapping[str, str] | None = None) -> int:
    """Start an import in the background and return its id; raises ``UnusableInput``, also above the day's limit.

    ``columns`` as for ``import_paths``.
    With ``IMPORT_IN_BACKGROUND = False`` in the settings (tests) it runs right here.
    """
    require_turn(runner, "files")
    batch = place_order(runner, make_order(paths, columns, is_background=True))
    if getattr(settings, "IMPORT_IN_BACKGROUND", True):
        workers.start()
    else:
        from runback.services.imports import jobs

        jobs.run_batch(runner, batch)
    return int(batch.pk)


def import_progress(runner: Runner, job_id: int) -> ImportProgress:
    """The progress of an import; one that was interrupted (crash, power cut) is restarted.

    Raises ``NotFound`` for an import that is not the runner's.
    """
    batch = row_of(ImportRow, runner, job_id)
    latest = list(batch.files.order_by("-pk")[:_LATEST])
    return _progress(batch, _count_files([batch])[batch.pk], tuple(verdict_record(row) for row in reversed(latest)))


def _count_files(batches: Iterable[ImportRow]) -> dict[int, dict[str, int]]:
    """The number of files with each verdict for each of these imports, in one query."""
    counts = {int(batch.pk): dict.fromkeys((verdict.value for verdict in Verdict), 0) for batch in batches}
    found = ImportFileRow.objects.filter(batch__in=counts).values_list("batch", "verdict").annotate(n=Count("pk"))
    for batch_id, verdict, count in found:
        counts[batch_id][verdict] = count
    return counts


def _progress(batch: ImportRow, counts: dict[str, int], verdicts: tuple[FileVerdict, ...] = ()) -> ImportProgress:
    is_open = batch.state in (ImportState.QUEUED, ImportState.RUNNING)
    if is_open and batch.is_background and not is_importing():
        workers.start()
    done = sum(counts.values())
    return ImportProgress(
        id=int(batch.pk),
        state=str(batch.state),
        done=done,
        total=batch.total,
        counts=counts,
        verdicts=verdicts,
        started_at=batch.started_at,
        finished_at=batch.finished_at,
        seconds_left=_seconds_left(batch, done) if is_open else None,
        message=batch.message,
    )


def _seconds_left(batch: ImportRow, done: int) -> float | None:
    if not batch.is_counted or done < 5:
        return None
    spent = (clock.now() - batch.started_at).total_seconds()
    return round(spent / done * max(batch.total - done, 0), 1)


def has_imports(runner: Runner) -> bool:
    """Whether the runner has ever imported anything."""
    return rows_of(ImportRow, runner).exists()


def list_imports(runner: Runner) -> tuple[ImportProgress, ...]:
    """The runner's imports, newest first, without their verdicts."""
    rows = list(rows_of(ImportRow, runner).order_by("-pk")[:100])
    counts = _count_files(rows)
    return tuple(_progress(row, counts[row.pk]) for row in rows)


def list_verdicts(runner: Runner, job_id: int, verdict: Verdict | None = None) -> tuple[FileVerdict, ...]:
    """The verdicts on all files of an import, in order; raises ``NotFound``."""
    rows = row_of(ImportRow, runner, job_id).files.order_by("pk")
    chosen = rows if verdict is None else rows.filter(verdict=verdict.value)
    return tuple(verdict_record(row) for row in chosen)


def name_activities(runner: Runner, verdicts: Sequence[FileVerdict]) -> tuple[FileVerdict, ...]:
    """The verdicts with the activities now in the history from each file: ids, day, sport and distance, by day.

    A part of a run is replaced by the whole run.
    """
    ids = {number for verdict in verdicts for number in verdict.activity_ids}
    behind = rows_of(ActivityRow, runner).filter(edits__has_key=PART_OF).values_list("pk", "edits")
    wholes = {str(number): str(edits[PART_OF]["id"]) for number, edits in behind}
    rows = rows_of(ActivityRow, runner).filter(pk__in=ids | set(wholes.values()), is_deleted=False)
    known = {
        str(number): FoundActivity(day, Sport(sport), metres)
        for number, day, sport, metres in rows.order_by("start_utc").values_list("pk", "day", "sport", "distance_m")
    }
    named = []
    for each in verdicts:
        counting = {_whole_of(number, wholes) for number in each.activity_ids}
        shown = [number for number in known if number in counting]
        named.append(replace(each, activity_ids=tuple(shown), found=tuple(known[number] for number in shown)))
    return tuple(named)


def _whole_of(number: str, wholes: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while number in wholes and number not in seen:
        seen.add(number)
        number = wholes[number]
    return number


def write_verdicts_csv(runner: Runner, job_id: int, verdict: Verdict | None = None) -> str:
    """The verdicts of an import as CSV text (RFC 4180) with a header line, to download; raises ``NotFound``.

    Cells that a spreadsheet would treat as a formula start with an apostrophe.
    """
    sheet = StringIO(newline="")
    out = csv.writer(sheet)
    out.writerow(("path", "verdict", "reason", "activity_ids", "offset"))
    for each in list_verdicts(runner, job_id, verdict):
        offset = "" if each.offset is None else str(each.offset)
        cells = (each.path, each.verdict.value, each.reason or "", " ".join(each.activity_ids), offset)
        out.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells])
    return sheet.getvalue()


def cancel_import(runner: Runner, job_id: int) -> None:
    """Stop an import after the current file; what has been imported stays. Raises ``NotFound``."""
    batch = row_of(ImportRow, runner, job_id)
    rows_of(ImportRow, runner).filter(pk=batch.pk).update(cancel_asked=True)
    rows_of(ImportRow, runner).filter(pk=batch.pk, state=ImportState.QUEUED).update(
        state=ImportState.CANCELLED, finished_at=clock.now()
    )


def resume_imports() -> None:
    """Restart the imports that a crash interrupted; the server calls this when it starts."""
    is_open = ImportRow.objects.filter(is_background=True, state__in=(ImportState.QUEUED, ImportState.RUNNING))
    if is_open.exists() and not is_importing():
        workers.start()
