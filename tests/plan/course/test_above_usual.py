"""At and above the usual week (rules 3.7, 6, 11.1): held, raised only for a goal, an easy week only there."""

from itertools import pairwise
from typing import Any

import pytest

from runback.domain.plan import Plan
from runback.plan import PlanRequest, make_plan
from runback.plan.course.aim import weekly_aim
from runback.plan.course.ceiling import raises_a_week
from runback.plan.course.record import turn_week
from runback.plan.course.standing import Start
from tests.plan.course.standings import coming_back, run_day, week_done
from tests.plan.made_up import START, after_break, day, history, new_runner, offer, request, running_km, runs_of


def aiming(race_km: float, weeks_away: int, weeks: int, **answers: Any) -> Plan:
    """The plan of the usual runner with a race on a Sunday so many weeks away."""
    wishes = offer(200) | {"goal": {"race_km": race_km, "date": day(7 * weeks_away + 6)}}
    return make_plan(request(more={"weeks": weeks}, wishes=wishes, **answers))


def test_without_a_goal_the_usual_week_is_held_and_nothing_is_eased() -> None:
    plan = make_plan(request(more={"runs": history(), "weeks": 16}))

    for n, week in enumerate(plan.weeks):
        assert running_km(plan, n) == pytest.approx(40, abs=0.1)
        assert not week.is_deload


def test_a_goal_below_the_usual_week_changes_nothing() -> None:
    # a 10 km race asks for 7 km and 17.5 km a week
    plan = aiming(10, 30, 8)

    assert [running_km(plan, n) for n in range(8)] == pytest.approx([40] * 8, abs=0.1)


def test_a_goal_raises_the_usual_week_by_ten_percent_at_most() -> None:
    # half marathon: a long run of 0.7 x 21.1 = 14.8 km, two fifths of 36.9 km a week; from 20
    plan = aiming(21.1, 40, 16, weekly_km=20, usual_long_run_km=8, runs_per_week=3)
    totals = [running_km(plan, n) for n in range(16)]

    assert totals[0] == pytest.approx(20, abs=0.1)
    best = totals[0]
    for km in totals[1:]:
        assert km <= 1.1 * best + 0.05
        best = max(best, km)
    assert max(totals) == pytest.approx(36.9, abs=0.7)


@pytest.mark.parametrize("days_off", [7, 12, 20, 40])
@pytest.mark.parametrize("race_km", [10.0, 21.1, 42.2])
def test_a_goal_raises_nothing_before_the_usual_week_was_run(days_off: int, race_km: float) -> None:
    with_goal, without = (
        make_plan(after_break(days_off, more={"runs": history(days_off), "weeks": 8}, wishes=offer(200) | goal))
        for goal in ({"goal": {"race_km": race_km, "date": day(250)}}, {})
    )

    assert with_goal.ceiling_km == without.ceiling_km
    for n in range(8):
        assert running_km(with_goal, n) <= running_km(without, n) + 0.05
        assert longest(with_goal, n) <= longest(without, n) + 0.05
        if running_km(without, n) >= 0.97 * 40:
            break


def longest(plan: Plan, n: int) -> float:
    """The longest run of that week in km."""
    return max((s.running_km for s in runs_of(plan, n)), default=0.0)


def test_the_longest_run_grows_once_a_week_above_the_usual_long_run_whatever_the_goal() -> None:
    # 16 km is the usual one: twice a week below it, once above it
    here = coming_back(0, runs=(run_day(-1, 17.0),), start=Start(pain=0, starts_on=START, target_long_km=28.0))

    assert raises_a_week(here, 15.0) == 2
    assert raises_a_week(here, 17.0) == 1


def test_after_three_rising_weeks_one_is_a_quarter_smaller_with_as_many_runs() -> None:
    plan = aiming(21.1, 40, 10, weekly_km=20, usual_long_run_km=8, runs_per_week=3)
    totals = [running_km(plan, n) for n in range(10)]
    eased = [n for n, week in enumerate(plan.weeks) if week.is_deload]

    # week 1 is the usual 20 km; 22, 24.2, 26.6 rise, the fifth eases: 26.6 x 0.75 = 20
    assert eased[0] == 4
    assert totals[4] == pytest.approx(max(20, 0.75 * totals[3]), abs=0.3)
    assert len(runs_of(plan, 4)) == len(runs_of(plan, 3))
    # the week after it goes on from the best of the last three
    assert totals[3] <= totals[5] <= 1.1 * totals[3] + 0.05


def test_the_long_run_of_an_easy_week_is_thirty_percent_shorter() -> None:
    plan = aiming(21.1, 40, 10, weekly_km=20, usual_long_run_km=8, runs_per_week=3)
    longest = [max(run.running_km for run in runs_of(plan, n)) for n in range(5)]

    assert longest[4] <= 0.7 * longest[3] + 0.05


@pytest.mark.parametrize("made", [after_break(56, more={"weeks": 12}), new_runner(more={"weeks": 10})])
def test_inside_a_return_and_on_the_table_no_week_is_smaller_than_the_one_before(made: PlanRequest) -> None:
    weeks = [sum(s.running_min for s in week.sessions if s.is_run) for week in make_plan(made).weeks]

    assert all(after >= 0.97 * before for before, after in pairwise(weeks))


def test_no_week_of_a_new_runner_is_called_an_easy_one() -> None:
    assert not any(week.is_deload for week in make_plan(new_runner(more={"weeks": 10})).weeks)


def test_a_week_that_was_missed_is_the_easy_one() -> None:
    here = coming_back(0, position=None, counted=(40.0, 44.0, 48.4), step=4.0, weeks_up=2)

    missed = turn_week(here, day(7), week_done(53, 20))
    assert missed.weeks_up == 0
    assert weekly_aim(missed) <= 53


def test_above_the_usual_long_run_it_grows_once_a_week() -> None:
    plan = aiming(21.1, 40, 12, weekly_km=30, usual_long_run_km=11, runs_per_week=3)
    longest = 11.0
    for n in range(12):
        ran = max(run.running_km for run in runs_of(plan, n))
        assert ran <= 1.1 * longest + 0.02
        longest = max(longest, ran)
