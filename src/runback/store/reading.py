"""Reading a home that cannot be written: a full disk, a read-only one.

SQLite needs to write even to read. So the database is copied to a place that has room, and thrown away with the
process. Entries into the copy are refused, so that nothing seems to be saved; what Runback works out again (the plan, a
check under way) may go there, so that every page can be shown.
"""

import atexit
import os
import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.backends.signals import connection_created

from runback.domain.errors import UnusableHome

_WORKED_OUT = {"django_session", "auth_user", "device", "plan_revision", "planned_week"}
_WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"([^"]+)"', re.I)


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Why the home cannot be written, and the folder that replaces it."""

    problem: UnusableHome
    folder: Path


_state: ReadOnly | None = None


def read_only() -> ReadOnly | None:
    """How this process reads the home, None where it can also write it."""
    return _state


def allow_checks() -> None:
    """Let the copy take a check, for the pages: they say on top that nothing is saved, and its outcome must be seen."""
    _WORKED_OUT.add("check")


def scratch_folder(home: Path) -> Path:
    """Where files go that only this process needs: the home, or its replacement."""
    return home if _state is None else _state.folder


def read_from_copy(home: Path, problem: UnusableHome) -> Path:
    """From now on work with a copy of the home's database; returns its folder.

    Raises ``problem`` where no disk has room for it.
    """
    global _state
    folder = _place_with_room(home)
    if folder is None:
        raise problem
    for ending in ("", "-wal"):
        if (home / f"runback.sqlite3{ending}").is_file():
            shutil.copy2(home / f"runback.sqlite3{ending}", folder)
            (folder / f"runback.sqlite3{ending}").chmod(0o600)
    _state = ReadOnly(problem, folder)
    connections["default"].settings_dict["NAME"] = str(folder / "runback.sqlite3")
    connection_created.connect(_guard)
    follow_copy()
    return folder


def _place_with_room(home: Path) -> Path | None:
    wanted = 2 * sum(path.stat().st_size for path in home.glob("runback.sqlite3*")) + 10_000_000
    for place in (tempfile.gettempdir(), "/dev/shm"):  # noqa: S108 -- a private folder is made in it
        with suppress(OSError):
            if shutil.disk_usage(place).free > wanted:
                folder = Path(tempfile.mkdtemp(prefix="runback-reading-", dir=place))
                atexit.register(_remove, folder, os.getpid())
                return folder
    return None


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def follow_copy() -> None:
    """Let this thread's connection lead to the copy, once there is one."""
    if _state is not None and getattr(connection, "is_of_copy", False) is False:
        connection.close()
        vars(connection)["is_of_copy"] = True


def _guard(connection: Any, **_: Any) -> None:
    if _refuse_entries not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_entries)


def _refuse_entries(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    found = _WRITES.match(sql)
    if found and found.group(1) not in _WORKED_OUT and _state is not None:
        raise _state.problem
    return execute(sql, params, many, context)
