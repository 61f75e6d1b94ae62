"""Writes read files into the store: verdicts, activities and samples, a few files per transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from runback.domain.activity import Activity
from runback.domain.imports import FileVerdict, Verdict
from runback.domain.runner import Runner
from runback.history.merge import fill_whole
from runback.history.recording import ASK_SPORT
from runback.history.union import find_outside
from runback.languages.saved import translate_later
from runback.services.imports.index import SPLIT, HistoryIndex, Place, load_index
from runback.services.imports.reading import (
    BrokenReader,
    Problem,
    ReadFile,
    ReadPart,
    forget_samples,
    last_resort,
    stage_samples,
)
from runback.services.imports.wholes import count_as_part, inherit, list_part_rows, load_row_activity
from runback.store import streams
from runback.store.files import sync_files
from runback.store.mapping_diary import pain_values
from runback.store.mapping_history import activity_record, activity_values
from runback.store.models import ActivityRow, ImportFileRow, ImportRow, OriginalRow, PainRow, SourceRow
from runback.store.new_ids import take_ids
from runback.store.originals import original_path
from runback.store.owned import owner_id, rows_of
from runback.store.shared_files import shared_originals

_REPLACED_WHOLE = frozenset({"gadgetbridge"})
_DELETED = translate_later("You deleted this activity, so it stays deleted.")
_SPLIT = translate_later("You split this activity in two, and the two stay as they are.")
_IS_PART = translate_later("It is part of an activity that is there whole, so it counts with that one and not again.")
_HOLDS_PARTS = translate_later(
    "It holds the whole of an activity that was there in parts ({count}). They count once now, as the whole; its page "
    "has Undo."
)
_OVERLAPS = translate_later(
    "Some minutes of it are in another recording too, too few to be sure that the two are one, so both count. Look at "
    "them in the history, and delete or merge one if they are."
)


@dataclass(frozen=True, slots=True)
class Writer:
    """What an import writes to: whose history, which import's verdicts, which home.

    ``staged`` maps the names that samples and originals get when the transaction ends to their temporary files until
    then. ``pending`` are rows that are written in bulk, when the transaction ends or something reads
    them, and ``new_ids`` are the ids for their activities.
    """

    runner: Runner
    batch: ImportRow
    home: Path
    index: HistoryIndex
    staged: dict[Path, Path] = field(default_factory=dict)
    pending: list[ActivityRow | OriginalRow | SourceRow | ImportFileRow] = field(default_factory=list)
    new_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Outcome:
    """The outcome of one file, collected part by part; ``outdated`` are sample files to remove afterwards."""

    verdicts: list[Verdict] = field(default_factory=list)
    activity_ids: list[str] = field(default_factory=list)
    reason: str | None = None
    outdated: list[Path] = field(default_factory=list)


def write_together(to: Writer, reads: Sequence[ReadFile]) -> tuple[Writer, list[FileVerdict]]:
    """Save what these files yielded, in one transaction; returns the writer to continue with, and one verdict per file.

    All of it is saved, or after a crash none of it. A file on which merging fails is saved as failed, and the others
    as they are. Raises ``OSError`` if the samples cannot be written; the home is unchanged then, but
    ``to.index`` may be.
    """
    verdicts: list[FileVerdict] = []
    outdated: list[Path] = []
    written = [path for read in reads for path in (read.original, *(part.samples for part in read.parts)) if path]
    sync_files(written)  # before the transaction, because nobody else can save anything while it is open
    with transaction.atomic():
        to.new_ids[:] = take_ids(ActivityRow, sum(len(read.parts) for read in reads))
        for read in reads:
            to, verdict = _write_or_fail(to, read, outdated)
            verdicts.append(verdict)
        _write_pending(to)
        sync_files([part for part in to.staged.values() if part not in written])
        for path, part in to.staged.items():
            _give_name(part, path)
    to.staged.clear()
    for path in outdated:
        path.unlink(missing_ok=True)
    return to, verdicts


def _give_name(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.replace(path)


def _write_pending(to: Writer) -> None:
    if not to.pending:
        return
    ActivityRow.objects.bulk_create(row for row in to.pending if isinstance(row, ActivityRow))
    OriginalRow.objects.bulk_create(row for row in to.pending if isinstance(row, OriginalRow))
    SourceRow.objects.bulk_create(row for row in to.pending if isinstance(row, SourceRow))
    ImportFileRow.objects.bulk_create(row for row in to.pending if isinstance(row, ImportFileRow))
    to.pending.clear()


def _write_or_fail(to: Writer, read: ReadFile, outdated: list[Path]) -> tuple[Writer, FileVerdict]:
    if read.problem is not None and not read.is_kept:
        return to, _write_problem(to, read.label, read.problem)
    staged, pending = dict(to.staged), list(to.pending)
    try:
        with transaction.atomic():
            return to, _write_file(to, read, outdated)
    except BrokenReader as problem:
        to.staged.clear()
        to.staged.update(staged)
        to.pending[:] = pending
        _write_pending(to)
        to = replace(to, index=load_index(to.runner))  # the old one may contain rows that were rolled back
        for part in read.parts:
            forget_samples(part)
        fault = Problem(Verdict.FAILED, problem.message)
        return to, _write_file(to, replace(read, parts=(), pains=(), problem=fault), outdated)


def _write_file(to: Writer, read: ReadFile, outdated: list[Path]) -> FileVerdict:
    outcome = _place_file(to, read)
    verdict = FileVerdict(
        path=read.label,
        verdict=_overall(outcome.verdicts) if read.problem is None else read.problem.verdict,
        reason=(read.remark or outcome.reason) if read.problem is None else read.problem.reason,
        activity_ids=tuple(dict.fromkeys(outcome.activity_ids)),
        offset=None if read.problem is None else read.problem.offset,
    )
    _save_verdict(to, verdict, read.sha256)
    outdated += outcome.outdated
    return verdict


def _write_problem(to: Writer, label: str, problem: Problem) -> FileVerdict:
    """Save the verdict on a file that could not even be opened."""
    verdict = FileVerdict(label, problem.verdict, problem.reason, (), problem.offset)
    _save_verdict(to, verdict, "")
    return verdict


def _save_verdict(to: Writer, verdict: FileVerdict, sha256: str) -> None:
    to.pending.append(
        ImportFileRow(
            runner_id=owner_id(to.runner),
            batch=to.batch,
            path=verdict.path,
            verdict=verdict.verdict.value,
            reason=verdict.reason,
            offset=verdict.offset,
            sha256=sha256,
            activity_ids=list(verdict.activity_ids),
        )
    )


def _overall(verdicts: list[Verdict]) -> Verdict:
    return next((v for v in (Verdict.IMPORTED, Verdict.MERGED) if v in verdicts), Verdict.DUPLICATE)


def _place_file(to: Writer, read: ReadFile) -> _Outcome:
    outcome = _Outcome()
    if read.is_kept and read.sha256 not in to.index.originals:
        owner = owner_id(to.runner)
        to.pending.append(OriginalRow(runner_id=owner, sha256=read.sha256, size=read.size, path=read.label))
        to.index.originals.add(read.sha256)
        to.index.original_sizes.add(read.size)
        if read.original is not None:
            to.staged[original_path(to.home, read.sha256)] = read.original
    elif read.original is not None:
        outcome.outdated.append(read.original)
    if known := to.index.sources.get(read.sha256):
        _note_known(to, outcome, known)
        for part in read.parts:
            forget_samples(part)
        return outcome
    for number, part in enumerate(read.parts):
        _place_part(to, part, number, outcome)
    _add_pains(to, read, outcome)
    if _is_replaced_whole(read) and set(outcome.verdicts) == {Verdict.DUPLICATE}:
        _forget_original(to, read, outcome)
    return outcome


def _is_replaced_whole(read: ReadFile) -> bool:
    """Whether the file is a database that its program rewrites in full with every export."""
    return bool(read.parts) and all(part.activity.sources[0].format in _REPLACED_WHOLE for part in read.parts)


def _forget_original(to: Writer, read: ReadFile, outcome: _Outcome) -> None:
    """Drop a database with nothing new: one a day with the same workouts would fill the disk."""
    _write_pending(to)
    rows_of(SourceRow, to.runner).filter(sha256=read.sha256).delete()
    rows_of(OriginalRow, to.runner).filter(sha256=read.sha256).delete()
    to.index.originals.discard(read.sha256)
    if not shared_originals({read.sha256}):
        outcome.outdated.append(original_path(to.home, read.sha256))


def _add_pains(to: Writer, read: ReadFile, outcome: _Outcome) -> None:
    """Add the pain entries of a diary's table, except those imported before or logged with the same content."""
    if not read.pains:
        return
    entries = rows_of(PainRow, to.runner).filter(day__in={pain.day for pain in read.pains})
    known = set(entries.values_list("day", "score", "moment"))
    new = [pain for pain in read.pains if (pain.day, pain.score, str(pain.moment)) not in known]
    PainRow.objects.bulk_create(
        PainRow(runner_id=owner_id(to.runner), batch=to.batch, **pain_values(pain)) for pain in new
    )
    if new:
        outcome.verdicts.append(Verdict.IMPORTED)


