"""A lock between processes is waited for, but not for ever."""

import subprocess
import sys
from pathlib import Path

import pytest

from runback.store.locks import HomeIsBusy, hold_lock, is_locked

HOLD = """
import sys
from pathlib import Path
from runback.store.locks import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_let_go_at_the_end(tmp_path: Path):
    with hold_lock(tmp_path / "lock"):
        assert is_locked(tmp_path / "lock")
    assert not is_locked(tmp_path / "lock")


def test_who_waits_too_long_for_a_lock_is_refused_and_says_what_to_do(tmp_path: Path):
    with (
        hold_lock(tmp_path / "lock"),
        pytest.raises(HomeIsBusy, match="Wait until it is done"),
        hold_lock(tmp_path / "lock", patience_s=0.0),
    ):
        pass


def test_a_lock_whose_holder_is_killed_is_free(tmp_path: Path):
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert is_locked(tmp_path / "lock")
        holder.kill()
    with hold_lock(tmp_path / "lock", patience_s=10.0):
        pass
