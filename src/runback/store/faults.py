"""What an error of the disk or the database means for the runner, and what to do about it."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError

from runback.domain.errors import RunbackError, UnusableHome, UnusableInput
from runback.languages.saved import translate_later

NOT_SAVED = translate_later("What you entered last was not saved.")
UNSURE = translate_later("It is not certain that what you entered last was saved: look before you enter it again.")
"""A disk that fails during a flush may have the entry nevertheless."""


class DamagedHome(UnusableHome):
    """The database cannot be trusted any more; nothing is written into it."""

    code = "damaged_home"


class FullDisk(UnusableHome):
    """There is no space left to save."""

    code = "disk_full"


class ReadOnlyHome(UnusableHome):
    """The home can be read and not be written."""

    code = "read_only_home"


class HomeInUse(UnusableHome):
    """Another program has been writing into the database for too long."""

    code = "home_in_use"


class DatabaseGone(UnusableHome):
    """The PostgreSQL cannot be reached, or ended the connection."""

    code = "database_gone"


class DiskError(UnusableHome):
    """The disk could not read or write."""

    code = "disk_error"


def way_out(home: Path) -> str:
    """What to do about a damaged home."""
    words = translate_later(
        "Nothing more is written into it. Save what can be read: runback rescue --home {home} --out NEW_FOLDER. "
        "Or go back to a backup: runback restore FILE --home {home}"
    )
    return words.format(home=home)


def damaged(home: Path, what: str) -> DamagedHome:
    """The error for a damaged home; ``what`` is a sentence that names no entry of the runner."""
    return DamagedHome(f"{what} {way_out(home)}", path=str(home / "runback.sqlite3"))


_NO_ROOM = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_BY_NAME = {
    "SQLITE_FULL": "full",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_READONLY": "read_only",
    "SQLITE_PERM": "read_only",
    "SQLITE_AUTH": "read_only",
    "SQLITE_CANTOPEN": "disk",
    "SQLITE_IOERR": "disk",
    "SQLITE_PROTOCOL": "busy",
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
}


_BY_SQLSTATE = {
    "53100": "full",
    "25006": "read_only",
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
    "53300": "busy",
    "XX001": "damaged",
    "XX002": "damaged",
    "22": "odd",
    "08": "gone",
    "57P": "gone",
}
"""PostgreSQL's codes, or their first characters (its manual, appendix A)."""


def explain(problem: BaseException, home: Path) -> RunbackError | None:
    """The error with its true cause and what to do; None where it is not one of the disk or the database.

    Looks at what the error was raised from, too. The message contains no row's content.
    """
    kind = next((found for each in _chain(problem) if (found := _kind(each)) is not None), None)
    if kind == "disk":
        kind = _kind_of_disk_error(home)
    where = str(home)
    if kind == "damaged":
        return damaged(home, translate_later("The database of {home} is damaged.").format(home=home))
    if kind == "full":
        do = translate_later("Make room on the disk of {home}, then try again.")
        return _lost(FullDisk, translate_later("The disk is full."), do, home)
    if kind == "read_only":
        what = translate_later("The data home {home} cannot be written.")
        return _lost(ReadOnlyHome, what, translate_later("Get the right to write there, then try again."), home)
    if kind == "busy":
        what = translate_later("Another program is using the database of {home}.")
        return _lost(HomeInUse, what, translate_later("Try again."), home)
    if kind == "odd":
        what = translate_later("Something you entered is too long, too large, or has a character that cannot be kept.")
        return UnusableInput(what + " " + translate_later("Nothing was saved."))
    if kind == "gone":
        what = translate_later("The database server cannot be reached.")
        do = translate_later("Whoever runs it can see why in its log.")
        return DatabaseGone(f"{what} {UNSURE} {do}", path=where)
    if kind == "disk":
        what = translate_later("The disk of {home} reported an error.").format(home=home)
        do = translate_later("Check the disk; runback inspect --home {home} looks for damage.").format(home=home)
        return DiskError(f"{what} {UNSURE} {do}", path=where)
    return None


def _lost(kind: type[UnusableHome], what: str, do: str, home: Path) -> UnusableHome:
    """The error for an entry that was not saved: what is wrong, and what to do."""
    return kind(f"{what.format(home=home)} {NOT_SAVED} {do.format(home=home)}", path=str(home))


def _kind_of_disk_error(home: Path) -> str:
    """What the disk says where SQLite only says that it could not read or write."""
    with suppress(OSError):
        if shutil.disk_usage(home).free < _NO_ROOM:
            return "full"
        if not os.access(home, os.W_OK):
            return "read_only"
    return "disk"


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__


def _kind(problem: BaseException) -> str | None:
    if isinstance(problem, sqlite3.Error):
        name = getattr(problem, "sqlite_errorname", None) or ""
        found = next((kind for start, kind in _BY_NAME.items() if name.startswith(start)), None)
        return found or _by_words(str(problem))
    if type(problem).__module__.partition(".")[0] == "psycopg":  # a part that a home on one machine does without
        return _by_sqlstate(problem)
    if isinstance(problem, DatabaseError) and problem.__cause__ is None:
        return _by_words(str(problem))
    if isinstance(problem, OverflowError) and "SQLite" in str(problem):
        return "odd"
    if isinstance(problem, UnicodeEncodeError) and "surrogates" in problem.reason:  # half a character
        return "odd"
    if isinstance(problem, OSError):
        return _by_number(problem.errno)
    return None


def _by_sqlstate(problem: BaseException) -> str | None:
    """Without a code: a connection that failed or broke, or a value that was refused before it was sent."""
    state = getattr(problem, "sqlstate", None)
    if state is None:
        by_name = {"OperationalError": "gone", "ConnectionTimeout": "gone", "DataError": "odd"}
        return by_name.get(type(problem).__name__)
    return next((kind for start, kind in _BY_SQLSTATE.items() if state.startswith(start)), None)


def _by_number(number: int | None) -> str | None:
    if number in _FULL:
        return "full"
    if number in _READ_ONLY:
        return "read_only"
    return "disk" if number == errno.EIO else None


def _by_words(text: str) -> str | None:
    """Where only the words are left: an error that was made again, or bytes that are not UTF-8."""
    words = {
        "malformed": "damaged",
        "not a database": "damaged",
        "could not decode": "damaged",
        "is full": "full",
        "readonly": "read_only",
        "locked": "busy",
        "disk i/o": "disk",
    }
    return next((kind for word, kind in words.items() if word in text.lower()), None)
