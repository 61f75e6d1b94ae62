"""Damage in a data home is found and explained; questions across all samples are answered and nothing else."""

import gzip
import os
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from django.db import DatabaseError, connection

from runback.domain.errors import UnusableInput
from runback.services import activities
from runback.services.home.inspect import inspect_home
from runback.services.home.samples import EXAMPLE, ask_samples
from runback.services.imports import batches
from runback.store.models import ActivityRow, OriginalRow, SourceRow
from tests.tracks import START, gpx, tcx

DAY = timedelta(days=1)


@pytest.fixture
def history(ada, home: Path) -> list[str]:
    """Three runs, the middle one of two files; their ids, oldest first."""
    inbox = home / "inbox"
    inbox.mkdir()
    for n in range(3):
        (inbox / f"{n}.gpx").write_bytes(gpx(START + n * DAY))
    (inbox / "1.tcx").write_bytes(tcx(START + DAY))
    batches.import_paths(ada, [inbox])
    return [activity.id for activity in activities.list_activities(ada)]


def _samples(home: Path, activity_id: str) -> Path:
    return next((home / "samples").glob(f"{activity_id}.*"))


def test_a_sound_home_has_no_damage(home, history):
    report = inspect_home()
    assert (report.activities, report.samples, report.originals, report.damage) == (3, 3, 4, ())


def test_changed_and_missing_samples_are_found_with_what_brings_them_back(home, history):
    _samples(home, history[0]).write_bytes(b"something else")
    _samples(home, history[2]).unlink()
    found = inspect_home().damage
    assert [(each.kind, each.activity_id) for each in found] == [("samples", history[0]), ("samples", history[2])]
    assert "have changed on disk" in found[0].what
    assert "are missing" in found[1].what
    assert all("--undo" in each.todo and ".gpx" in each.todo for each in found)


def test_changed_cut_and_missing_originals_are_found(home, history):
    paths = sorted((home / "originals").rglob("*.gz"))
    paths[0].write_bytes(gzip.compress(b"another run"))
    paths[1].write_bytes(paths[1].read_bytes()[:-30])
    paths[2].unlink()
    text = " ".join(each.what for each in inspect_home().damage if each.kind == "original")
    assert ("checksum differs" in text, "cannot be unpacked" in text, "is missing" in text) == (True, True, True)


def test_files_without_rows_are_reported_as_harmless(home, history):
    (home / "samples" / "999.parquet").write_bytes(b"x")
    (home / "originals" / "ab").mkdir(exist_ok=True)
    (home / "originals" / "ab" / f"{'ab' * 32}.gz").write_bytes(b"x")
    found = inspect_home().damage
    assert [(each.kind, each.is_loss) for each in found] == [("left_over", False)] * 2


def test_rows_without_files_and_wrong_counts_are_found(home, history):
    ActivityRow.objects.filter(pk=history[0]).update(channels=["time_s", "power_w"])
    OriginalRow.objects.filter(path__endswith="2.gpx").update(size=5)
    gone = OriginalRow.objects.get(path__endswith="1.tcx")
    gone.delete()
    SourceRow.objects.filter(path__endswith="0.gpx").delete()
    found = inspect_home().damage
    text = " ".join(each.what for each in found)
    assert "list different channels" in text
    assert "has another size than it had" in text
    assert "No original is kept of" in text
    assert "has no file behind it" in text


def test_a_database_that_cannot_be_read_is_found_and_the_rest_is_still_looked_at(home, history, monkeypatch):
    (home / "originals" / "ab").mkdir(exist_ok=True)
    (home / "originals" / "ab" / f"{'ab' * 32}.gz").write_bytes(b"x")

    def unreadable(*_: object) -> NoReturn:
        raise DatabaseError("database disk image is malformed")

    monkeypatch.setattr("runback.services.home.inspect._find_in_samples", lambda _: map(unreadable, [1]))
    monkeypatch.setattr("runback.services.home.inspect.ActivityRow.objects.count", unreadable)
    report = inspect_home()
    assert not report.is_ok
    assert [each.kind for each in report.damage] == ["database", "left_over"]
    assert "looking at the samples" in report.damage[0].what
    assert report.activities == 0


