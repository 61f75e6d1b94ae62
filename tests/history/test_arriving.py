"""Files that arrive in a folder: what is meant, and what is not there to its end yet."""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runback.history.arriving import is_complete, is_importable, is_importable_folder, is_left_in_the_cloud
from tests.history.fit.build_fit import heart_rates
from tests.history.made_up import write_gpx, write_tcx, write_zip

PASSING = [
    ".syncthing.run.fit.tmp",
    "~syncthing~run.fit.tmp",
    "run.fit.crdownload",
    "run.fit.part",
    "run.gpx.partial",
    "run.fit.filepart",
    "run.zip.download",
    "run.fit.tmp",
    "._run.fit",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    "~$runs.csv",
    ".nextcloudsync.log",
    ".dropbox.cache.fit",
    ".stignore",
    ".hidden.fit",
    "notes.txt",
    "picture.jpg",
    "run.FIT.PART",
]
MEANT = [
    "run.fit",
    "RUN.FIT",
    "C7A12345.FIT",
    "run.fit.gz",
    "a b.gpx",
    "run.tcx",
    "export.zip",
    "export.xml",
    "session.json",
    "SPORT.csv",
    "Gadgetbridge",
    "run.sync-conflict-20260501-120000-ABCDEFG.fit",
    "2026-05-03-07-00-00.fit",
]


@pytest.mark.parametrize("name", PASSING)
def test_copies_in_progress_and_litter_are_passed_over(name: str) -> None:
    assert not is_importable(name)


@pytest.mark.parametrize("name", MEANT)
def test_files_of_runs_are_meant_whatever_their_case(name: str) -> None:
    assert is_importable(name)


def test_a_placeholder_of_icloud_is_known_as_such() -> None:
    assert is_left_in_the_cloud(".run.fit.icloud")
    assert not is_left_in_the_cloud(".photo.jpg.icloud")
    assert not is_left_in_the_cloud("run.fit")


@pytest.mark.parametrize("name", [".stfolder", ".stversions", "__MACOSX", ".git", "lost+found"])
def test_folders_of_synchronisers_are_not_looked_into(name: str) -> None:
    assert not is_importable_folder(name)
    assert is_importable_folder("GARMIN")


def database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE t (a TEXT)")
        base.executemany("INSERT INTO t VALUES (?)", [("x" * 900,)] * 40)
        base.commit()
        return base.serialize()


WHOLE = {
    "run.fit": heart_rates(*range(100, 160)).build(),
    "two.fit": heart_rates(120, 121).build() + heart_rates(122, 123).build(),
    "run.gpx": write_gpx(points=40),
    "run.tcx": write_tcx(laps=1),
    "run.zip": write_zip({"run.gpx": write_gpx(points=40)}),
    "run.fit.gz": gzip.compress(heart_rates(*range(100, 160)).build()),
    "run.json": json.dumps({"a": list(range(200))}).encode(),
    "Gadgetbridge": database(),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(WHOLE[name])
    assert is_complete(path)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.995])
@pytest.mark.parametrize("name", [name for name in WHOLE if name != "two.fit"])
def test_a_file_that_is_still_being_copied_is_not(name: str, share: float, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(WHOLE[name][: int(len(WHOLE[name]) * share)])
    assert not is_complete(path)


@pytest.mark.parametrize("name", ["run.fit", "run.gpx", "run.tcx", "run.json"])
def test_a_file_whose_end_is_zeros_is_not_whole(name: str, tmp_path: Path) -> None:
    data = WHOLE[name]
    path = tmp_path / name
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
    assert not is_complete(path)
