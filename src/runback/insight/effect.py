"""How much a change affects the morning score: a small Bayesian model with a closed-form solution.

A score is a level, plus a linear trend over the weeks, plus the effect on days with the change, plus noise in which
neighbouring days are correlated: a first-order autoregression whose correlation after d days is ``phi ** d``, so
missing mornings need no imputation. Level, trend and effect have flat priors, the noise's variance Jeffreys' prior,
``phi`` Jeffreys' prior on a grid. For each ``phi`` the effect has a Student t distribution (generalised least squares);
the posterior is their mixture, weighted by how well each ``phi`` explains the scores. Source: Zellner A, Tiao GC 1964,
J Am Stat Assoc 59(307):763-778, doi 10.1080/01621459.1964.10480726.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PHIS: Floats = np.linspace(-0.3, 0.975, 25)
"""The grid of correlations between neighbouring days."""
PRIOR: Floats = 1 / np.sqrt(1 - PHIS**2)
COLUMNS = 3
"""Level, effect and trend."""
LEAST_SCORES = COLUMNS + 3
LEAST_VARIANCE = 1e-4
"""Residual variance if all scores are equal: far below the 1/12 from rounding to whole points, but not zero."""
_BISECTIONS = 40


@dataclass(frozen=True, slots=True)
class Effects:
    """The effect in each of k diaries of the same days, in points: a mixture of Student t distributions.

    ``mean``, ``scale`` and ``weight`` have a row for each ``phi`` of ``PHIS`` and a column for each diary; ``freedom``
    is the t distributions' degrees of freedom.
    """

    mean: Floats
    scale: Floats
    weight: Floats
    freedom: int

    @property
    def best(self) -> Floats:
        """The point estimate of the effect, shape (k,)."""
        return np.asarray((self.weight * self.mean).sum(axis=0))

    def chance_below(self, points: Floats | float) -> Floats:
        """The probability (0 to 1) that the effect is below that many points, shape (k,)."""
        from scipy.special import stdtr  # slow to load, and needed only for an answer

        return np.asarray((self.weight * stdtr(self.freedom, (points - self.mean) / self.scale)).sum(axis=0))

    def quantile(self, share: float) -> Floats:
        """The quantile of the effect at this probability, shape (k,), in points."""
        reach = 50 * self.scale.max(axis=0) + 1e-9
        low, high = self.mean.min(axis=0) - reach, self.mean.max(axis=0) + reach
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            is_below = self.chance_below(middle) < share
            low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
        return np.asarray((low + high) / 2)


def find_effects(days: Floats, is_with: NDArray[np.bool_], scores: Floats) -> Effects:
    """The effects in k diaries.

    ``days`` (n,) are day numbers, ascending; ``is_with`` (n,) the days with the change; ``scores`` (n, k). Raises
    ``ValueError`` with fewer than ``LEAST_SCORES`` days or without both kinds of days.
    """
    if len(days) < LEAST_SCORES or is_with.all() or not is_with.any():
        raise ValueError("an effect needs scores with and without the change")
    trend = (days - days.mean()) / np.ptp(days)
    design = np.column_stack((np.ones_like(days), is_with.astype(float), trend))
    freedom = len(days) - COLUMNS
    gaps = np.diff(days)
    mean, scale, logs = zip(*(_solve(phi**gaps, design, scores) for phi in PHIS), strict=True)
    log_weight = np.array(logs) + np.log(PRIOR)[:, None]
    weight = np.exp(log_weight - log_weight.max(axis=0))
    return Effects(np.array(mean), np.array(scale), weight / weight.sum(axis=0), freedom)


def _solve(alike: Floats, design: Floats, scores: Floats) -> tuple[Floats, Floats, Floats]:
    """The effect's mean and scale, and the log weight for these correlations of neighbours (n - 1,), each (k,)."""
    plain, seen = _whiten(design, alike), _whiten(scores, alike)
    spread = np.linalg.inv(plain.T @ plain)
    found = spread @ plain.T @ seen
    freedom = len(design) - COLUMNS
    left = ((seen - plain @ found) ** 2).sum(axis=0) + freedom * LEAST_VARIANCE
    scale = np.sqrt(left / freedom * spread[1, 1])
    log_weight = np.linalg.slogdet(spread)[1] / 2 - np.log1p(-(alike**2)).sum() / 2 - freedom / 2 * np.log(left)
    return found[1], scale, log_weight


def _whiten(values: Floats, alike: Floats) -> Floats:
    """Whitened rows with independent noise of equal variance: each row minus its prediction from the row before."""
    fresh = (values[1:] - alike[:, None] * values[:-1]) / np.sqrt(1 - alike[:, None] ** 2)
    return np.concatenate((values[:1], fresh))
