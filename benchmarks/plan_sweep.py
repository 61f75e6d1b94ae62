"""Plan for many made-up runners, live on for some days, and count every broken rule of the second reading.

usage: python -m benchmarks.plan_sweep RUNNERS [--seed FIRST] [--jobs JOBS]
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing import Pool
from random import Random

from benchmarks.living import Life, random_habits
from runback.domain.plan import Plan, PlanStatus
from runback.plan.request import PlanRequest
from runback.plan.verify import Broken, broken_rules

SHOWN = 3
"""So many seeds are named for each rule."""

Found = tuple[int, str, list[Broken]]


def plans_of(seed: int) -> Iterator[tuple[PlanRequest, Plan]]:
    """The plans of one runner: of the first day, and of every tenth day or so of some weeks."""
    rng = Random(f"sweep {seed}")
    days, opens = rng.choice([(1, 1), (1, 1), (8, 7), (15, 3), (40, 10)])
    life = Life.of(seed, weeks=rng.choice([1, 2, 4, 4, 8, 12]), habits=random_habits(rng))
    yield from life.live(days, opens)


def sweep_one(seed: int) -> tuple[Counter[str], list[Found]]:
    """Counts of the plans of one seed by status, and what they break."""
    seen: Counter[str] = Counter()
    found: list[Found] = []
    for request, plan in plans_of(seed):
        seen["plans"] += 1
        seen[plan.status] += 1
        seen["held"] += bool(plan.held_by)
        seen["with running"] += any(session.is_run for week in plan.weeks for session in week.sessions)
        found.append((seed, str(request.as_of), broken_rules(plan, request)))
    return seen, found


def sweep(seeds: range, jobs: int) -> tuple[Counter[str], Counter[str], dict[str, list[str]]]:
    """Counts of plans, counts of runners by broken rule, and the first examples of each rule."""
    seen: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    for counts, found in _each(seeds, jobs):
        seen += counts
        rules: set[str] = set()
        for seed, as_of, breaks in found:
            for one in breaks:
                if one.rule not in rules and len(examples[one.rule]) < SHOWN:
                    examples[one.rule].append(f"seed {seed} as of {as_of}, {one.day}: {one.how}")
                rules.add(one.rule)
        broken.update(rules)
    return seen, broken, examples


def _each(seeds: range, jobs: int) -> Iterator[tuple[Counter[str], list[Found]]]:
    if jobs == 1:
        yield from map(sweep_one, seeds)
        return
    with Pool(jobs) as pool:
        yield from pool.imap(sweep_one, seeds, chunksize=8)


def main() -> None:
    """Print the table; exit 1 where a rule was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runners", type=int)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    begun = time.perf_counter()
    seen, broken, examples = sweep(range(asked.seed, asked.seed + asked.runners), asked.jobs)
    print(f"{asked.runners} runners, {time.perf_counter() - begun:.0f} s")
    print(", ".join(f"{name} {count}" for name, count in sorted(seen.items()) if count))
    print(f"runners with a broken rule, by rule: {sum(broken.values())}")
    for name, count in broken.most_common():
        print(f"  {name:22} {count:6}")
        for line in examples[name]:
            print(f"      {line}")
    sys.exit(bool(broken) or seen["plans"] == seen[PlanStatus.BLOCKED])


if __name__ == "__main__":
    main()
