import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from runback.domain.errors import UnusableInput
from runback.history.errors import UnreadableFile
from runback.history.sources import FileProblem, Limits, SourceFile, walk
from tests.history.made_up import pack_gzip, write_gpx, write_zip

SMALL = Limits(file_bytes=1 << 20, archive_bytes=1 << 21, free_bytes=1 << 14, ratio=50, depth=3, members=100)


def labels(found: list[SourceFile | FileProblem], root: Path) -> list[str]:
    return [item.label.removeprefix(f"{root}/") for item in found]


def only_problem(path: Path, limits: Limits = SMALL) -> FileProblem:
    (problem,) = walk([path], limits)
    assert isinstance(problem, FileProblem)
    assert problem.verdict == "failed"
    return problem


def test_folders_are_walked_in_order_and_finder_litter_is_left_out(tmp_path: Path) -> None:
    for name in ("b.gpx", "a.gpx", ".DS_Store", "deep/c.gpx", "__MACOSX/d.gpx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert labels(list(walk([tmp_path])), tmp_path) == ["a.gpx", "b.gpx", "deep/c.gpx"]


def test_members_of_nested_archives_are_labelled_with_every_step(tmp_path: Path) -> None:
    inner = write_zip({"runs/x.gpx": b"<gpx/>"})
    (tmp_path / "a.zip").write_bytes(write_zip({"part.zip": inner, "y.gpx": b"<gpx/>", "__MACOSX/._y": b"z"}))
    found = list(walk([tmp_path / "a.zip"]))
    assert labels(found, tmp_path) == ["a.zip!/part.zip!/runs/x.gpx", "a.zip!/y.gpx"]


def test_gz_is_one_file_under_its_own_name_and_reads_unpacked(tmp_path: Path) -> None:
    data = write_gpx(points=3)
    (tmp_path / "run.gpx.gz").write_bytes(pack_gzip(data))
    (source,) = walk([tmp_path])
    assert isinstance(source, SourceFile)
    assert source.label.endswith("run.gpx.gz")
    assert source.read() == data


def test_gz_inside_a_zip_reads_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(write_zip({"run.gpx.gz": pack_gzip(b"<gpx/>")}))
    contents = [source.read() for source in walk([tmp_path]) if isinstance(source, SourceFile)]
    assert contents == [b"<gpx/>"]


def test_empty_folder_gives_no_file(tmp_path: Path) -> None:
    assert list(walk([tmp_path])) == []


def test_missing_path_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"nowhere\.fit"):
        list(walk([tmp_path, tmp_path / "nowhere.fit"]))


def test_links_in_folders_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "outside.gpx").write_bytes(b"x")
    (tmp_path / "in" / "link.gpx").symlink_to(tmp_path / "outside.gpx")
    (tmp_path / "in" / "loop").symlink_to(tmp_path)
    problems = list(walk([tmp_path / "in"]))
    assert [item.reason for item in problems if isinstance(item, FileProblem)] == [
        "This is a link to another place; links are not followed."
    ] * 2


@pytest.mark.parametrize("name", ["../up.gpx", "/etc/up.gpx", "a/../../up.gpx", "C:/up.gpx", "..\\up.gpx"])
def test_paths_that_climb_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.zip").write_bytes(write_zip({name: b"x", "fine.gpx": b"x"}))
    found = list(walk([tmp_path]))
    assert len(found) == 2
    (problem,) = [item for item in found if isinstance(item, FileProblem)]
    assert "leads out" in problem.reason


def test_symbolic_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link.gpx")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "link" in only_problem(tmp_path / "a.zip").reason


def test_zip_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(write_zip({"bomb.gpx": bytes(1 << 19)}))
    assert "decompression bomb" in only_problem(tmp_path / "a.zip").reason


def test_gzip_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    (tmp_path / "bomb.gpx.gz").write_bytes(pack_gzip(bytes(1 << 19)))
    (source,) = walk([tmp_path], SMALL)
    assert isinstance(source, SourceFile)
    with pytest.raises(UnreadableFile, match="bomb"):
        source.read()


def test_archive_is_bounded_in_all(tmp_path: Path) -> None:
    members = {f"{number}.bin": os.urandom(1 << 19) for number in range(5)}
    (tmp_path / "a.zip").write_bytes(write_zip(members, zipfile.ZIP_STORED))
    found = list(walk([tmp_path], SMALL))
    assert [isinstance(item, FileProblem) for item in found] == [False] * 4 + [True]


