"""One file's bytes to activities and encoded samples: the part of an import that runs in helper processes.

No database here: what comes back is small and can be sent between processes.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from runback.domain.activity import Activity, Source
from runback.domain.imports import Verdict

KEEP_BROKEN_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileJob:
    """One file to read; ``zone`` is the runner's IANA zone, used where the file tells none."""

    label: str
    data: bytes
    sha256: str
    home: Path
    zone: str


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One activity of a file: its summary, its samples as Parquet (empty: none), its fingerprint."""

    activity: Activity
    samples: bytes
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
    """What one file gave: activities, or the problem; ``is_kept`` says its original is on disk."""

    label: str
    sha256: str
    size: int
    parts: tuple[ReadPart, ...] = ()
    problem: Problem | None = None
    is_kept: bool = False


def read_file(job: FileJob) -> ReadFile:
    """Read one file; everything that can be wrong with its content comes back as a ``Problem``.

    Raises ``OSError`` when the original or nothing else can be written (disk full).
    """
    from runback.domain.errors import RunbackError
    from runback.history.errors import NotAnActivity
    from runback.history.read import read_source
    from runback.store.originals import keep_original

    size = len(job.data)
    try:
        recordings = read_source(job.data, job.label)
        parts = tuple(_understand(job, recording) for recording in recordings)
    except NotAnActivity as problem:
        return ReadFile(job.label, job.sha256, size, problem=Problem(Verdict.NOT_ACTIVITY, problem.message))
    except RunbackError as problem:
        is_kept = size <= KEEP_BROKEN_BYTES
        if is_kept:
            keep_original(job.home, job.data, job.sha256)
        reason = Problem(Verdict.FAILED, problem.message, problem.offset)
        return ReadFile(job.label, job.sha256, size, problem=reason, is_kept=is_kept)
    if not parts:
        nothing = Problem(Verdict.NOT_ACTIVITY, "The file holds no activity.")
        return ReadFile(job.label, job.sha256, size, problem=nothing)
    keep_original(job.home, job.data, job.sha256)
    return ReadFile(job.label, job.sha256, size, parts=parts, is_kept=True)


def _understand(job: FileJob, recording: object) -> ReadPart:
    from runback.history.meaning import understand
    from runback.store.streams import checksum, encode_samples

    source = Source(path=job.label, sha256=job.sha256, format=recording.format)  # type: ignore[attr-defined]
    activity = understand(recording, sources=(source,), zone=job.zone)  # type: ignore[arg-type]
    encoded = b"" if activity.samples is None else encode_samples(activity.samples)
    channels = () if activity.samples is None else tuple(activity.samples.columns)
    summary = replace(activity, samples=None, channels=channels)
    return ReadPart(summary, encoded, checksum(encoded) if encoded else "", fingerprint_of(summary, encoded))


def fingerprint_of(summary: Activity, encoded: bytes) -> str:
    """The same for two recordings that tell the very same, whatever their files' bytes."""
    told = (summary.sport, summary.start_utc, summary.elapsed_s, summary.distance_m, summary.sources[0].format)
    return hashlib.sha256(repr(told).encode() + encoded).hexdigest()
