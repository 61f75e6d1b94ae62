"""A device clock that was corrected during a recording: the time after the jump is the true one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runback.domain.activity import Column
from runback.history.middle import median
from runback.languages.saved import translate_later

CLOCK_JUMPED = translate_later(
    "The device's clock was put right while it recorded; the time after that was used for all of it."
)

_LEAST_BACK_S = 60.0  # smaller backward steps are samples out of order
_SHORTEST_JUMP_S = 3600.0  # shorter gaps are pauses, which some devices leave out of elapsed time
_LEAST_UNTOLD_S = 86_400.0
_LONGEST_PART_S = 86_400.0
_FEWEST_AFTER = 5  # samples; a few stray ones at the end are not a clock correction
_SLACK_S = 60.0
_NEAR_S = 30.0


@dataclass(frozen=True, slots=True)
class ClockJump:
    """The clock was corrected after row ``last_row``: times up to there are ``seconds`` too early."""

    last_row: int
    next_row: int
    seconds: float

    def correct(self, times: Column) -> Column:
        """The times, those before the jump shifted to the corrected clock."""
        corrected = times.copy()
        corrected[: self.last_row + 1] += self.seconds
        return corrected


def find_jump(
    times: Column, elapsed_s: float | None = None, pauses: Sequence[tuple[float, float]] = ()
) -> ClockJump | None:
    """The single clock jump in sample times in file order; None if there is none or more than one.

    ``times`` are seconds, NaN if missing; ``elapsed_s`` is the elapsed time the device states;
    ``pauses`` are (start, end) on the same clock. A backward step is a jump; a gap is one if the stated time
    leaves no room for it or, without a stated time, if it lasts a day or more.
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
    pause = missing if usual <= missing < _SHORTEST_JUMP_S else usual
    return ClockJump(int(rows[at]), int(rows[at + 1]), float(steps[at]) - pause)


def _is_out_of_order(known: Column, steps: Column, elapsed_s: float | None) -> bool:
    """Whether the sorted samples have the stated length, or no gap: then the clock was right all along."""
    ordered = np.sort(known)
    span = float(ordered[-1] - ordered[0])
    if elapsed_s:
        return abs(span - elapsed_s) <= max(_SLACK_S, 0.1 * elapsed_s)
    back = int(np.argmin(steps))
    is_swapped = known[-1] <= known[0] or known[back] < known[back + 1]
    return bool(is_swapped and float(np.diff(ordered).max()) <= _SLACK_S)


def _backward(steps: Column) -> int | None:
    """The backward step, if it is the only one."""
    back = np.flatnonzero(steps < 0)
    return int(back[0]) if len(back) == 1 and steps[back[0]] <= -_LEAST_BACK_S else None


def _forward(
    steps: Column, known: Column, elapsed_s: float | None, pauses: Sequence[tuple[float, float]]
) -> int | None:
    """The widest gap, if the stated elapsed time leaves no room for it and the timer was running."""
    at = int(np.argmax(steps))
    gap = float(steps[at])
    if not elapsed_s:
        return at if gap >= _LEAST_UNTOLD_S else None
    surplus = float(known[-1] - known[0]) - elapsed_s
    if gap < _SHORTEST_JUMP_S or surplus < gap - max(_SLACK_S, 0.1 * elapsed_s):
        return None
    spans = ((begin - known[at], end - known[at + 1]) for begin, end in pauses)
    return None if any(abs(begin) <= _NEAR_S and abs(end) <= _NEAR_S for begin, end in spans) else at
