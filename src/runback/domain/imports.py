"""What became of each file of an import: one verdict a file, and the counts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from runback.domain.activity import Sport


class Verdict(StrEnum):
    """What became of one file; every file met has exactly one."""

    IMPORTED = "imported"
    MERGED = "merged"
    DUPLICATE = "duplicate"
    NOT_ACTIVITY = "not_activity"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FoundActivity:
    """What a preview says about an activity in a file: local day, sport and metres (None: not known)."""

    day: date
    sport: Sport
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The verdict on one file; ``path`` is absolute, ``a.zip!/inner`` inside an archive.

    ``reason`` is a plain sentence, always given for failed and not_activity.
    ``activity_ids`` name the activities the file is now a source of. ``offset`` is
    the byte where the trouble starts, where known. ``found`` is what a preview saw in the file.
    """

    path: str
    verdict: Verdict
    reason: str | None = None
    activity_ids: tuple[str, ...] = ()
    offset: int | None = None
    found: tuple[FoundActivity, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What `runback import` prints: the five counts add up to ``files``; ``id`` undoes it, None for a dry run."""

    files: int
    imported: int
    merged: int
    duplicate: int
    not_activity: int
    failed: int
    seconds: float
    verdicts: tuple[FileVerdict, ...]
    id: int | None = None


def count_verdicts(verdicts: tuple[FileVerdict, ...], seconds: float) -> ImportReport:
    """The report on these verdicts; ``seconds`` is how long the import took."""
    counts = {verdict: sum(1 for each in verdicts if each.verdict is verdict) for verdict in Verdict}
    return ImportReport(
        files=len(verdicts),
        imported=counts[Verdict.IMPORTED],
        merged=counts[Verdict.MERGED],
        duplicate=counts[Verdict.DUPLICATE],
        not_activity=counts[Verdict.NOT_ACTIVITY],
        failed=counts[Verdict.FAILED],
        seconds=seconds,
        verdicts=verdicts,
    )
