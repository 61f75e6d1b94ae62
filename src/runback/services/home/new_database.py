"""A new home's database, ready-made: the result of the migrations, as SQL (``new_database.sql``).

Running all migrations takes more than a second, for an empty home too. ``scripts/write_schema`` writes the SQL, and a
test compares it with what the migrations make. SQL of other migrations than those installed is not used.
"""

import sqlite3
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = Path(__file__).with_name("new_database.sql")
_STAMP = "-- stamp "
_NO_TIME = "1970-01-01 00:00:00"


def stamp_of(migrations: Iterable[str]) -> int:
    """The number by which a database says which migrations made it; they are named like store.0001_initial."""
    return zlib.crc32("\n".join(migrations).encode()) & 0x7FFF_FFFF


def make_database(database: sqlite3.Connection, wanted_stamp: int) -> bool:
    """Make all tables in an empty database, in one transaction; False where the SQL is of other migrations.

    Raises ``sqlite3.Error``; the database is then as empty as before.
    """
    text = SCHEMA.read_text(encoding="utf-8")
    if not text.startswith(f"{_STAMP}{wanted_stamp}\n"):
        return False
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    try:
        database.executescript(
            f"BEGIN IMMEDIATE;\n{text.replace(_NO_TIME, now)}\nPRAGMA user_version = {wanted_stamp};\nCOMMIT;"
        )
    except sqlite3.Error:
        if database.in_transaction:
            database.rollback()
        raise
    return True


def triggers_of_schema() -> set[str]:
    """The triggers of a new home's database, each with its SQL as stored by SQLite."""
    lines = SCHEMA.read_text(encoding="utf-8").splitlines()
    return {line.removesuffix(";") for line in lines if line.startswith("CREATE TRIGGER")}


def write_schema(database: sqlite3.Connection, stamp: int) -> str:
    """The SQL that makes this database, which has no runner, again; the times of its migrations are left out."""
    with_times = database.execute("SELECT DISTINCT applied FROM django_migrations").fetchall()
    statements = [line for line in database.iterdump() if line not in ("BEGIN TRANSACTION;", "COMMIT;")]
    text = "\n".join(sorted(statements, key=_order))
    for (moment,) in with_times:
        text = text.replace(moment, _NO_TIME)
    return f"{_STAMP}{stamp}\n{text}\n"


def _order(statement: str) -> int:
    """Tables come before the rows that point from one to another, then indexes and triggers."""
    return 0 if statement.startswith("CREATE TABLE") else 1 if statement.startswith(("INSERT", "DELETE")) else 2
