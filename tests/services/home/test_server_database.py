"""A home and its PostgreSQL are never mixed up with another's."""

import sqlite3
from contextlib import closing

import pytest

from runback.services.home.erase import erase_home
from runback.services.home.rescue import rescue
from runback.services.home.server_database import (
    OtherDatabase,
    first_line,
    note_server,
    require_file,
    require_same_database,
)


def make_database(home, rows: int) -> None:
    with closing(sqlite3.connect(home / "runback.sqlite3")) as database:
        database.execute("CREATE TABLE pain_entry (id integer PRIMARY KEY AUTOINCREMENT)")
        database.executemany("INSERT INTO pain_entry VALUES (NULL)", [()] * rows)
        database.commit()


def test_a_home_with_rows_in_its_file_is_not_opened_with_another_database(tmp_path):
    make_database(tmp_path, rows=1)
    require_same_database(tmp_path, "sqlite")
    with pytest.raises(OtherDatabase, match="export all"):
        require_same_database(tmp_path, "postgresql")


def test_a_home_whose_file_is_empty_may_move_to_postgresql(tmp_path):
    make_database(tmp_path, rows=0)
    require_same_database(tmp_path, "postgresql")


def test_a_home_whose_rows_are_in_postgresql_is_not_opened_without_it(tmp_path):
    note_server(tmp_path)
    require_same_database(tmp_path, "postgresql")
    with pytest.raises(OtherDatabase, match="DATABASE_URL"):
        require_same_database(tmp_path, "sqlite")


def test_what_works_on_the_file_is_refused_where_the_rows_are_elsewhere(tmp_path):
    require_file(tmp_path, "erase")
    note_server(tmp_path)
    for work in (lambda: erase_home(tmp_path), lambda: rescue(tmp_path, tmp_path / "new")):
        with pytest.raises(OtherDatabase, match="pg_dump"):
            work()
    assert (tmp_path / "database.txt").exists()


def test_a_database_error_is_shown_without_the_row_it_repeats():
    problem = ValueError("duplicate key\nDETAIL:  Key (note)=(my secret) already exists.")
    assert first_line(problem) == "duplicate key"
