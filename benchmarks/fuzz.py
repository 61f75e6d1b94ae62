"""Feeds damaged files of every format to the importer's readers: only typed errors may come out, and soon.

usage: python -m benchmarks.fuzz CORPUS [--count 2000000] [--seconds 3600] [--seed 1] [--kinds fit,gpx,...]

Takes small files of CORPUS (and tables and archives made here), changes, cuts, repeats and
drops bytes, and does with the result what an import does: tell the format, read, understand;
archives are walked. FIT files have every column worked out besides. An input that raises
anything but a ``RunbackError``, or takes more than 2 s of the processor, is written to
``--out`` and counted as a failure; the run continues. Prints a line a minute and at the end,
with the number of inputs that were really read; exit status 1 after any failure.
"""

import argparse
import gzip
import io
import json
import random
import resource
import signal
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from runback.domain.errors import RunbackError
from runback.history.diary_table import guess_columns
from runback.history.fit import UnreadableFit, read_fit
from runback.history.meaning import interpret
from runback.history.read import read_source
from runback.history.source_file import Limits, SourceFile
from runback.history.sources import walk
from runback.services.imports.diary import read_table
from tests.history.plain_reader import PlainReader

LONGEST_S = 2.0
MOST_MB = 500
LARGEST = {"fit": 40_000, "gpx": 60_000, "tcx": 60_000, "xml": 60_000, "csv": 20_000, "json": 20_000}
SHARES = {"fit": 45, "gpx": 13, "tcx": 13, "xml": 8, "csv": 8, "json": 8, "zip": 5, "tar": 5}
CUT_AT = {
    "fit": 5_000,
    "gpx": 3_000,
    "tcx": 3_000,
    "xml": 3_000,
    "csv": 1_500,
    "json": 3_000,
    "zip": 3_000,
    "tar": 9_000,
}
TELLING_BYTES = (0x00, 0x07, 0x40, 0x7F, 0x80, 0xFF)
TELLING_TEXTS = (b"", b"<", b">", b'"', b"&x;", b"-1e999", b"nan", b"9999-99-99T99:99:99Z", b"\xff\xfe", b"9" * 20)
LIMITS = Limits(file_bytes=1 << 20, archive_bytes=1 << 22, free_bytes=1 << 16, ratio=100, depth=3, members=50)
DIARY = b"Date,Distance (km),Time,Pain 0-10,Notes\n2026-05-01,5.2,31:10,3,easy\n2026-05-03,8,0:49:00,2,\n"
DIARY_DE = "Datum;Strecke;Dauer;Schmerz\n13.05.2026;5,2;1:05;3\n14.05.2026;10,5;2:10;0\n".encode("utf-8-sig")
STRAVA = (
    b"Activity ID,Activity Date,Activity Name,Activity Type,Activity Gear,Filename,Perceived Exertion\n"
    b'1,"May 1, 2026, 6:00:00 AM",Morning,Run,Blue,activities/1.gpx,4\n'
)


SAMSUNG = (
    b"com.samsung.shealth.exercise,6210,7\n"
    b"live_data,com.samsung.health.exercise.duration,com.samsung.health.exercise.start_time,"
    b"com.samsung.health.exercise.exercise_type,com.samsung.health.exercise.distance,com.samsung.health.exercise.time_offset\n"
    b",1800000,2024-09-05 05:00:00.000,1002,5040.0,UTC+0200\n"
)
ZEPP = b"type,startTime,sportTime(s),distance(m)\n1,2024-09-05 05:00:00+0000,1800,5040\n"
POLAR_TABLE = (
    b"Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm),\n"
    b"A,RUNNING,13-05-2024,07:05:00,00:00:02,0.01,148,\n"
    b"Sample rate,Time,HR (bpm),Speed (km/h),Cadence,Altitude (m),Distances (m),\n"
    b",00:00:00,148,10.8,84,40,0,\n,00:00:01,148,10.8,84,40,3,\n,00:00:02,149,10.8,84,41,6,\n"
)
_AT = "2024-09-08 07:00:00 +0200"
_POLAR_AT = "2024-09-01T07:00:00.000"
_GARMIN = {
    "activityId": 1,
    "activityType": "running",
    "startTimeGmt": 1725260400000.0,
    "startTimeLocal": 1725267600000.0,
    "duration": 1800000.0,
    "distance": 504000.0,
}
_FITBIT = {
    "logId": 1,
    "activityName": "Run",
    "startTime": "09/03/24 07:00:00",
    "duration": 1800000,
    "distance": 5.04,
    "distanceUnit": "Kilometer",
}
_POLAR = {
    "sport": "RUNNING",
    "timezoneOffset": 120,
    "startTime": _POLAR_AT,
    "duration": "PT1800S",
    "distance": 5040.0,
    "samples": {"heartRate": [{"dateTime": _POLAR_AT, "value": 120}, {"dateTime": _POLAR_AT, "value": 125}]},
}
_ADIDAS = {"start_time": 1725260400000, "duration": 1800000, "distance": 5040, "sport_type_id": "1"}
_WORKOUT = {
    "name": "Outdoor Run",
    "start": _AT,
    "end": _AT,
    "distance": {"qty": 5.04, "units": "km"},
    "route": [{"latitude": 52.0, "longitude": 13.0, "timestamp": _AT}],
}
JSONS = tuple(
    json.dumps(found).encode()
    for found in (
        [{"summarizedActivitiesExport": [_GARMIN]}],
        [_FITBIT],
        {"exportVersion": "1.6", "startTime": _POLAR_AT, "exercises": [_POLAR]},
        _ADIDAS,
        {"data": {"workouts": [_WORKOUT]}},
    )
)


