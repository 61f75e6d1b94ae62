"""One read file into the store: its verdict, activities and samples, in one transaction."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from runback.domain.activity import Activity, Source
from runback.domain.errors import NotFound
from runback.domain.imports import FileVerdict, Verdict
from runback.domain.runner import Runner
from runback.services.import_reading import Problem, ReadFile, ReadPart
from runback.store import streams
from runback.store.files import write_atomically
from runback.store.mapping_history import activity_record, activity_values
from runback.store.models import ActivityRow, ImportFileRow, ImportRow, OriginalRow, SourceRow
from runback.store.originals import DamagedFile
from runback.store.owned import owner_id, rows_of

SAME_START = timedelta(hours=15)
_DELETED = "You deleted this activity. It stays deleted."


@dataclass(slots=True)
class _Outcome:
    """What one file led to, gathered part by part; ``outdated`` are sample files to remove after."""

    verdicts: list[Verdict] = field(default_factory=list)
    activity_ids: list[str] = field(default_factory=list)
    reason: str | None = None
    outdated: list[Path] = field(default_factory=list)


def write_file(runner: Runner, batch: ImportRow, home: Path, read: ReadFile) -> FileVerdict:
    """Keep what one file gave; all of it is kept, or after a crash nothing of it.

    Raises ``OSError`` when the disk cannot take the samples; nothing is changed then.
    """
    with transaction.atomic():
        outcome = _place_file(runner, batch, home, read)
        verdict = FileVerdict(
            path=read.label,
            verdict=_overall(outcome.verdicts) if read.problem is None else read.problem.verdict,
            reason=outcome.reason if read.problem is None else read.problem.reason,
            activity_ids=tuple(dict.fromkeys(outcome.activity_ids)),
            offset=None if read.problem is None else read.problem.offset,
        )
        _keep_verdict(runner, batch, verdict, read.sha256)
    for path in outcome.outdated:
        path.unlink(missing_ok=True)
    return verdict


def write_problem(runner: Runner, batch: ImportRow, label: str, problem: Problem) -> FileVerdict:
    """Keep the verdict on a file that could not even be opened."""
    verdict = FileVerdict(label, problem.verdict, problem.reason, (), problem.offset)
    _keep_verdict(runner, batch, verdict, "")
    return verdict


def _keep_verdict(runner: Runner, batch: ImportRow, verdict: FileVerdict, sha256: str) -> None:
    ImportFileRow.objects.create(
        runner_id=owner_id(runner),
        batch=batch,
        path=verdict.path,
        verdict=verdict.verdict.value,
        reason=verdict.reason,
        offset=verdict.offset,
        sha256=sha256,
        activity_ids=list(verdict.activity_ids),
    )


def _overall(verdicts: list[Verdict]) -> Verdict:
    return next((v for v in (Verdict.IMPORTED, Verdict.MERGED) if v in verdicts), Verdict.DUPLICATE)


def _place_file(runner: Runner, batch: ImportRow, home: Path, read: ReadFile) -> _Outcome:
    outcome = _Outcome()
    if read.is_kept:
        OriginalRow.objects.get_or_create(
            runner_id=owner_id(runner), sha256=read.sha256, defaults={"size": read.size, "path": read.label}
        )
    known = list(rows_of(SourceRow, runner).filter(sha256=read.sha256).select_related("activity"))
    if known:
        _note_known(outcome, known)
        return outcome
    for number, part in enumerate(read.parts):
        _place_part(runner, batch, home, part, number, outcome)
    return outcome


def _note_known(outcome: _Outcome, sources: list[SourceRow]) -> None:
    outcome.verdicts.append(Verdict.DUPLICATE)
    alive = [source for source in sources if not source.activity.is_deleted]
    outcome.activity_ids.extend(str(source.activity_id) for source in alive)
    outcome.reason = "This file is already in the history." if alive else _DELETED


def _place_part(runner: Runner, batch: ImportRow, home: Path, part: ReadPart, number: int, outcome: _Outcome) -> None:
    twin = rows_of(SourceRow, runner).filter(fingerprint=part.fingerprint).select_related("activity").first()
    same = twin.activity if twin is not None else _find_same(runner, home, part)
    if same is None:
        row = _add_activity(runner, batch, home, part)
        outcome.verdicts.append(Verdict.IMPORTED)
    elif twin is not None or same.is_deleted:
        row = same
        outcome.verdicts.append(Verdict.DUPLICATE)
        outcome.reason = _DELETED if same.is_deleted else f"It tells the same as {twin and twin.path}."
    else:
        row = same
        outcome.outdated.extend(_merge_into(row, home, part))
        outcome.verdicts.append(Verdict.MERGED)
        outcome.reason = "It was joined with the same activity from another file."
    if not row.is_deleted:
        outcome.activity_ids.append(str(row.pk))
    _add_source(runner, batch, row, part, number)


def _add_source(runner: Runner, batch: ImportRow, row: ActivityRow, part: ReadPart, number: int) -> None:
    source = part.activity.sources[0]
    SourceRow.objects.create(
        runner_id=owner_id(runner),
        activity=row,
        batch=batch,
        sha256=source.sha256,
        part=number,
        path=source.path,
        format=source.format,
        fingerprint=part.fingerprint,
    )


def _add_activity(runner: Runner, batch: ImportRow, home: Path, part: ReadPart) -> ActivityRow:
    row = ActivityRow.objects.create(
        runner_id=owner_id(runner),
        batch=batch,
        samples_version=1 if part.samples else 0,
        samples_sha256=part.samples_sha256,
        **activity_values(part.activity),
    )
    if part.samples:
        write_atomically(streams.samples_path(home, row.pk, 1), part.samples)
    return row


def _find_same(runner: Runner, home: Path, part: ReadPart) -> ActivityRow | None:
    from runback.history.merge import is_same

    start = part.activity.start_utc
    near = rows_of(ActivityRow, runner).filter(start_utc__range=(start - SAME_START, start + SAME_START))
    candidates = list(near.select_related("shoe").order_by("pk"))
    if not candidates:
        return None
    new = _with_samples(part)
    return next((row for row in candidates if is_same(_kept(row, home), new)), None)


def _with_samples(part: ReadPart) -> Activity:
    return replace(part.activity, samples=streams.decode_samples(part.samples)) if part.samples else part.activity


def _kept(row: ActivityRow, home: Path) -> Activity:
    sources = tuple(Source(each.path, each.sha256, each.format) for each in row.source_rows.order_by("pk"))
    record = replace(activity_record(row, sources), gear=row.gear)
    if not row.samples_version:
        return record
    path = streams.samples_path(home, row.pk, row.samples_version)
    try:
        return replace(record, samples=streams.read_samples(path, row.samples_sha256))
    except (DamagedFile, NotFound):
        return record  # a merge then brings whole samples in their place


def _merge_into(row: ActivityRow, home: Path, part: ReadPart) -> list[Path]:
    """Join the part into the row; returns the sample files to remove once this is committed."""
    from runback.history.merge import merge

    merged = merge(_kept(row, home), _with_samples(part))
    for name, value in (activity_values(merged) | row.edits).items():
        setattr(row, name, value)
    outdated = []
    if merged.samples is not None:
        encoded = streams.encode_samples(merged.samples)
        sha256 = streams.checksum(encoded)
        if sha256 != row.samples_sha256:
            if row.samples_version:
                outdated.append(streams.samples_path(home, row.pk, row.samples_version))
            row.samples_version += 1
            row.samples_sha256 = sha256
            write_atomically(streams.samples_path(home, row.pk, row.samples_version), encoded)
    row.save()
    return outdated
