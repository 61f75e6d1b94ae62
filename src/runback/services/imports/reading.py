"""One file's bytes to activities and encoded samples: the part of an import that runs in helper processes.

No database here: what comes back is small and can be sent between processes.
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
"""Whether whoever waits wants no more; asked often, so it has to be cheap."""
_CLOCK_SLACK = timedelta(days=1)
KEEP_BROKEN_BYTES = 32 * 1024 * 1024
_known: ContextVar[frozenset[str]] = ContextVar("known", default=frozenset())
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileJob:
    """One file to read: its bytes with their SHA-256, or None and the path where they lie.

    ``home`` is None where nothing is to be kept. ``zone`` is the runner's IANA zone, used where
    the file tells none; ``entry`` is what a Strava list adds, ``columns`` what a diary's hold.
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
        """The job of the file that lies there."""
        return replace(self, path=path)

    def holding(self, data: bytes, sha256: str) -> "FileJob":
        """The job with its bytes at hand."""
        return replace(self, data=data, sha256=sha256)


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One activity of a file: its summary, its samples as a Parquet file not yet named, its fingerprint."""

    activity: Activity
    samples: Path | None
    samples_sha256: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file gave no activity."""

    verdict: Verdict
    reason: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file gave: activities, or the problem; ``is_kept`` says its original is on disk.

    ``original`` is where that lies until it gets its name, None where it has it. ``pains`` come of a diary's table,
    ``remark`` is what to say of a file that was read.
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
    """Runback's own fault: reading a file ended in an error that nobody thought of."""

    code = "broken_reader"


class ImportStopped(Exception):
    """The runner wants no more of this import; what was being read leaves nothing behind."""


def go_on() -> bool:
    """The ``Stop`` of who never stops."""
    return False


def remember_known(known: frozenset[str]) -> None:
    """Checksums of files that are in the history: this import does not read them again.

    Each thread has its own: a server may import for two runners at once, and none knows the files of the other.
    """
    _known.set(known)


def read_file(job: FileJob) -> ReadFile:
    """Read one file; everything that can be wrong with its content comes back as a ``Problem``.

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
    """The file's bytes, or the verdict why they cannot be had."""
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
    """The verdict on a file whose bytes cannot be had."""
    return ReadFile(label, "", 0, problem=Problem(Verdict.FAILED, reason, offset))


