"""Kill imports with -9 at random moments, again and again, and count what was lost, doubled or half kept.

usage: python -m benchmarks.kills [--kills 1000] [--days 60] [--seed 1]

A home is killed until its import came to its end, then checked and replaced by a fresh one.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.kills import faults_of, fill_inbox, finish, kill_once, random_moment


def main() -> int:
    """Run the kills and print one line of result; exit status 1 when anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--days", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    dice, began = random.Random(given.seed), time.monotonic()
    faults: list[str] = []
    homes = alive = 0
    with tempfile.TemporaryDirectory() as folder:
        inbox = fill_inbox(Path(folder) / "inbox", given.days)
        home = Path(folder) / "home"
        for done in range(given.kills):
            if done % 50 == 0:
                print(f"{done} kills, {homes} homes, {len(faults)} faults", flush=True)
            if kill_once(home, inbox, random_moment(dice, 3.0)):
                alive += 1
                faults += faults_of(home)
                continue
            faults += finish(home, inbox)
            homes += 1
            shutil.rmtree(home)
        if home.exists():
            faults += finish(home, inbox)
            homes += 1
    minutes = (time.monotonic() - began) / 60
    print(f"{given.kills} kills ({alive} while at work), {homes} homes, {len(faults)} faults, {minutes:.1f} min")
    for fault in faults[:50]:
        print(" ", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
