"""The connection to PostgreSQL (docs/decisions/0439)."""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but that a request with a connection on which nothing has come does not ask the database for it.

    A database that ends or is killed closes its connections, and the end of one is something to read.
    """

    def is_usable(self) -> bool:
        """Whether the next statement can be sent; asks the database after an error, and where something has come."""
        if self.connection is not None and not self.errors_occurred and _is_quiet(self.connection):
            return True
        return bool(super().is_usable())


def _is_quiet(connection: Connection[Any]) -> bool:
    """Whether the connection is open and nothing waits to be read: neither a message nor its end."""
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
