"""The kilometres of a week."""

import pytest

from runback.domain.intake import Wishes
from runback.domain.load import Run
from tests.plan.verify.made_up import (
    FRI,
    N4,
    SAT,
    SUN,
    WED,
    day,
    goal,
    history,
    names,
    new_plan,
    new_runner,
    plan,
    request,
    run,
    swap,
    table_week,
    usual_plan,
    usual_week,
    walk_run,
    week,
)


def back(*kms, days=(WED, FRI, SUN)):
    """Weeks of three runs each, with these sums."""
    shares = (0.32, 0.32, 0.36)
    return plan(
        *(
            week(n, *(run(day(7 * n + on), round(share * km, 1)) for on, share in zip(days, shares, strict=True)))
            for n, km in enumerate(kms)
        )
    )


def test_the_first_week_after_four_weeks_off_is_45_percent_of_the_usual_one():
    rested = request(runs=history(days_off=28))
    assert "week_first" not in names(back(18, 23), rested)
    assert "week_first" in names(back(20, 23), rested)


def test_pain_of_three_takes_a_quarter_off_the_first_week():
    rested = request(runs=history(days_off=28), pain_running=3)  # 40 x .45 x .75 are 13.5 km
    assert "week_first" in names(back(18, 20), rested)
    assert "week_first" not in names(back(13, 17), rested)


def test_pain_that_goes_in_a_day_takes_15_percent_off_the_first_week():
    slow = request(runs=history(days_off=28), pain_next_morning="up_gone_24h")  # 15.3 km
    assert "week_first" in names(back(18, 23), slow)
    assert "week_first" not in names(back(15, 19), slow)


def test_after_eight_weeks_off_ten_miles_are_the_most():
    far = tuple(Run(r.day, 2 * r.distance_km, 2 * r.duration_min) for r in history(days_off=57))
    asked = {"runs": far, "weekly_km": 80, "usual_long_run_km": 32}  # .33 of 80 would be 26 km
    assert "week_first" in names(back(20, 22), request(**asked))
    assert "week_first" not in names(back(15, 17), request(**asked))


def test_the_articles_start_is_ten_miles_and_ten_percent_a_week():
    rested = request(runs=history(days_off=20), wishes=Wishes(start="articles"))
    assert "week_first" in names(back(20, 21), rested)
    assert "week_rise" in names(back(15, 20), rested)
    assert not {"week_first", "week_rise"} & names(back(15.5, 17), rested)


def test_a_week_rises_by_thirty_percent_or_four_kilometres():
    rested = request(runs=history(days_off=28))
    assert "week_rise" in names(back(16, 25), rested)
    assert "week_rise" not in names(back(18, 22), rested)


def test_no_week_of_a_return_is_above_the_usual_one():
    grown = plan(*(usual_week(n, 1.15 if n else 1.0) for n in range(4)))
    assert "week_rise" in names(grown, request())


def test_above_the_usual_week_ten_percent_a_week_with_a_goal():
    grown = plan(*(usual_week(n, 1.1**n) for n in range(3)))
    asked = {"wishes": goal(30, day(100)), "usual_long_run_km": 20}
    assert "week_rise" not in names(grown, request(**asked))
    faster = plan(*(usual_week(n, 1.25**n) for n in range(3)))
    assert "week_rise" in names(faster, request(**asked))


def test_what_was_planned_on_the_days_that_are_over_counts_in_the_week():
    rested = history(days_off=28)
    first = back(18, 23)
    asked = request(
        runs=(*rested, Run(day(WED), 5.8, 35)), as_of=day(FRI), weeks=2, more={"past_weeks": first.weeks[:1]}
    )
    fuller = swap(first, 0, run(day(WED), 5.8), run(day(FRI), 6.5), run(day(SAT), 6.5), run(day(SUN), 6.9))
    assert "week_first" not in names(first, asked)
    assert "week_first" in names(fuller, asked)


def test_a_break_inside_the_return_begins_from_the_last_counted_week():
    # 18 km in the best week, then ten days off: .70 of 18 km are 12.6 km.
    ran = tuple(Run(day(on), 6.0, 36) for on in (2, 4, 6))
    asked = request(runs=(*history(days_off=28), *ran), as_of=day(16), weeks=1)
    low = plan(week(2, run(day(17), 5.5), run(day(20), 5.5)))
    high = plan(week(2, run(day(17), 6.3), run(day(18), 6.3), run(day(20), 6.3)))
    assert not {"week_first", "week_rise"} & names(low, asked)
    assert "week_first" in names(high, asked)


def test_the_new_runner_gets_no_more_than_three_times_half_an_hour():
    assert not {"week_new"} & names(new_plan(), new_runner())
    long = table_week(0, (600, 60, 4, 7), (600, 60, 4, 7), (600, 60, 4, 7))
    assert "week_new" in names(swap(new_plan(), 0, *long.sessions), new_runner())


def test_the_week_is_bound_by_its_longest_run():
    # After runs of 8 km the ceiling is 8.8 km; five runs hold 8.8 x (1 + .9 x 4), 40.5 km.
    even = swap(usual_plan(), 0, *(run(day(on), 8.7) for on in (0, 1, 3, 5, 6)))
    short = request(usual_long_run_km=8, runs=tuple(Run(r.day, min(8.0, r.distance_km), 48) for r in history()))
    assert "week_by_ceiling" in names(even, short)
    assert "week_by_ceiling" not in names(usual_plan(), request())


def test_a_known_runner_is_not_given_less_than_the_table():
    long_off = request(runs=history(days_off=200))  # T1: three times ten minutes, 5 km at 6 min per km
    little = plan(week(0, *(walk_run(day(on), 60, 60, 4, 1) for on in (WED, FRI, SUN))))
    enough = plan(week(0, *(walk_run(day(on), 60, 60, 10, 1) for on in (WED, FRI, SUN))))
    assert "floor" in names(little, long_off)
    assert "floor" not in names(enough, long_off)


def test_weeks_to_come_do_not_sink():
    assert "sinks" in names(plan(usual_week(0), usual_week(1, 0.7), usual_week(2), usual_week(3)), request())
    assert "sinks" not in names(usual_plan(), request())


def test_a_lighter_week_stands_at_the_usual_week_or_above():
    lighter = plan(usual_week(0), swap(usual_plan(), 1, run(day(8), 8), is_deload=True).weeks[1])
    assert "deload" not in names(lighter, request())
    rested = request(runs=history(days_off=28))
    made = back(18, 23)
    assert "deload" in names(swap(made, 1, *made.weeks[1].sessions, is_deload=True), rested)


def test_there_is_no_lighter_week_in_walk_run():
    made = swap(new_plan(), 1, *table_week(1, N4, N4, N4).sessions, is_deload=True)
    assert "deload" in names(made, new_runner())


@pytest.mark.parametrize(("reps", "found"), [(10, True), (6, False)])
def test_the_heavy_new_runner_runs_three_kilometres_in_the_first_week(reps, found):
    made = swap(new_plan(), 0, *(walk_run(day(on), 60, 60, reps, 4) for on in (WED, FRI, SUN)))
    assert ("heavy" in names(made, new_runner(bmi=33))) is found  # 10 x 1 min x 3 are 4.3 km
