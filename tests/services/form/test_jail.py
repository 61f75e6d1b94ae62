"""The jail of what reads a video: it reads its input, writes into its folder, and comes no further."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runback.domain.errors import UnusableInput
from runback.services.form.video import _FOLDER as POSE
from runback.services.form.video import _warn_of_open_jail, find_pose

ATTEMPTS = """
import ctypes, json, os, socket, subprocess, sys, threading
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import jail

video, other, work = (Path(each) for each in sys.argv[2:5])
missing = jail.lock_in([video], work)
system = ctypes.CDLL(None, use_errno=True)

def native(name, *arguments):
    if getattr(system, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)

def in_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(attempt(other.read_text)))
    thread.start()
    thread.join()
    if found != ["done"]:
        raise PermissionError

def attempt(act):
    try:
        act()
    except (OSError, MemoryError) as problem:
        return type(problem).__name__
    return "done"

attempts = {
    "read its video": video.read_bytes,
    "write into its folder": lambda: (work / "a").write_text("1"),
    "rename in its folder": lambda: (work / "a").rename(work / "b"),
    "import a library": lambda: __import__("decimal"),
    "read another file": other.read_text,
    "read another file in a thread": in_a_thread,
    "list a folder": lambda: os.listdir(other.parent),
    "read the accounts of the machine": lambda: Path("/etc/passwd").read_text(),
    "read another process": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "change its video": lambda: video.write_text("2"),
    "delete its video": video.unlink,
    "write outside": lambda: (other.parent / "new").write_text("2"),
    "leave a link in its folder": lambda: (work / "c").symlink_to(other),
    "leave a pipe in its folder": lambda: os.mkfifo(work / "d"),
    "start a program": lambda: subprocess.run([sys.executable, "-c", ""]),
    "stop the process that started it": lambda: os.kill(os.getppid(), 0),
    "open a socket": socket.socket,
    "open a pair of sockets": socket.socketpair,
    "open a socket past Python": lambda: native("socket", 2, 1, 0),
    "open a pair of sockets past Python": lambda: native("socketpair", 1, 1, 0, (ctypes.c_int * 2)()),
    "take 3 GB of memory": lambda: bytearray(3 << 30),
    "write a file of 300 MB": lambda: os.truncate(work / "b", 300 << 20),
}
print(json.dumps({"missing": missing, "done": [name for name, act in attempts.items() if attempt(act) == "done"]}))
"""
ALLOWED = ["read its video", "write into its folder", "rename in its folder", "import a library"]


def test_a_reader_that_tries_everything_reads_its_video_and_writes_into_its_folder_only(tmp_path):
    (tmp_path / "work").mkdir()
    for name in ("video", "other"):
        (tmp_path / name).write_text(name)
    places = [str(tmp_path / name) for name in ("video", "other", "work")]
    command = [sys.executable, "-c", ATTEMPTS, str(POSE), *places]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if found["missing"]:
        pytest.skip(f"this system has no jail for {' and '.join(found['missing'])}")
    assert found["done"] == ALLOWED
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b", "other", "video", "work"]


WITHOUT = """
import sys
sys.path.insert(0, sys.argv[1])
import jail
def refuse(*arguments):
    raise OSError(38, "Function not implemented")
jail.call = jail.process_control = refuse
print(jail.lock_in([], "."))
"""


def test_a_system_without_a_jail_is_named_and_the_limits_hold(tmp_path):
    done = subprocess.run([sys.executable, "-c", WITHOUT, str(POSE)], capture_output=True, text=True, check=False)
    assert done.stdout == "('files', 'network')\n", done.stderr


@pytest.fixture
def open_jail(tmp_path, monkeypatch) -> Path:
    """A clip, and a pose process on a system without a jail that finds no video in it."""
    script = tmp_path / "find_pose.py"
    script.write_text(
        "import sys\n"
        """print('{"not_locked": ["files", "network"]}', file=sys.stderr)\n"""
        """print('{"code": "not_video", "message": "There is no picture."}', file=sys.stderr)\n"""
        "sys.exit(4)"
    )
    monkeypatch.setenv("RUNBACK_POSE_PYTHON", sys.executable)
    monkeypatch.setenv("RUNBACK_POSE_SCRIPT", str(script))
    (tmp_path / "clip.mp4").write_bytes(b"some bytes")
    return tmp_path / "clip.mp4"


def test_what_the_system_cannot_restrict_is_logged_once(open_jail, caplog):
    _warn_of_open_jail.cache_clear()
    for _ in range(2):
        with pytest.raises(UnusableInput, match="There is no picture"):
            find_pose(open_jail)
    assert [record.getMessage() for record in caplog.records] == [
        "This system cannot keep what reads a video from your files and network (a Linux kernel 5.13 with Landlock "
        "and seccomp can). Measure videos only of people you trust."
    ]
