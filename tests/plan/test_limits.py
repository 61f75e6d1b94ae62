"""Limits that lives broke: part weeks, short days, one day a week, a goal, a race in the middle of a return."""

from datetime import timedelta
from itertools import pairwise

import pytest

from runback.domain.adjust import Priority, Race
from runback.domain.plan import SessionKind
from runback.plan import make_plan
from tests.plan.made_up import (
    FRI,
    MON,
    SUN,
    THU,
    WED,
    after_break,
    asked,
    check,
    day,
    history,
    offer,
    request,
    running_km,
    runs_of,
)  # fmt: skip


def long_run(plan, week: int) -> float:
    return max(one.running_km for one in runs_of(plan, week))


def test_without_a_break_the_first_run_follows_the_longest_of_thirty_days() -> None:
    # 5 km was the longest, the answered long run of 16 km is long ago: a tenth more at most, 5.5 km
    short = history(week=((1, 4.0), (3, 4.0), (6, 5.0)))
    plan = make_plan(request(more={"runs": short}, weekly_km=15, runs_per_week=3))

    assert max(one.running_km for one in runs_of(plan)[:2]) <= 5.5 + 0.01


def test_a_history_that_begins_after_the_pain_counts_where_it_is_far_below_the_answer() -> None:
    # 12 km a week in six weeks of pain, 40 km answered: the lower counts until it is answered
    recent = history(weeks=6, week=((1, 4.0), (3, 4.0), (6, 4.0)))
    plan = make_plan(request(more={"runs": recent}, pain_days=50))

    assert running_km(plan, 0) <= 12.1
    assert running_km(plan, 1) <= 12.1


@pytest.mark.parametrize("minutes", [60, 120])
def test_one_day_a_week_is_no_break_each_week(minutes: float) -> None:
    plan = make_plan(request(more={"runs": history(), "weeks": 6}, wishes=offer(minutes, SUN)))
    weeks = [running_km(plan, n) for n in range(6)]

    assert all(b >= 0.95 * a for a, b in pairwise(weeks))


@pytest.mark.parametrize("minutes", [24, 26, 30, 35, 45])
def test_a_short_day_holds_a_run_of_fifteen_minutes_or_none(minutes: float) -> None:
    plan = make_plan(request(more={"runs": history(), "weeks": 3}, wishes=offer(minutes)))

    assert runs_of(plan, 1)
    assert all(one.running_min >= 14.9 for n in range(3) for one in runs_of(plan, n))
    assert all(one.duration_min <= minutes for n in range(3) for one in runs_of(plan, n))


def test_a_day_of_less_than_that_holds_no_run() -> None:
    plan = make_plan(request(more={"runs": history()}, wishes=offer(23, MON, THU) | {"long_run_day": None}))

    assert runs_of(plan, 1) == []


@pytest.mark.parametrize("days_off", [12, 20, 40])
@pytest.mark.parametrize("race_km", [10.0, 21.1, 42.2])
def test_a_goal_never_makes_the_first_weeks_of_a_return_bigger(days_off: int, race_km: float) -> None:
    goal = {"goal": {"race_km": race_km, "date": str(day(200))}}
    with_goal = make_plan(after_break(days_off, more={"weeks": 3}, wishes=offer(180) | goal))
    without = make_plan(after_break(days_off, more={"weeks": 3}, wishes=offer(180)))

    for week in range(2):
        assert running_km(with_goal, week) <= running_km(without, week) + 0.05
        assert long_run(with_goal, week) <= long_run(without, week) + 0.05


@pytest.mark.parametrize("starts", range(7))
@pytest.mark.parametrize("days_off", [10, 21])
def test_after_a_part_week_the_next_one_rises_as_after_a_whole_one(starts: int, days_off: int) -> None:
    first_check = check(starts, weeks_off=days_off / 7)
    plan = make_plan(asked(first_check, as_of=day(starts), weeks=3))
    left = 7 - starts
    first, second = running_km(plan, 0), running_km(plan, 1)

    if left >= 4 and first > 0:
        whole = first * 7 / left
        assert second <= max(1.3 * whole, whole + 4) + 0.2


@pytest.mark.parametrize("days_off", [21, 30])
def test_the_running_never_jumps_where_the_way_back_ends(days_off: int) -> None:
    # 40 minutes a day hold a third of the usual week: its end comes by the calendar, not by kilometres
    plan = make_plan(after_break(days_off, more={"weeks": 12}, wishes=offer(40, MON, WED, FRI)))
    weeks = [running_km(plan, n) for n in range(12)]

    assert all(b <= max(1.3 * a, a + 4) + 0.1 for a, b in pairwise(weeks[1:]))


def test_the_rest_after_a_race_begins_no_return() -> None:
    races = (Race(day(20), 10.0, Priority.A),)
    plan = make_plan(request(more={"runs": history(), "races": races, "weeks": 6}))

    assert any(one.kind is SessionKind.RACE for one in plan.weeks[2].sessions)
    assert running_km(plan, 5) >= 0.9 * 40


def test_a_first_run_after_two_weeks_off_that_is_the_only_one_of_its_week_takes_forty_minutes_at_most() -> None:
    plan = make_plan(after_break(18, wishes=offer(240, SUN)))
    [first] = runs_of(plan, 0)

    assert first.running_min <= 40.1
    assert first.date - day(0) == timedelta(days=6)


def test_days_too_short_for_the_usual_runs_take_more_runs() -> None:
    # 40 km in three runs would be 13.3 km or 80 minutes each; 60 minutes hold 8 km at most
    short = request(more={"runs": history(), "weeks": 6}, runs_per_week=3, wishes=offer(60))
    plan = make_plan(short)
    weeks = [running_km(plan, n) for n in range(6)]

    assert all(len(runs_of(plan, n)) > 3 for n in range(1, 6))
    assert weeks[-1] > 0.9 * 40
    assert all(later >= 0.98 * before for before, later in pairwise(weeks[1:]))
