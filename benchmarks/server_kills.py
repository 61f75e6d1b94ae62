"""A server, its worker and its PostgreSQL killed with -9 at random while runners use it: nothing lost, nothing twice.

usage: python -m benchmarks.server_kills [--kills 300] [--seed 1] [--minutes 40]

Three runners log pain and send runs without a pause. One of the server's processes, the worker or the whole database is
killed at a random moment and started again, until so many kills or minutes are over. Then every entry that was
acknowledged (the answer to its form came) is there once, every other at most once, and each run that was taken in is in
the history once. Linux, with Debian's postgresql.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from uuid import uuid4

from benchmarks.server_load import TOKEN, family

RUNNERS = 3
_SAID = Counter[str]()


class Database:
    """A PostgreSQL of its own in a folder, that can be killed and started again; it is as durable as on a server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.programs = found[-1] if found else Path(shutil.which("initdb") or "/usr/bin/initdb").parent
        self.owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.owner:
            shutil.chown(folder, "postgres")
        self._run("initdb", "--pgdata", str(folder / "data"), "--username", "postgres", "--auth", "trust", "-E", "UTF8")
        self.start()
        self._run("createuser", "-h", str(folder), "-U", "postgres", "--createdb", "--createrole", "runback")
        self._run("createdb", "-h", str(folder), "-U", "postgres", "-O", "runback", "runback")

    @property
    def url(self) -> str:
        return f"postgresql://runback@{urllib.parse.quote(str(self.folder), safe='')}/runback"

    def _run(self, program: str, *arguments: str) -> bool:
        command = [*self.owner, str(self.programs / program), *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, check=False).returncode == 0

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        arguments = ("--pgdata", str(self.folder / "data"), "--log", str(self.folder / "log"), "--wait")
        for _ in range(60):
            if self._run("pg_ctl", *arguments, "--options", options, "start"):
                return
            time.sleep(0.5)  # processes of the one that was killed are still ending
        raise SystemExit((self.folder / "log").read_text()[-2000:])

    def kill(self) -> None:
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        self.start()

    def stop(self) -> None:
        self._run("pg_ctl", "--pgdata", str(self.folder / "data"), "--mode", "immediate", "stop")


