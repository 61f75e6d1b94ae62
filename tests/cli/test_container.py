"""What the Containerfile starts, without a container runtime: no root, no rights, one folder that can be written."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 10001
INSIDE = """
set -eu
mount --bind "$1" /mnt; python=$2; shift 2
home=$(getent passwd 0 | cut -d: -f6)
case "$python" in "$home"/*)  # a Python that root alone may reach
    mount --bind "$python" /srv; mount -t tmpfs -o mode=755 none "$home"
    mkdir -p "$python"; mount --bind /srv "$python";;
esac
mount -t tmpfs -o mode=1777 none /tmp
awk '$5 !~ "^/(mnt|tmp|proc|dev|sys)(/|$)" {print $5}' /proc/self/mountinfo | while read -r place; do
    mount -o remount,bind,ro "$place"
done
exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""
"""One writable folder, /mnt in place of the volume /data, and an own /tmp: as compose.yaml has it."""

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="root alone may make a file system read-only for one process"),
    pytest.mark.skipif(
        shutil.which("unshare") is None or shutil.which("setpriv") is None, reason="needs unshare and setpriv (Linux)"
    ),
    pytest.mark.skipif(Path("/tmp") in ROOT.parents, reason="the container's own /tmp would hide this checkout"),
]


def instruction_of(instruction: str) -> list[str]:
    """The words of the last instruction of that name in the Containerfile."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found: list[str] = json.loads(re.findall(rf"^{instruction}\b[^\[\n]*(\[.*\])$", text, re.MULTILINE)[-1])
    return found


class Container:
    """The volume of a container and its port, in place of /data and 8017."""

    def __init__(self, volume: Path) -> None:
        volume.mkdir(mode=0o700)
        os.chown(volume, NOBODY, NOBODY)
        self.volume = volume
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])

    def run(self, command: list[str]) -> subprocess.Popen[str]:
        programs = {"runback": [sys.executable, "-m", "runback.cli.main"], "python": [sys.executable]}
        words = [*programs[command[0]], *(word.replace("8017", self.port) for word in command[1:])]
        jail = [
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            INSIDE,
            "sh",
            self.volume,
            sys.base_prefix,
        ]
        named = {"RUNBACK_HOME": "/mnt", "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": "/tmp", "PATH": os.environ["PATH"]}
        return subprocess.Popen([*jail, *words], env=named, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def is_healthy(self) -> bool:
        with self.run(instruction_of("HEALTHCHECK")) as check:
            check.communicate()
        return check.returncode == 0


def test_it_is_healthy_without_root_on_a_read_only_file_system_and_ends_on_a_signal(tmp_path):
    container = Container(tmp_path / "volume")
    with container.run([*instruction_of("ENTRYPOINT"), *instruction_of("CMD")]) as server:
        until = time.monotonic() + 90
        while not (is_healthy := container.is_healthy()) and server.poll() is None and time.monotonic() < until:
            time.sleep(0.3)
        rights = Path(f"/proc/{server.pid}/status")
        status = rights.read_text(encoding="utf-8") if server.poll() is None else ""
        server.terminate()
        printed = server.communicate(timeout=30)[0]
    assert (is_healthy, server.returncode) == (True, 0), printed
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert {path.stat().st_uid for path in container.volume.rglob("*")} == {NOBODY}
