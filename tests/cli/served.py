"""A real ``runback serve`` or ``runback demo`` in its own process, and a visitor who signs in with its link."""

import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/sign-in/[\w-]+/")


class Served:
    """The process, what it prints, its port and its link."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        given = [str(one) for one in arguments]
        self._home = given[given.index("--home") + 1] if "--home" in given else ""
        self.log = folder / f"serve-{time.monotonic_ns()}.log"
        ours = ("RUNBACK_", "DJANGO_", "COV_", "OPENBLAS_")
        known = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        command = [sys.executable, "-m", "runback.cli.main", *map(str, arguments), "--no-browser"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, env=known, stdout=out, stderr=subprocess.STDOUT)
        self.link, self.port = self._wait_for_link()

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def _wait_for_link(self) -> tuple[str, int]:
        until = time.monotonic() + 180
        while time.monotonic() < until and self.process.poll() is None:
            if found := LINK.search(self.printed):
                return found.group(), int(found.group(1))
            time.sleep(0.1)
        raise AssertionError(f"no link: {self.printed}")

    def visitor(self) -> "Visitor":
        """Somebody who has signed in, with a link of their own: the printed one works once."""
        command = [sys.executable, "-m", "runback.cli.main", "link", "--home", self._home]
        link = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() if self._home else ""
        return Visitor(link or self.link, f"http://127.0.0.1:{self.port}")

    def stop(self) -> int:
        """Ask it to end as a system does, and return its exit code."""
        self.process.terminate()
        return self.process.wait(30)


class Visitor:
    """A browser without scripts: keeps cookies, follows redirects."""

    def __init__(self, link: str, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self._opener.open(link).read()

    def get(self, path: str) -> tuple[int, str]:
        """The status and the text of a page."""
        with self._opener.open(self.address + path) as answer:
            return answer.status, answer.read().decode()


def processes_below(pid: int) -> list[int]:
    """Children and grandchildren of a process, from /proc."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found, new = [], [pid]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return found


def peak_mb(pid: int) -> float:
    """The most memory a process has used so far, in megabytes."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
