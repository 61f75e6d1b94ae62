"""Killing an import with -9 at random moments, and what must then be true of its home.

Shared by the test (a few kills) and ``benchmarks/kills.py`` (as many as asked for).
"""

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.tracks import BROKEN_FIT, START, gpx, tcx


@dataclass(frozen=True)
class Inbox:
    """A folder of files; ``activities`` is how many there are in them."""

    folder: Path
    files: int
    activities: int


def fill_inbox(folder: Path, days: int, points: int = 361) -> Inbox:
    """A run a day as GPX; every third day also as TCX (to merge), every fifth a broken file."""
    folder.mkdir(parents=True, exist_ok=True)
    files = 0
    for day in range(days):
        start = START - timedelta(days=day)
        files_by_kind = {"gpx": gpx(start, points)}
        if day % 3 == 0:
            files_by_kind["tcx"] = tcx(start, points)
        if day % 5 == 0:
            files_by_kind["fit"] = BROKEN_FIT + bytes([day % 256])
        for kind, data in files_by_kind.items():
            (folder / f"{day:04d}.{kind}").write_bytes(data)
        files += len(files_by_kind)
    return Inbox(folder, files, days)


def start_import(home: Path, inbox: Inbox) -> subprocess.Popen[bytes]:
    """The real command, importing the inbox."""
    command = [sys.executable, "-m", "runback.cli.main", "import", str(inbox.folder), "--json"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_", "COV_"))}
    return subprocess.Popen(
        command, env=environment | {"RUNBACK_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill_once(home: Path, inbox: Inbox, after_s: float) -> bool:
    """Start an import and kill it; returns whether it was still at work."""
    process = start_import(home, inbox)
    time.sleep(after_s)
    was_running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return was_running


def faults_of(home: Path) -> list[str]:
    """What is wrong with a home at rest: half or doubled activities, sources without their bytes."""
    file = home / "runback.sqlite3"
    if not file.exists():
        return []
    database = sqlite3.connect(file)
    try:
        if not database.execute("select 1 from sqlite_master where name = 'activity_source'").fetchone():
            return []
        faults = [f"integrity: {row[0]}" for row in database.execute("pragma integrity_check") if row[0] != "ok"]
        faults += _half_activities(home, database)
        doubled = "select start_utc, count(*) from activity group by start_utc having count(*) > 1"
        faults += [f"doubled: {start} {count} times" for start, count in database.execute(doubled)]
        orphans = "select id from activity where id not in (select activity_id from activity_source)"
        faults += [f"activity {pk} has no source" for (pk,) in database.execute(orphans)]
    finally:
        database.close()
    return faults


def _half_activities(home: Path, database: sqlite3.Connection) -> list[str]:
    faults = []
    for pk, version, sha256 in database.execute("select id, samples_version, samples_sha256 from activity"):
        path = home / "samples" / (f"{pk}.parquet" if version == 1 else f"{pk}.{version}.parquet")
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            faults.append(f"activity {pk} has no samples that fit it")
    for (sha256,) in database.execute("select sha256 from activity_source"):
        if not (home / "originals" / sha256[:2] / f"{sha256}.gz").exists():
            faults.append(f"source {sha256[:12]} has no original")
    return faults


def finish(home: Path, inbox: Inbox) -> list[str]:
    """Import to the end, and return what is wrong then."""
    if code := start_import(home, inbox).wait():
        return [f"the last import ended with {code}"]
    faults = faults_of(home)
    database = sqlite3.connect(home / "runback.sqlite3")
    try:
        count = database.execute("select count(*) from activity where not is_deleted").fetchone()[0]
        sources = database.execute("select count(*) from activity_source").fetchone()[0]
    finally:
        database.close()
    broken = len(range(0, inbox.activities, 5))
    if count != inbox.activities:
        faults.append(f"{count} activities instead of {inbox.activities}")
    if sources != inbox.files - broken:
        faults.append(f"{sources} sources instead of {inbox.files - broken}")
    wanted = {path.name for path in (home / "samples").iterdir()}
    if len(wanted) != inbox.activities:
        faults.append(f"{len(wanted)} samples files for {inbox.activities} activities")
    return faults


def random_moment(dice: random.Random, longest_s: float) -> float:
    """A moment in the life of an import: more often late, when it writes."""
    return dice.uniform(0.2, longest_s)
