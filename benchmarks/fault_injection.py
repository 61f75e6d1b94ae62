"""Every write path against a disk that refuses: each system call that changes the home fails in turn.

usage: python -m benchmarks.fault_injection [--most 400] [--only WORD]

For each command the calls are counted; then it runs once for each call that fails once (I/O error), and once for each
call from which on all fail (disk full). After each: the database is sound, nothing acknowledged is missing, a command
that failed says so without a traceback and changed nothing it denies, and the same command then succeeds and its
entry is there once. Linux with gcc; exit status 1 when anything was wrong.
"""

import argparse
import ctypes
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

SOURCE = Path(__file__).with_name("failing_disk.c")
COMMANDS = {
    "pain": ("log pain 3", "pain_entry"),
    "session": ("log session run --distance-km 5 --duration-min 31", "session_log"),
    "strength": ("log strength glute_bridge --sets 3 --reps 12", "strength_log"),
    "shoe": ("log shoe Trainer", "shoe"),
    "check": ("assess --answers {work}/answers.json --save", '"check"'),
    "import": ("import {work}/run.gpx", "activity"),
    "several": ("import {work}/inbox", "activity"),
    "zone": ("profile --zone Asia/Kathmandu", None),
    "backup": ("backup --out {work}/out/backup.zip", None),
    "export": ("export all --out {work}/out/all.zip", None),
    "plan": ("plan --json", None),  # worked out and shown, whether or not it can be kept
}
MODULES = (
    "services.imports.batches", "services.imports.jobs", "services.imports.reading", "services.training.plans",
    "services.training.check_in", "services.home.backup", "services.home.export_home", "history.read",
    "history.meaning", "store.streams", "knowledge.rule_book", "export.documents", "services.home.soundness",
    "services.home.import_home",
)  # fmt: skip
KINDS = {"an I/O error once": (errno.EIO, 0), "a full disk from then on": (errno.ENOSPC, 1)}


@dataclass(frozen=True)
class Outcome:
    """How one run of a command ended, and how many rows its table has then."""

    code: int
    said: str
    calls: int
    rows: int


def main() -> int:
    """Run the campaign, in a process that has the failing disk loaded; print figures and faults."""
    if "FAILING_DISK" not in os.environ:
        return _with_failing_disk()
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--most", type=int, default=400, help="Calls to fail in each command at the most.")
    options.add_argument("--only", default="", help="Only this command.")
    given = options.parse_args()
    faults: list[str] = []
    runs = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        base = _prepare(work)
        load_everything(work / "home")
        for name in COMMANDS:
            if given.only in ("", name):
                found = list(_campaign(name, base, work, given.most))
                runs += len(found)
                wrong = [fault for fault in found if fault]
                faults += wrong
                print("\n  ".join((f"{name}: {len(found)} runs, {len(wrong)} faults", *wrong)), flush=True)
    print(f"{runs} runs with a failing call, {len(faults)} faults")
    return 1 if faults else 0


def _with_failing_disk() -> int:
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "failing_disk.so"
        compile_disk(library)
        environment = os.environ | {"LD_PRELOAD": str(library), "FAILING_DISK": str(library)}
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.fault_injection", *sys.argv[1:]], env=environment
        ).returncode


def compile_disk(library: Path) -> None:
    """Make the library from its source; raises ``OSError`` or ``CalledProcessError`` where there is no gcc."""
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-w", "-o", library, SOURCE, "-ldl"], check=True)


def _prepare(work: Path) -> Path:
    import json

    from runback.services.home.demo_runner import tell_answers
    from tests.tracks import START, gpx

    (work / "answers.json").write_text(json.dumps(tell_answers()))
    (work / "run.gpx").write_bytes(gpx())
    (work / "inbox").mkdir()
    for day in (3, 4, 5):
        (work / "inbox" / f"{day}.gpx").write_bytes(gpx(START.replace(day=day + 20)))
    base = work / "base"
    for words in ("log pain 2", f"import {work}/inbox/3.gpx", f"assess --answers {work}/answers.json --save"):
        outcome = run_failing(words, base, None)
        assert outcome.code == 0, outcome
    return base


