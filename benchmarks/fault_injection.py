"""Every write path against a disk that refuses: each system call that changes the home fails in turn.

usage: python -m benchmarks.fault_injection [--most 400] [--only NAMES] [--seed 1]

For each write path (benchmarks/write_paths.py: commands, pages, uploads, import, backup, restore, rescue, erase) the
calls are counted; then it runs once for each call that fails once (I/O error), once for each call from which on all
fail (disk full), and once for each read that fails; with more calls than ``--most``, for so many chosen by chance.
After each: the database is sound, nothing acknowledged is missing, what failed says so without a traceback and changed
nothing it denies, and the same thing once more then succeeds, is there once, and clears up what was half written. Linux
with gcc; exit status 1 when anything was wrong.
"""

import argparse
import ctypes
import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.write_paths import WRITE_PATHS, Act, Command, WritePath, count_rows, left_over, prepare, write_stand_in

SOURCE = Path(__file__).with_name("failing_disk.c")
MODULES = (
    "services.imports.batches", "services.imports.jobs", "services.imports.reading", "services.training.plans",
    "services.training.check_in", "services.home.backup", "services.home.export_home", "history.read",
    "history.meaning", "store.streams", "knowledge.rule_book", "export.documents", "services.home.soundness",
    "services.home.import_home", "services.home.restore_served", "services.home.rescue", "services.sharing.record",
    "services.form.clips", "services.imports.watch", "services.imports.undo", "web.urls", "web.wsgi",
)  # fmt: skip
_STAYS, _READS = 1, 2
KINDS = {
    "an I/O error once": (errno.EIO, 0),
    "a full disk from then on": (errno.ENOSPC, _STAYS),
    "an I/O error of a read": (errno.EIO, _READS),
}


@dataclass(frozen=True)
class Outcome:
    """How one run of a command ended, and how many rows its table has then."""

    code: int
    said: str
    calls: int
    rows: int


def main() -> int:
    """Run the campaign, in a process that has the failing disk loaded; print figures and faults."""
    if sys.argv[1:2] == ["--act"]:
        name, home, said, counted, *arm = sys.argv[2:]
        _be_the_act(WRITE_PATHS[name].act, Path(home), Path(said), Path(counted), tuple(map(int, arm)))
    if "FAILING_DISK" not in os.environ:
        return with_failing_disk("benchmarks.fault_injection")
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--most", type=int, default=400, help="Calls to fail in each write path at the most.")
    options.add_argument("--only", default="", help="Only these write paths, with commas between them.")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    faults: list[str] = []
    runs = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        load_everything(work / "there" / "home")
        prepare(work, _do)
        write_stand_in(work)
        for name in WRITE_PATHS:
            if not given.only or name in given.only.split(","):
                found = list(_campaign(name, work, given.most, random.Random(f"{given.seed} {name}")))
                runs += len(found)
                wrong = [fault for fault in found if fault]
                faults += wrong
                print("\n  ".join((f"{name}: {len(found)} runs, {len(wrong)} faults", *wrong)), flush=True)
    print(f"{runs} runs with a failing call, {len(faults)} faults")
    return 1 if faults else 0


