"""An index of a runner's history, in memory for one import: loaded once, queried for every file."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet

from runback.domain.activity import Activity, Source, Sport
from runback.domain.runner import Runner
from runback.history.merge import NO_TIME, add_up, is_part, is_same, is_table, shared_s
from runback.services.training.default_shoe import DefaultShoe, read_default
from runback.services.training.logged_runs import LOGGED
from runback.store.mapping_history import activity_record
from runback.store.models import ActivityRow, OriginalRow, ShoeRow, SourceRow
from runback.store.owned import rows_of

_SAME_START = timedelta(hours=15)
_LEAST_SHARED_S = 300.0

PART_OF = "part_of"
"""Key in an activity's edits: it is part of the activity with that id, which counts in its place."""

SPLIT = "split"
"""Key in an activity's edits: the runner split it in two."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recording belongs, as row ids: it is the ``same`` as one, or part of a ``whole``; both None: new.

    ``overlaps`` is another one that shares some minutes with it, too few to be the same run.
    """

    same: int | None = None
    whole: int | None = None
    overlaps: int | None = None


@dataclass(order=True, slots=True)
class _Entry:
    """One activity without samples; sorted by start."""

    start_utc: datetime
    row_id: int
    activity: Activity = field(compare=False)


@dataclass(slots=True)
class HistoryIndex:
    """Checksums, fingerprints and starts of the activities in the history, updated by those who write.

    ``sources`` maps a file's SHA-256 to its activities' row ids, ``fingerprints`` what a
    recording states to (row id, path of the first file with it), ``originals`` holds
    the stored checksums, ``shoes`` the runner's shoes by name, ``default_shoe`` the pair for other runs.
    ``deleted`` and ``split`` are the runner's own edits (the latter with the activity before it), ``part_of``
    maps a part of a run to the whole.
    """

    sources: dict[str, list[int]] = field(default_factory=dict)
    fingerprints: dict[str, tuple[int, str]] = field(default_factory=dict)
    originals: set[str] = field(default_factory=set)
    original_sizes: set[int] = field(default_factory=set)
    shoes: dict[str, int] = field(default_factory=dict)
    default_shoe: DefaultShoe | None = None
    deleted: set[int] = field(default_factory=set)
    part_of: dict[int, int] = field(default_factory=dict)
    split: dict[int, Activity] = field(default_factory=dict)
    _entries: list[_Entry] = field(default_factory=list)
    _of_row: dict[int, _Entry] = field(default_factory=dict)

    def shoe_of(self, activity: Activity) -> int | None:
        """The shoes of an activity: those named in its file, else for a run the default pair."""
        if activity.gear or activity.sport is not Sport.RUN or self.default_shoe is None:
            return self.shoes.get(activity.gear or "")
        return self.default_shoe.on(activity.day)

    def place(self, row_id: int, activity: Activity) -> None:
        """Add or update an activity."""
        if (known := self._of_row.get(row_id)) is not None:
            self._entries.remove(known)
        entry = _Entry(activity.start_utc, row_id, activity)
        insort(self._entries, entry)
        self._of_row[row_id] = entry

    def _note_row(self, row: ActivityRow, activity: Activity) -> None:
        """Add an activity from the database; they arrive in order of start."""
        entry = _Entry(row.start_utc, row.pk, activity)
        self._entries.append(entry)
        self._of_row[row.pk] = entry
        if PART_OF in row.edits:
            self.part_of[row.pk] = row.edits[PART_OF]["id"]
        elif row.is_deleted:
            self.deleted.add(row.pk)
        if SPLIT in row.edits:
            self.split[row.pk] = replace(activity, **row.edits[SPLIT]["before"])

    def note_source(self, row_id: int, sha256: str, fingerprint: str, path: str) -> None:
        """Record that this file contains that activity."""
        self.sources.setdefault(sha256, []).append(row_id)
        if fingerprint:
            self.fingerprints.setdefault(fingerprint, (row_id, path))

    def find_place(self, activity: Activity) -> Place:
        """Where an activity from a new file belongs.

        One that the runner had split, and that is complete again, belongs to its first half; what the runner deleted
        stays deleted, except a whole run of which only a part was deleted.
        """
        found: dict[str, list[tuple[bool, bool, float, float, int]]] = {"alike": [], "wholes": [], "split": []}
        for entry in self._same_as(activity):
            is_deleted, is_behind = self.shown(entry.row_id) in self.deleted, entry.row_id in self.part_of
            rank = (is_deleted, is_behind, *_apart(entry.activity, activity), entry.row_id)
            if is_part(activity, entry.activity):
                found["wholes"].append(rank)
            elif not is_part(entry.activity, activity):
                found["alike"].append(rank)
            elif entry.row_id in self.split and not is_part(self.split[entry.row_id], activity):
                found["split"].append(rank)
        best = [min(ranks) for ranks in found.values() if ranks]
        if not best:
            return Place(overlaps=self._find_overlap(activity))
        is_deleted, *_, row_id = min(best, key=lambda rank: rank[0])  # among equally good ones, a similar one
        if is_deleted or not found["wholes"] or row_id != min(found["wholes"])[-1]:
            return Place(same=row_id)
        return Place(whole=self.shown(row_id))

    def settle(self, row_id: int) -> tuple[tuple[int, int], ...]:
        """Which activities now count as part of which, given this one: pairs (part, whole); each minute counts once."""
        if not self._is_shown(row_id):
            return ()
        activity = self._of_row[row_id].activity
        pairs = []
        for entry in self._same_as(activity, row_id):
            if self._is_shown(entry.row_id):
                is_behind = is_part(activity, entry.activity)
                pairs.append((row_id, entry.row_id) if is_behind else (entry.row_id, row_id))
                self.part_of[pairs[-1][0]] = pairs[-1][1]
                if is_behind:
                    break
        return (*pairs, *self._settle_lines(activity.day))

    def row_ids(self) -> list[int]:
        """All activities, in order of start."""
        return [entry.row_id for entry in self._entries]

    def shown(self, row_id: int) -> int:
        """The activity that counts for this one: itself, or the whole run that it is part of."""
        while row_id in self.part_of:
            row_id = self.part_of[row_id]
        return row_id

    def parts_of(self, row_id: int) -> list[int]:
        """The activities that are part of this one."""
        return [part for part, whole in self.part_of.items() if whole == row_id]

    def _is_shown(self, row_id: int) -> bool:
        return row_id in self._of_row and row_id not in self.part_of and row_id not in self.deleted

    def _near(self, start_utc: datetime, reach: timedelta = _SAME_START) -> Iterator[_Entry]:
        first = bisect_left(self._entries, start_utc - reach, key=lambda entry: entry.start_utc)
        for entry in self._entries[first:]:
            if entry.start_utc > start_utc + reach:
                return
            yield entry

    def _same_as(self, activity: Activity, row_id: int | None = None) -> list[_Entry]:
        """The others that are the same run; two lines of one table are two activities, however similar."""
        tables = {source.sha256 for source in activity.sources if is_table(source)}
        taken = {row_id, *(taken for table in tables for taken in self.sources.get(table, ()))}
        near = self._near(activity.start_utc)
        return [each for each in near if each.row_id not in taken and is_same(each.activity, activity)]

    def _find_overlap(self, activity: Activity) -> int | None:
        for entry in self._near(activity.start_utc):
            same_sport = entry.activity.sport is activity.sport and self._is_shown(entry.row_id)
            is_part_shared = shared_s(entry.activity, activity) >= _LEAST_SHARED_S
            if same_sport and is_part_shared and not is_same(entry.activity, activity):
                return entry.row_id
        return None

    def _settle_lines(self, day: date) -> Iterator[tuple[int, int]]:
        """Diary lines without a time that add up, together with parts, to a whole run of that day."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        shown = [each for each in self._near(noon, timedelta(hours=36)) if self._is_shown(each.row_id)]
        lines = {each.row_id: each.activity for each in shown if NO_TIME in each.activity.notes}
        for entry in shown if lines else ():
            parts = [self._of_row[part].activity for part in self.parts_of(entry.row_id) if part in self._of_row]
            counted = add_up(entry.activity, parts, list(lines.values()))
            for row_id in [row_id for row_id, line in lines.items() if any(line is each for each in counted)]:
                del lines[row_id]
                self.part_of[row_id] = entry.row_id
                yield row_id, entry.row_id


def _apart(a: Activity, b: Activity) -> tuple[float, float]:
    """Seconds between the starts (0 if only the day is known), and the difference in distance in metres."""
    is_timed = NO_TIME not in a.notes and NO_TIME not in b.notes
    lead = abs((a.start_utc - b.start_utc).total_seconds()) if is_timed else 0.0
    return lead, abs((a.distance_m or 0.0) - (b.distance_m or 0.0))


def load_near(runner: Runner, first: datetime, last: datetime) -> HistoryIndex:
    """The index of what may be the same as activities that start between these two instants; without originals."""
    index = HistoryIndex()
    reach = (first - 2 * _SAME_START, last + 2 * _SAME_START)
    _load_activities(
        index,
        rows_of(SourceRow, runner).filter(activity__start_utc__range=reach),
        rows_of(ActivityRow, runner).filter(start_utc__range=reach),
    )
    return index


def load_index(runner: Runner) -> HistoryIndex:
    """The index of all the runner's activities, including deleted ones."""
    index = HistoryIndex()
    _load_activities(index, rows_of(SourceRow, runner), rows_of(ActivityRow, runner))
    for sha256, size in rows_of(OriginalRow, runner).values_list("sha256", "size"):
        index.originals.add(sha256)
        index.original_sizes.add(size)
    index.shoes.update(rows_of(ShoeRow, runner).values_list("name", "pk"))
    index.default_shoe = read_default(runner)
    return index


def _load_activities(index: HistoryIndex, files: QuerySet[SourceRow], activities: QuerySet[ActivityRow]) -> None:
    sources: dict[int, list[Source]] = defaultdict(list)
    columns = ("activity_id", "sha256", "fingerprint", "path", "format")
    for row_id, sha256, fingerprint, path, kind in files.order_by("pk").values_list(*columns):
        index.note_source(row_id, sha256, fingerprint, path)
        sources[row_id].append(Source(path, sha256, kind))
    for row in activities.order_by("start_utc", "pk").iterator(2000):
        if all(source.format == LOGGED for source in sources[row.pk]) and sources[row.pk]:
            continue  # a run logged by hand is replaced by the file's once that is imported
        row.shoe = None
        index._note_row(row, activity_record(row, sources[row.pk]))
