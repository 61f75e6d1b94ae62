"""Runs the real command in its own process, with a fresh home."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    def run_command(*arguments: object, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        known = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_", "COV_"))}
        known |= {"RUNBACK_HOME": str(home), "TZ": "UTC"} | environment
        command = [sys.executable, "-W", "error", "-m", "runback.cli.main", *map(str, arguments)]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, env=known, timeout=120)

    return run_command


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """Runs with --json and returns the one document on stdout."""

    def ask_command(*arguments: object, code: int = 0, stdin: str = "") -> Any:
        done = run(*arguments, "--json", stdin=stdin)
        assert done.returncode == code, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout)

    return ask_command