class TooSlow(BaseException):
    """Raised in the reader's midst when its time is over; no reader may catch it."""


@dataclass
class Tally:
    """What came out so far."""

    ends: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    failures: list[str] = field(default_factory=list)

    def line(self, begun: float) -> str:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return (
            f"{self.ends.total()} inputs in {time.monotonic() - begun:.0f} s, slowest {self.slowest_s:.3f} s, "
            f"memory {memory} MB, {len(self.failures)} failures, {dict(self.ends)}"
        )


def gather_seeds(corpus: Path, kinds: list[str]) -> dict[str, list[bytes]]:
    """Small sound files of each kind; Apple's exports come as .xml."""
    seeds: dict[str, list[bytes]] = {}
    for kind in kinds:
        plain = [p for p in sorted(corpus.rglob(f"*.{kind}")) if p.stat().st_size <= LARGEST.get(kind, 0)]
        seeds[kind] = [path.read_bytes() for path in plain][:400]
        for path in sorted(corpus.rglob(f"*.{kind}.gz"))[:100]:
            seeds[kind].append(gzip.decompress(path.read_bytes())[: LARGEST[kind]])
    if "csv" in seeds:
        seeds["csv"] += [DIARY, DIARY_DE, STRAVA, SAMSUNG, ZEPP, POLAR_TABLE] * 40
    if "json" in seeds:
        seeds["json"] += list(JSONS)
    if "zip" in seeds:
        parts = [b"<gpx/>", DIARY, STRAVA, *(seeds.get("gpx") or [])[:8], *(seeds.get("fit") or [])[:8]]
        seeds["zip"] += [pack(parts[n : n + 3]) for n in range(len(parts))]
    if "tar" in seeds:
        parts = [b"<gpx/>", DIARY, STRAVA, *(seeds.get("gpx") or [])[:8]]
        seeds["tar"] += [pack_tar(parts[n : n + 3], mode) for n in range(len(parts)) for mode in ("w:", "w:gz")]
    return {kind: found for kind, found in seeds.items() if found}


def pack(parts: list[bytes]) -> bytes:
    """An archive of these files, one of them gzipped and one in an archive inside."""
    buffer, inner = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/a.gpx", parts[0][:3000])
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("activities.csv", STRAVA)
        archive.writestr("inner.zip", inner.getvalue())
        for number, part in enumerate(parts):
            archive.writestr(f"activities/{number}.gpx.gz", gzip.compress(part[:3000]))
    return buffer.getvalue()


