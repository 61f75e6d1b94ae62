"""Files too large for memory: health exports are streamed and stored in full, others refused by their first bytes."""

import hashlib
from pathlib import Path

import pytest

from runback.services import activities
from runback.services.imports import batches
from runback.services.imports.preview import preview_import
from runback.store.originals import read_original
from tests.services.imports.made_up import health_export
from tests.tracks import gpx


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and a limit of memory small enough that an export of 20 kB is large."""
    monkeypatch.setattr("runback.history.source_file.LARGE_BYTES", 15_000)
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_a_large_health_export_streams_in_and_its_route_joins_it(ada, home, inbox):
    data = health_export()
    assert len(data) > 15_000
    (inbox / "export.xml").write_bytes(data)
    (inbox / "route.gpx").write_bytes(gpx())
    report = batches.import_paths(ada, [inbox])
    assert [verdict.verdict.value for verdict in report.verdicts] == ["imported", "merged"]
    (run,) = activities.list_activities(ada)
    assert {"heart_rate_bpm", "latitude_deg"} <= set(activities.read_samples(ada, run.id).columns)
    assert read_original(home, hashlib.sha256(data).hexdigest()) == data
    assert batches.import_paths(ada, [inbox]).duplicate == 2
    assert not list((home / "originals").glob(".*"))


def test_a_preview_of_a_large_export_saves_nothing(ada, home, inbox):
    (inbox / "export.xml").write_bytes(health_export())
    assert preview_import(ada, [inbox]).imported == 1
    assert not (home / "originals").exists()
    assert not (home / "samples").exists()


@pytest.mark.parametrize(
    ("name", "data", "verdict", "words"),
    [
        ("film.mp4", bytes(20_000), "not_activity", "far larger than any activity file"),
        ("long.gpx", gpx(points=300), "failed", "which no activity file is"),
        ("broken.xml", b"<HealthData>" + b"<Record" * 3_000, "failed", "Apple Health file cannot be read"),
        ("bare.xml", b"<HealthData>" + b"<Record/>" * 3_000 + b"</HealthData>", "not_activity", "no workout"),
    ],
)
def test_other_large_files_are_refused_with_the_reason_and_not_stored(ada, home, inbox, name, data, verdict, words):
    (inbox / name).write_bytes(data)
    (verdict_on,) = batches.import_paths(ada, [inbox]).verdicts
    assert verdict_on.verdict.value == verdict
    assert words in verdict_on.reason
    assert not list((home / "originals").rglob("*.gz"))
