"""A made-up Garmin takeout: zips in a zip, thousands of files that are no activities; how long it is imported.

usage: python -m benchmarks.takeout [--files 7779] [--activities 354] [--keep FOLDER]

``DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip`` holds FIT files of which most are
monitoring, as real takeouts do (endurain's users count 7,779 files with 354 activities); tables in
JSON lie around it. All is invented.
"""

import argparse
import io
import json
import struct
import sys
import tempfile
import zipfile
from pathlib import Path

from benchmarks.imports import measure
from runback.history.fit.crc import crc16
from tests.history.fit.build_fit import (
    ENUM,
    RECORD,
    SESSION,
    TIMESTAMP,
    UINT8,
    UINT16,
    UINT32,
    FitBuilder,
    start_activity,
)

MONITORING, MONITORING_FILE = 55, 32
RUN_S, DAY_S, FIRST = 1800, 86_400, 900_000_000
OTHERS = ("wellness", "sleep", "hydration", "personal-information", "social-profile")


def finish(builder: FitBuilder) -> bytes:
    """Header and checksums around what was built."""
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(builder.body), b".FIT")
    whole = head + struct.pack("<H", crc16(head)) + builder.body
    return whole + struct.pack("<H", crc16(whole))


def write_run(number: int) -> bytes:
    """Half an hour with heart rate, distance and cadence, a record a second."""
    start = FIRST + number * DAY_S
    built = start_activity().define(
        1, RECORD, [(TIMESTAMP, UINT32, "I"), (3, UINT8, "B"), (4, UINT8, "B"), (5, UINT32, "I"), (6, UINT16, "H")]
    )
    for second in range(RUN_S + 1):
        built.data(1, start + second, 140 + (second + number) % 20, 85, 290 * second, 2900)
    built.define(
        2,
        SESSION,
        [
            (TIMESTAMP, UINT32, "I"),
            (2, UINT32, "I"),
            (5, ENUM, "B"),
            (7, UINT32, "I"),
            (8, UINT32, "I"),
            (9, UINT32, "I"),
        ],
    )
    built.data(2, start + RUN_S, start, 1, RUN_S * 1000, RUN_S * 1000, 290 * RUN_S)
    return finish(built)


def write_monitoring(number: int) -> bytes:
    """A piece of a day's heart rate, which is no activity."""
    built = start_activity(MONITORING_FILE).define(1, MONITORING, [(TIMESTAMP, UINT32, "I"), (27, UINT8, "B")])
    for minute in range(200):
        built.data(1, FIRST + number * 12_000 + minute * 60, 55 + minute % 20)
    return finish(built)


def write_takeout(path: Path, files: int, activities: int) -> None:
    """Write the zip in a zip: activities spread among the rest."""
    inner = io.BytesIO()
    every = max((files - 60) // activities, 1)
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        made = 0
        for number in range(files - 60):
            is_run = number % every == 0 and made < activities
            data = write_run(made) if is_run else write_monitoring(number)
            made += is_run
            archive.writestr(f"someone@example.org_{10_000_000 + number}.fit", data)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as outer:
        outer.writestr("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip", inner.getvalue())
        for number in range(60):
            name = f"DI_CONNECT/DI-Connect-Wellness/{OTHERS[number % 5]}_{number}.json"
            outer.writestr(name, json.dumps([{"day": n, "value": number} for n in range(300)]))


def main() -> int:
    """Make a takeout and import it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=7779)
    parser.add_argument("--activities", type=int, default=354)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "takeout.zip"
        if not path.exists():
            write_takeout(path, given.files, given.activities)
        measure(folder / "home", [path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
