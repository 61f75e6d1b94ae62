"""A real ``runback serve`` on a home of its own, and a real Chromium; without one these tests skip."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from runback.export.fit_activity import write_fit
from runback.services.home.demo_runner import make_activity, make_up_runs
from runback.web.lan import NoHomeNetwork, find_address

# Playwright's synchronous calls keep an event loop in this thread, which Django takes for asynchronous code:
# database tests that follow in the same process would be refused, though nothing runs at the same time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in/[\w-]+/")


def find_chromium() -> str | None:
    """The system's Chromium, or the one RUNBACK_CHROMIUM names."""
    return os.environ.get("RUNBACK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test here, skips it where there is no Chromium, and puts all of them first.

    One of them takes a minute: were it the last, the other processes of ``-n 2`` would wait for it.
    """
    here = Path(__file__).parent
    skip = pytest.mark.skip(reason="no Chromium: install Debian's chromium, or set RUNBACK_CHROMIUM")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if find_chromium() is None:
                item.add_marker(skip)
    items.sort(key=lambda item: here not in item.path.parents)  # stable: the random order of the rest stays


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium, silent towards the network."""
    return {"executable_path": find_chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip as an export would be: six weeks of made-up runs, a broken file and a note."""
    archive = tmp_path_factory.mktemp("files") / "export.zip"
    runs = [run for run in make_up_runs(date.today()) if (date.today() - run.day).days < 45]
    with zipfile.ZipFile(archive, "w") as out:
        for run in runs:
            out.writestr(f"activities/{run.day}.fit", write_fit(make_activity(run)))
        out.writestr("activities/broken.gpx", "<gpx><trk")
        out.writestr("readme.txt", "Thank you for downloading.")
    return archive


class Server:
    """A served home: its address, and a sign-in link that works once."""

    def __init__(
        self, home: Path, verb: str = "serve", port: int = 0, options: tuple[str, ...] = (), **environment: str
    ) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = port or probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = (home.parent / f"serve-{self.port}.log").open("w+")
        command = [sys.executable, "-m", "runback.cli.main", verb, "--home", str(home), "--port", str(self.port)]
        outside = {key: value for key, value in os.environ.items() if not key.startswith(("RUNBACK_", "DJANGO_"))}
        self.process = subprocess.Popen(
            [*command, "--no-browser", *options], env=outside | environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        self.link = self._wait_for_link()

    def _wait_for_link(self) -> str:
        until = time.monotonic() + 120  # a demo is made in about 20 s on an idle machine
        while time.monotonic() < until and self.process.poll() is None:
            if found := _LINK.search(self.output()):
                return found.group()
            time.sleep(0.1)
        raise AssertionError(f"runback serve gave no link: {self.output()}")

    def go_on(self) -> None:
        """Starts it again on the same port."""
        again = Server(self.home, port=self.port)
        self.process, self.log, self.link = again.process, again.log, again.link

    def new_link(self) -> str:
        """Another sign-in link, as ``runback link`` prints it; every older one ends with it."""
        command = [sys.executable, "-m", "runback.cli.main", "link", "--home", str(self.home)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def output(self) -> str:
        """What it printed so far."""
        self.log.seek(0)
        return self.log.read()

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait(15)
        self.log.close()


def is_on_home_network() -> bool:
    """Whether this machine has an address of a home network."""
    try:
        find_address()
    except NoHomeNetwork:
        return False
    return True


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One served home for the walk and the pairing of a phone; it lets the home network in where there is one."""
    served = Server(tmp_path_factory.mktemp("served") / "home", options=("--lan",) if is_on_home_network() else ())
    yield served
    served.stop()


def open_page(browser: Browser, home: Path, **environment: str) -> Iterator[Page]:
    """A signed-in page of phone width on a served home of its own; any error in its console fails the test."""
    server = Server(home, **environment)
    opened = browser.new_page(base_url=server.address, viewport={"width": 360, "height": 740})
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    opened.goto(server.link)
    yield opened
    opened.close()
    server.stop()
    assert problems == []
