"""A made-up Apple Health export of any size, and how long and with how much memory it is imported.

usage: python -m benchmarks.apple_export [--megabytes 1300] [--routes 200] [--keep FOLDER]

The export is a zip as the phone makes it: ``apple_health_export/export.xml`` with years of
measurements (steps, energy, heart rate all day) and a run every other day with heart rate, speed,
power, contact time, vertical oscillation and step length, and ``workout-routes`` beside it.
Everything in it is invented.
"""

import argparse
import random
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.imports import measure

START = datetime(2019, 1, 1, 6, 0, tzinfo=UTC)
RUN_S = 2400
HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
]>
<HealthData locale="en_GB">
 <ExportDate value="2026-11-20 08:00:00 +0100"/>
"""
DYNAMICS = (
    ("RunningSpeed", "km/hr", 10.0, 2.0),
    ("RunningPower", "W", 230.0, 40.0),
    ("RunningGroundContactTime", "ms", 250.0, 30.0),
    ("RunningVerticalOscillation", "cm", 8.5, 1.5),
    ("RunningStrideLength", "m", 1.05, 0.1),
)
RECORD = (
    ' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="Watch of Nobody" sourceVersion="10.1" '
    'device="&lt;&lt;HKDevice: 0x2800&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch&gt;" unit="{unit}" '
    'creationDate="{end}" startDate="{start}" endDate="{end}" value="{value}"/>\n'
)


def stamp(at: datetime) -> str:
    """An instant as Apple writes it."""
    return f"{at:%Y-%m-%d %H:%M:%S} +0000"


def day_records(day: int, chance: random.Random) -> str:
    """A day's measurements, and every other day a run's."""
    begin = START + timedelta(days=day)
    lines = []
    for minute in range(0, 900, 3):
        at = begin + timedelta(minutes=minute)
        told = {"start": stamp(at), "end": stamp(at + timedelta(seconds=170))}
        lines.append(RECORD.format(kind="StepCount", unit="count", value=chance.randint(0, 300), **told))
        lines.append(RECORD.format(kind="ActiveEnergyBurned", unit="Cal", value=chance.randint(0, 99) / 7, **told))
        lines.append(RECORD.format(kind="HeartRate", unit="count/min", value=chance.randint(50, 90), **told))
    if is_run_day(day):
        for second in range(0, RUN_S, 3):
            at = stamp(run_start(day) + timedelta(seconds=second))
            lines.append(
                RECORD.format(kind="HeartRate", unit="count/min", value=chance.randint(130, 170), start=at, end=at)
            )
            for kind, unit, middle, width in DYNAMICS:
                value = round(middle + chance.uniform(-width, width), 3)
                lines.append(RECORD.format(kind=kind, unit=unit, value=value, start=at, end=at))
    return "".join(lines)


def is_run_day(day: int) -> bool:
    """Whether that day has a run."""
    return day % 2 == 0


def run_start(day: int) -> datetime:
    """When that day's run begins."""
    return START + timedelta(days=day, hours=10)


def workout(day: int) -> str:
    """The run of that day."""
    begin, end = stamp(run_start(day)), stamp(run_start(day) + timedelta(seconds=RUN_S))
    return (
        ' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="40" durationUnit="min" '
        f'sourceName="Watch of Nobody" creationDate="{end}" startDate="{begin}" endDate="{end}">\n'
        '  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>\n'
        f'  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="{begin}" '
        f'endDate="{end}" sum="6.67" unit="km"/>\n </Workout>\n'
    )


def pieces(size: int) -> Iterator[tuple[bytes, int]]:
    """The export's bytes up to about ``size``, and how many days are told."""
    chance = random.Random(4)
    days = [day_records(day, chance).encode() for day in range(4)]
    total, day = len(HEAD), 0
    yield HEAD, 0
    while total < size:
        text = days[day % 4].replace(
            f"{START + timedelta(days=day % 4):%Y-%m-%d}".encode(), f"{START + timedelta(days=day):%Y-%m-%d}".encode()
        )
        day += 1
        total += len(text)
        yield text, day
    yield "".join(workout(each) for each in range(day) if is_run_day(each)).encode() + b"</HealthData>\n", day


def route(day: int) -> bytes:
    """The route of that day's run, a point a second due north."""
    points = "".join(
        f'<trkpt lon="13.400000" lat="{52 + second * 2.5e-5:.6f}"><ele>40.0</ele>'
        f"<time>{run_start(day) + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>\n"
        for second in range(RUN_S + 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Apple Health Export" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Route</name><trkseg>\n'
        f"{points}</trkseg></trk></gpx>\n"
    ).encode()


def write_export(path: Path, size: int, routes: int) -> None:
    """Write the zip."""
    days = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("apple_health_export/export.xml", "w", force_zip64=True) as file:
            for piece, told in pieces(size):
                file.write(piece)
                days = told
        for day in range(0, min(days, 2 * routes), 2):
            archive.writestr(f"apple_health_export/workout-routes/route_{day:05}.gpx", route(day))


def main() -> int:
    """Make an export and import it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1300)
    parser.add_argument("--routes", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="Leave the export and the home in this folder.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "export.zip"
        if not path.exists():
            write_export(path, given.megabytes << 20, given.routes)
        with zipfile.ZipFile(path) as archive:
            whole = archive.getinfo("apple_health_export/export.xml").file_size
        print(f"export.xml holds {whole / 1e9:.2f} GB, {given.routes} routes beside it")
        measure(folder / "home", [path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
