"""A server of several processes stays one: who dies is replaced, and all end with the first."""

import subprocess
import sys
import time
from pathlib import Path

from runback.web import more_processes

IDLE = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]


def test_a_process_that_dies_is_replaced_and_all_end_with_the_server(monkeypatch):
    made = []

    def start(home, port):
        made.append(subprocess.Popen(IDLE))
        return made[-1]

    monkeypatch.setattr(more_processes, "_start", start)
    monkeypatch.setattr(more_processes, "_LOOK_EVERY_S", 0.01)
    with more_processes.serve_beside(Path("/nowhere"), None, 2):
        assert len(made) == 2
        made[0].kill()
        for _ in range(500):
            if len(made) == 3:
                break
            time.sleep(0.01)
        assert [one.poll() is None for one in made] == [False, True, True]
    assert [one.poll() is None for one in made] == [False, False, False]
