"""Statistical tests for diaries, in which neighbouring days are correlated.

SciPy is imported by the first test, so that pages without a test do not wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_MOST_ALIKE = 0.95
_LEAST_INDEPENDENT = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through a series: its ends, and the p-value of its slope."""

    first: float
    last: float
    chance: float


def fit_line(at: Sequence[float], values: Sequence[float]) -> Line:
    """The least-squares line through values over time, with the p-value of its slope.

    Consecutive values are correlated, so the effective number of independent values is n (1 - r) / (1 + r),
    with r the lag-one correlation corrected for small-sample bias. Source: Santer et al. 2000,
    doi:10.1029/1999JD901105; the correction is Kendall's, (1 + 4 r) / n. Needs at least three values.
    """
    from scipy import stats

    x, y = np.asarray(at, float), np.asarray(values, float)
    found = stats.linregress(x, y)
    ends = found.intercept + found.slope * x[[0, -1]]
    rest = y - found.intercept - found.slope * x
    independent = _count_independent(rest)
    squares = float(rest @ rest)
    if squares == 0:
        return Line(float(ends[0]), float(ends[1]), 0.0 if found.slope else 1.0)
    if independent <= _LEAST_INDEPENDENT:
        return Line(float(ends[0]), float(ends[1]), 1.0)
    spread = float(((x - x.mean()) ** 2).sum())
    error = np.sqrt(squares / (independent - 2) / spread)
    chance = 2 * stats.t.sf(abs(found.slope) / error, independent - 2)
    return Line(float(ends[0]), float(ends[1]), float(chance))


def _count_independent(rest: np.ndarray) -> float:
    squares = float(rest @ rest)
    if squares == 0:
        return 0.0
    alike = float(rest[1:] @ rest[:-1]) / squares
    alike += (1 + 4 * alike) / len(rest)
    alike = min(max(alike, 0.0), _MOST_ALIKE)
    return len(rest) * (1 - alike) / (1 + alike)


def compare_means(one: Sequence[float], other: Sequence[float]) -> float:
    """The p-value of a difference in means: Welch's test. 1.0 if it is undefined."""
    from scipy import stats

    if len(one) < 2 or len(other) < 2 or (np.ptp(one) == 0 and np.ptp(other) == 0):
        return 1.0
    return float(stats.ttest_ind(one, other, equal_var=False).pvalue)


def compare_shares(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The p-value of a difference in proportions (hits, all): Fisher's exact test, two-sided."""
    from scipy import stats

    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    return float(stats.fisher_exact(table).pvalue)


def find_order(values: Sequence[float]) -> float:
    """The p-value of a steady rise or fall over repeats: Kendall's test, two-sided."""
    from scipy import stats

    if len(values) < 2 or np.ptp(values) == 0:
        return 1.0
    return float(stats.kendalltau(range(len(values)), values).pvalue)