def test_archives_too_deep_in_each_other_are_refused(tmp_path: Path) -> None:
    data = write_zip({"run.gpx": b"<gpx/>"})
    for _ in range(5):
        data = write_zip({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    assert "deep" in only_problem(tmp_path / "a.zip").reason


def test_archive_that_tells_a_million_members_is_refused_unopened(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(101):
            archive.writestr(f"{number}.txt", b"")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    assert "101 files" in only_problem(tmp_path / "a.zip").reason


def test_encrypted_member_says_what_to_do(tmp_path: Path) -> None:
    data = bytearray(write_zip({"run.gpx": b"<gpx/>"}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert "password" in only_problem(tmp_path / "a.zip").reason


def test_archive_that_cannot_be_opened_has_one_verdict(tmp_path: Path) -> None:
    whole = write_zip({"run.gpx": write_gpx(points=50)})
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert "cannot be opened" in only_problem(tmp_path / "cut.zip").reason
    (tmp_path / "cut.zip").write_bytes(b"no zip at all")
    assert "not a zip file" in only_problem(tmp_path / "cut.zip").reason


def test_one_damaged_member_does_not_stop_the_rest(tmp_path: Path) -> None:
    data = bytearray(write_zip({"a.gpx": b"A" * 200_000, "b.gpx": b"B" * 500}, zipfile.ZIP_STORED))
    at = data.find(b"A" * 500)
    data[at + 150_000] = 0
    (tmp_path / "x.zip").write_bytes(bytes(data))
    first, second = (item for item in walk([tmp_path]) if isinstance(item, SourceFile))
    with pytest.raises(UnreadableFile, match="cannot be unpacked"):
        first.read()
    assert second.read() == b"B" * 500


def test_files_of_an_archive_can_be_read_after_the_walk(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(write_zip({"b.gpx": b"B", "c.zip": write_zip({"d.gpx": b"D"})}))
    found = list(walk([tmp_path]))
    assert [item.read() for item in found if isinstance(item, SourceFile)] == [b"B", b"D"]


def test_folder_that_may_not_be_opened_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.fit"
    os.mkfifo(fifo)
    (tmp_path / "run.gpx").write_bytes(b"x")
    found = list(walk([tmp_path]))
    assert isinstance(found[0], FileProblem)
    assert "not a regular file" in found[0].reason
    assert isinstance(found[1], SourceFile)


def test_name_that_is_no_text_gets_a_label_that_is(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"run\xff.gpx")).write_bytes(b"x")
    (source,) = walk([tmp_path])
    assert source.label.encode("utf-8").endswith("run\ufffd.gpx".encode())
    assert isinstance(source, SourceFile)
    assert source.read() == b"x"


def test_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.gpx").write_bytes(b"<gpx/>")
    (source,) = walk([tmp_path])

    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert isinstance(source, SourceFile)
    with pytest.raises(UnreadableFile, match="allow this program"):
        source.read()


def test_member_without_a_name_is_read_like_any_other(tmp_path: Path) -> None:
    data = write_zip({"x": b"<gpx/>"})
    at = data.rfind(b"PK\x01\x02")
    listed = bytearray(data)
    listed[at + 28 : at + 30] = b"\x00\x00"
    del listed[at + 46]
    size = int.from_bytes(data[-10:-6], "little") - 1
    listed[-10:-6] = size.to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(listed))
    (found,) = walk([tmp_path / "a.zip"])
    assert found.label == f"{tmp_path}/a.zip!/"


def test_large_archive_inside_an_archive_lies_on_disk_while_it_is_read(tmp_path: Path) -> None:
    inner = write_zip({"run.gpx": b"<gpx/>", "noise.bin": os.urandom(200_000)})
    (tmp_path / "a.zip").write_bytes(write_zip({"part.zip": inner}))
    small = Limits(spooled_bytes=1_000)
    contents = [source.read() for source in walk([tmp_path], small) if isinstance(source, SourceFile)]
    assert contents[1] == b"<gpx/>"


def test_members_that_lie_over_each_other_are_refused_unopened(tmp_path: Path) -> None:
    """One member of 100 kB listed a thousand times: 100 MB out of less than 100 kB."""
    one = write_zip({"a.gpx": bytes(100_000)})
    lists, end = one.rfind(b"PK\x01\x02"), one.rfind(b"PK\x05\x06")
    entry, tail = one[lists:end], bytearray(one[end:])
    tail[8:12] = (1000).to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * 1000).to_bytes(4, "little")
    (tmp_path / "flat.zip").write_bytes(one[:lists] + entry * 1000 + bytes(tail))
    (problem,) = walk([tmp_path / "flat.zip"])
    assert isinstance(problem, FileProblem)
    assert "overlap" in problem.reason


def test_many_small_members_that_are_a_bomb_together_are_refused_from_where_it_shows(tmp_path: Path) -> None:
    """Each unpacks to 10 kB from about 30 bytes; one by one that is allowed."""
    (tmp_path / "swarm.zip").write_bytes(write_zip({f"{n:02}.gpx": bytes(10_000) for n in range(20)}))
    found = list(walk([tmp_path / "swarm.zip"], Limits(archive_free_bytes=100_000)))
    assert [isinstance(each, SourceFile) for each in found] == [True] * 10 + [False] * 10
    assert "from very little" in found[-1].reason


def test_an_archive_of_well_packed_files_is_read_whatever_its_length(tmp_path: Path) -> None:
    (tmp_path / "long.zip").write_bytes(write_zip({f"{n}.gpx": write_gpx(points=300) for n in range(9)}))
    assert all(isinstance(each, SourceFile) for each in walk([tmp_path], Limits(archive_free_bytes=1_000)))


def test_a_gz_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    data = write_gpx(points=2000)
    (tmp_path / "run.gpx.gz").write_bytes(pack_gzip(data)[:-2000])
    (found,) = walk([tmp_path])
    assert isinstance(found, SourceFile)
    read = found.read()
    assert 1000 < len(read) < len(data)
    assert data.startswith(read)
