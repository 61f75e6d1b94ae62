"""The fixed cast: two runners in one home; what is Ada's is never Ben's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runback.domain.runner import Runner


@dataclass(frozen=True)
class Cast:
    """Ada runs in Berlin, Ben in Kathmandu (+05:45)."""

    ada: Runner
    ben: Runner


@pytest.fixture
def home(tmp_path: Path, settings, db) -> Path:
    """An empty data home; its database is the test's own."""
    settings.HOME = tmp_path
    settings.IMPORT_IN_BACKGROUND = False
    return tmp_path


@pytest.fixture
def cast(home: Path) -> Cast:
    return Cast(add_runner("ada", "Ada", "Europe/Berlin"), add_runner("ben", "Ben", "Asia/Kathmandu"))


def add_runner(username: str, name: str, zone: str = "UTC") -> Runner:
    """A new runner with an account."""
    from runback.services.people.accounts import add_account, chosen_runner

    return chosen_runner(add_account(username, "runner", name, zone).username)


@pytest.fixture
def ada(cast: Cast) -> Runner:
    return cast.ada


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock is at Thursday 14 May 2026, 12:00 UTC."""
    instant = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
    monkeypatch.setattr("runback.services.clock.now", lambda: instant)
    return instant
