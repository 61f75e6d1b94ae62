"""One run: ceilings, raises, the first run back, the shortest and the longest."""

import pytest

from runback.domain.load import Run
from tests.plan.verify.made_up import (
    FRI,
    MON,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    day,
    history,
    names,
    new_runner,
    plan,
    request,
    run,
    swap,
    usual_plan,
    walk_run,
    week,
)


def test_a_run_is_at_most_110_percent_of_the_longest_of_thirty_days():
    over = plan(week(0, run(day(TUE), 8), run(day(SUN), 16.0)))  # 14 x 1.1 is 15.4
    assert "single_run" in names(over, request())
    assert "single_run" not in names(plan(week(0, run(day(TUE), 8), run(day(SUN), 15.4))), request())


def test_under_five_kilometres_half_a_kilometre_may_be_added():
    short = tuple(Run(day(-n), 3.0, 21) for n in (1, 4, 8, 11, 15, 18, 22, 25))
    asked = {"runs": short, "weekly_km": 9, "usual_long_run_km": 3, "runs_per_week": 3}
    assert "single_run" not in names(plan(week(0, run(day(TUE), 3.5))), request(**asked))
    assert "single_run" in names(plan(week(0, run(day(TUE), 4.0))), request(**asked))


def test_planned_runs_lift_the_ceiling_of_later_ones():
    grown = swap(usual_plan(), 1, run(day(8), 8), run(day(10), 8), run(day(13), 16.9))
    assert "single_run" in names(grown, request())
    first = swap(grown, 0, run(day(TUE), 8), run(day(SUN), 15.4))
    assert "single_run" not in names(first, request())


def test_after_four_weeks_off_the_first_ceiling_counts_and_not_the_long_run_of_before():
    # f(28) is .45 of a long run of 16 km: 7.2 km; the 30 days before hold the last run of the old weeks, 14 km.
    rested = request(runs=history(days_off=28))
    assert "single_run" in names(plan(week(0, run(day(WED), 8.0))), rested)
    assert "single_run" not in names(plan(week(0, run(day(WED), 7.0))), rested)


def test_a_walk_run_of_45_minutes_counts_its_running_alone():
    longest = new_runner(longest_run_30d_km=2.0)
    short = walk_run(day(WED), 60, 60, 10, 4)  # 1.4 km of running, 2.3 km in all
    assert "single_run" not in names(plan(week(0, short)), longest)
    long = walk_run(day(WED), 60, 60, 20, 4)  # 50 minutes, 4.7 km in all
    assert "single_run" in names(plan(week(0, long)), longest)


def returning(*runs):
    """Two weeks after a break of 28 days, the second of them this one."""
    back = (Run(day(-6), 5.0, 30), Run(day(-4), 5.0, 30), Run(day(-2), 6.0, 36))
    before = tuple(r for r in history(days_off=35))
    asked = request(runs=(*before, *back), weeks_off=4)
    return names(plan(week(0, *runs)), asked)


def test_the_longest_run_is_raised_twice_a_week_at_most():
    twice = (run(day(MON), 5), run(day(WED), 8.4), run(day(FRI), 9.2))
    assert "raises" not in returning(*twice)
    assert "raises" in returning(run(day(MON), 7.9), run(day(WED), 8.7), run(day(FRI), 9.6))


def test_the_longest_run_is_not_raised_on_neighbouring_days():
    assert "raises" in returning(run(day(MON), 5), run(day(WED), 8.0), run(day(THU), 8.8))


def test_from_65_on_it_is_raised_once():
    grown = swap(usual_plan(), 0, run(day(TUE), 8), run(day(THU), 15), run(day(SUN), 16.4))
    asked = {"usual_long_run_km": 20}
    assert "raises" not in names(grown, request(**asked))
    assert "raises" in names(grown, request(age_years=67, **asked))


def test_the_first_run_back_is_not_the_long_run():
    rested = request(runs=history(days_off=10))
    long_first = plan(week(0, run(day(WED), 9), run(day(FRI), 5), run(day(SUN), 5)))
    even = plan(week(0, run(day(WED), 6), run(day(FRI), 6), run(day(SUN), 8)))
    assert "first_run" in names(long_first, rested)
    assert "first_run" not in names(even, rested)


@pytest.mark.parametrize(("km", "found"), [(7.0, True), (6.5, False)])
def test_the_first_run_after_two_weeks_is_forty_minutes_at_most(km, found):
    made = plan(week(0, run(day(WED), km), run(day(FRI), 8), run(day(SUN), 8)))  # 6 min per km
    assert ("first_run" in names(made, request(runs=history(days_off=16)))) is found


def test_the_shortest_run_has_15_minutes_or_2_km():
    assert "shortest_run" in names(swap(usual_plan(), 0, run(day(TUE), 1.5)), request())
    assert "shortest_run" not in names(swap(usual_plan(), 0, run(day(TUE), 2.0)), request())


def test_the_longest_run_has_150_minutes():
    far = tuple(Run(r.day, r.distance_km * 2, r.duration_min * 2) for r in history())
    asked = {"runs": far, "weekly_km": 80, "usual_long_run_km": 26}
    assert "longest_minutes" in names(swap(usual_plan(), 0, run(day(SUN), 27)), request(**asked))  # 162 minutes
    assert "longest_minutes" not in names(swap(usual_plan(), 0, run(day(SUN), 25)), request(**asked))


def test_nine_tenths_of_a_longer_usual_run_are_kept():
    far = tuple(Run(r.day, r.distance_km * 2, r.duration_min * 2) for r in history())
    asked = {"runs": far, "weekly_km": 80, "usual_long_run_km": 30}
    assert "longest_minutes" not in names(swap(usual_plan(), 0, run(day(SUN), 27)), request(**asked))


def test_from_65_on_the_day_after_the_longest_run_is_free():
    beside = swap(usual_plan(), 0, run(day(TUE), 8), run(day(SAT), 14), run(day(SUN), 8))
    assert "older" in names(beside, request(age_years=67))
    assert "older" not in names(beside, request(age_years=60))
