"""Rows out of a damaged SQLite database: around each damaged page, and the rest from a backup. No Django here."""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runback.services.home.orphans import Tree, reattach
from runback.services.home.soundness import DATABASE

_PAGE_SIZE_AT, _CHANGES_AT, _PAGES_AT, _VALID_FOR_AT = 16, 24, 28, 92
_INTERIOR = 0x05
_COLUMNS_OF_TABLES = 5
_MOST_FAILURES = 20_000
_PIECE, _SMALLEST_PAGE = 1 << 16, 512
_BEYOND = 1000
"""Ids looked for beyond the highest one known."""

Row = dict[str, Any]


@dataclass(slots=True)
class Salvaged:
    """Rows of one table by id; ``lost`` are ids that may have been rows and cannot be read."""

    rows: dict[int, Row] = field(default_factory=dict)
    lost: int = 0
    from_backup: int = 0


def salvage(home: Path, work: Path, backup: Path | None, tables: Iterable[str]) -> dict[str, Salvaged]:
    """What can be read of these tables of a home's database, completed from a backup's where rows are missing.

    ``work`` is an empty folder for copies: the home is only read. Raises ``OSError`` where that is impossible.
    """
    copy = work / DATABASE
    for ending in ("", "-wal"):
        if (home / f"{DATABASE}{ending}").is_file():
            _copy_readable(home / f"{DATABASE}{ending}", work / f"{DATABASE}{ending}")
    if not copy.exists():
        copy.touch()
    if backup is not None and not _columns(copy):
        _graft_schema(copy, backup / DATABASE)
    _reattach(copy)
    found = {table: _read_table(copy, table) for table in tables}
    if backup is not None:
        for table, salvaged in found.items():
            _complete(salvaged, _read_table(backup / DATABASE, table))
    return found


def _copy_readable(source: Path, target: Path) -> None:
    """Copy a file, with zeros for what the disk cannot read; raises ``OSError`` where it cannot be written."""
    size = source.stat().st_size
    with source.open("rb", buffering=0) as file, target.open("wb") as out:
        for start in range(0, size, _PIECE):
            out.write(_read_readable(file.fileno(), start, min(_PIECE, size - start)))


def _read_readable(file: int, start: int, length: int) -> bytes:
    with suppress(OSError):
        return os.pread(file, length, start).ljust(length, b"\0")
    if length <= _SMALLEST_PAGE:
        return bytes(length)
    half = length // 2
    return _read_readable(file, start, half) + _read_readable(file, start + half, length - half)


def _require_damage(problem: sqlite3.Error) -> None:
    """Raise errors of a disk that fails now and is not damage of the database: its rows are not lost."""
    name = getattr(problem, "sqlite_errorname", None) or ""
    if name.startswith(("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_NOMEM")):
        raise problem


