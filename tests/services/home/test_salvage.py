"""Rows out of a damaged database: nothing that is read is wrong, and little is lost."""

import errno
import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runback.services.home.salvage import mend_references, salvage, write_rows
from runback.services.home.soundness import DATABASE

ROWS = 400
TABLES = ("pain", "runs")
SCHEMA = """
CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL);
CREATE TABLE pain (
    id INTEGER PRIMARY KEY AUTOINCREMENT, score INTEGER NOT NULL CHECK (score <= 10), note TEXT NOT NULL,
    run_id INTEGER NULL REFERENCES runs (id), of_id INTEGER NOT NULL REFERENCES runs (id)
);
CREATE INDEX pain_score ON pain (score);
"""


def _make(folder: Path, rows: int = ROWS, page_size: int = 4096) -> dict[str, dict[int, dict[str, object]]]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATABASE).unlink(missing_ok=True)
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.executescript(f"PRAGMA page_size = {page_size}; {SCHEMA}")
        database.executemany("INSERT INTO runs (title) VALUES (?)", [(f"run {n}" * 9,) for n in range(rows)])
        values = [(n % 11, f"note {n} " * 12, n + 1, n + 1) for n in range(rows)]
        database.executemany("INSERT INTO pain (score, note, run_id, of_id) VALUES (?, ?, ?, ?)", values)
        database.row_factory = sqlite3.Row
        return {table: {row["id"]: dict(row) for row in database.execute(f"SELECT * FROM {table}")} for table in TABLES}


def _spoil(database: Path, page: int, dice: random.Random, page_size: int = 4096) -> None:
    with database.open("r+b") as file:
        file.seek(page * page_size)
        file.write(dice.randbytes(page_size))


@pytest.mark.parametrize("seed", range(25))
def test_every_row_that_is_read_is_as_it_was_and_a_backup_fills_the_rest(tmp_path, seed):
    written = _make(tmp_path / "home")
    backup = tmp_path / "backup"
    backup.mkdir()
    (backup / DATABASE).write_bytes((tmp_path / "home" / DATABASE).read_bytes())
    dice = random.Random(seed)
    pages = (tmp_path / "home" / DATABASE).stat().st_size // 4096
    _spoil(tmp_path / "home" / DATABASE, seed % pages if seed < 3 else dice.randrange(pages), dice)
    for number, given in enumerate((None, backup)):
        work = tmp_path / f"work-{number}"
        work.mkdir()
        found = salvage(tmp_path / "home", work, given, TABLES)
        for table, one in found.items():
            assert all(written[table][row_id] == row for row_id, row in one.rows.items())
        if given is not None:
            assert {table: one.rows for table, one in found.items()} == written


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_page_of_rows_costs_only_its_own(tmp_path, seed):
    written = _make(tmp_path / "home")
    with closing(sqlite3.connect(tmp_path / "home" / DATABASE)) as database:
        roots = {page for (page,) in database.execute("SELECT rootpage FROM sqlite_master")} | {1}
    dice = random.Random(seed)
    pages = (tmp_path / "home" / DATABASE).stat().st_size // 4096
    page = dice.choice([number for number in range(2, pages + 1) if number not in roots])
    _spoil(tmp_path / "home" / DATABASE, page - 1, dice)
    (tmp_path / "work").mkdir()
    found = salvage(tmp_path / "home", tmp_path / "work", None, TABLES)
    lost = sum(len(written[table]) - len(one.rows) for table, one in found.items())
    assert lost <= 4096 // 50  # the shortest row: 45 bytes of title and 5 of its own
    assert sum(one.lost for one in found.values()) == lost


LEADS_ON = 0x05


