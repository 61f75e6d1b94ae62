"""Strides or steps: devices count one foot or both, and few say which.

Speed over cadence is the length of a step, so the count whose steps are of a person's length is the right one.
"""

import numpy as np

from runback.domain.activity import Samples
from runback.history.track import mean_over_time

LEAST_SPM = 20.0
"""Lower counts are dropouts and would pull an average down."""

# Steps a minute that people take at a speed in m/s, walking below about 2 m/s and running above. People differ by a
# quarter at most, and the two readings of a count by a factor of 2.
_SPEEDS = (0.8, 1.4, 1.9, 2.4, 3.5, 5.0, 7.0)
_STEPS = (100.0, 112.0, 140.0, 160.0, 170.0, 185.0, 215.0)
_MOST_STRIDES = 120.0  # of one foot a minute; with 240 steps nobody runs
_USUAL_STEPS = 150.0


def usual_steps(speed_mps: float | None, step_length_m: float | None = None) -> float:
    """Steps a minute of both feet to expect at that speed, or by the step length where it is measured."""
    if speed_mps is None or speed_mps <= 0:
        return _USUAL_STEPS
    if step_length_m is not None and step_length_m > 0:
        return speed_mps * 60 / step_length_m
    return float(np.interp(speed_mps, _SPEEDS, _STEPS))


def steps_factor(count: float | None, usual: float) -> float:
    """1 where a mean count per minute is of both feet's steps, 2 where it is of one foot's strides."""
    if not count or count <= 0:
        return 2.0
    if count > _MOST_STRIDES:
        return 1.0
    return 1.0 if abs(np.log(count / usual)) < abs(np.log(2 * count / usual)) else 2.0


def mean_count(samples: Samples | None) -> float | None:
    """The mean of what the device counted a minute while it counted anything; None without cadence."""
    return None if samples is None else mean_over_time(samples, "cadence_spm", LEAST_SPM)


def mean_step_length_m(samples: Samples | None) -> float | None:
    """Metres of a step as a sensor measured them; None where none did."""
    found = None if samples is None else mean_over_time(samples, "step_length_mm", 100.0)
    return None if found is None else found / 1000
