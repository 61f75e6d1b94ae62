"""Ids of rows that are about to be written, for who names files by them before many are written in one statement."""

from django.db import connection

from runback.store.models.runner import OwnedRow

_TAKE = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_LAST = "SELECT seq FROM sqlite_sequence WHERE name = %s"


def take_ids(kind: type[OwnedRow], count: int) -> list[int]:
    """So many ids that no row of that kind has or had, in their order.

    They hold for the transaction that is open: on PostgreSQL nobody else gets them, on SQLite nobody else may write
    until it ends.
    """
    table = kind._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_TAKE, [table, count])
            return [int(number) for (number,) in cursor.fetchall()]
        cursor.execute(_LAST, [table])
        last = int((cursor.fetchone() or (0,))[0])
        return list(range(last + 1, last + 1 + count))
