"""The median of an array, without ``np.median``, which imports ``numpy.ma`` (40 ms) to check for masked values."""

import numpy as np
from numpy.typing import NDArray


def median(values: NDArray[np.floating]) -> float:
    """The median of the values; for an even number the mean of the middle two.

    NaN if any of them is NaN or there are none.
    """
    ordered = np.sort(values, axis=None)  # NaN last
    if not ordered.size or np.isnan(ordered[-1]):
        return float("nan")
    return float((ordered[(ordered.size - 1) // 2] + ordered[ordered.size // 2]) / 2)
