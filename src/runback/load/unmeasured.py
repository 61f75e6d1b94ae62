"""Runs with a known time but no distance, as on a treadmill or with a heart rate strap only."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from runback.domain.load import Run

ESTIMATED = 0.97
"""An estimated distance counts a little less, so that the next run never grows because of an estimate."""


def estimate_km(seconds: float) -> float:
    """The distance in km that a run without a measured distance counts as: at most an hour at the usual pace."""
    from runback.knowledge.plan_rules import load_plan_rules  # imported on demand: most pages have no such run

    paces = load_plan_rules().paces
    return ESTIMATED * min(seconds / 60, paces.unmeasured_most_min) / paces.run_min_per_km


def hold_to_measured(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs as they may stand behind a ceiling: no estimate is longer than what was measured lately.

    That is the longest measured run of the 30 days before its day (rule single_run_ceiling); where there is none, the
    estimate is all there is, and stays. ``runs`` ascend by day, and so do those returned.
    """
    if not any(run.is_estimated for run in runs):
        return tuple(runs)
    from runback.knowledge.plan_rules import load_plan_rules

    window = load_plan_rules().single_run_ceiling.days
    held: list[Run] = []
    lately: deque[Run] = deque()  # measured, each longer than those after it
    for day, found in groupby(runs, key=lambda run: run.day):
        there = tuple(found)
        while lately and (day - lately[0].day).days > window:
            lately.popleft()
        most = lately[0].distance_km if lately else 0.0
        held += [_held(run, most) for run in there]
        for run in there:
            if not run.is_estimated and run.distance_km > 0:
                while lately and lately[-1].distance_km <= run.distance_km:
                    lately.pop()
                lately.append(run)
    return tuple(held)


def _held(run: Run, most_km: float) -> Run:
    is_longer = run.is_estimated and 0 < most_km < run.distance_km
    return replace(run, distance_km=most_km) if is_longer else run
