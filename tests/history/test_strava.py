from pathlib import Path

import pytest

from runback.history.errors import NotAnActivity
from runback.history.recording import Recording
from runback.history.sources import SourceFile, walk
from runback.history.strava import read_index
from tests.history.plain_reader import PlainReader
from tests.history.samples_made_here import pack_gzip, write_gpx, write_zip

TODAY = (
    b"Activity ID,Activity Date,Activity Name,Activity Type,Activity Gear,Filename,Perceived Exertion\n"
    b'1,"May 3, 2026, 6:30:00 AM","Early, with Ann",Run,Blue shoes,activities/1.gpx.gz,7\n'
    b"2,,By hand,Yoga,,,\n"
)
OF_2018 = (
    b"id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
    b"1,,Old,Run,,1,1,false,Red,activities/1.gpx\n"
)


def read_all(root: Path) -> list[Recording]:
    reader, found = PlainReader(), []
    for source in walk([root]):
        assert isinstance(source, SourceFile)
        try:
            found += reader.read(source)
        except NotAnActivity:
            continue
    return found


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
def test_name_gear_and_effort_of_the_list_join_their_file(tmp_path: Path, as_zip: bool) -> None:
    members = {"activities/1.gpx.gz": pack_gzip(write_gpx(points=3)), "activities.csv": TODAY}
    if as_zip:
        (tmp_path / "export.zip").write_bytes(write_zip(members))
    else:
        (tmp_path / "activities").mkdir()
        for name, data in members.items():
            (tmp_path / name).write_bytes(data)
    (run,) = read_all(tmp_path)
    assert (run.title, run.gear, run.perceived_effort) == ("Early, with Ann", "Blue shoes", 7.0)


def test_list_of_2018_names_files_without_their_packing(tmp_path: Path) -> None:
    (tmp_path / "activities.csv").write_bytes(OF_2018)
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / "1.gpx.gz").write_bytes(pack_gzip(write_gpx(points=3, kind=None, name="x")))
    (run,) = read_all(tmp_path)
    assert (run.title, run.gear, run.sport) == ("Old", "Red", "run")


def test_entries_without_a_file_are_left_out() -> None:
    assert list(read_index(TODAY)) == ["activities/1.gpx.gz"]
