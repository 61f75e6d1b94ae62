"""Counters that wrap around after a few bits: compressed timestamps and accumulated components."""

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def accumulate(values: Whole, resets: NDArray[np.bool_], bits: int) -> Whole:
    """Full counts from counts that store only the lowest ``bits``; shape (n,) each.

    Where ``resets`` is true, and in the first row, the value is the full count itself.
    Elsewhere the increase of the low bits is added to the previous count; it must be less
    than 2**bits (FIT protocol, "Compressed Timestamp Header" and "Accumulated Fields").
    """
    if len(values) == 0:
        return values
    steps = np.zeros_like(values)
    steps[1:] = (values[1:] - values[:-1]) & ((1 << bits) - 1)
    steps[resets] = 0
    running = np.cumsum(steps)
    places = np.arange(len(values))
    last = np.maximum.accumulate(np.where(resets, places, 0))
    return values[last] + running - running[last]
