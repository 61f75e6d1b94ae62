"""What a runner's history holds, in memory for the length of one import: asked for every file, read once."""

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from runback.domain.activity import Activity, Source, Sport
from runback.domain.runner import Runner
from runback.history.merge import NO_TIME, is_of_table, is_same
from runback.services.training.default_shoe import DefaultShoe, read_default
from runback.services.training.logged_runs import LOGGED
from runback.store.mapping_history import activity_record
from runback.store.models import ActivityRow, OriginalRow, ShoeRow, SourceRow
from runback.store.owned import rows_of

_SAME_START = timedelta(hours=15)


@dataclass(order=True, slots=True)
class _Entry:
    """One activity without samples, in order of its start."""

    start_utc: datetime
    row_id: int
    activity: Activity = field(compare=False)


@dataclass(slots=True)
class HistoryIndex:
    """Checksums, fingerprints and starts of what is there, kept up to date by whoever writes.

    ``sources`` maps a file's SHA-256 to its activities' row ids, ``fingerprints`` what a
    recording states to (row id, path of the file that had it first), ``originals`` holds
    the checksums kept, ``shoes`` the runner's shoes by name, ``default_shoe`` the pair for other runs.
    """

    sources: dict[str, list[int]] = field(default_factory=dict)
    fingerprints: dict[str, tuple[int, str]] = field(default_factory=dict)
    originals: set[str] = field(default_factory=set)
    original_sizes: set[int] = field(default_factory=set)
    shoes: dict[str, int] = field(default_factory=dict)
    default_shoe: DefaultShoe | None = None
    _entries: list[_Entry] = field(default_factory=list)
    _of_row: dict[int, _Entry] = field(default_factory=dict)

    def shoe_of(self, activity: Activity) -> int | None:
        """The pair of an activity: the one its file names, for a run without a name the default pair."""
        if activity.gear or activity.sport is not Sport.RUN or self.default_shoe is None:
            return self.shoes.get(activity.gear or "")
        return self.default_shoe.on(activity.day)

    def place(self, row_id: int, activity: Activity) -> None:
        """Note an activity, new or changed."""
        if (known := self._of_row.get(row_id)) is not None:
            self._entries.remove(known)
        entry = _Entry(activity.start_utc, row_id, activity)
        insort(self._entries, entry)
        self._of_row[row_id] = entry

    def note_source(self, row_id: int, sha256: str, fingerprint: str, path: str) -> None:
        """Note that this file has that activity."""
        self.sources.setdefault(sha256, []).append(row_id)
        if fingerprint:
            self.fingerprints.setdefault(fingerprint, (row_id, path))

    def find_same(self, activity: Activity) -> int | None:
        """The row id of the same activity from another source, the nearest in time and length; None without any.

        Two lines of one table are two activities, however alike.
        """
        first = bisect_left(self._entries, activity.start_utc - _SAME_START, key=lambda entry: entry.start_utc)
        last = activity.start_utc + _SAME_START
        taken = set(self.sources.get(activity.sources[0].sha256, ())) if is_of_table(activity) else set()
        same = []
        for entry in self._entries[first:]:
            if entry.start_utc > last:
                break
            if entry.row_id not in taken and is_same(entry.activity, activity):
                same.append((*_apart(entry.activity, activity), entry.row_id))
        return min(same)[-1] if same else None


def _apart(a: Activity, b: Activity) -> tuple[float, float]:
    """Seconds between the starts (0 where only the day is known), and metres between the distances."""
    is_timed = NO_TIME not in a.notes and NO_TIME not in b.notes
    lead = abs((a.start_utc - b.start_utc).total_seconds()) if is_timed else 0.0
    return lead, abs((a.distance_m or 0.0) - (b.distance_m or 0.0))


def load_index(runner: Runner) -> HistoryIndex:
    """The index of all the runner's activities, deleted ones too."""
    index = HistoryIndex()
    sources: dict[int, list[Source]] = defaultdict(list)
    columns = ("activity_id", "sha256", "fingerprint", "path", "format")
    for row_id, sha256, fingerprint, path, kind in rows_of(SourceRow, runner).order_by("pk").values_list(*columns):
        index.note_source(row_id, sha256, fingerprint, path)
        sources[row_id].append(Source(path, sha256, kind))
    for row in rows_of(ActivityRow, runner).order_by("start_utc", "pk").iterator(2000):
        if all(source.format == LOGGED for source in sources[row.pk]) and sources[row.pk]:
            continue  # a run logged by hand gives way to the file's, once that is in
        row.shoe = None
        entry = _Entry(row.start_utc, row.pk, activity_record(row, sources[row.pk]))
        index._entries.append(entry)
        index._of_row[row.pk] = entry
    for sha256, size in rows_of(OriginalRow, runner).values_list("sha256", "size"):
        index.originals.add(sha256)
        index.original_sizes.add(size)
    index.shoes.update(rows_of(ShoeRow, runner).values_list("name", "pk"))
    index.default_shoe = read_default(runner)
    return index
