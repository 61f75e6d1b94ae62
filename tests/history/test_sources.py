import gzip
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from runback.domain.errors import UnusableInput
from runback.history.errors import UnreadableFile
from runback.history.source_file import FileProblem, Limits, SourceFile
from runback.history.sources import walk
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


def test_an_archive_that_claims_a_million_members_is_refused_unopened(tmp_path: Path) -> None:
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


def test_an_unreadable_folder_is_reported_and_the_rest_is_imported(tmp_path: Path) -> None:
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


def test_a_large_archive_inside_an_archive_is_on_disk_while_it_is_read(tmp_path: Path) -> None:
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


def write_tar(members: dict[str, bytes], mode: str = "w:gz", **of_all: object) -> bytes:
    """A tar archive; ``of_all`` are fields that every member gets, such as its type."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for field, value in of_all.items():
                setattr(info, field, value)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "mode"), [("a.tgz", "w:gz"), ("a.tar.gz", "w:gz"), ("a.tar", "w:"), ("export", "w:gz")]
)
def test_members_of_a_tar_archive_are_read_in_the_order_of_an_import(tmp_path: Path, name: str, mode: str) -> None:
    inner = write_tar({"deep/b.gpx": b"B"})
    members = {
        "runs/z.gpx": b"Z",
        "runs/a.gpx.gz": pack_gzip(b"A"),
        "in.tgz": inner,
        "in.zip": write_zip({"c.gpx": b"C"}),
    }
    (tmp_path / name).write_bytes(write_tar(members | {"activities.csv": b"list"}, mode))
    found = list(walk([tmp_path / name]))
    assert [label.removeprefix(f"{name}!/") for label in labels(found, tmp_path)] == [
        "activities.csv", "in.tgz!/deep/b.gpx", "in.zip!/c.gpx", "runs/a.gpx.gz", "runs/z.gpx",
    ]  # fmt: skip
    assert [each.read() for each in found if isinstance(each, SourceFile)] == [b"list", b"B", b"C", b"A", b"Z"]


def test_a_tar_archive_in_a_zip_is_opened(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(write_zip({"t.tar": write_tar({"b.gpx": b"B", "a.gpx": b"A"}, "w:")}))
    found = list(walk([tmp_path]))
    assert [each.read() for each in found if isinstance(each, SourceFile)] == [b"A", b"B"]


@pytest.mark.parametrize("name", ["../up.gpx", "/etc/up.gpx", "a/../../up.gpx", "C:/up.gpx", "..\\up.gpx"])
def test_paths_that_climb_out_of_a_tar_archive_are_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.tgz").write_bytes(write_tar({name: b"x", "fine.gpx": b"x"}))
    problems = [each for each in walk([tmp_path]) if isinstance(each, FileProblem)]
    assert [("leads out" in each.reason, each.label.endswith(name)) for each in problems] == [(True, True)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (tarfile.SYMTYPE, "links are not followed"),
        (tarfile.LNKTYPE, "links are not followed"),
        (tarfile.FIFOTYPE, "not a regular file"),
        (tarfile.CHRTYPE, "not a regular file"),
    ],
)
def test_what_is_no_file_in_a_tar_archive_is_refused_by_name(tmp_path: Path, kind: bytes, words: str) -> None:
    (tmp_path / "a.tar").write_bytes(write_tar({"run.gpx": b""}, "w:", type=kind, linkname="/etc/passwd"))
    problem = only_problem(tmp_path / "a.tar")
    assert words in problem.reason
    assert problem.label.endswith("!/run.gpx")


def test_a_packed_tar_archive_that_is_a_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(write_tar({"run.gpx": bytes(1 << 20)}))
    assert "decompression bomb" in only_problem(tmp_path / "a.tgz", Limits(archive_free_bytes=100_000)).reason


def test_a_member_whose_name_says_it_is_megabytes_long_stops_its_archive(tmp_path: Path) -> None:
    data = bytearray(
        write_tar(
            {"n" * 200: b"x"},
            "w:",
        )
    )
    data[124:135] = b"%011o" % (1 << 30)
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    (tmp_path / "a.tar").write_bytes(bytes(data))
    assert "cannot be opened" in only_problem(tmp_path / "a.tar").reason


def test_a_tar_archive_with_too_many_files_is_read_up_to_there(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(write_tar({f"{n:03}.gpx": b"x" for n in range(103)}, "w:"))
    found = list(walk([tmp_path], SMALL))
    assert [each.reason for each in found if isinstance(each, FileProblem)] == [
        "The archive holds more than 100 files; no more are opened."
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_a_tar_archive_that_breaks_off_gives_what_came_before(tmp_path: Path, packed: bool) -> None:
    whole = write_tar({f"{n}.gpx": os.urandom(3000) for n in range(9)}, "w:")
    (tmp_path / "a.tar").write_bytes(gzip.compress(whole)[:-9000] if packed else whole[:-20_000])
    found = list(walk([tmp_path]))
    whole_ones = [each for each in found if isinstance(each, SourceFile)]
    assert [len(each.read()) for each in whole_ones] == [3000] * len(whole_ones)
    assert 3 <= len(whole_ones) < 8
    assert all(each.verdict == "failed" for each in found if isinstance(each, FileProblem))
    assert len(found) > len(whole_ones)


@pytest.mark.parametrize("name", ["a.tar", "a.tgz", "a.tar.gz", "a.zip"])
def test_a_file_that_is_called_an_archive_and_is_none_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no archive at all" * 100)
    assert "is not a" in only_problem(tmp_path / name).reason


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(write_zip({}), id="zip"),
        pytest.param(write_tar({}), id="tar.gz"),
        pytest.param(write_tar({}, "w:"), id="tar"),
        pytest.param(write_zip({"in.zip": write_zip({})}), id="zip in a zip"),
    ],
)
def test_an_archive_without_files_is_said_to_be_empty(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.tar").write_bytes(data)
    (problem,) = walk([tmp_path])
    assert isinstance(problem, FileProblem)
    assert (problem.verdict, problem.reason) == ("not_activity", "The archive has no files in it.")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_file_that_was_packed_more_than_once_reads_unpacked(tmp_path: Path, times: int) -> None:
    data = b"<gpx/>"
    for _ in range(times):
        data = pack_gzip(data)
    (tmp_path / ("run.gpx" + ".gz" * times)).write_bytes(data)
    (found,) = walk([tmp_path])
    assert isinstance(found, SourceFile)
    assert found.read() == b"<gpx/>"
