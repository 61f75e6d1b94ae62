"""Walk-run: rows of the tables, the first bouts, the pace of the stages."""

from dataclasses import replace

import pytest

from runback.domain.diary import SessionLog
from runback.domain.intake import Wishes
from runback.domain.load import Run
from runback.domain.plan import SessionKind
from tests.plan.verify.made_up import (
    FRI,
    MONDAY,
    N4,
    N5,
    N6,
    SUN,
    WED,
    check,
    day,
    history,
    names,
    new_plan,
    new_runner,
    plan,
    request,
    run,
    swap,
    table_week,
    walk_run,
    week,
)


def alone(session):
    return plan(week(0, session))


def test_bouts_are_rows_of_a_table():
    assert "table_bouts" in names(alone(walk_run(day(WED), 75, 60, 10, 4)), new_runner())
    assert "table_bouts" not in names(alone(walk_run(day(WED), 60, 60, 10, 4)), new_runner())


def test_the_walk_break_is_that_of_the_row():
    assert "table_bouts" in names(alone(walk_run(day(WED), 60, 90, 10, 4)), new_runner())


def test_one_shorter_bout_may_end_a_session():
    assert "table_bouts" not in names(alone(walk_run(day(WED), 60, 60, 6, 4, last_s=30)), new_runner())
    assert "table_bouts" in names(alone(walk_run(day(WED), 60, 60, 6, 4, last_s=90)), new_runner())


def test_the_stage_named_is_the_row_that_is_run():
    assert "table_stage" in names(alone(walk_run(day(WED), 60, 60, 10, 7)), new_runner())


@pytest.mark.parametrize(
    ("days_off", "bout_s", "found"),
    [(84, 120, False), (84, 240, True), (56, 180, False), (56, 360, True), (42, 240, False), (42, 480, True)],
)
def test_the_longer_the_break_the_shorter_the_first_bouts(days_off, bout_s, found):
    # b is 2 min after 84 days, 3 after 56 and 5 after 42.
    asked = request(runs=history(days_off=days_off))
    assert ("entry_bout" in names(alone(walk_run(day(WED), bout_s, 60, 3, None)), asked)) is found


def test_no_walk_breaks_are_needed_after_two_weeks():
    assert "entry_bout" not in names(alone(run(day(WED), 6)), request(runs=history(days_off=13)))


def test_the_gentler_start_is_one_row_lower():
    chosen = request(runs=history(days_off=42), wishes=Wishes(start="gentle"))  # b is 5 min, the row below 4
    assert "entry_bout" in names(alone(walk_run(day(WED), 360, 60, 3, 5)), chosen)
    assert "entry_bout" not in names(alone(walk_run(day(WED), 240, 60, 5, 4)), chosen)


def test_pain_of_four_asks_for_bouts_of_eight_minutes():
    asked = request(runs=history(days_off=15), pain_running=4)
    assert "entry_bout" in names(alone(walk_run(day(WED), 900, 60, 2, 8)), asked)
    assert "entry_bout" not in names(alone(walk_run(day(WED), 480, 60, 3, 6)), asked)


@pytest.mark.parametrize(
    ("answers", "stage", "found"),
    [
        ({}, N4, False),
        ({}, N5, True),
        ({"pain_running": 2}, (30, 90, 10, 2), False),
        ({"pain_running": 2}, (45, 75, 10, 3), True),
        ({"pain_running": 3}, (15, 105, 10, 1), False),
        ({"pain_running": 3}, (30, 90, 10, 2), True),
        ({"contexts": ("fear",)}, (45, 75, 10, 3), False),
        ({"contexts": ("fear",)}, N4, True),
    ],
)
def test_the_new_runner_enters_by_pain_and_worry(answers, stage, found):
    assert ("entry_bout" in names(alone(walk_run(day(WED), *stage)), new_runner(**answers))) is found


