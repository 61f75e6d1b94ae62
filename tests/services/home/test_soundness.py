"""A database that is damaged, or that is not the one of the files beside it, is refused before anything is written."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runback.services.home.private import make_private
from runback.services.home.soundness import DATABASE, note_state, read_database, read_state
from runback.store.faults import DamagedHome

RUNS = 300


def _add_runs(home: Path, count: int) -> None:
    """Rows and samples files of that many more runs, in the tables that count."""
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS activity (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT)")
        database.execute("CREATE TABLE IF NOT EXISTS pain_entry (id INTEGER PRIMARY KEY AUTOINCREMENT, score INTEGER)")
        for _ in range(count):
            made = database.execute("INSERT INTO activity (title) VALUES (?)", ("Morning run" * 20,))
            (home / "samples").mkdir(exist_ok=True)
            (home / "samples" / f"{made.lastrowid}.parquet").write_bytes(b"samples")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _add_runs(tmp_path, RUNS)
    return tmp_path


def test_a_sound_database_gives_the_highest_id_of_each_table(folder):
    assert read_state(folder).counters == {"activity": RUNS}


def test_a_folder_without_a_database_has_no_counters(tmp_path):
    assert read_state(tmp_path).counters == {}


@pytest.mark.parametrize("seed", range(20))
def test_a_page_of_noise_is_refused_with_the_way_to_rescue_and_without_a_rows_content(folder, seed):
    dice = random.Random(seed)
    database = folder / DATABASE
    page = dice.randrange(database.stat().st_size // 4096)
    with database.open("r+b") as file:
        file.seek(page * 4096)
        file.write(dice.randbytes(4096))
    with pytest.raises(DamagedHome, match=r"runback rescue --home .* --out") as raised:
        read_state(folder)
    assert "Morning run" not in raised.value.message


@pytest.mark.parametrize("what", ["removed", "emptied", "older"])
def test_a_database_that_does_not_know_all_files_is_refused(folder, what):
    database = folder / DATABASE
    older = database.read_bytes()
    _add_runs(folder, 1)
    note_state(folder, read_state(folder))
    if what == "removed":
        database.unlink()
    else:
        database.write_bytes(b"" if what == "emptied" else older)
    with pytest.raises(DamagedHome, match="empty, or older than the files beside it"):
        read_state(folder)


def test_an_older_database_is_refused_where_only_the_diary_went_on(folder):
    older = (folder / DATABASE).read_bytes()
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("INSERT INTO pain_entry (score) VALUES (3)")
    note_state(folder, read_state(folder))
    (folder / DATABASE).write_bytes(older)
    with pytest.raises(DamagedHome, match="older than the files"):
        read_state(folder)


@pytest.mark.parametrize("left", [b"", None])
def test_samples_without_any_row_are_refused_although_nothing_was_noted(folder, left):
    (folder / DATABASE).unlink() if left is None else (folder / DATABASE).write_bytes(left)
    with pytest.raises(DamagedHome, match="does not know all of your runs"):
        read_state(folder)


def test_deleted_rows_and_the_leftover_of_a_crash_are_no_reason_to_refuse(folder):
    note_state(folder, read_state(folder))
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("DELETE FROM activity")
    (folder / "samples" / f"{RUNS + 1}.parquet").write_bytes(b"never committed")
    assert read_state(folder).counters == {"activity": RUNS}


def test_a_home_of_before_with_the_leftovers_of_a_crash_is_opened(folder):
    for number in range(1, 20):
        (folder / "samples" / f"{RUNS + number}.parquet").write_bytes(b"never committed")
    assert read_state(folder).counters == {"activity": RUNS}


def test_counters_that_were_cut_off_are_as_good_as_none(folder):
    (folder / "counters.json").write_text('{"activ')
    note_state(folder, read_state(folder))
    assert (folder / "counters.json").read_text() == f'{{"activity": {RUNS}}}'


def test_reading_the_database_changes_no_byte_of_it(folder):
    before = (folder / DATABASE).read_bytes()
    read_database(folder)
    assert (folder / DATABASE).read_bytes() == before


def test_a_home_that_others_could_read_is_its_owners_alone_again_and_says_so_once(folder, caplog):
    folder.chmod(0o755)
    (folder / "samples" / "1.parquet").chmod(0o644)
    assert make_private(folder)
    assert "Others on this machine could read" in caplog.text
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))} == {0}
    assert not make_private(folder)
