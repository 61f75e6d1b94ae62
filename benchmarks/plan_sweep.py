"""Plan for many made-up runners, live on with their logs, change plans by hand, and count every broken rule.

usage: PYTHONPATH=src:. python benchmarks/plan_sweep.py [RUNNERS] [FIRST_SEED]
"""

import sys
import time
from collections import Counter
from random import Random

from runback.domain.plan import PlanStatus
from runback.plan import PlanRequest, make_plan
from runback.plan.check import broken_rules
from runback.plan.check_facts import Broken
from tests.plan.made_up import by_hand, live_on, random_request


def sweep(runners: int, first_seed: int = 0) -> tuple[Counter[str], Counter[str], dict[str, str]]:
    """Counts of plans by status, of broken rules, and one example of each."""
    seen: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    example: dict[str, str] = {}
    for seed in range(first_seed, first_seed + runners):
        rng = Random(seed)
        request, steps, calm = random_request(rng), rng.choice([0, 0, 1, 3, 6]), rng.choice([0.6, 0.9, 1.0])
        for asked, plan in live_on(rng, request, steps, calm):
            seen[plan.status] += 1
            seen["with running"] += any(s.is_run for week in plan.weeks for s in week.sessions)
            seen["weeks"] += len(plan.weeks)
            if plan.status is PlanStatus.PLAN and any(w.target_km and not w.cap_km for w in plan.weeks):
                broken["cap"] += 1
            for one in (*broken_rules(plan, asked), *_broken_by_hand(Random(f"{seed} {asked.as_of}"), asked)):
                broken[one.rule] += 1
                example.setdefault(one.rule, f"seed {seed}, as of {asked.as_of}: {one.day} {one.how}")
    return seen, broken, example


def _broken_by_hand(rng: Random, asked: PlanRequest) -> list[Broken]:
    """What breaks once the runner takes days off and chooses days, lawful or not."""
    changed = by_hand(rng, asked)
    return broken_rules(make_plan(changed), changed)


def main() -> None:
    """Print the table; exit 1 where a rule was broken."""
    runners = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    begun = time.perf_counter()
    seen, broken, example = sweep(runners, first)
    spent = time.perf_counter() - begun
    print(f"runners {runners}, seconds {spent:.1f}")
    for name, count in sorted(seen.items()):
        print(f"{name:16} {count}")
    print(f"broken rules     {sum(broken.values())}")
    for name, count in broken.most_common():
        print(f"  {name:20} {count:6}  {example.get(name, '')}")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
