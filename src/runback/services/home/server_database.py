"""A home whose rows are in a PostgreSQL (``DATABASE_URL``): its folder has the files, and a note that says so.

The note keeps the two apart: a home opened without its database would look empty, and an import would start again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from runback.domain.errors import UnusableHome
from runback.languages.catalogue import gettext
from runback.services.home.soundness import DATABASE, read_database

NOTE = "database.txt"
_MIGRATING = 7_290_117  # any number that no other program takes in this database


class OtherDatabase(UnusableHome):
    """The home's rows are in another database than the one that was named."""

    code = "other_database"


def require_same_database(home: Path, vendor: str) -> None:
    """Raises ``OtherDatabase`` if the home has its rows in SQLite and PostgreSQL is requested, or the reverse."""
    if vendor == "postgresql":
        if (home / DATABASE).exists() and read_database(home).has_entries:
            raise OtherDatabase(
                gettext(
                    "{home} keeps its rows in {database}, and DATABASE_URL names another database. Take them "
                    "along: without DATABASE_URL run runback export all --out FILE.zip; then with it, and "
                    "another --home, runback import FILE.zip"
                ).format(home=home, database=DATABASE),
                path=str(home),
            )
    elif (home / NOTE).exists():
        raise OtherDatabase(
            gettext("{home} keeps its rows in PostgreSQL. Set DATABASE_URL to its address.").format(home=home),
            path=str(home),
        )


def require_file(home: Path, command: str) -> None:
    """Raises ``OtherDatabase`` for what works on the database's file, where the rows are in a PostgreSQL."""
    if (home / NOTE).exists():
        raise OtherDatabase(
            gettext(
                "runback {command} works on {database}, and the rows of this home are in PostgreSQL. Use "
                "its own tools (pg_dump, pg_restore, dropdb) for the rows, and copy or delete the folder for "
                "the files."
            ).format(command=command, database=DATABASE),
            path=str(home),
        )


def note_server(home: Path) -> None:
    """Note in the home that its rows are in a PostgreSQL."""
    if not (home / NOTE).exists():
        (home / NOTE).write_text("The rows of this home are in the PostgreSQL that DATABASE_URL names.\n")


@contextmanager
def migration_lock() -> Iterator[None]:
    """Waits until no other process migrates this database; PostgreSQL lets go of the lock when its holder dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])


def first_line(problem: BaseException) -> str:
    """The first line of the database's error; further lines can contain a row."""
    return (str(problem).strip() or type(problem).__name__).splitlines()[0].rstrip(".")
