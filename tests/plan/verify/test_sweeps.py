"""The sweeps: the same seed is the same runner, and opening the plan less often meets the same days."""

import pytest

from benchmarks.lives_sweep import live
from benchmarks.living import ORDERLY, Life
from benchmarks.plan_sweep import plans_of, sweep_one
from runback.plan.verify import broken_rules


def test_the_same_seed_is_the_same_runner():
    assert Life.of(7).request == Life.of(7).request
    assert Life.of(7).request != Life.of(8).request


def test_a_runner_of_the_sweep_is_planned_for_and_checked():
    seen, found = sweep_one(3)
    assert seen["plans"] == len(found) > 0


def test_a_life_is_lived_and_checked_as_a_whole():
    course = live(3, days=8, opens=1)
    assert course.counts["openings"] == 8


def test_a_life_opened_on_mondays_wakes_to_the_same_mornings():
    ends = [list(Life.of(5, habits=ORDERLY).live(15, opens))[-1][0] for opens in (1, 7)]
    assert [entry.day for entry in ends[0].pain_entries] == [entry.day for entry in ends[1].pain_entries]


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(1787, id="one short run a week off, over the first ceiling"),
        pytest.param(1859, id="a single run a week of almost four hours"),
        pytest.param(2024, id="half an hour after a break whose first ceiling is less"),
    ],
)
def test_a_runner_whose_first_plan_broke_a_rule_has_one_without_faults(seed: int) -> None:
    request, plan = next(plans_of(seed))

    assert list(broken_rules(plan, request)) == []
