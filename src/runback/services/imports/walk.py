"""The files of an import as jobs: which are known, which a list describes, which are read directly from disk."""

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
    last_resort,
    load,
    never_stop,
    raise_if_stopped,
    read_large,
)


@dataclass(frozen=True)
class Walk:
    """What to read, for which history, and until when; ``home`` is None for a preview, which saves nothing."""

    order: ImportOrder
    index: HistoryIndex
    zone: str
    home: Path | None
    lists: StravaLists = field(default_factory=StravaLists)
    stop: Stop = never_stop

    @cached_property
    def known(self) -> frozenset[str]:
        """The checksums of the files that were in the history at the start."""
        return frozenset(self.index.sources)

    def jobs(self, seen: Counter[str]) -> Iterator[FileJob | ReadFile]:
        """The remaining files, without those already ``seen`` (a label can occur more than once).

        Raises ``ImportStopped``.
        """
        for found in walk(self.order.paths):
            raise_if_stopped(self.stop)
            is_done = seen[found.label] > 0
            if is_done:
                seen[found.label] -= 1
            if isinstance(found, FileProblem):
                if not is_done:
                    problem = Problem(Verdict(found.verdict), found.reason, found.offset)
                    yield ReadFile(found.label, "", 0, problem=problem)
            elif not is_done or self.lists.is_list_name(found.label):
                job = self._job(found)
                if not is_done:
                    yield job

    def _job(self, found: SourceFile) -> FileJob | ReadFile:
        """The job for one file; plain files are opened by their reader, members of archives and lists here."""
        if found.is_large:
            return read_large(found, self.home, self.zone, frozenset(self.index.original_sizes), self.stop)
        job = FileJob(found.label, self.home, self.zone, entry=self.lists.find(found.label), columns=self.order.columns)
        if found.path is not None and not self.lists.is_list_name(found.label):
            return job.at(found.path)
        data = load(found)
        if isinstance(data, ReadFile):
            return data
        try:
            with last_resort(found.label):
                self.lists.add_if_list(found.label, data)
        except BrokenReader as problem:
            return failed(found.label, problem.message)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in self.known:
            return ReadFile(found.label, sha256, len(data))
        return job.with_bytes(data, sha256)
