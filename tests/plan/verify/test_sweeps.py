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
    ("seed", "day", "rule"),
    [
        pytest.param(1787, "2026-03-06", "single_run", id="one short run a week off, over the first ceiling"),
        pytest.param(2024, "2026-03-02", "single_run", id="half an hour after a break whose first ceiling is less"),
        pytest.param(1859, "2026-03-06", "longest_minutes", id="a single run a week of almost four hours"),
        pytest.param(1806, "2026-03-05", "week_rise", id="the articles' start, 37 per cent up in its third week"),
        pytest.param(1808, "2026-03-12", "after_amber", id="a longer run after an amber with walk breaks"),
        pytest.param(1909, "2026-04-02", "empty_week", id="days off put the week's run on a day that is over"),
        pytest.param(1940, "2026-03-06", "sinks", id="two short days at the end of the table"),
        pytest.param(2048, "2026-03-22", "sinks", id="a Sunday that closes a new runner's Monday"),
        pytest.param(1141, "2026-03-03", "week_rise", id="two new runs become three whole ones"),
        pytest.param(1938, "2026-03-07", "older", id="at 72 a run on the day after Sunday's only long one"),
        pytest.param(1007, "2026-03-09", "raises", id="a second raise at the usual long run"),
    ],
)
def test_a_runner_whose_plan_broke_this_rule_keeps_it(seed: int, day: str, rule: str) -> None:
    request, plan = next(one for one in plans_of(seed) if str(one[0].as_of) == day)

    assert [broken for broken in broken_rules(plan, request) if broken.rule == rule] == []
