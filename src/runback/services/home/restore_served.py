"""Restores a backup through a page of the server that has the home open."""

import sqlite3
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection, connections, transaction

from runback.services.home.erase import erase_home, list_foreign, require_idle
from runback.services.home.restore import Restored, free_name, place, unpacked
from runback.services.home.soundness import holds_entries, is_untouched

_HELD_HERE = ("serving.lock",)


def restore_while_serving(backup: Path, home: Path) -> Restored:
    """As ``restore`` without ``replace``; where ``home`` itself was replaced, this server has to end.

    Only a home without any entries is replaced. Its account goes first, so that nothing can be
    entered any more; where an entry came before that, the backup goes beside.
    """
    with unpacked(backup, home) as found:
        if list_foreign(home) or not is_untouched(home):
            return place(found, free_name(home, "restored"))
        require_idle(home, _HELD_HERE)
        if not _close():
            return place(found, free_name(home, "restored"))
        connections.close_all()
        erase_home(home, _HELD_HERE)
        return place(found, home)


def _close() -> bool:
    """Delete the account of the open home where nothing was entered; returns whether that is so."""
    with transaction.atomic():  # from here on entries wait, and find no account then
        connection.ensure_connection()
        assert isinstance(connection.connection, sqlite3.Connection)
        if holds_entries(connection.connection):
            return False
        get_user_model().objects.all().delete()
    return True
