"""Runs in: the original files of new activities, by the ordinary import.

A file is fetched into a folder of the home, imported, and then noted as done. Cut off anywhere, the next sync goes
on: what is in the folder is imported first, and what was imported before is known by its checksum.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from runback.domain.imports import FileVerdict, Verdict
from runback.domain.runner import Runner
from runback.history.arriving import is_complete_fit
from runback.services.imports.batches import import_paths
from runback.services.sync.account import FOLDER, SyncState, write_state
from runback.services.sync.client import MOST_BYTES, MOST_LISTED, Client, Listed
from runback.services.sync.errors import AskedToWait, SyncProblem, WrongKey
from runback.store.files import write_atomically

WINDOW = timedelta(days=90)
LATELY = timedelta(days=30)
TOGETHER = 20
"""Files that are imported together: the most that an interrupted sync has to fetch again."""

MOST_TRIES = 5
MOST_IN_A_ROW = 3
"""This many files that cannot be fetched, one after the other, mean that the site itself is in trouble."""

STRAVA, WITHOUT_FILE = "STRAVA", "without_file"


@dataclass(slots=True)
class FilesIn:
    """What came in: ``listed`` activities, of them ``new``; ``counts`` of what became of the files.

    ``strava`` counts activities whose files Strava does not let through, ``without_file`` those that have none,
    ``waiting`` those to be tried again. ``paired`` are ids of planned workouts that
    have been done, ``in_a_row`` the latest files that could not be fetched.
    """

    listed: int = 0
    new: int = 0
    strava: int = 0
    without_file: int = 0
    waiting: int = 0
    in_a_row: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[FileVerdict] = field(default_factory=list)
    paired: set[str] = field(default_factory=set)


def fetch_files(runner: Runner, home: Path, client: Client, state: SyncState, today: date, *, keep: bool) -> FilesIn:
    """Fetch and import what is new; without ``keep`` it is only counted. Raises ``SyncProblem`` and as an import."""
    done = FilesIn()
    folder = home / FOLDER
    if keep:
        _import_all(runner, home, folder, state, done)  # what an earlier sync had fetched when it was interrupted
    first = state.since if state.walked_on != today.isoformat() else max(state.since, today - LATELY)
    for listed in _walk(client, first, today + timedelta(days=1)):
        done.listed += 1
        if listed.event_id:
            done.paired.add(listed.event_id)
        if listed.source == STRAVA:
            done.strava += 1
        elif listed.id not in state.activities:
            done.new += 1
            if keep:
                _fetch(client, folder, listed, state, done)
                if len(_staged(folder)) >= TOGETHER:
                    _import_all(runner, home, folder, state, done)
    if keep:
        _import_all(runner, home, folder, state, done)
        state.walked_on = today.isoformat()
        write_state(home, state)
    return done


def _walk(client: Client, first: date, last: date) -> Iterator[Listed]:
    """The activities of these days, oldest window first; a window that is too full is halved. Each once."""
    met: set[str] = set()
    begin = first
    while begin <= last:
        end = min(begin + WINDOW, last)
        for listed in _list_window(client, begin, end):
            if listed.id not in met:
                met.add(listed.id)
                yield listed
        begin = end + timedelta(days=1)


def _list_window(client: Client, begin: date, end: date) -> list[Listed]:
    found = client.list_activities(begin.isoformat(), end.isoformat())
    if len(found) < MOST_LISTED or begin == end:
        return found
    middle = begin + (end - begin) // 2
    return _list_window(client, begin, middle) + _list_window(client, middle + timedelta(days=1), end)


def _fetch(client: Client, folder: Path, listed: Listed, state: SyncState, done: FilesIn) -> None:
    """Put an activity's file into the folder; one that cannot be fetched is retried in later syncs, not for ever."""
    tries = state.tries[listed.id] = state.tries.get(listed.id, 0) + 1
    try:
        data = client.read_file(listed.id)
        done.in_a_row = 0
    except (WrongKey, AskedToWait):
        raise
    except SyncProblem:
        done.in_a_row += 1
        if done.in_a_row >= MOST_IN_A_ROW:
            raise
        data = None
    plain = None if data is None else unpack(data)
    is_last = tries >= MOST_TRIES
    if plain and (is_last or not _is_cut_off(plain)):
        write_atomically(folder / f"{listed.id}{ending_of(plain)}", plain)
    elif is_last:
        state.activities[listed.id] = WITHOUT_FILE
        done.without_file += 1
    else:
        done.waiting += 1


def unpack(data: bytes) -> bytes | None:
    """The file in what came, however often it is packed with gzip; None where it is cut off or has no end."""
    for _ in range(2):
        if not data.startswith(b"\x1f\x8b"):
            break
        packed = zlib.decompressobj(wbits=31)
        try:
            data = packed.decompress(data, MOST_BYTES)
        except zlib.error:
            return None
        if not packed.eof:
            return None
    return data


def ending_of(data: bytes) -> str:
    """The ending that fits the first bytes of a file."""
    if data[8:12] == b".FIT":
        return ".fit"
    if data.startswith(b"PK"):
        return ".zip"
    return ".tcx" if b"TrainingCenterDatabase" in data[:4096] else ".gpx"


def _is_cut_off(data: bytes) -> bool:
    return data[8:12] == b".FIT" and not is_complete_fit(data)


def _staged(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if not path.name.startswith(".")) if folder.is_dir() else []


def _import_all(runner: Runner, home: Path, folder: Path, state: SyncState, done: FilesIn) -> None:
    """Import what is in the folder, note it as done, and only then remove it."""
    staged = _staged(folder)
    if not staged:
        return
    report = import_paths(runner, staged)
    done.counts.update(str(verdict.verdict) for verdict in report.verdicts)
    done.failed += [verdict for verdict in report.verdicts if verdict.verdict is Verdict.FAILED]
    verdicts = {Path(verdict.path.partition("!/")[0]): str(verdict.verdict) for verdict in report.verdicts}
    for path, verdict in verdicts.items():
        state.activities[path.stem] = verdict
        state.tries.pop(path.stem, None)
    write_state(home, state)
    for path in verdicts:
        path.unlink(missing_ok=True)
