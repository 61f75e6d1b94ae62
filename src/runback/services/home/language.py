"""The language of a home's runners, read before Django is: help and usage errors are printed before a home is open."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from runback.languages import ENGLISH, ready_or_english


def language_of_home(home: Path) -> str:
    """The language that all runners of a home share; English where they differ or it cannot be read."""
    file = home.expanduser().absolute() / "runback.sqlite3"
    if os.environ.get("DATABASE_URL") or not file.is_file():
        return ENGLISH
    try:
        # immutable: nothing is locked and no file made; what a server has not yet moved into the file is missed
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            found = database.execute("SELECT DISTINCT language FROM runner").fetchall()
    except (sqlite3.Error, OSError):
        return ENGLISH
    (language,) = found[0] if len(found) == 1 else (ENGLISH,)
    return ready_or_english(language)
