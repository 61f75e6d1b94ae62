"""Live many made-up lives of sixteen weeks, the plan opened every day, and count what goes wrong over time.

usage: python -m benchmarks.lives_sweep LIVES [--seed FIRST] [--jobs JOBS] [--days DAYS] [--opens EVERY]

Counted are lives that get stuck, weeks without running that nothing explains, changes of the plan that are not told,
rules that a plan breaks (on a fifth of the days), and what the plans of one life break together.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from multiprocessing import Pool
from random import Random

from benchmarks.living import Life
from runback.domain.plan import Plan, Session, SessionKind
from runback.plan import compare_plans
from runback.plan.request import PlanRequest
from runback.plan.verify import broken_course, broken_rules

SHOWN = 3
DAYS = 112
SAMPLED = 0.2
KM, MINUTES, SHARE = 0.2, 4.0, 0.06
"""Sessions that differ by less than this are the same to a runner."""

Opened = list[tuple[PlanRequest, Plan]]


@dataclass
class Course:
    """What one life showed: counts, and the first example of each thing that is wrong."""

    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)

    def add(self, rule: str, how: str) -> None:
        """Keep one thing that is wrong."""
        self.counts[rule] += 1
        self.wrong.setdefault(rule, how)


def live(seed: int, days: int, opens: int) -> Course:
    """One life, and what is wrong with it."""
    opened: Opened = list(Life.of(seed).live(days, opens))
    course = Course(seed)
    course.counts["openings"] = len(opened)
    course.counts["blocked openings"] = sum(plan.status == "blocked" for _, plan in opened)
    course.counts["held openings"] = sum(bool(plan.held_by) for _, plan in opened)
    rng = Random(f"sample {seed}")
    for request, plan in opened:
        if rng.random() < SAMPLED:
            for one in broken_rules(plan, request):
                course.add(f"plan: {one.rule}", f"as of {request.as_of}, {one.day}: {one.how}")
    for one in broken_course(opened):
        course.add(f"course: {one.rule}", f"{one.day}: {one.how}")
    for how in untold(opened):
        course.add("course: untold", how)
    return course


def untold(opened: Opened) -> Iterator[str]:
    """Changes of the coming seven days without a reason, and changes of days that are over."""
    for (_, before), (request, after) in pairwise(opened):
        changes = {change.date: change for change in compare_plans(before, after, request.as_of)}
        for day in sorted(changes):
            if day < request.as_of:
                yield f"as of {request.as_of}: a change of {day}, which is over"
            elif changes[day].because is None:
                yield f"as of {request.as_of}: {day} changes without a reason"
        was, now = _by_day(before), _by_day(after)
        for day in sorted(set(was) & set(now)):
            if 0 <= (day - request.as_of).days < 7 and day not in changes and not _same(was[day], now[day]):
                yield f"{request.as_of}: {day} was {_names(was[day])}, is {_names(now[day])}, and no change says so"


def _by_day(plan: Plan) -> dict[object, list[Session]]:
    kinds = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE, SessionKind.STRENGTH)
    days: dict[object, list[Session]] = {s.date: [] for week in plan.weeks for s in week.sessions}
    for week in plan.weeks:
        for session in week.sessions:
            if session.kind in kinds:
                days[session.date].append(session)
    return days


def _same(was: list[Session], now: list[Session]) -> bool:
    return len(was) == len(now) and all(
        a.kind is b.kind
        and (
            not a.is_run or (_near(a.distance_km, b.distance_km, KM) and _near(a.duration_min, b.duration_min, MINUTES))
        )
        for a, b in zip(was, now, strict=True)
    )


def _near(a: float | None, b: float | None, least: float) -> bool:
    return abs((a or 0) - (b or 0)) <= max(least, SHARE * (a or 0))


def _names(sessions: list[Session]) -> str:
    return " and ".join(f"{one.role} {one.distance_km or 0:.1f} km" for one in sessions) or "nothing"


def main() -> None:
    """Print the table; exit 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lives", type=int)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--opens", type=int, default=1, help="opened every so many days")
    asked = parser.parse_args()
    begun = time.perf_counter()
    courses = list(
        _each(
            range(asked.seed, asked.seed + asked.lives), partial(live, days=asked.days, opens=asked.opens), asked.jobs
        )
    )
    print(f"{asked.lives} lives of {asked.days} days, {time.perf_counter() - begun:.0f} s")
    sys.exit(_print(courses))


def _each(seeds: range, one: partial[Course], jobs: int) -> Iterator[Course]:
    if jobs == 1:
        yield from map(one, seeds)
        return
    with Pool(jobs) as pool:
        yield from pool.imap(one, seeds)


def _print(courses: list[Course]) -> int:
    total: Counter[str] = Counter()
    lives: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    for course in courses:
        total += course.counts
        for rule, how in course.wrong.items():
            lives[rule] += 1
            examples[rule].append(f"seed {course.seed} {how}")
    print(", ".join(f"{name} {total[name]}" for name in ("openings", "blocked openings", "held openings")))
    summary = {"stuck": "course: stuck", "empty weeks": "course: empty_after_green", "untold changes": "course: untold"}
    print(", ".join(f"{name} {total[rule]}" for name, rule in summary.items()))
    for rule, count in lives.most_common():
        print(f"  {rule:28} {count:5} lives {total[rule]:6} times")
        for line in examples[rule][:SHOWN]:
            print(f"      {line}")
    return int(bool(lives))


if __name__ == "__main__":
    main()
