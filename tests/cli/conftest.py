"""Runs the real command in its own process, with a fresh home."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.cli.process import Commands, known_environment

Run = Callable[..., CompletedProcess[str]]


def _environment(home: Path) -> dict[str, str]:
    return known_environment() | {"RUNBACK_HOME": str(home)}


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    made = Commands()
    yield made
    made.close()


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory, commands: Commands) -> Path:
    """A home as the first command leaves it; copied because making one takes a second."""
    folder = tmp_path_factory.mktemp("empty") / "home"
    assert commands.run(["activities"], _environment(folder)).returncode == 0
    return folder


@pytest.fixture
def home(tmp_path: Path, empty_home: Path) -> Path:
    return shutil.copytree(empty_home, tmp_path / "home")


@pytest.fixture
def no_home(home: Path) -> Path:
    """The home's name, with nothing there yet."""
    shutil.rmtree(home)
    return home


@pytest.fixture
def run(home: Path, commands: Commands) -> Run:
    def run_command(*arguments: object, stdin: str = "") -> CompletedProcess[str]:
        return commands.run([*map(str, arguments)], _environment(home), stdin)

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