def _pages_that_lead_on(database: Path, page_size: int) -> list[int]:
    """Pages of tables without rows, from 1; the first page, which describes the tables, is not among them."""
    data = database.read_bytes()
    return [at // page_size + 1 for at in range(page_size, len(data), page_size) if data[at] == LEADS_ON]


def _spoil_and_salvage(tmp_path: Path, pages: list[int], page_size: int) -> dict[str, dict[int, dict[str, object]]]:
    home, work = tmp_path / "spoilt", tmp_path / f"work-{'-'.join(map(str, pages))}"
    home.mkdir(exist_ok=True)
    work.mkdir()
    (home / DATABASE).write_bytes((tmp_path / "home" / DATABASE).read_bytes())
    for page in pages:
        _spoil(home / DATABASE, page - 1, random.Random(page), page_size)
    found = salvage(home, work, None, TABLES)
    assert all(one.lost == 0 for one in found.values())
    return {table: one.rows for table, one in found.items()}


@pytest.mark.parametrize(("page_size", "least"), [(512, 4), (4096, 2)])
def test_a_damaged_page_that_only_leads_to_rows_costs_none(tmp_path, page_size, least):
    written = _make(tmp_path / "home", page_size=page_size)
    pages = _pages_that_lead_on(tmp_path / "home" / DATABASE, page_size)
    assert len(pages) >= least
    for page in pages:
        assert _spoil_and_salvage(tmp_path, [page], page_size) == written


def test_the_first_pages_of_two_tables_are_recognised_by_their_columns(tmp_path):
    written = _make(tmp_path / "home")
    pages = _pages_that_lead_on(tmp_path / "home" / DATABASE, 4096)
    assert _spoil_and_salvage(tmp_path, pages, 4096) == written


def test_deleted_rows_do_not_come_back_from_pages_that_are_free(tmp_path):
    _make(tmp_path / "home")
    with closing(sqlite3.connect(tmp_path / "home" / DATABASE)) as database, database:
        database.execute("DELETE FROM pain WHERE id BETWEEN 100 AND 300")
    pages = _pages_that_lead_on(tmp_path / "home" / DATABASE, 4096)
    for page in pages:
        found = _spoil_and_salvage(tmp_path, [page], 4096)
        assert sorted(found["pain"]) == [*range(1, 100), *range(301, ROWS + 1)]
        assert len(found["runs"]) == ROWS


def test_what_the_disk_cannot_read_costs_only_the_rows_that_lie_there(tmp_path, monkeypatch):
    written = _make(tmp_path / "home")
    (tmp_path / "work").mkdir()
    bad, read = 5 * 4096 + 100, os.pread

    def refuse(file: int, length: int, start: int) -> bytes:
        if start <= bad < start + length:
            raise OSError(errno.EIO, "Input/output error")
        return read(file, length, start)

    monkeypatch.setattr("os.pread", refuse)
    found = salvage(tmp_path / "home", tmp_path / "work", None, TABLES)
    assert all(written[table][row_id] == row for table, one in found.items() for row_id, row in one.rows.items())
    lost = sum(len(written[table]) - len(one.rows) for table, one in found.items())
    assert 0 < lost <= 4096 // 50


def test_rows_of_a_backup_that_were_deleted_since_do_not_come_back(tmp_path):
    _make(tmp_path / "backup")
    _make(tmp_path / "home")
    with closing(sqlite3.connect(tmp_path / "home" / DATABASE)) as database, database:
        database.execute("DELETE FROM pain WHERE id = 7")
    (tmp_path / "work").mkdir()
    found = salvage(tmp_path / "home", tmp_path / "work", tmp_path / "backup", TABLES)
    assert 7 not in found["pain"].rows
    assert found["pain"].from_backup == 0


def test_an_empty_database_is_filled_from_the_backup_and_no_database_at_all_too(tmp_path):
    written = _make(tmp_path / "backup")
    (tmp_path / "home").mkdir()
    for number, content in enumerate((None, b"")):
        if content is not None:
            (tmp_path / "home" / DATABASE).write_bytes(content)
        work = tmp_path / f"work-{number}"
        work.mkdir()
        found = salvage(tmp_path / "home", work, tmp_path / "backup", TABLES)
        assert {table: one.rows for table, one in found.items()} == written


def test_the_damaged_home_is_only_read(tmp_path):
    _make(tmp_path / "home")
    _spoil(tmp_path / "home" / DATABASE, 3, random.Random(1))
    before = (tmp_path / "home" / DATABASE).read_bytes()
    (tmp_path / "work").mkdir()
    salvage(tmp_path / "home", tmp_path / "work", None, TABLES)
    assert [path.name for path in (tmp_path / "home").iterdir()] == [DATABASE]
    assert (tmp_path / "home" / DATABASE).read_bytes() == before


def test_rows_are_written_with_defaults_and_references_to_lost_rows_are_mended(tmp_path):
    _make(tmp_path / "home")
    _make(tmp_path / "new", rows=0)
    (tmp_path / "work").mkdir()
    found = salvage(tmp_path / "home", tmp_path / "work", None, TABLES)
    del found["runs"].rows[5]  # lost: pain entry 5 is on it
    found["pain"].rows[6]["run_id"] = 999
    found["pain"].rows[8]["score"] = 77  # no constraint allows it
    for row in found["pain"].rows.values():
        del row["note"]
    refused = write_rows(tmp_path / "new" / DATABASE, found, {"pain": {"note": ""}})
    gone = mend_references(tmp_path / "new" / DATABASE)
    assert (refused, gone) == ({"pain": 1}, {"pain": 1})
    with closing(sqlite3.connect(tmp_path / "new" / DATABASE)) as database:
        assert database.execute("SELECT count(*) FROM pain").fetchone() == (ROWS - 2,)
        assert database.execute("SELECT note, run_id FROM pain WHERE id = 6").fetchone() == ("", None)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
