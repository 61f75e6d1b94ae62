"""Backup, restore and erase: what goes out comes back to the byte, and what is damaged changes nothing."""

import json
import random
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from runback.domain.errors import UnusableHome, UnusableInput
from runback.services.home import snapshot
from runback.services.home.backup import KEPT, list_backups, make_backup, save_backup, save_weekly_backup
from runback.services.home.erase import InUse, erase_home
from runback.services.home.restore import NotABackup, restore
from runback.services.home.snapshot import list_contents
from runback.services.home.soundness import DATABASE
from runback.store.locks import hold_lock

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE activity (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
CREATE TABLE runner (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
INSERT INTO runner (name) VALUES ('Ada');
"""


def _make_home(folder: Path, runs: int = 4) -> Path:
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.executescript(SCHEMA)
    for name in ("samples", "originals/ab", "form/1/2"):
        (folder / name).mkdir(parents=True)
    (folder / "originals" / "ab" / f"{'ab' * 32}.gz").write_bytes(b"original")
    (folder / "form" / "1" / "2" / "still-0.jpg").write_bytes(b"picture")
    (folder / "secret.key").write_text("k" * 64)
    (folder / "import.log").write_text("a log")
    for _ in range(runs):
        _add_run(folder)
    return folder


def _make_bare(folder: Path) -> Path:
    """A home without any entries."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.executescript(SCHEMA)
    return folder


def _add_run(home: Path) -> None:
    """A row and then its samples, as an import does: the file is there before the row is."""
    with closing(sqlite3.connect(home / DATABASE, timeout=20)) as database:
        number = database.execute("SELECT coalesce(max(id), 0) + 1 FROM activity").fetchone()[0]
        (home / "samples" / f"{number}.parquet").write_bytes(b"samples of %d" % number)
        with database:
            database.execute("INSERT INTO activity (title) VALUES ('Morning')")


def _contents(home: Path) -> dict[str, object]:
    """Rows and the files that belong to a home, by name."""
    with closing(sqlite3.connect(home / DATABASE)) as database:
        rows: dict[str, object] = {"rows": database.execute("SELECT * FROM activity").fetchall()}
    files = [path for name in ("samples", "originals", "form") for path in (home / name).rglob("*") if path.is_file()]
    return rows | {str(path.relative_to(home)): path.read_bytes() for path in (*files, home / "secret.key")}


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return _make_home(tmp_path / "home")


def test_a_backup_comes_back_equal_and_is_one_private_file(there, tmp_path):
    made = make_backup(there, tmp_path / "out" / "backup.zip")
    done = restore(made.path, tmp_path / "new")
    assert _contents(tmp_path / "new") == _contents(there)
    assert (done.home, done.moved_to, done.files) == (tmp_path / "new", None, made.files)
    assert not list(there.glob(".snapshot-*"))
    assert [path.name for path in made.path.parent.iterdir()] == ["backup.zip"]
    assert "import.log" not in zipfile.ZipFile(made.path).namelist()


def test_the_manifest_names_every_file_with_size_and_checksum(there, tmp_path):
    made = make_backup(there, tmp_path / "backup.zip")
    with zipfile.ZipFile(made.path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert {*manifest["files"], "manifest.json"} == set(archive.namelist())
    assert (manifest["format"], manifest["version"]) == ("runback-backup", 1)
    assert manifest["files"]["samples/3.parquet"]["size"] == len(b"samples of 3")


def test_a_backup_made_while_others_write_has_the_samples_of_every_row(there, tmp_path):
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            _add_run(there)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            made = make_backup(there, tmp_path / f"{number}.zip")
            restore(made.path, tmp_path / f"new-{number}")
            found = _contents(tmp_path / f"new-{number}")
            assert all(f"samples/{row[0]}.parquet" in found for row in found["rows"])
    finally:
        stop.set()
        writer.join()


def test_a_backup_leaves_out_work_under_way_and_files_deleted_meanwhile(there, tmp_path, monkeypatch):
    work = there / "form" / "1" / "2" / ".work"
    work.mkdir()
    (work / "pose.progress").write_text("40 120")
    gone = there / "form" / "1" / "2" / "gone"
    monkeypatch.setattr(snapshot, "list_contents", lambda home: [*list_contents(home), ("form/1/2/gone", gone)])
    made = make_backup(there, tmp_path / "backup.zip")
    assert [name for name in zipfile.ZipFile(made.path).namelist() if "form" in name] == ["form/1/2/still-0.jpg"]


def _spoilt(made: Path, to: Path, change) -> Path:
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return to


def _manifest(**changes):
    return lambda name, data: json.dumps(json.loads(data) | changes).encode() if name == "manifest.json" else data


SPOILT = {
    "samples changed": (
        lambda name, data: data + b"x" if name == "samples/3.parquet" else data,
        "3.parquet is damaged",
    ),
    "a file missing": (lambda name, data: None if name == "samples/3.parquet" else data, "samples/3.parquet"),
    "another format": (_manifest(format="zip of mine"), "not a backup of Runback"),
    "a newer format": (_manifest(version=2), "newer Runback"),
    "a name that climbs out": (_manifest(files={"samples/../../x": {"size": 1, "sha256": ""}}), "no home has"),
    "a name of the system": (_manifest(files={"/etc/passwd": {"size": 1, "sha256": ""}}), "no home has"),
    "a name that is none of ours": (_manifest(files={"bin/run.sh": {"size": 1, "sha256": ""}}), "no home has"),
    "a size that is none": (_manifest(files={"samples/1.parquet": {"size": "1", "sha256": ""}}), "cannot be read"),
    "no manifest": (lambda name, data: None if name == "manifest.json" else data, "manifest.json"),
}


def test_a_damaged_or_hostile_backup_is_refused_with_the_place_and_leaves_nothing(there, tmp_path):
    made = make_backup(there, tmp_path / "backup.zip").path
    (tmp_path / "cut.zip").write_bytes(made.read_bytes()[:-200])
    (tmp_path / "text.zip").write_text("no zip")
    bad = [(tmp_path / "cut.zip", "damaged"), (tmp_path / "text.zip", "not a backup"), (tmp_path / "no.zip", "no file")]
    for number, (change, message) in enumerate(SPOILT.values()):
        bad.append((_spoilt(made, tmp_path / f"bad-{number}.zip", change), message))
    before = sorted(tmp_path.iterdir())
    for path, message in bad:
        with pytest.raises(NotABackup, match=message):
            restore(path, tmp_path / "new")
    assert sorted(tmp_path.iterdir()) == before


def test_a_zip_with_a_damaged_list_of_contents_is_called_damaged(there, tmp_path):
    good = make_backup(there, tmp_path / "backup.zip").path.read_bytes()
    contents, dice, messages = good.index(b"PK\x01\x02"), random.Random(1), []
    for number in range(300):
        data = bytearray(good)
        for _ in range(3):
            data[dice.randrange(contents, len(data))] = dice.choice((0, 1, 0x7F, 0x80, 0xFF))
        (tmp_path / "bad.zip").write_bytes(data)
        try:
            restored = restore(tmp_path / "bad.zip", tmp_path / f"new-{number}").home
        except NotABackup as problem:
            messages.append(problem.message)
        else:  # what was changed does not matter
            assert _contents(restored) == _contents(there)
    assert len(messages) > 200


def test_a_database_that_runs_something_is_not_restored(there, tmp_path):
    with closing(sqlite3.connect(there / DATABASE)) as database:
        database.execute("CREATE TRIGGER t AFTER INSERT ON activity BEGIN DELETE FROM runner; END")
    with pytest.raises(NotABackup, match="more than tables"):
        restore(make_backup(there, tmp_path / "backup.zip").path, tmp_path / "new")


def test_a_home_that_is_not_empty_stays_and_the_backup_goes_beside_it(there, tmp_path):
    made = make_backup(there, tmp_path / "backup.zip").path
    _add_run(there)
    before = _contents(there)
    assert restore(made, there).home == tmp_path / "home-restored"
    assert restore(made, there).home == tmp_path / "home-restored-2"
    assert _contents(there) == before


def test_replacing_moves_the_home_beside(there, tmp_path):
    made = make_backup(there, tmp_path / "backup.zip").path
    before = _contents(there)
    _add_run(there)
    after = _contents(there)
    done = restore(made, there, replace=True)
    assert _contents(there) == before
    assert done.moved_to is not None
    assert _contents(done.moved_to) == after


def test_a_home_at_work_is_neither_replaced_nor_erased(there, tmp_path):
    made = make_backup(there, tmp_path / "backup.zip").path
    before = _contents(there)
    with hold_lock(there / "serving.lock"):
        with pytest.raises(InUse, match="Stop it"):
            restore(made, there, replace=True)
        with pytest.raises(InUse, match="Stop it"):
            erase_home(there)
    assert _contents(there) == before


def test_an_untouched_home_is_as_good_as_none(there, tmp_path):
    made = make_backup(there, tmp_path / "backup.zip").path
    fresh = _make_bare(tmp_path / "fresh")
    assert restore(made, fresh).home == fresh
    assert _contents(fresh) == _contents(there)


@pytest.mark.parametrize(
    "entry",
    [
        "INSERT INTO activity (title) VALUES ('Morning')",
        "ALTER TABLE runner ADD running TEXT; UPDATE runner SET running = '{\"runs_per_week\": 3}'",
        "ALTER TABLE runner ADD check_draft TEXT; UPDATE runner SET check_draft = '{\"age_years\": 40}'",
    ],
)
def test_a_home_in_which_something_was_entered_stays(there, tmp_path, entry):
    made = make_backup(there, tmp_path / "backup.zip").path
    fresh = _make_bare(tmp_path / "fresh")
    with closing(sqlite3.connect(fresh / DATABASE)) as database:
        database.executescript(entry)
    assert restore(made, fresh).home == tmp_path / "fresh-restored"


def test_a_home_without_entries_keeps_its_backups_and_what_is_not_runbacks(there, tmp_path):
    made = make_backup(there, tmp_path / "backup.zip").path
    for name in ("backups/2026-05-01-101112-weekly/manifest.json", "taxes.txt"):
        fresh = _make_bare(tmp_path / name.partition("/")[0])
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_text("mine")
        assert restore(made, fresh).home != fresh
        assert (fresh / name).read_text() == "mine"


def test_a_backup_of_a_newer_runback_is_refused_before_anything_changes(there, tmp_path):
    with closing(sqlite3.connect(there / DATABASE)) as database:
        database.executescript(
            "CREATE TABLE django_migrations (app TEXT, name TEXT);"
            "INSERT INTO django_migrations VALUES ('store', '0001_initial'), ('store', '9999_later');"
        )
    made = make_backup(there, tmp_path / "backup.zip").path
    with pytest.raises(NotABackup, match="newer Runback"):
        restore(made, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_home_that_cannot_be_replaced_is_where_it_was(there, tmp_path, monkeypatch):
    made = make_backup(there, tmp_path / "backup.zip").path
    before = _contents(there)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("runback.services.home.restore.place", refuse)
    with pytest.raises(UnusableHome):
        restore(made, there, replace=True)
    assert _contents(there) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "home"]


def test_backups_in_the_home_are_links_that_outlive_what_is_deleted_and_only_the_newest_stay(there, tmp_path):
    before = _contents(there)
    backups = [save_backup(there, "weekly")]
    assert (backups[0] / "samples" / "3.parquet").samefile(there / "samples" / "3.parquet")
    (there / "samples" / "3.parquet").unlink()
    assert _contents(restore(backups[0], tmp_path / "new").home) == before
    backups[0] = backups[0].rename(backups[0].with_name("2001-01-01-000000-weekly"))
    for number in range(KEPT["weekly"] + 1):
        made = save_backup(there, "weekly")
        backups.append(made.rename(made.with_name(f"2001-02-{number + 1:02d}-000000-weekly")))
    update = save_backup(there, "update")
    backups.append(save_backup(there, "weekly"))
    assert list_backups(there, "weekly") == backups[: -KEPT["weekly"] - 1 : -1]
    assert list_backups(there, "update") == [update]


def test_a_backup_of_a_clock_that_was_wrong_keeps_no_later_one_from_being_made(there):
    for number in range(KEPT["weekly"]):
        made = save_backup(there, "weekly")
        made.rename(made.with_name(f"2099-01-{number + 1:02d}-000000-weekly"))
    made = save_weekly_backup(there)
    assert made is not None
    assert made in list_backups(there, "weekly")


def test_a_weekly_backup_is_made_once_a_week(there):
    first = save_weekly_backup(there)
    assert first is not None
    assert save_weekly_backup(there) is None
    first.rename(first.with_name("2001-01-01-000000-weekly"))
    assert save_weekly_backup(there) is not None


def test_of_a_home_without_entries_no_weekly_backup_is_made(tmp_path):
    assert save_weekly_backup(_make_bare(tmp_path / "fresh")) is None
    assert not (tmp_path / "fresh" / "backups").exists()


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(there, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnusableInput, match="cannot be written"):
        make_backup(there, tmp_path / "file" / "backup.zip")
    assert not list(there.glob(".snapshot-*"))


def test_erasing_leaves_nothing_and_lists_what_went(there):
    save_backup(there, "weekly")
    (there / "uploads" / "1").mkdir(parents=True)
    (there / "uploads" / "1" / "run.gpx").write_bytes(b"x" * 10)
    done = erase_home(there)
    assert not there.exists()
    assert {"samples", "originals", "form", "backups", "uploads", "secret.key"} <= {name for name, _, _ in done.gone}
    assert next(size for name, _, size in done.gone if name == "uploads") == 10
    assert done.left == ()


def test_erasing_leaves_what_is_not_runbacks_and_names_it(there):
    (there / "taxes.txt").write_text("mine")
    assert erase_home(there).left == (str(there / "taxes.txt"),)
    assert [path.name for path in there.iterdir()] == ["taxes.txt"]


def test_a_folder_that_is_no_home_is_not_erased(tmp_path):
    (tmp_path / "import.log").write_text("mine")
    with pytest.raises(UnusableHome, match="not a data home"):
        erase_home(tmp_path)
    assert (tmp_path / "import.log").read_text() == "mine"


def test_a_damaged_home_can_be_erased(there):
    (there / DATABASE).write_bytes(b"\0" * 5000)
    erase_home(there)
    assert not there.exists()
