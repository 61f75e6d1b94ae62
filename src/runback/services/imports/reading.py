"""From one file's bytes to activities and encoded samples: the part of an import that runs in helper processes.

No database is used here: results are small and can be sent between processes.
"""

import hashlib
import logging
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from runback.domain.activity import Activity, Source
from runback.domain.diary import PainEntry
from runback.domain.errors import RunbackError, UnusableHome, UnusableInput
from runback.domain.imports import Verdict
from runback.languages.saved import translate_later

if TYPE_CHECKING:
    from runback.history.recording import Recording
    from runback.history.source_file import SourceFile

_BROKEN_STREAM = (OSError, EOFError, zipfile.BadZipFile, zlib.error)
_BROKEN_PACKING = (*_BROKEN_STREAM, ValueError)
Stop = Callable[[], bool]
"""Whether to stop; called often, so it has to be cheap."""
_CLOCK_SLACK = timedelta(days=1)
KEEP_BROKEN_BYTES = 32 * 1024 * 1024
_known: ContextVar[frozenset[str]] = ContextVar("known", default=frozenset())
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileJob:
    """One file to read: its bytes with their SHA-256, or None and their path on disk.

    ``home`` is None if nothing is to be saved. ``zone`` is the runner's IANA zone, used if
    the file has none; ``entry`` is what a Strava list adds, ``columns`` the confirmed columns of a diary.
    """

    label: str
    home: Path | None
    zone: str
    data: bytes | None = None
    sha256: str = ""
    path: Path | None = None
    entry: Any = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def at(self, path: Path) -> "FileJob":
        """The job for the file at that path."""
        return replace(self, path=path)

    def with_bytes(self, data: bytes, sha256: str) -> "FileJob":
        """The job with the file's bytes."""
        return replace(self, data=data, sha256=sha256)


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One activity of a file: its summary, its samples as a Parquet file without a final name, its fingerprint."""

    activity: Activity
    samples: Path | None
    samples_sha256: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file yielded no activity."""

    verdict: Verdict
    reason: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file yielded: activities, or the problem; ``is_kept`` means that its original is on disk.

    ``original`` is its path until it gets its final name, None after that. ``pains`` come from a diary's table,
    ``remark`` is a note on a file that was read.
    """

    label: str
    sha256: str
    size: int
    parts: tuple[ReadPart, ...] = ()
    problem: Problem | None = None
    is_kept: bool = False
    pains: tuple[PainEntry, ...] = ()
    remark: str | None = None
    original: Path | None = None


class BrokenReader(RunbackError):
    """A fault in Runback itself: reading a file raised an unexpected error."""

    code = "broken_reader"


class ImportStopped(Exception):
    """The import was stopped; nothing is left of the file that was being read."""


def never_stop() -> bool:
    """The ``Stop`` of a caller that never stops."""
    return False


def remember_known(known: frozenset[str]) -> None:
    """Remember the checksums of files in the history, so that this import does not read them again.

    Each thread has its own: a server may import for two runners at once, and their files must not mix.
    """
    _known.set(known)


def read_file(job: FileJob) -> ReadFile:
    """Read one file; anything wrong with its content is returned as a ``Problem``.

    Raises ``OSError`` when the original or the samples cannot be written (disk full).
    """
    data = job.data
    if data is None:
        found = _load(job)
        if isinstance(found, ReadFile):
            return found
        data = found
    sha256 = job.sha256 or hashlib.sha256(data).hexdigest()
    if sha256 in _known.get():
        return ReadFile(job.label, sha256, len(data))
    return _read_bytes(replace(job, data=data, sha256=sha256), data)


def _load(job: FileJob) -> bytes | ReadFile:
    from runback.history.sources import open_plain

    if job.path is None:
        return failed(job.label, translate_later("It did not reach the reader."))
    return load(open_plain(job.path))


def load(source: "SourceFile") -> bytes | ReadFile:
    """The file's bytes, or the verdict on why they cannot be read."""
    try:
        with last_resort(source.label, (OSError,)):
            return source.read()
    except OSError as problem:
        return failed(
            source.label,
            translate_later("It cannot be read ({value}). Check that you may read it.").format(
                value=problem.strerror or problem
            ),
        )
    except RunbackError as problem:
        return failed(source.label, problem.message, problem.offset)


def failed(label: str, reason: str, offset: int | None = None) -> ReadFile:
    """The verdict on a file whose bytes cannot be read."""
    return ReadFile(label, "", 0, problem=Problem(Verdict.FAILED, reason, offset))


