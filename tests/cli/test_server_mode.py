"""A whole server in separate processes: PostgreSQL, several runners, a worker killed in the middle, a restart."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.served import Visitor
from tests.tracks import gpx

pytestmark = pytest.mark.postgres
LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in/[\w-]+/")


@pytest.fixture
def environment(tmp_path) -> Iterator[dict[str, str]]:
    """A home and an empty database for it."""
    import psycopg

    url = os.environ["DATABASE_URL"]
    name = f"runback_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    known = {key: value for key, value in os.environ.items() if not key.startswith(("RUNBACK_", "DJANGO_", "COV_"))}
    yield known | {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}", "RUNBACK_HOME": str(tmp_path / "home")}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(environment: dict[str, str], *arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "runback.cli.main", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def serve(environment: dict[str, str], log: Path) -> tuple[subprocess.Popen[bytes], str]:
    command = [sys.executable, "-m", "runback.cli.main", "serve", "--no-browser", "--port", "8391"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if found := LINK.search(log.read_text()):
            return process, found.group()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def wait_until_gone() -> None:
    """Until the further processes of a killed server have ended, too."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", 8391)) != 0:
                return
        time.sleep(0.2)


def test_two_runners_keep_their_own_diary_over_a_restart_and_a_killed_worker(environment, tmp_path):
    for name in ("ada", "ben"):
        assert json.loads(run(environment, "people", "add", name, "--json"))["username"] == name
    run(environment, "--runner", "ada", "log", "pain", "3")
    assert "--runner NAME" in run(environment, "today", code=3)
    file = tmp_path / "run.gpx"
    file.write_bytes(gpx())
    run(environment, "--runner", "ben", "import", str(file))

    worker = subprocess.Popen([sys.executable, "-m", "runback.cli.main", "work"], env=environment)
    process, _ = serve(environment, tmp_path / "first.log")
    worker.kill()
    worker.wait()
    link = LINK.search(run(environment, "link", "ada"))
    assert link is not None
    visitor = Visitor(link.group(), "http://127.0.0.1:8391")
    assert "1.7 km" not in visitor.get("/history/")[1]
    assert json.loads(run(environment, "--runner", "ada", "activities", "--json"))["activities"] == []
    assert len(json.loads(run(environment, "--runner", "ben", "activities", "--json"))["activities"]) == 1
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until_gone()

    process, _ = serve(environment, tmp_path / "second.log")
    with urllib.request.urlopen("http://127.0.0.1:8391/health/") as answer:
        assert json.load(answer) == {"ok": True}
    assert visitor.get("/pain/")[0] == 200  # the session outlives the server
    process.terminate()
    assert process.wait(30) == 0
    assert "Imports and clips done: 0" in run(environment, "work", "--once")

    without = {key: value for key, value in environment.items() if key != "DATABASE_URL"}
    assert "DATABASE_URL" in run(without, "--runner", "ada", "today", code=3)
