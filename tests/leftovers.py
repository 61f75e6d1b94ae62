"""Rows that a test leaves in the database make other tests fail: the one that left them is named, and they go."""

from django.core.management import call_command
from django.db import connection

_TABLES = ("auth_user", "runner")
"""Whatever a test keeps belongs to an account or a runner."""


def is_test_database() -> bool:
    """Whether the connection leads to the database that the tests were given."""
    name = str(connection.settings_dict["NAME"])
    return name.startswith("test_") or "memorydb" in name


def find_leftovers() -> str:
    """What a test that is over left, in words; empty where it left nothing."""
    return "a transaction that did not end" if connection.in_atomic_block else find_rows()


def find_rows() -> str:
    """The tables that have rows, in words."""
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in _TABLES)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = [name for (name,) in cursor.fetchall()]
    return f"rows in {' and '.join(found)}" if found else ""


def clear() -> None:
    """Make the database as empty as it was at first, so that one test fails and not those after it."""
    connection.in_atomic_block = False
    connection.close()
    call_command("flush", interactive=False, verbosity=0)
