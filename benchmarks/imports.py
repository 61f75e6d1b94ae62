"""How fast whole imports are: files to rows, samples and originals in a fresh home, by the real service.

usage: python -m benchmarks.imports [PATH...] [--home DIR] [--profile]

Without a path: a folder of the team's corpus, or made-up runs.

Prints activities a second by the clock and by processor seconds, the processor seconds of this
process and of its helpers, and the peak memory of each; the two peaks together are at most
what the import held.
"""

import argparse
import cProfile
import pstats
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.data import fill_folder, find_shared

MEGABYTE = 1024


def _usage() -> tuple[float, float, int, int]:
    own, helpers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        own.ru_utime + own.ru_stime,
        helpers.ru_utime + helpers.ru_stime,
        own.ru_maxrss // MEGABYTE,
        helpers.ru_maxrss // MEGABYTE,
    )


def measure(home: Path, paths: list[Path]) -> None:
    """Import the paths into that home and print the figures."""
    from runback.services.home.open import only_runner, open_home

    open_home(home)
    from runback.services.activities import list_activities
    from runback.services.imports.batches import import_paths

    runner = only_runner()
    before = _usage()
    begun = time.monotonic()
    report = import_paths(runner, paths)
    seconds = time.monotonic() - begun
    after = _usage()
    activities = len(list_activities(runner))
    own, helpers = after[0] - before[0], after[1] - before[1]
    print(
        f"{report.files} files in {seconds:.1f} s: {report.imported} imported, {report.merged} merged, "
        f"{report.duplicate} duplicate, {report.not_activity} not activities, {report.failed} failed; "
        f"{activities} activities"
    )
    print(
        f"processor: {own:.1f} s here, {helpers:.1f} s in helpers; "
        f"{1000 * (own + helpers) / max(report.files, 1):.1f} ms a file"
    )
    shared = max(own + helpers, 1e-9) / 2
    print(f"activities a second: {activities / seconds:.0f} by the clock, {activities / shared:.0f} on two free cores")
    print(f"peak memory: {after[2]} MB here, {after[3]} MB the largest helper")


def main() -> int:
    """Measure one import."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder) / "home"
        given.paths = given.paths or [find_shared("corpus", "arthurfsy2") or fill_folder(Path(folder) / "runs", 200)]
        if not given.profile:
            measure(home, given.paths)
            return 0
        profile = cProfile.Profile()
        profile.runcall(measure, home, given.paths)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
