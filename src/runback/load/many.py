"""The single-run rule over many days at once, in numpy: the numbers of ``limits`` and the rounding of ``measure``."""

import numpy as np
import numpy.typing as npt

from runback.load.limits import distance_limits

Km = npt.NDArray[np.float64]


def longest_before_each(km: Km) -> Km:
    """For each day the longest run of the 30 days before it, in km; 0 if there was none.

    ``km`` (shape (n,), 0 for a day without a run) has one entry a calendar day. Several runners can be concatenated
    if at least ``run_days`` days without a run are between them. The window doubles until it has its length.
    """
    days = distance_limits().run_days
    longest, seen = km, 1
    while seen < days:
        step = min(seen, days - seen)
        wider = longest.copy()
        np.maximum(longest[step:], longest[:-step], out=wider[step:])
        longest, seen = wider, seen + step
    return np.concatenate(([0.0], longest[:-1]))


def single_run_ceilings(longest_km: Km) -> Km:
    """``single_run_ceiling`` of each, rounded down to 10 m as `runback load` does; 0 means no run in 30 days."""
    limits = distance_limits()
    longest = np.where(longest_km > 0, longest_km, limits.run_none_km)
    grown = np.where(
        longest < limits.run_small_below_km, longest + limits.run_small_rise_km, longest * limits.run_factor
    )
    return np.trunc(grown * 100 + 1e-6) / 100
