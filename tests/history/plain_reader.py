"""Reads files in this process and without a home, for tests and benchmarks of the readers alone."""

from runback.history.read import read_source, read_stream
from runback.history.recording import Recording
from runback.history.source_file import SourceFile
from runback.history.strava import StravaLists


class PlainReader:
    """Reads files in the order of ``sources.walk`` and joins what Strava's lists add, as an import does."""

    def __init__(self) -> None:
        self._lists = StravaLists()

    def read(self, source: SourceFile) -> tuple[Recording, ...]:
        """The recordings of a file; raises as ``read_source`` does."""
        if source.is_large:
            with source.open() as stream:
                return tuple(read_stream(stream, source.label))
        data = source.read()
        self._lists.add_if_list(source.label, data)
        return read_source(data, source.label, self._lists.find(source.label))
