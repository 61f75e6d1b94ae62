"""Four times the input may take about four times as long, not sixteen: hostile files, long texts, long histories.

usage: python -m benchmarks.growth

Each case is made at one size and at four times that; exit status 1 where one grows by more than ``MOST``.
Needs no data but the project's own.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random

from benchmarks.clock import best_s
from runback.assess.text import screen_in, screen_text
from runback.domain.errors import RunbackError
from runback.domain.load import Run
from runback.history.diary_table import read_diary
from runback.history.fit import read_fit
from runback.history.fit.recordings import read_recordings
from runback.history.read import read_source
from runback.load import measure_load
from tests.history.fit.build_fit import (
    ENUM,
    EVENT,
    LAP,
    RECORD,
    SESSION,
    START,
    TIMESTAMP,
    UINT8,
    UINT32,
    start_activity,
)

DIARY = {"date": "Day", "distance": "Km", "pain": "Back", "unit": "km", "order": "ymd"}
TIMES = 4
MOST = 8.0
DAY = date(2020, 1, 1)


def definitions_only(n: int) -> bytes:
    """A file that defines ``n`` layouts and holds no message."""
    fit = start_activity()
    for number in range(n):
        fit.body += bytes([0x40 | number % 16, 0, 0, number & 0xFF, number >> 8 & 0xFF, 1, 1, 1, 2])
    return fit.build()


def new_layout_each_time(n: int) -> bytes:
    """Every record has a layout of its own, in either byte order."""
    fit = start_activity()
    for number in range(n):
        fit.define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (number % 250, UINT8, "B")], order="<>"[number % 2])
        fit.data(1, START + number, 5)
    return fit.build()


def sessions_laps_events(n: int) -> bytes:
    """A session, a lap and an event for each record."""
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I")]).define(6, SESSION, [(2, UINT32, "I")])
    fit.define(3, LAP, [(2, UINT32, "I")]).define(4, EVENT, [(TIMESTAMP, UINT32, "I"), (0, ENUM, "B"), (1, ENUM, "B")])
    for number in range(n):
        at = START + number
        fit.data(1, at).data(6, at).data(3, at).data(4, at, 0, number % 2)
    return fit.build()


def descriptions(n: int) -> bytes:
    """Developer fields described over and over."""
    fit = start_activity().define(5, 206, [(0, UINT8, "B"), (1, UINT8, "B"), (2, UINT8, "B")])
    for number in range(n):
        fit.data(5, 0, number % 50, UINT8)
    return fit.build()


def chained_files(n: int) -> bytes:
    """Whole files one after another."""
    return start_activity().build() * n


_POINT = '<trkpt lat="52" lon="13"><time>2026-05-03T06:{0:02d}:{1:02d}Z</time></trkpt>'
_TCX = "<Trackpoint><Time>2026-05-03T06:{0:02d}:{1:02d}Z</Time></Trackpoint>"


def gpx_file(part: str) -> Callable[[int], bytes]:
    """A GPX file that holds ``part`` so many times, with minutes and seconds that go on."""
    return lambda n: ("<gpx>" + "".join(part.format(i // 60 % 60, i % 60) for i in range(n)) + "</gpx>").encode()


def tcx_file(head: str, part: str, tail: str) -> Callable[[int], bytes]:
    """A TCX file that holds ``part`` so many times."""
    start = "<TrainingCenterDatabase><Activities>" + head
    end = tail + "</Activities></TrainingCenterDatabase>"
    return lambda n: (start + "".join(part.format(i // 60 % 60, i % 60) for i in range(n)) + end).encode()


_LAP = '<Lap StartTime="2026-05-03T06:{0:02d}:{1:02d}Z"><Track>' + _TCX + "</Track></Lap>"
_RUN = '<Activity Sport="Running">'


def health_export(n: int) -> bytes:
    """Workouts and heart rates of one and the same hour."""
    span = 'startDate="2026-05-03 06:{0:02d}:{1:02d} +0200" endDate="2026-05-03 06:{0:02d}:{1:02d} +0200"'
    one = f'<Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" value="120" {span}/>'
    one += f'<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="1" durationUnit="min" {span}/>'
    return ("<HealthData>" + "".join(one.format(i // 60 % 60, i % 60) for i in range(n)) + "</HealthData>").encode()


def diary_of_rows(n: int) -> bytes:
    """A training diary with a row for each of a thousand days, over and over."""
    rows = (f"{DAY + timedelta(days=i % 1000)},5,{i % 10}\n" for i in range(n))
    return ("Day,Km,Back\n" + "".join(rows)).encode()


def read_any(data: bytes) -> None:
    """As an import would."""
    with suppress(RunbackError):
        read_source(data, "file", None)


def read_hostile(data: bytes) -> None:
    """As an import would, and every column of every kind."""
    with suppress(RunbackError):
        read_recordings(data)
    with suppress(RunbackError):
        fit = read_fit(data)
        for kind in fit.kinds:
            messages = fit.messages(kind)
            for name in messages.names:
                messages.column(name)


def listen(text: str) -> None:
    """The check's screen of a text it has not heard before."""
    screen_in.cache_clear()
    screen_text(text)


