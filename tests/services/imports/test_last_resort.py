"""A fault of Runback that one file meets costs that file, with a traceback in the log, and never the import."""

import gzip
import logging
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from runback.domain.imports import FileVerdict, Verdict
from runback.history import apple_health, gpx, tcx
from runback.services import activities
from runback.services.home.inspect import inspect_home
from runback.services.imports import batches
from runback.services.imports.pool import read_files
from runback.services.imports.reading import FileJob
from tests.history.made_up import write_gpx
from tests.services.imports.made_up import health_export
from tests.tracks import START
from tests.tracks import gpx as gpx_bytes
from tests.tracks import tcx as tcx_bytes


def divide_by_zero(*_: Any) -> NoReturn:
    raise ZeroDivisionError("nobody thought of this")


def recurse(*_: Any) -> NoReturn:
    raise RecursionError("maximum recursion depth exceeded")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A GPX, then a TCX of the next day."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.gpx").write_bytes(gpx_bytes())
    (folder / "b.tcx").write_bytes(tcx_bytes(START + timedelta(days=1)))
    return folder


def by_name(verdicts: tuple[FileVerdict, ...]) -> dict[str, Verdict]:
    return {Path(each.path).name: each.verdict for each in verdicts}


@pytest.mark.parametrize("fault", [divide_by_zero, recurse])
def test_an_unexpected_error_fails_one_file_and_the_batch_continues(ada, home, inbox, monkeypatch, caplog, fault):
    monkeypatch.setattr(gpx, "read_recordings", fault)
    with caplog.at_level(logging.ERROR):
        report = batches.import_paths(ada, [inbox])
    assert by_name(report.verdicts) == {"a.gpx": Verdict.FAILED, "b.tcx": Verdict.IMPORTED}
    assert "Runback itself failed" in report.verdicts[0].reason
    (record,) = caplog.records
    assert record.exc_info is not None
    assert "a.gpx" in record.getMessage()


def test_the_bytes_of_such_a_file_are_stored(ada, home, inbox, monkeypatch):
    monkeypatch.setattr(gpx, "read_recordings", divide_by_zero)
    batches.import_paths(ada, [inbox / "a.gpx"])
    (original,) = (home / "originals").rglob("*.gz")
    assert gzip.decompress(original.read_bytes()) == gpx_bytes()


def test_the_file_comes_in_once_the_fault_is_repaired(ada, home, inbox, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(gpx, "read_recordings", divide_by_zero)
        batches.import_paths(ada, [inbox])
    assert by_name(batches.import_paths(ada, [inbox]).verdicts) == {
        "a.gpx": Verdict.IMPORTED,
        "b.tcx": Verdict.DUPLICATE,
    }


def test_a_fault_in_interpreting_a_recording_leaves_no_samples_behind(ada, home, inbox, monkeypatch):
    """The second of two activities in a file meets the fault: the samples of the first go too."""
    from runback.history import meaning

    real, met = meaning.interpret, []

    def interpret_one(recording: Any, **rest: Any) -> Any:
        met.append(recording)
        return real(recording, **rest) if len(met) == 1 else divide_by_zero()

    monkeypatch.setattr(meaning, "interpret", interpret_one)
    monkeypatch.setattr(tcx, "read_recordings", lambda data: gpx.read_recordings(gpx_bytes()) * 2)
    (verdict,) = batches.import_paths(ada, [inbox / "b.tcx"]).verdicts
    assert verdict.verdict is Verdict.FAILED
    assert list((home / "samples").iterdir()) == []


def test_a_fault_in_a_health_export_that_is_streamed_fails_it_alone(ada, home, inbox, monkeypatch):
    monkeypatch.setattr("runback.history.source_file.LARGE_BYTES", 18_000)
    monkeypatch.setattr(apple_health, "iter_export", divide_by_zero)
    (inbox / "export.xml").write_bytes(health_export())
    verdicts = by_name(batches.import_paths(ada, [inbox]).verdicts)
    assert verdicts == {"a.gpx": Verdict.IMPORTED, "b.tcx": Verdict.IMPORTED, "export.xml": Verdict.FAILED}
    assert not list((home / "originals").rglob(".*.part"))


def test_a_fault_in_unpacking_a_member_of_an_archive_fails_that_member(ada, home, tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.gpx", gpx_bytes())
    monkeypatch.setattr("runback.history.source_file._read_bounded", divide_by_zero)
    (verdict,) = batches.import_paths(ada, [tmp_path / "a.zip"]).verdicts
    assert verdict.verdict is Verdict.FAILED


def test_a_fault_in_merging_two_files_of_a_run_fails_the_second_and_keeps_the_first_as_it_was(
    ada, home, inbox, monkeypatch
):
    (inbox / "a.tcx").write_bytes(tcx_bytes())  # the run of a.gpx once more
    monkeypatch.setattr("runback.history.merge.merge", divide_by_zero)
    report = batches.import_paths(ada, [inbox])
    assert by_name(report.verdicts) == {"a.gpx": Verdict.IMPORTED, "a.tcx": Verdict.FAILED, "b.tcx": Verdict.IMPORTED}
    assert inspect_home().damage == ()
    monkeypatch.undo()
    assert by_name(batches.import_paths(ada, [inbox / "a.tcx"]).verdicts) == {"a.tcx": Verdict.MERGED}


def test_a_fault_in_joining_the_parts_of_a_run_costs_that_file_and_the_parts_stay(ada, home, inbox, monkeypatch):
    whole = inbox / "whole.gpx"
    whole.write_bytes(write_gpx(points=1801))
    part = inbox / "part.gpx"
    part.write_bytes(write_gpx(points=601))
    batches.import_paths(ada, [part])
    before = activities.list_activities(ada)
    monkeypatch.setattr("runback.services.imports.writing.fill_whole", divide_by_zero)
    assert by_name(batches.import_paths(ada, [whole]).verdicts) == {"whole.gpx": Verdict.FAILED}
    assert activities.list_activities(ada) == before
    assert inspect_home().damage == ()
    monkeypatch.undo()
    assert by_name(batches.import_paths(ada, [whole]).verdicts) == {"whole.gpx": Verdict.MERGED}


def test_a_fault_in_reading_a_strava_list_fails_the_list_and_not_its_files(ada, home, inbox, monkeypatch):
    (inbox / "activities.csv").write_bytes(b"Activity ID,Activity Name,Filename\n1,Early,a.gpx\n")
    monkeypatch.setattr("runback.history.strava.StravaLists.add_if_list", divide_by_zero)
    verdicts = by_name(batches.import_paths(ada, [inbox]).verdicts)
    assert verdicts == {"activities.csv": Verdict.FAILED, "a.gpx": Verdict.IMPORTED, "b.tcx": Verdict.IMPORTED}


def test_a_fault_in_a_reader_process_fails_its_file_only():
    """A Strava entry that is a number is nothing a reader can have: joining it ends in an AttributeError."""
    jobs = [
        FileJob(f"/inbox/{number}.gpx", None, "UTC", data=gpx_bytes(), entry=42 if number == 3 else None)
        for number in range(6)
    ]
    problems = {read.label: read.problem for read in read_files(jobs) if read.problem is not None}
    assert list(problems) == ["/inbox/3.gpx"]
    assert "AttributeError" in problems["/inbox/3.gpx"].reason
