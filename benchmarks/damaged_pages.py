"""Noise over one page of the database after another: is it noticed, is nothing written, and what does a rescue bring?

usage: python -m benchmarks.damaged_pages [--pages 200] [--seed 1] [--with-backup] [--rows-only]

For each page: a command refuses the home and changes no byte; a rescue makes a home in which every row is as it was,
none is there twice, and `runback inspect` finds nothing. Says how many rows are lost, by table. With ``--rows-only``
the rows are read out of the database and nothing is made of them or of the originals, which is a hundred times faster.
Linux.
"""

import argparse
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.fault_injection import load_everything, run_failing
from tests.tracks import START, gpx

FIXED = {
    "activity": ("start_utc", "distance_m"),
    "activity_source": ("sha256",),
    "original": ("sha256",),
    "pain_entry": ("score", "note"),
    "session_log": ("day", "duration_min"),
    '"check"': ("made_on",),
    "shoe": ("name",),
}
"""What of a row has to be as it was; ids and paths of runs imported again may differ."""


def main() -> int:
    """Run the campaign and print figures; exit status 1 when anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--with-backup", action="store_true", help="Leave the weekly backup in the home.")
    options.add_argument("--rows-only", action="store_true", help="Read the rows, and rescue nothing else.")
    given = options.parse_args()
    faults: list[str] = []
    lost: Counter[str] = Counter()
    unnoticed = 0
    dice = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        base = _prepare(work, given.with_backup)
        load_everything(work / "rescued")
        pages = (base / "runback.sqlite3").stat().st_size // 4096
        for number in range(given.pages):
            page = dice.randrange(pages)
            home = _spoil(base, work / "home", page, dice)
            if not _is_refused(home):
                unnoticed += 1
            wrong, gone = _read_rows(base, home) if given.rows_only else _rescue(base, home, work / "rescued")
            faults += [f"page {page}: {fault}" for fault in wrong]
            lost += gone
            if number % 50 == 49:
                print(f"{number + 1} pages, {len(faults)} faults", flush=True)
    print(
        f"{given.pages} pages of {pages}: {unnoticed} in use by nothing, {len(faults)} faults; rows lost: {dict(lost)}"
    )
    for fault in faults[:40]:
        print(" ", fault)
    return 1 if faults else 0


def _prepare(work: Path, with_backup: bool) -> Path:
    base, inbox = work / "base", work / "inbox"
    inbox.mkdir()
    for day in range(1, 29):
        (inbox / f"{day}.gpx").write_bytes(gpx(START.replace(day=day)))
    commands = [f"import {inbox}", "log shoe Trainer"]
    commands += [f"log pain {score % 9} --note number-{score}" for score in range(12)]
    commands += [f"log session strength --duration-min {minutes}" for minutes in range(20, 26)]
    for words in commands:
        outcome = run_failing(words, base, None)
        assert outcome.code == 0, outcome
    if not with_backup:
        shutil.rmtree(base / "backups", ignore_errors=True)
    return base


def _spoil(base: Path, home: Path, page: int, dice: random.Random) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(base, home)
    with (home / "runback.sqlite3").open("r+b") as file:
        file.seek(page * 4096)
        file.write(dice.randbytes(4096))
    return home


def _is_refused(home: Path) -> bool:
    from runback.domain.errors import UnusableHome
    from runback.services.home.soundness import read_state

    before = (home / "runback.sqlite3").read_bytes()
    try:
        read_state(home)
    except UnusableHome:
        assert (home / "runback.sqlite3").read_bytes() == before
        return True
    return False


def _read_rows(base: Path, home: Path) -> tuple[list[str], Counter[str]]:
    """As ``_rescue``, of the rows that can be read out of the database alone."""
    from runback.services.home.salvage import salvage

    backup = next(iter(sorted((home / "backups").glob("*"))), None)
    with tempfile.TemporaryDirectory() as work:
        found = salvage(home, Path(work), backup, [table.strip('"') for table in FIXED])
    wrong, lost = [], Counter[str]()
    for table, columns in FIXED.items():
        before = _rows(base, table)
        after = Counter(tuple(row[name] for name in columns) for row in found[table.strip('"')].rows.values())
        wrong += [f"{table}: {row} is there {count} times" for row, count in (after - before).items()]
        if missing := (before - after).total():
            lost[table] += missing
    return wrong, lost


def _rescue(base: Path, home: Path, rescued: Path) -> tuple[list[str], Counter[str]]:
    shutil.rmtree(rescued, ignore_errors=True)
    os.environ.pop("RUNBACK_HOME", None)
    done = run_failing(f"rescue --out {rescued}", home, None)
    if done.code:
        return [f"the rescue ended with {done.code}: {done.said[-200:]}"], Counter()
    wrong, lost = [], Counter[str]()
    for table in FIXED:
        before, after = _rows(base, table), _rows(rescued, table)
        wrong += [f"{table}: {row} is there {count} times" for row, count in (after - before).items()]
        if missing := (before - after).total():
            lost[table] += missing
    looked = run_failing("inspect", rescued, None)
    return wrong + ([f"inspect: {looked.said[-200:]}"] if looked.code else []), lost


def _rows(home: Path, table: str) -> Counter[tuple[Any, ...]]:
    columns = ", ".join(FIXED[table])
    with closing(sqlite3.connect(home / "runback.sqlite3")) as database:
        return Counter(database.execute(f"SELECT {columns} FROM {table}").fetchall())


if __name__ == "__main__":
    sys.exit(main())