def _note_known(to: Writer, outcome: _Outcome, row_ids: list[int]) -> None:
    outcome.verdicts.append(Verdict.DUPLICATE)
    _write_pending(to)
    counting = list(dict.fromkeys(to.index.shown(row_id) for row_id in row_ids))
    rows = rows_of(ActivityRow, to.runner).filter(pk__in=counting, is_deleted=False)
    alive = set(rows.values_list("pk", flat=True))
    outcome.activity_ids.extend(str(row_id) for row_id in counting if row_id in alive)
    outcome.reason = translate_later("This file is already in the history.") if alive else _DELETED


def _place_part(to: Writer, part: ReadPart, number: int, outcome: _Outcome) -> None:
    twin, path = to.index.fingerprints.get(part.fingerprint), part.activity.sources[0].path
    place = Place(same=twin[0]) if twin is not None else to.index.find_place(part.activity)
    if place.overlaps is not None and _is_one_run(to, place.overlaps, part):
        place = Place(same=place.overlaps)
    row = None if place.same is None else _find_row(to, place.same)
    is_new = row is None
    if row is None:
        row = _add_activity(to, part)
        verdict, reason = Verdict.IMPORTED, _remark(part, place)
    elif twin is not None or _is_left_alone(to, row):
        outcome.outdated.extend([] if part.samples is None else [part.samples])
        verdict, reason = Verdict.DUPLICATE, _why_left_alone(to, row, twin and twin[1])
    else:
        outcome.outdated.extend(_merge_into(to, row, part))
        verdict, reason = Verdict.MERGED, translate_later("It was merged with the same activity from another file.")
    _add_source(to, row, part, number)
    if verdict is not Verdict.DUPLICATE and (merged := _settle(to, row, outcome, path, is_new=is_new)):
        verdict, reason = Verdict.MERGED, merged
    outcome.verdicts.append(verdict)
    outcome.reason = reason or outcome.reason
    if not _is_gone(to, row):
        outcome.activity_ids.append(str(to.index.shown(row.pk)))


