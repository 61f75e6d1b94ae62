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
from runback.assess.text import screen_text
from runback.domain.errors import RunbackError
from runback.domain.load import Run
from runback.history.fit import read_fit
from runback.history.fit.recordings import read_recordings
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
    screen_text.cache_clear()
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