class Program:
    """``runback serve`` or ``runback work``, started again whenever it is killed."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.command = [sys.executable, "-m", "runback.cli.main", *arguments, "--home", str(home)]
        self.log = (home.parent / f"{arguments[0]}.log").open("ab")
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, stdout=self.log, stderr=self.log)

    def keep_running(self) -> None:
        if self.process.poll() is not None:
            self.process = self._start()

    def kill(self, dice: random.Random) -> None:
        """Kill it, or one of the processes that it started."""
        victims = family(self.process.pid)
        with suppress(ProcessLookupError):
            os.kill(int(dice.choice(victims).name), signal.SIGKILL)
        time.sleep(0.1)
        self.keep_running()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


class Client(threading.Thread):
    """One runner's browser: logs pain with notes of its own and sends runs, and keeps what was acknowledged."""

    def __init__(self, address: str, link: str, seed: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.address, self.link, self.over, self.dice = address, link, over, random.Random(seed)
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect)
        self.token, self.minute = "", seed * 100_000
        self.asked: list[str] = []
        self.acknowledged: list[str] = []
        self.sent_runs: list[str] = []

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._act()
            except (OSError, HTTPException, ValueError) as problem:
                _SAID[type(problem).__name__] += 1
                time.sleep(0.3)
            time.sleep(self.dice.uniform(0.02, 0.2))

    def _act(self) -> None:
        if not self.token:
            self._ask(self.link)
            found = TOKEN.search(self._ask("/pain/"))
            self.token = found.group(1) if found else ""
            return
        if self.dice.random() < 0.2:
            self._send_run()
        elif self.dice.random() < 0.2:
            self._ask("/")
        else:
            note = str(uuid4())
            self.asked.append(note)
            self._post("/pain/log/", urllib.parse.urlencode(self._fields(score="1", note=note)).encode())
            self.acknowledged.append(note)

    def _fields(self, **fields: str) -> dict[str, str]:
        return fields | {"csrfmiddlewaretoken": self.token}

    def _send_run(self) -> None:
        from tests.tracks import START, gpx

        self.minute += 120
        start = START - timedelta(minutes=self.minute)
        edge = uuid4().hex
        parts = [(f'name="{key}"', value.encode()) for key, value in self._fields().items()]
        parts.append(('name="files"; filename="run.gpx"', gpx(start)))
        body = b"".join(
            f"--{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
            for head, data in parts
        )
        kind = f"multipart/form-data; boundary={edge}"
        self._post("/import/start/", body + f"--{edge}--\r\n".encode(), kind)
        self.sent_runs.append(f"{start:%Y-%m-%d %H:%M}")

    def _ask(self, path: str) -> str:
        try:
            with self.opener.open(self.address + path, timeout=20) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as answer:
            if answer.code in (301, 302):
                return ""
            raise

    def _post(self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded") -> None:
        """Returns once the form was taken; raises for any other answer."""
        try:
            self.opener.open(urllib.request.Request(self.address + path, body, {"Content-Type": kind}), timeout=20)
        except urllib.error.HTTPError as answer:
            if answer.code == 302 and "sign-in" not in answer.headers.get("Location", ""):
                return
            _SAID[f"answer {answer.code}"] += 1
            raise
        raise ValueError("the page came back")


def main() -> int:
    """Fill, kill, judge, and print one JSON document; exit status 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=40)
    wanted = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="runback-kills-"))
    (place / "database").mkdir()
    place.chmod(0o755)
    database = Database(place / "database")
    os.environ["DATABASE_URL"] = database.url
    os.environ["RUNBACK_QUOTA_UPLOADS_A_DAY"] = os.environ["RUNBACK_QUOTA_WAITING"] = "0"
    home = place / "home"
    links = [json.loads(line) for line in _in_a_process(home, "fill").splitlines()]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    server = Program(home, "serve", "--no-browser", "--processes", "2", "--port", port)
    worker = Program(home, "work")
    over = threading.Event()
    clients = [Client(f"http://127.0.0.1:{port}", link, seed, over) for seed, link in enumerate(links)]
    try:
        for one in clients:
            one.start()
        kills = _kill(random.Random(wanted.seed), wanted.kills, wanted.minutes * 60, server, worker, database)
        over.set()
        for one in clients:
            one.join(60)
        server.keep_running()
        worker.keep_running()
        expected = {
            "asked": [note for one in clients for note in one.asked],
            "acknowledged": [note for one in clients for note in one.acknowledged],
            "runs": [run for one in clients for run in one.sent_runs],
        }
        (place / "expected.json").write_text(json.dumps(expected))
        faults = json.loads(_in_a_process(home, "judge", str(place / "expected.json")))
    finally:
        for program in (server, worker):
            program.stop()
        database.stop()
    counted = {name: len(each) for name, each in expected.items()}
    print(json.dumps({"kills": kills, **counted, "refused": _SAID, "faults": faults}))
    return int(bool(faults))


def _kill(
    dice: random.Random, count: int, seconds: float, server: Program, worker: Program, database: Database
) -> dict[str, int]:
    kills = Counter[str]()
    until = time.monotonic() + seconds
    time.sleep(10)
    while kills.total() < count and time.monotonic() < until:
        time.sleep(dice.uniform(0.2, 3.0))
        victim = dice.choices(("server", "worker", "database"), (4, 4, 2))[0]
        if victim == "database":
            database.kill()
        else:
            (server if victim == "server" else worker).kill(dice)
        server.keep_running()
        worker.keep_running()
        kills[victim] += 1
    return dict(kills)


def _in_a_process(home: Path, *arguments: str) -> str:
    """What must have the home open runs in a separate process, whose connections nobody kills."""
    command = [sys.executable, "-m", "benchmarks.server_kills_inside", str(home), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return re.sub(r"^(?![\[{\"]).*\n?", "", done.stdout, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main())