def test_what_was_run_in_the_last_fortnight_is_not_taken_away():
    asked = replace(new_runner(), runs=(Run(day(-3), 1.5, 10),))
    assert "entry_bout" not in names(alone(walk_run(day(WED), 480, 60, 2, 10)), asked)


def test_stages_follow_one_at_a_time():
    jump = swap(new_plan(), 1, *table_week(1, N5, N5, (180, 60, 6, 7)).sessions)
    assert "stage_jump" in names(jump, new_runner())
    assert "stage_jump" not in names(new_plan(), new_runner())


def test_the_new_runner_has_two_green_sessions_a_stage():
    hasty = swap(new_plan(), 0, *table_week(0, N4, N5, N6).sessions)
    assert "stage_greens" in names(hasty, new_runner())
    assert "stage_greens" not in names(new_plan(), new_runner())


def test_the_sore_new_runner_has_one_stage_a_week():
    sore = new_runner(pain_running=3)
    n1, n2, n3 = (15, 105, 10, 1), (30, 90, 10, 2), (45, 75, 10, 3)
    fast = plan(
        table_week(0, n1, n1, n2), table_week(1, n2, n3, n3), table_week(2, N4, N4, N5), table_week(3, N5, N6, N6)
    )
    slow = plan(
        table_week(0, n1, n1, n1), table_week(1, n2, n2, n2), table_week(2, n3, n3, n3), table_week(3, N4, N4, N4)
    )
    assert "advance" in names(fast, sore)
    assert "advance" not in names(slow, sore)


T1, T2, T3, T4 = (60, 60, 10, 1), (120, 60, 8, 2), (180, 60, 6, 3), (240, 60, 5, 4)


def test_after_eight_weeks_off_there_are_two_stages_a_week():
    rested = request(runs=history(days_off=60), weeks=2)
    fast = plan(table_week(0, T1, T2, T3), table_week(1, T4, (360, 60, 4, 5), (480, 60, 3, 6)))
    slow = plan(table_week(0, T2, T2, T2), table_week(1, T3, T3, T4))
    assert "advance" in names(fast, rested)
    assert "advance" not in names(slow, rested)


def test_after_half_a_year_off_there_are_two_green_sessions_a_stage():
    rested = request(runs=history(days_off=200), weeks=1)
    assert "stage_greens" in names(plan(table_week(0, T1, T2, T2)), rested)
    assert "stage_greens" not in names(plan(table_week(0, T1, T1, T2)), rested)


def test_what_was_run_on_the_days_that_are_over_is_where_the_stages_go_on_from():
    first = table_week(0, N4, N4, N5)
    ran = [SessionLog(day(on), SessionKind.WALK_RUN, pain_during=0) for on in (WED, FRI, SUN)]
    walk = SessionLog(MONDAY, SessionKind.WALK, duration_min=30, pain_during=0)
    more = {"session_logs": (walk, *ran), "past_weeks": (first,)}
    asked = request(runs=(), checks=new_runner().checks, as_of=day(7), weeks=1, more=more)
    assert "stage_jump" in names(plan(table_week(1, (180, 60, 6, 7), (180, 60, 6, 7), (180, 60, 6, 7))), asked)
    assert "stage_jump" not in names(plan(table_week(1, N5, N6, N6)), asked)


def test_a_new_check_may_begin_elsewhere():
    first = table_week(0, N4, N4, N5)
    ran = tuple(SessionLog(day(on), SessionKind.WALK_RUN, pain_during=0) for on in (WED, FRI, SUN))
    again = (*new_runner().checks, check(day(7), base={"age_years": 30, "runner_status": "new", "weekly_km": 0}))
    more = {"session_logs": ran, "past_weeks": (first,)}
    asked = request(runs=(), checks=again, as_of=day(7), weeks=1, more=more)
    assert "stage_jump" not in names(plan(table_week(1, (180, 60, 6, 7), (180, 60, 6, 7), (180, 60, 6, 7))), asked)
