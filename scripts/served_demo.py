"""A served demo home and a signed-in Chromium page, for the scripts that look at pages."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_LINK = re.compile(r"(http://127\.0\.0\.1:\d+)/sign-in/[\w-]+/")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
_WAIT_S = 600


@contextmanager
def served_demo(home: str | None = None) -> Iterator[tuple[str, str]]:
    """The address of a demo that is made for this (or of that home), and its sign-in link; it ends with the block."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        what = ["demo", "--home", f"{folder}/home"] if home is None else ["serve", "--home", home]
        command = [sys.executable, "-m", "runback.cli.main", *what, "--no-browser"]
        served = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield _wait_for_link(served, Path(folder) / "log")
        finally:
            served.terminate()
            served.wait(30)


def _wait_for_link(served: "subprocess.Popen[bytes]", log: Path) -> tuple[str, str]:
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until and served.poll() is None:
        if found := _LINK.search(log.read_text()):
            return found[1], found[0]
        time.sleep(0.5)
    raise SystemExit(f"The demo did not start:\n{log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one RUNBACK_CHROMIUM names."""
    path = os.environ.get("RUNBACK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()