def with_failing_disk(module: str) -> int:
    """Run the module with these arguments in a process that has the failing disk loaded."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "failing_disk.so"
        compile_disk(library)
        environment = os.environ | {"LD_PRELOAD": str(library), "FAILING_DISK": str(library)}
        return subprocess.run([sys.executable, "-m", module, *sys.argv[1:]], env=environment).returncode


def compile_disk(library: Path) -> None:
    """Make the library from its source; raises ``OSError`` or ``CalledProcessError`` where there is no gcc."""
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-w", "-o", library, SOURCE, "-ldl"], check=True)


def _do(words: str, home: Path) -> None:
    outcome = run_failing(words, home, None)
    assert outcome.code == 0, outcome


def load_everything(home: Path) -> None:
    """Import in this process what each command would import again; the database is not touched."""
    os.environ |= {"RUNBACK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "runback.web.settings"}
    import django

    django.setup()
    import_module("runback.cli.main")
    for name in MODULES:
        import_module(f"runback.{name}")


def _campaign(name: str, work: Path, most: int, dice: random.Random) -> Iterator[str]:
    """For each failing call a fault in words, or an empty text."""
    path = WRITE_PATHS[name]
    there = work / "there"
    before = count_rows(_result(work / path.starts_from, path), path.table)
    for kind, (number, how) in KINDS.items():
        whole = _fresh(name, work, (0, number, how))
        if whole.code:
            yield f"{name} does not even work: {whole.said}"
            return
        calls = range(1, whole.calls + 1)
        for at in sorted(dice.sample(calls, min(most, len(calls)))):
            failed = _fresh(name, work, (at, number, how))
            again = _run(name, there / "home")
            left = list(left_over(there))
            wrong = judge(failed, again, before, whole.rows, path.again)
            wrong = wrong or (f"it left {', '.join(left)}" if left else "")
            yield f"{name}, {kind} at call {at} of {whole.calls}: {wrong}" if wrong else ""


def _result(home: Path, path: WritePath) -> Path:
    """The home whose rows show whether it is done, where it is not the home itself."""
    return home if path.result == "home" else home.with_name(path.result)


def _fresh(name: str, work: Path, arm: tuple[int, int, int]) -> Outcome:
    path = WRITE_PATHS[name]
    there = work / "there"
    shutil.rmtree(there, ignore_errors=True)
    there.mkdir()
    if path.starts_from != "none":
        shutil.copytree(work / path.starts_from, there / "home")
    return _run(name, there / "home", arm)


def _run(name: str, home: Path, arm: tuple[int, int, int] = (0, 0, 0)) -> Outcome:
    path = WRITE_PATHS[name]
    anew = name if path.is_alone else ""
    return run_failing(path.act, home, path.table, *arm, result=_result(home, path), anew=anew)


def judge(failed: Outcome, again: Outcome, before: int, after: int, once_more: str = "adds") -> str:
    """What is wrong with something whose call failed and that was done once more; empty where nothing is.

    ``once_more`` is what that does where the first time was done (``WritePath.again``).
    """
    if "Traceback" in failed.said or failed.code not in (0, 3):
        return f"it ended with {failed.code}: {failed.said[-900:]}"
    if failed.code == 0 and failed.rows != after:
        return f"it was acknowledged and {failed.rows} rows are there instead of {after}"
    if failed.code == 3 and not failed.said.strip():
        return "it failed and said nothing"
    if failed.rows < 0 or again.rows < 0:
        return "the database is not sound"
    if failed.code == 3 and "was not saved" in failed.said and failed.rows != before:
        return f"it said that nothing was saved, and {failed.rows} rows are there instead of {before}"
    if again.code and not (once_more == "refuses" and failed.rows == after):
        return f"the same again ended with {again.code}: {again.said[-300:]}"
    if failed.rows == before and again.rows != after and before != after:
        return f"the same again left {again.rows} rows instead of {after}"
    if once_more == "once" and again.rows != after:
        return f"it is there twice, or not at all: {again.rows} rows instead of {after}"
    return ""


def run_failing(
    act: Act | str,
    home: Path,
    table: str | None,
    at: int = 0,
    number: int = 0,
    how: int = 0,
    *,
    result: Path | None = None,
    anew: str = "",
) -> Outcome:
    """Do it in a separate process in which that call below the home's folder fails.

    ``anew`` names a write path that needs a process into which nothing was loaded before.
    """
    work = home.parent.parent if home.parent.name == "there" else home.parent
    said, counted = work / "said", work / "counted"
    child = os.fork()
    if child == 0:
        if anew:
            given = [anew, home, said, counted, at, number, how]
            os.execv(sys.executable, [sys.executable, "-m", "benchmarks.fault_injection", "--act", *map(str, given)])
        _be_the_act(Command(act) if isinstance(act, str) else act, home, said, counted, (at, number, how))
    _, status = os.waitpid(child, 0)
    calls = int(counted.read_text() or 0) if counted.exists() else 0
    rows = count_rows(home if result is None else result, table)
    return Outcome(os.waitstatus_to_exitcode(status), said.read_text(errors="replace"), calls, rows)


def _be_the_act(act: Act, home: Path, said: Path, counted: Path, arm: tuple[int, ...]) -> None:
    code = 99
    try:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        do = act(home, home.parent)
        library = os.environ.get("FAILING_DISK")
        disk = None if library is None else ctypes.CDLL(library)
        if disk is not None:
            disk.failing_disk_arm(str(home.parent).encode(), *arm)
        code = do()
        sys.stdout.flush()
        calls = 0 if disk is None else disk.failing_disk_count()
        if disk is not None:
            disk.failing_disk_arm(b"", 0, 0, 0)
        counted.write_text(str(calls))
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
