"""Races, what leads up to them and what follows."""

from dataclasses import replace

from runback.domain.adjust import Priority, Race
from runback.domain.load import Run
from runback.domain.plan import GoalStatus, GoalView
from tests.plan.verify.made_up import (
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    day,
    goal,
    history,
    log,
    names,
    plan,
    race,
    request,
    run,
    swap,
    usual_plan,
    usual_week,
    week,
)

RACE_DAY = day(20)  # the Sunday of the third week


def half_plan(before=0.5, after=0.3):
    """A half marathon in the third week: 25 km, then half of the usual in the week before it."""
    taper = [run(day(14 + on), 40 * before / 3) for on in (TUE, THU, SAT)]
    back = [run(day(21 + on), 40 * after / 2) for on in (SAT, SUN)]
    return plan(usual_week(0), usual_week(1, 0.7), week(2, *taper, race(RACE_DAY, 21.1)), week(3, *back))


HALF = {"wishes": goal(21.1, RACE_DAY), "usual_long_run_km": 18}


def test_a_half_marathon_with_its_taper_and_its_rest_keeps_the_rules_of_races():
    kept = {"race_day", "race_missing", "taper", "race_after_rest", "race_after_easy", "race_after_week"}
    assert not kept & names(half_plan(), request(**HALF))


def test_a_race_is_one_that_the_runner_entered():
    assert "race_day" in names(half_plan(), request())
    assert "race_day" in names(half_plan(), request(wishes=goal(10, RACE_DAY)))


def test_a_race_that_is_on_the_way_stands_in_the_plan():
    view = GoalView(21.1, RACE_DAY, GoalStatus.ON_THE_WAY)
    assert "race_missing" in names(replace(usual_plan(), goal=view), request(**HALF))
    assert "race_missing" not in names(replace(half_plan(), goal=view), request(**HALF))
    far = replace(usual_plan(), goal=replace(view, status=GoalStatus.NOT_IN_TIME))
    assert "race_missing" not in names(far, request(**HALF))


def test_the_week_before_a_race_is_lighter():
    assert "taper" in names(half_plan(before=1.0), request(**HALF))


def test_a_race_on_the_way_needs_no_taper():
    on_the_way = {"races": (Race(RACE_DAY, 10, Priority.B),)}
    taken = plan(usual_week(0), usual_week(1), week(2, run(day(15), 10), run(day(17), 10), race(RACE_DAY, 10)))
    assert "taper" not in names(taken, request(more=on_the_way))


def test_the_days_before_a_race_on_the_way_are_easy():
    on_the_way = {"races": (Race(RACE_DAY, 10, Priority.B),)}
    long = plan(usual_week(0), usual_week(1), week(2, run(day(15), 8), run(day(18), 15), race(RACE_DAY, 10)))
    fast = plan(usual_week(0), usual_week(1), week(2, run(day(18), 6, effort="hard"), race(RACE_DAY, 10)))
    calm = plan(usual_week(0), usual_week(1), week(2, run(day(15), 8), run(day(18), 6), race(RACE_DAY, 10)))
    assert "race_b_easy" in names(long, request(more=on_the_way))
    assert "race_b_easy" in names(fast, request(more=on_the_way))
    assert "race_b_easy" not in names(calm, request(more=on_the_way))


def test_there_is_no_race_in_the_week_after_a_red():
    red = {"session_logs": (log(day(14), 6),)}
    asked = request(runs=(*history(), Run(day(14), 5, 30)), as_of=day(15), more=red, **HALF)
    assert "race_after_red" in names(half_plan(), asked)
    earlier = {"session_logs": (log(day(8), 6),)}
    asked = request(runs=(*history(), Run(day(8), 5, 30)), as_of=day(15), more=earlier, **HALF)
    assert "race_after_red" not in names(half_plan(), asked)


def test_the_three_days_after_a_half_marathon_have_no_run():
    made = half_plan()
    early = swap(made, 3, run(day(23), 4), run(day(27), 6))
    assert "race_after_rest" in names(early, request(**HALF))
    assert "race_after_rest" not in names(swap(made, 3, run(day(24), 4), run(day(27), 6)), request(**HALF))


def test_from_56_on_the_rest_is_longer():
    fourth = swap(half_plan(), 3, run(day(24), 4), run(day(27), 6))
    assert "race_after_rest" in names(fourth, request(age_years=58, **HALF))


def test_a_race_that_was_run_is_rested_from_too():
    ran = (*history(), Run(day(WED), 21.1, 110))
    asked = {"wishes": goal(21.1, day(WED)), "usual_long_run_km": 18}
    made = swap(usual_plan(), 0, run(day(SAT), 5))
    assert "race_after_rest" in names(made, request(runs=ran, as_of=day(THU), **asked))
    later = swap(usual_plan(), 0, run(day(SUN), 5))
    assert "race_after_rest" not in names(later, request(runs=ran, as_of=day(THU), **asked))


def test_there_is_no_long_run_and_no_quality_while_the_race_is_in_the_legs():
    made = half_plan()
    assert "race_after_easy" in names(swap(made, 3, run(day(26), 15)), request(**HALF))
    assert "race_after_easy" in names(swap(made, 3, run(day(26), 5, effort="hard")), request(**HALF))


def test_the_week_after_a_half_marathon_is_less_than_half():
    assert "race_after_week" in names(half_plan(after=0.8), request(**HALF))
