"""A full disk: the import says so, nothing is broken, and the next one continues."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kills import faults_of, fill_inbox, finish

pytestmark = pytest.mark.slow


def _run(home: Path, *arguments: object, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """The real command; no file it writes may grow over ``most_bytes``."""

    def bound() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    known = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_", "COV_"))}
    command = [sys.executable, "-m", "runback.cli.main", *map(str, arguments), "--json"]
    return subprocess.run(
        command, env=known | {"RUNBACK_HOME": str(home)}, capture_output=True, text=True, timeout=120, preexec_fn=bound
    )


def test_an_import_on_a_full_disk_ends_with_what_to_do_and_resumes_when_there_is_room(tmp_path: Path):
    inbox, home = fill_inbox(tmp_path / "inbox", 100), tmp_path / "home"
    assert _run(home, "activities").returncode == 0
    # as large as the database is now: its write-ahead log reaches that after some groups of files
    room = (home / "runback.sqlite3").stat().st_size
    full = _run(home, "import", inbox.folder, most_bytes=room)
    assert full.returncode == 3, full.stderr
    error = json.loads(full.stdout)["error"]
    assert error["code"] == "unusable_home"
    assert "Make room" in error["message"]
    assert "Traceback" not in full.stderr
    assert faults_of(home) == []
    assert finish(home, inbox) == []
