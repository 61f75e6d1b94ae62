"""The files of an import as jobs: which are known, which a list tells of, which are read where they lie."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from runback.domain.imports import Verdict
from runback.history.source_file import FileProblem, SourceFile
from runback.history.sources import walk
from runback.history.strava import StravaLists
from runback.services.imports.index import HistoryIndex
from runback.services.imports.order import ImportOrder
from runback.services.imports.reading import (
    BrokenReader,
    FileJob,
    Problem,
    ReadFile,
    Stop,
    failed,
    go_on,
    last_resort,
    load,
    read_large,
    require_wanted,
)


@dataclass(frozen=True)
class Walk:
    """What is to be read, beside what history, and until when; ``home`` is None for a look that keeps nothing."""

    order: ImportOrder
    index: HistoryIndex
    zone: str
    home: Path | None
    lists: StravaLists = field(default_factory=StravaLists)
    stop: Stop = go_on

    @cached_property
    def known(self) -> frozenset[str]:
        """Checksums of the files that were in the history when this began."""
        return frozenset(self.index.sources)

    def jobs(self, seen: Counter[str]) -> Iterator[FileJob | ReadFile]:
        """The files still to do; those ``seen`` are passed by (a label may be met more than once).

        Raises ``ImportStopped``.
        """
        for found in walk(self.order.paths):
            require_wanted(self.stop)
            is_done = seen[found.label] > 0
            if is_done:
                seen[found.label] -= 1
            if isinstance(found, FileProblem):
                if not is_done:
                    problem = Problem(Verdict(found.verdict), found.reason, found.offset)
                    yield ReadFile(found.label, "", 0, problem=problem)
            elif not is_done or self.lists.is_named_so(found.label):
                job = self._job(found)
                if not is_done:
                    yield job

    def _job(self, found: SourceFile) -> FileJob | ReadFile:
        """Plain files are opened where they are read, members of archives and lists here."""
        if found.is_large:
            return read_large(found, self.home, self.zone, frozenset(self.index.original_sizes), self.stop)
        job = FileJob(found.label, self.home, self.zone, entry=self.lists.find(found.label), columns=self.order.columns)
        if found.path is not None and not self.lists.is_named_so(found.label):
            return job.at(found.path)
        data = load(found)
        if isinstance(data, ReadFile):
            return data
        try:
            with last_resort(found.label):
                self.lists.notice(found.label, data)
        except BrokenReader as problem:
            return failed(found.label, problem.message)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in self.known:
            return ReadFile(found.label, sha256, len(data))
        return job.holding(data, sha256)
