"""How fast a whole import is beside garmin-fit-sdk's decoding alone: one ratio, both sides measured in one run.

usage: python -m benchmarks.whole_import [FOLDER] [--files 300] [--sdk-files 30] [--rounds 3]

FOLDER holds .fit files; those of recent watches of 40 to 110 kB are taken. Where they are fewer than asked for, each is
used on several days: its times are moved, so that every file is a run of its own. Without FOLDER, the team's corpus is
used, else made-up runs. The import is the command ``runback import`` into a home that is not there yet: start, a new
database, helper processes, reading, merging, samples, originals and rows. garmin-fit-sdk decodes an even share of the
same files in a separate process, without the time to load its modules; that is scaled to all files. Processor seconds
(user and system, with helpers) stand beside the wall time: on a machine that others use, they are the ones to compare.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.data import fill_folder, find_shared
from benchmarks.fit import RECENT
from runback.history.fit import UnreadableFit, read_fit
from runback.history.fit.crc import crc16

SIZES = range(40_000, 110_000)
FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
FIRST = datetime(2025, 1, 1, 7, tzinfo=UTC)
TIMESTAMP, NOT_SET = 253, 0xFFFFFFFF
TIMES = {(0, 4), (18, 2), (19, 2), (34, 5)}
"""Times beside the timestamp: when a file was made, when a session and a lap began, the local time of an activity."""

_SDK = """
import json, sys, time
from pathlib import Path
from garmin_fit_sdk import Decoder, Stream
files = [Path(name).read_bytes() for name in sys.argv[1:]]
wall, cpu = time.perf_counter(), time.process_time()
for data in files:
    Decoder(Stream.from_byte_array(bytearray(data))).read()
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""


def choose(folder: Path) -> list[bytes]:
    """Activities of recent watches of the usual size."""
    found = (path.read_bytes() for path in sorted(folder.rglob("*.fit")) if path.stat().st_size in SIZES)
    return [data for data in found if _is_recent(data)]


def _is_recent(data: bytes) -> bool:
    try:
        fit = read_fit(data)
    except UnreadableFit:
        return False
    has_records = bool(len(fit.messages("record")))
    return has_records and bool(RECENT.intersection(fit.messages("file_id").words("garmin_product")))


def move(data: bytes, to: datetime) -> bytes:
    """The same activity with its first record, and all times of messages, laps and sessions, moved to that instant."""
    begin = int(read_fit(data).messages("record").column("timestamp")[0])  # seconds of the FIT epoch
    delta = int((to - FIT_EPOCH).total_seconds()) - begin
    out, at, end = bytearray(data), data[0], data[0] + int.from_bytes(data[4:8], "little")
    fields: dict[int, tuple[int, list[tuple[int, int]], int]] = {}
    while at < end:
        header = data[at]
        if not header & 0x80 and header & 0x40:
            at = _define(data, at, fields)
            continue
        number, places, size = fields[(header >> 5) & 3 if header & 0x80 else header & 15]
        for field, offset in places:
            if field == TIMESTAMP or (number, field) in TIMES:
                place = at + 1 + offset
                then = int.from_bytes(data[place : place + 4], "little")
                if then != NOT_SET:
                    out[place : place + 4] = (then + delta).to_bytes(4, "little")
        at += 1 + size
    out[end : end + 2] = crc16(bytes(out[:end])).to_bytes(2, "little")
    return bytes(out)


def _define(data: bytes, at: int, fields: dict[int, tuple[int, list[tuple[int, int]], int]]) -> int:
    """Note a definition message: its number, where its fields of four bytes are, and its size; returns its end."""
    number, count = int.from_bytes(data[at + 3 : at + 5], "little"), data[at + 5]
    places, size, place = [], 0, at + 6
    for _ in range(count):
        if data[place + 1] == 4:
            places.append((data[place], size))
        size, place = size + data[place + 1], place + 3
    if data[at] & 0x20:
        for _ in range(data[place]):
            size, place = size + data[place + 2], place + 3
        place += 1
    fields[data[at] & 15] = number, places, size
    return place


def time_import(folder: Path) -> tuple[float, float]:
    """Wall and processor seconds of ``runback import`` into a new home."""
    home = folder.with_name("home")
    command = [sys.executable, "-m", "runback.cli.main", "import", str(folder), "--home", str(home), "--json"]
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, after = time.perf_counter() - begun, os.times()
    report = json.loads(done.stdout)
    counts = {name: report[name] for name in ("files", "imported", "merged", "duplicate", "failed")}
    print(f"  import: {counts}")
    shutil.rmtree(home)
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def time_sdk(paths: list[Path]) -> tuple[float, float]:
    """Wall and processor seconds of garmin-fit-sdk's decoding of these files."""
    done = subprocess.run([sys.executable, "-c", _SDK, *map(str, paths)], check=True, capture_output=True, text=True)
    wall, cpu = json.loads(done.stdout)
    return wall, cpu


def main() -> None:
    """Print both sides and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=find_shared("corpus"))
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--sdk-files", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        source = given.folder or fill_folder(Path(made) / "made", given.files)
        folder = Path(made) / "runs"
        folder.mkdir()
        chosen = choose(source) or [path.read_bytes() for path in sorted(source.glob("*.fit"))]
        for number in range(given.files):
            start = FIRST + timedelta(days=number)
            (folder / f"{number:04}.fit").write_bytes(move(chosen[number % len(chosen)], start))
        compare(folder, given.sdk_files, given.rounds)


def compare(folder: Path, sdk_files: int, rounds: int) -> None:
    """Import and decode in turn, so that what others do to the machine meets both; the best of each counts."""
    files = sorted(folder.glob("*.fit"))
    part = files[:: max(len(files) // sdk_files, 1)]
    size = sum(path.stat().st_size for path in files) / len(files) / 1000
    print(f"{len(files)} files of {size:.0f} kB; garmin-fit-sdk decodes {len(part)} of them")
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(time_import(folder))
        theirs.append(tuple(seconds * len(files) / len(part) for seconds in time_sdk(part)))
    for index, name in enumerate(("wall", "processor")):
        own, other = min(one[index] for one in ours), min(one[index] for one in theirs)
        line = f"{name:9} runback {own:6.2f} s, {own / len(files) * 1000:5.1f} ms a file"
        print(f"{line}; garmin-fit-sdk {other:6.2f} s; ratio {other / own:.1f}")


if __name__ == "__main__":
    main()
