"""A device's clock that is put right while it records: the stretch after the jump has the true time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runback.domain.activity import Column
from runback.history.middle import median
from runback.languages.saved import translate_later

CLOCK_JUMPED = translate_later(
    "The device's clock was put right while it recorded; the time after that was used for all of it."
)

_LEAST_BACK_S = 60.0  # smaller steps back are samples out of order
_LEAST_TOLD_S = 3600.0  # shorter gaps are pauses that some devices leave out of what they call elapsed
_LEAST_UNTOLD_S = 86_400.0
_LONGEST_PART_S = 86_400.0
_FEWEST_AFTER = 5  # samples; a few strays at the end set no clock
_SLACK_S = 60.0
_NEAR_S = 30.0


@dataclass(frozen=True, slots=True)
class ClockJump:
    """The clock was put right after row ``last_row``: what lies before is ``seconds`` too early."""

    last_row: int
    next_row: int
    seconds: float

    def mend(self, times: Column) -> Column:
        """The times with those before the jump moved to where they belong."""
        mended = times.copy()
        mended[: self.last_row + 1] += self.seconds
        return mended


def find_jump(
    times: Column, elapsed_s: float | None = None, pauses: Sequence[tuple[float, float]] = ()
) -> ClockJump | None:
    """The one jump of a clock in times of samples in file order; None where there is none, or more than one.

    ``times`` are seconds, NaN where missing; ``elapsed_s`` is how long the device says the activity took;
    ``pauses`` are (start, end) on the same clock. A step back is a jump; a gap is one where the stated time leaves
    no room for it, or, without a stated time, from a day on.
    """
    rows = np.flatnonzero(np.isfinite(times))
    if len(rows) < 4:
        return None
    known = times[rows]
    steps = np.diff(known)
    if (steps < 0).any():
        at = None if _is_out_of_order(known, steps, elapsed_s) else _backward(steps)
    else:
        at = _forward(steps, known, elapsed_s, pauses)
    if at is None:
        return None
    before, after = float(known[at] - known[0]), float(known[-1] - known[at + 1])
    if at < 1 or len(steps) - at < _FEWEST_AFTER or max(before, after) > _LONGEST_PART_S:
        return None
    usual = median(steps[steps > 0]) if (steps > 0).any() else 1.0
    missing = usual if elapsed_s is None else elapsed_s - before - after
    pause = missing if usual <= missing < _LEAST_TOLD_S else usual
    return ClockJump(int(rows[at]), int(rows[at + 1]), float(steps[at]) - pause)


def _is_out_of_order(known: Column, steps: Column, elapsed_s: float | None) -> bool:
    """Whether the samples put in order make one run of the stated length, or one without a gap: no clock was wrong."""
    ordered = np.sort(known)
    span = float(ordered[-1] - ordered[0])
    if elapsed_s:
        return abs(span - elapsed_s) <= max(_SLACK_S, 0.1 * elapsed_s)
    back = int(np.argmin(steps))
    is_swapped = known[-1] <= known[0] or known[back] < known[back + 1]
    return bool(is_swapped and float(np.diff(ordered).max()) <= _SLACK_S)


def _backward(steps: Column) -> int | None:
    """The one step back, after which the clock goes on without another."""
    back = np.flatnonzero(steps < 0)
    return int(back[0]) if len(back) == 1 and steps[back[0]] <= -_LEAST_BACK_S else None


def _forward(
    steps: Column, known: Column, elapsed_s: float | None, pauses: Sequence[tuple[float, float]]
) -> int | None:
    """The widest gap, where what the device calls elapsed leaves no room for it and its timer did not stop."""
    at = int(np.argmax(steps))
    gap = float(steps[at])
    if not elapsed_s:
        return at if gap >= _LEAST_UNTOLD_S else None
    surplus = float(known[-1] - known[0]) - elapsed_s
    if gap < _LEAST_TOLD_S or surplus < gap - max(_SLACK_S, 0.1 * elapsed_s):
        return None
    spans = ((begin - known[at], end - known[at + 1]) for begin, end in pauses)
    return None if any(abs(begin) <= _NEAR_S and abs(end) <= _NEAR_S for begin, end in spans) else at
