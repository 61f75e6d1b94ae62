"""Commands, pages and imports killed with -9 at random moments: nothing acknowledged is missing, nothing there twice.

usage: python -m benchmarks.mixed_kills [--kills 1000] [--seed 1]

One home for all kills. Each action runs in a separate process, two at a time now and then, and says when it is done;
then or before it is killed. Afterwards every entry that was acknowledged is there once, every other at most once, and
the database, samples and originals are whole. Linux.
"""

import argparse
import os
import random
import select
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fault_injection import load_everything
from tests.kills import faults_of
from tests.tracks import START, gpx

LONGEST_S = 1.2


@dataclass
class Ledger:
    """What was asked for and what was acknowledged: notes of pain entries, and start days of runs."""

    asked: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)


def main() -> int:
    """Run the kills and print one line of result; exit status 1 when anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home, files = Path(folder) / "home", Path(folder) / "files"
        files.mkdir()
        load_everything(home)
        ledger, at_work = _kill_many(home, files, random.Random(given.seed), given.kills)
        faults = judge(home, ledger)
    minutes = (time.monotonic() - began) / 60
    summary = f"{given.kills} kills ({at_work} while at work), {len(ledger.acknowledged)} acknowledged"
    print(f"{summary}, {len(faults)} faults, {minutes:.1f} min")
    for fault in faults[:50]:
        print(" ", fault)
    return 1 if faults else 0


def _kill_many(home: Path, files: Path, dice: random.Random, kills: int) -> tuple[Ledger, int]:
    ledger, at_work = Ledger(), 0
    _finish(_start(_pain_by_command(home, "first"), "first", ledger), ledger, None)
    for number in range(kills):
        running = []
        for twin in range(dice.choice((1, 1, 1, 2))):
            action = dice.choice((_pain_by_command, _pain_by_page, _import, _backup))
            name = f"{'b' if action is _backup else 'n'}{number}-{twin}"
            running.append(_start(action(home, name, files) if action is _import else action(home, name), name, ledger))
        moment = time.monotonic() + dice.uniform(0.02, LONGEST_S)
        at_work += sum(_finish(one, ledger, moment) for one in running)
        if number % 100 == 99:
            print(f"{number + 1} kills, {len(ledger.acknowledged)} acknowledged", flush=True)
    return ledger, at_work


def _pain_by_command(home: Path, name: str) -> Callable[[], bool]:
    def act() -> bool:
        from runback.cli.main import run

        return run(["log", "pain", "3", "--note", name, "--home", str(home)]) == 0

    return act


def _pain_by_page(home: Path, name: str) -> Callable[[], bool]:
    def act() -> bool:
        from runback.services.home.open import only_runner, open_home

        open_home(home)
        from django.contrib.auth import get_user_model
        from django.test import Client

        from runback.services.home.runners import user_id_of

        client = Client()
        client.force_login(get_user_model().objects.get(pk=user_id_of(only_runner())))
        answer = client.post("/pain/log/", {"score": "3", "note": name}, headers={"host": "127.0.0.1"})
        return int(answer.status_code) == 302

    return act


def _import(home: Path, name: str, files: Path) -> Callable[[], bool]:
    from datetime import timedelta

    number = int(name[1:].partition("-")[0]) * 2 + int(name[-1])
    path = files / f"{name}.gpx"
    path.write_bytes(gpx(START - timedelta(days=number + 1)))

    def act() -> bool:
        from runback.cli.main import run

        return run(["import", str(path), "--home", str(home)]) == 0

    return act


def _backup(home: Path, name: str) -> Callable[[], bool]:
    def act() -> bool:
        from runback.cli.main import run

        return run(["backup", "--out", str(home.with_name("backup.zip")), "--home", str(home)]) == 0

    return act


def _start(act: Callable[[], bool], name: str, ledger: Ledger) -> tuple[int, int, str]:
    ledger.asked.add(name)
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader, name
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if act():
            os.write(writer, b"done")
    finally:
        os._exit(0)


def _finish(running: tuple[int, int, str], ledger: Ledger, moment: float | None) -> bool:
    """Wait until it is done or the moment has come, kill it, and note what it said; returns whether it was killed."""
    child, reader, name = running
    left = None if moment is None else max(0.0, moment - time.monotonic())
    select.select([reader], [], [], left)
    said = os.read(reader, 4) if select.select([reader], [], [], 0)[0] else b""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not said and select.select([reader], [], [], 0)[0]:
        said = os.read(reader, 4)
    os.close(reader)
    if said == b"done":
        ledger.acknowledged.add(name)
    return not said


def judge(home: Path, ledger: Ledger) -> list[str]:
    """What is wrong with the home after all kills."""
    faults = faults_of(home)
    with closing(sqlite3.connect(home / "runback.sqlite3")) as database:
        notes = Counter(note for (note,) in database.execute("SELECT note FROM pain_entry"))
        paths = Counter(Path(path).stem for (path,) in database.execute("SELECT path FROM activity_source"))
    found = notes + paths
    faults += [f"{name} is there {count} times" for name, count in found.items() if count > 1]
    faults += [f"{name} was never asked for" for name in found if name not in ledger.asked]
    entries = sorted(name for name in ledger.acknowledged if not name.startswith("b"))
    return faults + [f"{name} was acknowledged and is missing" for name in entries if name not in found]


if __name__ == "__main__":
    sys.exit(main())
