"""Asked whenever a home is opened: can its database be read, and is it the one that belongs to its files?

A database that is empty or older than the files next to it would let an import overwrite them. So each home records
the highest id that every table has given out (``counters.json``); those never shrink in the right database.
"""

import json
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from runback.domain.errors import UnusableHome
from runback.languages.saved import translate_later
from runback.store.faults import damaged, explain

DATABASE = "runback.sqlite3"
_COUNTERS = "counters.json"
_NOT_OURS = ("django_", "auth_", "sqlite_", "new__")
_PATIENCE_S = 20

_NO_ENTRIES = ("runner", "device")
"""Tables that have rows as soon as somebody has signed in."""


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The stamp of the last migration, and the highest id given out by table; of no database: 0 and none."""

    stamp: int = 0
    counters: dict[str, int] = field(default_factory=dict)

    @property
    def has_entries(self) -> bool:
        """Whether the runner has ever entered or imported anything."""
        return any(highest for table, highest in self.counters.items() if table not in _NO_ENTRIES)


def read_state(home: Path) -> DatabaseState:
    """Read the database of that home, and require that it matches the files next to it.

    Raises ``DamagedHome`` where it is damaged, empty or older than the files, and another ``UnusableHome`` where
    the disk refuses.
    """
    state = read_database(home)
    noted = _noted_counters(home)
    if any(state.counters.get(table, 0) < highest for table, highest in noted.items()):
        raise _foreign(home)
    if not noted and _has_more_files_than_rows(home, state):
        raise _foreign(home)
    return state


def _foreign(home: Path) -> Exception:
    what = translate_later(
        "The database of {home} is empty, or older than the files beside it: it does not know all of your runs. "
        "It may have been replaced or lost."
    )
    return damaged(home, what.format(home=home))


def read_database(home: Path) -> DatabaseState:
    """Read the database from end to end, without Django (about 7 ms a megabyte). Raises as ``read_state``."""
    file = home / DATABASE
    if not file.exists():
        return DatabaseState()
    try:
        with closing(sqlite3.connect(file, timeout=_PATIENCE_S)) as database:
            (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise damaged(home, translate_later("The database of {home} is damaged.").format(home=home))
            (stamp,) = database.execute("PRAGMA user_version").fetchone()
            return DatabaseState(int(stamp), read_counters(database))
    except sqlite3.Error as problem:
        raise explain(problem, home) or damaged(
            home, translate_later("The database of {home} cannot be read.").format(home=home)
        ) from None


def read_counters(database: sqlite3.Connection) -> dict[str, int]:
    """The highest id that each of Runback's tables has given out."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
        return {}
    rows = database.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    return {str(name): int(highest) for name, highest in rows if not str(name).startswith(_NOT_OURS)}


def _noted_counters(home: Path) -> dict[str, int]:
    with suppress(OSError, ValueError, AttributeError):
        noted = json.loads((home / _COUNTERS).read_text())
        return {str(table): int(highest) for table, highest in noted.items()}
    return {}


def note_state(home: Path, state: DatabaseState) -> None:
    """Note how far the database is; a disk that refuses is reported by what needs to write."""
    if state.counters == _noted_counters(home):
        return
    partial = home / f".counters-{os.getpid()}"
    with suppress(OSError):
        partial.write_text(json.dumps(state.counters, sort_keys=True))
        partial.replace(home / _COUNTERS)


def _has_more_files_than_rows(home: Path, state: DatabaseState) -> bool:
    """For homes that noted no counters yet: more files than the leftovers of a crash without their rows."""
    samples = _count(home / "samples", ".parquet")
    if state.counters.get("activity", 0) == 0:
        return samples > 0 or _count(home / "originals", ".gz") > _LEFT_BY_A_CRASH
    highest = state.counters["activity"]
    unknown = sum(1 for name in _names(home / "samples") if _activity_of(name) > highest)
    return unknown > max(highest, _LEFT_BY_A_CRASH)


_LEFT_BY_A_CRASH = 50


def _count(folder: Path, ending: str) -> int:
    return sum(1 for name in _names(folder) if name.endswith(ending) and not name.startswith("."))


def _names(folder: Path) -> list[str]:
    return [name for _, _, names in os.walk(folder) for name in names]


def _activity_of(name: str) -> int:
    number = name.partition(".")[0]
    return int(number) if number.isascii() and number.isdecimal() else 0


_WITH_CONTENTS = ("samples", "originals", "form", "aside", "backups")


def is_untouched(home: Path) -> bool:
    """Whether the folder is a home without any entries yet, and which holds no backup."""
    if not (home / DATABASE).is_file() or any(_names(home / folder) for folder in _WITH_CONTENTS):
        return False
    try:
        read_database(home)
        with closing(sqlite3.connect(home / DATABASE, timeout=_PATIENCE_S)) as database:
            return not holds_entries(database)
    except (UnusableHome, sqlite3.Error):
        return False


def holds_entries(database: sqlite3.Connection) -> bool:
    """Whether somebody has entered or imported anything, begun a check or described their running."""
    if DatabaseState(counters=read_counters(database)).has_entries:
        return True
    columns = {row[1] for row in database.execute("PRAGMA table_info(runner)")}
    asked = [column for column in ("running", "check_draft") if column in columns]
    begun = " OR ".join(f"coalesce({column}, '{{}}') NOT IN ('{{}}', 'null')" for column in asked)
    return bool(asked) and database.execute(f"SELECT 1 FROM runner WHERE {begun}").fetchone() is not None  # noqa: S608
