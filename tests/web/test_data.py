"""The page about the runner's data: everything as a file, a backup, and erasing it."""

import io
import sqlite3
import zipfile
from contextlib import closing

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from runback.domain.diary import PainMoment
from runback.services.home import backup as backups
from runback.services.training.diary import list_pain, log_pain
from runback.store.locks import hold_lock
from runback.store.models import RunnerRow
from runback.web.data import ending

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(ada, cast, client):
    """Ada's browser; her home is hers alone."""
    if connection.vendor != "sqlite":
        pytest.skip("a home with its rows in PostgreSQL is nobody's to copy or erase as a whole")
    get_user_model().objects.exclude(runner=ada.id).delete()
    return client


@pytest.fixture
def ended(monkeypatch) -> list[bool]:
    """Whether the server was asked to end."""
    asked: list[bool] = []
    monkeypatch.setattr(ending, "end_soon", lambda: asked.append(True))
    return asked


def test_everything_comes_as_one_file(ada, client, checked):
    log_pain(ada, 3, PainMoment.NOW, note="since the hill")
    answer = client.post("/data/export/")
    assert 'filename="runback-everything-2026-05-14.zip"' in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "manifest.json" in archive.namelist()
        assert b"since the hill" in archive.read("rows/pain_entry.jsonl")


def test_the_backup_is_sent_and_its_copy_removed(alone, home, monkeypatch):
    made = []

    def make(_home, to):
        to.write_bytes(b"zip")
        made.append(to)

    monkeypatch.setattr("runback.web.data.views.make_backup", make)
    answer = alone.post("/data/backup/")
    assert b"".join(answer.streaming_content) == b"zip"
    answer.close()
    assert not made[0].parent.exists()


def test_nothing_is_erased_without_the_word(ada, alone, home, ended):
    log_pain(ada, 3)
    for word in ("", "yes", "erase it"):
        answer = alone.post("/data/erase/", {"word": word})
        assert answer.status_code == 400
        assert b"Nothing was erased" in answer.content
    assert len(list_pain(ada)) == 1
    assert ended == []


def test_with_the_word_the_home_is_gone_listed_and_the_server_ends(alone, home, ended):
    (home / "samples").mkdir()
    (home / "samples" / "1.parquet").write_bytes(b"samples")
    (home / "secret.key").write_text("k" * 40)
    (home / "taxes.txt").write_text("mine")
    with hold_lock(home / "serving.lock"):
        answer = alone.post("/data/erase/", {"word": " Erase "})
    text = answer.content.decode()
    assert "Everything is erased" in text
    assert "samples: 1 files" in text
    assert f"{home / 'taxes.txt'}" in text
    assert [path.name for path in home.iterdir()] == ["taxes.txt"]
    assert ended == [True]


def test_an_import_at_work_is_not_erased_under_its_hands(alone, home, ended):
    (home / "secret.key").write_text("k" * 40)
    with hold_lock(home / "import.lock"):
        answer = alone.post("/data/erase/", {"word": "erase"})
    assert b"in use by an import" in answer.content
    assert (home / "secret.key").exists()
    assert ended == []


def test_a_home_of_several_runners_is_nobodys_to_copy_or_erase_as_a_whole(ada, cast, client, home, ended):
    assert client.post("/data/backup/").status_code == 404
    assert b"Save a backup" not in client.get("/data/").content
    assert client.post("/data/erase/", {"word": "erase"}).status_code == 200
    assert list(RunnerRow.objects.values_list("name", flat=True)) == ["Ben"]
    assert home.is_dir()
    assert ended == []


def test_the_page_lists_the_backups_that_were_made_by_themselves(alone, home):
    for name in ("2026-05-01-101112-weekly", "2026-05-08-101112-update", "odd"):
        (home / backups.FOLDER / name).mkdir(parents=True)
    text = alone.get("/data/").content.decode()
    assert "8 May 2026, 10:11 UTC" in text
    assert "before an update" in text
    assert "1 May 2026, 10:11 UTC" in text


def test_the_record_is_saved_for_a_clinic(client, checked):
    assert "Save the record (FHIR)" in client.get("/data/").content.decode()
    answer = client.post("/data/record/")
    assert answer["Content-Disposition"] == 'attachment; filename="runback-record-2026-05-14.json"'
    assert answer.content.startswith(b'{"resourceType": "Bundle"')