@contextmanager
def last_resort(label: str, passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turns an error that no reader may raise into a ``BrokenReader``, so that it costs one file and no import.

    ``passing`` are errors that somebody further out knows what to do about.
    """
    try:
        yield
    except RunbackError:
        raise
    except passing:
        raise
    # The one broad catch of the program: files are hostile or odd in ways that no list of errors covers, and a
    # batch of thousands must not end at one of them. The traceback goes to the log, the file gets its verdict.
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
        parts = _understand_all(job, sha256, recordings)
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
        parts = _understand_all(job, sha256, recordings)
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
    """A stream that ends in ``ImportStopped`` once nobody wants it any more."""

    def __init__(self, stream: IO[bytes], stop: Stop) -> None:
        self._stream, self._stop = stream, stop

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        require_wanted(self._stop)
        return self._stream.read(size)


def require_wanted(stop: Stop) -> None:
    """Raises ``ImportStopped`` once nobody wants more."""
    if stop():
        raise ImportStopped


def read_large(
    source: "SourceFile", home: Path | None, zone: str, sizes: frozenset[int], stop: Stop = go_on
) -> ReadFile:
    """Read a health export of any length as a stream, in bounded memory; keep it the same way.

    ``sizes`` are those of the originals kept: a file of such a size is compared with them by its
    checksum before it is read. Raises ``OSError`` when the disk cannot take it, and
    ``ImportStopped`` once ``stop`` says so; it keeps nothing then.
    """
    from runback.history.errors import NotAnActivity
    from runback.history.read import read_stream
    from runback.store.originals import KeptStream

    job = FileJob(source.label, home, zone)
    if source.size in sizes and (known := _sum_of(source, stop)) in _known.get():
        return ReadFile(source.label, known, source.size)
    try:
        raw = source.open()
    except _BROKEN_PACKING as problem:
        return failed(source.label, translate_later("It cannot be opened ({problem}).").format(problem=problem))
    try:
        with raw, KeptStream(home, cast("IO[bytes]", _Stoppable(raw, stop))) as stream:
            recordings = read_stream(cast("IO[bytes]", stream), source.label)
            parts = _understand_all(job, "", _while_wanted(source.label, recordings, stop))
            sha256 = stream.keep()
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


def _while_wanted(label: str, recordings: "Iterator[Recording]", stop: Stop) -> "Iterator[Recording]":
    iterator = iter(recordings)
    while True:
        require_wanted(stop)
        with last_resort(label, (*_BROKEN_STREAM, ImportStopped)):
            recording = next(iterator, None)
        if recording is None:
            return
        yield recording


def _sum_of(source: "SourceFile", stop: Stop) -> str:
    """The checksum of a large file, empty where it cannot be read."""
    sha256 = hashlib.sha256()
    try:
        with source.open() as raw:
            while piece := raw.read(1 << 20):
                require_wanted(stop)
                sha256.update(piece)
    except _BROKEN_PACKING:
        return ""
    return sha256.hexdigest()


def _named_source(part: ReadPart, sha256: str) -> ReadPart:
    (source,) = part.activity.sources
    return replace(part, activity=replace(part.activity, sources=(replace(source, sha256=sha256),)))


def _understand_all(job: FileJob, sha256: str, recordings: "Iterable[Recording]") -> tuple[ReadPart, ...]:
    parts: list[ReadPart] = []
    with ExitStack() as unwanted:
        for recording in recordings:
            parts.append(_understand(job, sha256, recording))
            unwanted.callback(forget_samples, parts[-1])
        unwanted.pop_all()
    return tuple(parts)


def forget_samples(part: ReadPart) -> None:
    """Remove the samples of a part that no activity will name."""
    if part.samples is not None:
        part.samples.unlink(missing_ok=True)


def _understand(job: FileJob, sha256: str, recording: "Recording") -> ReadPart:
    from runback.history.meaning import understand
    from runback.store.streams import checksum, encode_samples

    source = Source(path=job.label, sha256=sha256, format=recording.format)
    with last_resort(job.label):
        activity = understand(recording, sources=(source,), zone=job.zone)
        _refuse_future(activity)
        encoded = b"" if activity.samples is None else encode_samples(activity.samples)
    if activity.samples is None:
        return ReadPart(activity, None, "", fingerprint_of(activity, b""))
    summary = replace(activity, samples=None, channels=tuple(activity.samples.columns))
    path = None if job.home is None else stage_samples(job.home, encoded)
    return ReadPart(summary, path, checksum(encoded), fingerprint_of(summary, encoded))


def stage_samples(home: Path, encoded: bytes) -> Path:
    """Write samples under a name that nobody looks for, until their activity has an id. Raises ``OSError``."""
    from runback.store.files import write_staged

    path = home / "samples" / f".{secrets.token_hex(8)}.part"
    write_staged(path, encoded)
    return path


def _refuse_future(activity: Activity) -> None:
    """Raises ``UnusableInput`` for a run that has not been yet: it would be the longest of all days to come."""
    if activity.start_utc > datetime.now(UTC) + _CLOCK_SLACK:
        day = activity.start_utc.date()
        raise UnusableInput(
            translate_later(
                "It is dated {day}, which is in the future. Set the watch's clock, then import it again."
            ).format(day=day)
        )


def fingerprint_of(summary: Activity, encoded: bytes) -> str:
    """The same for two recordings that tell the very same, whatever their files' bytes."""
    key = (summary.sport, summary.start_utc, summary.elapsed_s, summary.distance_m, summary.sources[0].format)
    return hashlib.sha256(repr(key).encode() + encoded).hexdigest()
