"""A run that provoked pain does not raise the ceiling of the next run."""

from datetime import date, timedelta

import pytest

from runback.domain.load import Run
from runback.load.provoking import before_provoking
from runback.plan import make_plan
from tests.plan.made_up import MON, SUN, WED, history, ran, request, running_km, runs_of

DAY = date(2026, 3, 2)


def went(km: float, ago: int) -> Run:
    """A run this many days before the check."""
    return Run(DAY - timedelta(days=ago), km, km * 6)


def found(jump_km: float, onset: str | None = "after_run", pain_days: float | None = 10) -> dict[date, float]:
    """What counts instead of a run ten days ago, after a month with 10 km at most."""
    runs = [went(10, 24), went(8, 17), went(jump_km, 10), went(6, 3)]
    return dict(before_provoking(runs, DAY, onset, pain_days))


def test_a_jump_on_the_day_the_pain_began_counts_as_the_longest_before_it() -> None:
    assert found(20) == {DAY - timedelta(days=10): 10}


@pytest.mark.parametrize("days", [8, 9])
def test_pain_logged_a_day_or_two_late_still_finds_the_run(days: int) -> None:
    assert found(20, pain_days=days) == {DAY - timedelta(days=10): 10}


@pytest.mark.parametrize(
    ("km", "onset", "days"),
    [(11, "after_run", 10), (20, "gradual", 10), (20, "after_run", 7), (20, "after_run", None), (20, None, 10)],
)
def test_no_spike_no_onset_or_another_day_changes_nothing(km: float, onset: str | None, days: float | None) -> None:
    assert found(km, onset, days) == {}


def test_a_spike_that_brought_the_pain_does_not_raise_what_may_be_run() -> None:
    habit = history(7, week=((MON, 6.0), (WED, 6.0), (SUN, 10.0)))
    with_spike = (*habit, ran(-5, 21))

    plan = make_plan(
        request(more={"runs": with_spike}, onset="sudden_during_run", pain_days=5, longest_run_30d_km=None)
    )

    assert max(run.distance_km or 0 for run in runs_of(plan, 0)) <= 11.05  # 110 % of the 10 km from before
    assert running_km(plan, 0) <= 22