def _is_one_run(to: Writer, row_id: int, part: ReadPart) -> bool:
    """Whether two recordings that share only some minutes are the same run: they were at the same places in those."""
    row = _find_row(to, row_id)
    if row is None or _is_left_alone(to, row):
        return False
    with last_resort(part.activity.sources[0].path, (OSError,)):
        return bool(find_outside(_load(row, to), _with_samples(part)))


def _find_row(to: Writer, row_id: int) -> ActivityRow | None:
    _write_pending(to)
    return rows_of(ActivityRow, to.runner).filter(pk=row_id).select_related("shoe").first()


def _remark(part: ReadPart, place: Place) -> str | None:
    """A remark on a new activity, if there is any."""
    if ASK_SPORT in part.activity.notes:
        return ASK_SPORT
    return None if place.overlaps is None else _OVERLAPS


def _is_gone(to: Writer, row: ActivityRow) -> bool:
    """Whether the runner deleted the activity, or the whole that it is part of."""
    whole = to.index.shown(row.pk)
    return row.is_deleted if whole == row.pk else whole in to.index.deleted


def _is_left_alone(to: Writer, row: ActivityRow) -> bool:
    return _is_gone(to, row) or SPLIT in row.edits


def _why_left_alone(to: Writer, row: ActivityRow, twin: str | None) -> str:
    if _is_gone(to, row):
        return _DELETED
    return _SPLIT if twin is None else translate_later("It has the same content as {value}.").format(value=twin)


