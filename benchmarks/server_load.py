"""Many runners at once on one real server: errors, rows of another, and how long pages take.

usage: python -m benchmarks.server_load [--runners N] [--seconds S] [--runs R] [--pause P]

With DATABASE_URL (scripts/with_postgres) on that PostgreSQL, else on SQLite. Each runner has a check and R runs, and
goes round Today, Plan, History, the pain diary and, one time in five, a pain score with a note of their own; a page
that holds another runner's note is counted. Between two requests each waits P seconds, half as long or half as long
again: 1 is faster than anybody reads, 8 is a person with a phone.

Prints one JSON document. ``cpu_ms_a_request`` is processor time of the server's processes, which other programs on the
machine do not change; ``database_ms_a_request`` that of PostgreSQL, and ``visitors_ms_a_request`` what the visitors
themselves take of the same cores. A score and the page that it leads to are one request. ``memory_mb`` is that of the
server at ten moments, or every half minute.
"""

import argparse
import http.cookiejar
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

PAGES = ("/", "/plan/", "/history/", "/pain/")
NOTE = re.compile(r"note-of-(\w+)")
TOKEN = re.compile(r'X-CSRFToken": "(\w+)"')


def fill(home: Path, runners: int, runs: int) -> list[tuple[str, str]]:
    """Make the runners; returns each name with the path of a sign-in link."""
    from runback.services.home.open import open_home

    open_home(home)
    from runback.services import clock
    from runback.services.people.accounts import add_account, chosen_runner
    from runback.services.training import check_in
    from runback.web.signin.links import new_token
    from tests.runs import add_many_runs
    from tests.web.conftest import CLEAR

    add_account("operator", "admin")  # whose link the server prints: a link ends the one before
    made = []
    for number in range(runners):
        account = add_account(f"runner{number}", "runner", zone="Europe/Berlin")  # UTC would be asked about
        runner = chosen_runner(account.username)
        today = clock.today(runner)
        add_many_runs(runner, today - timedelta(days=1), runs)
        check_in.save_check(runner, CLEAR, today)
        made.append((account.username, f"/sign-in/{new_token(account.user_id)}/"))
    return made


class Visitor:
    """One runner's browser, without scripts."""

    def __init__(self, address: str, name: str, link: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener, self.address, self.name = urllib.request.build_opener(jar), address, name
        self.seconds: list[float] = []
        self.errors: list[str] = []
        self.foreign = 0
        self.token = ""
        self.ask(link)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> None:
        data = None if fields is None else urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self.token}).encode()
        began = time.perf_counter()
        try:
            with self.opener.open(self.address + path, data, timeout=60) as answer:
                text = answer.read().decode()
        except (urllib.error.URLError, OSError) as problem:
            self.errors.append(f"{path}: {problem}")
            return
        self.seconds.append(time.perf_counter() - began)
        self.foreign += sum(name != self.name for name in NOTE.findall(text))
        if found := TOKEN.search(text):
            self.token = found.group(1)

    def live(self, until: float, pause_s: float, seed: int) -> None:
        rng = random.Random(seed)
        while True:
            time.sleep(rng.uniform(0.5, 1.5) * pause_s)
            if time.monotonic() >= until:
                return
            if rng.random() < 0.2:
                self.ask("/pain/log/", {"score": str(rng.randrange(4)), "note": f"note-of-{self.name}"})
            else:
                self.ask(rng.choice(PAGES))


def main() -> int:
    """Serve, visit, and print what was measured; exit status 1 for an error or another's row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runners", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--pause", type=float, default=1)
    wanted = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="runback-load-")) / "home"
    links = fill(home, wanted.runners, wanted.runs)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "runback.cli.main",
        "serve",
        "--no-browser",
        "--home",
        str(home),
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ) as server:
        try:
            result = visit(port, links, wanted, server.pid)
        finally:
            server.terminate()
    print(json.dumps(result))
    return int(bool(result["errors"] or result["foreign_rows"]))


def visit(port: int, links: list[tuple[str, str]], wanted: argparse.Namespace, pid: int) -> dict[str, object]:
    """Let everybody visit at once."""
    address = f"http://127.0.0.1:{port}"
    wait_for(address)
    visitors = [Visitor(address, name, link) for name, link in links]
    for one in visitors:
        one.seconds.clear()
    until = time.monotonic() + wanted.seconds
    threads = [threading.Thread(target=one.live, args=(until, wanted.pause, seed)) for seed, one in enumerate(visitors)]
    database, memory = database_pid(), []
    began = cpu_seconds(pid), cpu_seconds(database), time.process_time()
    for thread in threads:
        thread.start()
    moments = max(10, round(wanted.seconds / 30))
    for _ in range(moments):
        time.sleep(wanted.seconds / moments)
        memory.append(resident_mb(pid))
    for thread in threads:
        thread.join()
    ended = cpu_seconds(pid), cpu_seconds(database), time.process_time()
    took = sorted(each for one in visitors for each in one.seconds)
    errors = [error for one in visitors for error in one.errors]
    server_ms, database_ms, visitors_ms = (
        round((after - before) / max(len(took), 1) * 1000, 1) for before, after in zip(began, ended, strict=True)
    )
    peak = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return {
        "database": "postgresql" if os.environ.get("DATABASE_URL") else "sqlite",
        "runners": len(visitors),
        "pause_s": wanted.pause,
        "requests": len(took),
        "errors": len(errors),
        "first_errors": errors[:3],
        "foreign_rows": sum(one.foreign for one in visitors),
        "median_ms": round(median(took) * 1000),
        "p95_ms": round(quantiles(took, n=20)[-1] * 1000),
        "cpu_ms_a_request": server_ms,
        "database_ms_a_request": database_ms,
        "visitors_ms_a_request": visitors_ms,
        "peak_mb": int(peak.split()[1]) // 1024,
        "memory_mb": memory,
        "load_average": os.getloadavg()[0],
    }


def database_pid() -> int | None:
    """The first process of the PostgreSQL on this machine, the parent of every connection's; None with SQLite."""
    if "DATABASE_URL" not in os.environ:
        return None
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return parent_of(Path(f"/proc/{connection.info.backend_pid}"))


def parent_of(folder: Path) -> int:
    """The parent of the process with that folder in /proc."""
    return int((folder / "stat").read_text().rpartition(")")[2].split()[1])


def family(pid: int) -> list[Path]:
    """The folders in /proc of a process and of those that it started."""
    folders = [path.parent for path in Path("/proc").glob("[0-9]*/stat")]
    parents = {}
    for folder in folders:
        try:
            parents[int(folder.name)] = parent_of(folder)
        except OSError:  # it ended
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return [Path(f"/proc/{one}") for one in found]


def cpu_seconds(pid: int | None) -> float:
    """Processor time that the process and those it started have used; none without a process."""
    if pid is None:
        return 0.0
    ticks = sum(sum(map(int, (one / "stat").read_text().rpartition(")")[2].split()[11:13])) for one in family(pid))
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> int:
    """Memory of the process and of those it started; what they share counts for each."""
    pages = sum(int((one / "statm").read_text().split()[1]) for one in family(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def wait_for(address: str) -> None:
    """Until the server answers, two minutes long."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=5).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server does not answer.")


if __name__ == "__main__":
    sys.exit(main())
