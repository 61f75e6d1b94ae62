"""The median of an array, as NumPy's own, which loads ``numpy.ma`` (40 ms) to see whether values are masked."""

import numpy as np
from numpy.typing import NDArray


def median(values: NDArray[np.floating]) -> float:
    """The middle of the values, the mean of the two in the middle where their number is even.

    NaN where one of them is NaN, or where there are none.
    """
    ordered = np.sort(values, axis=None)  # NaN last
    if not ordered.size or np.isnan(ordered[-1]):
        return float("nan")
    return float((ordered[(ordered.size - 1) // 2] + ordered[ordered.size // 2]) / 2)