def _settle(to: Writer, row: ActivityRow, outcome: _Outcome, path: str, *, is_new: bool) -> str | None:
    """Count parts of a run with the whole, which gets what only they have; returns a remark about that."""
    pairs = to.index.settle(row.pk)
    whole_id = to.index.shown(row.pk)
    if not pairs and whole_id == row.pk:
        return None
    _write_pending(to)
    for part_id, of_id in pairs:
        count_as_part(to.runner, part_id, of_id)
    whole = rows_of(ActivityRow, to.runner).select_related("shoe").get(pk=whole_id)
    parts = list_part_rows(to.runner, whole)
    if is_new and whole_id == row.pk:
        inherit(whole, parts)
    with last_resort(path, (OSError,)):
        filled = fill_whole(_load(whole, to), [_load(part, to) for part in parts])
    outcome.outdated.extend(_change(to, whole, filled))
    return _IS_PART if whole_id != row.pk else _HOLDS_PARTS.format(count=len(pairs))


def _add_source(to: Writer, row: ActivityRow, part: ReadPart, number: int) -> None:
    source = part.activity.sources[0]
    to.pending.append(
        SourceRow(
            runner_id=owner_id(to.runner),
            activity=row,
            batch=to.batch,
            sha256=source.sha256,
            part=number,
            path=source.path,
            format=source.format,
            fingerprint=part.fingerprint,
        )
    )
    to.index.note_source(row.pk, source.sha256, part.fingerprint, source.path)


def _add_activity(to: Writer, part: ReadPart) -> ActivityRow:
    row = ActivityRow(
        pk=to.new_ids.pop(0),
        runner_id=owner_id(to.runner),
        batch=to.batch,
        samples_version=0 if part.samples is None else 1,
        samples_sha256=part.samples_sha256,
        shoe_id=to.index.shoe_of(part.activity),
        **activity_values(part.activity),
    )
    to.pending.append(row)
    if part.samples is not None:
        to.staged[streams.samples_path(to.home, row.pk, 1)] = part.samples
    to.index.place(row.pk, part.activity)
    return row


def _with_samples(part: ReadPart) -> Activity:
    if part.samples is None:
        return part.activity
    return replace(part.activity, samples=streams.read_samples(part.samples, part.samples_sha256))


def _load(row: ActivityRow, to: Writer) -> Activity:
    path = streams.samples_path(to.home, row.pk, row.samples_version)
    return load_row_activity(
        row, to.staged.get(path, path)
    )  # without its samples, a merge adds complete ones in their place


def _merge_into(to: Writer, row: ActivityRow, part: ReadPart) -> list[Path]:
    """Merge the part into the row; returns the sample files to remove after the commit."""
    from runback.history.merge import merge

    with last_resort(part.activity.sources[0].path, (OSError,)):
        merged = merge(_load(row, to), _with_samples(part))
    return [*_change(to, row, merged), *([] if part.samples is None else [part.samples])]


def _change(to: Writer, row: ActivityRow, activity: Activity) -> list[Path]:
    """Update the row to this activity, except for the runner's edits; returns the sample files to remove afterwards."""
    for name, value in (activity_values(activity) | row.edits).items():
        setattr(row, name, value)
    outdated = []
    if activity.samples is not None:
        encoded = streams.encode_samples(activity.samples)
        sha256 = streams.checksum(encoded)
        if sha256 != row.samples_sha256:
            if row.samples_version:
                outdated.append(streams.samples_path(to.home, row.pk, row.samples_version))
            row.samples_version += 1
            row.samples_sha256 = sha256
            to.staged[streams.samples_path(to.home, row.pk, row.samples_version)] = stage_samples(to.home, encoded)
    row.save()
    to.index.place(row.pk, activity_record(row, activity.sources))
    return outdated
