"""How many runs a week has, and weeks without any."""

from dataclasses import replace

import pytest

from runback.domain.adjust import DaysOff
from runback.domain.intake import Wishes
from tests.plan.verify.made_up import (
    FRI,
    MON,
    N4,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    add,
    day,
    history,
    hold,
    names,
    new_plan,
    new_runner,
    plan,
    request,
    run,
    strength,
    swap,
    table_week,
    usual_plan,
    usual_week,
    week,
)

EMPTY = week(1, strength(day(8)), strength(day(11)))


def with_empty_week(**fields):
    weeks = usual_plan().weeks
    return plan(weeks[0], EMPTY, *weeks[2:], **fields)


def test_no_week_is_empty_while_days_are_open():
    assert "empty_week" in names(with_empty_week(), request())
    assert "empty_week" not in names(usual_plan(), request())


def test_a_named_stop_may_empty_a_week():
    assert "empty_week" not in names(with_empty_week(held=(hold(),)), request())


def test_days_off_may_empty_a_week():
    away = {"days_off": (DaysOff(day(7), day(13)),)}
    assert "empty_week" not in names(with_empty_week(), request(more=away))


def test_nobody_who_offers_no_day_gets_a_run():
    assert "empty_week" not in names(with_empty_week(), request(wishes=Wishes(days={})))
    assert "empty_week" not in names(with_empty_week(), request(wishes=Wishes(days={"tue": 10.0})))


def test_three_days_left_of_a_week_may_be_without_a_run():
    late = {"as_of": day(SAT), "weeks": 2}
    made = plan(week(0, strength(day(TUE))), usual_week(1))
    assert "empty_week" not in names(made, request(**late))
    assert "empty_week" in names(made, request(as_of=day(THU), weeks=2))


@pytest.mark.parametrize("runs", [[(TUE, 20), (SUN, 20)], [(WED, 40)]])
def test_runs_get_shorter_before_one_is_left_out(runs):
    few = swap(usual_plan(), 1, *(run(day(7 + on), km) for on, km in runs))
    assert "runs_fewest" in names(few, request())


def test_two_days_hold_two_runs():
    two = [swap(usual_plan(), n, run(day(7 * n + TUE), 12), run(day(7 * n + SAT), 14)).weeks[n] for n in range(4)]
    days = Wishes(days={"tue": 120.0, "sat": 120.0})
    assert "runs_fewest" not in names(plan(*two), request(wishes=days))
    assert "runs_fewest" in names(plan(*two), request())


def test_whoever_runs_twice_a_week_gets_two_runs():
    two = plan(*(week(n, run(day(7 * n + TUE), 12), run(day(7 * n + SAT), 14)) for n in range(4)))
    twice = tuple(r for r in history() if r.day.weekday() in (TUE, SUN))
    assert "runs_fewest" not in names(two, request(runs=twice, runs_per_week=2, weekly_km=22))


def test_a_return_has_no_more_runs_than_usual():
    five = swap(usual_plan(), 1, *(run(day(7 + on), 8) for on in (MON, TUE, THU, SAT, SUN)))
    assert "runs_most" in names(five, request())
    assert "runs_most" not in names(usual_plan(), request())


def test_days_that_are_too_short_for_the_usual_runs_hold_more_of_them():
    five = swap(usual_plan(), 1, *(run(day(7 + on), 8) for on in (MON, TUE, THU, SAT, SUN)))
    short = Wishes(days=dict.fromkeys(("mon", "tue", "thu", "sat", "sun"), 65.0))  # 10 km take 70 minutes
    long = Wishes(days=dict.fromkeys(("mon", "tue", "thu", "sat", "sun"), 120.0))
    assert "runs_most" not in names(five, request(wishes=short))
    assert "runs_most" in names(five, request(wishes=long))


def test_below_ten_minute_bouts_there_are_three_sessions():
    four = add(new_plan(), 1, table_week(1, N4, N4, N4, days=(MON, WED, FRI)).sessions[0])
    assert "runs_most" in names(four, new_runner())
    assert "runs_most" not in names(new_plan(), new_runner())


def test_from_65_on_five_runs_are_the_most():
    six = [(MON, 6), (TUE, 6), (WED, 6), (THU, 7), (SAT, 6), (SUN, 9)]
    made = plan(*(week(n, *(run(day(7 * n + on), km) for on, km in six)) for n in range(2)))
    assert "runs_most" in names(made, request(age_years=67, runs_per_week=6))
    assert "runs_most" not in names(made, request(age_years=60, runs_per_week=6))


def test_a_week_has_one_run_more_than_the_one_before_at_most():
    three = week(0, run(day(TUE), 10), run(day(THU), 10), run(day(SUN), 12))
    five = week(1, *(run(day(7 + on), 8) for on in (MON, TUE, THU, SAT, SUN)))
    assert "runs_rise" in names(plan(three, five), request(runs_per_week=6))
    assert "runs_rise" not in names(plan(three, usual_week(1)), request(runs_per_week=6))


def test_the_long_run_of_four_holds_forty_percent_at_most():
    long = swap(usual_plan(), 0, run(day(TUE), 6), run(day(THU), 6), run(day(SAT), 6), run(day(SUN), 15))
    assert "long_share" in names(long, request(usual_long_run_km=12))  # 15 of 33 km
    assert "long_share" not in names(usual_plan(), request(usual_long_run_km=12))


def test_three_runs_have_no_room_for_a_long_run_of_half_the_week():
    half = swap(usual_plan(), 0, run(day(TUE), 7), run(day(THU), 7), run(day(SUN), 14))
    third = swap(usual_plan(), 0, run(day(TUE), 9), run(day(THU), 9), run(day(SUN), 12))
    asked = {"runs_per_week": 3}
    assert "long_share" in names(half, request(**asked))
    assert "long_share" not in names(third, request(**asked))


def test_a_week_that_begins_late_holds_its_share_of_the_runs():
    late = replace(request(as_of=day(SAT), weeks=1), started_on=day(SAT))
    rare = replace(request(as_of=day(SAT), weeks=1, runs=(), runs_per_week=1), started_on=day(SAT))
    two = plan(week(0, run(day(SAT), 8), run(day(SUN), 9)))
    assert "part_week" not in names(two, late)
    assert "part_week" in names(two, rare)
