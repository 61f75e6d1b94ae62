"""The readers of an import: whatever one of them does, the others' files come in and nothing waits for ever."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from runback.domain.imports import Verdict
from runback.services.imports import pool
from runback.services.imports.pool import read_files
from runback.services.imports.reading import FileJob, ImportStopped, ReadFile
from tests.services.imports.made_up import WhenLoaded, children
from tests.tracks import gpx

MANY = 9


def jobs(**at: WhenLoaded) -> list[FileJob | ReadFile]:
    """Nine small runs; ``n3=WhenLoaded(...)`` does something to the reader of the one with that number."""
    return [
        FileJob(f"/inbox/{number}.gpx", None, "UTC", data=gpx(), entry=at.get(f"n{number}")) for number in range(MANY)
    ]


def verdicts(found: list[ReadFile]) -> dict[str, str]:
    """What became of each file, by its name."""
    return {Path(read.label).stem: "read" if read.problem is None else read.problem.reason for read in found}


def readers() -> list[int]:
    """The process ids of the readers this process has."""
    return children("runback.services.imports.reader")


@pytest.fixture(autouse=True)
def _leaves_no_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With both readers from the start."""
    monkeypatch.setattr(pool, "ALONE_S", 0.0)
    yield
    assert readers() == []


def test_many_files_are_read_in_their_order():
    found = list(read_files(jobs()))
    assert list(verdicts(found).items()) == [(str(number), "read") for number in range(MANY)]


@pytest.mark.parametrize(
    "end",
    [WhenLoaded(os._exit, 3), WhenLoaded(os.abort), WhenLoaded(exec, "import os; os.kill(os.getpid(), 9)")],
    ids=["ends", "crashes", "is killed"],
)
def test_a_file_that_makes_its_reader_stop_fails_and_the_others_are_read(end: WhenLoaded):
    found = list(read_files(jobs(n3=end)))
    failed = found[3]
    assert failed.problem is not None
    assert failed.problem.verdict is Verdict.FAILED
    assert "crashed the reader" in failed.problem.reason
    assert [name for name, what in verdicts(found).items() if what == "read"] == list("01245678")


def test_a_file_whose_reader_was_killed_once_is_read_by_the_next(tmp_path: Path):
    """As when the system wants its memory back: the second reader finds the mark that the first one left."""
    mark = tmp_path / "mark"
    script = f"import os; os.path.exists({str(mark)!r}) or (open({str(mark)!r}, 'w').close(), os._exit(9))"
    found = list(read_files(jobs(n3=WhenLoaded(exec, script))))
    assert set(verdicts(found).values()) == {"read"}
    assert mark.exists()


def test_readers_killed_from_outside_while_they_read_are_replaced():
    """Each reader that comes up is killed for as long as the first file is waited for; then they are left alone."""
    is_over = False
    killed: list[int] = []

    def hunt() -> None:
        while not is_over and len(killed) < 2:
            for pid in readers():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            time.sleep(0.01)

    hunter = Thread(target=hunt)
    hunter.start()
    try:
        found = list(read_files(jobs()))
    finally:
        is_over = True
        hunter.join()
    assert killed
    assert [what for what in verdicts(found).values() if what != "read" and "crashed the reader" not in what] == []
    assert list(verdicts(found).values()).count("read") >= MANY - 2


@pytest.mark.parametrize(
    "stuck",
    [WhenLoaded(time.sleep, 3600), WhenLoaded(exec, "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)")],
    ids=["sleeps", "is stopped by a signal"],
)
def test_a_reader_that_never_answers_costs_its_file_only(stuck: WhenLoaded, monkeypatch: pytest.MonkeyPatch):
    """The limit is lowered once only the last file is left, so that a busy machine does not fail the others."""
    reading = read_files(jobs(n8=stuck))
    found = [next(reading) for _ in range(MANY - 1)]
    monkeypatch.setattr(pool, "READ_LIMIT_S", 0.5)
    found.extend(reading)
    assert "longer than 0.5 seconds" in verdicts(found)["8"]
    assert list(verdicts(found).values()).count("read") == MANY - 1


def test_busy_readers_are_ended_when_the_caller_goes_away():
    reading = read_files([FileJob(f"/{n}.gpx", None, "UTC", data=gpx(points=20_000)) for n in range(9)])
    next(reading)
    assert readers()
    reading.close()


def test_a_cancel_does_not_wait_for_a_reader_that_never_answers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "_ASK_EVERY_S", 0.05)
    asked = iter(range(10_000))
    with pytest.raises(ImportStopped):
        list(read_files(jobs(n0=WhenLoaded(time.sleep, 3600)), stop=lambda: next(asked) > 20))


def test_a_disk_that_refuses_a_reader_ends_the_import(tmp_path: Path):
    """The home is a file, so that nothing can be saved in it."""
    (tmp_path / "home").write_bytes(b"")
    given = [FileJob(f"/{n}.gpx", tmp_path / "home", "UTC", data=gpx()) for n in range(MANY)]
    with pytest.raises(NotADirectoryError):
        list(read_files(given))


@pytest.mark.parametrize("program", ["/bin/false", "/nothing/there"], ids=["readers end at once", "none can start"])
def test_where_no_reader_comes_up_the_files_are_read_here(program: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", program)
    assert set(verdicts(list(read_files(jobs()))).values()) == {"read"}


def test_a_file_known_by_its_checksum_is_not_read_again():
    import hashlib

    sha256 = hashlib.sha256(gpx()).hexdigest()
    found = list(read_files(jobs(), known=frozenset({sha256})))
    assert all(read.sha256 == sha256 and not read.parts for read in found)


def test_readers_end_when_the_import_is_killed(tmp_path: Path):
    """The child prints its readers' ids while it waits for one that never answers; then it is killed with -9."""
    script = textwrap.dedent(
        """
        import threading, time
        from runback.services.imports import pool
        from runback.services.imports.pool import read_files
        from tests.services.imports.made_up import WhenLoaded
        from tests.services.imports.test_pool import jobs, readers

        def show():
            while len(found := readers()) < 2:
                time.sleep(0.05)
            print(*found, flush=True)

        pool.ALONE_S = 0.0
        threading.Thread(target=show, daemon=True).start()
        list(read_files(jobs(n0=WhenLoaded(time.sleep, 60))))
        """
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        assert len(pids) == 2
        process.kill()
    until = time.monotonic() + 20
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_no_reader_runs_code_next_to_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder of downloads may hold a ``pickle.py``; being there must not make it run."""
    (tmp_path / "pickle.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    monkeypatch.chdir(tmp_path)
    assert set(verdicts(list(read_files(jobs()))).values()) == {"read"}
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("alone_s", "count"), [(1000.0, 1), (0.0, 2)])
def test_the_first_reader_is_alone_until_its_time_is_over(alone_s: float, count: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "ALONE_S", alone_s)
    reading = read_files(jobs())
    next(reading)
    assert len(readers()) == count
    assert len(list(reading)) == MANY - 1


def test_readers_that_were_started_beforehand_read_the_import_and_end_with_it():
    pool.prepare_readers()
    (prepared,) = pool._prepared
    assert set(verdicts(list(read_files(jobs()))).values()) == {"read"}
    assert pool._prepared == []
    assert not any(reader.process.is_alive for reader in prepared.readers)
    assert not Path(prepared.folder.name).exists()