def many_runs(n: int) -> list[Run]:
    """A run a day of 3 to 20 km."""
    chance = Random(1)
    return [Run(DAY + timedelta(days=day), chance.uniform(3, 20), 40.0) for day in range(n)]


def growth(make: Callable[[int], object], use: Callable[[object], object], size: int) -> tuple[float, float]:
    """How many times as long the larger input takes, and milliseconds of the larger."""
    small, large = make(size), make(TIMES * size)
    use(small)
    large_s = best_s(lambda: use(large), 3)
    return large_s / best_s(lambda: use(small), 3), 1000 * large_s


CASES: dict[str, tuple[Callable[[int], object], Callable[..., object], int]] = {
    "FIT: definitions only": (definitions_only, read_hostile, 5000),
    "FIT: a new layout for each record": (new_layout_each_time, read_hostile, 750),
    "FIT: sessions, laps and events": (sessions_laps_events, read_hostile, 750),
    "FIT: developer fields described": (descriptions, read_hostile, 5000),
    "FIT: files in a chain": (chained_files, read_hostile, 750),
    "GPX: empty tracks": (gpx_file("<trk></trk>"), read_any, 4500),
    "GPX: tracks of one point": (gpx_file(f"<trk><trkseg>{_POINT}</trkseg></trk>"), read_any, 1500),
    "GPX: tracks of one point, each of another kind": (
        gpx_file("<trk><type>{0}{1}</type><trkseg>" + _POINT + "</trkseg></trk>"),
        read_any,
        500,
    ),
    "GPX: segments": (
        lambda n: gpx_file("<trkseg>" + _POINT + "</trkseg>")(n).replace(b"<gpx>", b"<gpx><trk>"),
        read_any,
        2000,
    ),
    "TCX: activities": (tcx_file("", _RUN + _LAP + "</Activity>", ""), read_any, 300),
    "TCX: laps": (tcx_file(_RUN, _LAP, "</Activity>"), read_any, 1500),
    "TCX: empty laps": (tcx_file(_RUN, "<Lap></Lap>", "</Activity>"), read_any, 5000),
    "Apple: workouts and heart rates of one hour": (health_export, read_any, 500),
    "a training diary": (diary_of_rows, lambda data: read_diary(data, DIARY), 2000),
    "own words, to the longest text": (lambda n: "My back aches after a run, no numbness. " * n, listen, 120),
    "load of a run a day": (many_runs, lambda runs: measure_load(runs, DAY + timedelta(days=len(runs))), 1250),
}


def main() -> int:
    """Print how each case grows."""
    broken = False
    for name, (make, use, size) in CASES.items():
        times, milliseconds = growth(make, use, size)
        broken |= times > MOST
        print(f"{name:36} x{TIMES} input: {times:5.1f} times as long ({milliseconds:.0f} ms); at most {MOST:g}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
