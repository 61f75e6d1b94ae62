"""A new home's database is made from SQL: the very one that the migrations make."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from runback.services.home.new_database import SCHEMA, make_database
from runback.services.home.open import wanted_stamp

OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
ROWS = (
    "SELECT app, name FROM django_migrations ORDER BY id",
    "SELECT id, app_label, model FROM django_content_type ORDER BY id",
    "SELECT id, content_type_id, codename, name FROM auth_permission ORDER BY id",
)


@pytest.mark.django_db
def test_the_sql_makes_what_the_migrations_make():
    if connection.vendor != "sqlite":
        pytest.skip("the SQL is SQLite's")
    with closing(sqlite3.connect(":memory:")) as made, connection.cursor() as migrated:
        assert make_database(made, wanted_stamp()), "Run scripts/write_schema: a migration is new."
        for query in (OBJECTS, *ROWS):
            assert made.execute(query).fetchall() == migrated.execute(query).fetchall(), (
                "Run scripts/write_schema: a migration has changed."
            )
        assert made.execute("PRAGMA user_version").fetchone() == (wanted_stamp(),)
        assert made.execute("SELECT count(*) FROM runner").fetchone() == (0,)


def test_sql_of_other_migrations_is_not_used():
    with closing(sqlite3.connect(":memory:")) as empty:
        assert not make_database(empty, wanted_stamp() + 1)
        assert empty.execute("SELECT * FROM sqlite_master").fetchall() == []


def test_sql_that_fails_leaves_the_database_empty(monkeypatch, tmp_path):
    broken = tmp_path / "broken.sql"
    broken.write_text(SCHEMA.read_text(encoding="utf-8") + "INSERT INTO no_such_table VALUES (1);\n", encoding="utf-8")
    monkeypatch.setattr("runback.services.home.new_database.SCHEMA", broken)
    with closing(sqlite3.connect(":memory:")) as empty:
        with pytest.raises(sqlite3.Error):
            make_database(empty, wanted_stamp())
        assert empty.execute("SELECT * FROM sqlite_master").fetchall() == []
