"""How often experiments on made-up diaries with a known effect are answered rightly.

usage: python -m benchmarks.judge_experiments [DIARIES]

Diaries (2,000 a row without an argument) have whole scores from 0 to 10, noise in which neighbouring days are alike,
one morning in five without a score, and for some rows more: a steady improvement, a weekly rhythm, a change that sets
in late. Bounds, over all rows of a length: 90 % intervals hold the effect in 87 to 93 %, and a change without effect
is said to help in at most 5 %. Power worked out before the start is compared with how often help was then found.
"""

import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from runback.insight.effect import find_effects
from runback.insight.experiment import INTERVAL, draw_blocks, find_power, make_up_scores
from runback.knowledge.experiments import ChangeToTry, UsualNoise, load_experiments

Floats = NDArray[np.float64]
SCHEDULES = 40
COVERAGE, FALSE_HELP = (0.87, 0.93), 0.05
SHARE_LOGGED = 0.8
BOOK = load_experiments()


@dataclass(frozen=True)
class Row:
    """What was found: the share of intervals that hold the effect, and of answers that say it helps."""

    coverage: float
    helps: float
    width: float


def no_extra(days: Floats, is_with: NDArray[np.bool_]) -> Floats:
    """Nothing beside effect and noise."""
    return np.zeros_like(days)


def improving(days: Floats, is_with: NDArray[np.bool_]) -> Floats:
    """Two points better over the weeks."""
    return -2 * days / days[-1]


def weekly(days: Floats, is_with: NDArray[np.bool_]) -> Floats:
    """A point worse after the long run of each week."""
    return (days % 7 == 0).astype(float)


EXTRAS: dict[str, Callable[[Floats, NDArray[np.bool_]], Floats]] = {
    "": no_extra,
    "improving": improving,
    "weekly": weekly,
}


def try_out(
    change: ChangeToTry,
    length: int,
    noise: UsualNoise,
    effect: float,
    extra: str,
    diaries: int,
    random: np.random.Generator,
) -> Row:
    """Experiments of one kind on ``diaries`` diaries."""
    held, helps, width = [], [], []
    for _ in range(SCHEDULES):
        is_with = np.repeat(draw_blocks(length, change.block_days, random), change.block_days)
        days = np.arange(len(is_with), dtype=float)
        added = EXTRAS[extra](days, is_with)
        scores = make_up_scores(is_with, effect, noise, diaries // SCHEDULES, random)
        scores = np.clip(np.round(scores + added[:, None]), 0, 10)
        counts = (days % change.block_days >= change.settle_days) & (random.random(len(days)) < SHARE_LOGGED)
        found = find_effects(days[counts], is_with[counts], scores[counts])
        low, high = (found.quantile(share) for share in INTERVAL)
        held.append(((low <= effect) & (effect <= high)).mean())
        helps.append((found.chance_below(0.0) >= BOOK.rules.sure).mean())
        width.append((high - low).mean())
    return Row(float(np.mean(held)), float(np.mean(helps)), float(np.mean(width)))


def main(arguments: list[str]) -> int:
    """Print the table; exit status 1 where a bound is broken."""
    diaries = int(arguments[0]) if arguments else 2000
    random = np.random.default_rng(20261130)
    kinds = [BOOK.changes["cadence"], BOOK.changes["heat"]]
    coverage: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    false: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    print("block  days  alike  spread  extra       effect  coverage  helps  power said  width of the interval")
    for change, length in product(kinds, BOOK.rules.lengths_days):
        for likeness, extra, effect in product((0.0, 0.3, 0.6, 0.8), EXTRAS, (0.0, -1.0)):
            if extra and likeness != 0.3:
                continue
            noise = UsualNoise(level=5, spread=1.3, likeness=likeness)
            row = try_out(change, length, noise, effect, extra, diaries, random)
            said = (
                find_power(change, length, -effect, noise, SHARE_LOGGED, BOOK.rules).chance if effect else float("nan")
            )
            coverage[change.block_days, length].append(row.coverage)
            if not effect:
                false[change.block_days, length].append(row.helps)
            print(
                f"{change.block_days:5} {length:5} {likeness:6} {noise.spread:7} {extra or '-':10} {effect:7}"
                f" {row.coverage:9.3f} {row.helps:6.3f} {said:11.2f} {row.width:8.2f}",
                flush=True,
            )
    every, wrong = ([share for found in each.values() for share in found] for each in (coverage, false))
    print(f"\ncoverage of 90 % intervals: {min(every):.3f} to {max(every):.3f} by row, mean {np.mean(every):.3f}")
    print(f"said to help without any effect: {min(wrong):.3f} to {max(wrong):.3f} by row, mean {np.mean(wrong):.3f}")
    is_right = all(COVERAGE[0] <= np.mean(found) <= COVERAGE[1] for found in coverage.values())
    is_right = is_right and all(np.mean(found) <= FALSE_HELP for found in false.values())
    return int(not is_right)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
