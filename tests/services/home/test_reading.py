"""A home that cannot be written can be read; entries are refused with the cause and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import errno, sys
from pathlib import Path
from runback.services.home import open as home
folder, code = Path(sys.argv[1]), getattr(errno, sys.argv[2])
home.open_home(folder)
from runback.services.training import check_in, diary, plans
from runback.services import clock
from tests.services.made_up import ANSWERS
runner = home.only_runner()
check_in.save_check(runner, ANSWERS, clock.today(runner))
diary.log_pain(runner, 3)
from django.db import connections
connections.close_all()
before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

def refuse(self, *args, **more):
    raise OSError(code, "refused by this test")
Path.touch = refuse
home.open_home(folder, may_only_read=True)
print([entry.score for entry in diary.list_pain(runner)])
print(len(plans.current_plan(runner, clock.today(runner)).plan.weeks))
for enter in (lambda: diary.log_pain(runner, 4), lambda: diary.delete_entry(runner, "pain", 1)):
    try:
        enter()
    except Exception as problem:
        print(type(problem).__name__)
print([entry.score for entry in diary.list_pain(runner)])
print(before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
"""


def _run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_"))}
    command = [sys.executable, "-c", SCRIPT, str(folder), code]
    return subprocess.run(command, capture_output=True, text=True, env=known, check=False, timeout=120)


def test_a_full_home_shows_diary_and_plan_and_refuses_entries(tmp_path):
    done = _run(tmp_path / "home", "ENOSPC")
    assert done.stdout.split("\n") == ["[3]", "4", "FullDisk", "FullDisk", "[3]", "True", ""], done.stderr
    assert "you can read everything" in done.stderr


def test_a_read_only_home_shows_diary_and_plan_and_refuses_entries(tmp_path):
    done = _run(tmp_path / "home", "EROFS")
    assert done.stdout.split("\n") == ["[3]", "4", "ReadOnlyHome", "ReadOnlyHome", "[3]", "True", ""], done.stderr