def test_a_record_is_taken_back_and_what_is_none_is_explained(client, ben_client, ada, cast, checked):
    log_pain(ada, 3, PainMoment.NOW, note="since the hill")
    record = client.post("/data/record/").content
    answer = ben_client.post("/data/record/import/", {"record": SimpleUploadedFile("r.json", record)})
    assert answer.status_code == 302
    assert [entry.note for entry in list_pain(cast.ben)] == ["since the hill"]
    for name, data in (("r.json", b"{"), ("r.json", b'{"resourceType": "Bundle"}'), ("a.fit", b"\x0e\x10")):
        answer = ben_client.post("/data/record/import/", {"record": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400
        assert f"Nothing was taken in. {name} is" in answer.content.decode()
    assert "Choose a file." in ben_client.post("/data/record/import/").content.decode()


def _make_home(folder, entries=0):
    """A home as it is on the disk, with this many runs in its database."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "secret.key").write_text("k" * 40)
    with closing(sqlite3.connect(folder / "runback.sqlite3")) as database, database:
        database.execute("CREATE TABLE activity (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT)")
        database.executemany("INSERT INTO activity (title) VALUES (?)", [("Morning",)] * entries)


def _titles(folder):
    with closing(sqlite3.connect(folder / "runback.sqlite3")) as database:
        return [title for (title,) in database.execute("SELECT title FROM activity")]


@pytest.fixture
def saved(tmp_path_factory):
    """A backup of a home with two runs, as it comes through a browser."""
    folder = tmp_path_factory.mktemp("elsewhere")
    _make_home(folder / "old", entries=2)
    return backups.make_backup(folder / "old", folder / "saved.zip").path.read_bytes()


def _upload(data, name="saved.zip"):
    return {"backup": SimpleUploadedFile(name, data)}


def test_a_backup_goes_beside_a_home_with_entries_and_changes_nothing_there(alone, home, saved, ended):
    _make_home(home, entries=1)
    answer = alone.post("/data/restore/", _upload(saved))
    beside = home.with_name(f"{home.name}-restored")
    assert _titles(beside) == ["Morning", "Morning"]
    assert _titles(home) == ["Morning"]
    text = answer.content.decode()
    assert f"runback serve --home {beside}" in text
    assert f"runback restore saved.zip --home {home} --replace" in text
    assert ended == []


def test_a_backup_takes_the_place_of_a_home_without_entries_and_the_server_ends(alone, ada, home, saved, ended):
    _make_home(home)
    with connection.cursor() as cursor:  # of a home in which nobody was added beside its first runner
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'person'")
    with hold_lock(home / "serving.lock"):
        answer = alone.post("/data/restore/", _upload(saved))
    assert "Your backup is back" in answer.content.decode()
    assert _titles(home) == ["Morning", "Morning"]
    assert [path.name for path in home.parent.glob(f"*{home.name}*")] == [home.name]
    assert ended == [True]
    assert not RunnerRow.objects.exists()


def test_an_entry_made_meanwhile_is_not_lost_to_a_backup(alone, ada, home, saved, ended):
    _make_home(home)
    log_pain(ada, 3)
    alone.post("/data/restore/", _upload(saved))
    assert [entry.score for entry in list_pain(ada)] == [3]
    assert (_titles(home), _titles(home.with_name(f"{home.name}-restored"))) == ([], ["Morning", "Morning"])
    assert ended == []


def test_a_check_under_way_is_not_lost_to_a_backup(alone, ada, home, saved, ended):
    _make_home(home)
    RunnerRow.objects.update(check_draft={"red_flags": ["saddle_numbness"]})
    alone.post("/data/restore/", _upload(saved))
    assert RunnerRow.objects.get().check_draft == {"red_flags": ["saddle_numbness"]}
    assert ended == []


def test_what_is_no_backup_is_refused_by_its_name_and_leaves_nothing(alone, home, saved, ended):
    _make_home(home)
    for data in (saved[:-200], b"text", b""):
        answer = alone.post("/data/restore/", _upload(data, "mine.zip"))
        assert answer.status_code == 400
        assert "Nothing was changed. mine.zip is not a backup of Runback" in answer.content.decode()
    assert "Choose a backup" in alone.post("/data/restore/").content.decode()
    assert [path.name for path in home.parent.glob(f"*{home.name}*")] == [home.name]
    assert ended == []


def test_a_home_of_several_runners_takes_no_backup(client, home, saved):
    assert client.post("/data/restore/", _upload(saved)).status_code == 404
