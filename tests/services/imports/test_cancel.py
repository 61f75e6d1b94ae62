"""An import that is cancelled stops at once, even inside a huge file, and importing the same again continues."""

from datetime import timedelta
from pathlib import Path

import pytest

from runback.services import activities
from runback.services.imports import batches, jobs
from runback.services.imports.order import make_order, place_order
from runback.services.imports.pool import read_files
from runback.services.imports.reading import FileJob, ImportStopped, ReadFile
from runback.store.models import ImportRow
from tests.kills import faults_of
from tests.services.imports.made_up import health_export
from tests.tracks import START, gpx


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run, then a health export that counts as large, read in pieces of 1 kB; cancellation is checked each time."""
    monkeypatch.setattr("runback.history.source_file.LARGE_BYTES", 15_000)
    monkeypatch.setattr("runback.history.apple_health._PIECE", 1_000)
    monkeypatch.setattr(jobs, "_ASK_EVERY_S", -1.0)
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.gpx").write_bytes(gpx(START - timedelta(days=1)))
    (folder / "export.xml").write_bytes(health_export())
    return folder


def _cancel_inside_the_export(ada, inbox, monkeypatch) -> ImportRow:
    """Cancels once the export's first piece was read; returns the import."""
    batch = place_order(ada, make_order([inbox], is_background=True))
    reads = []
    from runback.services.imports import reading

    class Cancelling(reading._Stoppable):
        def read(self, size: int = -1) -> bytes:
            reads.append(size)
            if len(reads) == 3:
                batches.cancel_import(ada, batch.pk)
            return super().read(size)

    monkeypatch.setattr(reading, "_Stoppable", Cancelling)
    jobs.run_batch(ada, batch)
    monkeypatch.undo()
    assert 3 <= len(reads) <= 4  # of about twenty pieces
    return batch


def test_cancelling_stops_inside_a_large_health_export_and_saves_nothing_of_it(ada, home, inbox, monkeypatch):
    batch = _cancel_inside_the_export(ada, inbox, monkeypatch)
    batch.refresh_from_db()
    assert batch.state == "cancelled"
    assert not batch.files.filter(path__endswith="export.xml").exists()
    assert not [each for each in activities.list_activities(ada) if each.start_utc == START]
    assert not list((home / "originals").rglob(".*.part"))
    assert not list((home / "samples").glob(".*"))


def test_the_same_import_again_resumes_where_it_was_cancelled(ada, home, inbox, monkeypatch):
    _cancel_inside_the_export(ada, inbox, monkeypatch)
    report = batches.import_paths(ada, [inbox])
    assert report.imported + report.duplicate == 2
    assert len(activities.list_activities(ada)) == 2


def test_an_import_cancelled_while_its_files_are_counted_ends_there(ada, home, inbox):
    batch = place_order(ada, make_order([inbox], is_background=True))
    ImportRow.objects.filter(pk=batch.pk).update(cancel_asked=True)
    assert jobs.run_batch(ada, batch).files == 0
    batch.refresh_from_db()
    assert batch.state == "cancelled"
    assert activities.list_activities(ada) == ()


def test_a_busy_reader_is_ended_when_its_file_is_no_longer_wanted(tmp_path: Path, monkeypatch):
    """Six files are assigned; the import is stopped while the first is being read."""
    monkeypatch.setattr("runback.services.imports.pool._ASK_EVERY_S", 0.001)
    jobs: list[FileJob | ReadFile] = [
        FileJob(f"/inbox/{number}.gpx", None, "UTC", data=gpx(points=20_000)) for number in range(6)
    ]
    with pytest.raises(ImportStopped):
        list(read_files(jobs, stop=lambda: True))


def test_half_written_originals_of_a_killed_import_are_swept_away(ada, home, inbox):
    (home / "originals" / "ab").mkdir(parents=True)
    left = [home / "originals" / ".1234.part", home / "originals" / "ab" / ".abcd.gz.1234.part"]
    for path in left:
        path.write_bytes(b"half")
    batches.import_paths(ada, [inbox])
    assert not any(path.exists() for path in left)
    assert faults_of(home) == []