def load_everything(home: Path) -> None:
    """Import in this process what each command would import again; the database is not touched."""
    os.environ |= {"RUNBACK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "runback.web.settings"}
    import django

    django.setup()
    import_module("runback.cli.main")
    for name in MODULES:
        import_module(f"runback.{name}")


def _campaign(name: str, base: Path, work: Path, most: int) -> Iterator[str]:
    """For each failing call a fault in words, or an empty text."""
    words, table = COMMANDS[name]
    words = words.format(work=work)
    home = work / "home"
    before = _rows(base, table)
    whole = _fresh(base, home, words, table, 0, 0, 0)
    if whole.code:
        yield f"{name} does not even work: {whole.said}"
        return
    for kind, (number, stays) in KINDS.items():
        step = max(1, whole.calls // most)
        for at in range(1, whole.calls + 1, step):
            failed = _fresh(base, home, words, table, at, number, stays)
            again = run_failing(words, home, table)
            wrong = judge(failed, again, before, whole.rows)
            yield f"{name}, {kind} at call {at} of {whole.calls}: {wrong}" if wrong else ""


def _fresh(base: Path, home: Path, words: str, table: str | None, at: int, number: int, stays: int) -> Outcome:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(base, home)
    return run_failing(words, home, table, at, number, stays)


def judge(failed: Outcome, again: Outcome, before: int, after: int) -> str:
    """What is wrong with a command whose call failed and that was given once more; empty where nothing is."""
    if "Traceback" in failed.said or failed.code not in (0, 3):
        return f"it ended with {failed.code}: {failed.said[-300:]}"
    if failed.code == 0 and failed.rows != after:
        return f"it was acknowledged and {failed.rows} rows are there instead of {after}"
    if failed.code == 3 and not failed.said.strip():
        return "it failed and said nothing"
    if failed.rows < 0 or again.rows < 0:
        return "the database is not sound"
    if failed.code == 3 and "was not saved" in failed.said and failed.rows != before:
        return f"it said that nothing was saved, and {failed.rows} rows are there instead of {before}"
    if again.code:
        return f"the same command again ended with {again.code}: {again.said[-300:]}"
    return ""


def run_failing(words: str, home: Path, table: str | None, at: int = 0, number: int = 0, stays: int = 0) -> Outcome:
    """Run a command in a process of its own in which that call fails."""
    said, counted = home.with_name("said"), home.with_name("counted")
    child = os.fork()
    if child == 0:
        _be_the_command(words, home, said, counted, (at, number, stays))
    _, status = os.waitpid(child, 0)
    calls = int(counted.read_text() or 0) if counted.exists() else 0
    return Outcome(os.waitstatus_to_exitcode(status), said.read_text(errors="replace"), calls, _rows(home, table))


def _be_the_command(words: str, home: Path, said: Path, counted: Path, arm: tuple[int, int, int]) -> None:
    code = 99
    try:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        from runback.cli.main import run

        library = os.environ.get("FAILING_DISK")
        disk = None if library is None else ctypes.CDLL(library)
        if disk is not None:
            disk.failing_disk_arm(str(home).encode(), *arm)
        code = run([*words.split(), "--home", str(home)])
        sys.stdout.flush()
        counted.write_text(str(0 if disk is None else disk.failing_disk_count()))
    finally:
        os._exit(code)


def _rows(home: Path, table: str | None) -> int:
    """How many rows the table has; -1 where the database is not sound."""
    file = home / "runback.sqlite3"
    if not file.exists():
        return 0
    try:
        with closing(sqlite3.connect(file)) as database:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return -1
            return 0 if table is None else database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    except sqlite3.Error:
        return -1


if __name__ == "__main__":
    sys.exit(main())