def test_one_question_is_answered_across_all_samples(ada, history):
    answer = ask_samples(
        ada, "SELECT activity_id, count(*), round(avg(heart_rate_bpm)), max(time_s) FROM samples GROUP BY 1 ORDER BY 1"
    )
    by_id = {str(row[0]): row[1:] for row in answer.rows}
    assert by_id == {history[0]: (61, None, 600.0), history[1]: (61, 150.0, 600.0), history[2]: (61, None, 600.0)}
    assert ask_samples(ada, EXAMPLE).columns == ("month", "heart_rate_bpm", "cadence_spm", "runs")


def test_another_runners_samples_are_not_in_the_view(cast, history):
    assert ask_samples(cast.ben, "SELECT count(*) FROM samples").rows == ((0,),)
    assert ask_samples(cast.ben, "SELECT count(*) FROM activities").rows == ((0,),)


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "EXPORT DATABASE '/tmp/runback-leak'",
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY samples TO '/tmp/runback-leak.csv'",
        "ATTACH '/tmp/runback-leak.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET threads = 64",
        "SELECT CAST('99999-01-01' AS DATE), INTERVAL 5000000000 DAY",
        "(" * 5000,
        "no question at all",
    ],
)
def test_a_question_opens_no_other_door(ada, history, question):
    with pytest.raises(UnusableInput, match="cannot be answered"):
        ask_samples(ada, question)
    assert not Path("/tmp/runback-leak.csv").exists()


@pytest.mark.parametrize("options", ["", "(USE_TMP_FILE false)", "(FORMAT parquet, USE_TMP_FILE false)"])
def test_a_question_writes_over_no_samples(ada, home, history, options):
    path = _samples(home, history[0])
    before = path.read_bytes()
    for table in ("samples", "activities", "(SELECT 1)"):
        with pytest.raises(UnusableInput, match="cannot be answered"):
            ask_samples(ada, f"COPY {table} TO '{path}' {options}")
    assert path.read_bytes() == before
    assert inspect_home().damage == ()


@pytest.mark.parametrize(
    "question",
    [
        "SELECT repeat('x', 3000000000)",
        "SELECT list(range) FROM range(300000000)",
        "SELECT sum(i) FROM (SELECT unnest(range(0, 200000000)) i)",
        "WITH RECURSIVE t AS (SELECT 1 a UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t",
    ],
)
def test_a_question_has_a_limit_of_time_and_of_memory(ada, history, question):
    with pytest.raises(UnusableInput, match="Ask for less at a time"):
        ask_samples(ada, question, limit_s=1.0)
    assert ask_samples(ada, "SELECT count(*) FROM activities").rows == ((3,),)


@pytest.mark.parametrize("question", ["", " ", ";", "-- only a comment", "/* nothing */ ;"])
def test_a_question_without_one_is_refused(ada, history, question):
    with pytest.raises(UnusableInput, match=r"It contains no question|cannot be answered"):
        ask_samples(ada, question)


@pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="PostgreSQL refuses such bytes; only a file can change under it"
)
def test_bytes_that_changed_inside_a_row_are_found_without_showing_them(home, history):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activity SET start_utc = 'my secret' WHERE id = %s", [history[0]])
    found = [each for each in inspect_home().damage if each.kind == "database"]
    assert "Rows cannot be read in the tables activity" in found[0].what
    assert "runback rescue" in found[0].todo
    assert "secret" not in " ".join(each.what for each in found)


def test_samples_that_no_activity_names_are_put_aside_by_the_next_import_and_not_deleted(ada, home, history):
    (home / "samples" / "999.parquet").write_bytes(b"mine")
    (home / "samples" / "998.parquet").write_bytes(b"also mine")
    (home / "inbox" / "9.gpx").write_bytes(gpx(START + 9 * DAY))
    batches.import_paths(ada, [home / "inbox"])
    saved = {path.name: path.read_bytes() for path in (home / "aside" / "samples").iterdir()}
    assert saved == {"999.parquet": b"mine", "998.parquet": b"also mine"}
