"""The server: one small process on a port it finds, alone on its home, ended by one signal."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runback.services.home.open import DEMO_MARK
from runback.store.locks import hold_lock
from tests.cli.served import Served, peak_mb, processes_below

PAGES = ("/", "/plan/", "/history/", "/import/", "/strength/", "/self-tests/", "/shoes/", "/form/", "/pain/", "/more/")


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One served home of its own."""
    folder = tmp_path_factory.mktemp("served")
    server = Served(folder, "serve", "--home", folder / "home", "--port", _free_port())
    yield server
    server.process.kill()
    server.process.wait(30)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that is in use, with a free one somewhere above."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_ten_pages_are_answered_by_one_process_of_less_than_220_megabytes(served: Served):
    visitor = served.visitor()
    assert {visitor.get(page)[0] for page in PAGES} == {200}
    assert processes_below(served.process.pid) == []
    assert peak_mb(served.process.pid) < 220


def test_the_spine_model_comes_as_a_second_process_and_leaves_the_server_small(served: Served, run):
    link = run("link", "--home", served.log.parent / "home").stdout.strip()
    served.link = link
    status, text = served.visitor().get("/spine/answer/?speed=3")
    assert (status, "body weights" in text) == (200, True)
    assert len(processes_below(served.process.pid)) == 1
    assert peak_mb(served.process.pid) < 220


def test_a_home_that_is_served_is_not_served_twice(served: Served, run):
    home = served.log.parent / "home"
    again = run("serve", "--home", home, "--no-browser", "--port", _free_port())
    assert again.returncode == 3
    assert f"runback link --home {home}" in again.stderr


def test_a_demo_passes_by_a_taken_port_and_leaves_alone_the_demo_that_is_served(tmp_path: Path, taken: int):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "made-up").touch()
    with hold_lock(tmp_path / "demo" / "serving.lock"):
        server = Served(tmp_path, "demo", "--home", tmp_path / "demo", "--port", taken)
        try:
            assert server.port > taken
            assert f"Port {taken} is taken. This Runback uses port {server.port}." in server.printed
            assert f"made in {tmp_path / 'demo-2'}" in server.printed
            assert (tmp_path / "demo" / "made-up").exists()
        finally:
            assert server.stop() == 0


def test_sigterm_ends_the_server_with_everything_it_started(tmp_path: Path):
    server = Served(tmp_path, "serve", "--home", tmp_path / "home", "--port", _free_port())
    server.visitor().get("/spine/answer/?speed=2")
    below = processes_below(server.process.pid)
    assert len(below) == 1
    assert server.stop() == 0
    assert "Traceback" not in server.printed
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]
    assert not list((tmp_path / "home" / "uploads").iterdir())


def test_a_demo_home_is_shown_as_of_another_day(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    (home / DEMO_MARK).touch()
    server = Served(tmp_path, "serve", "--home", home, "--port", _free_port(), "--as-of", "2031-05-14")
    try:
        status, page = server.visitor().get("/")
        assert (status, "Wednesday 14 May" in page) == (200, True)
    finally:
        server.stop()


def test_the_clock_of_a_real_runners_home_is_left_alone(run):
    done = run("serve", "--no-browser", "--as-of", "2031-05-14")
    assert done.returncode == 3
    assert "--as-of is for demo homes" in done.stderr


SWALLOWED = """
import signal, sys, time, weakref
from runback.web import serving
signal.signal(signal.SIGTERM, serving._stop)
class Thing: pass
thing = Thing()
kept = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGTERM))
del thing
print("swallowed", flush=True)
time.sleep(60)
sys.exit(7)
"""


def test_a_sigterm_that_a_finalizer_swallows_still_ends_the_server():
    done = subprocess.run([sys.executable, "-c", SWALLOWED], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.returncode) == ("swallowed\n", 0)
