"""A copy of a home as it is at one moment, while others read it and write into it."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from runback.domain.errors import UnusableInput
from runback.languages.saved import translate_later
from runback.services.home.soundness import DATABASE
from runback.store.faults import damaged, explain

FILES = ("secret.key", "secret.key.old", "push.key", "made-up")
FOLDERS = ("samples", "originals", "form", "aside")
"""What a home contains besides its database; the rest are locks, logs, uploads on their way and backups."""

_WAIT_S = 60.0
_STAGE = ".snapshot-"


class NotOneFile(UnusableInput):
    """The database is not a file of the home (PostgreSQL)."""

    code = "not_a_file"


@contextmanager
def snapshot(home: Path) -> Iterator[Path]:
    """A folder in the home with its database, samples, originals and clips as of one moment; removed afterwards.

    Files are linked and not copied where the disk can do that. Nobody can write into the database meanwhile (about
    a second for 5,000 activities). Raises ``UnusableHome`` and ``NotOneFile``.
    """
    if not (home / DATABASE).is_file():
        raise NotOneFile(
            translate_later("There is no {database} in {home}. Back up the database with its own tools.").format(
                database=DATABASE, home=home
            ),
            path=str(home),
        )
    stage = home / f"{_STAGE}{secrets.token_hex(4)}"
    try:
        stage.mkdir(mode=0o700)
        with _block_writes(home):
            _copy_database(home, stage)
            link_contents(home, stage)
        yield stage
    except (OSError, sqlite3.Error) as problem:
        raise explain(problem, home) or problem from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _block_writes(home: Path) -> Iterator[None]:
    with closing(sqlite3.connect(home / DATABASE, timeout=_WAIT_S, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")


def _copy_database(home: Path, stage: Path) -> None:
    with (
        closing(sqlite3.connect(home / DATABASE, timeout=_WAIT_S)) as database,
        closing(sqlite3.connect(stage / DATABASE)) as copy,
    ):
        database.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise damaged(home, translate_later("The database of {home} is damaged.").format(home=home))


def list_contents(home: Path) -> Iterator[tuple[str, Path]]:
    """The files of a home other than its database: their names in it, and their paths."""
    for name in FILES:
        if (home / name).is_file():
            yield name, home / name
    for folder in FOLDERS:
        for place, folders, names in os.walk(home / folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))  # of work under way
            for name in sorted(names):
                if not name.startswith("."):  # half written
                    path = Path(place, name)
                    yield path.relative_to(home).as_posix(), path


def link_contents(home: Path, to: Path, *, may_link: bool = True) -> None:
    """Put the files of a home, without its database, into another folder: linked where possible, else copied."""
    for name, path in list_contents(home):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # deleted a moment ago: no row names it any more
            _place(path, to / name, may_link)


def _place(path: Path, to: Path, may_link: bool) -> None:
    if may_link:
        try:
            os.link(path, to)
        except OSError:  # a disk without links
            shutil.copy2(path, to)
    else:
        shutil.copy2(path, to)


def sweep_snapshots(home: Path) -> None:
    """Remove what a killed backup left behind; only under the lock of backups."""
    for left in home.glob(f"{_STAGE}*"):
        shutil.rmtree(left, ignore_errors=True)
