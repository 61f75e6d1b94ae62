"""Feeds damaged FIT files to the reader and counts what comes out: only typed errors may, and soon.

usage: python benchmarks/fit_fuzz.py FOLDER [--count 2000000] [--seconds 3600] [--seed 1]

Takes the .fit files of FOLDER up to 40 kB, changes, cuts, repeats and drops bytes (more
often near the start, where the definitions are), and reads every column and every
recording of the result. Prints the number of inputs, the slowest, the memory used, and
how they ended. Stops with exit code 1 at the first input that raises anything else or
takes more than 2 s; that input is written to fit-fuzz-failure.fit.
"""

import argparse
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from runback.history.fit import FitFile, NotAnActivityFile, UnreadableFit, read_fit
from runback.history.fit.recordings import read_recordings

LARGEST_SEED = 40_000
LONGEST_S = 2.0
TELLING_BYTES = (0x00, 0x07, 0x40, 0x7F, 0x80, 0xFF)


def read_everything(fit: FitFile) -> None:
    """Every column, text and developer field."""
    for kind in fit.kinds:
        messages = fit.messages(kind)
        for name in messages.names:
            messages.column(name)
            messages.text(name)
        len(messages.developer)


def damage(seed: bytes, chance: random.Random) -> bytes:
    """A copy of ``seed`` with some bytes changed, dropped or repeated."""
    data = bytearray(seed if chance.random() < 0.3 else seed[: chance.randint(100, 5000)])
    for _ in range(chance.choice((1, 2, 5, 20, 60))):
        if not data:
            break
        place = chance.randrange(len(data) if chance.random() < 0.5 else min(len(data), 1500))
        way = chance.random()
        if way < 0.5:
            data[place] = chance.choice((*TELLING_BYTES, chance.randrange(256)))
        elif way < 0.8:
            data[place] ^= 1 << chance.randrange(8)
        elif way < 0.9:
            del data[place : place + chance.randint(1, 9)]
        else:
            data[place:place] = data[place : place + chance.randint(1, 40)]
    return bytes(data)


def end_of(data: bytes) -> str:
    """How reading ``data`` ended."""
    try:
        fit = read_fit(data)
        read_everything(fit)
        read_recordings(data)
    except (UnreadableFit, NotAnActivityFile) as error:
        return type(error).__name__
    return "read with faults" if fit.faults else "read"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    paths = [path for path in sorted(arguments.folder.rglob("*.fit")) if path.stat().st_size <= LARGEST_SEED]
    seeds = [path.read_bytes() for path in paths]
    chance = random.Random(arguments.seed)
    ends: Counter[str] = Counter()
    begun, slowest = time.monotonic(), 0.0
    while ends.total() < arguments.count and time.monotonic() - begun < arguments.seconds:
        data = damage(chance.choice(seeds), chance)
        start, end = time.monotonic(), "failed"
        try:
            end = end_of(data)
        finally:
            took = time.monotonic() - start
            if end == "failed" or took > LONGEST_S:
                Path("fit-fuzz-failure.fit").write_bytes(data)
        slowest = max(slowest, took)
        ends[end] += 1
        if took > LONGEST_S:
            break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{ends.total()} inputs from {len(seeds)} files, slowest {slowest:.3f} s, memory {memory} MB, {dict(ends)}")
    return int(slowest > LONGEST_S)


if __name__ == "__main__":
    sys.exit(main())
