from pathlib import Path

import pytest

from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.names import find_end_utc
from runback.history.read import read_source
from runback.history.source_file import SourceFile
from runback.history.sources import walk
from tests.history.fit.build_fit import fit_run
from tests.history.made_up import write_gpx, write_tcx, write_zip

FITBIT = (
    b'[{"logId": 1, "activityName": "Run", "startTime": "05/03/24 05:00:00", "duration": 1800000, "distance": 5.4}]'
)


def test_content_decides_and_not_the_name() -> None:
    assert read_source(write_gpx(points=3), "/x/run.tcx")[0].format == "gpx"
    assert read_source(write_tcx(), "/x/run.bin")[0].format == "tcx"


@pytest.mark.parametrize("ending", ["fit", "gpx", "tcx", "json", "csv", "txt", "fit.gz", "bin"])
def test_an_activity_under_the_name_of_another_kind_is_read(ending: str) -> None:
    for data, kind in (
        (write_gpx(points=3), "gpx"),
        (write_tcx(), "tcx"),
        (fit_run(minutes=1), "fit"),
        (FITBIT, "fitbit"),
    ):
        assert read_source(data, f"/x/run.{ending}")[0].format == kind, kind


def test_a_fit_file_that_lost_its_mark_is_still_called_a_broken_one() -> None:
    with pytest.raises(UnreadableFile, match="FIT"):
        read_source(b"\x0e\x20\x54\x08" + b"\0" * 40, "/x/run.fit")


@pytest.mark.parametrize(
    ("data", "label", "reason"),
    [
        (b"\x89PNG\r\n", "a.png", "picture"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b'{"a": 1}', "a.json", "not an export"),
        (b"<html><body/></html>", "a.html", "web page"),
        (b"<kml/>", "a.xml", "neither GPX nor TCX"),
        (b"id,date,name,filename\n", "activities.csv", "Strava's list"),
        (b"a,b\n1,2\n", "a.csv", "table"),
        (b"just words", "README", "not one of"),
        (b"SQLite format 3\0x", "/x/Health Connect.zip!/health_connect_export.db", "Health Connect database"),
        (b"SQLite format 3\0x", "/x/photos.db", "a database"),
        (b'{"a": 1}', "/x/takeout-1.zip!/Takeout/Fit/All Sessions/2024_RUNNING.json", "Google Fit"),
    ],
)
def test_files_of_other_kinds_are_refused_by_name(data: bytes, label: str, reason: str) -> None:
    with pytest.raises(NotAnActivity, match=reason):
        read_source(data, label)


def test_empty_file_is_unreadable_at_its_first_byte() -> None:
    with pytest.raises(UnreadableFile, match="empty") as caught:
        read_source(b"", "x.fit")
    assert (caught.value.path, caught.value.offset) == ("x.fit", 0)


def test_a_broken_fit_file_is_reported_with_byte_and_path() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_source(b"\x0e\x10\x00\x00 no fit at all", "/a/x.fit")
    assert caught.value.path == "/a/x.fit"
    assert caught.value.offset is not None


def test_keeps_identifiers_count_down_to_the_end_of_the_run() -> None:
    ended = find_end_utc("/x/GPX_9223370263578564807.gpx.gz")
    assert ended is not None
    assert ended.isoformat(timespec="seconds") == "2026-03-12T00:43:31+00:00"
    assert find_end_utc("/x/activity_9876543210.gpx") is None


def test_unset_clock_is_put_right_by_the_files_name_and_noted() -> None:
    data = write_gpx(points=61).replace(b"2026-05-03T06:3", b"1970-01-01T00:0")
    (run,) = read_source(data, "/x/9223370263578564807.gpx")
    assert run.start_utc is not None
    assert run.start_utc.isoformat(timespec="seconds") == "2026-03-12T00:42:31+00:00"
    assert any("file's name" in note for note in run.notes)
    (unknown,) = read_source(data, "/x/run.gpx")
    assert unknown.start_utc is None


@pytest.mark.parametrize("ending", ["xlsx", "ods", "numbers"])
def test_a_spreadsheet_is_one_file_and_says_what_to_do(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"runs.{ending}").write_bytes(write_zip({"[Content_Types].xml": b"<Types/>", "xl/a.xml": b"<a/>"}))
    (found,) = walk([tmp_path])
    assert isinstance(found, SourceFile)
    with pytest.raises(NotAnActivity, match="save the sheet as CSV"):
        read_source(found.read(), found.label)


@pytest.mark.parametrize("ending", ["7z", "rar", "tar.xz", "tar.bz2"])
def test_an_archive_of_another_kind_says_what_to_do(ending: str) -> None:
    with pytest.raises(NotAnActivity, match="Unpack it"):
        read_source(b"some packed bytes", f"/in/takeout.{ending}")
