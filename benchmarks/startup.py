"""How long commands take before they do anything, against the interpreter itself and Django's own start.

usage: python -m benchmarks.startup [--home DIR] [--repeats 9]

Prints the best of several runs, by the clock and by processor seconds, and each as a multiple of a bare interpreter.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DJANGO = (
    "from django.conf import settings; settings.configure(); import django; django.setup(); import django.db.models"
)


def measure(command: list[str], repeats: int) -> tuple[float, float]:
    """Least seconds by the clock, and least processor seconds, of that many runs."""
    clock, processor = [], []
    for _ in range(repeats):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        clock.append(time.perf_counter() - begun)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(clock), min(processor)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--repeats", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = str(given.home or Path(folder) / "home")
        runback = [str(Path(sys.executable).with_name("runback"))]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "Django alone, its models imported": [sys.executable, "-c", DJANGO],
            "runback --help": [*runback, "--help"],
            "runback load --json": [*runback, "load", "--json", "--home", home],
        }
        subprocess.run(commands["runback load --json"], check=True, stdout=subprocess.DEVNULL)  # makes the home
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; the best of {given.repeats}")
        bare = measure(commands["python -c pass"], given.repeats)
        for name, command in commands.items():
            clock, processor = measure(command, given.repeats)
            ratio = processor / bare[1]
            print(f"{name:<36} {clock:6.3f} s, {processor:6.3f} processor s, {ratio:5.1f} times python -c pass")
    return 0


if __name__ == "__main__":
    sys.exit(main())