def pack_tar(parts: list[bytes], mode: str) -> bytes:
    """A tar archive of these files, with a long name and a zip among them."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        named = {f"activities/{number}.gpx": part[:3000] for number, part in enumerate(parts)}
        for name, part in (named | {"activities.csv": STRAVA, "n" * 200: b"<gpx/>", "a.zip": pack(parts[:1])}).items():
            info = tarfile.TarInfo(name)
            info.size = len(part)
            archive.addfile(info, io.BytesIO(part))
    return buffer.getvalue()


def damage(kind: str, seed: bytes, chance: random.Random) -> bytes:
    """A copy of ``seed`` with some bytes changed, dropped or repeated."""
    whole = kind in ("zip", "tar") or chance.random() < 0.1
    data = bytearray(seed if whole else seed[: chance.randint(100, CUT_AT[kind])])
    for _ in range(chance.choice((1, 2, 5, 20))):
        place = chance.randrange(len(data) if chance.random() < 0.5 else min(len(data), 1500)) if data else 0
        way = chance.random()
        if way < 0.35 and data:
            data[place] = chance.choice((*TELLING_BYTES, chance.randrange(256)))
        elif way < 0.6 and data:
            data[place] ^= 1 << chance.randrange(8)
        elif way < 0.75:
            del data[place : place + chance.randint(1, 9)]
        elif way < 0.85 and kind != "fit":
            data[place : place + chance.randint(0, 12)] = chance.choice(TELLING_TEXTS)
        else:
            data[place:place] = data[place : place + chance.randint(1, 40)]
    return bytes(data)


def read_bytes(kind: str, data: bytes) -> str:
    """Read as an import would; how it ended in a word."""
    if kind == "fit":
        _read_every_column(data)
    try:
        if kind == "csv" and (guess := guess_columns(data)) is not None:
            read_table(data, guess.columns, "Europe/Berlin")
            return "csv diary"
        recordings = read_source(data, f"/fuzz/a.{kind}")
        for recording in recordings:
            interpret(recording, sources=(), zone="Europe/Berlin")
    except RunbackError as error:
        return f"{kind} {error.code}"
    return f"{kind} read"


def _read_every_column(data: bytes) -> None:
    try:
        fit = read_fit(data)
    except UnreadableFit:
        return
    for kind in fit.kinds:
        messages = fit.messages(kind)
        for name in messages.names:
            messages.column(name)
            messages.text(name)
        len(messages.developer)


def walk_bytes(path: Path, data: bytes) -> str:
    """Walk the bytes as an archive and read what it holds."""
    path.write_bytes(data)
    reader, read = PlainReader(), 0
    for item in walk([path], LIMITS):
        if isinstance(item, SourceFile):
            try:
                read += len(reader.read(item))
            except RunbackError:
                continue
    return f"archive {'read' if read else 'refused'}"


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def stop_after_limit() -> None:
    """Let the timer of ``try_one`` end a reader that takes too long."""
    signal.signal(signal.SIGVTALRM, _stop)


def try_one(kind: str, data: bytes, tally: Tally, out: Path, reader: Callable[[bytes], str]) -> None:
    """Read one input and note how it ended."""
    start = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_S)
    try:
        end = reader(data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is a find
        end = "FAILED"
        name = f"{kind}-{len(tally.failures)}-{type(error).__name__}"
        tally.failures.append(name)
        out.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
        (out / f"{name}.txt").write_text("".join(traceback.format_exception(error)[-6:]))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    tally.slowest_s = max(tally.slowest_s, time.process_time() - start)
    tally.ends[end] += 1


def run(given: argparse.Namespace, scratch: Path) -> Tally:
    """Feed inputs until the count or the time is reached."""
    kinds = given.kinds.split(",")
    seeds = gather_seeds(given.corpus, kinds)
    chance, tally = random.Random(given.seed), Tally()
    begun = told = time.monotonic()
    names, shares = list(seeds), [SHARES[kind] for kind in seeds]
    print({kind: len(found) for kind, found in seeds.items()}, flush=True)
    while tally.ends.total() < given.count and time.monotonic() - begun < given.seconds:
        for kind in chance.choices(names, shares, k=100):
            data = damage(kind, chance.choice(seeds[kind]), chance)
            archive = partial(walk_bytes, scratch / f"a.{kind}")
            try_one(kind, data, tally, given.out, archive if kind in ("zip", "tar") else partial(read_bytes, kind))
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(tally.line(begun), flush=True)
    print("end:", tally.line(begun), flush=True)
    return tally


def main() -> int:
    """Fuzz and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--count", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(SHARES))
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "runback-fuzz")
    given = parser.parse_args()
    stop_after_limit()
    with tempfile.TemporaryDirectory() as scratch:
        tally = run(given, Path(scratch))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for name in tally.failures[:50]:
        print(" ", name)
    return int(bool(tally.failures) or memory > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