def _reattach(copy: Path) -> None:
    """Put back rows below a lost page."""
    with suppress(sqlite3.Error), closing(_open(copy)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        tables = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        trees = [Tree(1, _COLUMNS_OF_TABLES)]
        for name, root in tables.fetchall():
            trees.append(Tree(int(root), len(connection.execute(f'PRAGMA table_info("{name}")').fetchall())))
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.close()
        wal = copy.with_name(f"{copy.name}-wal")
        if not wal.exists() or not wal.stat().st_size:
            reattach(copy, trees, page_size)


def _columns(database: Path) -> dict[str, list[str]]:
    """Columns by table; empty where the schema cannot be read."""
    try:
        return _read_columns(database)
    except sqlite3.Error as problem:
        _require_damage(problem)
        return {}


def _read_columns(database: Path) -> dict[str, list[str]]:
    with closing(_open(database)) as connection:
        names = [str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')] for name in names}


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _read_table(database: Path, table: str) -> Salvaged:
    found = Salvaged()
    columns = _columns(database).get(table)
    if not columns or "id" not in columns:
        return found
    with closing(_open(database)) as connection:
        highest = _highest_id(connection, table)
        reader = _Reader(connection, table, columns, found)
        reader.read(1, highest)
        lost = found.lost
        reader.read(highest + 1, highest + _BEYOND)
        found.lost = lost
    return found


def _highest_id(connection: sqlite3.Connection, table: str) -> int:
    """The highest id there may be: the counter's, else the last row's; 0 where neither can be read."""
    questions = (
        ("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)),
        (f'SELECT max(id) FROM "{table}"', ()),  # noqa: S608 -- our own table names
    )
    highest = 0
    for question, values in questions:
        try:
            answer = connection.execute(question, values).fetchone()
            highest = max(highest, int((answer and answer[0]) or 0))
        except sqlite3.Error as problem:
            _require_damage(problem)
    return highest


@dataclass(slots=True)
class _Reader:
    """Reads a range of ids; where that fails, its halves, down to the single row."""

    connection: sqlite3.Connection
    table: str
    columns: list[str]
    found: Salvaged
    failures: int = 0

    def read(self, first: int, last: int) -> None:
        if last < first:
            return
        try:
            rows = self.connection.execute(
                f'SELECT * FROM "{self.table}" WHERE id BETWEEN ? AND ? ORDER BY id',  # noqa: S608 -- our own names
                (first, last),
            ).fetchall()
        except sqlite3.Error as problem:
            _require_damage(problem)
            self.failures += 1
            if first == last or self.failures > _MOST_FAILURES:
                self.found.lost += last - first + 1
                return
            middle = (first + last) // 2
            self.read(first, middle)
            self.read(middle + 1, last)
            return
        for row in rows:
            named = dict(zip(self.columns, row, strict=True))
            self.found.rows[int(named["id"])] = named


def _complete(salvaged: Salvaged, backup: Salvaged) -> None:
    """Add the backup's rows that are missing: where something was unreadable, or beyond the last row that is known."""
    highest = max(salvaged.rows, default=0)
    for row_id, row in backup.rows.items():
        if row_id not in salvaged.rows and (salvaged.lost or row_id > highest):
            salvaged.rows[row_id] = row
            salvaged.from_backup += 1


def _graft_schema(copy: Path, backup: Path) -> None:
    """Put the backup's description of the tables into a copy that lost its own; the pages of the rows stay."""
    size = copy.stat().st_size
    with backup.open("rb") as good:
        page_size = int.from_bytes(good.read(18)[_PAGE_SIZE_AT:], "big")
        pages = {number: _page(good, number, page_size) for number in _schema_pages(good, page_size)}
    if size < page_size * max(pages, default=1):
        return
    first = bytearray(pages[1])
    first[_PAGES_AT : _PAGES_AT + 4] = (size // page_size).to_bytes(4, "big")
    first[_VALID_FOR_AT : _VALID_FOR_AT + 4] = first[_CHANGES_AT : _CHANGES_AT + 4]
    with copy.open("r+b") as file:
        for number, page in (pages | {1: bytes(first)}).items():
            file.seek((number - 1) * page_size)
            file.write(page)


def _page(file: Any, number: int, page_size: int) -> bytes:
    file.seek((number - 1) * page_size)
    return bytes(file.read(page_size))


def _schema_pages(file: Any, page_size: int) -> list[int]:
    """The pages of the table of tables, from its root on page 1 (SQLite file format, b-tree pages)."""
    found, waiting = [], [1]
    while waiting:
        number = waiting.pop()
        found.append(number)
        page = _page(file, number, page_size)
        head = 100 if number == 1 else 0
        if page[head] == _INTERIOR:
            count = int.from_bytes(page[head + 3 : head + 5], "big")
            cells = (int.from_bytes(page[head + 12 + 2 * n : head + 14 + 2 * n], "big") for n in range(count))
            waiting += [int.from_bytes(page[cell : cell + 4], "big") for cell in cells]
            waiting.append(int.from_bytes(page[head + 8 : head + 12], "big"))
    return found


def write_rows(database: Path, tables: Mapping[str, Salvaged], defaults: Mapping[str, Row]) -> dict[str, int]:
    """Write the rows into a fresh database, with ``defaults`` for columns that they do not have.

    Returns how many rows of each table its constraints refused. References to rows that are gone are emptied, and
    rows that cannot be without them are left out. Raises ``sqlite3.Error`` where the disk refuses.
    """
    refused: dict[str, int] = {}
    columns = _read_columns(database)
    with closing(sqlite3.connect(database)) as connection, connection:
        for table, salvaged in tables.items():
            for row in salvaged.rows.values():
                cells = {
                    name: value for name, value in (defaults.get(table, {}) | row).items() if name in columns[table]
                }
                names, marks = ", ".join(f'"{name}"' for name in cells), ", ".join("?" * len(cells))
                insert = f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
                try:
                    connection.execute(insert, [*cells.values()])
                except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, OverflowError):
                    refused[table] = refused.get(table, 0) + 1
    return refused


def mend_references(database: Path) -> dict[str, int]:
    """Empty references to rows that are gone; delete rows that cannot be without them. Returns how many by table."""
    gone: dict[str, int] = {}
    with closing(sqlite3.connect(database)) as connection, connection:
        while broken := connection.execute("PRAGMA foreign_key_check").fetchall():
            for table, row_id, _, number in broken:
                column = next(
                    row[3] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")') if row[0] == number
                )
                if not _is_required(connection, table, column):
                    connection.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE rowid = ?', (row_id,))  # noqa: S608
                else:
                    connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row_id,))  # noqa: S608
                    gone[table] = gone.get(table, 0) + 1
    return gone


def _is_required(connection: sqlite3.Connection, table: str, column: str) -> bool:
    return any(row[1] == column and row[3] for row in connection.execute(f'PRAGMA table_info("{table}")'))
