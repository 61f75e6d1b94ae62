"""Strength: how often, how far apart, and never in the way of a run."""

import pytest

from runback.domain.diary import SessionLog, StrengthLog
from runback.domain.intake import Wishes
from runback.domain.plan import SessionKind
from tests.plan.verify.made_up import (
    FRI,
    MON,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    add,
    day,
    hold,
    names,
    plan,
    request,
    run,
    strength,
    swap,
    usual_plan,
    usual_week,
    week,
)


def runs_only(number):
    return [session for session in usual_week(number).sessions if session.is_run]


def test_leg_days_are_48_hours_apart():
    beside = swap(usual_plan(), 1, *runs_only(1), strength(day(8)), strength(day(9)))
    assert "strength_apart" in names(beside, request())
    assert "strength_apart" not in names(usual_plan(), request())


def test_the_end_of_a_week_does_not_bring_leg_days_together():
    first = swap(usual_plan(), 0, *runs_only(0), strength(day(WED)), strength(day(SUN)))
    both = swap(first, 1, *runs_only(1), strength(day(7)), strength(day(11)))
    assert "strength_apart" in names(both, request())


def test_two_sessions_a_week_are_the_most():
    assert "strength_most" in names(add(usual_plan(), 1, strength(day(13))), request())
    assert "strength_most" not in names(usual_plan(), request())


@pytest.mark.parametrize("done_on", [None, -3, MON])
def test_a_session_that_was_not_done_is_not_one_of_the_two(done_on):
    # Monday's session is over; two more stand on Wednesday and Friday
    left = swap(usual_plan(), 0, *runs_only(0), strength(day(MON)), strength(day(WED)), strength(day(FRI)))
    logs = () if done_on is None else (StrengthLog(day(done_on), "glute_bridge", 2, 12),)
    found = names(left, request(as_of=day(WED), more={"strength_logs": logs}))
    # who logs strength and has no log of Monday did not do it
    assert ("strength_most" in found) is (done_on != -3)


def test_a_session_logged_as_missed_is_not_one_of_the_two():
    left = swap(usual_plan(), 0, *runs_only(0), strength(day(MON)), strength(day(WED)), strength(day(FRI)))
    missed = SessionLog(day(MON), SessionKind.STRENGTH, done=False)
    assert "strength_most" not in names(left, request(as_of=day(WED), more={"session_logs": (missed,)}))


def test_two_sessions_a_week_are_planned_where_they_fit():
    once = swap(usual_plan(), 1, *runs_only(1), strength(day(11)))
    assert "strength_fewest" in names(once, request())
    assert "strength_fewest" not in names(usual_plan(), request())


def test_one_session_is_enough_where_the_days_hold_no_more():
    once = plan(*(week(n, *runs_only(n), strength(day(7 * n + FRI))) for n in range(4)))
    days = Wishes(days={"tue": 55.0, "thu": 70.0, "fri": 40.0, "sat": 55.0, "sun": 95.0})
    assert "strength_fewest" not in names(once, request(wishes=days))


def test_after_thirty_sessions_one_a_week_is_enough_below_sixty():
    once = plan(*(week(n, *runs_only(n), strength(day(7 * n + FRI))) for n in range(4)))
    done = {"strength_logs": tuple(StrengthLog(day(-n), "glute_bridge", 2, 12) for n in range(1, 31))}
    assert "strength_fewest" not in names(once, request(more=done))
    assert "strength_fewest" in names(once, request(age_years=62, more=done))


def test_a_hold_asks_for_no_number_of_strength_sessions():
    once = plan(*(week(n, *runs_only(n)) for n in range(4)), held=(hold(),))
    assert "strength_fewest" not in names(once, request())


def test_there_is_no_strength_on_the_day_before_the_long_run():
    eve = swap(usual_plan(), 1, *runs_only(1), strength(day(8)), strength(day(7 + SAT)))
    assert "strength_before_long" in names(eve, request())
    assert "strength_before_long" not in names(usual_plan(), request())


def test_strength_shares_no_day_with_the_long_run():
    shared = swap(usual_plan(), 1, *runs_only(1), strength(day(8)), strength(day(7 + SUN)))
    assert "strength_shared" in names(shared, request())
    assert "strength_shared" not in names(usual_plan(), request())


def test_strength_shares_no_day_with_a_fast_run():
    fast = [run(day(7 + TUE), 8, effort="hard"), run(day(7 + THU), 10), run(day(7 + SUN), 14)]
    assert "strength_shared" in names(swap(usual_plan(), 1, *fast, strength(day(7 + TUE))), request())


def test_the_run_comes_before_the_strength():
    both = [strength(day(TUE)), run(day(TUE), 8)]
    assert "strength_first" in names(swap(usual_plan(), 0, *both, run(day(SUN), 14)), request())
    assert "strength_first" not in names(swap(usual_plan(), 0, *reversed(both), run(day(SUN), 14)), request())


def test_a_week_of_equal_runs_has_no_long_run():
    even = [run(day(on), 9) for on in (MON, WED, SAT)]
    assert "strength_shared" not in names(swap(usual_plan(), 0, *even, strength(day(WED))), request())
