"""Strides or steps: devices count one foot or both, and few say which of the two.

Speed divided by cadence is step length, so the reading that gives a human step length is the right one.
"""

import numpy as np

from runback.domain.activity import Samples
from runback.history.track import mean_over_time

LEAST_SPM = 20.0
"""Lower counts are dropouts and would lower the average."""

# Usual steps a minute by speed in m/s: walking below about 2 m/s, running above. People differ by a
# quarter at most, the two readings of a count by a factor of 2.
_SPEEDS = (0.8, 1.4, 1.9, 2.4, 3.5, 5.0, 7.0)
_STEPS = (100.0, 112.0, 140.0, 160.0, 170.0, 185.0, 215.0)
_MOST_STRIDES = 120.0  # a minute of one foot; nobody runs at 240 steps a minute
_USUAL_STEPS = 150.0


def usual_steps(speed_mps: float | None, step_length_m: float | None = None) -> float:
    """Expected steps a minute (both feet) at that speed, or from the step length if it was measured."""
    if speed_mps is None or speed_mps <= 0:
        return _USUAL_STEPS
    if step_length_m is not None and step_length_m > 0:
        return speed_mps * 60 / step_length_m
    return float(np.interp(speed_mps, _SPEEDS, _STEPS))


def steps_factor(count: float | None, usual: float) -> float:
    """1 if a mean count per minute is steps of both feet, 2 if it is strides of one foot."""
    if not count or count <= 0:
        return 2.0
    if count > _MOST_STRIDES:
        return 1.0
    return 1.0 if abs(np.log(count / usual)) < abs(np.log(2 * count / usual)) else 2.0


def mean_count(samples: Samples | None) -> float | None:
    """The device's mean count per minute, zeros left out; None without cadence."""
    return None if samples is None else mean_over_time(samples, "cadence_spm", LEAST_SPM)


def mean_step_length_m(samples: Samples | None) -> float | None:
    """The mean step length in metres measured by a sensor; None if there is none."""
    found = None if samples is None else mean_over_time(samples, "step_length_mm", 100.0)
    return None if found is None else found / 1000