@contextmanager
def last_resort(label: str, passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn an unexpected error into a ``BrokenReader``, so that it costs one file and not the whole import.

    ``passing`` are errors that a caller further up handles.
    """
    try:
        yield
    except RunbackError:
        raise
    except passing:
        raise
    # The only broad except of the program: files are malicious or odd in ways that no list of errors covers, and a
    # batch of thousands must not end at one of them. The traceback is logged, the file gets its verdict.
    except Exception as problem:  # noqa: BLE001
        _log.exception("reading %s ended in an error of Runback", label)
        kind = type(problem).__name__
        raise BrokenReader(
            translate_later("Runback itself failed on this file ({kind}). The rest of the import went on.").format(
                kind=kind
            )
        ) from None


def _read_bytes(job: FileJob, data: bytes) -> ReadFile:
    from runback.history.errors import NotAnActivity
    from runback.history.read import read_source
    from runback.services.imports.diary import is_diary
    from runback.store.originals import stage_original

    sha256, size = job.sha256, len(data)
    try:
        with last_resort(job.label):
            is_table = is_diary(job.label, data, job.columns)
        if is_table:
            return _read_diary(job, data)
        with last_resort(job.label):
            recordings = read_source(data, job.label, job.entry)
        parts = _interpret_all(job, sha256, recordings)
    except NotAnActivity as problem:
        return ReadFile(job.label, sha256, size, problem=Problem(Verdict.NOT_ACTIVITY, problem.message))
    except RunbackError as problem:
        reason = Problem(Verdict.FAILED, problem.message, problem.offset)
        if size > KEEP_BROKEN_BYTES or job.home is None:
            return ReadFile(job.label, sha256, size, problem=reason)
        staged = stage_original(job.home, data, sha256)
        return ReadFile(job.label, sha256, size, problem=reason, is_kept=True, original=staged)
    if not parts:
        return ReadFile(job.label, sha256, size, problem=_NOTHING)
    staged = None if job.home is None else stage_original(job.home, data, sha256)
    return ReadFile(job.label, sha256, size, parts=parts, is_kept=True, original=staged)


def _read_diary(job: FileJob, data: bytes) -> ReadFile:
    from runback.services.imports.diary import read_table
    from runback.store.originals import stage_original

    sha256, size = job.sha256, len(data)
    try:
        with last_resort(job.label):
            table, recordings, pains = read_table(data, job.columns, job.zone)
        parts = _interpret_all(job, sha256, recordings)
    except RunbackError as problem:
        return ReadFile(job.label, sha256, size, problem=Problem(Verdict.FAILED, problem.message))
    if not parts and not pains:
        why = " ".join((translate_later("No row of this diary could be read."), *table.left_out[:3]))
        return ReadFile(job.label, sha256, size, problem=Problem(Verdict.FAILED, why))
    staged = None if job.home is None else stage_original(job.home, data, sha256)
    remark = translate_later("{parts} activities and {pains} pain entries were read.").format(
        parts=len(parts), pains=len(pains)
    )
    if table.left_out:
        remark += f" {len(table.left_out)} rows were left out: " + " ".join(table.left_out[:5])
    return ReadFile(job.label, sha256, size, parts, None, True, tuple(pains), remark, staged)


_NOTHING = Problem(Verdict.NOT_ACTIVITY, translate_later("The file holds no activity."))


class _Stoppable:
    """A stream that raises ``ImportStopped`` once ``stop`` returns true."""

    def __init__(self, stream: IO[bytes], stop: Stop) -> None:
        self._stream, self._stop = stream, stop

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        raise_if_stopped(self._stop)
        return self._stream.read(size)


def raise_if_stopped(stop: Stop) -> None:
    """Raise ``ImportStopped`` once ``stop`` returns true."""
    if stop():
        raise ImportStopped


def read_large(
    source: "SourceFile", home: Path | None, zone: str, sizes: frozenset[int], stop: Stop = never_stop
) -> ReadFile:
    """Read a health export of any size as a stream, in bounded memory, and store it the same way.

    ``sizes`` are those of the stored originals: a file of such a size is compared with them by its
    checksum before it is read. Raises ``OSError`` when the disk cannot be written, and
    ``ImportStopped`` once ``stop`` returns true; nothing is stored then.
    """
    from runback.history.errors import NotAnActivity
    from runback.history.read import read_stream
    from runback.store.originals import KeptStream

    job = FileJob(source.label, home, zone)
    if source.size in sizes and (known := _checksum_of(source, stop)) in _known.get():
        return ReadFile(source.label, known, source.size)
    try:
        raw = source.open()
    except _BROKEN_PACKING as problem:
        return failed(source.label, translate_later("It cannot be opened ({problem}).").format(problem=problem))
    try:
        with raw, KeptStream(home, cast("IO[bytes]", _Stoppable(raw, stop))) as stream:
            recordings = read_stream(cast("IO[bytes]", stream), source.label)
            parts = _interpret_all(job, "", _until_stopped(source.label, recordings, stop))
            sha256 = stream.store()
            named = tuple(_named_source(part, sha256) for part in parts)
            return ReadFile(source.label, sha256, stream.size, named, None if parts else _NOTHING, bool(parts))
    except NotAnActivity as problem:
        return ReadFile(source.label, "", 0, problem=Problem(Verdict.NOT_ACTIVITY, problem.message))
    except UnusableHome:
        raise
    except RunbackError as problem:
        return failed(source.label, problem.message, problem.offset)
    except (EOFError, zlib.error, zipfile.BadZipFile) as problem:
        return failed(source.label, translate_later("It cannot be unpacked ({problem}).").format(problem=problem))


def _until_stopped(label: str, recordings: "Iterator[Recording]", stop: Stop) -> "Iterator[Recording]":
    iterator = iter(recordings)
    while True:
        raise_if_stopped(stop)
        with last_resort(label, (*_BROKEN_STREAM, ImportStopped)):
            recording = next(iterator, None)
        if recording is None:
            return
        yield recording


def _checksum_of(source: "SourceFile", stop: Stop) -> str:
    """The checksum of a large file, empty if it cannot be read."""
    sha256 = hashlib.sha256()
    try:
        with source.open() as raw:
            while piece := raw.read(1 << 20):
                raise_if_stopped(stop)
                sha256.update(piece)
    except _BROKEN_PACKING:
        return ""
    return sha256.hexdigest()


def _named_source(part: ReadPart, sha256: str) -> ReadPart:
    (source,) = part.activity.sources
    return replace(part, activity=replace(part.activity, sources=(replace(source, sha256=sha256),)))


def _interpret_all(job: FileJob, sha256: str, recordings: "Iterable[Recording]") -> tuple[ReadPart, ...]:
    parts: list[ReadPart] = []
    with ExitStack() as unwanted:
        for recording in recordings:
            parts.append(_interpret(job, sha256, recording))
            unwanted.callback(forget_samples, parts[-1])
        unwanted.pop_all()
    return tuple(parts)


def forget_samples(part: ReadPart) -> None:
    """Remove the samples of a part that no activity will refer to."""
    if part.samples is not None:
        part.samples.unlink(missing_ok=True)


def _interpret(job: FileJob, sha256: str, recording: "Recording") -> ReadPart:
    from runback.history.meaning import interpret
    from runback.store.streams import checksum, encode_samples

    source = Source(path=job.label, sha256=sha256, format=recording.format)
    with last_resort(job.label):
        activity = interpret(recording, sources=(source,), zone=job.zone)
        _refuse_future(activity)
        encoded = b"" if activity.samples is None else encode_samples(activity.samples)
    if activity.samples is None:
        return ReadPart(activity, None, "", fingerprint_of(activity, b""))
    summary = replace(activity, samples=None, channels=tuple(activity.samples.columns))
    path = None if job.home is None else stage_samples(job.home, encoded)
    return ReadPart(summary, path, checksum(encoded), fingerprint_of(summary, encoded))


def stage_samples(home: Path, encoded: bytes) -> Path:
    """Write samples under a temporary name until their activity has an id. Raises ``OSError``."""
    from runback.store.files import write_staged

    path = home / "samples" / f".{secrets.token_hex(8)}.part"
    write_staged(path, encoded)
    return path


def _refuse_future(activity: Activity) -> None:
    """Raise ``UnusableInput`` for a run dated in the future: it would count as recent on all days until then."""
    if activity.start_utc > datetime.now(UTC) + _CLOCK_SLACK:
        day = activity.start_utc.date()
        raise UnusableInput(
            translate_later(
                "It is dated {day}, which is in the future. Set the watch's clock, then import it again."
            ).format(day=day)
        )


def fingerprint_of(summary: Activity, encoded: bytes) -> str:
    """A fingerprint that is equal for two recordings with identical content, whatever the bytes of their files."""
    key = (summary.sport, summary.start_utc, summary.elapsed_s, summary.distance_m, summary.sources[0].format)
    return hashlib.sha256(repr(key).encode() + encoded).hexdigest()
