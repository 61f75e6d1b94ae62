"""What a request of each page costs: processor time, function calls and SQL statements.

usage: python -m benchmarks.server_pages [--runners N] [--asks A] [--runs R] [--profile FILE] [--statements]

The WSGI application in this process, with the runners and the mix of ``server_load``. "today_after" and "plan_after"
are the first page with a plan after a pain score, for which the plan is made again. With DATABASE_URL
(scripts/with_postgres) on that PostgreSQL, else on SQLite. Prints one JSON document: of each page ``cpu_ms``, of this
process alone, without waitress and without PostgreSQL; ``calls`` of functions of Python, which other programs on the
machine do not change; ``statements``. ``--profile`` writes a profile by processor time, ``--statements`` prints the
statements of one request of each page.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import random
import re
import sys
import tempfile
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.server_load import TOKEN, fill

LOGS = 0.2
_WARM_UP = 10
_PAGES = {"today": "/", "plan": "/plan/", "history": "/history/", "pain": "/pain/"}


class Browser:
    """One runner's session with the application."""

    def __init__(self, application: Any, link: str) -> None:
        self.application, self.cookie, self.token = application, "", ""
        self.ask(link)
        self.ask("/pain/")

    def ask(self, path: str, fields: dict[str, str] | None = None) -> int:
        """One request; returns the status, without following a redirection."""
        body = b"" if fields is None else urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self.token}).encode()
        environ = {
            "REQUEST_METHOD": "GET" if fields is None else "POST",
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": os.environ.get("RUNBACK_PORT", "8017"),
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": self.cookie,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
        }
        status: list[int] = []

        def start(line: str, headers: list[tuple[str, str]], *_: object) -> None:
            status.append(int(line.split()[0]))
            for name, value in headers:
                if name == "Set-Cookie" and "sessionid" not in value:
                    self.cookie = value.partition(";")[0]

        answer = self.application(environ, start)
        text = b"".join(answer).decode(errors="replace")
        answer.close()
        if found := re.search(TOKEN, text):
            self.token = found.group(1)
        return status[0]


class Measure:
    """What was measured of each page."""

    def __init__(self) -> None:
        self.cpu_s: dict[str, list[float]] = defaultdict(list)
        self.calls: dict[str, list[int]] = defaultdict(list)
        self.heard: dict[str, list[list[str]]] = defaultdict(list)
        self._heard: list[str] = []

    def hear(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self._heard.append(sql)
        return execute(sql, params, many, context)

    def take(self, page: str, browser: Browser, path: str, fields: dict[str, str] | None) -> None:
        self._heard.clear()
        began = time.process_time()
        status = browser.ask(path, fields)
        self.cpu_s[page].append(time.process_time() - began)
        self.heard[page].append(list(self._heard))
        if status not in (200, 302):
            raise SystemExit(f"{path}: {status}")

    def count(self, page: str, browser: Browser, path: str, fields: dict[str, str] | None) -> None:
        profile = cProfile.Profile()
        profile.runcall(browser.ask, path, fields)
        self.calls[page].append(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    def figures(self) -> dict[str, dict[str, float]]:
        """The means of each page."""
        return {
            page: {
                "share": round(len(self.cpu_s[page]) / self._asks(self.cpu_s), 3),
                "cpu_ms": round(mean(self.cpu_s[page]) * 1000, 2),
                "calls": round(mean(self.calls[page])),
                "statements": round(mean(map(len, self.heard[page])), 1),
            }
            for page in sorted(self.cpu_s)
        }

    def mix(self) -> dict[str, float]:
        """The means of a request; a score and the diary after it are one, as in ``server_load``."""
        sums = {name: sum(map(sum, each.values())) for name, each in (("cpu", self.cpu_s), ("calls", self.calls))}
        said = sum(len(each) for page in self.heard.values() for each in page)
        return {
            "cpu_ms": round(sums["cpu"] / self._asks(self.cpu_s) * 1000, 2),
            "calls": round(sums["calls"] / self._asks(self.calls)),
            "statements": round(said / self._asks(self.cpu_s), 1),
        }

    @staticmethod
    def _asks(of_pages: Mapping[str, list[Any]]) -> int:
        return sum(map(len, of_pages.values())) - len(of_pages["log"])


def visit(browsers: list[Browser], asks: int, take: Any, seed: int) -> None:
    """Every runner asks so many times, in any order, as ``server_load`` has it: one time in five it is a score."""
    dice, is_after = random.Random(seed), dict.fromkeys(browsers, False)
    order = browsers * asks
    dice.shuffle(order)
    for browser in order:
        page = "log" if dice.random() < LOGS else dice.choice(list(_PAGES))
        if page == "log":
            take("log", browser, "/pain/log/", {"score": str(dice.randrange(4)), "note": "a note"})
            take("pain", browser, "/pain/", None)
            is_after[browser] = True
        else:
            is_made_again = page in ("today", "plan") and is_after[browser]
            take(f"{page}_after" if is_made_again else page, browser, _PAGES[page], None)
            is_after[browser] &= page not in ("today", "plan")


def main() -> int:
    """Make the runners, warm up, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runners", type=int, default=20)
    parser.add_argument("--asks", type=int, default=50)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--profile", type=Path)
    parser.add_argument("--statements", action="store_true")
    wanted = parser.parse_args()
    os.environ["RUNBACK_PORT"] = "8017"
    with tempfile.TemporaryDirectory(prefix="runback-pages-") as folder:
        links = fill(Path(folder) / "home", wanted.runners, wanted.runs)
        print(json.dumps(measure(links, wanted), indent=1))
    return 0


def measure(links: list[tuple[str, str]], wanted: argparse.Namespace) -> dict[str, object]:
    """The figures of each page, and of the mix."""
    from django.db import connection

    from runback.web.wsgi import application

    browsers = [Browser(application, link) for _, link in links]
    measured = Measure()

    def simply(_page: str, browser: Browser, path: str, fields: dict[str, str] | None) -> None:
        browser.ask(path, fields)

    visit(browsers, _WARM_UP, simply, 1)
    with connection.execute_wrapper(measured.hear):
        visit(browsers, wanted.asks, measured.take, 2)
    visit(browsers, 10, measured.count, 3)
    if wanted.profile:
        profile = cProfile.Profile(time.process_time)
        profile.runcall(visit, browsers, wanted.asks, simply, 4)
        profile.dump_stats(wanted.profile)
    if wanted.statements:
        for page, statements in measured.heard.items():
            print(page, *(f"    {one[:300]}" for one in statements[-1]), sep="\n", file=sys.stderr)
    return {"pages": measured.figures(), "mix": measured.mix(), "load_average": os.getloadavg()[0]}


if __name__ == "__main__":
    sys.exit(main())
