"""What an import and its readers hand each other arrives as it was sent, in a line or, where it is large, in a file."""

import errno
from pathlib import Path

import pytest

from runback.domain.imports import Verdict
from runback.services.imports.parcels import pack_job, pack_refusal, pack_result, unpack_job, unpack_result
from runback.services.imports.reading import FileJob, Problem, ReadFile


@pytest.mark.parametrize("data", [None, b"", b"a few\nbytes \0", bytes(range(256)) * 400])
def test_a_job_arrives_as_it_was_sent_and_leaves_no_file(tmp_path: Path, data: bytes | None):
    job = FileJob("/inbox/run\n 1 ä😀.fit", tmp_path, "Europe/Berlin", data=data, path=tmp_path / "run.fit")
    line = pack_job(tmp_path, 7, job)
    assert "\n" not in line
    assert len(line) < 2_100, "what waits for a reader that is stuck fits into a pipe"
    assert unpack_job(tmp_path, line) == (7, job)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reason", ["no", "line\nbreak", "x" * 3_000_000])
def test_a_result_arrives_as_it_was_sent_and_leaves_no_file(tmp_path: Path, reason: str):
    result = ReadFile("/inbox/1.fit", "ab" * 32, 5, problem=Problem(Verdict.FAILED, reason, 3))
    line = pack_result(tmp_path, 7, result)
    assert "\n" not in line
    assert unpack_result(tmp_path, line) == result
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_is_an_error_of_the_disk_on_the_other_side(tmp_path: Path):
    line = pack_refusal(pack_job(tmp_path, 7, FileJob("a", None, "UTC")), OSError(errno.ENOSPC, "full"))
    with pytest.raises(OSError, match="space") as refused:
        unpack_result(tmp_path, line)
    assert refused.value.errno == errno.ENOSPC
