"""What an import would do, without doing it."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from runback.domain.imports import FileVerdict, FoundActivity, ImportReport, Verdict, count_verdicts
from runback.domain.runner import Runner
from runback.languages.saved import translate_later
from runback.services.imports.index import HistoryIndex, load_index
from runback.services.imports.order import Progress, make_order
from runback.services.imports.pool import read_files
from runback.services.imports.reading import ReadFile, ReadPart, Stop, never_stop
from runback.services.imports.walk import Walk


def preview_import(
    runner: Runner,
    paths: Iterable[Path],
    *,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    stop: Stop = never_stop,
) -> ImportReport:
    """The report that an import of these paths would give now; every file is read, nothing is saved.

    ``activity_ids`` are those of existing activities; new ones have no id yet. Raises
    ``UnusableInput`` for a path that does not exist, ``ImportStopped`` once ``stop`` returns true.
    """
    order = make_order(paths, columns)
    begun = time.monotonic()
    look = _Look(load_index(runner))
    walk = Walk(order, look.index, runner.zone, None, stop=stop)
    verdicts: list[FileVerdict] = []
    for read in read_files(walk.jobs(Counter()), walk.known, stop):
        verdicts.append(look.judge(read))
        if progress is not None:
            progress(len(verdicts), None, verdicts[-1])
    return count_verdicts(tuple(verdicts), round(time.monotonic() - begun, 3))


@dataclass(slots=True)
class _Look:
    """The history as it would be; new activities get negative ids."""

    index: HistoryIndex
    made: int = 0

    def judge(self, read: ReadFile) -> FileVerdict:
        if read.problem is not None:
            return FileVerdict(read.label, read.problem.verdict, read.problem.reason, (), read.problem.offset)
        if known := self.index.sources.get(read.sha256):
            return self._verdict(read, [Verdict.DUPLICATE], known)
        found = [self._place(part) for part in read.parts]
        if read.pains:
            found.append((Verdict.IMPORTED, 0))
        return self._verdict(read, [verdict for verdict, _ in found], [row_id for _, row_id in found])

    def _place(self, part: ReadPart) -> tuple[Verdict, int]:
        source = part.activity.sources[0]
        twin = self.index.fingerprints.get(part.fingerprint)
        same = twin[0] if twin is not None else self.index.find_place(part.activity).same
        verdict = Verdict.MERGED
        if same is None:
            self.made += 1
            same, verdict = -self.made, Verdict.IMPORTED
            self.index.place(same, replace(part.activity, samples=None))
        elif twin is not None or self.index.shown(same) in self.index.deleted or same in self.index.split:
            verdict = Verdict.DUPLICATE
        self.index.note_source(same, source.sha256, part.fingerprint, source.path)
        if self.index.settle(same):
            verdict = Verdict.MERGED
        return verdict, same

    def _verdict(self, read: ReadFile, verdicts: list[Verdict], row_ids: list[int]) -> FileVerdict:
        best = next((v for v in (Verdict.IMPORTED, Verdict.MERGED) if v in verdicts), Verdict.DUPLICATE)
        counting = [self.index.shown(row_id) for row_id in row_ids]
        ids = dict.fromkeys(str(row_id) for row_id in counting if row_id > 0 and row_id not in self.index.deleted)
        found = (part.activity for part in read.parts)
        seen = tuple(FoundActivity(each.day, each.sport, each.distance_m) for each in found)
        return FileVerdict(read.label, best, read.remark or _REASONS[best], tuple(ids), found=seen)


_REASONS = {
    Verdict.IMPORTED: None,
    Verdict.MERGED: translate_later("It would be merged with the same activity from another file."),
    Verdict.DUPLICATE: translate_later("It is already in the history, or was deleted from it."),
}
